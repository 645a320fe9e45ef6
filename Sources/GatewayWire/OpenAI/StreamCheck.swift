/// What has to be known of a whole stream before it may be called a complete answer, gathered event by event.
///
/// Covers the chunks of chat completions and completions. Unlike `ChatChunkScan`, which tells of the first choice, it
/// follows every choice to its end. Memory is bounded by the number of choices.
package struct StreamCheck: Sendable {
    /// What one event is.
    package enum Event: UInt8, Sendable, Hashable {
        /// A part of the answer.
        case chunk
        /// Usage and nothing else, which only clients that asked for it are to see.
        case usageOnly
        /// `[DONE]`.
        case done
        /// The report of an error.
        case error
        /// No JSON object, or more choices than are followed.
        case malformed
    }

    private struct Choice: Sendable {
        let index: Int
        var finish: String?
    }

    private var choices: [Choice] = []
    /// Reasons that a later chunk replaced by another one.
    private var earlier: [String] = []

    /// The last usage report.
    package private(set) var usage: TokenUsage?
    /// Whether the event noted last carries the gateway's own member.
    package private(set) var hasSignalbox = false

    /// A check before the first event.
    package init() {}

    /// Number of choices that have appeared.
    package var choiceCount: Int { self.choices.count }

    /// Whether every choice that has appeared has said why it ended, and there is one.
    package var isFinished: Bool {
        !self.choices.isEmpty && self.choices.allSatisfy { $0.finish != nil }
    }

    /// Why each choice ended, in order of their numbers.
    package var finishReasons: [String] {
        self.choices.sorted { $0.index < $1.index }.compactMap(\.finish)
    }

    /// Every reason that was given, also those that did not last.
    package var allReasons: [String] { self.finishReasons + self.earlier }

    /// Takes the data of the next event.
    package mutating func note(_ data: UnsafeRawBufferPointer) -> Event {
        self.hasSignalbox = false
        var end = data.count
        while end > 0, data[end - 1] <= Byte.space { end -= 1 }
        if end == 6, data.begins(with: "[DONE]") { return .done }
        guard let json = JSONScanner(data, maxDepth: JSONScanner.defaultMaxDepth) else { return .malformed }
        var facts = Facts()
        do throws(JSONError) {
            let start = try json.start()
            guard json.byte(start) == Byte.openBrace else { return .malformed }
            try json.finish(after: try self.read(json, at: start, &facts))
        } catch {
            return .malformed
        }
        guard !facts.isBeyondLimits else { return .malformed }
        guard !facts.hasError else { return .error }
        if let usage = facts.usage { self.usage = usage }
        return facts.usage != nil && facts.choiceCount == 0 ? .usageOnly : .chunk
    }

    private struct Facts {
        var usage: TokenUsage?
        var hasError = false
        /// Elements of the array of choices; nil where there is none.
        var choiceCount: Int?
        var isBeyondLimits = false
    }

    private mutating func read(_ json: JSONScanner, at start: Int, _ facts: inout Facts) throws(JSONError) -> Int {
        try json.members(at: start, depth: 0) { (key) throws(JSONError) -> Int in
            let name = json.bytes(key.name)
            let first = json.firstByte(key.value)
            switch name.count {
            case 5 where name.equals("usage"):
                let (end, usage) = try json.usage(at: key.value, depth: 1)
                if let usage { facts.usage = usage }
                return end
            case 5 where name.equals("error"):
                if first != Byte.letterN { facts.hasError = true }
            case 6 where first == Byte.openBrace && name.equals("x_groq"):
                return try Self.readGroq(json, at: key.value, &facts)
            case 7 where first == Byte.openBracket && name.equals("choices"):
                return try self.readChoices(json, at: key.value, &facts)
            case 9 where name.equals("signalbox"):
                self.hasSignalbox = true
            default:
                break
            }
            return try json.value(at: key.value, depth: 1)
        }
    }

    private static func readGroq(_ json: JSONScanner, at start: Int, _ facts: inout Facts) throws(JSONError) -> Int {
        try json.members(at: start, depth: 1) { (key) throws(JSONError) -> Int in
            let name = json.bytes(key.name)
            if name.equals("usage") {
                let (end, usage) = try json.usage(at: key.value, depth: 2)
                if let usage { facts.usage = usage }
                return end
            }
            if name.equals("error"), json.firstByte(key.value) != Byte.letterN { facts.hasError = true }
            return try json.value(at: key.value, depth: 2)
        }
    }

    private mutating func readChoices(
        _ json: JSONScanner,
        at start: Int,
        _ facts: inout Facts
    ) throws(JSONError) -> Int {
        var count = 0
        let end = try json.elements(at: start, depth: 1) { (element) throws(JSONError) -> Int in
            guard json.firstByte(element) == Byte.openBrace else {
                facts.isBeyondLimits = true
                return try json.value(at: element, depth: 2)
            }
            let place = count
            count += 1
            var index: Int? = place
            var finish: String?
            let end = try json.members(at: element, depth: 2) { (key) throws(JSONError) -> Int in
                let end = try json.value(at: key.value, depth: 3)
                let name = json.bytes(key.name)
                if name.equals("index"), json.firstByte(key.value) != Byte.letterN {
                    index = json.clampedCount(key.value..<end)
                } else if name.equals("finish_reason") {
                    finish = FinishReason.text(json.bytes(key.value..<end))
                }
                return end
            }
            if !self.note(finish, ofChoice: index) { facts.isBeyondLimits = true }
            return end
        }
        facts.choiceCount = count
        return end
    }

    private mutating func note(_ finish: String?, ofChoice index: Int?) -> Bool {
        guard let index else { return false }
        guard let place = self.choices.firstIndex(where: { $0.index == index }) else {
            guard self.choices.count < ChatAssembler.maxChoices else { return false }
            self.choices.append(Choice(index: index, finish: finish))
            return true
        }
        guard let finish, finish != self.choices[place].finish else { return true }
        if let former = self.choices[place].finish {
            guard self.earlier.count < ChatAssembler.maxChoices else { return false }
            self.earlier.append(former)
        }
        self.choices[place].finish = finish
        return true
    }

    /// The data of an event without the gateway's own member; nil if it is no JSON object.
    package static func withoutSignalbox(_ data: UnsafeRawBufferPointer) -> [UInt8]? {
        guard let json = JSONScanner(data, maxDepth: JSONScanner.defaultMaxDepth) else { return nil }
        var kept = SplicedJSON(reserving: data.count)
        do throws(JSONError) {
            let start = try json.start()
            guard json.byte(start) == Byte.openBrace else { return nil }
            kept.open(Byte.openBrace)
            let end = try json.members(at: start, depth: 0) { (key) throws(JSONError) -> Int in
                let end = try json.value(at: key.value, depth: 1)
                guard !json.bytes(key.name).equals("signalbox") else { return end }
                kept.name(raw: json.bytes(key.name))
                kept.plain(json.bytes(key.value..<end))
                kept.follows()
                return end
            }
            try json.finish(after: end)
        } catch {
            return nil
        }
        kept.close(Byte.closeBrace)
        return kept.bytes
    }
}

/// Reading of the reason why a choice ended.
enum FinishReason {
    /// The reason; nil where the value is null or empty, for some engines write "" into every chunk.
    static func text(_ value: UnsafeRawBufferPointer) -> String? {
        guard value.first != Byte.letterN, value.count > 2 else { return nil }
        guard value.first == Byte.quote else { return String(decoding: value, as: UTF8.self) }
        let content = UnsafeRawBufferPointer(rebasing: value[1..<(value.count - 1)])
        return JSONString.text(content, hasEscapes: true)
    }
}
