/// A kind of candidate whose errors are counted together.
///
/// Three questions with two answers each, all known before a decision and none of them dependent on the score: short
/// prompts leave little to compare, names and numbers carry the meaning where they stand, and in a crowded
/// neighbourhood many stored prompts differ by a nuance.
package struct AcceptanceBucket: Sendable, Hashable {
    /// How many there are.
    package static let count = 8
    /// The one of prompts that nothing is known of.
    package static let plain = Self(index: 0)

    /// From 0 up to, but not including, `count`.
    package let index: Int

    /// A bucket by its number; what is outside is brought inside.
    package init(index: Int) {
        self.index = min(max(index, 0), Self.count - 1)
    }

    /// The bucket of a candidate.
    package init(isShort: Bool, isSpecific: Bool, isCrowded: Bool) {
        self.index = (isShort ? 1 : 0) | (isSpecific ? 2 : 0) | (isCrowded ? 4 : 0)
    }

    /// The bucket of a candidate for a prompt.
    ///
    /// - Parameters:
    ///   - reading: the prompt.
    ///   - crowding: the cosine of the fifth nearest candidate, 0 where there are fewer.
    package init(of reading: PromptReading, crowding: Float = 0) {
        let hasName = reading.words.contains { $0.isName }
        let isSpecific = hasName || !reading.numbers.isEmpty || !reading.literals.isEmpty
        self.init(
            isShort: reading.content.count <= Self.shortest,
            isSpecific: isSpecific,
            isCrowded: crowding >= Self.crowded
        )
    }

    /// Words with meaning up to which a prompt is short.
    private static let shortest = 3
    /// The cosine of the fifth nearest candidate from which on a neighbourhood is crowded.
    private static let crowded: Float = 0.75

    /// What it is called in metrics and explanations.
    package var name: String {
        let length = self.index & 1 == 0 ? "long" : "short"
        let subject = self.index & 2 == 0 ? "general" : "specific"
        return "\(length)-\(subject)-\(self.index & 4 == 0 ? "lonely" : "crowded")"
    }
}

/// One labelled observation: a candidate that would have been served, and whether that would have been wrong.
package struct LabelledScore: Sendable {
    /// The verifier's score, from 0 to 1.
    package let score: Float
    /// Whether the stored answer does not answer the prompt.
    package let isWrong: Bool
    /// What kind of candidate it was.
    package let bucket: AcceptanceBucket

    /// An observation; a score that is no number counts as the lowest.
    package init(score: Float, isWrong: Bool, bucket: AcceptanceBucket = .plain) {
        self.score = score.isNaN ? 0 : min(max(score, 0), 1)
        self.isWrong = isWrong
        self.bucket = bucket
    }
}
