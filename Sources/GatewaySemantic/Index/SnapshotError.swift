/// Why a snapshot cannot be written or used. Nothing is lost with one: the cache begins empty.
package enum SnapshotError: Error, Equatable, Sendable {
    /// The system refuses: what was tried, and its error number.
    case system(_ operation: String, errno: Int32)
    /// The file is something else.
    case foreign
    /// The file was written by another version.
    case version(UInt32)
    /// The file holds an index of another kind.
    case kind
    /// The vectors are of another space, or the file belongs to another scope.
    case space(found: String)
    /// The vectors are of another length.
    case dimensions(expected: Int, found: Int)
    /// There are more entries than fit.
    case tooLarge(slots: Int, capacity: Int)
    /// The file is cut short or changed.
    case damaged
}

/// How the file of a snapshot begins.
///
/// Numbers are little endian. Behind the head come the sections of the index, entry by entry; the last eight bytes are the
/// checksum of all before, taken over pieces of a MiB, each beginning with the sum of the one before.
enum SnapshotFormat {
    /// "SBVECIDX".
    static let magic: UInt64 = 0x5844_4943_4556_4253
    static let version: UInt32 = 1
    static let piece = 1 << 20
    static let mostSpaceBytes = 1024

    enum Kind: UInt32 {
        case flat = 1
        case graph = 2
        case adaptive = 3
        case questions = 4
    }
}
