import GatewayWire

extension RequestOutline {
    private enum Member {
        case role, content, toolCalls, functionCall, audio, thought, prefix, partial
    }

    private static func member(_ json: JSONWalk, _ key: JSONWalk.Key) -> Member? {
        json.spelled(key.name) { name in
            switch name.count {
            case 4 where name.spells("role"): .role
            case 5 where name.spells("audio"): .audio
            case 6 where name.spells("prefix"): .prefix
            case 7 where name.spells("content"): .content
            case 7 where name.spells("partial"): .partial
            case 10 where name.spells("tool_calls"): .toolCalls
            case 13 where name.spells("function_call"): .functionCall
            case 17 where name.spells("reasoning_content"): .thought
            default: nil
            }
        }
    }

    /// Walks the messages, and chains their bytes.
    mutating func readMessages(_ scan: RequestScan, _ json: JSONWalk, seed: UInt64) {
        guard let messages = scan.messages, json.byte(messages.lowerBound) == JSONWalk.openBracket else { return }
        var chain = ConversationChain(seed: seed)
        var last: Range<Int>?
        var mustContinue = false
        _ = json.elements(at: messages.lowerBound) { element in
            var message = Message()
            let end: Int
            if json.byte(element) == JSONWalk.openBrace {
                end = json.members(at: element) { key in Self.read(key, json, into: &message) }
            } else {
                end = json.skip(element)
            }
            self.take(message)
            last = message.content.value
            mustContinue = message.role == .assistant && (message.isPrefix || message.isPartial)
            chain.add(message.role, json.bytes(Range(uncheckedBounds: (element, max(element, end)))))
            return end
        }
        if self.conversation.turns == 0 { self.prompt = last }
        chain.finish(into: &self.conversation)
        if self.conversation.lastRole == .assistant { self.features.insert(.prefill) }
        if mustContinue { self.features.insert(.continuation) }
        // Nothing to go on with.
        if !self.features.contains(.prefill) { self.features.remove(.continuation) }
        let texts = Self.estimate(bytes: self.textBytes) + Self.estimate(bytes: self.toolBytes)
        let extras = Self.tokensPerMessage * self.conversation.messageCount + Self.tokensPerImage * self.imageCount
        self.promptTokens = texts + extras
        self.longestPromptTokens = self.promptTokens
    }

    private static func read(_ key: JSONWalk.Key, _ json: JSONWalk, into message: inout Message) -> Int {
        let value = key.value
        guard let member = Self.member(json, key) else { return json.skip(value) }
        switch member {
        case .role:
            guard let content = json.content(at: value) else {
                message.role = .other
                return json.skip(value)
            }
            message.role = json.spelled(content) { MessageRole($0) }
            return content.upperBound + 1
        case .content:
            message.content = MessageContent()
            return message.content.read(json, value)
        case .toolCalls:
            message.calls = 0
            let isArray = json.byte(value) == JSONWalk.openBracket
            guard isArray, json.isFilledArray(value) else { return json.skip(value) }
            let end = json.elements(at: value) { element in
                message.calls += 1
                return json.skip(element)
            }
            message.callBytes = end - value
            return end
        case .functionCall: message.hasFunctionCall = json.byte(value) == JSONWalk.openBrace
        case .audio: message.hasAudio = json.byte(value) == JSONWalk.openBrace
        case .prefix: message.isPrefix = json.byte(value) == 0x74
        case .partial: message.isPartial = json.byte(value) == 0x74
        case .thought:
            let content = json.content(at: value)
            message.thoughtBytes = content?.count ?? 0
            return content.map { min($0.upperBound + 1, json.count) } ?? json.skip(value)
        }
        return json.skip(value)
    }

    private mutating func take(_ message: Message) {
        self.conversation.messageCount += 1
        self.conversation.roles.insert(MessageRoles(message.role))
        self.conversation.lastRole = message.role
        if message.calls > 0 {
            self.features.insert(.tools)
            self.toolBytes += message.callBytes
            if message.calls > 1 { self.features.insert(.parallelTools) }
        }
        if message.hasFunctionCall { self.features.insert(.tools) }
        if message.hasAudio { self.features.insert(.audio) }
        self.features.formUnion(message.content.features)
        self.textBytes += message.content.textBytes + message.thoughtBytes
        self.imageCount += message.content.images
        switch message.role {
        case .user:
            self.conversation.turns += 1
            self.prompt = message.content.value
        case .system, .developer:
            if self.instructions == nil { self.instructions = message.content.value }
        case .tool, .function:
            self.features.insert(.tools)
        case .assistant, .other:
            break
        }
    }
}

/// What is kept of a message while it is walked; its members come in any order.
private struct Message {
    var role = MessageRole.other
    var content = MessageContent()
    /// Number of tool calls.
    var calls = 0
    var callBytes = 0
    var hasFunctionCall = false
    var hasAudio = false
    var thoughtBytes = 0
    /// Whether it says that it is to be continued; by either word.
    var isPrefix = false
    var isPartial = false
}

/// What a message's content holds.
private struct MessageContent {
    var value: Range<Int>?
    var features: RequestFeatures = []
    var textBytes = 0
    var images = 0

    /// Reads a message's content; returns the offset after it.
    mutating func read(_ json: JSONWalk, _ value: Int) -> Int {
        let end: Int
        switch json.byte(value) {
        case JSONWalk.quote:
            end = json.stringEnd(value)
            self.textBytes = max(0, end - value - 2)
        case JSONWalk.openBracket:
            end = json.elements(at: value) { element in
                let part = ContentPart(json, at: element)
                self.take(part)
                return part.end
            }
        default:
            return json.skip(value)
        }
        self.value = value..<max(value, end)
        return end
    }

    private mutating func take(_ part: ContentPart) {
        switch part.kind {
        case .text:
            self.textBytes += part.text?.count ?? 0
        case .image:
            self.images += 1
            self.features.insert(.vision)
        case .video:
            self.features.insert(.vision)
        case .audio:
            self.features.insert(.audio)
        case .file:
            self.features.insert(.files)
        case .other:
            break
        }
    }
}
