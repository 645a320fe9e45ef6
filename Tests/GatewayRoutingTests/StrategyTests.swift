import GatewayCore
import GatewayRouting
import Testing

@Suite struct WeightedTests {
    @Test(arguments: [[1, 1], [3, 1], [1, 2, 3, 4], [90, 9, 1], [5, 0, 5], [1000, 1]])
    func `the shares of first places converge to the weights`(weights: [Int]) {
        let view = RoutingSample.view(weights.indices.map { RoutingSample.candidate($0, weight: weights[$0]) })
        let draws = 100_000
        let counts = RoutingSample.firsts(Weighted(), view, draws: draws, seed: 2024)
        let total = Double(weights.reduce(0, +))
        for (member, weight) in weights.enumerated() {
            let share = Double(weight) / total
            let deviation = (share * (1 - share) * Double(draws)).squareRoot()
            #expect(abs(Double(counts[member] ?? 0) - share * Double(draws)) <= 4 * deviation)
        }
    }

    @Test func `second places are drawn by weight among those that are left`() {
        let view = RoutingSample.view([2, 1, 1].enumerated().map { RoutingSample.candidate($0, weight: $1) })
        var chance = Chance(seed: 5)
        var seconds: [[Int]: Int] = [:]
        for _ in 0..<60_000 {
            seconds[Array(RoutingSample.rank(Weighted(), view, &chance).prefix(2)), default: 0] += 1
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
        let view = RoutingSample.view(3) { index, candidate in
            candidate.weight = [1, 9, 1][index]
            candidate.inFlight = [9, 0, 9][index]
        }
        #expect(RoutingSample.rank("priority", view, seed: 1) == [0, 1, 2])
    }
}

@Suite struct LeastLoadTests {
    private static func rank(_ view: RoutingView, _ chance: inout Chance) -> [Int] {
        RoutingSample.rank(LeastLoad(), view, &chance)
    }

    @Test func `of two members the less loaded one for its weight is first`() {
        var chance = Chance(seed: 3)
        for _ in 0..<200 {
            let even = RoutingSample.view(2) { $1.inFlight = 5 - $0 }
            #expect(Self.rank(even, &chance) == [1, 0])
            // 5 of weight 3 is less than 2 of weight 1.
            let weighted = RoutingSample.view(2) { index, candidate in
                candidate.inFlight = [5, 2][index]
                candidate.weight = [3, 1][index]
            }
            #expect(Self.rank(weighted, &chance) == [0, 1])
            // Three at twice the speed wait less than two.
            let quick = RoutingSample.view(2) { index, candidate in
                candidate.inFlight = [3, 2][index]
                candidate.latency = [50e6, 100e6][index]
            }
            #expect(Self.rank(quick, &chance) == [0, 1])
        }
    }

    @Test func `one whose latency nobody knows counts as the quickest`() {
        var chance = Chance(seed: 3)
        let view = RoutingSample.view(2) { index, candidate in
            candidate.inFlight = 3
            candidate.latency = [200e6, 0][index]
        }
        // Equal to the only one that is known: a draw.
        let firsts = Set((0..<50).map { _ in Self.rank(view, &chance)[0] })
        #expect(firsts == [0, 1])
    }

    @Test func `the most loaded member is never first, and the rest follow by load`() {
        var random = SplitMix64(seed: 11)
        var chance = Chance(seed: 11)
        for _ in 0..<500 {
            let loads = Array(0..<6).shuffled(using: &random)
            let order = Self.rank(RoutingSample.view(6) { $1.inFlight = loads[$0] }, &chance)
            #expect(loads[order[0]] != 5)
            let rest = order.dropFirst().map { loads[$0] }
            #expect(rest == rest.sorted())
        }
    }

    @Test func `every pair is drawn alike`() {
        // By pairs of six, member of rank r is best in 5 - r of 15.
        let view = RoutingSample.view(6) { $1.inFlight = $0 }
        let counts = RoutingSample.firsts(LeastLoad(), view, draws: 60_000, seed: 4)
        for rank in 0..<6 {
            let share = Double(5 - rank) / 15
            #expect(abs(Double(counts[rank] ?? 0) - share * 60_000) <= 4 * (share * 60_000).squareRoot())
        }
    }

    @Test func `equal members share the first place`() {
        let view = RoutingSample.view(4) { $1.inFlight = 2 }
        let counts = RoutingSample.firsts(LeastLoad(), view, draws: 40_000, seed: 8)
        for member in 0..<4 {
            #expect(abs((counts[member] ?? 0) - 10_000) < 350)
        }
    }
}

@Suite struct LowestLatencyTests {
    private static func view(_ firstTokens: [Double], perToken: [Double] = [], samples: UInt32 = 1_000) -> RoutingView {
        RoutingSample.view(firstTokens.count) { index, candidate in
            candidate.firstToken = firstTokens[index] * 1e6
            candidate.perOutputToken = index < perToken.count ? perToken[index] * 1e6 : 0
            candidate.samples = samples
        }
    }

    @Test func `the whole answer counts, not its beginning alone`() {
        // 200 tokens: 100 + 200 × 10 against 900 + 200 × 2.
        let view = Self.view([100, 900], perToken: [10, 2])
        #expect(RoutingSample.rank("lowest-latency", view, seed: 1) == [1, 0])
        var short = view
        short.request.outputTokens = 50
        #expect(RoutingSample.rank("lowest-latency", short, seed: 1) == [0, 1])
    }

    @Test func `one of which little is known gets its chance`() {
        var view = Self.view([100, 120, 0])
        #expect(RoutingSample.rank("lowest-latency", view, seed: 1) == [2, 0, 1])
        view.candidates[2].firstToken = 150e6
        view.candidates[2].samples = 1
        #expect(RoutingSample.rank("lowest-latency", view, seed: 1)[0] == 2)
        view.candidates[2].samples = 30
        #expect(RoutingSample.rank("lowest-latency", view, seed: 1) == [0, 1, 2])
    }

    @Test(arguments: [0.01, 0.02, 0.1, 0.5])
    func `a share of requests tries the others, evenly, also those with a small share`(exploration: Double) {
        var view = Self.view([100, 120, 5_000, 130])
        view.request.exploration = exploration
        view.candidates[2].share = 0.03
        view.candidates[3].isRefusing = true
        let counts = RoutingSample.firsts(LowestLatency(), view, draws: 100_000)
        let expected = min(exploration, 0.1) * 100_000 / 2
        #expect(counts[3] == nil)
        for member in [1, 2] {
            #expect(abs(Double(counts[member] ?? 0) - expected) < 5 * expected.squareRoot())
        }
    }
}

@Suite struct LowestCostTests {
    private static func view(_ prices: [(input: Int64, output: Int64)?]) -> RoutingView {
        RoutingSample.view(prices.count) { index, candidate in
            candidate.price = prices[index].map { price in
                Price(
                    input: price.input * 1_000_000_000,
                    output: price.output * 1_000_000_000,
                    cachedInput: price.input * 100_000_000
                )
            }
        }
    }

    @Test func `prompt, answer and cache make up the cost`() {
        // 1,000 in and 200 out: 1·1,000 + 10·200 = 3,000 against 2·1,000 + 4·200 = 2,800 micro-dollars.
        var view = Self.view([(1, 10), (2, 4), nil])
        #expect(RoutingSample.rank("lowest-cost", view, seed: 1) == [1, 0, 2])
        let cost = view.candidates[1].cost(of: view.request) ?? 0
        #expect(abs(cost - 2_800_000) < 1e-6)
        // Half of the first one's prompt is cached: 550 + 2,000.
        view.candidates[0].cachedShare = 0.5
        #expect(RoutingSample.rank("lowest-cost", view, seed: 1) == [0, 1, 2])
        view.request.outputTokens = 400
        #expect(RoutingSample.rank("lowest-cost", view, seed: 1) == [1, 0, 2])
    }

    @Test func `members of equal cost share the traffic by weight`() {
        var view = Self.view([(1, 1), (1, 1), (2, 2)])
        view.candidates[1].weight = 3
        let counts = RoutingSample.firsts(LowestCost(), view, draws: 20_000)
        #expect(abs(Double(counts[1] ?? 0) / 20_000 - 0.75) < 0.02 && counts[2] == nil)
    }
}

@Suite struct ScoreTests {
    private static func view() -> RoutingView {
        var view = RoutingSample.view(3) { index, candidate in
            candidate.capability = [0.9, 0.6, 0.6][index]
            let dollars: [Int64] = [10, 1, 2]
            candidate.price = Price(input: dollars[index] * 1_000_000_000, output: dollars[index] * 3_000_000_000)
            candidate.firstToken = [800e6, 600e6, 200e6][index]
            candidate.samples = 10_000
        }
        view.request.exploration = 0
        return view
    }

    @Test(
        arguments: [
            (ScoreWeights(quality: 1), [0, 1, 2]), (ScoreWeights(cost: 1), [1, 2, 0]),
            (ScoreWeights(latency: 1), [2, 1, 0]), (ScoreWeights(), [0, 1, 2]), (ScoreWeights(load: 1), [0, 1, 2]),
            (ScoreWeights(quality: 5, cost: 1), [0, 1, 2]), (ScoreWeights(quality: 1, cost: 1), [1, 2, 0]),
        ]
    )
    func `weights decide, and ties go by place`(weights: ScoreWeights, expected: [Int]) {
        var view = Self.view()
        view.request.weights = weights
        for seed in 1...20 as ClosedRange<UInt64> {
            #expect(RoutingSample.rank("score", view, seed: seed) == expected)
        }
    }

    @Test func `marks are parts of the best one's, times the weights with a sum of 1`() {
        var view = Self.view()
        view.request.weights = ScoreWeights(quality: 2, cost: 2)
        let terms = Score().terms(view)[0]
        #expect(terms.map(\.name) == [.quality, .cost, .latency, .load])
        #expect(terms[0].contribution == 0.5 && terms[0].value == 0.9)
        #expect(abs(terms[1].contribution - 0.05) < 1e-12 && abs(terms[1].normalised - 0.1) < 1e-12)
        #expect(terms[2].contribution == 0 && terms[3].contribution == 0)
    }

    @Test func `ceilings come before the score`() {
        var view = Self.view()
        view.request.weights = ScoreWeights(quality: 1)
        view.request.maxCost = 5_000_000
        #expect(RoutingSample.rank("score", view, seed: 1) == [1, 2])
        view.request.maxFirstToken = 300_000_000
        #expect(RoutingSample.rank("score", view, seed: 1) == [2])
        view.request.maxCost = 1
        #expect(RoutingSample.rank("score", view, seed: 1) == [])
    }

    @Test func `signals are asked for only where they count`() {
        var settings = RoutingSettings()
        settings.weights = ScoreWeights(load: 1)
        #expect(Score().needs(settings) == .load)
        settings.weights = ScoreWeights(quality: 1)
        #expect(Score().needs(settings) == .task)
        settings.weights = .usual
        #expect(Score().needs(settings).contains([.task, .inputTokens, .prefix, .prediction, .load]))
        #expect(Weighted().needs(settings) == [] && Priority().needs(settings) == [])
    }
}

@Suite struct ProximityTests {
    @Test func `the region comes first, then the round trip`() {
        var view = RoutingSample.view(4) { index, candidate in
            candidate.region = [1, 2, 2, 0][index]
            candidate.roundTrip = [5e6, 90e6, 60e6, 1e6][index]
        }
        #expect(RoutingSample.rank("proximity", view, seed: 1) == [3, 0, 2, 1])
        view.request.region = 2
        #expect(RoutingSample.rank("proximity", view, seed: 1) == [2, 1, 3, 0])
        view.candidates[1].roundTrip = 0
        // As near as the nearest that is known of all.
        #expect(RoutingSample.rank("proximity", view, seed: 1) == [1, 2, 3, 0])
    }
}

@Suite struct HeadroomTests {
    @Test func `traffic is shared by what is left`() {
        let view = RoutingSample.view(3) { $1.headroom = [0.6, 0.2, 0.01][$0] }
        let counts = RoutingSample.firsts(Headroom(), view, draws: 40_000)
        #expect(abs(Double(counts[0] ?? 0) / 40_000 - 0.75) < 0.02)
        #expect(counts[2] ?? 0 < 20)
        #expect(RoutingSample.rank("headroom", RoutingSample.view(2) { $1.headroom = 0 }, seed: 1).count == 2)
    }
}
