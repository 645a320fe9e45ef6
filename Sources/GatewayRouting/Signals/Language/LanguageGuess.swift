/// What a text is most likely written in.
package struct LanguageGuess: Equatable, Sendable {
    /// The likeliest language.
    package var language: Language
    /// How sure the answer is, from 0 to 1; 0 for `unknown`.
    package var confidence: Float
    /// The next likeliest, `unknown` where no other language shares the script.
    package var second: Language

    /// Creates a guess.
    package init(language: Language, confidence: Float, second: Language = .unknown) {
        self.language = language
        self.confidence = confidence
        self.second = second
    }

    /// Nothing in the text says what it is.
    package static let unknown = LanguageGuess(language: .unknown, confidence: 0)
}
