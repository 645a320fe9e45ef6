import GatewayCore
import GatewayTesting
import GatewayWire
import NIOCore
import NIOEmbedded

@testable import GatewayRouting

/// A loop with a router and a ring, and requests that are planned on it.
struct DecisionFixture {
    static let registry = StrategyRegistry.builtin()

    let loop: LoopState
    let ring: DecisionRing

    /// Five members of three tiers in two regions, and four fallbacks of two ranks.
    static func settings(_ change: (inout ModelGroup) -> Void = { _ in }) -> Settings {
        let tiers: [Tier?] = [.advanced, .standard, .standard, .basic, nil]
        var settings = Fixture.settings(models: [])
        settings.deployments = tiers.enumerated().map { index, tier in
            var deployment = Deployment(id: "d\(index)", provider: "p", model: "m\(index)", tier: tier)
            deployment.region = index % 2 == 0 ? "eu" : "us"
            deployment.price = Price(input: Int64(index + 1) * 1_000_000_000, output: Int64(index + 1) * 4_000_000_000)
            return deployment
        }
        settings.deployments += (0..<4).map { Deployment(id: "f\($0)", provider: "p", model: "f\($0)") }
        var group = ModelGroup(
            name: "auto",
            members: (0..<5).map { GroupMember(deployment: "d\($0)", weight: $0 + 1) },
            fallbacks: []
        )
        change(&group)
        settings.models = [group]
        return settings
    }

    static func builder() -> SnapshotBuilder {
        SnapshotBuilder(
            adapters: { _ in PlainAdapter(asksForStreamUsage: true) },
            strategies: { Self.registry.strategy(named: $0) },
            prices: { _, _ in nil }
        )
    }

    init(_ settings: Settings = DecisionFixture.settings(), seed: UInt64 = 1, capacity: Int = 64) throws {
        let eventLoop = EmbeddedEventLoop()
        self.loop = LoopState(
            index: 0,
            eventLoop: eventLoop,
            executor: EventLoopExecutor(eventLoop),
            snapshot: try Self.builder().build(settings),
            authenticator: KeyTable([:]),
            seed: seed
        )
        self.ring = DecisionRing(capacity: capacity)
        self.loop.router = LoopRouter(
            loop: self.loop,
            strategies: { Self.registry.strategy(named: $0) },
            reader: ContentReader(),
            records: self.ring,
            seed: 7,
            wallClock: { 1_795_367_036_123_456_789 }
        )
    }

    static func body(_ prompt: String = "Hello there", more: String = "") -> String {
        #"{"model":"auto","messages":[{"role":"user","content":"\#(prompt)"}]\#(more)}"#
    }

    /// Plans a request.
    @discardableResult
    func plan(_ body: String = DecisionFixture.body(), headers: String = "") throws -> Exchange {
        let exchange = try Fixture.exchange(on: self.loop, ClientStream(), body: body, headers: headers)
        exchange.caller = VirtualKey(name: "team-a", digest: [], tenant: "acme")
        try Planner.resolve(exchange)
        _ = try Planner.plan(exchange)
        return exchange
    }

    /// Plans a request, and takes its record.
    func decide(_ body: String = DecisionFixture.body(), headers: String = "") throws -> RecordedDecision {
        try self.plan(body, headers: headers)
        guard let record = self.ring.latest(1).first else { throw FixtureError.missing }
        return RecordedDecision(record)
    }

    /// The same decision after a way through JSON.
    static func copy(_ decision: RecordedDecision) throws -> RecordedDecision {
        try DecisionDocument.parse(DecisionDocument.json(decision, self.registry))
    }
}

extension RuleSettings {
    init(_ name: String, _ when: String, _ change: (inout RuleSettings) -> Void = { _ in }) {
        self.init(name: name, when: when)
        change(&self)
    }
}
