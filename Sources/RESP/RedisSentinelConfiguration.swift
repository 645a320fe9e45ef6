package import NIOCore

/// Everything about a primary that is watched by sentinels, and how to treat both.
package struct RedisSentinelConfiguration: Sendable {
    /// The sentinels; at most ``mostSentinels`` are used.
    package var sentinels: [RedisAddress]
    /// What the sentinels call the primary.
    package var primaryName: String
    /// How the servers are reached and treated; the address is replaced by what the sentinels say.
    package var node: RedisNodeConfiguration
    /// How the sentinels are reached and treated: their credentials and TLS are their own; the address is replaced.
    package var sentinel: RedisNodeConfiguration
    /// Within what time sentinels must answer, and a server must confirm its role.
    package var refreshTimeout: TimeAmount = .seconds(1)
    /// When sentinels are asked anew, and when the primary counts as unavailable.
    package var times = ClusterMachine.Settings(interval: 10_000_000_000)
    /// How often and how long one command is sent anew.
    package var redirects = RedirectLimits()
    /// How many commands may wait between tries.
    package var maxWaitingCommands = 16_384
    /// How long a former primary may still answer what it was sent.
    package var drainTimeout: TimeAmount = .seconds(5)

    /// How many sentinels are used at most.
    package static let mostSentinels = 16

    /// A primary of this name, watched by these sentinels. `sentinel` without an explicit value has no credentials and
    /// the encryption of `node`.
    package init(
        sentinels: [RedisAddress],
        primaryName: String,
        node: RedisNodeConfiguration,
        sentinel: RedisNodeConfiguration? = nil
    ) {
        self.sentinels = Array(sentinels.prefix(Self.mostSentinels))
        self.primaryName = primaryName
        self.node = node
        self.sentinel = sentinel ?? RedisNodeConfiguration(address: node.address)
        if sentinel == nil { self.sentinel.tls = node.tls }
        self.sentinel.connections = 1
        self.sentinel.database = 0
    }
}
