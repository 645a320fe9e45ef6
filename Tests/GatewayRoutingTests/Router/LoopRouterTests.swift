import GatewayCore
import GatewayTesting
import Testing

@testable import GatewayRouting

@Suite struct LoopRouterTests {
    private static let all = ["fast", "main", "best", "eyes"]

    @Test func `without rules the strategy decides alone`() throws {
        #expect(try RouterScene(RouterScene.settings()).plan() == Self.all)
    }

    @Test func `use narrows to those that are selected`() throws {
        let scene = try RouterScene(RouterScene.settings([.when("true") { $0.use = .tier(.standard) }]))
        #expect(try scene.plan() == ["main", "eyes"])
    }

    @Test func `forbid takes out, and prefer puts first without changing the order among the others`() throws {
        let rule = RuleSettings.when("true") {
            $0.forbid = .only("main")
            $0.prefer = .only("eyes", "best")
        }
        #expect(try RouterScene(RouterScene.settings([rule])).plan() == ["best", "eyes", "fast"])
    }

    @Test func `the first rule that matches counts, and with all those of all`() throws {
        let rules = [
            RuleSettings.when("stream", name: "a") { $0.use = .only("best") },
            RuleSettings.when("turns == 1", name: "b") { $0.forbid = .only("fast") },
            RuleSettings.when("messages >= 1", name: "c") { $0.forbid = .only("main") },
        ]
        let first = try RouterScene(RouterScene.settings(rules))
        #expect(try first.plan() == ["main", "best", "eyes"])
        let all = try RouterScene(RouterScene.settings(rules) { $0.models[0].routing.match = .all })
        #expect(try all.plan() == ["best", "eyes"])
        #expect(try all.plan(RouterScene.chat("hi", more: #","stream":true"#)) == ["best"])
    }

    @Test(arguments: [
        (#"task == "code""#, "Write a Python function that reverses a linked list.", true),
        (#"task == "code""#, "Translate 'good morning' into French.", false),
        (#"task == "translation""#, "Translate 'good morning' into French.", true),
        (#"language == "de""#, "Wie wird das Wetter morgen in den Bergen, und was soll ich anziehen?", true),
        (#"language in ["de", "fr"]"#, "What will the weather be like in the mountains tomorrow?", false),
        ("complexity > 0.0 && complexity <= 1.0", "Prove that there are infinitely many primes.", true),
        ("tokens > 5 && tokens < 60", "What will the weather be like in the mountains tomorrow?", true),
        (#"prompt.contains("weather")"#, "What will the weather be like?", true),
        (#"prompt.matches("(?i)URGENT")"#, "this is urgent", true), ("prompt_bytes > 100", "short", false),
        (#"model == "auto" && endpoint == "chat_completions""#, "x", true), ("has_system", "x", false),
        (#""x-team" in headers"#, "x", false),
    ])
    func `conditions see what the request says`(condition: String, prompt: String, holds: Bool) throws {
        let scene = try RouterScene(RouterScene.settings([.when(condition) { $0.use = .only("best") }]))
        #expect(try scene.plan(RouterScene.chat(prompt)) == (holds ? ["best"] : Self.all))
    }

    @Test(arguments: [
        ("x-signalbox-tags: batch, nightly\r\n", #""batch" in tags"#),
        ("x-team: search\r\n", #"headers["x-team"] == "search""#),
        ("X-Signalbox-Region: eu\r\n", #"region == "eu""#), ("x-signalbox-session: abc\r\n", #"session == "abc""#),
        ("x-signalbox-latency: fast\r\n", "latency_sensitive"),
    ])
    func `conditions see what headers say`(headers: String, condition: String) throws {
        let scene = try RouterScene(RouterScene.settings([.when(condition) { $0.use = .only("best") }]))
        #expect(try scene.plan(headers: headers) == ["best"])
        #expect(try scene.plan() == Self.all)
    }

    @Test func `credentials are no headers to a condition`() throws {
        let rule = RuleSettings.when(#"headers.exists(k, headers[k].contains("secret"))"#) { $0.use = .only("best") }
        let scene = try RouterScene(RouterScene.settings([rule]))
        let headers = "authorization: Bearer secret\r\nx-api-key: secret\r\ncookie: a=secret\r\n"
        #expect(try scene.plan(headers: headers) == Self.all)
        #expect(try scene.plan(headers: "x-other: secret\r\n") == ["best"])
    }

    @Test func `a condition that fails to run does not hold, and is counted`() throws {
        let scene = try RouterScene(RouterScene.settings([.when(#"headers["x-none"] == "a""#) { $0.deny = "no" }]))
        let exchange = try scene.exchange()
        _ = try Planner.plan(exchange)
        #expect((exchange.reading as? RequestReading)?.faults == 1)
    }

    @Test func `deny refuses with the operator's words`() throws {
        let scene = try RouterScene(RouterScene.settings([.when("true") { $0.deny = "Ask the platform team." }]))
        #expect {
            try scene.plan()
        } throws: { error in
            let error = error as? GatewayError
            return error?.code == .deniedByRule && error?.message == "Ask the platform team." && error?.status == 403
        }
    }

    @Test func `a rule changes strategy, shares, weights, ceilings and priority`() throws {
        let rule = RuleSettings.when("true") {
            $0.strategy = "weighted"
            $0.shares = [GroupMember(deployment: "fast", weight: 0), GroupMember(deployment: "best", weight: 0)]
            $0.weights = ScoreWeights(cost: 1)
            $0.maxCost = nil
            $0.priority = 2
            $0.cache = .off
        }
        let scene = try RouterScene(RouterScene.settings([rule]))
        let exchange = try scene.exchange()
        _ = try Planner.plan(exchange)
        #expect(Set(scene.loop.order.map { scene.loop.snapshot.targets[$0].deployment.id }) == ["main", "eyes"])
        #expect(exchange.priority == 2 && exchange.ruling?.cache == .off && exchange.ruling?.strategyName == "weighted")
        #expect(scene.loop.routing.request.weights == ScoreWeights(cost: 1))
    }

    @Test func `degrade asks no tier above, unless nobody would be left`() throws {
        let down = try RouterScene(RouterScene.settings([.when("true") { $0.degrade = .standard }]))
        #expect(try down.plan() == ["fast", "main", "eyes"])
        let lone = RouterScene.settings([.when("true") { $0.degrade = .basic }]) {
            $0.models[0].members = [GroupMember(deployment: "best")]
        }
        #expect(try RouterScene(lone).plan() == ["best"])
    }

    // MARK: Needs

    private static let image =
        #"{"model":"auto","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"u"}}]}]}"#

    @Test func `those that lack what the request needs are no candidates, fallbacks included`() throws {
        let settings = RouterScene.settings {
            $0.deployments[0].capabilities = [.tools]
            $0.deployments[1].capabilities = []
            $0.deployments[3].capabilities = [.vision]
            $0.models[0].members = ["fast", "main", "eyes"].map { GroupMember(deployment: $0) }
            $0.models[0].fallbacks = [FallbackEntry(.deployment("best"))]
        }
        let scene = try RouterScene(settings)
        #expect(try scene.plan() == ["fast", "main", "eyes", "best"])
        // What states nothing may be able to do it.
        #expect(try scene.plan(Self.image) == ["eyes", "best"])
    }

    @Test func `where nobody can serve, the caller is told what is missing`() throws {
        let settings = RouterScene.settings { settings in
            for index in settings.deployments.indices { settings.deployments[index].capabilities = [.tools] }
        }
        let scene = try RouterScene(settings)
        #expect {
            try scene.plan(Self.image)
        } throws: { error in
            let error = error as? GatewayError
            return error?.status == 400 && error?.message.contains("vision") == true && error?.param == "messages"
        }
    }

    @Test func `a rule that leaves nobody is named`() throws {
        let scene = try RouterScene(RouterScene.settings([.when("true", name: "none") { $0.use = .only("nobody") }]))
        #expect {
            try scene.plan()
        } throws: { error in
            let error = error as? GatewayError
            return error?.code == .noDeployment && error?.message.contains("'none'") == true
        }
    }

    @Test func `fallbacks obey the rules as well`() throws {
        let settings = RouterScene.settings([.when("true") { $0.forbid = .only("best") }]) {
            $0.models[0].members = [GroupMember(deployment: "main")]
            $0.models[0].fallbacks = [FallbackEntry(.deployment("best")), FallbackEntry(.deployment("fast"))]
        }
        #expect(try RouterScene(settings).plan() == ["main", "fast"])
    }

    // MARK: Records

    @Test func `each decision is recorded under its id`() throws {
        let scene = try RouterScene(RouterScene.settings([.when("stream") { $0.use = .only("best") }]))
        let exchange = try scene.exchange()
        _ = try Planner.plan(exchange)
        let id = exchange.decision
        let record = try #require(scene.ring.newest { $0.id == id })
        #expect(record.order == scene.loop.order && record.memberCount == 4 && record.model == "auto")
        #expect(record.reading?.matched == [])
        #expect(scene.ring.latest(5).count == 1)
        for _ in 0..<20 { _ = try scene.plan() }
        let old = scene.ring.newest { $0.id == id }
        #expect(old == nil)
        #expect(scene.ring.latest(100).count == 16)
    }
}
