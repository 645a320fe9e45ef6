package import GatewayWire

/// A request for text, of chat or plain completions, as far as the simulator obeys it.
package struct GenerationRequest: Sendable {
    /// Which endpoint was asked; it decides the shape of the reply.
    package enum Form: Sendable {
        /// `/v1/chat/completions`.
        case chat
        /// `/v1/completions`.
        case text
    }

    /// What the text must be.
    package enum Format: Sendable, Equatable {
        /// Prose.
        case text
        /// A JSON object by a schema; without one, any.
        case json(schema: JSONValue?)
    }

    /// Choices of one reply at most, over all prompts.
    package static let maxChoices = 128
    /// Stop strings at most, as at OpenAI.
    package static let maxStops = 4

    /// The endpoint.
    package var form: Form
    /// Model name without a fault.
    package var model: String
    /// Fault that the model name asks for.
    package var fault: Fault?
    /// Prompts; chat has exactly one.
    package var prompts: [Prompt]
    /// Choices for each prompt.
    package var choices = 1
    /// Tokens of each choice at most.
    package var maxTokens: Int?
    /// Strings that end the text.
    package var stops: [String] = []
    /// Whether the reply is an event stream.
    package var isStream = false
    /// Whether a stream ends with its usage.
    package var includesUsage = false
    /// Whether equal requests get equal answers: temperature 0, or a seed.
    package var isRepeatable = false
    /// The seed.
    package var seed: UInt64 = 0
    /// Alternatives listed with each token; nil where no log probabilities are asked for.
    package var topLogprobs: Int?
    /// What the text must be.
    package var format = Format.text
    /// Tools that the answer must call, in order; empty for a text.
    package var calls: [ToolDefinition] = []

    /// Reads a request's body.
    package init(_ body: JSONValue, form: Form) throws(RequestProblem) {
        guard let name = body["model"]?.text, !name.isEmpty else {
            throw RequestProblem("The model is missing; send \"model\": \"NAME\".", param: "model")
        }
        self.form = form
        (self.model, self.fault) = Fault.split(name)
        self.prompts = []
        let seed = body["seed"]?.integer
        let temperature = body["temperature"]?.numberText.flatMap(Double.init)
        self.isRepeatable = seed != nil || temperature == 0
        self.seed = UInt64(bitPattern: Int64(seed ?? 0))
        self.isStream = body["stream"]?.bool ?? false
        self.includesUsage = body["stream_options"]?["include_usage"]?.bool ?? false
        self.choices = try Self.count("n", in: body, 1...Self.maxChoices) ?? 1
        let older = try Self.count("max_tokens", in: body, 1...Int.max)
        self.maxTokens = try Self.count("max_completion_tokens", in: body, 1...Int.max) ?? older
        self.stops = try Self.stops(body["stop"])
        switch form {
        case .chat: try self.readChat(body)
        case .text: try self.readText(body)
        }
        guard self.prompts.count * self.choices <= Self.maxChoices else {
            throw RequestProblem("More than \(Self.maxChoices) choices are asked for; send fewer prompts or a lower n.")
        }
    }

    private mutating func readChat(_ body: JSONValue) throws(RequestProblem) {
        guard let messages = body["messages"]?.elements, !messages.isEmpty else {
            throw RequestProblem("The messages are missing; send a list with at least one.", param: "messages")
        }
        let prompt = try Prompt(messages: messages, tools: body["tools"])
        self.prompts = [prompt]
        if body["logprobs"]?.bool == true {
            self.topLogprobs = try Self.count("top_logprobs", in: body, 0...20) ?? 0
        }
        let format = body["response_format"]
        switch format?["type"]?.text {
        case "json_object": self.format = .json(schema: nil)
        case "json_schema": self.format = .json(schema: format?["json_schema"]?["schema"])
        default: break
        }
        self.calls = try ToolDefinition.called(by: body, prompt: prompt)
    }

    private mutating func readText(_ body: JSONValue) throws(RequestProblem) {
        let texts = try TextInput.read(body["prompt"], param: "prompt", limit: Self.maxChoices)
        self.prompts = texts.map { Prompt(plain: $0) }
        self.topLogprobs = try Self.count("logprobs", in: body, 0...5)
    }

    /// A count; nil where it is absent or null.
    private static func count(
        _ name: String,
        in body: JSONValue,
        _ range: ClosedRange<Int>
    ) throws(RequestProblem) -> Int? {
        guard let value = body[name], !value.isNull else { return nil }
        guard let count = value.integer, range.contains(count) else {
            let upper = range.upperBound == Int.max ? "" : " to \(range.upperBound)"
            throw RequestProblem("\(name) must be an integer from \(range.lowerBound)\(upper).", param: name)
        }
        return count
    }

    private static func stops(_ value: JSONValue?) throws(RequestProblem) -> [String] {
        guard let value, !value.isNull else { return [] }
        if let text = value.text { return text.isEmpty ? [] : [text] }
        let texts = value.elements?.compactMap(\.text) ?? []
        guard let elements = value.elements, texts.count == elements.count, texts.count <= Self.maxStops else {
            throw RequestProblem("stop must be a string or a list of at most \(Self.maxStops) strings.", param: "stop")
        }
        return texts.filter { !$0.isEmpty }
    }
}
