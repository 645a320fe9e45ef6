import GatewayCore
import GatewayRouting

/// Views that strategies are tried on.
enum RoutingSample {
    /// All strategies that a configuration may name.
    static let names = StrategyRegistry.builtin().names

    static func candidate(_ target: Int, weight: Int = 1) -> Candidate {
        Candidate(target: target, name: Draw.mix(UInt64(target) + 1), place: target, weight: weight)
    }

    static func view(_ candidates: [Candidate]) -> RoutingView {
        var view = RoutingView(candidates: candidates)
        view.request.inputTokens = 1_000
        view.request.outputTokens = 200
        return view
    }

    /// Candidates of weight 1 with the same change made by place.
    static func view(_ count: Int, _ change: (Int, inout Candidate) -> Void = { _, _ in }) -> RoutingView {
        self.view(
            (0..<count).map { index in
                var candidate = self.candidate(index)
                change(index, &candidate)
                return candidate
            }
        )
    }

    /// A view of anything that may come.
    static func random(_ random: inout SplitMix64, hasCeilings: Bool = false) -> RoutingView {
        let count = Int.random(in: 0...12, using: &random)
        var view = RoutingView()
        for target in (0..<(count + 3)).shuffled(using: &random).prefix(count) {
            view.candidates.append(self.candidate(target, &random))
        }
        view.request.inputTokens = .random(in: 0...50_000, using: &random)
        view.request.outputTokens = .random(in: 0...4_000, using: &random)
        view.request.region = .random(in: 0...2, using: &random)
        view.request.exploration = Bool.random(using: &random) ? 0 : .random(in: 0...0.1, using: &random)
        view.request.weights = ScoreWeights(
            quality: .random(in: 0...1, using: &random),
            cost: .random(in: 0...1, using: &random),
            latency: .random(in: 0...1, using: &random),
            load: .random(in: 0...1, using: &random)
        )
        if hasCeilings {
            view.request.maxCost = .random(in: 0...100_000_000, using: &random)
            view.request.maxFirstToken = .random(in: 0...4_000_000_000, using: &random)
        }
        return view
    }

    private static func candidate(_ target: Int, _ random: inout SplitMix64) -> Candidate {
        var result = self.candidate(target, weight: .random(in: 0...4, using: &random))
        result.region = .random(in: 0...2, using: &random)
        if Bool.random(using: &random) {
            let input = Int64.random(in: 0...20_000_000_000, using: &random)
            result.price = Price(input: input, output: input * 4, cachedInput: input / 10)
        }
        result.capability = .random(in: 0...1, using: &random)
        result.inFlight = .random(in: 0...50, using: &random)
        result.concurrency = .random(in: 0...60, using: &random)
        result.latency = Bool.random(using: &random) ? 0 : .random(in: 1e6...5e9, using: &random)
        result.firstToken = Bool.random(using: &random) ? 0 : .random(in: 1e6...5e9, using: &random)
        result.perOutputToken = .random(in: 0...5e7, using: &random)
        result.samples = .random(in: 0...100, using: &random)
        result.share = Bool.random(using: &random) ? 1 : .random(in: 0.01...1, using: &random)
        result.headroom = .random(in: 0...1, using: &random)
        result.roundTrip = Bool.random(using: &random) ? 0 : .random(in: 1e5...3e8, using: &random)
        result.cachedShare = Bool.random(using: &random) ? 0 : .random(in: 0...1, using: &random)
        result.isRefusing = Int.random(in: 0..<4, using: &random) == 0
        return result
    }

    static func strategy(_ name: String) -> any RoutingStrategy {
        StrategyRegistry.builtin().strategy(named: name) ?? Priority()
    }

    static func rank(_ name: String, _ view: RoutingView, seed: UInt64) -> [Int] {
        var chance = Chance(seed: seed)
        return self.rank(self.strategy(name), view, &chance)
    }

    static func rank(_ strategy: some RoutingStrategy, _ view: RoutingView, _ chance: inout Chance) -> [Int] {
        var order: [Int] = []
        strategy.rank(view, given: &chance, into: &order)
        return order
    }

    /// How often each target is first.
    static func firsts(
        _ strategy: some RoutingStrategy,
        _ view: RoutingView,
        draws: Int,
        seed: UInt64 = 1
    ) -> [Int: Int] {
        var chance = Chance(seed: seed)
        var counts: [Int: Int] = [:]
        for _ in 0..<draws {
            if let first = self.rank(strategy, view, &chance).first {
                counts[first, default: 0] += 1
            }
        }
        return counts
    }
}
