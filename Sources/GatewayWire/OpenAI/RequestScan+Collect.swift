extension RequestScan {
    /// Walks the body's object once and notes where its fields lie; types are checked afterwards, so that broken JSON
    /// is always reported before a wrong field.
    mutating func collect(_ json: JSONScanner, at start: Int) throws(JSONError) -> Int {
        self.objectStart = start &+ 1
        var previousEnd = start &+ 1
        return try json.members(at: start, depth: 0) { (key) throws(JSONError) -> Int in
            self.gatewayCut.begin(at: key.open)
            self.fallbacksCut?.begin(at: key.open)
            let field = RequestField(key, in: json)
            let end = try self.visit(field, json, key.value)
            switch field {
            case .gateway?:
                self.gatewayCut.cut(from: key.open, to: end, previousEnd: previousEnd)
                self.fallbacksCut?.cut(from: key.open, to: end, previousEnd: previousEnd)
            case .fallbacks?:
                // Up to here the two cuts are the same.
                var cut = self.fallbacksCut ?? self.gatewayCut
                cut.cut(from: key.open, to: end, previousEnd: previousEnd)
                self.fallbacksCut = cut
                self.gatewayCut.keep()
            default:
                self.gatewayCut.keep()
                self.fallbacksCut?.keep()
            }
            previousEnd = end
            return end
        }
    }

    /// Checks a member's value and notes it; returns the offset after it.
    @inline(__always)
    private mutating func visit(
        _ field: RequestField?,
        _ json: JSONScanner,
        _ value: Int
    ) throws(JSONError) -> Int {
        switch field {
        case .messages?:
            let end = try self.collectMessages(json, at: value)
            self.messages = Self.present(json, value, end)
            return end
        case .model?:
            return try self.collectModel(json, at: value)
        case .streamOptions?:
            return try self.collectOptions(json, at: value)
        case .continueFinalMessage?:
            let end = try json.value(at: value, depth: 1)
            self.continueFinalMessageValue = Range(uncheckedBounds: (value, end))
            return end
        case .addGenerationPrompt?:
            let end = try json.value(at: value, depth: 1)
            self.addGenerationPromptValue = Range(uncheckedBounds: (value, end))
            return end
        case let field:
            let end = try json.value(at: value, depth: 1)
            self.note(field, Self.present(json, value, end))
            return end
        }
    }

    private mutating func note(_ field: RequestField?, _ range: Range<Int>?) {
        switch field {
        case .stream: self.streamValue = range
        case .temperature: self.temperature = range
        case .topP: self.topP = range
        case .n: self.nValue = range
        case .maxTokens: self.maxTokensValue = range
        case .maxCompletionTokens: self.maxCompletionTokensValue = range
        case .tools: self.tools = range
        case .responseFormat: self.responseFormat = range
        case .user: self.user = range
        case .metadata: self.metadata = range
        case .seed: self.seed = range
        case .input: self.input = range
        case .prompt: self.prompt = range
        case .fallbacks: self.fallbacks = range
        case .logprobs: self.logprobs = range
        case .echo: self.echo = range
        case .grammar: if range != nil { self.hasGrammar = true }
        case .rare: if range != nil { self.hasRareMembers = true }
        case .model, .messages, .streamOptions, .gateway, .continueFinalMessage, .addGenerationPrompt, nil: break
        }
    }

    private mutating func collectModel(_ json: JSONScanner, at value: Int) throws(JSONError) -> Int {
        self.modelCount &+= 1
        if json.firstByte(value) == Byte.quote {
            let string = try json.string(at: value)
            self.modelValueFound = Range(uncheckedBounds: (value, string.end))
            self.model = Range(uncheckedBounds: (value &+ 1, string.end &- 1))
            self.modelHasEscapes = string.hasEscapes
            return string.end
        }
        let end = try json.value(at: value, depth: 1)
        self.modelValueFound = Self.present(json, value, end)
        return end
    }

    private mutating func collectMessages(_ json: JSONScanner, at value: Int) throws(JSONError) -> Int {
        self.messageCount = 0
        self.flaw = nil
        self.endsWithAssistant = false
        self.messagesAreText = true
        guard json.firstByte(value) == Byte.openBracket else { return try json.value(at: value, depth: 1) }
        var count = 0
        var flaw: MessageFlaw?
        var lastRole = 0
        var isText = true
        let end = try json.elements(at: value, depth: 1) { (element) throws(JSONError) -> Int in
            defer { count &+= 1 }
            lastRole = 0
            guard json.firstByte(element) == Byte.openBrace else {
                if flaw == nil {
                    flaw = MessageFlaw(index: count, problem: .notAnObject, found: json.firstByte(element))
                }
                return try json.value(at: element, depth: 2)
            }
            var role: UInt8 = 0
            let end = try json.members(at: element, depth: 2) { (key) throws(JSONError) -> Int in
                let first = json.firstByte(key.value)
                if json.name(key, is: "role") {
                    role = first
                    lastRole = key.value
                }
                if first == Byte.quote { return try json.string(at: key.value).end }
                if first != Byte.letterN { isText = false }
                return try json.value(at: key.value, depth: 3)
            }
            if role != Byte.quote, flaw == nil {
                let isMissing = role == 0 || role == Byte.letterN
                flaw = MessageFlaw(index: count, problem: isMissing ? .roleMissing : .roleNotAString, found: role)
            }
            return end
        }
        self.messageCount = count
        self.messagesAreText = isText
        self.flaw = flaw
        self.endsWithAssistant = lastRole > 0 && json.bytes(lastRole..<end).begins(with: #""assistant""#)
        return end
    }

    private mutating func collectOptions(_ json: JSONScanner, at value: Int) throws(JSONError) -> Int {
        self.streamOptions = nil
        self.includeUsage = nil
        self.includeUsageValue = nil
        let first = json.firstByte(value)
        let end: Int
        if first == Byte.openBrace {
            self.optionsShape = .emptyObject
            var usage: Range<Int>?
            var isEmpty = true
            end = try json.members(at: value, depth: 1) { (key) throws(JSONError) -> Int in
                isEmpty = false
                let end = try json.value(at: key.value, depth: 2)
                if json.name(key, is: "include_usage") { usage = Range(uncheckedBounds: (key.value, end)) }
                return end
            }
            if !isEmpty { self.optionsShape = .object }
            self.includeUsageValue = usage
            switch usage.map({ json.byte($0.lowerBound) }) {
            case Byte.letterT?: self.includeUsage = true
            case Byte.letterF?: self.includeUsage = false
            default: break
            }
        } else {
            end = try json.value(at: value, depth: 1)
            self.optionsShape = first == Byte.letterN ? .null : .other
        }
        let range = Range(uncheckedBounds: (value, end))
        self.optionsValue = range
        self.streamOptions = first == Byte.letterN ? nil : range
        return end
    }

    /// The range of a value, or nil for null, which is the same as absence.
    @inline(__always)
    private static func present(_ json: JSONScanner, _ start: Int, _ end: Int) -> Range<Int>? {
        json.byte(start) == Byte.letterN ? nil : Range(uncheckedBounds: (start, end))
    }
}
