/// Cuts a JSON reply into the chunks that the same request gets with `stream`.
///
/// Covers chat completions and completions. One choice after the other comes as: a chunk with the role and what is
/// null or empty; reasoning, content and refusal in pieces, cut at spaces, or at tokens where there are probabilities
/// for them; each call as its head and its arguments in pieces; a chunk with what else the message has; and the chunk
/// with the reason of the end and what else the choice has. Identity stands in every chunk, and so does each further
/// scalar of the reply; its further objects and arrays stand in the first one.
///
/// `ChatAssembler` makes the same reply of the chunks, save `index` in a tool call, no tool calls told as null or an
/// empty array, no function call told as null, and a `content` or `role` that the message lacked.
package struct ChatSplitter {
    /// Pieces of one text at most, about.
    static let maxPieces = 128

    let json: JSONScanner
    let isChat: Bool
    let includesUsage: Bool
    let pieceBytes: Int
    /// The events so far.
    var out: SplicedJSON
    /// Whether something cannot be told in chunks.
    var isUnable = false
    /// What stands in front of the choice in every chunk.
    private var opening: [UInt8] = []
    /// Further members that only the first chunk has, as they come behind the choices.
    private var extras: [UInt8] = []

    /// A member, as places in the text.
    struct Member {
        let name: Range<Int>
        let value: Range<Int>
    }

    /// The events of a reply, without `[DONE]`.
    ///
    /// - Parameters:
    ///   - body: The reply.
    ///   - isChat: Whether it is a chat completion, and not a completion.
    ///   - includesUsage: Whether the client asked for a last chunk with the usage; it gets one if the reply has it.
    ///   - pieceBytes: Size of the pieces of a text; they are larger where there would be too many.
    /// - Returns: nil when the reply has no choices, is no valid JSON, or holds what chunks cannot tell: sound, or
    ///   content that is no text.
    package static func events(
        of body: RawSpan,
        isChat: Bool,
        includesUsage: Bool,
        pieceBytes: Int = 40
    ) -> [UInt8]? {
        body.withUnsafeBytes { bytes in
            guard let json = JSONScanner(bytes, maxDepth: JSONScanner.defaultMaxDepth) else { return nil }
            var splitter = ChatSplitter(json, isChat, includesUsage, pieceBytes)
            do throws(JSONError) {
                return try splitter.split() ? splitter.out.bytes : nil
            } catch {
                return nil
            }
        }
    }

    private init(_ json: JSONScanner, _ isChat: Bool, _ includesUsage: Bool, _ pieceBytes: Int) {
        self.json = json
        self.isChat = isChat
        self.includesUsage = includesUsage
        self.pieceBytes = pieceBytes
        self.out = SplicedJSON(reserving: json.count * 5 + 2048)
    }

    private mutating func split() throws(JSONError) -> Bool {
        let json = self.json
        let start = try json.start()
        guard json.byte(start) == Byte.openBrace else { return false }
        // The choices are walked again below; this makes sure that the whole text is valid first.
        try json.finish(after: try json.value(at: start, depth: 0))
        var choices: Int?
        var usage: Range<Int>?
        var others: [Member] = []
        _ = try json.members(at: start, depth: 0) { (key) throws(JSONError) -> Int in
            let name = json.bytes(key.name)
            let end = try json.value(at: key.value, depth: 1)
            let first = json.firstByte(key.value)
            switch name.count {
            case 7 where first == Byte.openBracket && name.equals("choices"):
                choices = key.value
            case 5 where name.equals("usage"):
                usage = first == Byte.openBrace ? key.value..<end : nil
            case 5 where name.equals("error"):
                if first != Byte.letterN { self.isUnable = true }
            case 6 where name.equals("object"), 9 where name.equals("signalbox"):
                break
            default:
                others.append(Member(name: key.name, value: key.value..<end))
            }
            return end
        }
        guard let choices, !self.isUnable else { return false }
        self.prepare(others)
        var count = 0
        _ = try json.elements(at: choices, depth: 1) { (element) throws(JSONError) -> Int in
            let place = count
            count += 1
            guard json.firstByte(element) == Byte.openBrace, count <= ChatAssembler.maxChoices,
                let index = try ChatAssembler.index(json, at: element, depth: 2, otherwise: place)
            else {
                self.isUnable = true
                return try json.value(at: element, depth: 2)
            }
            return try self.splitChoice(at: element, index: index)
        }
        guard count > 0, !self.isUnable else { return false }
        if self.includesUsage, let usage { self.writeUsage(usage) }
        return true
    }

    /// Sets what all chunks have in common.
    private mutating func prepare(_ others: [Member]) {
        var opening = SplicedJSON(reserving: 256)
        opening.plain("data: ")
        opening.open(Byte.openBrace)
        var extras = SplicedJSON(reserving: 64)
        extras.follows()
        var hasObject = false
        for member in others {
            let value = self.json.bytes(member.value)
            let isContainer = value.first == Byte.openBrace || value.first == Byte.openBracket
            if isContainer {
                extras.name(raw: self.json.bytes(member.name))
                extras.value(value)
                continue
            }
            opening.name(raw: self.json.bytes(member.name))
            opening.value(value)
            if !hasObject {
                hasObject = true
                self.writeObject(into: &opening)
            }
        }
        if !hasObject { self.writeObject(into: &opening) }
        opening.name("choices")
        opening.open(Byte.openBracket)
        self.opening = opening.bytes
        self.extras = extras.bytes
    }

    private func writeObject(into json: inout SplicedJSON) {
        json.name("object")
        json.value(self.isChat ? #""chat.completion.chunk""# : #""text_completion""#)
    }

    private mutating func writeUsage(_ usage: Range<Int>) {
        self.out.plain(self.opening)
        self.out.close(Byte.closeBracket)
        self.out.name("usage")
        self.out.value(self.json.bytes(usage))
        self.out.close(Byte.closeBrace)
        self.out.plain("\n\n")
    }

    /// Writes one chunk.
    ///
    /// - Parameters:
    ///   - index: The choice.
    ///   - finish: The reason of its end, if it ends here.
    ///   - logprobs: Writes the value of `logprobs`; nil where the chunk has none.
    ///   - others: What else the choice has here.
    ///   - content: Writes the members of the delta, or of the choice for completions.
    mutating func chunk(
        _ index: Int,
        finish: Range<Int>? = nil,
        logprobs: ((inout SplicedJSON) -> Void)?,
        others: [Member] = [],
        _ content: (inout SplicedJSON) -> Void
    ) {
        self.out.plain(self.opening)
        self.out.open(Byte.openBrace)
        self.out.name("index")
        self.out.number(index)
        if self.isChat {
            self.out.name("delta")
            self.out.open(Byte.openBrace)
            content(&self.out)
            self.out.close(Byte.closeBrace)
        } else {
            content(&self.out)
        }
        if let logprobs {
            self.out.name("logprobs")
            logprobs(&self.out)
        }
        self.out.name("finish_reason")
        if let finish {
            self.out.value(self.json.bytes(finish))
        } else {
            self.out.value("null")
        }
        for member in others {
            self.out.name(raw: self.json.bytes(member.name))
            self.out.value(self.json.bytes(member.value))
        }
        self.out.close(Byte.closeBrace)
        self.out.close(Byte.closeBracket)
        if self.includesUsage {
            self.out.name("usage")
            self.out.value("null")
        }
        self.out.plain(self.extras)
        self.extras = []
        self.out.close(Byte.closeBrace)
        self.out.plain("\n\n")
    }
}
