import GatewayCore
import GatewayRouting
import Testing

/// What every strategy keeps to, whatever it prefers.
@Suite struct StrategyContractTests {
    @Test func `the registry knows the strategies of the configuration`() {
        #expect(
            RoutingSample.names == [
                "headroom", "least-load", "lowest-cost", "lowest-latency", "priority", "proximity", "score",
                "weighted",
            ]
        )
        #expect(StrategyRegistry.builtin().strategy(named: "random") == nil)
    }

    @Test(arguments: RoutingSample.names)
    func `each member that may serve is named exactly once`(name: String) {
        for seed in 1...500 as ClosedRange<UInt64> {
            var random = SplitMix64(seed: seed)
            let view = RoutingSample.random(&random, hasCeilings: seed.isMultiple(of: 2))
            let order = RoutingSample.rank(name, view, seed: seed)
            let serving = view.candidates.filter { !$0.standing(for: view.request, draw: nil).isOut }.map(\.target)
            #expect(order.sorted() == serving.sorted(), "seed \(seed)")
        }
    }

    @Test(arguments: RoutingSample.names)
    func `the order is appended to what is there`(name: String) {
        for seed in 1...100 as ClosedRange<UInt64> {
            var random = SplitMix64(seed: seed)
            let view = RoutingSample.random(&random)
            let alone = RoutingSample.rank(name, view, seed: seed)
            var after = [77, 78]
            var chance = Chance(seed: seed)
            RoutingSample.strategy(name).rank(view, given: &chance, into: &after)
            #expect(after == [77, 78] + alone, "seed \(seed)")
        }
    }

    @Test(arguments: RoutingSample.names)
    func `a decision can be replayed from its view and its chance, in whatever order members stand`(name: String) {
        for seed in 1...300 as ClosedRange<UInt64> {
            var random = SplitMix64(seed: seed)
            var view = RoutingSample.random(&random)
            let first = RoutingSample.rank(name, view, seed: seed)
            #expect(RoutingSample.rank(name, view, seed: seed) == first, "seed \(seed)")
            view.candidates.shuffle(using: &random)
            #expect(RoutingSample.rank(name, view, seed: seed) == first, "seed \(seed)")
        }
    }

    @Test(arguments: RoutingSample.names)
    func `one that refuses never comes before one that does not`(name: String) {
        for seed in 1...500 as ClosedRange<UInt64> {
            var random = SplitMix64(seed: seed)
            let view = RoutingSample.random(&random)
            let refuses = Dictionary(uniqueKeysWithValues: view.candidates.map { ($0.target, $0.isRefusing) })
            let states = RoutingSample.rank(name, view, seed: seed).compactMap { refuses[$0] }
            #expect(states == states.sorted { !$0 && $1 }, "seed \(seed)")
        }
    }

    @Test(arguments: RoutingSample.names)
    func `one beyond a ceiling is never asked`(name: String) {
        var left = 0
        for seed in 1...500 as ClosedRange<UInt64> {
            var random = SplitMix64(seed: seed)
            let view = RoutingSample.random(&random, hasCeilings: true)
            for target in RoutingSample.rank(name, view, seed: seed) {
                left += 1
                let candidate = view.candidates.first { $0.target == target }
                let cost = candidate?.cost(of: view.request) ?? .infinity
                #expect(cost <= Double(view.request.maxCost ?? 0), "seed \(seed)")
                #expect(candidate?.firstToken ?? .infinity <= Double(view.request.maxFirstToken ?? 0), "seed \(seed)")
            }
        }
        #expect(left > 100)
    }

    @Test(arguments: RoutingSample.names)
    func `one with a share below 1 gets that part of its traffic`(name: String) {
        // Where the strategy would always, or as often as any other, take member 0.
        func firsts(_ share: Double) -> Double {
            let view = RoutingSample.view(2) { index, candidate in
                candidate.share = index == 0 ? share : 1
                candidate.price = Price(input: index == 0 ? 1 : 9, output: 1)
                candidate.firstToken = index == 0 ? 1e6 : 9e6
                candidate.latency = candidate.firstToken
                candidate.samples = 1_000
                candidate.roundTrip = candidate.firstToken
                candidate.headroom = 1
                candidate.capability = index == 0 ? 0.9 : 0.5
            }
            let counts = RoutingSample.firsts(RoutingSample.strategy(name), view, draws: 20_000)
            return Double(counts[0] ?? 0) / 20_000
        }
        let whole = firsts(1)
        for share in [0.03, 0.5] {
            // Drawn by weight, the other one has a whole share beside it.
            let expected = ["weighted", "headroom"].contains(name) ? share / (1 + share) : whole * share
            #expect(abs(firsts(share) - expected) < 0.02, "share \(share)")
        }
    }

    @Test(arguments: RoutingSample.names)
    func `of those that all get less than their share somebody is asked`(name: String) {
        let view = RoutingSample.view(3) { $1.share = 0.03 }
        for seed in 1...200 as ClosedRange<UInt64> {
            #expect(RoutingSample.rank(name, view, seed: seed).sorted() == [0, 1, 2])
        }
    }

    @Test(arguments: RoutingSample.names)
    func `terms add up to the merit that ranks`(name: String) {
        let strategy = RoutingSample.strategy(name)
        for seed in 1...300 as ClosedRange<UInt64> {
            var random = SplitMix64(seed: seed)
            var view = RoutingSample.random(&random)
            view.request.exploration = 0
            let terms = strategy.terms(view)
            #expect(terms.count == view.candidates.count)
            var merits: [Int: Double] = [:]
            for (candidate, terms) in zip(view.candidates, terms) {
                merits[candidate.target] = terms.reduce(0) { $0 + $1.contribution }
                for term in terms {
                    let product = term.weight == 0 ? 0 : term.normalised * term.weight
                    #expect(term.contribution == product, "seed \(seed) \(term)")
                }
            }
            guard !strategy.isDrawn else { continue }
            for index in view.candidates.indices {
                view.candidates[index].share = 1
                view.candidates[index].isRefusing = false
            }
            let ranked = RoutingSample.rank(name, view, seed: seed).compactMap { merits[$0] }
            #expect(ranked == ranked.sorted(by: >), "seed \(seed)")
        }
    }

    /// Changes after which a candidate is better by one term and worse by none.
    private static let improvements: [(name: String, change: @Sendable (inout Candidate) -> Void)] = [
        ("weight", { $0.weight *= 2 }), ("share", { $0.share = min($0.share * 1.5, 1) }),
        ("place", { $0.place = -1 }), ("refusal", { $0.isRefusing = false }),
        ("capability", { $0.capability = min($0.capability * 1.3, 1) }), ("in flight", { $0.inFlight /= 2 }),
        (
            "price",
            { candidate in
                candidate.price = candidate.price.map { price in
                    Price(input: price.input / 2, output: price.output / 2, cachedInput: price.cachedInput / 2)
                }
            }
        ),
        ("cached", { $0.cachedShare = ($0.cachedShare + 1) / 2 }), ("latency", { $0.latency *= 0.7 }),
        ("first token", { $0.firstToken *= 0.7 }), ("per token", { $0.perOutputToken *= 0.7 }),
        ("headroom", { $0.headroom = ($0.headroom + 1) / 2 }), ("round trip", { $0.roundTrip *= 0.7 }),
    ]

    @Test(arguments: RoutingSample.names, 0..<Self.improvements.count)
    func `one that becomes better by one term never falls back`(name: String, index: Int) {
        let improvement = Self.improvements[index]
        for seed in 1...150 as ClosedRange<UInt64> {
            var random = SplitMix64(seed: seed)
            var view = RoutingSample.random(&random)
            view.request.exploration = 0
            guard let chosen = view.candidates.indices.randomElement(using: &random) else { continue }
            let target = view.candidates[chosen].target
            let before = RoutingSample.rank(name, view, seed: seed)
            improvement.change(&view.candidates[chosen])
            let after = RoutingSample.rank(name, view, seed: seed)
            guard let from = before.firstIndex(of: target), let to = after.firstIndex(of: target) else { continue }
            #expect(to <= from, "seed \(seed), \(improvement.name)")
        }
    }
}
