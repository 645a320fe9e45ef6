package import GatewayCore

/// The strategies that a model group may name.
package struct StrategyRegistry: Sendable {
    private var strategies: [String: any RoutingStrategy] = [:]

    /// Creates an empty registry.
    package init() {}

    /// Adds a strategy; the last one of a name wins.
    package mutating func register(_ name: String, _ strategy: any RoutingStrategy) {
        self.strategies[name] = strategy
    }

    /// The strategy of a name.
    package func strategy(named name: String) -> (any RoutingStrategy)? {
        self.strategies[name]
    }

    /// All names, sorted.
    package var names: [String] { self.strategies.keys.sorted() }
}

extension StrategyRegistry {
    /// Every strategy compiled into the gateway: one line each.
    package static func builtin() -> StrategyRegistry {
        var registry = StrategyRegistry()
        registry.register("weighted", Weighted())
        registry.register("priority", Priority())
        registry.register("least-load", LeastLoad())
        registry.register("lowest-latency", LowestLatency())
        registry.register("lowest-cost", LowestCost())
        registry.register("score", Score())
        registry.register("proximity", Proximity())
        registry.register("headroom", Headroom())
        return registry
    }
}
