import GatewayCore
import Testing

@testable import GatewayRouting

struct RehearsalTests {
    private static func rehearse(_ decision: RecordedDecision, _ settings: Settings) throws -> Rehearsal {
        let stage = RehearsalStage(try DecisionFixture.builder().build(settings), DecisionFixture.registry)
        return stage.rehearse(try DecisionFixture.copy(decision))
    }

    private static let rules = [
        RuleSettings("tagged", #""a" in tags"#) { rule in
            rule.prefer = DeploymentSelector()
            rule.prefer?.tiers = [.basic]
        },
        RuleSettings("code", #"task == "code""#) { rule in
            rule.use = DeploymentSelector()
            rule.use?.tiers = [.advanced, .standard]
            rule.strategy = "lowest-cost"
        },
    ]

    @Test(arguments: RoutingSample.names)
    func `the same configuration changes nothing`(strategy: String) throws {
        let settings = DecisionFixture.settings { group in
            group.strategy = strategy
            group.routing.rules = Self.rules
            group.affinity = .session
        }
        let fixture = try DecisionFixture(settings, seed: 3)
        for round in 0..<60 {
            let prompt = round % 2 == 0 ? "Write a Python function that sorts a list" : "Hello"
            let headers = "x-signalbox-session: s\(round % 7)\r\nx-signalbox-tags: \(round % 3 == 0 ? "a" : "b")\r\n"
            let decision = try fixture.decide(DecisionFixture.body(prompt), headers: headers)
            let rehearsal = try Self.rehearse(decision, settings)
            #expect(rehearsal.outcome == .routed(try #require(decision.choice)))
            #expect(rehearsal.unmeasured.isEmpty)
        }
    }

    @Test func `a price that falls moves the request`() throws {
        var settings = DecisionFixture.settings { $0.strategy = "lowest-cost" }
        let decision = try DecisionFixture(settings).decide()
        #expect(decision.choice == "d0")
        settings.deployments[4].price = Price(input: 1, output: 1)
        #expect(try Self.rehearse(decision, settings).outcome == .routed("d4"))
    }

    @Test func `deployments are matched by id, and new ones have no measurements`() throws {
        var settings = DecisionFixture.settings { $0.strategy = "least-load" }
        var decision = try DecisionFixture(settings).decide()
        for index in decision.view.candidates.indices {
            decision.view.candidates[index].latency = 1e9
            decision.view.candidates[index].inFlight = index == 3 ? 0 : 50
        }
        settings.deployments.swapAt(0, 3)
        settings.models[0].members = [GroupMember(deployment: "d2"), GroupMember(deployment: "d3")]
        for id in UInt64(0)..<16 {
            decision.id = id
            #expect(try Self.rehearse(decision, settings).outcome == .routed("d3"))
        }
        settings.models[0].members.append(GroupMember(deployment: "f0"))
        #expect(try Self.rehearse(decision, settings).unmeasured == ["deployment f0"])
    }

    @Test func `what the new strategy asks for and nobody measured is said`() throws {
        let decision = try DecisionFixture().decide()
        let settings = DecisionFixture.settings { $0.strategy = "lowest-latency" }
        #expect(try Self.rehearse(decision, settings).unmeasured == ["latency", "time to first token"])
    }

    @Test func `a rule refuses, and a model that is gone too`() throws {
        let decision = try DecisionFixture().decide(headers: "x-signalbox-tags: a\r\n")
        var settings = DecisionFixture.settings { group in
            group.routing.rules = [RuleSettings("no", #"key == "team-a" && tenant == "acme""#) { $0.deny = "No." }]
        }
        #expect(try Self.rehearse(decision, settings).outcome == .refused(code: "denied_by_rule", message: "No."))
        settings.models[0].name = "other"
        guard case .refused("model_not_found", _) = try Self.rehearse(decision, settings).outcome else {
            Issue.record("a model that is not there is refused")
            return
        }
        settings.models[0].aliases = ["auto"]
        settings.models[0].routing.rules = []
        guard case .routed = try Self.rehearse(decision, settings).outcome else {
            Issue.record("an alias names the group")
            return
        }
    }

    @Test(arguments: [
        (#"prompt.contains("x")"#, "prompt"), (#"task == "code""#, "task"), ("turns > 1", "turns"),
        (#""a" in headers"#, "headers"), (#"user == "u""#, "user"), ("tokens > 5", "tokens"),
    ])
    func `a rule that asks for what was not recorded leaves the decision unknown`(when: String, name: String) throws {
        let decision = try DecisionFixture().decide()
        let settings = DecisionFixture.settings { group in
            group.routing.rules = [RuleSettings("r", when)]
        }
        let expected = "the rule 'r' asks for \(name), which was not recorded"
        #expect(try Self.rehearse(decision, settings).outcome == .unknown(expected))
    }

    @Test func `a rule that does not reach what was not recorded is known`() throws {
        let decision = try DecisionFixture().decide()
        let settings = DecisionFixture.settings { group in
            group.routing.rules = [RuleSettings("r", #"stream && prompt == "x""#) { $0.deny = "No." }]
        }
        guard case .routed = try Self.rehearse(decision, settings).outcome else {
            Issue.record("the condition is false whatever the prompt is")
            return
        }
    }

    @Test func `needs are checked where they were recorded`() throws {
        var settings = DecisionFixture.settings { $0.strategy = "priority" }
        let image =
            #"{"model":"auto","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}]}"#
        let blind = try DecisionFixture(settings).decide(image)
        for index in 0..<4 {
            settings.deployments[index].capabilities = [.tools]
        }
        #expect(try Self.rehearse(blind, settings).outcome == .unknown("what the request needs was not recorded"))
        settings.deployments[0].capabilities = [.vision]
        let seen = try DecisionFixture(settings).decide(image)
        #expect(seen.choice == "d0")
        settings.deployments[0].capabilities = [.tools]
        #expect(try Self.rehearse(seen, settings).outcome == .routed("d4"))
        settings.deployments[4].capabilities = []
        guard case .refused("no_deployment", _) = try Self.rehearse(seen, settings).outcome else {
            Issue.record("nobody can read images")
            return
        }
    }

    @Test func `a group that had stepped down stays there`() throws {
        var decision = try DecisionFixture().decide()
        decision.degradedTo = .basic
        let settings = DecisionFixture.settings { group in
            group.strategy = "priority"
            group.routing.degradation = DegradationSettings()
        }
        #expect(try Self.rehearse(decision, settings).outcome == .routed("d3"))
    }
}
