package import GatewayWire

/// The text that a model would read, rendered from a request, with its size in tokens.
package struct Prompt: Sendable, Equatable {
    /// Bytes that stand for one token.
    package static let bytesPerToken = 4
    /// Tokens that an image stands for.
    package static let tokensPerImage = 85

    /// Everything, tools first, as one text.
    package private(set) var text: [UInt8] = []
    /// Text of the last message by a user, or of the whole prompt where there are no roles.
    package private(set) var question = ""
    /// Role of the last message.
    package private(set) var lastRole = ""
    private var extraTokens = 0

    /// A prompt without roles.
    package init(plain text: String) {
        self.text = Array(text.utf8)
        self.question = text
        self.lastRole = "user"
    }

    /// A conversation, with the definitions of tools that come before it.
    package init(messages: [JSONValue], tools: JSONValue?) throws(RequestProblem) {
        if let tools {
            var writer = JSONWriter()
            tools.write(to: &writer)
            self.text = writer.bytes
        }
        self.extraTokens = 3
        for (index, message) in messages.enumerated() {
            guard let role = message["role"]?.text else {
                throw RequestProblem(
                    "Message \(index) has no role; give one of system, developer, user, assistant or tool.",
                    param: "messages[\(index)].role"
                )
            }
            let content = try self.content(of: message, at: index)
            self.extraTokens += 3
            self.text.append(contentsOf: role.utf8)
            self.text.append(0x0A)
            self.text.append(contentsOf: content.utf8)
            self.text.append(0x0A)
            self.lastRole = role
            if role == "user" { self.question = content }
            if let calls = message["tool_calls"] {
                var writer = JSONWriter()
                calls.write(to: &writer)
                self.text.append(contentsOf: writer.bytes)
            }
        }
    }

    /// Tokens of the prompt.
    package var tokens: Int {
        Self.tokens(bytes: self.text.count) + self.extraTokens
    }

    /// Tokens that so many bytes of text are.
    package static func tokens(bytes: Int) -> Int {
        (bytes + Self.bytesPerToken - 1) / Self.bytesPerToken
    }

    private mutating func content(of message: JSONValue, at index: Int) throws(RequestProblem) -> String {
        guard let content = message["content"], !content.isNull else { return "" }
        if let text = content.text { return text }
        guard let parts = content.elements else {
            throw RequestProblem(
                "The content of message \(index) is neither a string nor a list of parts; send one of these.",
                param: "messages[\(index)].content"
            )
        }
        var texts: [String] = []
        for part in parts {
            if let text = part["text"]?.text {
                texts.append(text)
            } else {
                self.extraTokens += Self.tokensPerImage
            }
        }
        return texts.joined(separator: "\n")
    }
}
