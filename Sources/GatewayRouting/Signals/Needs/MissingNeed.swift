package import GatewayCore
import GatewayWire

/// A need of a request that a deployment does not meet.
package enum MissingNeed: Hashable, Sendable {
    /// It lacks a capability.
    case capability(Capability)
    /// Its context window is too small.
    case contextWindow(tokens: Int, window: Int)

    /// The name in explanations: the capability's word in the configuration, or `context_window`.
    package var name: String {
        switch self {
        case .capability(let capability): capability.rawValue
        case .contextWindow: "context_window"
        }
    }

    /// What the deployment would have to do.
    var task: String {
        switch self {
        case .capability(.tools): "call tools"
        case .capability(.parallelTools): "call several tools in one answer"
        case .capability(.vision): "read images"
        case .capability(.audio): "take or give audio"
        case .capability(.jsonSchema): "bind an answer to a JSON schema"
        case .capability(.reasoning): "take a reasoning effort"
        case .capability(.logprobs): "return log probabilities"
        case .capability(.prefill): "continue an assistant message"
        case .capability(.embeddings): "make embeddings"
        case .contextWindow(let tokens, _): "hold \(tokens) tokens of prompt and answer"
        }
    }

    /// What the caller can do about it, but for naming another model.
    var remedy: String {
        switch self {
        case .capability(.tools): "Remove the tools and tool calls"
        case .capability(.parallelTools): "Set parallel_tool_calls to false and send one tool call per message"
        case .capability(.vision): "Remove the images from the messages"
        case .capability(.audio): "Remove the audio from messages and modalities"
        case .capability(.jsonSchema): "Remove the schema from response_format"
        case .capability(.reasoning): "Remove the reasoning effort"
        case .capability(.logprobs): "Remove logprobs"
        case .capability(.prefill): "End with a message of the user"
        case .capability(.embeddings): "Send a chat completion"
        case .contextWindow: "Shorten the prompt or lower max_tokens"
        }
    }
}

extension RequestNeeds {
    /// The error for a request that no deployment of a group can serve: which need is not met, where, what to do.
    ///
    /// - Parameters:
    ///   - group: The group's name, as the caller knows it.
    ///   - offers: What its deployments can do.
    package func refusal(of group: String, offers: some Sequence<CapabilityOffer>) -> GatewayError {
        var joint: CapabilityMask = []
        var widest: Int? = 0
        var narrowest = Int.max
        for offer in offers {
            joint.formUnion(offer.capabilities)
            widest = offer.contextWindow.flatMap { window in widest.map { max($0, window) } }
            narrowest = min(narrowest, offer.contextWindow ?? Int.max)
        }
        let needs = self.needs(isLong: self.leastTokens > narrowest)
        for need in needs where !self.isMet(need, joint, widest) {
            var message = "The request needs a model that can \(need.task) (\(need.name)), and no deployment of "
            message += "'\(group)' can"
            if case .contextWindow = need, let widest { message += ": the largest context window is \(widest) tokens" }
            message += ". \(need.remedy), or name another model."
            return GatewayError(.invalidRequest, message, param: self.param(of: need))
        }
        // Each need is met by some deployment, and all of them by none.
        let names = needs.map(\.name).joined(separator: ", ")
        return GatewayError(
            .invalidRequest,
            "The request needs \(names), and no deployment of '\(group)' has all of these. "
                + "Drop one of them, or name another model.",
            param: needs.first.map { self.param(of: $0) } ?? nil
        )
    }

    private func needs(isLong: Bool) -> [MissingNeed] {
        var needs: [MissingNeed] = []
        for (_, capability) in Self.table where self.required.contains(CapabilityMask(capability)) {
            needs.append(.capability(capability))
        }
        if isLong { needs.append(.contextWindow(tokens: self.leastTokens, window: 0)) }
        return needs
    }

    private func isMet(_ need: MissingNeed, _ joint: CapabilityMask, _ widest: Int?) -> Bool {
        switch need {
        case .capability(let capability): joint.contains(CapabilityMask(capability))
        case .contextWindow(let tokens, _): widest.map { tokens <= $0 } ?? true
        }
    }

    private func param(of need: MissingNeed) -> String? {
        switch need {
        case .capability(.tools): return self.features.contains(.toolDefinitions) ? "tools" : "messages"
        case .capability(.parallelTools): return "parallel_tool_calls"
        case .capability(.vision), .capability(.prefill): return "messages"
        case .capability(.audio): return self.features.contains(.audioAnswer) ? "modalities" : "messages"
        case .capability(.jsonSchema): return "response_format"
        case .capability(.reasoning): return "reasoning_effort"
        case .capability(.logprobs): return "logprobs"
        case .capability(.embeddings): return "model"
        case .contextWindow:
            switch self.endpoint {
            case .chatCompletions: return "messages"
            case .completions: return "prompt"
            case .embeddings: return "input"
            case .other: return nil
            }
        }
    }
}
