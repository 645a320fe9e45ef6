/// The deterministic checks that refuse a stored answer where the two prompts differ in something that changes it.
///
/// Symmetric, and without effect on prompts that say the same word for word. What no guard refuses is not yet the
/// same: that is for the verifier to say.
package struct Guards: Sendable {
    /// The word lists that prompts are to be read with.
    package let lexicon: GuardLexicon
    /// The guards that are on.
    package let kinds: Set<GuardKind>

    /// `kinds` leaves guards out by policy: canned answers per intent, say, do not depend on names.
    package init(lexicon: GuardLexicon = .builtIn, kinds: Set<GuardKind> = Set(GuardKind.allCases)) {
        self.lexicon = lexicon
        self.kinds = kinds
    }

    /// Reads a prompt with these word lists.
    package func read(_ text: String, language: String? = nil) -> PromptReading {
        PromptReading(text, language: language, lexicon: self.lexicon)
    }

    /// The first reason against serving the stored answer; nil where no guard has one.
    package func refusal(of new: PromptReading, against stored: PromptReading) -> GuardRefusal? {
        self.check(new, stored, findAll: false).first
    }

    /// All reasons against serving the stored answer, at most one of a kind.
    package func refusals(of new: PromptReading, against stored: PromptReading) -> [GuardRefusal] {
        self.check(new, stored, findAll: true)
    }

    private func check(_ new: PromptReading, _ stored: PromptReading, findAll: Bool) -> [GuardRefusal] {
        if new.text == stored.text { return [] }
        // One order for both directions makes the guards symmetric.
        if stored.text < new.text {
            return self.check(stored, new, findAll: findAll).map {
                GuardRefusal($0.kind, new: $0.stored, stored: $0.new)
            }
        }
        if Self.isSameWording(new, stored) { return [] }
        var found: [GuardRefusal] = []
        for (kind, guardian) in Self.readable where self.kinds.contains(kind) {
            guard let refusal = guardian(new, stored) else { continue }
            found.append(refusal)
            if !findAll { return found }
        }
        // Without a reading the others would judge noise.
        guard found.first?.kind != .unreadable else { return found }
        let pair = GuardPair(new, stored)
        for guardian in Self.all {
            for refusal in guardian(pair) where self.kinds.contains(refusal.kind) {
                if !found.contains(where: { $0.kind == refusal.kind }) { found.append(refusal) }
                if !findAll { return found }
            }
        }
        return found
    }

    private static let readable: [(GuardKind, @Sendable (PromptReading, PromptReading) -> GuardRefusal?)] = [
        (.unreadable, Self.unreadable), (.language, Self.language), (.length, Self.length),
    ]

    private static let all: [@Sendable (GuardPair) -> [GuardRefusal]] = [
        QuantityGuard.refusals, NegationGuard.refusals, LiteralGuard.refusals, OppositeGuard.refusals,
        NameGuard.refusals, QuestionGuard.refusals, RoleGuard.refusals, ReplacementGuard.refusals,
    ]

    /// Whether two prompts have the same words in the same order; only capitals and punctuation differ.
    private static func isSameWording(_ new: PromptReading, _ stored: PromptReading) -> Bool {
        guard !new.isTruncated, !stored.isTruncated, new.words.count == stored.words.count,
            !new.words.isEmpty, new.literals.allSatisfy({ $0.kind != .code }),
            stored.literals.allSatisfy({ $0.kind != .code }), new.question == stored.question
        else { return false }
        for index in new.words.indices {
            let one = new.words[index]
            let other = stored.words[index]
            guard one.text == other.text, one.stem == other.stem, one.kind == other.kind else { return false }
        }
        for (one, other) in zip(new.numbers, stored.numbers) where one != other { return false }
        return new.numbers.count == stored.numbers.count
    }

    private static func unreadable(_ new: PromptReading, _ stored: PromptReading) -> GuardRefusal? {
        if new.isReadable, stored.isReadable, !new.isTruncated, !stored.isTruncated,
            !new.words.isEmpty, !stored.words.isEmpty
        {
            return nil
        }
        return GuardRefusal(.unreadable, new: Self.state(new), stored: Self.state(stored))
    }

    private static func state(_ reading: PromptReading) -> String {
        if reading.isTruncated { return "too long" }
        if reading.words.isEmpty { return "no words" }
        return reading.isReadable ? "readable" : "language without word lists"
    }

    private static func language(_ new: PromptReading, _ stored: PromptReading) -> GuardRefusal? {
        let one = new.detectedLanguage ?? new.language?.rawValue ?? ""
        let other = stored.detectedLanguage ?? stored.language?.rawValue ?? ""
        guard new.language != stored.language else { return nil }
        return GuardRefusal(.language, new: one, stored: other)
    }

    private static func length(_ new: PromptReading, _ stored: PromptReading) -> GuardRefusal? {
        let one = new.content.count
        let other = stored.content.count
        guard max(one, other) - min(one, other) > 12, max(one, other) > 4 * min(one, other) else { return nil }
        return GuardRefusal(.length, new: "\(one) words", stored: "\(other) words")
    }
}

/// Two readings with their alignment, made once for all guards.
struct GuardPair {
    let new: PromptReading
    let stored: PromptReading
    let lexicon: LexiconTable
    let alignment: PairAlignment
    /// Stop words with a meaning for guards that only one side has.
    let newSigns: [Int]
    let storedSigns: [Int]
    /// The share of words with meaning that have a partner.
    let overlap: Float

    init(_ new: PromptReading, _ stored: PromptReading) {
        self.new = new
        self.stored = stored
        // An extension appends to the built-in lists, so the larger table reads both.
        self.lexicon = new.lexicon.entries.count >= stored.lexicon.entries.count ? new.lexicon : stored.lexicon
        self.alignment = PairAlignment(new, stored, self.lexicon)
        self.newSigns = Self.loose(new, stored)
        self.storedSigns = Self.loose(stored, new)
        let all = self.alignment.matched.count * 2 + self.alignment.newOnly.count + self.alignment.storedOnly.count
        self.overlap = all == 0 ? 1 : Float(self.alignment.matched.count * 2) / Float(all)
    }

    private static func loose(_ one: PromptReading, _ other: PromptReading) -> [Int] {
        var used: [Int] = []
        var loose: [Int] = []
        for index in one.signs.prefix(64) {
            let text = one.words[index].text
            if let partner = other.signs.prefix(64).first(where: { other.words[$0].text == text && !used.contains($0) })
            {
                used.append(partner)
            } else {
                loose.append(index)
            }
        }
        return loose
    }

    func newText(_ positions: some Sequence<Int>) -> String { Self.text(self.new, positions) }

    func storedText(_ positions: some Sequence<Int>) -> String { Self.text(self.stored, positions) }

    private static func text(_ reading: PromptReading, _ positions: some Sequence<Int>) -> String {
        var result = ""
        for position in positions.prefix(8) {
            if !result.isEmpty { result += " " }
            result += reading.words[position].text
        }
        return result
    }
}
