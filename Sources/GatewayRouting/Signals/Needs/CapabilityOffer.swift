package import GatewayCore

/// Capabilities as bits, so that a candidate is checked without hashing.
package struct CapabilityMask: OptionSet, Hashable, Sendable {
    /// The set's bits.
    package let rawValue: UInt16

    /// A set of the given bits.
    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// The bit of one capability.
    package init(_ capability: Capability) {
        let place: UInt16 =
            switch capability {
            case .tools: 0
            case .parallelTools: 1
            case .vision: 2
            case .audio: 3
            case .jsonSchema: 4
            case .reasoning: 5
            case .logprobs: 6
            case .prefill: 7
            case .embeddings: 8
            }
        self.rawValue = 1 << place
    }

    /// Every capability.
    package static let all = CapabilityMask(Capability.allCases.map { CapabilityMask($0) })

    /// What an embedding model cannot have.
    private static let ofAnswers: CapabilityMask = [
        CapabilityMask(.tools), CapabilityMask(.parallelTools), CapabilityMask(.jsonSchema), CapabilityMask(.reasoning),
        CapabilityMask(.logprobs), CapabilityMask(.prefill),
    ]

    /// What a deployment with stated capabilities can be asked for.
    ///
    /// - Nothing stated (nil) is everything.
    /// - Who states several calls in one answer can make one.
    /// - A list that does not name `embeddings` denies them only if it names something that no embedding model has:
    ///   an empty list, or one of images and sound only, may well be an embedding model's.
    package init(stated: Set<Capability>?) {
        guard let stated else {
            self = .all
            return
        }
        self = []
        for capability in stated { self.insert(CapabilityMask(capability)) }
        if stated.contains(.parallelTools) { self.insert(CapabilityMask(.tools)) }
        if self.isDisjoint(with: Self.ofAnswers) { self.insert(CapabilityMask(.embeddings)) }
    }
}

/// What a deployment can be asked for; made once when a configuration is loaded.
package struct CapabilityOffer: Hashable, Sendable {
    /// What it can do.
    package let capabilities: CapabilityMask
    /// Tokens of prompt and answer together; nil where nothing is stated.
    package let contextWindow: Int?

    /// An offer of stated capabilities.
    package init(capabilities: Set<Capability>?, contextWindow: Int?) {
        self.capabilities = CapabilityMask(stated: capabilities)
        self.contextWindow = contextWindow
    }

    /// A deployment's offer.
    package init(_ deployment: Deployment) {
        self.init(capabilities: deployment.capabilities, contextWindow: deployment.contextWindow)
    }
}
