import GatewayCore

/// Fluent-looking text of an exact number of tokens that quotes the question.
package struct Prose: Sendable {
    /// Characters (Unicode scalars) of the question that are quoted at most.
    package static let maxQuote = 60

    private var chance: Chance

    /// A writer that always writes the same for a seed.
    package init(seed: UInt64) {
        self.chance = Chance(seed: seed)
    }

    /// An answer of exactly that many tokens.
    package mutating func answer(to question: String, tokens: Int) -> [String] {
        var pieces = TokenPieces.split(self.opening(question))
        guard pieces.count <= tokens else { return self.closing(tokens: tokens, isFirst: true) }
        pieces.reserveCapacity(tokens)
        while pieces.count < tokens {
            let sentence = TokenPieces.split(" " + self.sentence())
            guard pieces.count + sentence.count <= tokens else {
                pieces.append(contentsOf: self.closing(tokens: tokens - pieces.count, isFirst: false))
                break
            }
            pieces.append(contentsOf: sentence)
        }
        return pieces
    }

    /// One of several.
    package mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[self.chance.below(elements.count)]
    }

    /// The beginning of a question, on one line.
    package static func quote(_ question: String) -> String {
        var quote = String.UnicodeScalarView()
        var length = 0
        // Looked at no further than needed: a question may have megabytes.
        for word in question.unicodeScalars.prefix(Self.maxQuote * 4).split(whereSeparator: \.properties.isWhitespace) {
            let word = word.prefix(Self.maxQuote)
            guard length + word.count < Self.maxQuote else { break }
            if length > 0 { quote.append(" ") }
            quote.append(contentsOf: word)
            length += word.count + 1
        }
        while let last = quote.last, ".?!,;: ".unicodeScalars.contains(last) { quote.removeLast() }
        return String(quote)
    }

    private mutating func opening(_ question: String) -> String {
        let quote = Self.quote(question)
        guard !quote.isEmpty else { return self.pick(Words.plainOpenings) }
        let opening = self.pick(Words.openings)
        guard let mark = opening.firstIndex(of: "%") else { return opening }
        return opening[..<mark] + quote + opening[opening.index(after: mark)...]
    }

    private mutating func sentence() -> String {
        let subject = self.pick(Words.subjects)
        let rest = "\(self.pick(Words.verbs)) \(self.pick(Words.objects))\(self.pick(Words.endings))."
        guard self.chance.below(2) == 0 else { return "\(Self.capitalised(subject)) \(rest)" }
        return "\(self.pick(Words.links)) \(subject) \(rest)"
    }

    /// A last sentence of exactly that many tokens: a list of words, or a word or two.
    private mutating func closing(tokens: Int, isFirst: Bool) -> [String] {
        var pieces: [String]
        switch tokens {
        case ...0: return []
        case 1: pieces = [" Done."]
        case 2: pieces = [" Done", "."]
        case 3: pieces = [" All", " good", "."]
        default:
            // "So: " and a full stop take three or four, each word with its comma two; the last has no comma.
            pieces = tokens % 2 == 0 ? [" So", ":"] : [" In", " short", ":"]
            while pieces.count < tokens - 2 {
                pieces.append(" " + self.pick(Words.short))
                pieces.append(",")
            }
            pieces.append(" " + self.pick(Words.short))
            pieces.append(".")
        }
        if isFirst { pieces[0].removeFirst() }
        return pieces
    }

    private static func capitalised(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }
}
