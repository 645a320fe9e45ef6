import GatewayCore
import GatewayRouting
import Testing

/// What every strategy keeps to, whatever it prefers.
@Suite struct StrategyContractTests {
    private static func view(_ random: inout SplitMix64) -> RoutingView {
        let targets = Int.random(in: 1...12, using: &random)
        let members = Array((0..<targets).shuffled(using: &random).prefix(.random(in: 0...targets, using: &random)))
        return RoutingView(
            members: members,
            weights: members.map { _ in Int.random(in: 0...3, using: &random) * .random(in: 1...50, using: &random) },
            inFlight: (0..<targets).map { _ in .random(in: 0...20, using: &random) }
        )
    }

    private static func strategy(_ name: String) throws -> any RoutingStrategy {
        try #require(StrategyRegistry.builtin().strategy(named: name))
    }

    @Test(arguments: ["weighted", "priority", "least-load"])
    func `each member that may serve is named exactly once`(name: String) throws {
        let strategy = try Self.strategy(name)
        for seed in 1...500 {
            var random = SplitMix64(seed: UInt64(seed))
            let view = Self.view(&random)
            var chance = Chance(seed: UInt64(seed))
            var order: [Int] = []
            strategy.rank(view, given: &chance, into: &order)
            let serving = zip(view.members, view.weights).filter { $0.1 > 0 }.map(\.0)
            #expect(order.sorted() == serving.sorted(), "seed \(seed)")
        }
    }

    @Test(arguments: ["weighted", "priority", "least-load"])
    func `the order is appended to what is there`(name: String) throws {
        let strategy = try Self.strategy(name)
        for seed in 1...100 {
            var random = SplitMix64(seed: UInt64(seed))
            let view = Self.view(&random)
            var alone: [Int] = []
            var chance = Chance(seed: UInt64(seed))
            strategy.rank(view, given: &chance, into: &alone)
            var after = [77, 78]
            chance = Chance(seed: UInt64(seed))
            strategy.rank(view, given: &chance, into: &after)
            #expect(after == [77, 78] + alone, "seed \(seed)")
        }
    }

    @Test(arguments: ["weighted", "priority", "least-load"])
    func `a decision can be replayed from its view and its chance`(name: String) throws {
        let strategy = try Self.strategy(name)
        for seed in 1...200 {
            var random = SplitMix64(seed: UInt64(seed))
            let view = Self.view(&random)
            var orders: [[Int]] = []
            for _ in 0..<2 {
                var chance = Chance(seed: UInt64(seed))
                var order: [Int] = []
                strategy.rank(view, given: &chance, into: &order)
                orders.append(order)
            }
            #expect(orders[0] == orders[1], "seed \(seed)")
        }
    }

    @Test func `the registry knows the strategies of the configuration`() {
        #expect(StrategyRegistry.builtin().names == ["least-load", "priority", "weighted"])
        #expect(StrategyRegistry.builtin().strategy(named: "random") == nil)
    }
}

@Suite struct WeightedTests {
    private static func firsts(_ view: RoutingView, draws: Int, seed: UInt64) -> [Int: Int] {
        var chance = Chance(seed: seed)
        var counts: [Int: Int] = [:]
        var order: [Int] = []
        for _ in 0..<draws {
            order.removeAll(keepingCapacity: true)
            Weighted().rank(view, given: &chance, into: &order)
            counts[order[0], default: 0] += 1
        }
        return counts
    }

    @Test(arguments: [[1, 1], [3, 1], [1, 2, 3, 4], [90, 9, 1], [5, 0, 5], [1000, 1]])
    func `the shares of first places converge to the weights`(weights: [Int]) {
        let view = RoutingView(
            members: Array(weights.indices),
            weights: weights,
            inFlight: Array(repeating: 0, count: weights.count)
        )
        let draws = 100_000
        let counts = Self.firsts(view, draws: draws, seed: 2024)
        let total = Double(weights.reduce(0, +))
        for (member, weight) in weights.enumerated() {
            let share = Double(weight) / total
            let deviation = (share * (1 - share) * Double(draws)).squareRoot()
            #expect(abs(Double(counts[member] ?? 0) - share * Double(draws)) <= 4 * deviation)
        }
    }

    @Test func `second places are drawn by weight among those that are left`() {
        let view = RoutingView(members: [0, 1, 2], weights: [2, 1, 1], inFlight: [0, 0, 0])
        var chance = Chance(seed: 5)
        var seconds: [[Int]: Int] = [:]
        for _ in 0..<60_000 {
            var order: [Int] = []
            Weighted().rank(view, given: &chance, into: &order)
            seconds[Array(order.prefix(2)), default: 0] += 1
        }
        // Exact shares: first i with w_i/4, then j with w_j/(4 - w_i).
        let expected: [[Int]: Double] = [
            [0, 1]: 1.0 / 4, [0, 2]: 1.0 / 4, [1, 0]: 1.0 / 6, [1, 2]: 1.0 / 12, [2, 0]: 1.0 / 6, [2, 1]: 1.0 / 12,
        ]
        for (pair, share) in expected {
            let deviation = (share * (1 - share) * 60_000).squareRoot()
            #expect(abs(Double(seconds[pair] ?? 0) - share * 60_000) <= 4 * deviation)
        }
    }
}

@Suite struct PriorityTests {
    @Test func `the order is that of the file, whatever the load`() {
        let view = RoutingView(members: [4, 0, 2], weights: [1, 9, 1], inFlight: [9, 0, 0, 0, 9])
        var chance = Chance(seed: 1)
        var order: [Int] = []
        Priority().rank(view, given: &chance, into: &order)
        #expect(order == [4, 0, 2])
    }
}

@Suite struct LeastLoadTests {
    private static func rank(_ view: RoutingView, _ chance: inout Chance) -> [Int] {
        var order: [Int] = []
        LeastLoad().rank(view, given: &chance, into: &order)
        return order
    }

    @Test func `of two members the less loaded one for its weight is first`() {
        var chance = Chance(seed: 3)
        for _ in 0..<200 {
            let even = RoutingView(members: [0, 1], weights: [1, 1], inFlight: [5, 4])
            #expect(Self.rank(even, &chance) == [1, 0])
            // 5 of weight 3 is less than 2 of weight 1.
            let weighted = RoutingView(members: [0, 1], weights: [3, 1], inFlight: [5, 2])
            #expect(Self.rank(weighted, &chance) == [0, 1])
        }
    }

    @Test func `the most loaded member is never first, and the rest follow by load`() {
        var random = SplitMix64(seed: 11)
        var chance = Chance(seed: 11)
        for _ in 0..<500 {
            let loads = Array(0..<6).shuffled(using: &random)
            let view = RoutingView(members: Array(0..<6), weights: Array(repeating: 1, count: 6), inFlight: loads)
            let order = Self.rank(view, &chance)
            #expect(loads[order[0]] != 5)
            let rest = order.dropFirst().map { loads[$0] }
            #expect(rest == rest.sorted())
        }
    }

    @Test func `equal members share the first place`() {
        let view = RoutingView(members: [0, 1, 2, 3], weights: [1, 1, 1, 1], inFlight: [2, 2, 2, 2])
        var chance = Chance(seed: 8)
        var counts = [0, 0, 0, 0]
        for _ in 0..<40_000 {
            counts[Self.rank(view, &chance)[0]] += 1
        }
        for count in counts {
            #expect(abs(count - 10_000) < 350)
        }
    }

    @Test func `in flight is looked up by target, not by place in the group`() {
        let view = RoutingView(members: [5, 3], weights: [1, 1], inFlight: [0, 0, 0, 7, 0, 1])
        var chance = Chance(seed: 1)
        for _ in 0..<50 {
            #expect(Self.rank(view, &chance) == [5, 3])
        }
    }
}
