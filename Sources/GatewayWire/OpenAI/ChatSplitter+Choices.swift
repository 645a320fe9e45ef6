extension ChatSplitter {
    /// The parts of a choice.
    private struct Choice {
        var index = 0
        var message: Int?
        var text: Range<Int>?
        var logprobs: Int?
        var hasLogprobs = false
        var finish: Range<Int>?
        var others: [Member] = []
    }

    /// The parts of a message.
    private struct Message {
        var role: Range<Int>?
        /// Texts, nulls and empty strings among them, in their order.
        var texts: [Member] = []
        var calls: Int?
        var function: Int?
        var others: [Member] = []
    }

    /// Writes the chunks of the choice at an offset; returns the offset after it.
    mutating func splitChoice(at start: Int, index: Int) throws(JSONError) -> Int {
        let json = self.json
        var choice = Choice(index: index)
        let end = try json.members(at: start, depth: 2) { (key) throws(JSONError) -> Int in
            let name = json.bytes(key.name)
            let first = json.firstByte(key.value)
            let end = try json.value(at: key.value, depth: 3)
            switch name.count {
            case 5 where name.equals("index") || name.equals("delta"):
                break
            case 7 where self.isChat && first == Byte.openBrace && name.equals("message"):
                choice.message = key.value
            case 4 where !self.isChat && name.equals("text"):
                choice.text = key.value..<end
            case 8 where name.equals("logprobs"):
                choice.hasLogprobs = true
                if first == Byte.openBrace { choice.logprobs = key.value }
                if first != Byte.openBrace, first != Byte.letterN { self.isUnable = true }
            case 13 where name.equals("finish_reason"):
                choice.finish = key.value..<end
            default:
                choice.others.append(Member(name: key.name, value: key.value..<end))
            }
            return end
        }
        var columns: LogprobColumns?
        if let logprobs = choice.logprobs { columns = try LogprobColumns(json, at: logprobs) }
        if self.isChat {
            guard let message = choice.message else {
                self.isUnable = true
                return end
            }
            try self.splitMessage(self.readMessage(at: message), choice, &columns)
        } else {
            guard let text = choice.text, json.firstByte(text.lowerBound) == Byte.quote else {
                self.isUnable = true
                return end
            }
            self.pieces("text", json.bytes(text.lowerBound..<text.lowerBound), text, choice, &columns)
        }
        let isChat = self.isChat
        self.chunk(
            index,
            finish: choice.finish,
            logprobs: choice.hasLogprobs
                ? { out in
                    if let columns { columns.writeRest(into: &out) } else { out.value("null") }
                } : nil,
            others: choice.others
        ) { out in
            guard !isChat else { return }
            out.name("text")
            out.value(#""""#)
        }
        return end
    }

    private mutating func readMessage(at start: Int) throws(JSONError) -> Message {
        let json = self.json
        var message = Message()
        _ = try json.members(at: start, depth: 3) { (key) throws(JSONError) -> Int in
            let name = json.bytes(key.name)
            let first = json.firstByte(key.value)
            let end = try json.value(at: key.value, depth: 4)
            let member = Member(name: key.name, value: key.value..<end)
            if name.equals("role") {
                message.role = member.value
            } else if ChatTexts.isText(name) {
                if first != Byte.quote, first != Byte.letterN { self.isUnable = true }
                message.texts.append(member)
            } else if name.equals("tool_calls") {
                if first == Byte.openBracket { message.calls = key.value }
            } else if name.equals("function_call") {
                if first == Byte.openBrace { message.function = key.value }
            } else {
                if first != Byte.letterN, name.equals("audio") { self.isUnable = true }
                message.others.append(member)
            }
            return end
        }
        return message
    }

    private mutating func splitMessage(
        _ message: Message,
        _ choice: Choice,
        _ columns: inout LogprobColumns?
    ) throws(JSONError) {
        let json = self.json
        let noLogprobs = Self.null(choice.hasLogprobs)
        self.chunk(choice.index, logprobs: noLogprobs) { out in
            out.name("role")
            if let role = message.role { out.value(json.bytes(role)) } else { out.value(#""assistant""#) }
            for text in message.texts {
                let name = json.bytes(text.name)
                let isNull = json.firstByte(text.value.lowerBound) == Byte.letterN
                // Clients expect content in the first chunk; of other texts it tells those that have no pieces.
                guard isNull || text.value.count == 2 || name.equals("content") else { continue }
                out.name(raw: name)
                if isNull { out.value("null") } else { out.value(#""""#) }
            }
        }
        for isContent in [false, true] {
            for text in message.texts {
                let name = json.bytes(text.name)
                guard text.value.count > 2, json.firstByte(text.value.lowerBound) == Byte.quote else { continue }
                guard isContent == (name.equals("content") || name.equals("refusal")) else { continue }
                let column: StaticString =
                    name.equals("content") ? "content" : name.equals("refusal") ? "refusal" : ""
                self.pieces(column, name, text.value, choice, &columns)
            }
        }
        if let calls = message.calls { try self.splitCalls(at: calls, choice) }
        if let function = message.function { try self.splitFunction(at: function, choice) }
        guard !message.others.isEmpty else { return }
        self.chunk(choice.index, logprobs: noLogprobs) { out in
            for member in message.others {
                out.name(raw: json.bytes(member.name))
                out.value(json.bytes(member.value))
            }
        }
    }

    /// Writes a text in pieces, with the probabilities that belong to them.
    ///
    /// - Parameters:
    ///   - column: The column of probabilities; for completions also the member's name.
    ///   - value: The string with its quotes.
    private mutating func pieces(
        _ column: StaticString,
        _ name: UnsafeRawBufferPointer,
        _ value: Range<Int>,
        _ choice: Choice,
        _ columns: inout LogprobColumns?
    ) {
        let isChat = self.isChat
        let text = CuttableText(raw: self.json.bytes((value.lowerBound + 1)..<(value.upperBound - 1)))
        let tokenColumn: StaticString = isChat ? column : "tokens"
        func write(_ range: Range<Int>, into out: inout SplicedJSON) {
            if isChat { out.name(raw: name) } else { out.name("text") }
            out.text(raw: UnsafeRawBufferPointer(rebasing: text.raw[range]))
        }
        if var cut = columns, let pieces = cut.pieces(of: text, tokenColumn, isChat: isChat) {
            for piece in pieces {
                self.chunk(
                    choice.index,
                    logprobs: { cut.write(piece.rows, of: tokenColumn, isChat: isChat, into: &$0) },
                    { write(piece.text, into: &$0) }
                )
            }
            columns = cut
            return
        }
        let target = max(self.pieceBytes, text.raw.count / Self.maxPieces)
        text.forEachPiece(bytes: target) { range in
            self.chunk(choice.index, logprobs: Self.null(choice.hasLogprobs)) { write(range, into: &$0) }
        }
    }

    private static func null(_ isThere: Bool) -> ((inout SplicedJSON) -> Void)? {
        isThere ? { $0.value("null") } : nil
    }
}

extension ChatSplitter {
    private mutating func splitCalls(at start: Int, _ choice: Choice) throws(JSONError) {
        let json = self.json
        var number = 0
        _ = try json.elements(at: start, depth: 4) { (element) throws(JSONError) -> Int in
            guard json.firstByte(element) == Byte.openBrace, number < AssembledCall.maxCalls else {
                self.isUnable = true
                return try json.value(at: element, depth: 5)
            }
            let end = try self.splitCall(at: element, number, choice)
            number += 1
            return end
        }
    }

    /// Writes the head of a call and the pieces of its arguments.
    private mutating func splitCall(at start: Int, _ number: Int, _ choice: Choice) throws(JSONError) -> Int {
        let json = self.json
        var head = SplicedJSON(reserving: 256)
        head.name("index")
        head.number(number)
        var targets: [(name: Range<Int>, arguments: Member)] = []
        let end = try json.members(at: start, depth: 5) { (key) throws(JSONError) -> Int in
            let name = json.bytes(key.name)
            let end = try json.value(at: key.value, depth: 6)
            if name.equals("index") { return end }
            head.name(raw: name)
            let isTarget = name.equals("function") || name.equals("custom")
            if isTarget, json.firstByte(key.value) == Byte.openBrace {
                let arguments = try self.writeTarget(at: key.value, depth: 6, into: &head)
                if let arguments { targets.append((key.name, arguments)) }
            } else {
                head.value(json.bytes(key.value..<end))
            }
            return end
        }
        let noLogprobs = Self.null(choice.hasLogprobs)
        self.chunk(choice.index, logprobs: noLogprobs) { out in
            Self.openCall(&out)
            out.plain(head.bytes)
            Self.closeCall(&out)
        }
        for target in targets {
            self.forEachPiece(of: target.arguments) { splitter, piece in
                splitter.chunk(choice.index, logprobs: noLogprobs) { out in
                    Self.openCall(&out)
                    out.name("index")
                    out.number(number)
                    out.name(raw: json.bytes(target.name))
                    out.open(Byte.openBrace)
                    out.name(raw: json.bytes(target.arguments.name))
                    out.text(raw: json.bytes(piece))
                    out.close(Byte.closeBrace)
                    Self.closeCall(&out)
                }
            }
        }
        return end
    }

    private mutating func splitFunction(at start: Int, _ choice: Choice) throws(JSONError) {
        let json = self.json
        var head = SplicedJSON(reserving: 128)
        let arguments = try self.writeTarget(at: start, depth: 4, into: &head)
        let noLogprobs = Self.null(choice.hasLogprobs)
        self.chunk(choice.index, logprobs: noLogprobs) { out in
            out.name("function_call")
            out.plain(head.bytes)
            out.follows()
        }
        guard let arguments else { return }
        self.forEachPiece(of: arguments) { splitter, piece in
            splitter.chunk(choice.index, logprobs: noLogprobs) { out in
                out.name("function_call")
                out.open(Byte.openBrace)
                out.name(raw: json.bytes(arguments.name))
                out.text(raw: json.bytes(piece))
                out.close(Byte.closeBrace)
            }
        }
    }

    /// Writes what is called, with empty arguments; returns these where they are not empty.
    private mutating func writeTarget(
        at start: Int,
        depth: Int,
        into head: inout SplicedJSON
    ) throws(JSONError) -> Member? {
        let json = self.json
        var arguments: Member?
        head.open(Byte.openBrace)
        _ = try json.members(at: start, depth: depth) { (key) throws(JSONError) -> Int in
            let name = json.bytes(key.name)
            let end = try json.value(at: key.value, depth: depth + 1)
            head.name(raw: name)
            guard name.equals("arguments") || name.equals("input") else {
                head.value(json.bytes(key.value..<end))
                return end
            }
            let first = json.firstByte(key.value)
            if first == Byte.quote {
                if end - key.value > 2 { arguments = Member(name: key.name, value: key.value..<end) }
                head.value(#""""#)
            } else {
                // Arguments that are no text cannot come in pieces.
                if first != Byte.letterN { self.isUnable = true }
                head.value("null")
            }
            return end
        }
        head.close(Byte.closeBrace)
        return arguments
    }

    /// Visits the pieces of a string as places in the text.
    private mutating func forEachPiece(of member: Member, _ visit: (inout ChatSplitter, Range<Int>) -> Void) {
        let start = member.value.lowerBound + 1
        let text = CuttableText(raw: self.json.bytes(start..<(member.value.upperBound - 1)))
        let target = max(self.pieceBytes, text.raw.count / Self.maxPieces)
        text.forEachPiece(bytes: target) { range in
            visit(&self, (start + range.lowerBound)..<(start + range.upperBound))
        }
    }

    private static func openCall(_ out: inout SplicedJSON) {
        out.name("tool_calls")
        out.open(Byte.openBracket)
        out.open(Byte.openBrace)
    }

    private static func closeCall(_ out: inout SplicedJSON) {
        out.follows()
        out.close(Byte.closeBrace)
        out.close(Byte.closeBracket)
    }
}
