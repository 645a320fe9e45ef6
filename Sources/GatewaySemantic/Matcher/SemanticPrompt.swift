/// A prompt as the semantic cache compares it: read, embedded and looked up in the word vectors once.
package struct SemanticPrompt: Sendable {
    /// What guards read.
    package let reading: PromptReading
    /// The direction of the whole text, in the matcher's space.
    package let vector: [Float]
    /// What the verifier reads.
    package let side: PairSide

    /// The prompt as it came.
    package var text: String { self.reading.text }
    /// The ISO 639-1 code of its language; nil where it was not told.
    package var language: String? { self.reading.detectedLanguage }
}

/// A stored prompt with the answer it stands for, as it is kept, written to disk and sent to other processes.
package struct SemanticEntry: Sendable, Equatable {
    /// Whose traffic it belongs to: a prompt of one namespace never meets an entry of another.
    package var namespace: SemanticKey
    /// Names the stored answer; one namespace has one entry for it.
    package var answer: SemanticKey
    /// The prompt.
    package var text: String
    /// The ISO 639-1 code of its language; nil where it was not told.
    package var language: String?
    /// When it may no longer be served, on the clock that lookups use; nil for never.
    package var expires: Int64?
    /// How often its answer was compared.
    package var evidence: EntryEvidence

    /// A stored prompt.
    package init(
        namespace: SemanticKey,
        answer: SemanticKey,
        text: String,
        language: String?,
        expires: Int64? = nil,
        evidence: EntryEvidence = EntryEvidence()
    ) {
        self.namespace = namespace
        self.answer = answer
        self.text = text
        self.language = language
        self.expires = expires
        self.evidence = evidence
    }
}

/// A stored prompt beside the one that asks, and everything that was found about the two.
package struct MatchCandidate: Sendable {
    /// Number of the entry within the process.
    package let id: UInt64
    /// Names the stored answer.
    package let answer: SemanticKey
    /// The stored prompt.
    package let text: String
    /// The cosine of both vectors.
    package let similarity: Float
    /// Why the answer must not be served; empty where no guard objects. A plain lookup stops at the first.
    package var refusals: [GuardRefusal] = []
    /// What the verifier looked at; nil for a refused candidate.
    package var features: PairFeatures?
    /// What the verifier said.
    package var score: Float?
    /// What kind of candidate it is.
    package var bucket = AcceptanceBucket.plain
    /// What the acceptance policy said; nil for a refused candidate.
    package var verdict: AcceptanceVerdict?
    /// Whether the entry holds the very same text.
    package var isSameText = false

    /// The candidate as labelled evidence; nil where a guard refused it.
    package func evidence(isWrong: Bool) -> LabelledScore? {
        self.score.map { LabelledScore(score: $0, isWrong: isWrong, bucket: self.bucket) }
    }
}

/// What a lookup found.
package struct MatchResult: Sendable {
    /// What is served; nil for a miss.
    package var hit: MatchCandidate?
    /// On a miss, the candidate whose answer is worth comparing with the model's; nil where that would teach nothing.
    package var explored: MatchCandidate?
    /// The nearest stored prompts, nearest first.
    package var candidates: [MatchCandidate] = []

    /// The least likeness among them, 0 where there are fewer than were asked for: how crowded the place is.
    package var crowding: Float = 0

    /// Nothing.
    package init() {}
}
