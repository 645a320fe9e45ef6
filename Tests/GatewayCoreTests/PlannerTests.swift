import GatewayCore
import GatewayTesting
import NIOCore
import NIOEmbedded
import Testing

@Suite struct PlannerTests {
    private let loop: LoopState

    init() throws {
        let settings = Settings(
            providers: [Fixture.provider("a"), Fixture.provider("b", port: 2)],
            deployments: [
                Deployment(id: "a-small", provider: "a", model: "small"),
                Deployment(id: "b-large", provider: "b", model: "team/large"),
                Deployment(id: "a-spare", provider: "a", model: "spare"),
            ],
            models: [
                ModelGroup(
                    name: "chat",
                    aliases: ["gpt"],
                    members: [
                        GroupMember(deployment: "b-large"), GroupMember(deployment: "a-small", weight: 0),
                    ],
                    strategy: "in-order",
                    fallbacks: ["a-spare", "b-large"]
                ),
                ModelGroup(name: "a/shadowed", members: [GroupMember(deployment: "a-spare")], strategy: "in-order"),
                ModelGroup(
                    name: "asleep",
                    members: [GroupMember(deployment: "a-small", weight: 0)],
                    strategy: "in-order"
                ),
            ],
            defaultProvider: "b"
        )
        self.loop = try Fixture.loop(EmbeddedEventLoop(), settings)
    }

    /// Ids of the deployments that a request for a model would be sent to.
    private func plan(
        _ model: String,
        endpoint: Endpoint = .chatCompletions,
        allowed: Set<String>? = nil
    ) throws -> [String] {
        let exchange = try Fixture.exchange(on: self.loop, RecordingClient(), endpoint: endpoint)
        exchange.model = model
        if let allowed {
            exchange.caller = VirtualKey(name: "k", digest: [], models: allowed)
        }
        try Planner.resolve(exchange)
        if let single = try Planner.plan(exchange) {
            #expect(self.loop.order.isEmpty)
            return ["\(single.deployment.id)=\(single.deployment.model)"]
        }
        return self.loop.order.map { self.loop.snapshot.targets[$0].deployment.id }
    }

    @Test(arguments: [
        ("chat", ["b-large", "a-spare"]), ("gpt", ["b-large", "a-spare"]), ("a/small", ["a-small"]),
        ("b/team/large", ["b-large"]), ("a/shadowed", ["a-spare"]), ("a/unknown", ["a/*=unknown"]),
        ("b/x/y", ["b/*=x/y"]), ("asleep", []),
    ])
    func `a name leads to its deployments, best first`(model: String, expected: [String]) throws {
        #expect(try self.plan(model) == expected)
    }

    @Test(arguments: ["", "nobody", "nobody/small", "small", "a/", "/small", "Chat", "a"])
    func `an unknown name is refused with 404`(model: String) {
        let error = #expect(throws: GatewayError.self) { try self.plan(model) }
        #expect(error?.code == .modelNotFound)
        #expect(error?.param == "model")
    }

    @Test(
        arguments: [
            ("chat", ["gpt"]), ("gpt", ["a/small"]), ("chat", []), ("a/small", ["chat"]), ("a/small", ["b/*"]),
            ("a/new", ["a/small"]), ("a/shadowed", ["a/*"]), ("b/team/large", ["team/large"]),
        ] as [(String, Set<String>)]
    )
    func `a key that does not name the model is refused with 403`(model: String, allowed: Set<String>) {
        let error = #expect(throws: GatewayError.self) { try self.plan(model, allowed: allowed) }
        #expect(error?.code == .modelNotAllowed)
    }

    @Test(
        arguments: [
            ("chat", ["chat"]), ("gpt", ["chat"]), ("gpt", ["gpt"]), ("a/small", ["a/small"]), ("a/small", ["a/*"]),
            ("a/new", ["a/new"]), ("a/new", ["a/*"]), ("b/team/large", ["b/team/large"]),
            ("a/shadowed", ["a/shadowed"]),
        ] as [(String, Set<String>)]
    )
    func `a key may name a model in each of its ways`(model: String, allowed: Set<String>) throws {
        #expect(try !self.plan(model, allowed: allowed).isEmpty)
    }

    @Test func `a refused key does not learn whether a deployment exists`() {
        let known = #expect(throws: GatewayError.self) { try self.plan("a/small", allowed: ["chat"]) }
        let unknown = #expect(throws: GatewayError.self) { try self.plan("a/nothing", allowed: ["chat"]) }
        #expect(known?.code == unknown?.code)
    }

    @Test func `what names no model goes to the default provider`() throws {
        #expect(try self.plan("", endpoint: .passthrough) == ["b/*"])
        #expect(try self.plan("something", endpoint: .passthrough) == ["b/*"])
        #expect(try self.plan("chat", endpoint: .passthrough) == ["b-large", "a-spare"])
        #expect(try self.plan("", endpoint: .passthrough, allowed: ["b/*"]) == ["b/*"])
    }

    @Test func `a limited key may not use the default provider unless it names it`() {
        let nameless = #expect(throws: GatewayError.self) {
            try self.plan("", endpoint: .passthrough, allowed: ["chat"])
        }
        #expect(nameless?.code == .modelNotAllowed)
        #expect(nameless?.param == nil)
        #expect(nameless?.message.contains("'b/*'") == true)
        let named = #expect(throws: GatewayError.self) {
            try self.plan("something", endpoint: .passthrough, allowed: ["chat"])
        }
        #expect(named?.code == .modelNotAllowed)
        #expect(named?.param == "model")
    }

    @Test func `a long name is not echoed whole`() {
        let name = String(repeating: "n", count: 10_000)
        let error = #expect(throws: GatewayError.self) { try self.plan(name) }
        #expect((error?.message.utf8.count ?? .max) < 500)
    }

    @Test func `a model that only the request names is priced by the book and sent under its name`() throws {
        let builder = Fixture.builder { _, model in model == "new" ? Price(input: 5, output: 6) : nil }
        let settings = Settings(providers: [Fixture.provider("a")])
        self.loop.apply(try builder.build(settings), authenticator: KeyTable([:]))
        let exchange = try Fixture.exchange(on: self.loop, RecordingClient())
        exchange.model = "a/new"
        try Planner.resolve(exchange)
        let target = try #require(try Planner.plan(exchange))
        #expect(target.price?.input == 5)
        #expect(String(decoding: target.modelJSON, as: UTF8.self) == #""new""#)
        #expect(target.index == 0)
    }
}
