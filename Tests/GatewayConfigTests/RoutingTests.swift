import GatewayCore
import Testing

@testable import GatewayConfig

@Suite struct RoutingTests {
    /// The routing of a small file's group with what a test adds.
    private static func routing(_ lines: String) throws -> RoutingSettings {
        try load(file(group: "    \(lines)\n")).get().models[0].routing
    }

    private static func rule(_ action: String) throws -> RuleSettings {
        try #require(try Self.routing("rules: [{when: x, \(action)}]").rules.first)
    }

    @Test func `a group that says nothing has the defaults`() throws {
        let settings = try load(file()).get()
        #expect(settings.models[0].routing == RoutingSettings())
        #expect(settings.routing == RoutingService())
        #expect(settings.deployments[0].quality == [:])
    }

    @Test(arguments: ConfigSchema.strategies)
    func `a strategy is named by group and rule`(_ name: String) throws {
        #expect(try load(file(group: "    strategy: \(name)\n")).get().models[0].strategy == name)
        #expect(try Self.rule("strategy: \(name)").strategy == name)
    }

    @Test func `each strategy is explained`() throws {
        let key = try #require(ConfigSchema.paths().first { $0.path == "models[].strategy" }?.key)
        #expect(ConfigSchema.strategies.count == 8)
        for name in ConfigSchema.strategies {
            #expect(key.text.contains("`\(name)` "))
        }
    }

    @Test(arguments: Affinity.allCases)
    func `an affinity is a word`(_ affinity: Affinity) throws {
        #expect(try load(file(group: "    affinity: \(affinity.rawValue)\n")).get().models[0].affinity == affinity)
    }

    @Test func `weights that are not named do not count`() throws {
        #expect(try Self.routing("weights: {cost: 3}").weights == ScoreWeights(cost: 3))
        #expect(try Self.rule("weights: {quality: 0, load: 0.5}").weights == ScoreWeights(load: 0.5))
    }

    @Test(
        arguments: [
            ("0", 0), ("0.000000001", 1), ("0.05", 50_000_000), ("1000000", 1_000_000_000_000_000),
        ] as [(String, Int64)]
    )
    func `a ceiling is exact to the last nano-dollar`(_ text: String, _ expected: Int64) throws {
        #expect(try Self.routing("max_cost: \(text)").maxCost == expected)
        #expect(try Self.rule("max_cost: '\(text)'").maxCost == expected)
    }

    @Test func `dynamic shares are switched off and on, or tuned`() throws {
        #expect(try Self.routing("dynamic_shares: false").shares == nil)
        #expect(try Self.routing("dynamic_shares: on").shares == ShareSettings())
        var tuned = ShareSettings()
        tuned.floor = 0.5
        #expect(try Self.routing("dynamic_shares: {floor: 50%}").shares == tuned)
    }

    @Test func `degradation is never unless it is asked for`() throws {
        #expect(try Self.routing("match: first").degradation == nil)
        #expect(try Self.routing("degradation: {}").degradation == DegradationSettings())
        var never = DegradationSettings()
        never.overload = nil
        never.budget = nil
        #expect(try Self.routing("degradation: {overload: off, budget: 'off'}").degradation == never)
    }

    @Test(
        arguments: [
            ("0.8", ["default": 0.8]), ("1", ["default": 1]), ("{code: 0.5}", ["code": 0.5]),
            ("{chat: 0, default: 0.25}", ["chat": 0, "default": 0.25]),
        ] as [(String, [String: Double])]
    )
    func `quality is a number, or one for each task`(_ text: String, _ expected: [String: Double]) throws {
        #expect(try load(file(deployment: "    quality: \(text)\n")).get().deployments[0].quality == expected)
    }

    @Test func `rules are named by their place unless they have a name`() throws {
        let rules = try Self.routing("rules: [{when: a, deny: x}, {name: own, when: b, deny: x}, {when: c, deny: x}]")
            .rules
        #expect(rules.map(\.name) == ["rule-1", "own", "rule-3"])
        #expect(rules.map(\.line) == [13, 13, 13])
    }

    @Test(arguments: [("low", 0), ("normal", 1), ("high", 2)])
    func `a priority is a word`(_ word: String, _ expected: Int) throws {
        #expect(try Self.rule("priority: \(word)").priority == expected)
    }

    static let selectors: [(text: String, selector: DeploymentSelector)] = [
        ("tier: basic", selector(tiers: [.basic])), ("tier: [basic, standard]", selector(tiers: [.basic, .standard])),
        ("deployments: [a]", selector(deployments: ["a"])), ("capabilities: [audio]", selector(capabilities: [.audio])),
        ("region: here", selector(regions: ["here"])), ("region: [here]", selector(regions: ["here"])),
        ("provider: sim", selector(providers: ["sim"])), ("provider: [sim]", selector(providers: ["sim"])),
    ]

    private static func selector(
        tiers: [Tier] = [],
        deployments: [String] = [],
        capabilities: Set<Capability> = [],
        regions: [String] = [],
        providers: [String] = []
    ) -> DeploymentSelector {
        var selector = DeploymentSelector()
        selector.tiers = tiers
        selector.deployments = deployments
        selector.capabilities = capabilities
        selector.regions = regions
        selector.providers = providers
        return selector
    }

    @Test(arguments: Self.selectors)
    func `one or a list is selected`(text: String, selector: DeploymentSelector) throws {
        for action in ["use", "prefer", "forbid"] {
            let group = "    rules: [{when: x, \(action): {\(text)}}]\n"
            let rule = try load(file(deployment: "    region: here\n", group: group)).get().models[0].routing.rules[0]
            #expect((rule.use ?? rule.prefer ?? rule.forbid) == selector)
        }
    }

    @Test func `conditions are checked as they stand behind their references`() throws {
        let rules = { (when: String) in file(group: "    rules: [{when: '\(when)', deny: x}]\n") }
        let settings = try load(rules("tenant == \"${env:LOOPS}\"")).get()
        #expect(settings.models[0].routing.rules[0].when == "tenant == \"3\"")
        let found = errors(rules("tenant ?? ${env:GROQ_API_KEY}"))
        #expect(
            found == [
                """
                f.yaml:13:20: models[0].rules[0].when: this is no condition once its references are replaced; \
                check what they stand for
                """
            ]
        )
    }

    /// Conditions as YAML has them, behind `when: ` at column 15 of line 14, and where their fault stands.
    static let places: [(text: String, line: Int, column: Int)] = [
        ("?? b", 14, 15),
        ("a ?? b", 14, 17),
        ("'a ?? b'", 14, 18),
        ("\"a ?? b\"", 14, 18),
        ("'''x'' ?? b'", 14, 22),
        ("\"\\\"x\\\" ?? b\"", 14, 22),
        ("\"\\u0061 ?? b\"", 14, 15),
        ("ü ?? b", 14, 17),
        ("a\n          ?? b", 15, 11),
        ("'a\n          b ?? c'", 15, 13),
        ("|\n          a ?? b", 15, 13),
        ("|-\n          a ||\n            b ?? c", 16, 15),
        ("|2-  # why\n          a ?? b", 15, 13),
        (">-\n          a ||\n          b ?? c", 16, 13),
        (">-\n          a\n\n          ?? c", 17, 11),
        ("\"a \\\n          ?? b\"", 15, 11),
    ]

    @Test(arguments: Self.places)
    func `a fault of a condition is told by its place in the file`(text: String, line: Int, column: Int) {
        let text = file(group: "    rules:\n      - when: \(text)\n        deny: x\n")
        #expect(errors(text) == ["f.yaml:\(line):\(column): models[0].rules[0].when: '??' is no operator"])
    }

    @Test func `all faults of a condition are told`() {
        let text = file(group: "    rules:\n      - {when: a ?? b ?? c, deny: x}\n")
        #expect(errors(text).map { $0.prefix(12) } == ["f.yaml:14:18", "f.yaml:14:23"])
    }

    @Test func `a file has places for its keys and for what it leaves out`() {
        let places = ConfigPlaces(text: "\u{FEFF}" + file(group: "    rules:\n      - {when: x, deny: y}\n"))
        let place = { (key: String) in
            let (line, column) = places.place(of: key)
            return "\(line):\(column)"
        }
        #expect(place("models[0].rules[0].when") == "14:16")
        #expect(place("models[0].rules[0].use.tier") == "14:9")
        #expect(place("models[0].name") == "11:11")
        #expect(place("models[0].retry.attempts") == "11:5")
        #expect(place("routing.decisions") == "1:1")
        #expect(place("") == "1:1")
        #expect(ConfigPlaces(text: "a: [").place(of: "a").line == 1)
    }

    @Test func `findings stand in the order of the file, the worst of a place first`() {
        let places = ConfigPlaces(text: file())
        let findings = [
            Finding(.info, "models[0]", "i"), Finding(.error, "models[0]", "e"), Finding(.warning, "providers[0]", "w"),
        ]
        #expect(
            places.sorted(findings).map { places.line($0, fileName: "f.yaml") } == [
                "f.yaml:4:5: warning: providers[0]: w", "f.yaml:11:5: error: models[0]: e",
                "f.yaml:11:5: info: models[0]: i",
            ]
        )
    }
}
