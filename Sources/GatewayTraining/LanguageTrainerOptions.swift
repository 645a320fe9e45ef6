package import GatewayRouting

/// How a language model is trained; the defaults are those of the committed model.
package struct LanguageTrainerOptions: Sendable {
    /// Begins the generator of every random choice.
    package var seed: UInt64 = 1
    /// The most bytes that the model may take.
    package var modelBytes = 3_990_000
    /// Runs that are trained before the least useful are cut.
    package var candidates = 1_500_000
    /// Words shown in the first part of the training, and after the cut.
    package var firstSteps = 9_000_000
    /// Words shown after the cut.
    package var lastSteps = 9_000_000
    /// The power of a word's weight that decides how often it is shown: between each word once (0) and as in text (1).
    package var flattening: Float = 0.5
    /// The step size of the descent.
    package var rate: Float = 0.15
    /// How often a run of four letters is left out of a step; longer runs more often. It keeps long runs, each of
    /// which would explain its word alone, from silencing the short ones that unseen words are told by.
    package var dropout: Float = 0.03

    /// Creates the options of the committed model.
    package init() {}
}

/// A line of training text.
package struct LanguageTrainerRow: Sendable {
    /// What it is written in.
    package var language: Language
    /// How much it counts.
    package var weight: Float
    /// A word, or text that is cut into words.
    package var text: String

    /// Creates a row.
    package init(language: Language, weight: Float, text: String) {
        self.language = language
        self.weight = weight
        self.text = text
    }
}
