/// What the gateway needs to know of a whole JSON reply, found in one pass.
///
/// Covers chat completions, completions, embeddings and `/v1/responses`; other replies yield what they have.
package struct ReplyScan: Sendable {
    /// Whether the reply is one JSON object.
    package private(set) var isValid = false
    /// The usage report.
    package private(set) var usage: TokenUsage?
    /// The model's name without its quotes, as written.
    package private(set) var model: Range<Int>?
    /// The reply's id without its quotes, as written.
    package private(set) var id: Range<Int>?
    /// Whether the reply holds a top-level `error` that is not null.
    package private(set) var hasError = false
    /// Number of choices; 0 where there is no array of them.
    package private(set) var choiceCount = 0
    /// Why each choice ended, in their order; a choice that does not say so is left out.
    package private(set) var finishReasons: [String] = []

    /// Scans a reply's body.
    package init(_ body: RawSpan, maxDepth: Int = JSONScanner.defaultMaxDepth) {
        var scan = self
        do throws(JSONError) {
            try body.withUnsafeBytes { (buffer: UnsafeRawBufferPointer) throws(JSONError) in
                guard let json = JSONScanner(buffer, maxDepth: maxDepth) else { return }
                let start = try json.start()
                guard json.byte(start) == Byte.openBrace else { return }
                try json.finish(after: try scan.read(json, at: start))
                scan.isValid = true
            }
        } catch {
            return
        }
        if scan.isValid { self = scan }
    }

    /// Whether the reply holds an array of choices with at least one.
    package var hasChoices: Bool { self.choiceCount > 0 }

    /// Whether every choice says why it ended, and there is one.
    package var isFinished: Bool {
        self.choiceCount > 0 && self.finishReasons.count == self.choiceCount
    }

    private mutating func read(_ json: JSONScanner, at start: Int) throws(JSONError) -> Int {
        try json.members(at: start, depth: 0) { (key) throws(JSONError) -> Int in
            let name = json.bytes(key.name)
            let first = json.firstByte(key.value)
            switch name.count {
            case 2 where first == Byte.quote && name.equals("id"):
                let end = try json.value(at: key.value, depth: 1)
                self.id = (key.value + 1)..<(end - 1)
                return end
            case 5 where name.equals("usage"):
                let (end, usage) = try json.usage(at: key.value, depth: 1)
                if let usage { self.usage = usage }
                return end
            case 5 where first == Byte.quote && name.equals("model"):
                let end = try json.value(at: key.value, depth: 1)
                self.model = (key.value + 1)..<(end - 1)
                return end
            case 5 where first != Byte.letterN && name.equals("error"):
                self.hasError = true
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
