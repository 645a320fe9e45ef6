/// What a model group would make of two questions, one stored and one asked.
package struct QuestionComparison: Sendable, Equatable {
    /// A part in which the two differ, and a guard that refuses for it.
    package struct Refusal: Sendable, Equatable {
        /// The guard.
        package var name: String
        /// What the asked question has.
        package var asked: String
        /// What the stored one has.
        package var stored: String

        /// Creates a refusal.
        package init(_ name: String, asked: String, stored: String) {
            self.name = name
            self.asked = asked
            self.stored = stored
        }
    }

    /// A number that the verifier looks at.
    package struct Feature: Sendable, Equatable {
        /// Its name.
        package var name: String
        /// Its value.
        package var value: Float

        /// Creates a feature.
        package init(_ name: String, _ value: Float) {
            self.name = name
            self.value = value
        }
    }

    /// Cosine of the two vectors; nil where one has none.
    package var similarity: Float?
    /// What speaks against it for certain.
    package var refusals: [Refusal] = []
    /// What the verifier looked at; empty where a guard refuses.
    package var features: [Feature] = []
    /// What the verifier says; nil where a guard refuses.
    package var score: Float?
    /// How likely the answer would be wrong; nil where a guard refuses.
    package var risk: Float?
    /// The highest risk that is served now; below zero none is.
    package var riskLimit: Float?
    /// What would be done: `hit`, `explore`, `miss` or `refused`; `far` where the two are not near enough to be looked at.
    package var decision = "far"
    /// Language that was told for the asked question; nil where it was not.
    package var language: String?

    /// Creates a comparison of nothing.
    package init() {}
}
