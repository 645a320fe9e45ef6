/// The last turn of a chat request: what the user asks now, apart from all that was said and set before.
///
/// Only a request whose last message is a user's, and whose content is one text, has a question. What else the message
/// holds (a name) and everything beside it stays what it is, so that two requests which differ in their question alone
/// have the same rest.
package struct ChatQuestion: Sendable {
    /// The text of the question.
    package let text: String
    /// The text as it stands in the body, with its quotes.
    package let range: Range<Int>

    /// Finds the question of a request; nil where there is none, or it is longer than a bound.
    ///
    /// - Parameters:
    ///   - scan: The scan of the body, by the rules for chats.
    ///   - body: The scanned bytes.
    ///   - maxBytes: Bytes of the text at most, as it stands in the body.
    package init?(_ scan: RequestScan, in body: RawSpan, maxBytes: Int) {
        guard let messages = scan.messages, scan.messageCount > 0, messages.upperBound <= body.byteCount else {
            return nil
        }
        let last = scan.messageCount - 1
        let found = body.withUnsafeBytes { buffer -> (String, Range<Int>)? in
            guard let json = JSONScanner(buffer, maxDepth: JSONScanner.highestMaxDepth),
                json.firstByte(messages.lowerBound) == Byte.openBracket
            else { return nil }
            var message = LastMessage()
            var index = 0
            _ = try? json.elements(at: messages.lowerBound, depth: 1) { (element) throws(JSONError) -> Int in
                defer { index += 1 }
                guard index == last, json.firstByte(element) == Byte.openBrace else {
                    return try json.value(at: element, depth: 2)
                }
                return try message.read(json, at: element)
            }
            guard message.isUsers, message.texts == 1, let text = message.text, text.value.count <= maxBytes + 2 else {
                return nil
            }
            let content = json.bytes(text.value.lowerBound + 1..<text.value.upperBound - 1)
            return (JSONString.text(content, hasEscapes: text.hasEscapes), text.value)
        }
        guard let (text, range) = found else { return nil }
        self.text = text
        self.range = range
    }

    /// The body with the question taken out: what must be the same for two questions to be compared.
    ///
    /// - Parameter body: The scanned bytes.
    package func rest(of body: RawSpan) -> [UInt8] {
        body.withUnsafeBytes { buffer in
            var rest: [UInt8] = []
            rest.reserveCapacity(buffer.count - self.range.count + 2)
            rest.append(contentsOf: buffer[..<self.range.lowerBound])
            rest.append(Byte.quote)
            rest.append(Byte.quote)
            rest.append(contentsOf: buffer[self.range.upperBound...])
            return rest
        }
    }
}

/// What the last message holds.
private struct LastMessage {
    /// A text where it stands, with its quotes.
    struct Text {
        var value: Range<Int>
        var hasEscapes: Bool
    }

    var isUsers = false
    /// Texts of the content; more than one, or anything else, is no question.
    var texts = 0
    var text: Text?

    mutating func read(_ json: JSONScanner, at start: Int) throws(JSONError) -> Int {
        try json.members(at: start, depth: 2) { (key) throws(JSONError) -> Int in
            if json.name(key, is: "role") {
                let end = try json.value(at: key.value, depth: 3)
                self.isUsers = json.bytes(key.value..<end).equals(#""user""#)
                return end
            }
            guard json.name(key, is: "content") else { return try json.value(at: key.value, depth: 3) }
            switch json.firstByte(key.value) {
            case Byte.quote:
                return try self.note(json, at: key.value)
            case Byte.openBracket:
                return try json.elements(at: key.value, depth: 3) { (part) throws(JSONError) -> Int in
                    try self.readPart(json, at: part)
                }
            default:
                self.texts += 2
                return try json.value(at: key.value, depth: 3)
            }
        }
    }

    private mutating func readPart(_ json: JSONScanner, at start: Int) throws(JSONError) -> Int {
        guard json.firstByte(start) == Byte.openBrace else {
            self.texts += 2
            return try json.value(at: start, depth: 4)
        }
        var isText = false
        let end = try json.members(at: start, depth: 4) { (key) throws(JSONError) -> Int in
            if json.name(key, is: "text"), json.firstByte(key.value) == Byte.quote {
                return try self.note(json, at: key.value)
            }
            let end = try json.value(at: key.value, depth: 5)
            if json.name(key, is: "type") { isText = json.bytes(key.value..<end).equals(#""text""#) }
            return end
        }
        if !isText { self.texts += 2 }
        return end
    }

    private mutating func note(_ json: JSONScanner, at start: Int) throws(JSONError) -> Int {
        let end = try json.string(at: start)
        self.texts += 1
        self.text = Text(value: start..<end.end, hasEscapes: end.hasEscapes)
        return end.end
    }
}
