import Foundation
import GatewayCore
import Testing

@testable import GatewayRouting

/// Replaying a record gives the same decision.
struct DecisionReplayTests {
    private static func decision(_ strategy: String, _ random: inout SplitMix64) -> RecordedDecision {
        var view = RoutingSample.random(&random, hasCeilings: Bool.random(using: &random))
        view.request.affinity = Bool.random(using: &random) ? 0 : random.next()
        let members = view.candidates.map(\.target)
        let fallbacks = (0..<Int.random(in: 0...5, using: &random)).map { index in
            GroupFallback(
                target: 100 + index,
                causes: .usual,
                rank: index / 3,
                weight: .random(in: 0...3, using: &random)
            )
        }
        let prefers = members.filter { _ in Bool.random(using: &random) }
        var decision = RecordedDecision(
            id: random.next(),
            madeAt: random.next() >> 2,
            requestID: "req_\"ü\"",
            model: "auto",
            group: "auto",
            endpoint: .chatCompletions,
            strategy: strategy,
            configVersion: 3,
            view: view,
            needs: RoutingNeeds(rawValue: UInt16.random(in: 0...1023, using: &random)),
            deployments: (members + fallbacks.map(\.target)).map {
                .init(target: $0, id: "d\($0)", provider: "p", region: $0 % 2 == 0 ? "" : "eu")
            },
            groupSize: members.count,
            order: [],
            memberCount: 0,
            fallbacks: fallbacks,
            hasOwnFallbacks: false,
            excluded: fallbacks.prefix(1).map { .init(target: $0.target, reason: .need("vision")) },
            rules: [.init(name: "r", condition: "true", prefers: Bool.random(using: &random) ? prefers : nil)],
            ruleFaults: 1,
            degradedTo: Bool.random(using: &random) ? .basic : nil,
            region: "eu",
            facts: Self.facts(&random)
        )
        decision.order = Self.order(of: decision)
        decision.memberCount = decision.order.count { $0 < 100 }
        return decision
    }

    /// The order by the planner's own steps.
    private static func order(of decision: RecordedDecision) -> [Int] {
        let strategy = RoutingSample.strategy(decision.strategy)
        var chance = Chance(seed: decision.id)
        var order: [Int] = []
        strategy.rank(decision.view, given: &chance, into: &order)
        if decision.view.request.affinity != 0 {
            let aims = strategy.aims(decision.view.request)
            PromptAffinity.settle(&order, decision.view, isDrawn: strategy.isDrawn, aims: aims)
        }
        if let prefers = decision.rules[0].prefers {
            MemberPreference.settle(&order, members: order.count, decision.view, seed: decision.id) {
                prefers.contains($0)
            }
        }
        var fallbacks: [Int] = []
        Planner.drawFallbacks(decision.fallbacks, seed: decision.id, into: &fallbacks)
        return order + fallbacks.filter { target in !decision.excluded.contains { $0.target == target } }
    }

    private static func facts(_ random: inout SplitMix64) -> RecordedFacts {
        var facts = RecordedFacts()
        facts.bodyBytes = .random(in: 0...1_000_000, using: &random)
        facts.maxTokens = Bool.random(using: &random) ? nil : 100
        facts.isLatencySensitive = Bool.random(using: &random)
        facts.caller.tags = ["a", "b\n"]
        facts.caller.tenant = "acme"
        if Bool.random(using: &random) {
            facts.content.task = PromptTask.allCases.randomElement(using: &random)
            facts.content.taskConfidence = .random(in: 0...1, using: &random)
            facts.content.language = .fr
            facts.content.languageConfidence = .random(in: 0...1, using: &random)
            facts.content.complexity = .random(in: 0...1, using: &random)
            facts.content.tokens = TokenCount(tokens: 7, error: .random(in: 0...1, using: &random))
        }
        if Bool.random(using: &random) {
            var form = RecordedFacts.Form()
            form.features = [.tools, .vision]
            form.effort = .highest
            form.turns = 3
            form.isCounted = true
            facts.form = form
        }
        return facts
    }

    @Test(arguments: RoutingSample.names)
    func `a record that went through JSON gives the same decision`(strategy: String) throws {
        var random = SplitMix64(seed: 11)
        for _ in 0..<400 {
            let decision = Self.decision(strategy, &random)
            let copy = try DecisionFixture.copy(decision)
            #expect(copy == decision)
            #expect(DecisionReplay.order(copy, DecisionFixture.registry) == decision.order)
        }
    }

    /// Groups that differ in all that an order depends on.
    private static func group(_ strategy: String, _ random: inout SplitMix64) -> Settings {
        DecisionFixture.settings { group in
            group.strategy = strategy
            group.affinity = [.none, .session, .prefix].randomElement(using: &random) ?? .none
            group.routing.exploration = 0.1
            group.routing.region = "eu"
            group.fallbacks = (0..<4).map { FallbackEntry(.deployment("f\($0)"), weight: $0 % 3 + 1, rank: $0 / 2) }
            group.takesRequestFallbacks = true
            group.routing.match = .all
            group.routing.rules = [
                RuleSettings("prefers", #""p" in tags"#) { rule in
                    rule.prefer = DeploymentSelector()
                    rule.prefer?.regions = ["us"]
                },
                RuleSettings("forbids", #""f" in tags"#) { rule in
                    rule.forbid = DeploymentSelector()
                    rule.forbid?.deployments = ["d0", "f1"]
                },
                RuleSettings("degrades", #""d" in tags"#) { $0.degrade = .standard },
                RuleSettings("shares", #""s" in tags"#) { $0.shares = [GroupMember(deployment: "d1", weight: 0)] },
                RuleSettings("ranks", #""r" in tags"#) { $0.strategy = "priority" },
            ]
        }
    }

    @Test(arguments: RoutingSample.names)
    func `a decision of a router can be made again from its record`(strategy: String) throws {
        var random = SplitMix64(seed: 5)
        for round in 0..<40 {
            let fixture = try DecisionFixture(Self.group(strategy, &random), seed: UInt64(round))
            for _ in 0..<6 {
                let tags = ["p", "f", "d", "s", "r"].filter { _ in Bool.random(using: &random) }.joined(separator: ",")
                let more = Int.random(in: 0..<4, using: &random) == 0 ? #","fallbacks":["f2","f0"]"# : ""
                let headers = "x-signalbox-tags: \(tags)\r\nx-signalbox-session: s\(round)\r\n"
                let exchange = try fixture.plan(DecisionFixture.body(more: more), headers: headers)
                let record = try #require(fixture.ring.newest { $0.id == exchange.decision })
                let decision = RecordedDecision(record)
                #expect(decision.order == fixture.loop.order)
                let copy = try DecisionFixture.copy(decision)
                #expect(copy == decision)
                #expect(DecisionReplay.order(copy, DecisionFixture.registry) == fixture.loop.order)
            }
        }
    }

    @Test func `a strategy that nobody knows gives no decision`() throws {
        var decision = try DecisionFixture().decide()
        decision.strategy = "gone"
        #expect(DecisionReplay.order(decision, DecisionFixture.registry) == nil)
    }

    @Test func `numbers that JSON does not have come back too`() throws {
        var decision = try DecisionFixture().decide()
        decision.view.candidates[0].latency = .infinity
        decision.view.candidates[1].firstToken = .leastNonzeroMagnitude
        decision.view.candidates[2].share = 0.1 + 0.2
        #expect(try DecisionFixture.copy(decision) == decision)
    }

    @Test(arguments: [
        #"{}"#, #"{"replay":{}}"#, #"{"replay":7}"#, #"[1]"#, "", #"{"replay":{"form":2}}"#,
    ])
    func `what is no record is refused`(text: String) {
        #expect(throws: DecisionFault.self) { try DecisionDocument.parse(Array(text.utf8)) }
    }

    @Test(arguments: [
        ("in_flight", "9223372036854775807"), ("weight", "-1"), ("in_flight", "1.5"), ("share", "\"x\""),
        ("name", "\"12\""),
        ("tier", "\"huge\""), ("samples", "-1"), ("members", "9"), ("refusing", "1"),
    ])
    func `a damaged member is refused`(member: String, value: String) throws {
        let text = String(
            decoding: DecisionDocument.json(try DecisionFixture().decide(), DecisionFixture.registry),
            as: UTF8.self
        )
        let start = try #require(text.range(of: #""replay""#, options: .backwards)?.upperBound)
        let found = try #require(text.range(of: "\"\(member)\":", range: start..<text.endIndex)?.upperBound)
        let end = try #require(text[found...].firstIndex { $0 == "," || $0 == "}" })
        let damaged = text[..<found] + value + text[end...]
        #expect(throws: DecisionFault.self) { try DecisionDocument.parse(Array(damaged.utf8)) }
    }
}
