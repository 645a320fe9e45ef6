package import GatewayWire

/// Counts the tokens of a whole request: all texts of its messages, prompt or input, its tools, and their frame.
package enum ConversationTokens {
    /// Bytes of text that are counted; what is beyond is taken to be like what was counted.
    package static let budget = 24 << 10

    /// Counts the tokens of a body.
    ///
    /// - Parameter scratch: takes each text in turn.
    package static func count(
        _ body: RawSpan,
        scan: RequestScan,
        outline: RequestOutline,
        _ counter: TokenCounter,
        family: TokenFamily,
        scratch: inout PromptText
    ) -> TokenCount {
        if outline.isCounted {
            return TokenCount(tokens: outline.promptTokens, error: 0)
        }
        var counting = Counting(counter: counter, family: family)
        switch outline.endpoint {
        case .chatCompletions:
            counting.messages(scan.messages, in: body, &scratch)
        case .completions:
            counting.text(scan.prompt, in: body, &scratch)
        case .embeddings:
            counting.text(scan.input, in: body, &scratch)
        case .other:
            break
        }
        var total = counting.total(of: outline.textBytes)
        if outline.endpoint == .chatCompletions {
            var tools: [TokenCount] = []
            if outline.toolBytes > 0 {
                tools = [TokenCount(tokens: outline.toolBytes / 4, error: ChatTokens.toolError)]
            }
            total = ChatTokens.request(content: total, messages: outline.conversation.messageCount, tools: tools)
            let images = outline.imageCount * RequestOutline.tokensPerImage
            if images > 0 {
                total = total + TokenCount(tokens: images, error: 1)
            }
        }
        return total
    }

    private struct Counting {
        let counter: TokenCounter
        let family: TokenFamily
        var counted = TokenCount(tokens: 0, error: 0)
        /// Bytes as written that were counted.
        var bytes = 0

        mutating func messages(_ range: Range<Int>?, in body: RawSpan, _ scratch: inout PromptText) {
            guard let range else { return }
            var contents: [Range<Int>] = []
            body.withUnsafeBytes { bytes in
                guard let json = JSONWalk(bytes) else { return }
                _ = json.elements(at: range.lowerBound) { element in
                    guard json.byte(element) == JSONWalk.openBrace else { return json.skip(element) }
                    return json.members(at: element) { key in
                        let end = json.skip(key.value)
                        if json.spelled(key.name, { $0.spells("content") }) {
                            contents.append(key.value..<end)
                        }
                        return end
                    }
                }
            }
            // The last messages first: they are what is new, and the budget may not reach all.
            for content in contents.reversed() where self.bytes < ConversationTokens.budget {
                self.text(content, in: body, &scratch)
            }
        }

        mutating func text(_ range: Range<Int>?, in body: RawSpan, _ scratch: inout PromptText) {
            scratch.read(range, in: body)
            guard !scratch.isEmpty else { return }
            let (counter, family) = (self.counter, self.family)
            self.counted = self.counted + scratch.withText { counter.count($0, family: family) }
            self.bytes += scratch.decodedBytes
        }

        /// The count for all texts.
        func total(of written: Int) -> TokenCount {
            guard self.bytes > 0, written > self.bytes + 64 else { return self.counted }
            let tokens = Double(self.counted.tokens) * Double(written) / Double(self.bytes)
            return TokenCount(tokens: Int(tokens), error: max(self.counted.error, ConversationTokens.sampleError))
        }
    }

    /// Error of a count of which a part was taken to be like the rest.
    package static let sampleError = 0.15
}
