package import GatewayCore
package import GatewayWire

/// What a deployment must be able to do to serve a request.
package struct RequestNeeds: Sendable, Equatable {
    /// What the request uses.
    package let features: RequestFeatures
    /// The capabilities that a deployment must have.
    package let required: CapabilityMask
    /// The reasoning effort asked for; nil where nothing is said.
    package let effort: ReasoningEffort?
    /// Tokens of the prompt; of several prompts or inputs in one request those of the longest, for each is read alone.
    package let promptTokens: Int
    /// Whether the tokens were counted, not estimated.
    package let isCounted: Bool
    /// Tokens that the answer may take, if the request says so.
    package let answerTokens: Int
    /// The endpoint, for the name of the field at fault.
    package let endpoint: RequestEndpoint

    /// What part of an estimate is sure enough to exclude a deployment: one half.
    ///
    /// The estimate is a quarter of the bytes as they are written, which is twice too much for Cyrillic and for text
    /// whose letters are all escaped. A prompt that fits must never be refused; one that does not is still refused by
    /// its provider.
    package static let sureEstimateDivisor = 2

    /// The needs of a request.
    ///
    /// - Parameter countedTokens: Tokens of the longest prompt, where somebody has counted them.
    package init(_ outline: RequestOutline, countedTokens: Int? = nil) {
        self.features = outline.features
        self.required = Self.capabilities(for: outline.features)
        self.effort = outline.effort
        self.promptTokens = max(0, countedTokens ?? outline.longestPromptTokens)
        self.isCounted = countedTokens != nil || outline.isCounted
        self.answerTokens = outline.answerTokens
        self.endpoint = outline.endpoint
    }

    /// Needs that were found out earlier.
    init(
        features: RequestFeatures,
        effort: ReasoningEffort?,
        promptTokens: Int,
        isCounted: Bool,
        answerTokens: Int,
        endpoint: RequestEndpoint
    ) {
        self.features = features
        self.required = Self.capabilities(for: features)
        self.effort = effort
        self.promptTokens = max(0, promptTokens)
        self.isCounted = isCounted
        self.answerTokens = answerTokens
        self.endpoint = endpoint
    }

    /// The capabilities that features need; a feature that is not listed excludes no deployment.
    package static func capabilities(for features: RequestFeatures) -> CapabilityMask {
        var mask: CapabilityMask = []
        for (feature, capability) in Self.table where features.contains(feature) {
            mask.insert(CapabilityMask(capability))
        }
        return mask
    }

    /// In the order in which a missing need is named.
    static let table: [(RequestFeatures, Capability)] = [
        (.embeddings, .embeddings), (.vision, .vision), (.audio, .audio), (.tools, .tools),
        (.parallelTools, .parallelTools), (.jsonSchema, .jsonSchema), (.reasoning, .reasoning), (.logprobs, .logprobs),
        (.continuation, .prefill),
    ]

    /// Tokens that prompt and answer take together at the least.
    package var leastTokens: Int {
        let prompt = self.isCounted ? self.promptTokens : self.promptTokens / Self.sureEstimateDivisor
        let (sum, overflow) = prompt.addingReportingOverflow(self.answerTokens)
        return overflow ? Int.max : sum
    }

    /// Whether a deployment can serve the request.
    package func isMet(by offer: CapabilityOffer) -> Bool {
        self.required.isSubset(of: offer.capabilities) && self.leastTokens <= offer.contextWindow ?? Int.max
    }

    /// The first need that a deployment does not meet; nil when it can serve the request.
    package func missing(from offer: CapabilityOffer) -> MissingNeed? {
        if !self.required.isSubset(of: offer.capabilities) {
            for (_, capability) in Self.table {
                let bit = CapabilityMask(capability)
                if self.required.contains(bit), !offer.capabilities.contains(bit) { return .capability(capability) }
            }
        }
        guard let window = offer.contextWindow, self.leastTokens > window else { return nil }
        return .contextWindow(tokens: self.leastTokens, window: window)
    }

    /// The first need that stated capabilities do not meet; where nothing is stated nothing is missing.
    package func missing(from capabilities: Set<Capability>?, contextWindow: Int?) -> MissingNeed? {
        self.missing(from: CapabilityOffer(capabilities: capabilities, contextWindow: contextWindow))
    }
}
