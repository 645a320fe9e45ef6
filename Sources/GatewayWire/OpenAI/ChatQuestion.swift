/// What a chat request asks: its last turn, or all that was said, apart from what was set before.
///
/// Only a request whose last message is a user's, and whose content is one text, has a question. What else the message
/// holds (a name) and everything beside it stays what it is, so that two requests which differ in their question alone
/// have the same rest.
package struct ChatQuestion: Sendable {
    /// How much of a request is its question.
    package enum Extent: Sendable {
        /// The last turn.
        case lastTurn
        /// All turns of users and assistants that are one text each. How many there are, and whose each is, stays in
        /// the rest, and so does every other message.
        case conversation
    }

    /// The text of the question.
    package let text: String
    /// The texts as they stand in the body, with their quotes, in order.
    package let ranges: [Range<Int>]
    /// Whether nothing was said before the last turn: all other messages are of a system or a developer.
    package let isOpening: Bool

    /// Finds the question of a request; nil where there is none, or it is longer than a bound.
    ///
    /// - Parameters:
    ///   - scan: The scan of the body, by the rules for chats.
    ///   - body: The scanned bytes.
    ///   - maxBytes: Bytes of the texts at most, as they stand in the body.
    package init?(_ scan: RequestScan, in body: RawSpan, extent: Extent = .lastTurn, maxBytes: Int) {
        guard let messages = scan.messages, scan.messageCount > 0, messages.upperBound <= body.byteCount else {
            return nil
        }
        let last = scan.messageCount - 1
        var isOpening = true
        let found = body.withUnsafeBytes { buffer -> (String, [Range<Int>])? in
            guard let json = JSONScanner(buffer, maxDepth: JSONScanner.highestMaxDepth),
                json.firstByte(messages.lowerBound) == Byte.openBracket
            else { return nil }
            var turns: [(role: ChatTurn.Role, text: ChatMessage.Text)] = []
            var isAsked = false
            var index = 0
            _ = try? json.elements(at: messages.lowerBound, depth: 1) { (element) throws(JSONError) -> Int in
                defer { index += 1 }
                guard json.firstByte(element) == Byte.openBrace else {
                    isOpening = false
                    return try json.value(at: element, depth: 2)
                }
                var message = ChatMessage()
                let end = try message.read(json, at: element)
                if index < last, !message.isSetting { isOpening = false }
                if extent == .conversation || index == last, let turn = message.turn {
                    turns.append(turn)
                    isAsked = index == last && turn.role == .user
                }
                return end
            }
            let bytes = turns.reduce(0) { $0 + $1.text.value.count - 2 }
            guard isAsked, bytes <= maxBytes else { return nil }
            let texts = turns.map { turn in
                let content = json.bytes(turn.text.value.lowerBound + 1..<turn.text.value.upperBound - 1)
                return ChatTurn(role: turn.role, text: JSONString.text(content, hasEscapes: turn.text.hasEscapes))
            }
            return (ChatTurn.text(of: texts), turns.map(\.text.value))
        }
        guard let (text, ranges) = found else { return nil }
        self.text = text
        self.ranges = ranges
        self.isOpening = isOpening
    }

    /// The body with the question taken out: what must be the same for two questions to be compared.
    ///
    /// - Parameter body: The scanned bytes.
    package func rest(of body: RawSpan) -> [UInt8] {
        body.withUnsafeBytes { buffer in
            var rest: [UInt8] = []
            rest.reserveCapacity(buffer.count)
            var taken = 0
            for range in self.ranges {
                rest.append(contentsOf: buffer[taken..<range.lowerBound])
                rest.append(Byte.quote)
                rest.append(Byte.quote)
                taken = range.upperBound
            }
            rest.append(contentsOf: buffer[taken...])
            return rest
        }
    }
}

/// One turn of a conversation.
package struct ChatTurn: Sendable, Equatable {
    /// Who speaks.
    package enum Role: String, Sendable, CaseIterable {
        /// The caller.
        case user
        /// The model.
        case assistant

        /// What stands in front of a turn.
        fileprivate var mark: String { "\(self.rawValue): " }
    }

    /// Who speaks.
    package let role: Role
    /// What is said.
    package let text: String

    /// Creates a turn.
    package init(role: Role, text: String) {
        self.role = role
        self.text = text
    }

    /// A conversation as one text, which is different for different turns; a single turn is its own text.
    ///
    /// Each turn begins a line with its role, and all its further lines are set in, so that nothing that somebody says
    /// can pass for the beginning of a turn.
    package static func text(of turns: [ChatTurn]) -> String {
        guard turns.count != 1 else { return turns[0].text }
        return turns.map { $0.role.mark + Self.setIn($0.text) }.joined(separator: "\n")
    }

    /// The turns of a conversation of several turns; nil where the text is none.
    package static func turns(of text: String) -> [ChatTurn]? {
        var turns: [(role: Role, lines: [Substring])] = []
        for line in Self.lines(of: text) {
            if line.utf8.first == Byte.space, let last = turns.indices.last {
                turns[last].lines.append(Substring(line.unicodeScalars.dropFirst()))
            } else if let role = Role.allCases.first(where: { line.utf8.starts(with: $0.mark.utf8) }) {
                turns.append((role, [Substring(line.unicodeScalars.dropFirst(role.mark.utf8.count))]))
            } else {
                return nil
            }
        }
        guard turns.count > 1 else { return nil }
        return turns.map { ChatTurn(role: $0.role, text: $0.lines.joined(separator: "\n")) }
    }

    private static func setIn(_ text: String) -> String {
        Self.lines(of: text).joined(separator: "\n ")
    }

    /// Parts between line feeds; by scalars, since a line feed may be the end of a longer character.
    private static func lines(of text: String) -> [Substring] {
        text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { Substring($0) }
    }
}

/// What a message holds.
private struct ChatMessage {
    /// A text where it stands, with its quotes.
    struct Text {
        var value: Range<Int>
        var hasEscapes: Bool
    }

    /// Whether it is of a system or a developer.
    private(set) var isSetting = false
    private var role: ChatTurn.Role?
    /// Texts of the content; more than one, or anything else, is no turn.
    private var texts = 0
    private var text: Text?

    /// The message as a turn; nil where it is none of a user or an assistant, or not one text.
    var turn: (role: ChatTurn.Role, text: Text)? {
        guard let role = self.role, let text = self.text, self.texts == 1 else { return nil }
        return (role, text)
    }

    mutating func read(_ json: JSONScanner, at start: Int) throws(JSONError) -> Int {
        try json.members(at: start, depth: 2) { (key) throws(JSONError) -> Int in
            if json.name(key, is: "role") {
                let end = try json.value(at: key.value, depth: 3)
                let value = json.bytes(key.value..<end)
                self.isSetting = value.equals(#""system""#) || value.equals(#""developer""#)
                self.role = value.equals(#""user""#) ? .user : value.equals(#""assistant""#) ? .assistant : nil
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
