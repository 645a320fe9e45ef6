import GatewayWire

/// A completion as server-sent events, one token a step.
///
/// Steps: the roles (chat only), then the next token of every choice that has one left, then all that ends the stream:
/// finish reasons, usage where it was asked for, and `[DONE]`.
package struct TokenStream: Sendable {
    /// What a step was.
    package enum Step: Sendable, Equatable {
        /// The roles of the choices, which come with the first token.
        case opening
        /// A token of so many choices.
        case tokens(Int)
        /// The end; there is no step after it.
        case closing
    }

    private let request: GenerationRequest
    private let answers: [Answer]
    private let usage: ReplyUsage
    /// Everything of a chunk up to the choice's index.
    private let prefix: [UInt8]
    /// Everything of a chunk after the list of choices.
    private let suffix: [UInt8]
    private let usagePrefix: [UInt8]
    /// Whether a step was taken.
    package private(set) var isOpen = false
    private var position = 0
    /// Characters of text before the next token, for each choice.
    private var offsets: [Int]

    /// A stream of a request's choices.
    package init(_ request: GenerationRequest, _ identity: ReplyIdentity, _ answers: [Answer], _ usage: ReplyUsage) {
        self.request = request
        self.answers = answers
        self.usage = usage
        self.offsets = Array(repeating: 0, count: answers.count)
        var writer = JSONWriter()
        writer.beginObject()
        identity.write(object: request.form == .chat ? "chat.completion.chunk" : "text_completion", into: &writer)
        writer.key("choices")
        self.usagePrefix = Array("data: ".utf8) + writer.bytes
        self.prefix = self.usagePrefix + Array("[{\"index\":".utf8)
        self.suffix = Array((request.includesUsage ? ",\"usage\":null}\n\n" : "}\n\n").utf8)
    }

    /// Steps with tokens.
    package var tokenSteps: Int {
        self.answers.reduce(0) { max($0, $1.deltas.count) }
    }

    /// Steps with tokens that were taken.
    package var takenSteps: Int {
        self.position
    }

    /// Appends the events of the next step.
    package mutating func next(into bytes: inout [UInt8]) -> Step {
        if !self.isOpen {
            self.isOpen = true
            if self.request.form == .chat {
                self.writeRoles(into: &bytes)
                return .opening
            }
        }
        var count = 0
        for (index, answer) in self.answers.enumerated() where self.position < answer.deltas.count {
            self.write(answer.deltas[self.position], choice: index, into: &bytes)
            count += 1
        }
        guard count > 0 else {
            self.writeEnd(into: &bytes)
            return .closing
        }
        self.position += 1
        return .tokens(count)
    }

    private func writeRoles(into bytes: inout [UInt8]) {
        for (index, answer) in self.answers.enumerated() {
            var writer = JSONWriter(reserving: 64)
            writer.beginObject()
            writer.member("role", "assistant" as StaticString)
            writer.member("content", answer.text == nil ? nil : "")
            writer.key("refusal")
            writer.null()
            writer.endObject()
            self.writeChunk(index, content: writer.bytes, logprobs: nil, finish: nil, into: &bytes)
        }
    }

    private mutating func write(_ delta: Delta, choice: Int, into bytes: inout [UInt8]) {
        var writer = JSONWriter(reserving: 96)
        var logprobs: [UInt8]?
        switch delta {
        case .text(let text):
            if self.request.form == .chat {
                writer.beginObject()
                writer.member("content", text)
                writer.endObject()
            } else {
                writer.string(text)
            }
            if let top = self.request.topLogprobs { logprobs = self.logprobs(text, choice: choice, top: top) }
            self.offsets[choice] += text.unicodeScalars.count
        case .callStart(let index, let id, let name):
            Self.beginCall(index, into: &writer)
            writer.member("id", id)
            writer.member("type", "function" as StaticString)
            Self.endCall(name: name, arguments: "", into: &writer)
        case .callArguments(let index, let text):
            Self.beginCall(index, into: &writer)
            Self.endCall(name: nil, arguments: text, into: &writer)
        }
        self.writeChunk(choice, content: writer.bytes, logprobs: logprobs, finish: nil, into: &bytes)
    }

    private static func beginCall(_ index: Int, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("tool_calls")
        writer.beginArray()
        writer.beginObject()
        writer.member("index", index)
    }

    private static func endCall(name: String?, arguments: String, into writer: inout JSONWriter) {
        writer.key("function")
        writer.beginObject()
        if let name { writer.member("name", name) }
        writer.member("arguments", arguments)
        writer.endObject()
        writer.endObject()
        writer.endArray()
        writer.endObject()
    }

    private func logprobs(_ text: String, choice: Int, top: Int) -> [UInt8] {
        var writer = JSONWriter(reserving: 256)
        guard self.request.form == .chat else {
            Logprob.writeText([text], from: self.position, offset: self.offsets[choice], top: top, into: &writer)
            return writer.bytes
        }
        writer.beginObject()
        writer.key("content")
        writer.beginArray()
        Logprob(text, position: self.position, top: top).writeChat(into: &writer)
        writer.endArray()
        writer.key("refusal")
        writer.null()
        writer.endObject()
        return writer.bytes
    }

    private func writeEnd(into bytes: inout [UInt8]) {
        let nothing: [UInt8] = Array((self.request.form == .chat ? "{}" : "\"\"").utf8)
        for (index, answer) in self.answers.enumerated() {
            self.writeChunk(index, content: nothing, logprobs: nil, finish: answer.finish, into: &bytes)
        }
        if self.request.includesUsage {
            var writer = JSONWriter(reserving: 256)
            self.usage.write(into: &writer)
            bytes.append(contentsOf: self.usagePrefix)
            bytes.append(contentsOf: "[],\"usage\":".utf8)
            bytes.append(contentsOf: writer.bytes)
            bytes.append(contentsOf: "}\n\n".utf8)
        }
        bytes.append(contentsOf: "data: [DONE]\n\n".utf8)
    }

    private func writeChunk(
        _ index: Int,
        content: [UInt8],
        logprobs: [UInt8]?,
        finish: FinishReason?,
        into bytes: inout [UInt8]
    ) {
        bytes.append(contentsOf: self.prefix)
        bytes.append(contentsOf: String(index).utf8)
        bytes.append(contentsOf: (self.request.form == .chat ? ",\"delta\":" : ",\"text\":").utf8)
        bytes.append(contentsOf: content)
        bytes.append(contentsOf: ",\"logprobs\":".utf8)
        if let logprobs { bytes.append(contentsOf: logprobs) } else { bytes.append(contentsOf: "null".utf8) }
        bytes.append(contentsOf: ",\"finish_reason\":".utf8)
        if let finish {
            bytes.append(0x22)
            bytes.append(contentsOf: finish.rawValue.utf8)
            bytes.append(0x22)
        } else {
            bytes.append(contentsOf: "null".utf8)
        }
        bytes.append(contentsOf: "}]".utf8)
        bytes.append(contentsOf: self.suffix)
    }
}
