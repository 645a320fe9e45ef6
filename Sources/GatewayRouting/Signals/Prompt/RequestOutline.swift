package import GatewayWire

/// What a request's form tells: found in one pass over a body that its scan has accepted, without a tree and without
/// memory per message.
///
/// Of a member that is given twice the last one counts, as with the scan, and a null is an absence.
package struct RequestOutline: Sendable, Equatable {
    /// The endpoint whose rules the body meets.
    package let endpoint: RequestEndpoint
    /// What the request uses.
    package internal(set) var features: RequestFeatures = []
    /// The reasoning effort asked for; nil where nothing is said.
    package internal(set) var effort: ReasoningEffort?
    /// The conversation so far.
    package internal(set) var conversation = Conversation()
    /// Bytes of all texts in messages, prompt or input as they are written, escapes included, quotes not.
    package internal(set) var textBytes = 0
    /// Bytes of the definitions of tools and of calls in the conversation, as they are written.
    package internal(set) var toolBytes = 0
    /// Number of images in the conversation.
    package internal(set) var imageCount = 0
    /// Tokens given as numbers instead of text.
    package internal(set) var tokenCount = 0
    /// Tokens that the answer may take; 0 where nothing is said.
    package internal(set) var answerTokens = 0
    /// The value that content signals read: the content of the user's last message, or of the last message when there
    /// is none of the user's; the prompt of a completion; the input of an embedding.
    package internal(set) var prompt: Range<Int>?
    /// The content of the first system or developer message.
    package internal(set) var instructions: Range<Int>?
    /// Tokens of the whole prompt, by the rule of `estimate(bytes:)` where they are not given as numbers.
    package internal(set) var promptTokens = 0
    /// The same for the longest of several prompts or inputs, each of which is read alone.
    package internal(set) var longestPromptTokens = 0
    /// Whether the prompt is nothing but tokens given as numbers, so that their number is exact.
    package internal(set) var isCounted = false

    /// Tokens that a message costs beside its text.
    package static let tokensPerMessage = 4
    /// Tokens that an image costs at the least, with the providers that count least.
    package static let tokensPerImage = 85

    /// A rough number of tokens of text: a quarter of its bytes as they are written.
    ///
    /// About a tenth too much for English and right for Chinese in UTF-8 and for code; twice too much for Cyrillic, and
    /// for text whose letters are all written as `\u` escapes.
    package static func estimate(bytes: Int) -> Int {
        (bytes + 3) / 4
    }

    init(_ endpoint: RequestEndpoint) {
        self.endpoint = endpoint
    }

    /// Outlines a body; anything but a generation has no outline worth the pass, and gets an empty one.
    ///
    /// - Parameters:
    ///   - body: The body that was scanned.
    ///   - scan: Its scan.
    ///   - endpoint: The endpoint that it was scanned for.
    ///   - seed: The seed of the conversation's hashes, the same for all requests that are to be compared.
    package static func read(
        _ body: RawSpan,
        scan: RequestScan,
        endpoint: RequestEndpoint,
        seed: UInt64
    ) -> RequestOutline {
        var outline = RequestOutline(endpoint)
        guard endpoint != .other else { return outline }
        body.withUnsafeBytes { bytes in
            // A scan of another body leads nowhere.
            guard scan.end <= bytes.count, scan.objectStart > 0, let json = JSONWalk(bytes) else { return }
            outline.readScan(scan, json)
            outline.readFields(scan, json)
            switch endpoint {
            case .chatCompletions: outline.readMessages(scan, json, seed: seed)
            case .completions: outline.readPrompt(scan.prompt, json, seed: seed)
            case .embeddings: outline.readInput(scan.input, json)
            case .other: break
            }
        }
        return outline
    }

    /// What the scan has found already.
    private mutating func readScan(_ scan: RequestScan, _ json: JSONWalk) {
        guard self.endpoint != .embeddings else {
            self.features.insert(.embeddings)
            return
        }
        if scan.stream { self.features.insert(.streaming) }
        if scan.wantsLogprobs { self.features.insert(.logprobs) }
        if scan.seed != nil { self.features.insert(.seed) }
        if let n = scan.n, n > 1 { self.features.insert(.severalChoices) }
        self.answerTokens = scan.maxTokens ?? 0
        if let tools = scan.tools, json.isFilledArray(tools.lowerBound) {
            self.features.formUnion([.tools, .toolDefinitions])
            self.toolBytes += tools.count
        }
        if let format = scan.responseFormat { self.readFormat(json, at: format.lowerBound) }
    }

    private mutating func readFormat(_ json: JSONWalk, at value: Int) {
        guard json.byte(value) == JSONWalk.openBrace else { return }
        var found: RequestFeatures = []
        _ = json.members(at: value) { key in
            guard json.spelled(key.name, { $0.spells("type") }) else { return json.skip(key.value) }
            found = []
            guard let content = json.content(at: key.value) else { return json.skip(key.value) }
            json.spelled(content) { name in
                if name.spells("json_schema") { found = .jsonSchema }
                if name.spells("json_object") { found = .jsonObject }
            }
            return content.upperBound + 1
        }
        self.features.formUnion(found)
    }
}

extension JSONWalk {
    /// Whether an array with at least one element begins at the offset.
    func isFilledArray(_ value: Int) -> Bool {
        self.byte(value) == Self.openBracket && self.byte(self.skipSpace(value + 1)) != Self.openBracket + 2
    }
}
