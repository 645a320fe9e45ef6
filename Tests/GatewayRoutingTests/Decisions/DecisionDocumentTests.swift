import GatewayCore
import GatewayWire
import Testing

@testable import GatewayRouting

struct DecisionDocumentTests {
    private static func document(_ decision: RecordedDecision) throws -> JSONValue {
        try JSONValue.parse(DecisionDocument.json(decision, DecisionFixture.registry).span.bytes)
    }

    private static func reasons(_ decision: RecordedDecision) throws -> [String: String] {
        let candidates = try Self.document(decision)["candidates"]?.elements ?? []
        return Dictionary(
            uniqueKeysWithValues: candidates.map { ($0["deployment"]?.text ?? "", $0["reason"]?.text ?? "") }
        )
    }

    @Test func `the document says what was decided, by what and for whom`() throws {
        let settings = DecisionFixture.settings { group in
            group.strategy = "priority"
            group.fallbacks = [FallbackEntry(.deployment("f0"))]
            group.routing.rules = [RuleSettings("hello", #"turns == 1 && language != """#)]
        }
        let fixture = try DecisionFixture(settings)
        let headers = "x-signalbox-tags: a, b\r\nx-request-id: r-1\r\n"
        let decision = try fixture.decide(headers: headers)
        let document = try Self.document(decision)
        #expect(document["id"]?.text == DecisionID.text(decision.id))
        #expect(document["request_id"]?.text == "r-1")
        #expect(
            document["time"]?.text == "2026-11-23T00:23:56.123456789Z" || document["time"]?.text?.hasSuffix("Z") == true
        )
        #expect(document["outcome"]?.text == "routed")
        #expect(document["strategy"]?.text == "priority")
        #expect(document["choice"]?.text == "d0")
        #expect(document["order"]?.elements?.compactMap(\.text) == ["d0", "d1", "d2", "d3", "d4"])
        #expect(document["fallbacks"]?.elements?.compactMap(\.text) == ["f0"])
        #expect(document["caller"]?["key"]?.text == "team-a")
        #expect(document["caller"]?["tenant"]?.text == "acme")
        #expect(document["caller"]?["tags"]?.elements?.compactMap(\.text) == ["a", "b"])
        #expect(document["rules"]?.elements?.first?["name"]?.text == "hello")
        #expect(document["rules"]?.elements?.first?["when"]?.text == #"turns == 1 && language != """#)
        #expect(document["request"]?["turns"]?.integer == 1)
        #expect(document["request"]?["language"]?.text != nil)
        #expect(document["request"]?["task"] == .null)
        let second = document["candidates"]?.elements?[1]
        #expect(second?["provider"]?.text == "p")
        #expect(second?["reason"]?.text == "lower_merit")
        #expect(second?["merit"]?.numberText == "-1.0")
        #expect(["0.0", "-0.0"].contains(second?["best_merit"]?.numberText))
        #expect(second?["terms"]?.elements?.first?["name"]?.text == "place")
        #expect(second?["inputs"]?["price_usd_per_million"]?["input"]?.numberText == "2.0")
        #expect(second?["inputs"]?["region"]?.text == "us")
    }

    @Test func `neither prompts nor credentials nor headers are in it`() throws {
        let settings = DecisionFixture.settings { group in
            group.routing.rules = [
                RuleSettings("all", #"prompt.contains("zebra") && "x-own" in headers && user == "eve""#)
            ]
        }
        let fixture = try DecisionFixture(settings)
        let headers = "authorization: Bearer sk-hidden\r\nx-own: coloured\r\n"
        let decision = try fixture.decide(DecisionFixture.body("a zebra", more: #","user":"eve""#), headers: headers)
        #expect(decision.rules.count == 1)
        let text = String(decoding: DecisionDocument.json(decision, DecisionFixture.registry), as: UTF8.self)
        for secret in ["a zebra", "sk-hidden", "coloured", "Bearer", "\"eve\""] {
            #expect(!text.replacing(#"user == \"eve\""#, with: "").contains(secret), "\(secret)")
        }
    }

    @Test func `each one that is left out has its reason`() throws {
        let settings = DecisionFixture.settings { group in
            group.members[1].weight = 0
            group.routing.rules = [
                RuleSettings("not-d2", "true") { rule in
                    rule.forbid = DeploymentSelector()
                    rule.forbid?.deployments = ["d2"]
                    rule.degrade = .standard
                }
            ]
        }
        var all = settings
        all.deployments[3].capabilities = [.tools]
        let image =
            #"{"model":"auto","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}]}"#
        let decision = try DecisionFixture(all).decide(image)
        #expect(
            try Self.reasons(decision) == ["d0": "tier", "d1": "weight_0", "d2": "rule", "d3": "need", "d4": "drawn"]
        )
        let candidates = try Self.document(decision)["candidates"]?.elements
        #expect(candidates?[2]["rule"]?.text == "not-d2")
        #expect(candidates?[3]["need"]?.text == "vision")
        #expect(candidates?[3]["inputs"] == .null)
        #expect(decision.degradedTo == .standard)
    }

    @Test func `ceilings, breakers and thin shares have their words`() throws {
        var decision = try DecisionFixture(DecisionFixture.settings { $0.strategy = "lowest-cost" }).decide()
        decision.view.request.maxCost = 20_000_000
        decision.view.request.maxFirstToken = 100
        decision.view.candidates[0].share = 0
        decision.view.candidates[1].isRefusing = true
        decision.view.candidates[3].firstToken = 101
        decision.view.candidates[4].price = nil
        decision.order = try #require(DecisionReplay.order(decision, DecisionFixture.registry))
        decision.memberCount = decision.order.count
        #expect(
            try Self.reasons(decision) == [
                "d0": "dynamic_share", "d1": "breaker_open", "d2": "best", "d3": "max_ttft", "d4": "max_cost",
            ]
        )
        #expect(decision.order == [2, 0, 1])
    }

    @Test func `who has the conversation and who is preferred are told apart from who is best`() throws {
        let fixture = try DecisionFixture(DecisionFixture.settings { $0.strategy = "lowest-cost" })
        var decision = try fixture.decide()
        #expect(try Self.reasons(decision)["d0"] == "best")
        decision.view.request.affinity = 77
        decision.view.request.inputTokens = 10_000
        decision.view.candidates[1].cachedShare = 1
        decision.view.candidates[1].price = Price(input: 1_100_000_000, output: 4_000_000_000, cachedInput: 1_000_000)
        decision.view.candidates[0].price = Price(input: 1_000_000, output: 1, cachedInput: 1_000_000)
        decision.view.candidates[0].inFlight = 0
        let steps = DecisionReplay.steps(decision, LowestCost())
        #expect(steps.ranked.first == 0)
        decision.order = steps.order
        decision.memberCount = steps.memberCount
        if steps.settled.first == 1 {
            #expect(try Self.reasons(decision)["d1"] == "affinity")
            #expect(try Self.reasons(decision)["d0"] == "conversation_elsewhere")
        }
        decision.rules = [.init(name: "p", condition: "true", prefers: [3])]
        decision.order = DecisionReplay.steps(decision, LowestCost()).order
        #expect(try Self.reasons(decision)["d3"] == "preferred")
        #expect(decision.order.first == 3)
    }

    @Test func `one that is tried to find out how it does is not called best`() throws {
        let settings = DecisionFixture.settings { group in
            group.strategy = "score"
            group.routing.exploration = 0.1
        }
        let fixture = try DecisionFixture(settings)
        var words = Set<String>()
        for _ in 0..<400 {
            let reasons = try Self.reasons(try fixture.decide())
            words.formUnion(reasons.values)
        }
        #expect(words == ["best", "lower_merit", "explored", "exploration"])
    }
}
