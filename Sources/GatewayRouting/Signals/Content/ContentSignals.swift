/// What can be read from the content of a prompt.
package struct ContentWants: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    /// A set of the given bits.
    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// What it asks for.
    package static let task = ContentWants(rawValue: 1 << 0)
    /// What language it is written in.
    package static let language = ContentWants(rawValue: 1 << 1)
    /// How hard it is.
    package static let complexity = ContentWants(rawValue: 1 << 2)
    /// How many tokens it has.
    package static let tokens = ContentWants(rawValue: 1 << 3)

    /// Nanoseconds that reading takes for a text, as measured, rounded up; what decides whether a loop can wait.
    package func nanoseconds(textBytes: Int, tokenBytes: Int) -> Int {
        let sample = min(textBytes, PromptText.defaultBudget)
        var cost = 0
        if !self.isDisjoint(with: [.task, .complexity]) { cost += 2_000 + 12 * sample }
        if self.contains(.language) { cost += 1_000 + 8 * min(sample, 2_000) }
        if self.contains(.tokens) { cost += 1_000 + 30 * min(tokenBytes, ConversationTokens.budget) }
        return cost
    }
}

/// What was read from the content of a prompt; nil is what nobody asked for.
package struct ContentSignals: Sendable, Equatable {
    /// What it asks for.
    package var task: PromptTask?
    /// How sure that is, 0 to 1.
    package var taskConfidence: Double = 0
    /// What language it is written in.
    package var language: Language?
    /// How sure that is, 0 to 1.
    package var languageConfidence: Double = 0
    /// How hard it is, 0 to 1.
    package var complexity: Double?
    /// How many tokens prompt and tools have.
    package var tokens: TokenCount?

    /// Creates signals of which none was read.
    package init() {}

    /// What was read.
    package var known: ContentWants {
        var known: ContentWants = []
        if self.task != nil { known.insert(.task) }
        if self.language != nil { known.insert(.language) }
        if self.complexity != nil { known.insert(.complexity) }
        if self.tokens != nil { known.insert(.tokens) }
        return known
    }
}
