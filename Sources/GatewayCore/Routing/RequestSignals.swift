/// What routing knows of a request; filled in by those who find it out, as far as somebody asks.
package struct RequestSignals: Sendable, Equatable {
    /// Tokens of the prompt, counted; nil where nobody counted.
    package var inputTokens: Int?
    /// Number of the task; 0 is unknown.
    package var task: UInt8 = 0
    /// Region that the answer should come from; 0 leaves it to the group.
    package var region: UInt32 = 0
    /// What counts in a score; nil leaves it to the group.
    package var weights: ScoreWeights?
    /// What the request may cost, in nano-dollars; nil leaves it to the group.
    package var maxCost: Int64?
    /// How long its first token may be expected to take, in nanoseconds; nil leaves it to the group.
    package var maxFirstToken: UInt64?
    /// Hash of the session or of the prompt's beginning; 0 is none. Set by the plan.
    package var affinity: UInt64 = 0
    /// The first tier that was asked because the group had stepped down; nil where it had not. Set by the plan.
    package var degradedTo: Tier?
    /// When the current attempt began to wait for its first content, and where; nil while none does.
    package var waiting: WaitingAttempt?

    /// Creates signals of which nothing is known.
    package init() {}
}

/// An attempt without content so far.
package struct WaitingAttempt: Sendable, Equatable {
    /// Position in `Snapshot.targets`.
    package var target: Int
    /// When it began.
    package var since: UInt64

    /// Creates a note.
    package init(target: Int, since: UInt64) {
        self.target = target
        self.since = since
    }
}
