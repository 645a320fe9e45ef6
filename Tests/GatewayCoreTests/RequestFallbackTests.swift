import GatewayCore
import GatewayTesting
import NIOCore
import NIOEmbedded
import Testing

/// Fallbacks that a request brings along.
@Suite struct RequestFallbackTests {
    private let eventLoop = EmbeddedEventLoop()
    private let loop: LoopState
    private let upstream = ScriptedUpstream()

    init() throws {
        var chat = ModelGroup(
            name: "chat",
            members: [GroupMember(deployment: "d0"), GroupMember(deployment: "d1")],
            strategy: "in-order",
            fallbacks: ["d2", FallbackEntry(.deployment("d3"), causes: [.contextWindow], rank: 1)],
            retry: RetrySettings(attempts: 5)
        )
        chat.takesRequestFallbacks = true
        let settings = Settings(
            providers: [Fixture.provider("p"), Fixture.provider("q", port: 2)],
            deployments: (0..<6).map { Deployment(id: "d\($0)", provider: $0 < 5 ? "p" : "q", model: "m\($0)") },
            models: [
                chat,
                ModelGroup(
                    name: "other",
                    aliases: ["alias"],
                    members: [GroupMember(deployment: "d1"), GroupMember(deployment: "d4")],
                    strategy: "in-order"
                ),
                ModelGroup(
                    name: "strict",
                    members: [GroupMember(deployment: "d0")],
                    strategy: "in-order",
                    fallbacks: ["d2"]
                ),
            ]
        )
        self.loop = try Fixture.loop(self.eventLoop, settings)
        self.loop.upstream = self.upstream
        self.eventLoop.advanceTime(by: .seconds(1))
    }

    private static func body(_ fallbacks: String, model: String = "chat") -> String {
        #"{"model":"\#(model)","fallbacks":\#(fallbacks),"messages":[{"role":"user","content":"hi"}]}"#
    }

    /// Ids of the deployments to try, and how many of them are members.
    private func plan(
        _ fallbacks: String,
        model: String = "chat",
        allowed: Set<String>? = nil
    ) throws -> (order: [String], members: Int) {
        let body = Self.body(fallbacks, model: model)
        let exchange = try Fixture.exchange(on: self.loop, RecordingClient(), body: body)
        defer { exchange.settle() }
        if let allowed {
            exchange.caller = VirtualKey(name: "k", digest: [], models: allowed)
        }
        try Planner.resolve(exchange)
        _ = try Planner.plan(exchange)
        return (self.loop.order.map { self.loop.snapshot.targets[$0].deployment.id }, exchange.memberCount)
    }

    @Test(
        arguments: [
            (#"["d4"]"#, ["d4"]), (#"["d5","d2"]"#, ["d5", "d2"]), (#"["p/m4"]"#, ["d4"]), (#"["q/m5"]"#, ["d5"]),
            (#"["other"]"#, ["d4"]), (#"["alias","d3"]"#, ["d4", "d3"]), (#"["d0","chat","d1"]"#, []),
            (#"["d4","d4","p/m4"]"#, ["d4"]), ("[]", []), (#"["d\u0034"]"#, ["d4"]),
        ] as [(String, [String])]
    )
    func `the request's fallbacks stand in for the configured ones`(fallbacks: String, expected: [String]) throws {
        let plan = try self.plan(fallbacks)
        #expect(plan.order == ["d0", "d1"] + expected && plan.members == 2)
    }

    @Test func `a group that takes none keeps to its own`() throws {
        let plan = try self.plan(#"["nobody"]"#, model: "strict")
        #expect(plan.order == ["d0", "d2"] && plan.members == 1)
    }

    @Test func `a request without fallbacks has the configured ones`() throws {
        let exchange = try Fixture.exchange(on: self.loop, RecordingClient())
        exchange.model = "chat"
        try Planner.resolve(exchange)
        _ = try Planner.plan(exchange)
        exchange.settle()
        #expect(self.loop.order == [0, 1, 2, 3])
    }

    @Test(arguments: ["nobody", "", "p", "p/", "p/none", "q/m4", "D4", "chat "])
    func `an unknown name is refused with 404`(name: String) {
        let error = #expect(throws: GatewayError.self) { try self.plan(#"["d4","\#(name)"]"#) }
        #expect(error?.code == .modelNotFound && error?.param == "fallbacks")
        #expect(error?.message.contains("'\(name)'") == true)
    }

    @Test func `a long name is not echoed whole`() {
        let name = String(repeating: "n", count: 10_000)
        let error = #expect(throws: GatewayError.self) { try self.plan(#"["\#(name)"]"#) }
        #expect((error?.message.utf8.count ?? .max) < 500)
    }

    @Test(
        arguments: [
            ("d4", ["chat"], false), ("d4", ["chat", "other"], false), ("d4", ["chat", "d4"], true),
            ("d4", ["chat", "p/*"], true), ("p/m4", ["chat", "p/m4"], true), ("p/m4", ["chat", "q/*"], false),
            ("other", ["chat", "other"], true), ("alias", ["chat", "other"], true),
            ("alias", ["chat", "alias"], true), ("other", ["chat", "p/*"], false),
        ] as [(String, Set<String>, Bool)]
    )
    func `the caller's key must allow each name`(name: String, allowed: Set<String>, isAllowed: Bool) throws {
        if isAllowed {
            #expect(try self.plan(#"["\#(name)"]"#, allowed: allowed).order.last == "d4")
            return
        }
        let error = #expect(throws: GatewayError.self) { try self.plan(#"["\#(name)"]"#, allowed: allowed) }
        #expect(error?.code == .modelNotAllowed && error?.status == 403)
    }

    @Test(arguments: [0, 1, 16, 17, 100])
    func `sixteen names are enough`(count: Int) throws {
        let list = "[" + Array(repeating: #""d4""#, count: count).joined(separator: ",") + "]"
        if count <= 16 {
            #expect(try self.plan(list).order == ["d0", "d1"] + (count > 0 ? ["d4"] : []))
            return
        }
        let error = #expect(throws: GatewayError.self) { try self.plan(list) }
        #expect(error?.code == .invalidRequest && error?.param == "fallbacks" && error?.status == 400)
    }

    @Test(arguments: [#""d4""#, "{}", "1", "true", #"{"d4":1}"#])
    func `what is no list is refused`(value: String) {
        let error = #expect(throws: GatewayError.self) { try self.plan(value) }
        #expect(error?.code == .invalidRequest && error?.param == "fallbacks")
    }

    @Test(arguments: ["[1]", #"["d4",null]"#, #"[{"model":"d4"}]"#, #"[["d4"]]"#])
    func `what is no name is refused, and not passed over`(list: String) {
        let error = #expect(throws: GatewayError.self) { try self.plan(list) }
        #expect(error?.code == .invalidRequest && error?.param == "fallbacks")
    }

    @Test(arguments: ["d4", "d3"])
    func `a request's fallback answers when the members fail`(name: String) throws {
        let reset = ScriptedAttempt.fail(GatewayError(.providerReset, "It failed."))
        self.upstream.script = [reset, reset, .answer("{}")]
        let client = RecordingClient()
        let exchange = try Fixture.exchange(on: self.loop, client, body: Self.body(#"["\#(name)"]"#))
        Pipeline.start(exchange)
        self.eventLoop.run()
        // What the configuration says of `d3` is for those who leave the choice to it.
        #expect(self.upstream.tried == ["d0", "d1", name] && client.status == 200)
        #expect(exchange.role == .fallback)
        self.eventLoop.advanceTime(by: .seconds(60))
    }
}
