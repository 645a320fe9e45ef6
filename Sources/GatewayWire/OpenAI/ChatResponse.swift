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
    /// Whether the reply holds an array of choices with at least one.
    package private(set) var hasChoices = false
    /// Whether a choice says why it ended.
    package private(set) var hasFinishReason = false

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

    private mutating func read(_ json: JSONScanner, at start: Int) throws(JSONError) -> Int {
        try json.members(at: start, depth: 0) { (key) throws(JSONError) -> Int in
            let name = json.bytes(key.name)
            let first = json.firstByte(key.value)
            if name.equals("usage") {
                let (end, usage) = try json.usage(at: key.value, depth: 1)
                if let usage { self.usage = usage }
                return end
            }
            if name.equals("choices"), first == Byte.openBracket { return try self.readChoices(json, at: key.value) }
            let end = try json.value(at: key.value, depth: 1)
            if name.equals("model"), first == Byte.quote { self.model = (key.value + 1)..<(end - 1) }
            if name.equals("id"), first == Byte.quote { self.id = (key.value + 1)..<(end - 1) }
            if name.equals("error"), first != Byte.letterN { self.hasError = true }
            return end
        }
    }

    private mutating func readChoices(_ json: JSONScanner, at start: Int) throws(JSONError) -> Int {
        try json.elements(at: start, depth: 1) { (element) throws(JSONError) -> Int in
            self.hasChoices = true
            guard json.firstByte(element) == Byte.openBrace else { return try json.value(at: element, depth: 2) }
            return try json.members(at: element, depth: 2) { (key) throws(JSONError) -> Int in
                if json.bytes(key.name).equals("finish_reason"), json.firstByte(key.value) != Byte.letterN {
                    self.hasFinishReason = true
                }
                return try json.value(at: key.value, depth: 3)
            }
        }
    }
}
