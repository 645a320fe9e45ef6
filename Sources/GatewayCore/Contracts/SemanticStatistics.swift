/// State of the answers by meaning, for metrics and the operator.
package struct SemanticStatistics: Sendable, Equatable {
    /// What one model group has done and learned.
    package struct Group: Sendable, Equatable {
        /// Name of the group.
        package var name: String
        /// Look-ups by what came of them, in the order of the closed list.
        package var lookups: [Count] = []
        /// Candidates that a guard refused, by guard, in the order of the closed list.
        package var refusals: [Count] = []
        /// Hits that were checked by calling the model as well.
        package var checked = Verdicts()
        /// Misses whose answer was compared with the one that was stored for a near question.
        package var compared = Verdicts()
        /// Hits that callers judged.
        package var called = Verdicts()
        /// Share of wrong hits among those that were judged of late; nil while none was.
        package var wrongRatio: Double?
        /// Lower end of its interval.
        package var wrongLow = 0.0
        /// Upper end of its interval.
        package var wrongHigh = 1.0
        /// Highest risk at which a stored answer is given; 0 gives none.
        package var riskLimit = 0.0
        /// Share of wrong hits that is allowed.
        package var maxWrong = 0.0
        /// Where the group stands: `keep`, `tighten` or `off`.
        package var standing = "keep"
        /// The operator's own answers; nil where there are none, or they are still being made ready.
        package var frequent: Frequent?

        /// Creates statistics of nothing.
        package init(name: String) {
            self.name = name
        }
    }

    /// The operator's own answers to frequent questions.
    package struct Frequent: Sendable, Equatable {
        /// How many there are.
        package var answers: Int
        /// Prompts by which they are found, and those that have none.
        package var prompts: Int
        /// Share of wrong answers that is not exceeded, by these prompts; nil where they support none, and only the
        /// wordings themselves are answered.
        package var bound: Double?

        /// Creates figures.
        package init(answers: Int, prompts: Int, bound: Double?) {
            self.answers = answers
            self.prompts = prompts
            self.bound = bound
        }
    }

    /// What was said of stored answers.
    package struct Verdicts: Sendable, Equatable {
        /// They were right.
        package var right: UInt64 = 0
        /// They were wrong.
        package var wrong: UInt64 = 0
        /// It could not be told.
        package var unclear: UInt64 = 0

        /// Counts of nothing.
        package init() {}

        /// The counts with their names.
        package var counts: [Count] {
            [Count("right", self.right), Count("wrong", self.wrong), Count("unclear", self.unclear)]
        }
    }

    /// A number with its name.
    package struct Count: Sendable, Equatable {
        /// What was counted.
        package var name: String
        /// How often.
        package var count: UInt64

        /// Creates a count.
        package init(_ name: String, _ count: UInt64) {
            self.name = name
            self.count = count
        }
    }

    /// Questions that are kept.
    package var entries = 0
    /// Bytes that they take.
    package var bytes = 0
    /// Namespaces: sets of questions whose every other circumstance is the same.
    package var namespaces = 0
    /// Groups, by name.
    package var groups: [Group] = []

    /// Creates statistics of nothing.
    package init() {}
}
