/// A provider's reply to an embedding request, read by places: the vectors stay as they were sent, whether lists of
/// numbers or base64.
package struct EmbeddingReply: Hashable, Sendable {
    /// The vector of each input, in order of the inputs, as it stands in the reply.
    package let embeddings: [Range<Int>]
    /// The name of the model with its quotes, as the provider reports it.
    package let model: Range<Int>?
    /// Tokens of all inputs together; nil where the provider does not report them.
    package let promptTokens: Int?

    /// Reads a reply to a request with the given number of inputs; nil unless it answers each of them exactly once.
    ///
    /// An element without `index` stands for the input at its own place.
    ///
    /// - Parameters:
    ///   - reply: The whole body of the reply, of unproven quality.
    ///   - count: How many inputs were asked for.
    package init?(_ reply: RawSpan, inputs count: Int, maxDepth: Int = JSONScanner.defaultMaxDepth) {
        var reading = Reading(count: count)
        let isRead = reply.withUnsafeBytes { buffer in
            guard count > 0, let json = JSONScanner(buffer, maxDepth: maxDepth) else { return false }
            return (try? reading.read(json)) != nil
        }
        guard isRead, !reading.isFlawed, reading.found == count else { return nil }
        self.embeddings = reading.embeddings
        self.model = reading.model
        self.promptTokens = reading.usage?.promptTotal
    }

    private struct Reading {
        var embeddings: [Range<Int>]
        var model: Range<Int>?
        var usage: TokenUsage?
        var found = 0
        var isFlawed = false

        init(count: Int) {
            self.embeddings = Array(repeating: 0..<0, count: max(count, 0))
        }

        mutating func read(_ json: JSONScanner) throws(JSONError) {
            let start = try json.start()
            guard json.byte(start) == Byte.openBrace else { throw JSONError(.expectedValue, at: start) }
            var lists = 0
            let end = try json.members(at: start, depth: 0) { (key) throws(JSONError) -> Int in
                if json.name(key, is: "data"), json.firstByte(key.value) == Byte.openBracket {
                    lists &+= 1
                    return try self.readData(json, at: key.value)
                }
                if json.name(key, is: "usage") {
                    let (end, usage) = try json.usage(at: key.value, depth: 1)
                    self.usage = usage
                    return end
                }
                let end = try json.value(at: key.value, depth: 1)
                if json.name(key, is: "model"), json.byte(key.value) == Byte.quote { self.model = key.value..<end }
                // Some engines answer an error with status 200.
                if json.name(key, is: "error"), json.byte(key.value) != Byte.letterN { self.isFlawed = true }
                return end
            }
            try json.finish(after: end)
            if lists != 1 { self.isFlawed = true }
        }

        private mutating func readData(_ json: JSONScanner, at start: Int) throws(JSONError) -> Int {
            var place = 0
            return try json.elements(at: start, depth: 1) { (element) throws(JSONError) -> Int in
                guard json.byte(element) == Byte.openBrace else { throw JSONError(.expectedValue, at: element) }
                var index: Int? = place
                var embedding: Range<Int>?
                let end = try json.members(at: element, depth: 2) { (key) throws(JSONError) -> Int in
                    let end = try json.value(at: key.value, depth: 3)
                    if json.name(key, is: "embedding") {
                        embedding = key.value..<end
                    } else if json.name(key, is: "index") {
                        index = JSONNumber.integer(json.bytes(key.value..<end))
                    }
                    return end
                }
                self.place(embedding, at: index, json)
                place &+= 1
                return end
            }
        }

        private mutating func place(_ embedding: Range<Int>?, at index: Int?, _ json: JSONScanner) {
            guard let embedding, let index, self.embeddings.indices.contains(index), self.embeddings[index].isEmpty,
                json.byte(embedding.lowerBound) == Byte.quote || json.byte(embedding.lowerBound) == Byte.openBracket
            else {
                self.isFlawed = true
                return
            }
            self.embeddings[index] = embedding
            self.found &+= 1
        }
    }
}

/// One reply to an embedding request, put together from vectors of several origins in order of the inputs.
///
/// The usage it reports is what the caller's request is worth: the tokens that the provider counted for the inputs
/// which were sent, and those stored with the others. What was paid for is known from the provider's reply alone.
package struct EmbeddingReplyMerge: Sendable {
    private static let head = Array(#"{"object":"list","data":["#.utf8)
    private static let vector = Array(#"{"object":"embedding","index":"#.utf8)
    private static let value = Array(#","embedding":"#.utf8)
    private static let model = Array(#"],"model":"#.utf8)
    private static let usage = Array(#","usage":{"prompt_tokens":"#.utf8)
    private static let total = Array(#","total_tokens":"#.utf8)

    private var embeddings: [[UInt8]]
    private var tokens = 0
    private var missing: Int

    /// An empty reply with a place for each input.
    package init(inputs count: Int) {
        self.embeddings = Array(repeating: [], count: count)
        self.missing = count
    }

    /// Whether each input has its vector.
    package var isComplete: Bool {
        self.missing == 0
    }

    /// Puts a vector at the place of an input, which is still empty.
    ///
    /// - Parameters:
    ///   - embedding: The vector as JSON: a list of numbers or a base64 text with its quotes.
    ///   - tokens: Tokens of the input.
    package mutating func place(_ embedding: [UInt8], tokens: Int, at index: Int) {
        precondition(!embedding.isEmpty && self.embeddings[index].isEmpty, "each input has one vector")
        self.embeddings[index] = embedding
        self.missing -= 1
        let (sum, overflow) = self.tokens.addingReportingOverflow(max(tokens, 0))
        self.tokens = overflow ? .max : sum
    }

    /// The body of the reply; every input must have its vector.
    ///
    /// - Parameter model: The model's name as a JSON string, quotes included.
    package func body(model: [UInt8]) -> [UInt8] {
        precondition(self.isComplete, "an input without a vector")
        var body: [UInt8] = []
        let vectors = self.embeddings.reduce(0) { $0 + $1.count + Self.vector.count + Self.value.count + 24 }
        body.reserveCapacity(Self.head.count + vectors + model.count + 128)
        body += Self.head
        for (index, embedding) in self.embeddings.enumerated() {
            if index > 0 { body.append(Byte.comma) }
            body += Self.vector
            body += String(index).utf8
            body += Self.value
            body += embedding
            body.append(Byte.closeBrace)
        }
        body += Self.model
        body += model
        body += Self.usage
        body += String(self.tokens).utf8
        body += Self.total
        body += String(self.tokens).utf8
        body += "}}".utf8
        return body
    }

    /// Shares tokens out among inputs in proportion to their weights, without losing or inventing any.
    ///
    /// For what a provider reports as one sum. With one input the share is exact; otherwise it is an estimate, each
    /// within one token of its proportion.
    ///
    /// - Parameter weights: One for each input, not negative; see `EmbeddingRequestSplit.weights(in:)`.
    package static func shares(of tokens: Int, weights: [Int]) -> [Int] {
        // Beyond this, doubles are no longer exact and the conversion back might trap; no request has so many.
        let tokens = min(tokens, 1 << 52)
        let sum = weights.reduce(0.0) { $0 + Double($1) }
        guard sum > 0, tokens > 0 else { return weights.map { _ in 0 } }
        var before = 0.0
        var given = 0
        return weights.indices.map { index in
            before += Double(weights[index])
            let upTo = index == weights.count - 1 ? tokens : min(tokens, Int(Double(tokens) * (before / sum)))
            defer { given = upTo }
            return max(0, upTo - given)
        }
    }
}
