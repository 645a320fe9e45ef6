import GatewayWire

/// A completion that is sent in one piece.
package struct WholeReply: Sendable {
    private let request: GenerationRequest
    private let identity: ReplyIdentity
    private let answers: [Answer]
    private let usage: ReplyUsage

    /// A completion of a request with its choices.
    package init(_ request: GenerationRequest, _ identity: ReplyIdentity, _ answers: [Answer], _ usage: ReplyUsage) {
        self.request = request
        self.identity = identity
        self.answers = answers
        self.usage = usage
    }

    /// The JSON text.
    package func json() -> [UInt8] {
        var writer = JSONWriter(reserving: 1024)
        let isChat = self.request.form == .chat
        writer.beginObject()
        self.identity.write(object: isChat ? "chat.completion" : "text_completion", into: &writer)
        writer.key("choices")
        writer.beginArray()
        for (index, answer) in self.answers.enumerated() {
            writer.beginObject()
            writer.member("index", index)
            if isChat {
                self.message(answer, into: &writer)
            } else {
                writer.member("text", answer.text ?? "")
            }
            writer.key("logprobs")
            self.logprobs(answer, isChat: isChat, into: &writer)
            writer.member("finish_reason", answer.finish.rawValue)
            writer.endObject()
        }
        writer.endArray()
        writer.key("usage")
        self.usage.write(into: &writer)
        writer.endObject()
        return writer.bytes
    }

    private func message(_ answer: Answer, into writer: inout JSONWriter) {
        writer.key("message")
        writer.beginObject()
        writer.member("role", "assistant" as StaticString)
        writer.member("content", answer.text)
        writer.key("refusal")
        writer.null()
        let calls = answer.calls
        if !calls.isEmpty {
            writer.key("tool_calls")
            writer.beginArray()
            for call in calls {
                writer.beginObject()
                writer.member("id", call.id)
                writer.member("type", "function" as StaticString)
                writer.key("function")
                writer.beginObject()
                writer.member("name", call.name)
                writer.member("arguments", call.arguments)
                writer.endObject()
                writer.endObject()
            }
            writer.endArray()
        }
        writer.key("annotations")
        writer.raw("[]")
        writer.endObject()
    }

    private func logprobs(_ answer: Answer, isChat: Bool, into writer: inout JSONWriter) {
        let tokens = answer.texts
        guard let top = self.request.topLogprobs, !tokens.isEmpty else { return writer.null() }
        guard isChat else { return Logprob.writeText(tokens, from: 0, offset: 0, top: top, into: &writer) }
        writer.beginObject()
        writer.key("content")
        writer.beginArray()
        for (position, token) in tokens.enumerated() {
            Logprob(token, position: position, top: top).writeChat(into: &writer)
        }
        writer.endArray()
        writer.key("refusal")
        writer.null()
        writer.endObject()
    }
}

extension Answer {
    /// A call with its arguments put together.
    struct Call {
        let id: String
        let name: String
        var arguments: String
    }

    /// Pieces of text.
    var texts: [String] {
        self.deltas.compactMap { if case .text(let text) = $0 { text } else { nil } }
    }

    /// The text; nil where tools are called instead.
    var text: String? {
        if case .callStart = self.deltas.first { nil } else { self.texts.joined() }
    }

    /// The calls.
    var calls: [Call] {
        var calls: [Call] = []
        for delta in self.deltas {
            switch delta {
            case .text: break
            case .callStart(_, let id, let name): calls.append(Call(id: id, name: name, arguments: ""))
            case .callArguments(let index, let text): calls[index].arguments += text
            }
        }
        return calls
    }
}
