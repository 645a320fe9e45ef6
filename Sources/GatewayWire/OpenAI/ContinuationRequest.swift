/// What a request becomes when another deployment is to go on with an answer that the client has in part.
package struct ContinuationRequest: Sendable {
    /// How a model is brought to go on.
    package enum Style: UInt8, Sendable, Hashable, CaseIterable {
        /// The delivered text is the beginning of the assistant's last message, which the model continues by itself.
        case prefill
        /// The same, with the two members by which vLLM and its like are told that the last message is open.
        case prefillVLLM
        /// The delivered text is the assistant's message, and a user's message after it asks to go on.
        case instruction
        /// The delivered text is the end of the prompt of a completion.
        case prompt
    }

    /// How the model is brought to go on.
    package let style: Style
    /// The text that the client has, decoded.
    package let delivered: [UInt8]
    /// Number of tokens of that text, by which the caller's limits are lowered.
    package let deliveredTokens: Int

    /// A request to go on.
    package init(style: Style, delivered: [UInt8], deliveredTokens: Int) {
        self.style = style
        self.delivered = delivered
        self.deliveredTokens = deliveredTokens
    }

    /// The message that asks for the rest.
    ///
    /// In English whatever the answer's language: what counts is that it names none, and asks for none but the
    /// answer's own.
    package static let instruction = """
        Your last message was cut off in transmission. Continue it from exactly where it stops: begin with the very \
        next character, do not repeat anything, do not add any introduction or comment, and keep its language and \
        format.
        """
}

extension JSONPatch {
    /// Adds what makes a request ask for the rest of an answer.
    ///
    /// Goes along with the changes of `init(_:quotedModel:…)` in the same patch, in either order: they touch other
    /// places. The limits `max_tokens` and `max_completion_tokens` are lowered by the tokens that were delivered, but
    /// not below 1; where they are absent, zero or negative they stay.
    ///
    /// - Parameters:
    ///   - request: What to add.
    ///   - scan: The scan of the body.
    ///   - body: The body that was scanned.
    /// - Returns: false, with nothing changed, where the request cannot be continued in this style: nothing was
    ///   delivered; there is no array of messages, or no prompt that is a string; a completion is to echo its prompt;
    ///   a prefill would follow a message of the assistant's, which templates render as two turns; an
    ///   instruction would meet members that say that the last message is open.
    package mutating func continueAnswer(
        _ request: ContinuationRequest,
        scan: RequestScan,
        body: RawSpan
    ) -> Bool {
        guard !request.delivered.isEmpty else { return false }
        return body.withUnsafeBytes { bytes in
            guard scan.end <= bytes.count else { return false }
            switch request.style {
            case .prompt:
                guard self.lengthenPrompt(request, scan, bytes) else { return false }
            case .prefill, .prefillVLLM:
                guard !scan.endsWithAssistant, self.addMessages(request, scan, bytes) else { return false }
                if request.style == .prefillVLLM { self.openLastMessage(scan) }
            case .instruction:
                guard !Self.lastMessageIsOpen(scan, bytes), self.addMessages(request, scan, bytes) else { return false }
            }
            self.lowerLimit(scan.maxTokensValue, by: request.deliveredTokens, bytes)
            self.lowerLimit(scan.maxCompletionTokensValue, by: request.deliveredTokens, bytes)
            return true
        }
    }

    private mutating func addMessages(
        _ request: ContinuationRequest,
        _ scan: RequestScan,
        _ bytes: UnsafeRawBufferPointer
    ) -> Bool {
        guard let messages = scan.messages, bytes[messages.lowerBound] == Byte.openBracket else { return false }
        var writer = JSONWriter(reserving: request.delivered.count + request.delivered.count / 8 + 512)
        Self.write(role: "assistant", to: &writer) { $0.string(request.delivered.span.bytes) }
        if request.style == .instruction {
            Self.write(role: "user", to: &writer) { $0.string(ContinuationRequest.instruction) }
        }
        let place = messages.upperBound - 1
        self.replace(place..<place, with: scan.messageCount > 0 ? [Byte.comma] + writer.bytes : writer.bytes)
        return true
    }

    private static func write(role: StaticString, to writer: inout JSONWriter, _ content: (inout JSONWriter) -> Void) {
        writer.beginObject()
        writer.member("role", role)
        writer.key("content")
        content(&writer)
        writer.endObject()
    }

    private mutating func lengthenPrompt(
        _ request: ContinuationRequest,
        _ scan: RequestScan,
        _ bytes: UnsafeRawBufferPointer
    ) -> Bool {
        guard let prompt = scan.prompt, bytes[prompt.lowerBound] == Byte.quote, !scan.wantsEcho else { return false }
        var writer = JSONWriter(reserving: request.delivered.count + request.delivered.count / 8 + 2)
        writer.string(request.delivered.span.bytes)
        let place = prompt.upperBound - 1
        self.replace(place..<place, with: Array(writer.bytes.dropFirst().dropLast()))
        return true
    }

    /// Sets the members that keep the template from closing the last message; the body has messages, so a comma
    /// always follows.
    private mutating func openLastMessage(_ scan: RequestScan) {
        var members: [UInt8] = []
        if let value = scan.continueFinalMessageValue {
            self.replace(value, with: Array("true".utf8))
        } else {
            members += #""continue_final_message":true,"#.utf8
        }
        if let value = scan.addGenerationPromptValue {
            self.replace(value, with: Array("false".utf8))
        } else {
            members += #""add_generation_prompt":false,"#.utf8
        }
        if !members.isEmpty { self.replace(scan.objectStart..<scan.objectStart, with: members) }
    }

    private static func lastMessageIsOpen(_ scan: RequestScan, _ bytes: UnsafeRawBufferPointer) -> Bool {
        if let value = scan.continueFinalMessageValue, bytes[value.lowerBound] == Byte.letterT { return true }
        if let value = scan.addGenerationPromptValue, bytes[value.lowerBound] == Byte.letterF { return true }
        return false
    }

    private mutating func lowerLimit(_ value: Range<Int>?, by tokens: Int, _ bytes: UnsafeRawBufferPointer) {
        guard tokens > 0, let value,
            let limit = JSONNumber.integer(UnsafeRawBufferPointer(rebasing: bytes[value])), limit > 0
        else { return }
        self.replace(value, with: Array(String(max(1, limit - tokens)).utf8))
    }
}
