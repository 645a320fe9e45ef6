/// A deployment's part in a model group.
package struct GroupMember: Sendable, Equatable {
    /// Deployment, by id.
    package var deployment: String
    /// Share of the traffic relative to the other members, for `weighted`; 0 takes none.
    package var weight: Int

    /// Creates a member.
    package init(deployment: String, weight: Int = 1) {
        self.deployment = deployment
        self.weight = weight
    }
}

/// Bounds on waiting, per attempt unless stated otherwise; each ends with the exchange's deadline at the latest.
package struct AttemptTimeouts: Sendable, Equatable {
    /// From the start of a connection to its being usable, TLS included.
    package var connect: Duration
    /// The TLS part of it.
    package var tls: Duration
    /// From the request being sent to the head of the reply, for streams.
    package var head: Duration
    /// From the request being sent to the first content of a stream.
    package var firstToken: Duration
    /// Follows what is measured, instead of `firstToken`.
    package var adaptiveFirstToken: AdaptiveTimeout?
    /// From the request being sent to the first byte of the body, for replies that are no stream.
    package var reply: Duration
    /// Between two reads of a reply that has begun.
    package var idle: Duration
    /// The whole exchange, all attempts together; a caller may ask for less, not for more.
    package var total: Duration

    /// Creates bounds.
    package init(
        connect: Duration = .seconds(2),
        tls: Duration = .seconds(2),
        head: Duration = .seconds(60),
        firstToken: Duration = .seconds(60),
        adaptiveFirstToken: AdaptiveTimeout? = nil,
        reply: Duration = .seconds(300),
        idle: Duration = .seconds(60),
        total: Duration = .seconds(600)
    ) {
        self.connect = connect
        self.tls = tls
        self.head = head
        self.firstToken = firstToken
        self.adaptiveFirstToken = adaptiveFirstToken
        self.reply = reply
        self.idle = idle
        self.total = total
    }
}

/// What sends requests to a deployment of their own, unless the strategy knows of one that is better by more than a
/// change costs.
package enum Affinity: String, Sendable, CaseIterable {
    /// Nothing.
    case none
    /// A prompt's beginning, which the provider may have in its prompt cache.
    case prefix
    /// A conversation: `x-signalbox-session`, or else its first turns.
    case session
}

/// The name that clients ask for, served by one or more deployments.
package struct ModelGroup: Sendable, Equatable {
    /// Name in requests.
    package var name: String
    /// Further names in requests.
    package var aliases: [String]
    /// Deployments that serve it.
    package var members: [GroupMember]
    /// Key of the strategy registry: `weighted`, `priority`, `least-load`, `lowest-latency`, `lowest-cost`, `score`,
    /// `proximity`, `headroom`.
    package var strategy: String
    /// Who is asked when the members failed, by rank.
    package var fallbacks: [FallbackEntry]
    /// Whether a request may bring its own `fallbacks: [...]`, which then stand in for the configured ones.
    package var takesRequestFallbacks = false
    /// What follows a failed attempt.
    package var retry: RetrySettings
    /// Bounds on waiting.
    package var timeouts: AttemptTimeouts
    /// What happens when a stream dies half way.
    package var rescue = RescueSettings()
    /// When a second attempt runs beside the first; nil is never.
    package var hedge: HedgeSettings?
    /// When members that do worse than the others are taken out.
    package var outliers = OutlierSettings()
    /// What becomes of the provider's answer when the client is gone.
    package var onDisconnect = DisconnectPolicy.cancel
    /// JSON replies up to this many bytes are held until they are whole, so that a cut one can be followed by another
    /// attempt.
    package var maxHeldReplyBytes = 1 << 20
    /// What sends requests to a deployment of their own.
    package var affinity = Affinity.none
    /// How members are chosen, beyond the strategy's name.
    package var routing = RoutingSettings()
    /// What is answered from the cache; nil is nothing.
    package var cache: GroupCacheSettings?
    /// How requests for embeddings share a call; nil is not at all.
    package var batching: BatchingSettings?
    /// How requests that are tagged `batch` wait; nil is not at all.
    package var batch: BatchWaitSettings?

    /// Creates a group.
    package init(
        name: String,
        aliases: [String] = [],
        members: [GroupMember],
        strategy: String = "weighted",
        fallbacks: [FallbackEntry] = [],
        retry: RetrySettings = RetrySettings(),
        timeouts: AttemptTimeouts = AttemptTimeouts()
    ) {
        self.name = name
        self.aliases = aliases
        self.members = members
        self.strategy = strategy
        self.fallbacks = fallbacks
        self.retry = retry
        self.timeouts = timeouts
    }
}
