import GRDB

/// Why a file cannot be used, in words that say how to mend it.
package struct StorageError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong.
    package enum Cause: Sendable, Equatable {
        /// It cannot be opened or made; with the system's error number, 0 where there is none.
        case unusable(errno: Int32)
        /// It is no SQLite file, or no file of this program.
        case foreign
        /// A later version of this program has made it.
        case newer
        /// Its content is not what was written.
        case damaged
        /// There is no room for it.
        case full
        /// Another process holds it for too long.
        case busy
        /// Anything else; with SQLite's result code.
        case other(code: Int32)
    }

    /// The file.
    package let path: String
    /// What is wrong.
    package let cause: Cause
    /// What SQLite or the system says.
    package let reason: String

    /// Creates an error.
    init(_ path: String, _ cause: Cause, _ reason: String) {
        self.path = path
        self.cause = cause
        self.reason = reason
    }

    /// Translates what a call to SQLite has thrown.
    init(_ path: String, _ error: any Error) {
        if let error = error as? StorageError {
            self = error
            return
        }
        guard let error = error as? DatabaseError else {
            self.init(path, .other(code: 0), "\(error)")
            return
        }
        let cause: Cause =
            switch error.resultCode {
            case .SQLITE_CORRUPT, .SQLITE_MISMATCH: .damaged
            case .SQLITE_NOTADB: .foreign
            case .SQLITE_FULL: .full
            case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
            case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_AUTH: .unusable(errno: 0)
            default: .other(code: error.extendedResultCode.rawValue)
            }
        self.init(path, cause, "\(error.message ?? "no message") (SQLite \(error.extendedResultCode.rawValue))")
    }

    /// Whether the file is of no use any more, however often one tries.
    package var isFinal: Bool {
        switch self.cause {
        case .damaged, .foreign, .newer: true
        case .unusable, .full, .busy, .other: false
        }
    }

    package var description: String {
        let advice =
            switch self.cause {
            case .unusable: "the folder must exist, and folder and file must be writable for the gateway"
            case .foreign: "it is not a file of decisions; name another path"
            case .newer: "a later version of signalbox has made it; name another path, or run that version"
            case .damaged: "move it away, with its -wal and -shm, and a new one is made"
            case .full: "there is no room left; lower max_bytes, or make room"
            case .busy: "another process holds it"
            case .other: "see SQLite's result codes"
            }
        return "\(self.path): \(self.reason); \(advice)"
    }
}
