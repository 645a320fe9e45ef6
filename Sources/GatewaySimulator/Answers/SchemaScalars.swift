import GatewayCore
import GatewayWire

/// Bounds of a number in a JSON Schema.
struct SchemaNumber {
    private let low: Double
    private let high: Double
    private let step: Double?

    /// Bounds of a schema; without any, 0 to 100.
    init(_ schema: JSONValue) {
        func bound(_ name: String) -> Double? { schema[name]?.numberText.flatMap(Double.init) }
        let isInteger = schema["type"]?.text == "integer"
        let margin = isInteger ? 1 : 0.01
        let low = bound("minimum") ?? bound("exclusiveMinimum").map { $0 + margin }
        let high = bound("maximum") ?? bound("exclusiveMaximum").map { $0 - margin }
        self.low = low ?? min(0, (high ?? 0) - 100)
        self.high = max(self.low, high ?? self.low + 100)
        self.step = bound("multipleOf").flatMap { $0 > 0 ? $0 : nil }
    }

    /// An integer within the bounds.
    func integer(from chance: inout Chance) -> Int {
        let low = Self.integer(self.low.rounded(.up))
        let high = Self.integer(self.high.rounded(.down))
        guard let step = self.step.map({ max(1, Self.integer($0)) }) else {
            return low + chance.below(max(1, min(high - low, 1 << 40) + 1))
        }
        let first = (low + (low > 0 ? step - 1 : 0)) / step
        return (first + chance.below(max(1, high / step - first + 1))) * step
    }

    /// A number within the bounds, with two decimals where they allow it.
    func text(from chance: inout Chance) -> String {
        let low = self.step.map { (self.low / $0).rounded(.up) * $0 } ?? self.low
        var value = low + chance.unit() * max(0, self.high - low)
        if let step = self.step {
            value = low + ((value - low) / step).rounded(.down) * step
        } else {
            let rounded = (value * 100).rounded() / 100
            if rounded >= self.low, rounded <= self.high { value = rounded }
        }
        return value.isFinite ? "\(value)" : "0"
    }

    /// Bounds beyond what any caller means are cut off, so that their differences fit.
    private static func integer(_ value: Double) -> Int {
        Int(min(max(value, -0x1p60), 0x1p60))
    }
}

/// Form of a string in a JSON Schema.
struct SchemaString {
    private let format: String
    private let minLength: Int
    private let maxLength: Int
    private let name: String
    private let question: String

    /// Form by a schema, with the member's name as a hint of its meaning.
    init(_ schema: JSONValue, name: String, question: String) {
        self.format = schema["format"]?.text ?? ""
        self.minLength = min(max(0, schema["minLength"]?.integer ?? 0), 4096)
        self.maxLength = max(self.minLength, schema["maxLength"]?.integer ?? Int.max)
        self.name = name.lowercased()
        self.question = question
    }

    /// A string of that form.
    func text(from chance: inout Chance) -> String {
        switch self.format {
        case "date": return "2030-01-\(10 + chance.below(19))"
        case "time": return "1\(chance.below(10)):30:00Z"
        case "date-time": return "2030-01-\(10 + chance.below(19))T12:30:00Z"
        case "email": return "\(Self.word(&chance))@example.com"
        case "uri", "url": return "https://example.com/\(Self.word(&chance))"
        case "hostname": return "\(Self.word(&chance)).example.com"
        case "ipv4": return "192.0.2.\(1 + chance.below(254))"
        case "ipv6": return "2001:db8::\(1 + chance.below(254))"
        case "uuid":
            return [8, 4, 4, 4, 12].enumerated().map { index, length in
                index == 2
                    ? "4" + Identifier.hex(3, from: &chance)
                    : index == 3 ? "a" + Identifier.hex(3, from: &chance) : Identifier.hex(length, from: &chance)
            }.joined(separator: "-")
        default: break
        }
        var text = self.meaning(&chance)
        while text.unicodeScalars.count < self.minLength { text += " " + Self.word(&chance) }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(self.maxLength)))
    }

    private func meaning(_ chance: inout Chance) -> String {
        let isPlace = ["location", "city", "place", "country", "name"].contains { self.name.contains($0) }
        if isPlace {
            // The last word with a capital that does not begin the question is probably what it is about.
            let words = self.question.prefix(1024).split { !$0.isLetter && $0 != "-" }
            if let word = words.dropFirst().last(where: { $0.first?.isUppercase == true }) { return String(word) }
        }
        let isQuestion = ["query", "question", "text", "q", "prompt", "input", "answer", "summary"].contains(self.name)
        if isQuestion, !self.question.isEmpty { return Prose.quote(self.question) }
        return "\(Self.word(&chance)) \(Self.word(&chance))"
    }

    private static func word(_ chance: inout Chance) -> String {
        Words.short[chance.below(Words.short.count)]
    }
}
