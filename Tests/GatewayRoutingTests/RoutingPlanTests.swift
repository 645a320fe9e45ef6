import GatewayCore
import GatewayTesting
import NIOCore
import Testing

/// What the plan makes of settings, requests and measurements.
@Suite struct RoutingPlanTests {
    private static func settings(_ change: (inout Settings) -> Void = { _ in }) -> Settings {
        var settings = Settings(
            providers: [Fixture.provider()],
            deployments: [
                Deployment(
                    id: "large",
                    provider: "p",
                    model: "l",
                    tier: .advanced,
                    region: "eu",
                    price: Price(input: 10_000_000_000, output: 30_000_000_000, cachedInput: 1_000_000_000)
                ),
                Deployment(
                    id: "small",
                    provider: "p",
                    model: "s",
                    tier: .basic,
                    region: "us",
                    price: Price(input: 1_000_000_000, output: 3_000_000_000)
                ),
                Deployment(id: "other", provider: "p", model: "o", tier: .basic, region: "us"),
            ],
            models: [
                ModelGroup(
                    name: "m",
                    members: ["large", "small", "other"].map { GroupMember(deployment: $0) },
                    strategy: "priority"
                )
            ]
        )
        change(&settings)
        return settings
    }

    private static func plant(_ change: (inout Settings) -> Void = { _ in }) throws -> RoutedPlant {
        try RoutedPlant(self.settings(change), [:])
    }

    private static func plan(
        _ plant: RoutedPlant,
        body: String = Fixture.chat,
        headers: String = "",
        _ change: (Exchange) -> Void = { _ in }
    ) throws -> (order: [String], exchange: Exchange) {
        let exchange = try Fixture.exchange(on: plant.loop, RecordingClient(), body: body, headers: headers)
        change(exchange)
        try Planner.resolve(exchange)
        _ = try Planner.plan(exchange)
        return (plant.loop.order.map { plant.loop.snapshot.targets[$0].deployment.id }, exchange)
    }

    private static func chat(_ text: String, further: String = "") -> String {
        #"{"model":"m","messages":[{"role":"user","content":"\#(text)"}\#(further)]}"#
    }

    @Test func `ceilings of the group leave out who is too dear, and the request's own come before them`() throws {
        let plant = try Self.plant { $0.models[0].routing.maxCost = 2_000_000 }
        // About 256 tokens of answer: 7.7 and 0.8 milli-dollars; nobody knows what the third takes.
        #expect(try Self.plan(plant).order == ["small"])
        let (order, _) = try Self.plan(plant) { $0.signals.maxCost = 20_000_000 }
        #expect(order == ["large", "small"])
        let error = #expect(throws: GatewayError.self) {
            _ = try Self.plan(plant) { $0.signals.maxCost = 1 }
        }
        #expect(error?.code == .noDeployment && error?.message.contains("max_cost") == true)
    }

    @Test func `a bound on the answer lowers what it is expected to cost`() throws {
        let plant = try Self.plant { $0.models[0].routing.maxCost = 2_000_000 }
        let body = #"{"model":"m","max_tokens":20,"messages":[{"role":"user","content":"hi"}]}"#
        #expect(try Self.plan(plant, body: body).order == ["large", "small"])
    }

    @Test func `the region of the group is the nearest, and the request may ask for another`() throws {
        let plant = try Self.plant {
            $0.models[0].strategy = "proximity"
            $0.models[0].routing.region = "us"
        }
        #expect(try Self.plan(plant).order.last == "large")
        let regions = plant.loop.snapshot.regions
        #expect(regions.count == 2)
        let (order, _) = try Self.plan(plant) { $0.signals.region = regions["eu"] ?? 0 }
        #expect(order.first == "large")
    }

    @Test func `a group that has stepped down asks the smaller tiers`() throws {
        let plant = try Self.plant { $0.models[0].routing.degradation = DegradationSettings() }
        #expect(try Self.plan(plant).order.first == "large")
        plant.loop.snapshot.groups[0].live.noteBudget(1)
        for _ in 0..<20 {
            _ = try Self.plan(plant)
            plant.rest(seconds: 1)
            _ = plant.loop.now
        }
        let (order, exchange) = try Self.plan(plant)
        #expect(order == ["small", "other"] && exchange.signals.degradedTo == .basic)
    }

    @Test func `a group whose members are all of one tier serves on`() throws {
        let plant = try Self.plant {
            $0.models[0].routing.degradation = DegradationSettings()
            $0.models[0].members = [GroupMember(deployment: "large")]
        }
        plant.loop.snapshot.groups[0].live.noteBudget(1)
        for _ in 0..<20 {
            _ = try Self.plan(plant)
            plant.rest(seconds: 1)
            _ = plant.loop.now
        }
        let (order, exchange) = try Self.plan(plant)
        #expect(order == ["large"] && exchange.signals.degradedTo == nil)
    }

    @Test func `a session stays with its deployment, whatever its turns say, and after a reload`() throws {
        let change: (inout Settings) -> Void = {
            $0.models[0].strategy = "weighted"
            $0.models[0].affinity = .session
        }
        let plant = try Self.plant(change)
        var homes: Set<String> = []
        for session in 0..<30 {
            var firsts: Set<String?> = []
            for turn in 0..<4 {
                let headers = "x-signalbox-session: s\(session)\r\n"
                firsts.insert(try Self.plan(plant, body: Self.chat("turn \(turn)"), headers: headers).order.first)
                if turn == 1 {
                    plant.loop.apply(try plant.builder.build(Self.settings(change)), authenticator: KeyTable([:]))
                }
            }
            #expect(firsts.count == 1, "session \(session)")
            homes.formUnion(firsts.compactMap { $0 })
        }
        #expect(homes.count == 3)
        // Without a name, the first turn is the conversation's.
        let further = #",{"role":"assistant","content":"Yes."},{"role":"user","content":"More."}"#
        for question in 0..<20 {
            let text = "question \(question)"
            let first = try Self.plan(plant, body: Self.chat(text)).order.first
            #expect(try Self.plan(plant, body: Self.chat(text, further: further)).order.first == first)
        }
    }

    @Test func `a conversation stays where its prompt is cached, until that is no gain`() throws {
        let plant = try Self.plant {
            $0.models[0].strategy = "lowest-cost"
            $0.models[0].affinity = .session
            $0.models[0].members.removeLast()
            $0.deployments[1].price = Price(input: 2_000_000_000, output: 30_000_000_000)
        }
        let text = String(repeating: "word ", count: 10_000)
        #expect(try Self.plan(plant, body: Self.chat(text)).order.first == "small")
        let (_, exchange) = try Self.plan(plant, body: Self.chat(text))
        let large = plant.loop.snapshot.targets[0]
        large.live.residency.note(exchange.signals.affinity, tokens: 12_500, at: plant.loop.now)
        // Now a tenth for the one, a fifth for the other.
        #expect(try Self.plan(plant, body: Self.chat(text)).order.first == "large")
        plant.rest(seconds: 601)
        _ = plant.loop.now
        #expect(try Self.plan(plant, body: Self.chat(text)).order.first == "small")
    }

    @Test func `answers teach their length, the cache and the latency`() throws {
        let plant = try Self.plant {
            $0.models[0].strategy = "score"
            $0.models[0].affinity = .session
        }
        let text = String(repeating: "word ", count: 2_000)
        for _ in 0..<20 {
            try plant.run(seconds: 1, rate: 10, body: Self.chat(text))
        }
        let group = plant.loop.snapshot.groups[0].live
        #expect((25...35).contains(group.expectedOutput(task: 0)))
        let (order, _) = try Self.plan(plant, body: Self.chat(text))
        let view = plant.loop.routing
        let first = view.candidates.first { plant.loop.snapshot.targets[$0.target].deployment.id == order.first }
        #expect(first?.cachedShare ?? 0 > 0.9 && first?.firstToken ?? 0 > 0 && first?.samples ?? 0 > 20)
        #expect(view.request.outputTokens == group.expectedOutput(task: 0))
    }

    @Test func `nothing waits when nothing is asked`() throws {
        let plant = try Self.plant()
        plant.upstream.behaviours["large"] = .init(firstToken: 50, fails: true)
        try plant.run(seconds: 5)
        plant.rest(seconds: 60)
        for target in plant.loop.snapshot.targets {
            #expect(target.live.totals(at: plant.loop.now).waiting == 0)
        }
    }

    @Test func `a decision is the same again for the same view and chance`() throws {
        for name in RoutingSample.names {
            let plant = try Self.plant { $0.models[0].strategy = name }
            try plant.run(seconds: 3)
            let chance = plant.loop.chance
            let (order, _) = try Self.plan(plant)
            // Two numbers of the exchange's id come before; the third one names the decision.
            var numbers = chance
            _ = numbers.next()
            _ = numbers.next()
            var again = Chance(seed: numbers.next())
            let ranked = RoutingSample.rank(plant.loop.snapshot.groups[0].strategy, plant.loop.routing, &again)
            #expect(ranked.map { plant.loop.snapshot.targets[$0].deployment.id } == order, "\(name)")
        }
    }
}
