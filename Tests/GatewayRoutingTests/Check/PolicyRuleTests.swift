import GatewayCore
import Testing

@testable import GatewayRouting

@Suite struct PolicyRuleTests {
    /// A change of the settings, and what is then found.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var change: @Sendable (inout PolicySample) -> Void
        var findings: [String]

        init(_ name: String, _ findings: String..., change: @escaping @Sendable (inout PolicySample) -> Void) {
            self.testDescription = name
            self.findings = findings
            self.change = change
        }
    }

    static let reach: [Case] = [
        Case("rules for different requests") {
            $0.rule("task == \"code\"")
            $0.rule("task == \"math\"")
        },
        Case("the last one always holds") {
            $0.rule("task == \"code\"")
            $0.rule("true")
        },
        Case(
            "the same condition twice",
            """
            warning models[0].rules[1].when: the rule 'r1' is never reached: \
            each request that meets its condition is met by 'r0' before it
            """
        ) {
            $0.rule("tokens > 10")
            $0.rule("tokens > 20 && stream")
        },
        Case(
            "covered by several",
            """
            warning models[0].rules[2].when: the rule 'r2' is never reached: \
            each request that meets its condition is met by 'r0', 'r1' before it
            """
        ) {
            $0.rule("task == \"code\"")
            $0.rule("task == \"math\"")
            $0.rule("task in [\"code\", \"math\"]")
        },
        Case(
            "always true, and not last",
            "warning models[0].rules[0].when: the condition always holds, so no rule behind 'r0' counts; put it last",
            """
            warning models[0].rules[1].when: the rule 'r1' is never reached: \
            each request that meets its condition is met by 'r0' before it
            """
        ) {
            $0.rule("1 < 2")
            $0.rule("stream")
        },
        Case(
            "true of all requests without being constant",
            "warning models[0].rules[0].when: the condition always holds, so no rule behind 'r0' counts; put it last",
            """
            warning models[0].rules[1].when: the rule 'r1' is never reached: \
            each request that meets its condition is met by 'r0' before it
            """
        ) {
            $0.rule("stream || true")
            $0.rule("stream")
        },
        Case(
            "always false",
            "warning models[0].rules[0].when: no request can meet the condition, so the rule 'r0' never counts"
        ) { $0.rule("1 > 2") },
        Case(
            "a contradiction, which hides nothing",
            "warning models[0].rules[0].when: no request can meet the condition, so the rule 'r0' never counts"
        ) {
            $0.rule("task == \"code\" && task == \"math\"")
            $0.rule("task == \"code\"")
        },
        Case("all that match count") {
            $0.group.routing.match = .all
            $0.rule("tokens > 10")
            $0.rule("tokens > 20")
        },
        Case(
            "behind a refusal, where all that match count",
            """
            warning models[0].rules[1].when: the rule 'r1' is never reached: \
            each request that meets its condition is refused by 'r0' before it
            """
        ) {
            $0.group.routing.match = .all
            $0.rule("tokens > 10") { $0.deny = "too long" }
            $0.rule("tokens > 20")
        },
        Case(
            "everything is refused",
            "warning models[0].rules[0].when: the condition always holds, so the group refuses all requests"
        ) { $0.rule("true") { $0.deny = "closed" } },
        Case(
            "a condition that is none",
            "error models[0].rules[0].when: 1:1: unknown name 'tokns'; did you mean 'tokens'?"
        ) { $0.rule("tokns > 1") },
    ]

    static let actions: [Case] = [
        Case(
            "use leaves nobody",
            "error models[0].rules[0].use: this leaves no member of 'chat': all these requests are refused"
        ) { $0.rule("stream") { $0.use = .those { $0.tiers = [.standard] } } },
        Case(
            "forbid leaves nobody",
            "error models[0].rules[0].forbid: this leaves no member of 'chat': all these requests are refused"
        ) { $0.rule("stream") { $0.forbid = .those { $0.providers = ["one", "two"] } } },
        Case(
            "use leaves fallbacks only",
            "warning models[0].rules[0].use: this leaves no member of 'chat': only fallbacks answer ('spare')"
        ) {
            $0.group.fallbacks = ["spare"]
            $0.rule("stream") { $0.use = .those { $0.tiers = [.standard] } }
        },
        Case(
            "use and forbid together leave nobody",
            "error models[0].rules[0].forbid: this leaves no member of 'chat': all these requests are refused"
        ) {
            $0.rule("stream") {
                $0.use = .those { $0.providers = ["one"] }
                $0.forbid = .those { $0.regions = ["us"] }
            }
        },
        Case(
            "use names who does not serve",
            "warning models[0].rules[0].use.deployments: 'spare' neither serves 'chat' nor stands in there"
        ) { $0.rule("stream") { $0.use = .those { $0.deployments = ["small", "spare"] } } },
        Case(
            "prefer means nobody",
            "warning models[0].rules[0].prefer: none of the members is meant, so this has no effect"
        ) { $0.rule("stream") { $0.prefer = .those { $0.tiers = [.standard] } } },
        Case(
            "prefer means everybody",
            "warning models[0].rules[0].prefer: all of the members are meant, so this has no effect"
        ) { $0.rule("stream") { $0.prefer = .those { $0.capabilities = [.tools] } } },
        Case(
            "shares sum to nothing",
            "error models[0].rules[0].shares: the shares that are left sum to nothing: all these requests are refused"
        ) {
            $0.rule("stream") { rule in
                rule.shares = [
                    GroupMember(deployment: "large", weight: 0), GroupMember(deployment: "small", weight: 0),
                ]
            }
        },
        Case(
            "shares sum to nothing after use",
            "error models[0].rules[0].use: the shares that are left sum to nothing: all these requests are refused"
        ) {
            $0.group.members[1].weight = 0
            $0.rule("stream") { $0.use = .those { $0.tiers = [.basic] } }
        },
        Case(
            "the share of a stranger",
            "warning models[0].rules[0].shares.spare: 'spare' is no member of 'chat', so its share has no effect"
        ) { $0.rule("stream") { $0.shares = [GroupMember(deployment: "spare", weight: 3)] } },
        Case(
            "cache without a cache",
            "warning models[0].rules[0].cache: the group has no cache, so this has no effect"
        ) { $0.rule("stream") { $0.cache = .off } },
        Case("cache with a cache") {
            $0.group.cache = GroupCacheSettings()
            $0.rule("stream") { $0.cache = .off }
        },
        Case(
            "degrade to where all are",
            "warning models[0].rules[0].degrade: no member is above tier 'advanced', so this has no effect"
        ) { $0.rule("stream") { $0.degrade = .advanced } },
        Case(
            "degrade to where nobody is",
            "warning models[1].rules[0].degrade: no member is of tier 'basic' or below, so this has no effect"
        ) {
            var rule = RuleSettings(name: "r", when: "stream")
            rule.degrade = .basic
            $0.settings.models[1].routing.rules = [rule]
        },
        Case(
            "a refusal that says more",
            "warning models[0].rules[0].deny: the request is refused, so what else the rule says has no effect"
        ) {
            $0.rule("stream") {
                $0.deny = "no"
                $0.use = .those { $0.tiers = [.standard] }
            }
        },
        Case(
            "weights for a strategy that weighs nothing",
            "warning models[0].rules[0].weights: weights count for the strategy 'score' only, and this is 'weighted'"
        ) { $0.rule("stream") { $0.weights = ScoreWeights(cost: 1) } },
        Case("weights for a rule that scores") {
            $0.rule("stream") {
                $0.weights = ScoreWeights(cost: 1)
                $0.strategy = "score"
            }
        },
    ]

    static let deadEnds: [Case] = [
        Case(
            "one need that nobody left has",
            """
            error models[0].rules[0].when: a request that meets the condition needs vision, \
            which nobody who is left has: 'small'
            """
        ) { $0.rule("vision && tokens > 10") { $0.use = .those { $0.tiers = [.basic] } } },
        Case(
            "two needs that nobody has together",
            """
            error models[0].rules[0].when: a request that meets the condition needs vision and json_schema, \
            which nobody who is left has: 'large', 'small'
            """
        ) { $0.rule("vision && json_schema") },
        Case("two needs that a fallback has") {
            $0.settings.deployments[2].capabilities = [.vision, .jsonSchema]
            $0.group.fallbacks = ["spare"]
            $0.rule("vision && json_schema")
        },
        Case("what is not stated is not missing") {
            $0.settings.deployments[1].capabilities = nil
            $0.rule("vision && json_schema")
        },
        Case("either of two needs") { $0.rule("vision || json_schema") },
        Case("a refusal needs nothing") { $0.rule("audio") { $0.deny = "no audio" } },
        Case(
            "longer than all windows",
            """
            error models[0].rules[0].when: a request that meets the condition has more tokens than the largest context \
            window that is left: 100000
            """
        ) { $0.rule("tokens >= 100001") },
        Case("as long as the largest window") { $0.rule("tokens >= 100000") },
    ]

    /// Each way in which a condition says that a request needs something that nobody has.
    @Test(arguments: [
        ("audio", "audio"), ("\"audio\" in needs", "audio"), ("images > 2", "vision"),
        ("vision", "vision"), ("\"vision\" in needs", "vision"),
        ("reasoning == \"high\"", "reasoning"), ("logprobs", "logprobs"), ("parallel_tools", "parallel_tools"),
        ("endpoint == \"embeddings\"", "embeddings"), ("\"continuation\" in needs", "prefill"), ("tools", "tools"),
        ("json_schema", "json_schema"),
    ])
    func `a need is read from the condition`(_ when: String, _ need: String) {
        var sample = PolicySample()
        sample.settings.deployments[0].capabilities = [.prefill]
        sample.settings.deployments[1].capabilities = [.prefill]
        if need == "prefill" {
            sample.settings.deployments[0].capabilities = [.tools]
            sample.settings.deployments[1].capabilities = [.tools]
        }
        sample.rule(when)
        #expect(
            sample.findings() == [
                """
                error models[0].rules[0].when: a request that meets the condition needs \(need), which nobody who is \
                left has: 'large', 'small'
                """
            ]
        )
    }

    @Test(arguments: Self.reach + Self.actions + Self.deadEnds)
    func `each fault of rules is found, and nothing else`(_ example: Case) {
        var sample = PolicySample()
        example.change(&sample)
        #expect(sample.findings() == example.findings)
    }

    @Test func `what always holds can stand in the group, where all that match count`() {
        var sample = PolicySample()
        sample.group.routing.match = .all
        sample.rule("true")
        let message = "the condition always holds; what 'r0' says can stand in the group itself"
        #expect(sample.findings(infos: true).contains("info models[0].rules[0].when: \(message)"))
    }

    @Test func `who is forbidden though nobody is meant is told`() {
        var sample = PolicySample()
        sample.rule("stream") { $0.forbid = .those { $0.tiers = [.standard] } }
        let message = "nobody who serves 'chat' is meant at present"
        #expect(sample.findings(infos: true).contains("info models[0].rules[0].forbid: \(message)"))
    }
}
