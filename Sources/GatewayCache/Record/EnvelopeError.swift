/// Why stored bytes are not taken for a record, or a record not made into bytes. Each of them is a miss.
package enum EnvelopeError: Error, Sendable, Hashable {
    /// The bytes do not begin as those of an entry do.
    case notAnEntry
    /// The entry was written by a version that is not known here.
    case unknownVersion(UInt8)
    /// The entry ends too early.
    case truncated
    /// The bytes are not those that were written, or were written for another key or scope.
    case damaged
    /// The parts of the entry do not fit together.
    case malformed
    /// The entry, or something in it, is larger than what is allowed.
    case tooLarge
    /// The entry is not encrypted, and only encrypted ones are taken.
    case notSealed
    /// The entry is encrypted, and there are no keys.
    case noKeys
    /// The entry was encrypted with a root key that is not known here.
    case unknownKey
    /// The keys of this scope were given up.
    case revoked
    /// The cipher or the compressor failed.
    case failed

    /// Name in metrics.
    package var label: StaticString {
        switch self {
        case .notAnEntry: "not_an_entry"
        case .unknownVersion: "unknown_version"
        case .truncated: "truncated"
        case .damaged: "damaged"
        case .malformed: "malformed"
        case .tooLarge: "too_large"
        case .notSealed: "not_sealed"
        case .noKeys: "no_keys"
        case .unknownKey: "unknown_key"
        case .revoked: "revoked"
        case .failed: "failed"
        }
    }
}

/// Bounds of what a stored record may hold.
package enum RecordLimits {
    /// Times kept of a stream.
    static let maxMarks = 4096
    /// Bytes of a name.
    static let maxNameBytes = 1024
    /// Tags, and reasons of an end.
    static let maxListCount = 256
}
