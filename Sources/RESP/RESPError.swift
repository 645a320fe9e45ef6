/// An error as the server wrote it: `CODE rest of the line`.
package struct RESPError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What the first word means to a client; everything that a client need not tell apart is `other`.
    package enum Kind: Sendable, Hashable {
        /// Another node owns the slot: `MOVED slot host:port`.
        case moved
        /// Another node has this key already: `ASK slot host:port`.
        case ask
        /// Some of the keys have moved already, ask again later.
        case tryAgain
        /// The cluster has no owner for the slot.
        case clusterDown
        /// The keys are of several slots.
        case crossSlot
        /// The server reads its data set and answers later.
        case loading
        /// A script runs too long.
        case busy
        /// The replica lost its primary and must not answer.
        case masterDown
        /// A write reached a replica.
        case readOnly
        /// The script is not in the server's cache.
        case noScript
        /// Nobody has authenticated yet.
        case noAuthentication
        /// User or password is wrong.
        case wrongPassword
        /// The user may not do this.
        case noPermission
        /// The server does not speak the protocol version.
        case noProtocol
        /// The key holds another type.
        case wrongType
        /// No memory is left for writes.
        case outOfMemory
        /// Anything else.
        case other
    }

    /// The whole line, code included.
    package let message: String
    /// What the first word means.
    package let kind: Kind

    /// Reads the first word of a line.
    package init(_ message: String) {
        self.message = message
        self.kind = Kind(code: message.prefix { $0 != " " })
    }

    /// The first word: `ERR`, `MOVED`, `WRONGTYPE`.
    package var code: Substring { self.message.prefix { $0 != " " } }

    /// The whole line.
    package var description: String { self.message }
}

extension RESPError.Kind {
    /// The meaning of a first word.
    init(code: Substring) {
        switch code {
        case "MOVED": self = .moved
        case "ASK": self = .ask
        case "TRYAGAIN": self = .tryAgain
        case "CLUSTERDOWN": self = .clusterDown
        case "CROSSSLOT": self = .crossSlot
        case "LOADING": self = .loading
        case "BUSY": self = .busy
        case "MASTERDOWN": self = .masterDown
        case "READONLY": self = .readOnly
        case "NOSCRIPT": self = .noScript
        case "NOAUTH": self = .noAuthentication
        case "WRONGPASS": self = .wrongPassword
        case "NOPERM": self = .noPermission
        case "NOPROTO": self = .noProtocol
        case "WRONGTYPE": self = .wrongType
        case "OOM": self = .outOfMemory
        default: self = .other
        }
    }
}
