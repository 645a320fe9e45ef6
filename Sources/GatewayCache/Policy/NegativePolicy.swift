package import GatewayCore

/// Which errors are remembered, so that the same request is refused again without asking the provider.
package enum NegativePolicy {
    /// Whether the same request would meet the same error again: the provider refused it as it was made.
    ///
    /// A refusal for its content is not remembered: such filters are not of one mind from one call to the next. Nor is
    /// one that speaks of time (408, 425, 429) or of rights (401, 402, 403), which change without the request changing.
    package static func isRepeatable(_ error: GatewayError) -> Bool {
        guard error.code == .requestRejected else { return false }
        return Self.isRepeatable(status: error.status, cause: error.fault?.cause)
    }

    /// Whether a refusal with that status, for that cause, would come again.
    package static func isRepeatable(status: Int, cause: FaultCause?) -> Bool {
        switch cause {
        case .contextWindow: return true
        // No such model there: others were asked before, and the request will meet the same plan again.
        case .credentials: return status == 404
        case .rejected, nil: break
        default: return false
        }
        switch status {
        case 400, 404, 413, 422: return true
        default: return false
        }
    }
}
