import GatewayCore
import Testing

@testable import GatewayConfig

@Suite struct RoutingErrorTests {
    /// A file whose group has one rule that says something.
    private static func rule(_ text: String) -> String {
        file(deployment: "    region: here\n", group: "    rules:\n      - {when: x, \(text)}\n")
    }

    static let rules: [BrokenFile] = [
        BrokenFile(
            Self.rule("name: idle"),
            """
            f.yaml:15:9: models[0].rules[0]: this rule does nothing; add one of use, prefer, forbid, weights, shares, \
            strategy, max_cost, max_ttft, cache, degrade, priority, deny
            """
        ),
        BrokenFile(
            file(group: "    rules: [{deny: x}]\n"),
            """
            f.yaml:13:13: models[0].rules[0]: 'when' is missing; add it: The condition, in CEL: \
            `task == \"code\" && tokens > 2000`; put it into quotes, or behind `>-` on lines.
            """
        ),
        BrokenFile(
            Self.rule("dney: no"),
            "f.yaml:15:19: models[0].rules[0]: unknown key 'dney'; did you mean 'deny'?",
            """
            f.yaml:15:9: models[0].rules[0]: this rule does nothing; add one of use, prefer, forbid, weights, shares, \
            strategy, max_cost, max_ttft, cache, degrade, priority, deny
            """
        ),
        BrokenFile(
            Self.rule("use: {deployments: [aa, b]}"),
            """
            f.yaml:15:39: models[0].rules[0].use.deployments[0]: no deployment has the id 'aa'; did you mean 'a'?
            """,
            "f.yaml:15:43: models[0].rules[0].use.deployments[1]: no deployment has the id 'b'; did you mean 'a'?"
        ),
        BrokenFile(
            Self.rule("prefer: {provider: simm}"),
            "f.yaml:15:38: models[0].rules[0].prefer.provider: no provider has the id 'simm'; did you mean 'sim'?"
        ),
        BrokenFile(
            Self.rule("forbid: {region: [here, hree]}"),
            """
            f.yaml:15:43: models[0].rules[0].forbid.region[1]: no deployment has the region 'hree'; \
            did you mean 'here'?
            """
        ),
        BrokenFile(
            Self.rule("strategy: lowest_cost"),
            """
            f.yaml:15:29: models[0].rules[0].strategy: 'lowest_cost' is not known here; did you mean 'lowest-cost'? \
            valid: \(ConfigSchema.strategies.joined(separator: ", "))
            """
        ),
        BrokenFile(
            Self.rule("shares: {b: 1, a: -1}"),
            """
            f.yaml:15:28: models[0].rules[0].shares: no deployment has the id 'b'; did you mean 'a'?
            """,
            """
            f.yaml:15:37: models[0].rules[0].shares.a: '-1' is not a whole number; write one from 0 to 1000000
            """
        ),
        BrokenFile(
            Self.rule("shares: {}"),
            """
            f.yaml:15:27: models[0].rules[0].shares: no shares are stated; \
            write deployments with their shares, such as {a: 3, b: 1}
            """
        ),
        BrokenFile(
            Self.rule("use: {}"),
            """
            f.yaml:15:24: models[0].rules[0].use: this means every deployment; \
            say which: tier, deployments, capabilities, region, provider
            """
        ),
        BrokenFile(
            Self.rule("use: {provider: []}"),
            "f.yaml:15:35: models[0].rules[0].use.provider: an empty list means any; name one at least, or remove the key"
        ),
        BrokenFile(
            Self.rule("use: {tier: [basic, basic]}"),
            "f.yaml:15:39: models[0].rules[0].use.tier[1]: 'basic' is listed twice; remove one of them"
        ),
        BrokenFile(
            Self.rule("use: {tier: fast}"),
            "f.yaml:15:31: models[0].rules[0].use.tier: 'fast' is not known here; valid: basic, standard, advanced"
        ),
        BrokenFile(
            Self.rule("weights: {cost: 0}"),
            """
            f.yaml:15:28: models[0].rules[0].weights: the weights sum to nothing; \
            raise one of quality, cost, latency, load
            """
        ),
        BrokenFile(
            Self.rule("cache: on"),
            "f.yaml:15:26: models[0].rules[0].cache: 'on' is not known here; valid: off, refresh"
        ),
        BrokenFile(
            Self.rule("priority: urgent"),
            "f.yaml:15:29: models[0].rules[0].priority: 'urgent' is not known here; valid: low, normal, high"
        ),
        BrokenFile(
            Self.rule("max_cost: 1e-3"),
            """
            f.yaml:15:29: models[0].rules[0].max_cost: '1e-3' is not an amount of dollars; \
            write a decimal with up to 9 places from 0 to 1000000, such as 0.05
            """
        ),
        BrokenFile(
            file(group: "    rules: [{when: a, deny: x, name: n}, {when: b, name: n, deny: y}]\n"),
            "f.yaml:13:58: models[0].rules[1].name: the rule name 'n' is already taken in line 13; rename one of them"
        ),
        BrokenFile(
            file(group: "    rules: [{name: rule-2, when: a, deny: x}, {when: b, deny: y}]\n"),
            "f.yaml:13:47: models[0].rules[1]: the rule name 'rule-2' is already taken in line 13; rename one of them"
        ),
    ]

    static let groups: [BrokenFile] = [
        BrokenFile(
            file(group: "    exploration: 11%\n"),
            "f.yaml:13:18: models[0].exploration: '11%' is out of range; write a percentage from 0% to 10%"
        ),
        BrokenFile(
            file(group: "    region: mars\n"),
            "f.yaml:13:13: models[0].region: no deployment has the region 'mars'; the file declares none"
        ),
        BrokenFile(
            file(group: "    weights: {}\n"),
            "f.yaml:13:14: models[0].weights: the weights sum to nothing; raise one of quality, cost, latency, load"
        ),
        BrokenFile(
            file(group: "    weights: {quality: -1}\n"),
            "f.yaml:13:24: models[0].weights.quality: '-1' is not a number in range; write a decimal number from 0 to 1000"
        ),
        BrokenFile(
            file(group: "    dynamic_shares: {error_rate: 30%}\n"),
            """
            f.yaml:13:34: models[0].dynamic_shares.error_rate: 'full_error_rate' is not above 'error_rate'; \
            raise 'full_error_rate' or lower 'error_rate'
            """
        ),
        BrokenFile(
            file(group: "    dynamic_shares: {full_slowdown: 1.5}\n"),
            """
            f.yaml:13:37: models[0].dynamic_shares.full_slowdown: 'full_slowdown' is not above 'slowdown'; \
            raise 'full_slowdown' or lower 'slowdown'
            """
        ),
        BrokenFile(
            file(group: "    degradation: {steps: [basic]}\n"),
            """
            f.yaml:13:26: models[0].degradation.steps: there is no tier to step down to; \
            list two tiers at least, the usual one first
            """
        ),
        BrokenFile(
            file(group: "    degradation: {steps: [basic, standard, basic]}\n"),
            "f.yaml:13:44: models[0].degradation.steps[2]: 'basic' is listed twice; remove one of them"
        ),
        BrokenFile(
            file(group: "    degradation: {overload: off, headroom: off, budget: off}\n"),
            """
            f.yaml:13:18: models[0].degradation: nothing makes the group step down; \
            set a threshold, or remove 'degradation'
            """
        ),
        BrokenFile(
            file(group: "    degradation: {overload: never}\n"),
            """
            f.yaml:13:29: models[0].degradation.overload: 'never' is not a share; \
            write a percentage from 0% to 100%, or a fraction such as 0.02
            """
        ),
        BrokenFile(
            file(group: "    match: any\n"),
            "f.yaml:13:12: models[0].match: 'any' is not known here; valid: first, all"
        ),
        BrokenFile(
            file(deployment: "    quality: 80%\n"),
            """
            f.yaml:10:14: deployments[0].quality: '80%' is not a number in range; write a decimal number from 0 to 1
            """
        ),
        BrokenFile(
            file(deployment: "    quality: {coed: 1}\n"),
            "f.yaml:10:15: deployments[0].quality: unknown key 'coed'; did you mean 'code'?",
            "f.yaml:10:14: deployments[0].quality: this states nothing; write default: and a number from 0 to 1"
        ),
        BrokenFile(
            file(rest: "routing: {decisions: -1}\n"),
            "f.yaml:13:22: routing.decisions: '-1' is not a whole number; write one from 0 to 1000000"
        ),
    ]

    @Test(arguments: Self.rules + Self.groups)
    func `what is wrong is told with its place`(_ broken: BrokenFile) {
        #expect(Set(errors(broken.text)) == Set(broken.errors))
    }

    @Test func `a group has a bound on its rules`() {
        let rules = (0...ConfigSchema.mostRules).map { "{when: x\($0), deny: y}" }.joined(separator: ", ")
        let found = errors(file(group: "    rules: [\(rules)]\n"))
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("f.yaml:13:12: models[0].rules: a model group may have 256 rules") == true)
    }
}
