package import GatewayCore

/// One decision with everything that it followed from, free of what only lives in the process that made it.
///
/// Its JSON form gives back the same value, bit for bit, so that a decision can be made again elsewhere and later.
package struct RecordedDecision: Sendable, Equatable {
    /// A deployment that the decision knew.
    package struct Deployment: Sendable, Equatable {
        /// Position in the configuration that it was made by.
        package var target: Int
        /// Its id.
        package var id: String
        /// Its provider.
        package var provider: String
        /// Where it runs; empty where that is not stated.
        package var region: String
    }

    /// A rule that counted.
    package struct Rule: Sendable, Equatable {
        /// Its name.
        package var name: String
        /// Its condition.
        package var condition: String
        /// Targets of members that it prefers; nil where it has no preference.
        package var prefers: [Int]?
    }

    /// A target that was taken out before the strategy ranked.
    package struct Excluded: Sendable, Equatable {
        /// Why.
        package enum Reason: Sendable, Equatable {
            /// The rule of this name does not let it serve.
            case rule(String)
            /// It lacks the need of this name.
            case need(String)
            /// It is of a tier that was not asked.
            case tier
        }

        /// Which.
        package var target: Int
        /// Why.
        package var reason: Reason
    }

    /// Its id, which is also what the strategy's chance began with.
    package var id: UInt64
    /// When it was made, in nanoseconds since 1970.
    package var madeAt: UInt64
    /// The request's id.
    package var requestID: String
    /// Name that the request asked for.
    package var model: String
    /// The model group.
    package var group: String
    /// What the path stands for.
    package var endpoint: Endpoint
    /// Name of the strategy that ranked.
    package var strategy: String
    /// Version of the configuration.
    package var configVersion: Int
    /// What the strategy decided by.
    package var view: RoutingView
    /// What of the view was measured; the rest stands at its defaults.
    package var needs: RoutingNeeds
    /// All deployments that are spoken of: the members in file order, then others.
    package var deployments: [Deployment]
    /// How many of those are members.
    package var groupSize: Int
    /// Targets in the order in which they are tried; empty where nobody was left.
    package var order: [Int]
    /// How many of them are members; what follows are fallbacks.
    package var memberCount: Int
    /// The fallbacks that were drawn from.
    package var fallbacks: [GroupFallback]
    /// Whether the request brought its own, which are not drawn.
    package var hasOwnFallbacks: Bool
    /// Who was taken out, and why.
    package var excluded: [Excluded]
    /// The rules that counted.
    package var rules: [Rule]
    /// Conditions that failed to run.
    package var ruleFaults: Int
    /// The tier that was asked because the group had stepped down.
    package var degradedTo: Tier?
    /// Region that the answer should come from; empty where it may be any.
    package var region: String
    /// What is known of the request.
    package var facts: RecordedFacts

    /// The deployment at a position.
    package func deployment(_ target: Int) -> Deployment? {
        self.deployments.first { $0.target == target }
    }

    /// Id of the deployment that is tried first; nil where nobody was left.
    package var choice: String? {
        self.order.first.flatMap { self.deployment($0)?.id }
    }
}

/// What a record knows of a request; nothing that its text could be told by.
package struct RecordedFacts: Sendable, Equatable {
    /// What the form of a request tells.
    package struct Form: Sendable, Equatable {
        /// What the request uses.
        package var features: RequestFeatures = []
        /// The reasoning effort asked for.
        package var effort: ReasoningEffort?
        /// The user's messages.
        package var turns = 0
        /// All messages.
        package var messages = 0
        /// Whether a system or developer message is there.
        package var hasInstructions = false
        /// Bytes of all texts.
        package var textBytes = 0
        /// Images.
        package var images = 0
        /// Tokens of the prompt, or of the longest of several, estimated unless `isCounted`.
        package var promptTokens = 0
        /// Whether they were given as numbers.
        package var isCounted = false
        /// Tokens that the answer may take; 0 where nothing is said.
        package var answerTokens = 0

        /// A form of which nothing is known.
        package init() {}
    }

    /// Bytes of the body.
    package var bodyBytes = 0
    /// Tokens that the answer may take.
    package var maxTokens: Int?
    /// Whether somebody waits for the first token.
    package var isLatencySensitive = false
    /// What the content told, as far as somebody asked.
    package var content = ContentSignals()
    /// What the form told; nil where nobody asked.
    package var form: Form?
    /// Who asked.
    package var caller = DecisionRecord.Caller()

    /// Facts of which nothing is known.
    package init() {}
}

extension RecordedFacts.Form {
    init(_ outline: RequestOutline) {
        self.init()
        self.features = outline.features
        self.effort = outline.effort
        self.turns = outline.conversation.turns
        self.messages = outline.conversation.messageCount
        self.hasInstructions = outline.conversation.hasInstructions
        self.textBytes = outline.textBytes
        self.images = outline.imageCount
        self.promptTokens = outline.longestPromptTokens
        self.isCounted = outline.isCounted
        self.answerTokens = outline.answerTokens
    }
}

extension RecordedFacts {
    /// What a deployment must be able to do; nil where that was not recorded.
    func needs(_ endpoint: Endpoint) -> RequestNeeds? {
        guard let form = self.form else { return nil }
        let counted = self.content.tokens.flatMap { $0.isExact ? $0.tokens : nil }
        return RequestNeeds(
            features: form.features,
            effort: form.effort,
            promptTokens: counted ?? form.promptTokens,
            isCounted: counted != nil || form.isCounted,
            answerTokens: form.answerTokens,
            endpoint: endpoint.requestEndpoint
        )
    }
}
