/// Requests for embeddings that differ in their inputs only, as one request: the bytes of the first one, with the inputs
/// of all in order.
///
/// Inputs are copied as they stand in their bodies; nothing is decoded or written anew. A single input becomes an element
/// of the list, which means the same: `"a"` and `["a"]` are one question.
package struct EmbeddingBatchBody: Sendable {
    private var bytes: [UInt8]
    private let tail: [UInt8]
    /// Inputs so far.
    package private(set) var inputs = 0

    /// Begins with the request whose other members are taken; its inputs are not yet in.
    ///
    /// - Parameters:
    ///   - split: the inputs of `body`.
    ///   - body: the scanned bytes.
    ///   - capacity: bytes to make room for.
    package init(_ split: EmbeddingRequestSplit, of body: RawSpan, capacity: Int = 0) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(max(capacity, body.byteCount + 2))
        var tail: [UInt8] = []
        body.withUnsafeBytes { buffer in
            bytes.append(contentsOf: buffer[..<split.input.lowerBound])
            tail.append(contentsOf: buffer[split.input.upperBound...])
        }
        bytes.append(Byte.openBracket)
        self.bytes = bytes
        self.tail = tail
    }

    /// Adds the inputs of a request, which are of the form of those that are in.
    package mutating func append(_ split: EmbeddingRequestSplit, of body: RawSpan) {
        body.withUnsafeBytes { buffer in
            for element in split.elements {
                if self.inputs > 0 { self.bytes.append(Byte.comma) }
                self.bytes.append(contentsOf: buffer[element])
                self.inputs += 1
            }
        }
    }

    /// The body of the one request; at least one input is in.
    package consuming func finished() -> [UInt8] {
        precondition(self.inputs > 0, "a request without inputs asks for nothing")
        self.bytes.append(Byte.closeBracket)
        self.bytes.append(contentsOf: self.tail)
        return self.bytes
    }
}

/// The reply to such a request, and what of it belongs to whom.
///
/// Vectors are copied byte by byte, be they lists of numbers or base64; their `index` begins at 0 for each part.
package struct EmbeddingBatchReply: Sendable {
    private static let head = Array(#"{"object":"list","data":["#.utf8)
    private static let vector = Array(#"{"object":"embedding","index":"#.utf8)
    private static let value = Array(#","embedding":"#.utf8)
    private static let model = Array(#"],"model":"#.utf8)
    private static let usage = Array(#","usage":{"prompt_tokens":"#.utf8)
    private static let total = Array(#","total_tokens":"#.utf8)
    private static let noModel = Array(#""""#.utf8)

    private let reply: EmbeddingReply
    private let starts: [Int]

    /// Reads a reply; nil unless it answers every input of every part exactly once.
    ///
    /// - Parameters:
    ///   - bytes: the whole body of the reply, of unproven quality.
    ///   - counts: inputs of each part, in the order in which they were sent.
    package init?(_ bytes: RawSpan, inputs counts: [Int]) {
        var starts = [0]
        for count in counts { starts.append(starts[starts.count - 1] + count) }
        guard let reply = EmbeddingReply(bytes, inputs: starts[counts.count]) else { return nil }
        self.reply = reply
        self.starts = starts
    }

    /// The reply to one part.
    ///
    /// - Parameters:
    ///   - part: its place among the parts.
    ///   - bytes: the body that was read.
    ///   - usage: its share of what the provider reports; nil where that reports nothing.
    package func body(of part: Int, from bytes: RawSpan, usage: TokenUsage?) -> [UInt8] {
        let range = self.starts[part]..<self.starts[part + 1]
        var body: [UInt8] = []
        bytes.withUnsafeBytes { buffer in
            let vectors = self.reply.embeddings[range].reduce(0) { $0 + $1.count }
            let envelope = Self.vector.count + Self.value.count + 24
            body.reserveCapacity(vectors + range.count * envelope + 256)
            body += Self.head
            for (index, embedding) in self.reply.embeddings[range].enumerated() {
                if index > 0 { body.append(Byte.comma) }
                body += Self.vector
                body += String(index).utf8
                body += Self.value
                body.append(contentsOf: buffer[embedding])
                body.append(Byte.closeBrace)
            }
            body += Self.model
            if let model = self.reply.model {
                body.append(contentsOf: buffer[model])
            } else {
                body += Self.noModel
            }
        }
        if let usage {
            body += Self.usage
            body += String(usage.promptTotal).utf8
            body += Self.total
            body += String(usage.promptTotal).utf8
            body.append(Byte.closeBrace)
        }
        body.append(Byte.closeBrace)
        return body
    }
}
