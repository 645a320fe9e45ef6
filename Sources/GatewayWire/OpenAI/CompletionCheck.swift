/// What has to be known of a whole JSON reply before it may be called a complete answer.
///
/// Covers chat completions, completions and embeddings.
package struct CompletionCheck: Sendable {
    /// Whether the reply is one JSON object.
    package private(set) var isValid = false
    /// Whether the reply reports an error.
    package private(set) var hasError = false
    /// Number of choices; 0 where there is no array of them.
    package private(set) var choiceCount = 0
    /// Why each choice ended, in their order; a choice that does not say so is left out.
    package private(set) var finishReasons: [String] = []
    /// Number of embeddings: elements of `data`.
    package private(set) var embeddingCount = 0
    /// The usage report.
    package private(set) var usage: TokenUsage?

    /// Checks a reply.
    package init(_ body: RawSpan) {
        var check = self
        do throws(JSONError) {
            try body.withUnsafeBytes { (buffer: UnsafeRawBufferPointer) throws(JSONError) in
                guard let json = JSONScanner(buffer, maxDepth: JSONScanner.defaultMaxDepth) else { return }
                let start = try json.start()
                guard json.byte(start) == Byte.openBrace else { return }
                try json.finish(after: try check.read(json, at: start))
                check.isValid = true
            }
        } catch {
            return
        }
        if check.isValid { self = check }
    }

    /// Whether every choice says why it ended, and there is one.
    package var isFinished: Bool {
        self.choiceCount > 0 && self.finishReasons.count == self.choiceCount
    }

    private mutating func read(_ json: JSONScanner, at start: Int) throws(JSONError) -> Int {
        try json.members(at: start, depth: 0) { (key) throws(JSONError) -> Int in
            let name = json.bytes(key.name)
            let first = json.firstByte(key.value)
            switch name.count {
            case 4 where first == Byte.openBracket && name.equals("data"):
                return try json.elements(at: key.value, depth: 1) { (element) throws(JSONError) -> Int in
                    self.embeddingCount += 1
                    return try json.value(at: element, depth: 2)
                }
            case 5 where name.equals("usage"):
                let (end, usage) = try json.usage(at: key.value, depth: 1)
                if let usage { self.usage = usage }
                return end
            case 5 where name.equals("error"):
                if first != Byte.letterN { self.hasError = true }
            case 7 where first == Byte.openBracket && name.equals("choices"):
                return try json.elements(at: key.value, depth: 1) { (element) throws(JSONError) -> Int in
                    try self.readChoice(json, at: element)
                }
            default:
                break
            }
            return try json.value(at: key.value, depth: 1)
        }
    }

    private mutating func readChoice(_ json: JSONScanner, at start: Int) throws(JSONError) -> Int {
        self.choiceCount += 1
        guard json.firstByte(start) == Byte.openBrace else { return try json.value(at: start, depth: 2) }
        var reason: String?
        let end = try json.members(at: start, depth: 2) { (key) throws(JSONError) -> Int in
            let end = try json.value(at: key.value, depth: 3)
            if json.bytes(key.name).equals("finish_reason") {
                reason = FinishReason.text(json.bytes(key.value..<end))
            }
            return end
        }
        if let reason { self.finishReasons.append(reason) }
        return end
    }
}
