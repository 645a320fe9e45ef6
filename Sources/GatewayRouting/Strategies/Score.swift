package import GatewayCore

/// Weighs fitness, cost, latency and load against each other.
///
/// Each is a number from 0 to 1, where the best of the candidates has 1: fitness as part of the best one's, the rest as
/// the least one's part of it, so that twice the cost is half the mark. Marks are multiplied by the weights and added.
/// Unknown latency counts as good, for it has to be found out; unknown price as bad as the worst. Ties go by file order.
package struct Score: MeritStrategy {
    /// The best of the candidates.
    package struct Basis {
        let weights: ScoreWeights
        let latencies: LatencyBasis
        var bestCapability: Double = 0
        var leastCost = Double.infinity
        var mostCost: Double = 0
        var leastDuration = Double.infinity
        var leastLoad = Double.infinity
    }

    /// Creates the strategy.
    package init() {}

    package func needs(_ settings: RoutingSettings) -> RoutingNeeds {
        var needs: RoutingNeeds = []
        if settings.weights.quality > 0 {
            needs.insert(.task)
        }
        if settings.weights.cost > 0 {
            needs.formUnion(.cost)
        }
        if settings.weights.latency > 0 {
            needs.formUnion([.latency, .prediction, .outputTokens])
        }
        if settings.weights.load > 0 {
            needs.insert(.load)
        }
        return needs
    }

    package func aims(_ request: RoutingRequest) -> ScoreWeights {
        ScoreWeights(cost: request.weights.cost, latency: request.weights.latency)
    }

    package func rank(_ view: RoutingView, given chance: inout Chance, into order: inout [Int]) {
        self.rankByMerit(
            view,
            given: &chance,
            first: .explored(share: view.request.exploration),
            drawsTies: false,
            into: &order
        )
    }

    @inline(__always)
    package func basis(of view: RoutingView) -> Basis {
        var basis = Basis(weights: view.request.weights.normalised, latencies: LatencyBasis(view))
        let candidates = view.candidates.span
        for index in candidates.indices where view.counts(index) {
            let duration = basis.latencies.duration(of: candidates[index], view.request)
            basis.bestCapability = max(basis.bestCapability, candidates[index].capability)
            basis.leastLoad = min(basis.leastLoad, Self.load(of: candidates[index]))
            basis.leastDuration = min(basis.leastDuration, duration)
            if let cost = candidates[index].cost(of: view.request) {
                basis.leastCost = min(basis.leastCost, cost)
                basis.mostCost = max(basis.mostCost, cost)
            }
        }
        return basis
    }

    @inline(__always)
    package func merit(
        of candidate: borrowing Candidate,
        _ request: borrowing RoutingRequest,
        _ basis: Basis,
        into sink: inout some TermSink
    ) -> Double {
        let capability = candidate.capability
        let quality = basis.bestCapability > 0 ? capability / basis.bestCapability : 1
        let cost = candidate.cost(of: request) ?? basis.mostCost
        let duration = basis.latencies.duration(of: candidate, request)
        let load = Self.load(of: candidate)
        // In steps, and always in the same order: the sum of doubles depends on it.
        var merit = sink.add(.quality, capability, normalised: quality, weight: basis.weights.quality)
        merit += sink.add(.cost, cost, normalised: Self.part(basis.leastCost, of: cost), weight: basis.weights.cost)
        merit += sink.add(
            .latency,
            duration,
            normalised: Self.part(basis.leastDuration, of: duration),
            weight: basis.weights.latency
        )
        merit += sink.add(
            .load,
            Double(candidate.inFlight),
            normalised: Self.part(basis.leastLoad, of: load),
            weight: basis.weights.load
        )
        return merit
    }

    /// The least of all as a part of a number: 1 for the best.
    @inline(__always)
    private static func part(_ least: Double, of value: Double) -> Double {
        value > least && value > 0 ? least / value : 1
    }

    /// Requests in flight for its weight; where the limit is known, the nearer to it the more they count.
    @inline(__always)
    private static func load(of candidate: borrowing Candidate) -> Double {
        let load = Double(candidate.inFlight + 1) / Double(max(candidate.weight, 1))
        guard candidate.concurrency > 0 else { return load }
        return load * (1 + Double(candidate.inFlight) / Double(candidate.concurrency))
    }
}
