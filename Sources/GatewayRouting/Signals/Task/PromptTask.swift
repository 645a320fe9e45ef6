/// What a prompt asks for, as far as routing cares.
package enum PromptTask: UInt8, CaseIterable, Sendable {
    /// Programs: written, mended, explained, configured.
    case code
    /// Numbers and symbols: word problems, algebra, calculus, proofs.
    case math
    /// Conclusions: logic, puzzles, arguments, common sense.
    case reasoning
    /// Facts and explanations that stand nowhere in the prompt.
    case knowledge
    /// New or changed prose.
    case writing
    /// What a given text says: entities, fields, answers from a passage.
    case extraction
    /// A given text, shorter.
    case summarization
    /// A label out of few.
    case classification
    /// A given text in another language.
    case translation
    /// Talk: greetings, company, opinions, roles.
    case chat

    /// The word for configuration, metrics and the explain document.
    package var name: String {
        switch self {
        case .code: "code"
        case .math: "math"
        case .reasoning: "reasoning"
        case .knowledge: "knowledge"
        case .writing: "writing"
        case .extraction: "extraction"
        case .summarization: "summarization"
        case .classification: "classification"
        case .translation: "translation"
        case .chat: "chat"
        }
    }

    /// The task of a name, nil for an unknown one.
    package init?(name: some StringProtocol) {
        guard let task = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = task
    }
}
