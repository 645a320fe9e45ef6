extension ChatChunkScan {
    /// Reads the whole object; returns the offset after it.
    mutating func read(_ json: JSONScanner, at start: Int) throws(JSONError) -> Int {
        try json.members(at: start, depth: 0) { (key) throws(JSONError) -> Int in
            let name = json.bytes(key.name)
            let first = json.firstByte(key.value)
            switch name.count {
            case 2 where first == Byte.quote && name.equals("id"):
                let end = try json.string(at: key.value).end
                self.idPlace = Place(key.value &+ 1, end &- 1)
                return end
            case 4 where name.equals("type"):
                let end = try json.value(at: key.value, depth: 1)
                self.noteType(json.bytes(key.value..<end))
                return end
            case 5 where name.equals("usage"):
                let end = try self.readUsage(json, at: key.value, depth: 1)
                self.usagePlace = Place(key.value, end)
                self.usageIsObject = first == Byte.openBrace
                return end
            case 5 where name.equals("model") && first == Byte.quote:
                let end = try json.string(at: key.value).end
                self.modelPlace = Place(key.value &+ 1, end &- 1)
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
            case 7 where first == Byte.openBracket && name.equals("choices"):
                return try self.readChoices(json, at: key.value)
            case 7 where name.equals("created"):
                let end = try json.value(at: key.value, depth: 1)
                self.createdPlace = Place(key.value, end)
                return end
            case 8 where name.equals("response") && first == Byte.openBrace:
                return try self.readUsageMember(json, at: key.value)
            case 9 where name.equals("signalbox"):
                let end = try json.value(at: key.value, depth: 1)
                self.signalboxPlace = Place(key.value, end)
                return end
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
            if name.equals("model"), first == Byte.quote { self.modelPlace = Place(key.value &+ 1, end &- 1) }
            return end
        }
    }

    private mutating func readChoices(_ json: JSONScanner, at start: Int) throws(JSONError) -> Int {
        var count = 0
        let end = try json.elements(at: start, depth: 1) { (element) throws(JSONError) -> Int in
            count &+= 1
            guard json.firstByte(element) == Byte.openBrace else { return try json.value(at: element, depth: 2) }
            return try self.readChoice(json, at: element, isFirst: count == 1)
        }
        self.choicesAreEmpty = count == 0
        if count > 1 { self.hasManyChoices = true }
        return end
    }

    private mutating func readChoice(
        _ json: JSONScanner,
        at start: Int,
        isFirst: Bool
    ) throws(JSONError) -> Int {
        try json.members(at: start, depth: 2) { (key) throws(JSONError) -> Int in
            let name = json.bytes(key.name)
            let first = json.firstByte(key.value)
            if first == Byte.openBrace, name.equals("delta") {
                return try self.readDelta(json, at: key.value, isFirst: isFirst)
            }
            let end = try json.value(at: key.value, depth: 3)
            switch name.count {
            case 4 where name.equals("text"):
                if first == Byte.quote, end &- key.value > 2 { self.hasContent = true }
                if isFirst { self.noteContent(first, Place(key.value, end)) }
            case 5 where name.equals("index"):
                let isZero = first == Byte.zero && end &- key.value == 1
                if !isZero, first != Byte.letterN { self.hasManyChoices = true }
            case 13 where name.equals("finish_reason"):
                // Some engines write an empty reason into every chunk: it ends nothing.
                if first != Byte.letterN, end &- key.value > 2 { self.hasFinishReason = true }
                if first == Byte.quote, isFirst { self.finishPlace = Place(key.value, end) }
            default:
                break
            }
            return end
        }
    }

    private mutating func readDelta(
        _ json: JSONScanner,
        at start: Int,
        isFirst: Bool
    ) throws(JSONError) -> Int {
        if isFirst { self.deltaStart = UInt32(truncatingIfNeeded: start &+ 1) }
        return try json.members(at: start, depth: 3) { (key) throws(JSONError) -> Int in
            let name = json.bytes(key.name)
            let first = json.firstByte(key.value)
            let end: Int
            switch name.count {
            case 10 where first == Byte.openBracket && name.equals("tool_calls"):
                end = try self.readToolCalls(json, at: key.value)
            case 13 where first == Byte.openBrace && name.equals("function_call"):
                end = try self.readFunction(json, at: key.value, depth: 4, isFirst: true)
                if end &- key.value > 2 { self.hasToolCalls = true }
            default:
                end = try json.value(at: key.value, depth: 4)
                self.noteText(name, first, Place(key.value, end), isFirst: isFirst)
            }
            // Two bytes are the quotes or brackets of an empty value.
            if first != Byte.letterN, end &- key.value > 2, Self.isContent(name) { self.hasContent = true }
            return end
        }
    }

    /// Notes a member of a delta that may be text of some kind.
    @inline(__always)
    private mutating func noteText(
        _ name: UnsafeRawBufferPointer,
        _ first: UInt8,
        _ place: Place,
        isFirst: Bool
    ) {
        switch name.count {
        case 7 where name.equals("content"):
            if isFirst { self.noteContent(first, place) }
            if first != Byte.quote { self.noteOther(first, place) }
        case 9 where name.equals("reasoning"), 17 where name.equals("reasoning_content"):
            if first != Byte.quote { return self.noteOther(first, place) }
            guard isFirst else { return }
            if self.reasoningPlace.range == nil || self.reasoningPlace.isEmptyString {
                self.reasoningTwin = self.reasoningPlace
                self.reasoningPlace = place
            } else {
                self.reasoningTwin = place
            }
        case 5 where name.equals("audio"), 6 where name.equals("images"), 7 where name.equals("refusal"),
            10 where name.equals("tool_calls"), 13 where name.equals("function_call"):
            self.noteOther(first, place)
        default:
            break
        }
    }

    @inline(__always)
    private mutating func noteContent(_ first: UInt8, _ place: Place) {
        self.contentPlace = place
        self.contentIsText = first == Byte.quote
    }

    @inline(__always)
    private mutating func noteOther(_ first: UInt8, _ place: Place) {
        // Two bytes are the quotes or brackets of an empty value.
        if first != Byte.letterN, !place.isEmptyString { self.hasOtherText = true }
    }

    private mutating func readToolCalls(_ json: JSONScanner, at start: Int) throws(JSONError) -> Int {
        var count = 0
        return try json.elements(at: start, depth: 4) { (element) throws(JSONError) -> Int in
            count &+= 1
            let isFirst = count == 1
            self.hasToolCalls = true
            guard json.firstByte(element) == Byte.openBrace else { return try json.value(at: element, depth: 5) }
            return try json.members(at: element, depth: 5) { (key) throws(JSONError) -> Int in
                let name = json.bytes(key.name)
                let first = json.firstByte(key.value)
                if first == Byte.openBrace, name.equals("function") || name.equals("custom") {
                    return try self.readFunction(json, at: key.value, depth: 6, isFirst: isFirst)
                }
                let end = try json.value(at: key.value, depth: 6)
                if isFirst, name.equals("index") { self.toolIndex = json.clampedCount(key.value..<end) }
                return end
            }
        }
    }

    /// Reads the object that names what is called: of a tool call, of a custom tool, or the function call of old.
    private mutating func readFunction(
        _ json: JSONScanner,
        at start: Int,
        depth: Int,
        isFirst: Bool
    ) throws(JSONError) -> Int {
        try json.members(at: start, depth: depth) { (key) throws(JSONError) -> Int in
            let name = json.bytes(key.name)
            let first = json.firstByte(key.value)
            let end = try json.value(at: key.value, depth: depth &+ 1)
            switch name.count {
            case 4 where isFirst && first == Byte.quote && name.equals("name"):
                self.toolNamePlace = Place(key.value, end)
            case 5 where name.equals("input"), 9 where name.equals("arguments"):
                if first != Byte.letterN, end &- key.value > 2 { self.hasToolArguments = true }
            default:
                break
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
