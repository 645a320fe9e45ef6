/// What the gateway needs to know of one event of a reply stream, found in one pass over the event's data.
///
/// Covers the chunks of chat completions and completions, and the events of `/v1/responses`.
package struct ChatChunkScan: Sendable {
    /// Whether the data is the word `[DONE]`, which ends a stream.
    package private(set) var isDone = false
    /// Whether the data is a JSON object, or `[DONE]`.
    package private(set) var isValid = false
    /// The usage report: top-level `usage`, Groq's `x_groq.usage`, or `response.usage` of `/v1/responses`.
    package private(set) var usage: TokenUsage?
    /// Whether a choice says why it ended, or a response says that it is over.
    package private(set) var hasFinishReason = false
    /// Whether there is an array of choices and it is empty, as in a pure usage chunk.
    package private(set) var choicesAreEmpty = false
    /// Whether a choice carries something that was generated: text, reasoning, a refusal or a tool call.
    package private(set) var hasContent = false
    /// Whether the event reports an error.
    package private(set) var hasError = false
    /// The model's name without its quotes, as written.
    package private(set) var model: Range<Int>?

    /// Scans the data of one event.
    package init(_ data: RawSpan, maxDepth: Int = JSONScanner.defaultMaxDepth) {
        self = data.withUnsafeBytes { ChatChunkScan($0, maxDepth: maxDepth) }
    }

    /// Scans the data of one event.
    package init(_ data: UnsafeRawBufferPointer, maxDepth: Int = JSONScanner.defaultMaxDepth) {
        if Self.isDoneMark(data) {
            self.isDone = true
            self.isValid = true
            return
        }
        var scan = self
        do throws(JSONError) {
            guard let json = JSONScanner(data, maxDepth: maxDepth) else { return }
            let start = try json.start()
            guard json.byte(start) == Byte.openBrace else { return }
            try json.finish(after: try scan.read(json, at: start))
            scan.isValid = true
            self = scan
        } catch {
            return
        }
    }

    private static func isDoneMark(_ data: UnsafeRawBufferPointer) -> Bool {
        var end = data.count
        while end > 0, data[end - 1] <= Byte.space { end -= 1 }
        return end == 6 && data.begins(with: "[DONE]")
    }

    private mutating func read(_ json: JSONScanner, at start: Int) throws(JSONError) -> Int {
        try json.members(at: start, depth: 0) { (key) throws(JSONError) -> Int in
            let name = json.bytes(key.name)
            let first = json.firstByte(key.value)
            switch name.count {
            case 4 where name.equals("type"):
                let end = try json.value(at: key.value, depth: 1)
                self.noteType(json.bytes(key.value..<end))
                return end
            case 5 where name.equals("usage"):
                return try self.readUsage(json, at: key.value, depth: 1)
            case 5 where name.equals("model") && first == Byte.quote:
                let end = try json.string(at: key.value).end
                self.model = (key.value + 1)..<(end - 1)
                return end
            case 5 where name.equals("error"):
                if first != Byte.letterN { self.hasError = true }
                return try json.value(at: key.value, depth: 1)
            case 5 where name.equals("delta"):
                let end = try json.value(at: key.value, depth: 1)
                if first == Byte.quote, end - key.value > 2 { self.hasContent = true }
                return end
            case 6 where name.equals("x_groq") && first == Byte.openBrace:
                return try self.readUsageMember(json, at: key.value)
            case 7 where name.equals("choices") && first == Byte.openBracket:
                return try self.readChoices(json, at: key.value)
            case 8 where name.equals("response") && first == Byte.openBrace:
                return try self.readUsageMember(json, at: key.value)
            default:
                return try json.value(at: key.value, depth: 1)
            }
        }
    }

    /// Notes the type of an event of `/v1/responses`.
    private mutating func noteType(_ value: UnsafeRawBufferPointer) {
        switch value.count {
        case 7 where value.equals(#""error""#), 17 where value.equals(#""response.failed""#):
            self.hasError = true
        case 20 where value.equals(#""response.completed""#), 21 where value.equals(#""response.incomplete""#):
            self.hasFinishReason = true
        default:
            break
        }
    }

    private mutating func readUsage(
        _ json: JSONScanner,
        at start: Int,
        depth: Int
    ) throws(JSONError) -> Int {
        let (end, usage) = try json.usage(at: start, depth: depth)
        if let usage { self.usage = usage }
        return end
    }

    /// Reads an object that may hold `usage`, and, in `/v1/responses`, `model` and `error`.
    private mutating func readUsageMember(_ json: JSONScanner, at start: Int) throws(JSONError) -> Int {
        try json.members(at: start, depth: 1) { (key) throws(JSONError) -> Int in
            let name = json.bytes(key.name)
            let first = json.firstByte(key.value)
            if name.equals("usage") { return try self.readUsage(json, at: key.value, depth: 2) }
            let end = try json.value(at: key.value, depth: 2)
            if name.equals("error"), first != Byte.letterN { self.hasError = true }
            if name.equals("model"), first == Byte.quote { self.model = (key.value + 1)..<(end - 1) }
            return end
        }
    }

    private mutating func readChoices(_ json: JSONScanner, at start: Int) throws(JSONError) -> Int {
        var isEmpty = true
        let end = try json.elements(at: start, depth: 1) { (element) throws(JSONError) -> Int in
            isEmpty = false
            guard json.firstByte(element) == Byte.openBrace else { return try json.value(at: element, depth: 2) }
            return try json.members(at: element, depth: 2) { (key) throws(JSONError) -> Int in
                let name = json.bytes(key.name)
                let first = json.firstByte(key.value)
                if name.equals("delta"), first == Byte.openBrace { return try self.readDelta(json, at: key.value) }
                let end = try json.value(at: key.value, depth: 3)
                if name.equals("finish_reason"), first != Byte.letterN { self.hasFinishReason = true }
                if name.equals("text"), first == Byte.quote, end - key.value > 2 { self.hasContent = true }
                return end
            }
        }
        self.choicesAreEmpty = isEmpty
        return end
    }

    private mutating func readDelta(_ json: JSONScanner, at start: Int) throws(JSONError) -> Int {
        try json.members(at: start, depth: 3) { (key) throws(JSONError) -> Int in
            let first = json.firstByte(key.value)
            let end = try json.value(at: key.value, depth: 4)
            // Two bytes are the quotes or brackets of an empty value.
            if first != Byte.letterN, end - key.value > 2, Self.isContent(json.bytes(key.name)) {
                self.hasContent = true
            }
            return end
        }
    }

    private static func isContent(_ name: UnsafeRawBufferPointer) -> Bool {
        switch name.count {
        case 5: name.equals("audio")
        case 7: name.equals("content") || name.equals("refusal")
        case 9: name.equals("reasoning")
        case 10: name.equals("tool_calls")
        case 13: name.equals("function_call")
        case 17: name.equals("reasoning_content")
        default: false
        }
    }
}
