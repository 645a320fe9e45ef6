/// How capable a deployment is, for rules and degradation.
package enum Tier: String, Sendable, CaseIterable {
    /// Small and cheap.
    case basic
    /// The usual choice.
    case standard
    /// The best there is.
    case advanced

    /// Its word in configuration, headers and metrics.
    package var label: StaticString {
        switch self {
        case .basic: "basic"
        case .standard: "standard"
        case .advanced: "advanced"
        }
    }
}

/// What a model can do beyond text in, text out.
package enum Capability: String, Sendable, CaseIterable {
    /// Tool calls.
    case tools
    /// Several tool calls in one answer.
    case parallelTools = "parallel_tools"
    /// Images in the prompt.
    case vision
    /// Audio in the prompt or the answer.
    case audio
    /// Answers bound to a JSON Schema.
    case jsonSchema = "json_schema"
    /// Reasoning effort.
    case reasoning
    /// Log probabilities.
    case logprobs
    /// An assistant message at the end of the prompt is continued.
    case prefill
    /// Embedding vectors.
    case embeddings
}

/// The operator's statement of a provider's limits for one deployment.
package struct DeploymentLimits: Sendable, Equatable {
    /// Requests per minute.
    package var requestsPerMinute: Int?
    /// Tokens per minute.
    package var tokensPerMinute: Int?
    /// Requests at the same time.
    package var concurrency: Int?

    /// Creates limits; nil is unlimited.
    package init(requestsPerMinute: Int? = nil, tokensPerMinute: Int? = nil, concurrency: Int? = nil) {
        self.requestsPerMinute = requestsPerMinute
        self.tokensPerMinute = tokensPerMinute
        self.concurrency = concurrency
    }
}

/// One model at one provider account and address.
package struct Deployment: Sendable, Equatable {
    /// Name in configuration, logs and metrics.
    package var id: String
    /// Provider that serves it, by id.
    package var provider: String
    /// Model name that the provider knows.
    package var model: String
    /// How capable it is.
    package var tier: Tier?
    /// Where it runs.
    package var region: String?
    /// Price that the operator states; nil leaves it to the built-in price book.
    package var price: Price?
    /// Limits that the operator states.
    package var limits: DeploymentLimits
    /// What it can do; nil is "not stated", which excludes nothing.
    package var capabilities: Set<Capability>?
    /// Tokens of prompt and answer together.
    package var contextWindow: Int?
    /// How well it does a task, 0 to 1, by the task's name; `default` stands for all that are not named.
    package var quality: [String: Double] = [:]
    /// When it is left alone.
    package var health = HealthSettings()
    /// How many requests it serves at the same time, and who waits.
    package var queue = QueueSettings()
    /// What is done for it before it gets traffic; nil is nothing.
    package var preheat: PreheatSettings?

    /// Creates a deployment.
    package init(
        id: String,
        provider: String,
        model: String,
        tier: Tier? = nil,
        region: String? = nil,
        price: Price? = nil,
        limits: DeploymentLimits = DeploymentLimits(),
        capabilities: Set<Capability>? = nil,
        contextWindow: Int? = nil
    ) {
        self.id = id
        self.provider = provider
        self.model = model
        self.tier = tier
        self.region = region
        self.price = price
        self.limits = limits
        self.capabilities = capabilities
        self.contextWindow = contextWindow
    }
}
