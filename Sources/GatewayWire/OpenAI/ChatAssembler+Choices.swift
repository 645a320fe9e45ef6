/// One choice of an answer that is put together.
struct AssembledChoice: Sendable {
    /// What is known of the probabilities.
    private enum Logprobs: Sendable {
        case absent
        case null
        case columns(MergedFields)
    }

    /// Its number among the choices.
    let index: Int
    /// Whether something came that cannot be put together.
    private(set) var isUnable = false

    private var message = MergedFields()
    private var calls: [AssembledCall] = []
    private var function: AssembledCall?
    private var logprobs = Logprobs.absent
    private var finish: [UInt8] = []
    private var others = MergedFields()

    init(index: Int) {
        self.index = index
    }

    /// Takes a choice of a chunk; returns the offset after it.
    mutating func read(_ json: JSONScanner, at start: Int, isChat: Bool) throws(JSONError) -> Int {
        try json.members(at: start, depth: 2) { (key) throws(JSONError) -> Int in
            let name = json.bytes(key.name)
            let first = json.firstByte(key.value)
            if isChat, first == Byte.openBrace, name.equals("delta") { return try self.readDelta(json, at: key.value) }
            if first == Byte.openBrace, name.equals("logprobs") { return try self.readLogprobs(json, at: key.value) }
            let end = try json.value(at: key.value, depth: 3)
            let value = json.bytes(key.value..<end)
            switch name.count {
            case 4 where !isChat && name.equals("text"):
                self.note(self.message.merge(name, value, .text))
            case 5 where name.equals("index") || name.equals("delta"), 7 where name.equals("message"):
                break
            case 8 where name.equals("logprobs"):
                guard first == Byte.letterN else {
                    self.isUnable = true
                    break
                }
                if case .absent = self.logprobs { self.logprobs = .null }
            case 13 where name.equals("finish_reason"):
                if first != Byte.letterN, value.count > 2 { self.finish = Array(value) }
            default:
                self.note(self.others.merge(name, value, .list))
            }
            return end
        }
    }

    private mutating func readLogprobs(_ json: JSONScanner, at start: Int) throws(JSONError) -> Int {
        var columns = MergedFields()
        if case .columns(let known) = self.logprobs { columns = known }
        self.logprobs = .absent
        let end = try json.members(at: start, depth: 3) { (key) throws(JSONError) -> Int in
            let end = try json.value(at: key.value, depth: 4)
            self.note(columns.merge(json.bytes(key.name), json.bytes(key.value..<end), .list))
            return end
        }
        self.logprobs = .columns(columns)
        return end
    }

    private mutating func readDelta(_ json: JSONScanner, at start: Int) throws(JSONError) -> Int {
        try json.members(at: start, depth: 3) { (key) throws(JSONError) -> Int in
            let name = json.bytes(key.name)
            let first = json.firstByte(key.value)
            if first == Byte.openBracket, name.equals("tool_calls") { return try self.readCalls(json, at: key.value) }
            if first == Byte.openBrace, name.equals("function_call") {
                var call = self.function ?? AssembledCall(index: 0)
                let end = try call.readFunction(json, at: key.value, depth: 4)
                self.note(!call.isUnable)
                self.function = call
                return end
            }
            let end = try json.value(at: key.value, depth: 4)
            let value = json.bytes(key.value..<end)
            if ChatTexts.isText(name) {
                self.note(self.message.merge(name, value, .text))
            } else if name.equals("tool_calls") || name.equals("function_call") {
                // A null says that there are none, and so does its absence.
                self.note(first == Byte.letterN)
            } else {
                // Sound comes in pieces that cannot be joined without knowing its format.
                self.note(first == Byte.letterN || !name.equals("audio"))
                self.note(self.message.merge(name, value, name.equals("role") ? .last : .list))
            }
            return end
        }
    }

    private mutating func readCalls(_ json: JSONScanner, at start: Int) throws(JSONError) -> Int {
        try json.elements(at: start, depth: 4) { (element) throws(JSONError) -> Int in
            guard json.firstByte(element) == Byte.openBrace,
                let place = try AssembledCall.place(of: json, at: element, among: &self.calls)
            else {
                self.isUnable = true
                return try json.value(at: element, depth: 5)
            }
            let end = try self.calls[place].read(json, at: element)
            self.note(!self.calls[place].isUnable)
            return end
        }
    }

    private mutating func note(_ isPossible: Bool) {
        if !isPossible { self.isUnable = true }
    }

    /// Writes the choice of the reply.
    func write(isChat: Bool, into json: inout SplicedJSON) {
        var message = self.message
        json.open(Byte.openBrace)
        if isChat {
            json.name("index")
            json.number(self.index)
            json.name("message")
            json.open(Byte.openBrace)
            if !message.take("role", into: &json) { Self.write("role", #""assistant""#, into: &json) }
            if !message.take("content", into: &json) { Self.write("content", "null", into: &json) }
            message.write(into: &json)
            self.writeCalls(into: &json)
            json.close(Byte.closeBrace)
        } else {
            if !message.take("text", into: &json) { Self.write("text", #""""#, into: &json) }
            json.name("index")
            json.number(self.index)
        }
        switch self.logprobs {
        case .absent: break
        case .null: Self.write("logprobs", "null", into: &json)
        case .columns(let columns):
            json.name("logprobs")
            json.open(Byte.openBrace)
            columns.write(into: &json)
            json.close(Byte.closeBrace)
        }
        if self.finish.isEmpty {
            Self.write("finish_reason", "null", into: &json)
        } else {
            json.name("finish_reason")
            self.finish.withUnsafeBytes { json.value($0) }
        }
        self.others.write(into: &json)
        json.close(Byte.closeBrace)
    }

    private func writeCalls(into json: inout SplicedJSON) {
        if !self.calls.isEmpty {
            json.name("tool_calls")
            json.open(Byte.openBracket)
            for call in self.calls.sorted(by: { ($0.index, $0.rank) < ($1.index, $1.rank) }) {
                call.write(into: &json)
            }
            json.close(Byte.closeBracket)
        }
        if let function = self.function {
            json.name("function_call")
            function.writeFunction(into: &json)
        }
    }

    private static func write(_ name: StaticString, _ value: StaticString, into json: inout SplicedJSON) {
        json.name(name)
        json.value(value)
    }
}

/// The members of a message that come as text in pieces.
enum ChatTexts {
    /// Whether a member is one of them.
    static func isText(_ name: UnsafeRawBufferPointer) -> Bool {
        switch name.count {
        case 7: name.equals("content") || name.equals("refusal")
        case 8: name.equals("thinking")
        case 9: name.equals("reasoning")
        case 14: name.equals("reasoning_text")
        case 17: name.equals("reasoning_content")
        default: false
        }
    }
}
