import GatewaySemantic
import GatewayWire
import NIOCore

/// Whether two answers say the same, as far as that can be told without asking a model.
enum AnswerComparison {
    /// What a comparison has found.
    enum Verdict: String, Sendable {
        /// They say the same.
        case same
        /// They say different things.
        case different
        /// It cannot be told: no evidence either way.
        case unclear
    }

    /// Vectors nearer than this say the same, if their numbers do.
    static let nearSimilarity: Float = 0.85
    /// Vectors farther than this do not.
    static let farSimilarity: Float = 0.6
    /// Bytes of an answer that are compared.
    static let maxBytes = 64 << 10

    /// Compares two answers: as JSON where both are, else as normalised texts, else by their numbers and vectors.
    ///
    /// - Parameter similarity: the cosine of two texts' vectors.
    static func verdict(
        _ one: String?,
        _ other: String?,
        similarity: (String, String) -> Float?
    ) -> Verdict {
        guard let one, let other else { return .unclear }
        guard one.utf8.count <= Self.maxBytes, other.utf8.count <= Self.maxBytes else {
            return one == other ? .same : .unclear
        }
        if let left = Self.structure(one), let right = Self.structure(other) {
            return left == right ? .same : .different
        }
        if Self.normalised(one) == Self.normalised(other) { return .same }
        guard let similarity = similarity(one, other) else { return .unclear }
        if similarity < Self.farSimilarity { return .different }
        guard similarity >= Self.nearSimilarity else { return .unclear }
        if Self.numbers(one) == Self.numbers(other) { return .same }
        // A long answer may count differently and say the same; one that is little more than a number does not.
        return min(one.utf8.count, other.utf8.count) <= Self.shortBytes ? .different : .unclear
    }

    /// Answers up to this many bytes stand and fall with their numbers.
    private static let shortBytes = 200

    /// The JSON object or array that a text is, however its members are ordered and it is laid out; nil if it is none.
    private static func structure(_ text: String) -> JSONStructure? {
        let bytes = Array(text.utf8)
        guard let first = bytes.first(where: { $0 > 0x20 }), first == 0x7B || first == 0x5B,
            let value = try? JSONValue.parse(bytes.span.bytes)
        else { return nil }
        return JSONStructure(value)
    }

    /// Words in lower case with single spaces between them; marks are left out.
    static func normalised(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        var isBetween = false
        for character in text {
            guard character.isLetter || character.isNumber || character.isMathSymbol || character.isCurrencySymbol
            else {
                isBetween = !result.isEmpty
                continue
            }
            if isBetween { result.append(" ") }
            isBetween = false
            result.append(contentsOf: character.lowercased())
        }
        return result
    }

    /// The numbers of a text in their canonical form; how they are written and ordered does not matter.
    private static func numbers(_ text: String) -> [String] {
        PromptReading(text).numbers.map { "\($0.value) \($0.unit)" }.sorted()
    }
}

/// A JSON value whose members have no order.
private indirect enum JSONStructure: Hashable {
    case object([String: JSONStructure])
    case array([JSONStructure])
    case scalar(JSONValue)

    init(_ value: JSONValue) {
        switch value {
        case .object(let members):
            self = .object(
                Dictionary(members.map { ($0.name, JSONStructure($0.value)) }, uniquingKeysWith: { first, _ in first })
            )
        case .array(let elements): self = .array(elements.map { JSONStructure($0) })
        default: self = .scalar(value)
        }
    }
}

extension StoredAnswer {
    /// What the model said in its first choice, its calls of tools included; nil where that cannot be read.
    var text: String? {
        guard let body = self.record.json(), let value = try? JSONValue.parse(body.readableBytesSpan),
            let message = value["choices"]?.elements?.first?["message"]
        else { return nil }
        if let calls = message["tool_calls"]?.elements, !calls.isEmpty {
            // Their ids are made up for each.
            let functions = calls.compactMap { $0["function"] }
            return functions.map { function in
                "\(function["name"]?.text ?? "") \(function["arguments"]?.text ?? "")"
            }.joined(separator: "\n")
        }
        return message["content"]?.text
    }
}
