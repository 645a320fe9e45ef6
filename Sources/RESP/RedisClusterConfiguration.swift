package import NIOCore

/// Which nodes answer commands that only read.
package enum ClusterReads: String, Sendable, Hashable, CaseIterable {
    /// Primaries: what was written before is read.
    case primary
    /// Replicas where one is reachable, else the primary. May be behind what was written.
    case replica
    /// All nodes of the shard in turn. May be behind what was written.
    case any
}

/// Everything about a cluster and how to treat it.
package struct RedisClusterConfiguration: Sendable {
    /// Nodes that are asked first, and again whenever no other node answers.
    package var seeds: [RedisAddress]
    /// How each node is reached and treated: credentials, TLS and limits count for all; the address is replaced.
    package var node: RedisNodeConfiguration
    /// Which nodes answer commands that only read.
    package var reads = ClusterReads.primary
    /// How many nodes at most are asked what the cluster looks like.
    package var voters = 5
    /// Within what time they must answer.
    package var refreshTimeout: TimeAmount = .seconds(1)
    /// When the picture of the cluster is made anew, and when it counts as unavailable.
    package var times = ClusterMachine.Settings()
    /// How often and how long one command is sent anew.
    package var redirects = RedirectLimits()
    /// How many nodes are connected to at most; an answer that names more is not believed.
    package var maxNodes = 128
    /// How many commands may wait between tries.
    package var maxWaitingCommands = 16_384
    /// How long a node that left the cluster may still answer what it was sent.
    package var drainTimeout: TimeAmount = .seconds(5)

    /// A cluster with these seeds whose nodes are treated like `node`.
    package init(seeds: [RedisAddress], node: RedisNodeConfiguration) {
        self.seeds = seeds
        self.node = node
    }

    /// A cluster as an URL names it: each address is a seed. `tls` is needed for `rediss`.
    package init(url: RedisURL, tls: RedisTLS?) {
        self.init(seeds: url.addresses, node: RedisNodeConfiguration(url: url, tls: tls))
    }
}
