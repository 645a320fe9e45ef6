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

/// Bounds on waiting, per attempt unless stated otherwise.
package struct AttemptTimeouts: Sendable, Equatable {
    /// From the start of a connection to its being usable, TLS included.
    package var connect: Duration
    /// From the request being sent to the first byte of the reply's body.
    package var firstToken: Duration
    /// Between two reads of a reply that has begun.
    package var idle: Duration
    /// The whole exchange, all attempts together.
    package var total: Duration

    /// Creates bounds.
    package init(
        connect: Duration = .seconds(2),
        firstToken: Duration = .seconds(60),
        idle: Duration = .seconds(60),
        total: Duration = .seconds(600)
    ) {
        self.connect = connect
        self.firstToken = firstToken
        self.idle = idle
        self.total = total
    }
}

/// The name that clients ask for, served by one or more deployments.
package struct ModelGroup: Sendable, Equatable {
    /// Name in requests.
    package var name: String
    /// Further names in requests.
    package var aliases: [String]
    /// Deployments that serve it.
    package var members: [GroupMember]
    /// Key of the strategy registry: `weighted`, `priority`, `least-load`.
    package var strategy: String
    /// Deployments tried in this order when the members failed.
    package var fallbacks: [String]
    /// Attempts per exchange at most, over all deployments.
    package var maxAttempts: Int
    /// Bounds on waiting.
    package var timeouts: AttemptTimeouts

    /// Creates a group.
    package init(
        name: String,
        aliases: [String] = [],
        members: [GroupMember],
        strategy: String = "weighted",
        fallbacks: [String] = [],
        maxAttempts: Int = 3,
        timeouts: AttemptTimeouts = AttemptTimeouts()
    ) {
        self.name = name
        self.aliases = aliases
        self.members = members
        self.strategy = strategy
        self.fallbacks = fallbacks
        self.maxAttempts = maxAttempts
        self.timeouts = timeouts
    }
}
