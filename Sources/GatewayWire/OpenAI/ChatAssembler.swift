/// Puts the chunks of a streamed answer together into the JSON reply that the same request gets without `stream`.
///
/// Covers chat completions and completions of the OpenAI API and of those who copy it. What is done with each member:
///
/// | member | what counts |
/// |---|---|
/// | `id`, `created` | the first that says anything: Azure's first chunk has an empty id |
/// | other members of the chunk | the last that says anything; a null, `""`, `[]` or `{}` takes nothing back |
/// | `usage` | the last object, else that of `x_groq`, which loses it |
/// | texts of the delta: content, reasoning, refusal | joined as written, without unescaping |
/// | `tool_calls`, `function_call` | see `AssembledCall` |
/// | arrays in `logprobs`, in the delta and in the choice | joined |
/// | `finish_reason` | the last that is neither null nor empty |
/// | `obfuscation`, `signalbox`, `message` | left out: padding, ours, and what some providers repeat in every chunk |
///
/// Not everything can be put together: sound, and content that is no text, make it give up. The order of members is
/// always the same. Memory is bounded by the size of the chunks.
package struct ChatAssembler: Sendable {
    /// Choices that an answer may have.
    static let maxChoices = 128

    private let isChat: Bool
    private var fields = MergedFields()
    private var usage: [UInt8] = []
    private var groqUsage: [UInt8] = []
    private var choices: [AssembledChoice] = []
    private var isUnable = false

    /// An assembler before the first chunk.
    ///
    /// - Parameter isChat: Whether the answer is a chat completion, and not a completion.
    package init(isChat: Bool) {
        self.isChat = isChat
    }

    /// Takes the data of the next event; `[DONE]` is passed over.
    ///
    /// - Returns: false when the answer cannot be put together, now or after an earlier chunk.
    package mutating func add(_ data: UnsafeRawBufferPointer) -> Bool {
        guard !self.isUnable else { return false }
        var end = data.count
        while end > 0, data[end - 1] <= Byte.space { end -= 1 }
        if end == 6, data.begins(with: "[DONE]") { return true }
        do throws(JSONError) {
            guard let json = JSONScanner(data, maxDepth: JSONScanner.defaultMaxDepth) else { return self.giveUp() }
            let start = try json.start()
            guard json.byte(start) == Byte.openBrace else { return self.giveUp() }
            try json.finish(after: try self.read(json, at: start))
        } catch {
            return self.giveUp()
        }
        return !self.isUnable
    }

    /// The reply; nil when it cannot be put together or there was no choice.
    package mutating func finish() -> [UInt8]? {
        guard !self.isUnable, !self.choices.isEmpty else { return nil }
        var json = SplicedJSON(reserving: 1024)
        json.open(Byte.openBrace)
        _ = self.fields.take("id", into: &json)
        json.name("object")
        json.value(self.isChat ? #""chat.completion""# : #""text_completion""#)
        _ = self.fields.take("created", into: &json)
        _ = self.fields.take("model", into: &json)
        json.name("choices")
        json.open(Byte.openBracket)
        for choice in self.choices.sorted(by: { $0.index < $1.index }) {
            choice.write(isChat: self.isChat, into: &json)
        }
        json.close(Byte.closeBracket)
        if !self.usage.isEmpty || !self.groqUsage.isEmpty {
            json.name("usage")
            json.plain(self.usage.isEmpty ? self.groqUsage : self.usage)
            json.follows()
        }
        self.fields.write(into: &json)
        json.close(Byte.closeBrace)
        return json.bytes
    }

    private mutating func giveUp() -> Bool {
        self.isUnable = true
        return false
    }

    private mutating func read(_ json: JSONScanner, at start: Int) throws(JSONError) -> Int {
        try json.members(at: start, depth: 0) { (key) throws(JSONError) -> Int in
            let name = json.bytes(key.name)
            let first = json.firstByte(key.value)
            if first == Byte.openBracket, name.equals("choices") { return try self.readChoices(json, at: key.value) }
            if first == Byte.openBrace, name.equals("x_groq") { return try self.readGroq(json, key) }
            let end = try json.value(at: key.value, depth: 1)
            let value = json.bytes(key.value..<end)
            switch name.count {
            case 5 where name.equals("usage"):
                if first == Byte.openBrace { Self.keep(value, in: &self.usage) }
            case 5 where name.equals("error"):
                if first != Byte.letterN { self.isUnable = true }
            case 6 where name.equals("object"), 7 where name.equals("choices"), 9 where name.equals("signalbox"),
                11 where name.equals("obfuscation"):
                break
            case 2 where name.equals("id"), 7 where name.equals("created"):
                self.note(self.fields.merge(name, value, .first))
            default:
                self.note(self.fields.merge(name, value, .last))
            }
            return end
        }
    }

    /// Reads Groq's own member, whose usage becomes the reply's.
    private mutating func readGroq(_ json: JSONScanner, _ key: JSONScanner.Key) throws(JSONError) -> Int {
        var rest = SplicedJSON(reserving: 64)
        rest.open(Byte.openBrace)
        var isEmpty = true
        let end = try json.members(at: key.value, depth: 1) { (member) throws(JSONError) -> Int in
            let name = json.bytes(member.name)
            let end = try json.value(at: member.value, depth: 2)
            let value = json.bytes(member.value..<end)
            if name.equals("usage") {
                if value.first == Byte.openBrace { Self.keep(value, in: &self.groqUsage) }
            } else if name.equals("error"), value.first != Byte.letterN {
                self.isUnable = true
            } else {
                isEmpty = false
                rest.name(raw: name)
                rest.value(value)
            }
            return end
        }
        rest.close(Byte.closeBrace)
        if !isEmpty {
            self.note(rest.bytes.withUnsafeBytes { self.fields.merge(json.bytes(key.name), $0, .last) })
        }
        return end
    }

    private mutating func readChoices(_ json: JSONScanner, at start: Int) throws(JSONError) -> Int {
        var place = 0
        return try json.elements(at: start, depth: 1) { (element) throws(JSONError) -> Int in
            guard json.firstByte(element) == Byte.openBrace else {
                self.isUnable = true
                return try json.value(at: element, depth: 2)
            }
            guard let index = try Self.index(json, at: element, depth: 2, otherwise: place),
                let choice = self.choice(index)
            else {
                self.isUnable = true
                return try json.value(at: element, depth: 2)
            }
            place += 1
            let end = try self.choices[choice].read(json, at: element, isChat: self.isChat)
            self.note(!self.choices[choice].isUnable)
            return end
        }
    }

    /// The place of a choice by its index; nil if there are too many.
    private mutating func choice(_ index: Int) -> Int? {
        if let known = self.choices.firstIndex(where: { $0.index == index }) { return known }
        guard self.choices.count < Self.maxChoices else { return nil }
        self.choices.append(AssembledChoice(index: index))
        return self.choices.count - 1
    }

    private mutating func note(_ isPossible: Bool) {
        if !isPossible { self.isUnable = true }
    }

    private static func keep(_ value: UnsafeRawBufferPointer, in bytes: inout [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        SplicedJSON.appendCompact(value, to: &bytes)
    }

    /// The `index` of an object, or where it stands if it has none; nil if the index is no number.
    static func index(
        _ json: JSONScanner,
        at start: Int,
        depth: Int,
        otherwise place: Int
    ) throws(JSONError) -> Int? {
        // It comes first as a rule; else all members are walked, and later once more.
        let open = json.skipSpace(start &+ 1)
        if json.firstByte(open) == Byte.quote {
            let key = try json.key(at: open)
            if json.bytes(key.name).equals("index"), json.firstByte(key.value) != Byte.letterN {
                return json.clampedCount(key.value..<(try json.value(at: key.value, depth: depth &+ 1)))
            }
        }
        var index: Int? = place
        _ = try json.members(at: start, depth: depth) { (key) throws(JSONError) -> Int in
            let end = try json.value(at: key.value, depth: depth &+ 1)
            if json.bytes(key.name).equals("index"), json.firstByte(key.value) != Byte.letterN {
                index = json.clampedCount(key.value..<end)
            }
            return end
        }
        return index
    }
}
