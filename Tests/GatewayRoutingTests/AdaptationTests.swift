import GatewayCore
import GatewayTesting
import Testing

/// A deployment that becomes bad loses its traffic, and has it back when it is well: plans, attempts and measurements
/// together, with each strategy, on virtual time.
@Suite struct AdaptationTests {
    /// Settings under which `a` has as much traffic as the strategy can give it.
    private static func settings(_ strategy: String) -> Settings {
        let prices = [Price(input: 1_000, output: 1_000), Price(input: 9_000, output: 9_000)]
        var deployments = ["a", "b", "c"].enumerated().map { index, id in
            Deployment(id: id, provider: "p", model: id, price: prices[min(index, 1)])
        }
        deployments[0].region = "near"
        for index in deployments.indices {
            // The breaker has its own tests; here shares are to do it alone.
            deployments[index].health.consecutiveFailures = .max
            deployments[index].health.minRequests = .max
        }
        var group = ModelGroup(
            name: "m",
            members: [
                GroupMember(deployment: "a", weight: 2), GroupMember(deployment: "b"), GroupMember(deployment: "c"),
            ],
            strategy: strategy
        )
        group.routing.region = "near"
        group.outliers.maxEjectedPercent = 0
        return Settings(providers: [Fixture.provider()], deployments: deployments, models: [group])
    }

    private static func plant(_ strategy: String, seed: UInt64) throws -> RoutedPlant {
        try RoutedPlant(
            self.settings(strategy),
            ["a": .init(firstToken: 50), "b": .init(firstToken: 80), "c": .init(firstToken: 90)],
            seed: seed
        )
    }

    private static func check(
        _ strategy: String,
        seed: UInt64,
        worsen: (inout RoutedPlant.Behaviour) -> Void
    ) throws {
        let plant = try self.plant(strategy, seed: seed)
        try plant.run(seconds: 10)
        let before = try plant.run(seconds: 30)["a"] ?? 0
        #expect(before > 0.3, "\(strategy) \(seed)")
        let healthy = plant.upstream.behaviours["a"] ?? .init(firstToken: 50)
        var bad = healthy
        worsen(&bad)
        plant.upstream.behaviours["a"] = bad
        try plant.run(seconds: 5)
        let during = try plant.run(seconds: 15)["a"] ?? 0
        #expect(during <= before * 0.1, "\(strategy) \(seed): \(before) to \(during)")
        plant.upstream.behaviours["a"] = healthy
        try plant.run(seconds: 30)
        let after = try plant.run(seconds: 30)["a"] ?? 0
        // A draw of 1,200 requests is off by a twentieth now and then.
        #expect(after >= before * 0.87, "\(strategy) \(seed): \(before) to \(during) to \(after)")
    }

    @Test(arguments: RoutingSample.names)
    func `one that becomes ten times as slow loses its traffic in five seconds, and has it back in thirty`(
        strategy: String
    ) throws {
        try Self.check(strategy, seed: 1) { $0.firstToken *= 10 }
    }

    @Test(arguments: RoutingSample.names)
    func `one that starts failing loses its traffic in five seconds, and has it back in thirty`(
        strategy: String
    ) throws {
        try Self.check(strategy, seed: 2) { $0.fails = true }
    }

    @Test func `one that refuses for its rate loses its traffic as well`() throws {
        try Self.check("weighted", seed: 3) { $0.limits = true }
    }

    @Test func `members that differ by noise keep their shares`() throws {
        let plant = try Self.plant("weighted", seed: 5)
        for _ in 0..<24 {
            try plant.run(seconds: 5)
            #expect(plant.loop.snapshot.groups[0].live.sample().shares == [1, 1, 1])
        }
    }

    @Test func `a reload forgets nothing of the members that stay`() throws {
        let plant = try Self.plant("weighted", seed: 6)
        try plant.run(seconds: 20)
        plant.upstream.behaviours["a"]?.fails = true
        try plant.run(seconds: 6)
        var settings = Self.settings("least-load")
        settings.deployments[0].price = nil
        settings.models[0].members.swapAt(0, 2)
        settings.models[0].aliases = ["other"]
        plant.loop.apply(try plant.builder.build(settings), authenticator: KeyTable([:]))
        let shares = plant.loop.snapshot.groups[0].live.sample().shares
        #expect(shares[2] < 0.1 && shares[0] == 1)
        #expect(try plant.run(seconds: 5)["a"] ?? 0 < 0.06)
    }
}
