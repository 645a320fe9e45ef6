/// The tokens that a chat request has beyond the texts of its messages.
///
/// OpenAI documents the frame of the models since GPT-3.5 as an approximation: three tokens per message around its role
/// and content, one more for a name, and three that prime the reply. The other providers' templates are of about the
/// same size. Tools are rewritten into an undocumented form; their JSON text with its quotation marks and braces is a
/// little longer, so that counting it errs on the safe side.
package enum ChatTokens {
    /// Around the role and content of every message.
    package static let perMessage = 3
    /// Besides the tokens of a name.
    package static let perName = 1
    /// Before the reply.
    package static let perReply = 3
    /// Around all tools.
    package static let perToolList = 10
    /// Around each tool.
    package static let perTool = 5

    /// What one message adds to the tokens of its content. A role is one token in every vocabulary.
    package static func frame(hasName: Bool = false) -> Int { Self.perMessage + 1 + (hasName ? Self.perName : 0) }

    /// The tokens of a request: its messages' texts (contents and names together), how many messages and names there
    /// are, and the JSON texts of its tools.
    ///
    /// - Parameter tools: the tokens of the JSON text of every tool.
    package static func request(
        content: TokenCount,
        messages: Int,
        names: Int = 0,
        tools: [TokenCount] = []
    ) -> TokenCount {
        var total = content.tokens + messages * Self.frame() + names * Self.perName + Self.perReply
        var off = Double(content.tokens) * content.error
        if !tools.isEmpty { total += Self.perToolList }
        for tool in tools {
            total += tool.tokens + Self.perTool
            off += Double(tool.tokens) * max(tool.error, Self.toolError)
        }
        // The frame is never exact: a token more or less per message.
        off += Double(messages)
        return TokenCount(tokens: total, error: off / Double(max(1, total)))
    }

    /// How far the JSON text of a tool may be from what the provider makes of it.
    package static let toolError = 0.3
}
