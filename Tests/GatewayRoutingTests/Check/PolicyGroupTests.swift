import GatewayCore
import Testing

@testable import GatewayRouting

@Suite struct PolicyGroupTests {
    private typealias Case = PolicyRuleTests.Case

    static let groups: [PolicyRuleTests.Case] = [
        Case("nothing to find") { _ in },
        Case(
            "weights sum to nothing",
            "error models[0].deployments: the weights sum to nothing, so no member is asked: all these requests are refused"
        ) {
            $0.group.members[0].weight = 0
            $0.group.members[1].weight = 0
        },
        Case(
            "weights sum to nothing, but fallbacks answer",
            "warning models[0].deployments: the weights sum to nothing, so no member is asked: only fallbacks answer ('spare')"
        ) {
            $0.group.members[0].weight = 0
            $0.group.members[1].weight = 0
            $0.group.fallbacks = [FallbackEntry(.group("other"))]
        },
        Case(
            "an unused deployment",
            "warning deployments[2]: no model group uses the deployment 'spare'; it is asked as 'two/m-spare' only"
        ) { $0.settings.models.removeLast() },
        Case("a deployment that is a fallback by its tier") {
            $0.settings.models.removeLast()
            $0.group.fallbacks = [FallbackEntry(.tier(.standard))]
        },
        Case("a deployment that a key names") {
            $0.settings.models.removeLast()
            $0.settings.keys = [VirtualKey(name: "k", digest: [], models: ["two/m-spare"])]
        },
        Case(
            "an unused provider",
            "warning providers[2]: no deployment uses the provider 'idle'; it is asked as 'idle/MODEL' only"
        ) { $0.settings.providers.append(PolicySample.provider("idle")) },
        Case("a provider that is the default") {
            $0.settings.providers.append(PolicySample.provider("idle"))
            $0.settings.defaultProvider = "idle"
        },
        Case("a provider that a key names") {
            $0.settings.providers.append(PolicySample.provider("idle"))
            $0.settings.keys = [VirtualKey(name: "k", digest: [], models: ["idle/x"])]
        },
        Case("providers alone") {
            $0.settings.models = []
        },
        Case(
            "no task of the name",
            "error deployments[1].quality.coding: no task has the name 'coding'"
        ) { $0.settings.deployments[1].quality = ["coding": 1, "code": 1, "default": 1] },
    ]

    static let strategies: [PolicyRuleTests.Case] = [
        Case(
            "no such strategy",
            "error models[0].strategy: no strategy has the name 'cheapest'"
        ) { $0.group.strategy = "cheapest" },
        Case(
            "lowest cost without a price",
            """
            warning models[0].strategy: nobody knows the price of 'small', so cost ranks them last: state 'price'
            """
        ) {
            $0.group.strategy = "lowest-cost"
            $0.settings.deployments[1].price = nil
        },
        Case("lowest cost with a price of the book") {
            $0.group.strategy = "lowest-cost"
            $0.settings.deployments[1].price = nil
            $0.settings.deployments[1].model = "in-the-book"
        },
        Case(
            "lowest cost of a rule without any price",
            """
            warning models[0].rules[0].strategy: nobody knows the price of any member, \
            so cost tells nothing apart: state 'price'
            """
        ) {
            $0.settings.deployments[0].price = nil
            $0.settings.deployments[1].price = nil
            $0.rule("stream") { $0.strategy = "lowest-cost" }
        },
        Case(
            "a score without prices",
            "warning models[0].strategy: nobody knows the price of 'large', so cost ranks them last: state 'price'"
        ) {
            $0.group.strategy = "score"
            $0.settings.deployments[0].price = nil
        },
        Case("a score that leaves cost aside") {
            $0.group.strategy = "score"
            $0.group.routing.weights = ScoreWeights(quality: 1)
            $0.settings.deployments[0].price = nil
        },
        Case(
            "a score of equals",
            """
            warning models[0].strategy: nothing tells the members' fitness apart: \
            state 'tier' or 'quality' with the deployments
            """
        ) {
            $0.group.strategy = "score"
            $0.settings.deployments[0].tier = .basic
        },
        Case(
            "proximity without regions",
            "warning models[0].strategy: no member states its region, so only measured round trips count"
        ) {
            $0.group.strategy = "proximity"
            $0.settings.deployments[0].region = nil
            $0.settings.deployments[1].region = nil
        },
        Case(
            "proximity with a member of no region",
            "warning models[0].strategy: these state no region and count as far away: 'small'"
        ) {
            $0.group.strategy = "proximity"
            $0.settings.deployments[1].region = nil
        },
        Case("one member needs no strategy") {
            $0.settings.models[1].strategy = "lowest-cost"
            $0.settings.deployments[2].price = nil
        },
        Case(
            "weights that nobody weighs by",
            "warning models[0].weights: weights count for the strategy 'score' only, which nobody uses here"
        ) { $0.group.routing.weights = ScoreWeights(cost: 1) },
        Case(
            "a region that nobody asks for",
            "warning models[0].region: the region counts for the strategy 'proximity' only, which nobody uses here"
        ) { $0.group.routing.region = "us" },
        Case("a region for a rule's strategy") {
            $0.group.routing.region = "us"
            $0.rule("stream") { $0.strategy = "proximity" }
        },
        Case(
            "a ceiling over an unknown price",
            "warning models[0].max_cost: nobody knows the price of these, and they are not asked: 'small'"
        ) {
            $0.group.routing.maxCost = 1
            $0.settings.deployments[1].price = nil
        },
        Case(
            "a ceiling of a rule over unknown prices",
            """
            error models[0].rules[0].max_cost: nobody knows the price of any member, and none is asked without: \
            all these requests are refused
            """
        ) {
            $0.settings.deployments[0].price = nil
            $0.settings.deployments[1].price = nil
            $0.rule("stream") { $0.maxCost = 1 }
        },
    ]

    static let degradation: [PolicyRuleTests.Case] = [
        Case("steps that members have") {
            $0.group.routing.degradation = DegradationSettings()
            $0.group.routing.degradation?.steps = [.advanced, .basic]
        },
        Case(
            "a step that nobody has",
            "warning models[0].degradation.steps[1]: no member is of tier 'standard', so this step changes nothing"
        ) { $0.group.routing.degradation = DegradationSettings() },
        Case(
            "no tiers at all",
            "warning models[0].degradation: no member states its tier, so the group never steps down"
        ) {
            $0.group.routing.degradation = DegradationSettings()
            $0.settings.deployments[0].tier = nil
            $0.settings.deployments[1].tier = nil
        },
        Case(
            "a tier that no step names",
            """
            warning models[0].degradation.steps[0]: no member is of tier 'standard', so this step changes nothing
            """,
            """
            warning models[0].degradation: members of tier 'advanced' are left out from the first step down: no step \
            names it
            """
        ) {
            $0.group.routing.degradation = DegradationSettings()
            $0.group.routing.degradation?.steps = [.standard, .basic]
        },
    ]

    @Test(arguments: Self.groups + Self.strategies + Self.degradation)
    func `each fault of groups is found, and nothing else`(_ example: PolicyRuleTests.Case) {
        var sample = PolicySample()
        example.change(&sample)
        #expect(sample.findings() == example.findings)
    }

    /// What is said of the first group's cost.
    private static func cost(_ change: (inout PolicySample) -> Void) -> String? {
        var sample = PolicySample()
        change(&sample)
        let beginning = "info models[0]: worst-case cost of one request: "
        let found = sample.findings(infos: true).first { $0.hasPrefix(beginning) }
        return found.map { String($0.dropFirst(beginning.count)) }
    }

    @Test func `the worst case is the dearest window times the attempts`() {
        // 100,000 tokens at 20 dollars per million.
        #expect(Self.cost { _ in } == "$6 (3 attempts, each at most $2 with 'large')")
        #expect(Self.cost { $0.group.retry.attempts = 0 } == "$2 (1 attempt, each at most $2 with 'large')")
        #expect(
            Self.cost {
                $0.group.retry.attempts = 0
                $0.group.hedge = HedgeSettings()
            } == "$4 (2 attempts, each at most $2 with 'large')"
        )
        #expect(
            Self.cost {
                $0.settings.deployments[2].contextWindow = 1_000_000
                $0.group.fallbacks = ["spare"]
            } == "$12 (3 attempts, each at most $4 with 'spare')"
        )
        #expect(
            Self.cost {
                $0.settings.deployments[2].contextWindow = 1_000_000
                $0.group.takesRequestFallbacks = true
            } == "$12 (3 attempts, each at most $4 with 'spare')"
        )
        #expect(
            Self.cost { $0.settings.deployments[1].price = Price(input: 1, output: 1, reasoning: 99_000_000_000) }
                == "$29.7 (3 attempts, each at most $9.9 with 'small')"
        )
    }

    @Test func `without a bound the worst case says what is missing`() {
        #expect(
            Self.cost { $0.settings.deployments[0].contextWindow = nil } == "unbounded (no context_window of 'large')"
        )
        #expect(
            Self.cost {
                $0.settings.deployments[0].price = nil
                $0.settings.deployments[1].contextWindow = nil
            } == "unbounded (no price of 'large'; no context_window of 'small')"
        )
        #expect(
            Self.cost { sample in
                for index in sample.settings.deployments.indices {
                    sample.settings.deployments[index].price = Price(input: 0, output: 0)
                    sample.settings.deployments[index].contextWindow = nil
                }
            } == "$0 (3 attempts, each at most $0 with 'large')"
        )
    }

    @Test func `what a group cannot serve is told, where all state what they can`() {
        var sample = PolicySample()
        sample.settings.models.removeLast()
        sample.settings.deployments.removeLast()
        let found = { (sample: PolicySample) in
            sample.findings(infos: true).filter { !$0.contains("worst-case") }
        }
        #expect(
            found(sample) == [
                "info models[0]: requests that need one of these are refused: audio, reasoning, logprobs",
                """
                info models[0]: no deployment has these together, so that such requests are refused: \
                parallel_tools with json_schema, vision with json_schema
                """,
            ]
        )
        sample.settings.deployments[1].capabilities = nil
        #expect(found(sample) == [])
        sample.settings.deployments[0].capabilities = [.embeddings]
        sample.settings.deployments[1].capabilities = [.embeddings]
        #expect(found(sample) == [])
    }

    @Test func `fallbacks that run in a circle end`() {
        var sample = PolicySample()
        sample.group.fallbacks = [FallbackEntry(.group("other"))]
        sample.settings.models[1].fallbacks = [FallbackEntry(.group("chat"))]
        #expect(sample.findings() == [])
    }
}
