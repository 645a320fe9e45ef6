package import GatewayCore

/// State of one loop's connections to one provider, as the pools report it for a scrape.
package struct PoolGauges: Sendable, Equatable {
    /// Provider id.
    package var provider: String
    /// Open connections.
    package var open: Int
    /// Those that carry no request.
    package var idle: Int
    /// Those that carry one or more.
    package var busy: Int
    /// Requests that wait for a connection.
    package var waiting: Int
    /// Connections opened since the start.
    package var openedTotal: UInt64
    /// Requests since the start that went over a connection used before.
    package var reusedTotal: UInt64
    /// Requests since the start that were sent again because a kept connection was closed.
    package var staleRetriesTotal: UInt64

    /// Creates a report.
    package init(
        provider: String,
        open: Int = 0,
        idle: Int = 0,
        busy: Int = 0,
        waiting: Int = 0,
        openedTotal: UInt64 = 0,
        reusedTotal: UInt64 = 0,
        staleRetriesTotal: UInt64 = 0
    ) {
        self.provider = provider
        self.open = open
        self.idle = idle
        self.busy = busy
        self.waiting = waiting
        self.openedTotal = openedTotal
        self.reusedTotal = reusedTotal
        self.staleRetriesTotal = staleRetriesTotal
    }

    /// Adds the report of another loop on the same provider.
    mutating func add(_ other: PoolGauges) {
        self.open += other.open
        self.idle += other.idle
        self.busy += other.busy
        self.waiting += other.waiting
        self.openedTotal &+= other.openedTotal
        self.reusedTotal &+= other.reusedTotal
        self.staleRetriesTotal &+= other.staleRetriesTotal
    }
}

/// What a scrape shows besides the loops' samples; gathered by the caller.
package struct GatewayGauges: Sendable {
    /// Version of the build.
    package var version: String
    /// Version of the snapshot in force.
    package var configVersion: Int
    /// Whether the last attempt to load the configuration succeeded.
    package var lastReloadSucceeded: Bool
    /// Lines that the access log dropped.
    package var accessLogDropped: UInt64
    /// Nanoseconds by which each loop ran its last due task late, by position of the loop.
    package var loopLagNanoseconds: [UInt64]
    /// Pools of all loops; reports on the same provider are summed.
    package var pools: [PoolGauges]
    /// Deployments of the snapshot in force.
    package var deployments: [DeploymentGauges]
    /// Factors on the traffic of the members of all model groups.
    package var shares: [LoopTelemetry.Share]
    /// State of the response cache; nil where nothing is cached, which leaves its metrics out.
    package var cache: CacheStatistics?
    /// State of the file of decisions; nil where there is none, which leaves its metrics out.
    package var decisionStore: DecisionStoreStatistics?

    /// Creates the gauges.
    package init(
        version: String,
        configVersion: Int,
        lastReloadSucceeded: Bool = true,
        accessLogDropped: UInt64 = 0,
        loopLagNanoseconds: [UInt64] = [],
        pools: [PoolGauges] = [],
        deployments: [DeploymentGauges] = [],
        shares: [LoopTelemetry.Share] = [],
        cache: CacheStatistics? = nil,
        decisionStore: DecisionStoreStatistics? = nil
    ) {
        self.version = version
        self.configVersion = configVersion
        self.lastReloadSucceeded = lastReloadSucceeded
        self.accessLogDropped = accessLogDropped
        self.loopLagNanoseconds = loopLagNanoseconds
        self.pools = pools
        self.deployments = deployments
        self.shares = shares
        self.cache = cache
        self.decisionStore = decisionStore
    }

    /// One report per provider, in order of appearance.
    var poolsByProvider: [PoolGauges] {
        var result: [PoolGauges] = []
        for pool in self.pools {
            if let position = result.firstIndex(where: { $0.provider == pool.provider }) {
                result[position].add(pool)
            } else {
                result.append(pool)
            }
        }
        return result
    }
}
