package import NIOCore

/// Why a command has no reply to show: a closed list, so that every caller decides about every case.
package enum RedisError: Error, Sendable, Equatable {
    /// The server answered with an error.
    case server(RESPError)
    /// The command was sent and not answered in time. It may still be carried out.
    case timedOut
    /// The connection ended before the reply. The command may have been carried out.
    case disconnected
    /// The command was never sent: the breaker is open, no connection came up in time, or the queue is full.
    case unavailable(retryAfter: TimeAmount)
    /// The server does not speak the protocol.
    case `protocol`(RESPParseError)
    /// The caller gave up. The command may still be carried out.
    case cancelled
    /// The cluster says that it has lost slots.
    case clusterDown
    /// The keys of one command lie in several slots.
    case crossSlot
    /// No node of the cluster or of the sentinels' set is known for this.
    case noNode
}

extension RedisError {
    /// Whether the command has certainly had no effect, so that sending it again is always right.
    package var isUntouched: Bool {
        switch self {
        case .unavailable, .crossSlot, .noNode, .clusterDown, .server: return true
        case .timedOut, .disconnected, .protocol, .cancelled: return false
        }
    }
}
