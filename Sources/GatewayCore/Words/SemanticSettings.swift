/// Who turns texts into vectors.
package enum EmbedderChoice: Sendable, Equatable {
    /// Token vectors in the process, of no context: fast.
    case staticVectors
    /// A small transformer in the process: milliseconds, English.
    case miniLM
    /// The `/v1/embeddings` of a configured model; token vectors stand in for what it does not give in time.
    case remote(model: String, dimensions: Int, timeout: Duration)
}

/// How it is decided whether an entry may answer.
package enum AcceptanceChoice: String, Sendable, CaseIterable {
    /// By a threshold that follows from the share of wrong hits that is allowed.
    case bound
    /// By what each entry has shown for itself, calling the model while that is little (vCache, arXiv 2502.03771).
    case perEntry = "per_entry"
}

/// What of a request is compared by meaning; everything else must be the same.
package enum ComparedTurns: String, Sendable, CaseIterable {
    /// The last turn.
    case lastTurn = "last_turn"
    /// All that users and assistants have said.
    case conversation
}

/// How the nodes share questions.
package enum QuestionSharing: String, Sendable, CaseIterable {
    /// By the best that the server offers.
    case auto
    /// Each node keeps all questions; they come by a stream.
    case replicate
    /// Vector sets of Redis 8.
    case vectorSets = "vector_sets"
    /// Vector search of Redis.
    case search
    /// Not at all.
    case off
}

/// What all model groups share of the semantic cache.
package struct SemanticSettings: Sendable, Equatable {
    /// Folder with the weights of the embedders; there is one wherever a group answers by meaning.
    package var models: String?
    /// Who turns texts into vectors.
    package var embedder = EmbedderChoice.staticVectors
    /// Questions that a group keeps; the least recently used goes.
    package var maxEntries = 100_000
    /// Memory of a group for its questions and their vectors, in bytes.
    package var memoryBytes = 256 << 20
    /// File in which questions and evidence outlive the process; nil keeps nothing.
    package var snapshot: String?
    /// How the nodes share questions, where they share answers.
    package var sharing = QuestionSharing.auto

    /// Creates the defaults.
    package init() {}
}

/// When a group answers from an entry that was stored for another wording.
package struct GroupSemanticSettings: Sendable, Equatable {
    /// What is compared.
    package var compared = ComparedTurns.lastTurn
    /// Largest share of hits that may be wrong.
    package var maxWrong = 0.01
    /// Whether exact hits, which are right, count among those hits.
    package var countsExact = false
    /// How sure that is.
    package var confidence = 0.95
    /// How it is decided.
    package var acceptance = AcceptanceChoice.bound
    /// Share of hits that are checked by calling the model as well.
    package var verified = 0.02
    /// Model that judges whether two answers say the same; nil compares them here.
    package var judge: String?
    /// Bytes of a question at most; longer ones are looked up exactly only.
    package var maxQuestionBytes = 2 << 10
    /// Words that are each other's opposite, beside those that are known.
    package var opposites: [WordPair] = []
    /// Names, beside those that are known.
    package var names: [String] = []
    /// Frequent questions whose answers are given without a model; nil where there are none.
    package var frequent: FrequentQuestions?

    /// Two words.
    package struct WordPair: Sendable, Equatable {
        /// One of them.
        package var one: String
        /// The other.
        package var other: String

        /// Creates a pair.
        package init(_ one: String, _ other: String) {
            self.one = one
            self.other = other
        }
    }

    /// Creates the defaults.
    package init() {}
}
