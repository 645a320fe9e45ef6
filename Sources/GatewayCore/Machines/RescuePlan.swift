/// A way to go on with a stream that broke after content was sent.
package enum RescueWay: UInt8, Sendable, CaseIterable {
    /// The same request again; what the client has is swallowed.
    case restart
    /// The request with what the client has as the beginning of the answer.
    case prefill
    /// The request, what the client has, and the instruction to go on.
    case instruction

    /// Value of the metric label `mode`.
    package var label: StaticString {
        switch self {
        case .restart: "restart"
        case .prefill, .instruction: "continue"
        }
    }
}

/// What is known of a broken stream.
package struct BrokenStream: Sendable, Equatable {
    /// Whether the request asked for the same answer each time.
    package var isDeterministic = false
    /// Whether the answer is bound to a structure, so that two halves must come from one answer.
    package var isStructured = false
    /// Whether anything was sent that cannot be taken up: arguments of a tool call, audio, several choices.
    package var isUnrepeatable = false
    /// Whether a tool call was begun, without arguments so far.
    package var hasToolCall = false
    /// Whether the answer carries log probabilities.
    package var hasLogprobs = false

    /// Creates a description of nothing special.
    package init() {}
}

/// Which ways to rescue a stream are tried on a candidate, in order.
package struct RescuePlan: Sendable {
    private let mode: RescueMode
    private let stream: BrokenStream

    /// Creates the plan of a broken stream.
    package init(_ mode: RescueMode, _ stream: BrokenStream) {
        self.mode = mode
        self.stream = stream
    }

    /// The ways for a candidate, best first; empty if there is none.
    ///
    /// A structured answer or a begun tool call is only ever restarted: the parts of two answers do not fit together.
    package func ways(canPrefill: Bool) -> [RescueWay] {
        guard self.mode != .off, !self.stream.isUnrepeatable else { return [] }
        let continues: [RescueWay] = canPrefill ? [.prefill, .instruction] : [.instruction]
        let mayContinue = !self.stream.isStructured && !self.stream.hasToolCall && !self.stream.hasLogprobs
        switch self.mode {
        case .off:
            return []
        case .restart:
            return [.restart]
        case .continue:
            return mayContinue ? continues : []
        case .auto, .hold:
            guard mayContinue else { return [.restart] }
            return self.stream.isDeterministic ? [.restart] + continues : continues
        }
    }
}
