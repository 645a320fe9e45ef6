/// The inputs of an embedding request one by one, so that each can be answered on its own.
///
/// `input` may be a text, a list of texts, a list of token numbers (one input) or a list of such lists. Anything else,
/// and an empty list, cannot be split; it is the engine's to judge.
package struct EmbeddingRequestSplit: Hashable, Sendable {
    /// What an input is.
    package enum Form: UInt8, Hashable, Sendable, CaseIterable {
        /// A text.
        case text
        /// A list of token numbers.
        case tokens
    }

    /// How many inputs a request is split into where nothing else is said; OpenAI's own limit.
    package static let defaultMaxInputs = 2048

    /// The value of `input`.
    package let input: Range<Int>
    /// What the inputs are.
    package let form: Form
    /// Each input as it stands in the body; just `input` where that is a single one.
    package let elements: [Range<Int>]

    /// Finds the inputs of a request; nil where it cannot be split or has too many of them.
    ///
    /// - Parameters:
    ///   - scan: The scan of the body, by the rules for embeddings.
    ///   - body: The scanned bytes.
    ///   - maxInputs: The highest number of inputs.
    package init?(_ scan: RequestScan, in body: RawSpan, maxInputs: Int = Self.defaultMaxInputs) {
        guard let input = scan.input, input.upperBound <= body.byteCount else { return nil }
        let found = body.withUnsafeBytes { buffer in
            JSONScanner(buffer, maxDepth: JSONScanner.highestMaxDepth).flatMap {
                Self.elements(of: input, $0, maxInputs)
            }
        }
        guard let (form, elements) = found else { return nil }
        self.input = input
        self.form = form
        self.elements = elements
    }

    private static func elements(
        of input: Range<Int>,
        _ json: JSONScanner,
        _ maxInputs: Int
    ) -> (Form, [Range<Int>])? {
        guard maxInputs > 0 else { return nil }
        guard json.firstByte(input.lowerBound) == Byte.openBracket else {
            return json.firstByte(input.lowerBound) == Byte.quote ? (.text, [input]) : nil
        }
        let first = json.firstByte(json.skipSpace(input.lowerBound &+ 1))
        if Byte.isDigit(first) { return self.isTokens(json, at: input.lowerBound) ? (.tokens, [input]) : nil }
        guard first == Byte.quote || first == Byte.openBracket else { return nil }
        var elements: [Range<Int>] = []
        var isUniform = true
        _ = try? json.elements(at: input.lowerBound, depth: 1) { (element) throws(JSONError) -> Int in
            let end = try json.value(at: element, depth: 2)
            guard isUniform, elements.count < maxInputs, json.byte(element) == first,
                first == Byte.quote || self.isTokens(json, at: element)
            else {
                isUniform = false
                return end
            }
            elements.append(element..<end)
            return end
        }
        guard isUniform, !elements.isEmpty else { return nil }
        return (first == Byte.quote ? .text : .tokens, elements)
    }

    /// Whether the array is a list of at least one number.
    private static func isTokens(_ json: JSONScanner, at start: Int) -> Bool {
        var isTokens = false
        var isMixed = false
        _ = try? json.elements(at: start, depth: 2) { (element) throws(JSONError) -> Int in
            if Byte.isDigit(json.byte(element)) { isTokens = true } else { isMixed = true }
            return try json.value(at: element, depth: 3)
        }
        return isTokens && !isMixed
    }

    /// How much each input weighs when tokens are shared out: the numbers of a list, about the bytes of a text.
    ///
    /// - Parameter body: The scanned bytes.
    package func weights(in body: RawSpan) -> [Int] {
        guard self.form == .tokens else { return self.elements.map { max($0.count - 2, 1) } }
        return body.withUnsafeBytes { buffer in
            self.elements.map { element in
                guard element.upperBound <= buffer.count else { return 1 }
                return buffer[element].reduce(into: 1) { count, byte in if byte == Byte.comma { count += 1 } }
            }
        }
    }

    /// Changes a body so that it asks for some of its inputs only.
    ///
    /// - Parameters:
    ///   - indexes: The inputs that stay, in the order in which they are to be asked for; not empty, and each below
    ///     the number of elements.
    ///   - body: The scanned bytes.
    ///   - patch: Gets one splice, which covers `input` and nothing else; none where all inputs stay as they are.
    package func keep(only indexes: [Int], of body: RawSpan, in patch: inout JSONPatch) {
        precondition(!indexes.isEmpty, "a request without inputs asks for nothing")
        guard !indexes.elementsEqual(self.elements.indices) else { return }
        let length = indexes.reduce(2) { $0 + self.elements[$1].count + 1 }
        var value: [UInt8] = []
        value.reserveCapacity(length)
        body.withUnsafeBytes { buffer in
            for index in indexes {
                value.append(value.isEmpty ? Byte.openBracket : Byte.comma)
                value.append(contentsOf: buffer[self.elements[index]])
            }
        }
        value.append(Byte.closeBracket)
        patch.replace(self.input, with: value)
    }
}
