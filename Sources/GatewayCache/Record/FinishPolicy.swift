/// Why an answer is not stored.
package enum NotStorable: Error, Sendable, Hashable {
    /// It did not come to its end, or there are fewer choices than were asked for.
    case incomplete
    /// It is, or ends with, the report of an error.
    case error
    /// It is not what such an answer looks like.
    case malformed
    /// A choice ended for a reason that is not allowed: cut short or filtered, for instance.
    case finishReason(String)
    /// It is larger than what may be stored.
    case overflow

    /// Name in metrics; it does not tell the reason of an end, which a provider may choose freely.
    package var label: StaticString {
        switch self {
        case .incomplete: "incomplete"
        case .error: "error"
        case .malformed: "malformed"
        case .finishReason: "finish_reason"
        case .overflow: "overflow"
        }
    }
}

/// Which answers are complete enough to be given again.
package struct FinishPolicy: Sendable, Equatable {
    /// Reasons of an end with which an answer is stored.
    package let allowed: [String]

    /// What is allowed where nothing else is said: the model came to an end, or calls tools. `length` and
    /// `content_filter` are not among them.
    package static let usual = FinishPolicy(allowed: ["stop", "tool_calls", "function_call"])

    /// Creates a policy.
    package init(allowed: some Sequence<String>) {
        self.allowed = Array(allowed)
    }

    /// Checks that all reasons are allowed.
    package func check(_ reasons: [String]) throws(NotStorable) {
        for reason in reasons where !self.allowed.contains(reason) {
            throw .finishReason(reason)
        }
    }
}
