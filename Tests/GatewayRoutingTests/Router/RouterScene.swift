import GatewayCore
import GatewayTesting
import GatewayWire
import NIOCore
import NIOEmbedded

@testable import GatewayRouting

/// A loop with a router, a group `auto` of four deployments, and requests to it.
struct RouterScene {
    let loop: LoopState
    let router: LoopRouter
    let ring = DecisionRing(capacity: 16)
    private let eventLoop = EmbeddedEventLoop()

    /// The deployments: `fast` (basic, groq), `main` (standard, openai), `best` (advanced, openai, eu), `eyes` (standard,
    /// vision).
    static func settings(_ rules: [RuleSettings] = [], change: (inout Settings) -> Void = { _ in }) -> Settings {
        func deployment(_ id: String, _ provider: String, _ tier: Tier, _ region: String) -> Deployment {
            Deployment(id: id, provider: provider, model: "gpt-4o-" + id, tier: tier, region: region)
        }
        var settings = Settings(
            server: ServerSettings(),
            providers: [Fixture.provider("groq"), Fixture.provider("openai")],
            deployments: [
                deployment("fast", "groq", .basic, "us"), deployment("main", "openai", .standard, "us"),
                deployment("best", "openai", .advanced, "eu"), deployment("eyes", "openai", .standard, "eu"),
            ],
            models: [
                ModelGroup(
                    name: "auto",
                    members: ["fast", "main", "best", "eyes"].map { GroupMember(deployment: $0) },
                    strategy: "priority"
                )
            ]
        )
        settings.models[0].routing.rules = rules
        change(&settings)
        return settings
    }

    init(_ settings: Settings) throws {
        let registry = StrategyRegistry.builtin()
        let builder = SnapshotBuilder(
            adapters: { _ in PlainAdapter(asksForStreamUsage: true) },
            strategies: { registry.strategy(named: $0) },
            prices: { _, _ in nil }
        )
        self.loop = LoopState(
            index: 0,
            eventLoop: self.eventLoop,
            executor: EventLoopExecutor(self.eventLoop),
            snapshot: try builder.build(settings),
            authenticator: KeyTable([:]),
            seed: 7
        )
        self.router = LoopRouter(
            loop: self.loop,
            strategies: { registry.strategy(named: $0) },
            reader: ContentReader(),
            records: self.ring,
            seed: 1,
            wallClock: { 1_770_000_000_000_000_000 }
        )
        self.loop.router = self.router
    }

    /// The ids of the deployments that a request would be sent to, in this order; throws what the caller would be told.
    func plan(_ body: String = RouterScene.chat("hi"), headers: String = "") throws -> [String] {
        let exchange = try self.exchange(body, headers: headers)
        _ = try Planner.plan(exchange)
        return self.loop.order.map { self.loop.snapshot.targets[$0].deployment.id }
    }

    /// An exchange whose group is resolved.
    func exchange(_ body: String = RouterScene.chat("hi"), headers: String = "") throws -> Exchange {
        let exchange = try Fixture.exchange(on: self.loop, SilentClient(), body: body, headers: headers)
        try Planner.resolve(exchange)
        return exchange
    }

    /// A chat request with one message of the user's.
    static func chat(_ text: String, more: String = "") -> String {
        let content = String(decoding: JSONWriter.quoted(text), as: UTF8.self)
        return #"{"model":"auto","messages":[{"role":"user","content":\#(content)}]\#(more)}"#
    }

    /// A client that nobody listens to.
    final class SilentClient: ClientStream {
        override var isWritable: Bool { true }
        override var isGone: Bool { false }
    }
}

extension RuleSettings {
    /// A rule with one change.
    static func when(_ condition: String, name: String = "rule", _ change: (inout RuleSettings) -> Void) -> RuleSettings
    {
        var rule = RuleSettings(name: name, when: condition)
        change(&rule)
        return rule
    }
}

extension DeploymentSelector {
    /// Deployments by id.
    static func only(_ ids: String...) -> DeploymentSelector {
        var selector = DeploymentSelector()
        selector.deployments = ids
        return selector
    }

    /// Deployments of a tier.
    static func tier(_ tier: Tier) -> DeploymentSelector {
        var selector = DeploymentSelector()
        selector.tiers = [tier]
        return selector
    }
}
