import GatewayCore
import Synchronization
import Testing

@testable import GatewayConfig

@Suite struct FallbackTests {
    /// Four deployments and as many groups as a test writes.
    private static func file(_ groups: String) -> String {
        """
        providers:
          - {id: sim, kind: simulated}
        deployments:
          - {id: a, provider: sim, model: m, tier: standard}
          - {id: b, provider: sim, model: m, tier: basic}
          - {id: c, provider: sim, model: m}
          - {id: both, provider: sim, model: m}
        models:
        \(groups)
        """
    }

    /// Groups of one deployment each, which fall back as stated.
    private static func groups(_ fallbacks: KeyValuePairs<String, String>) -> String {
        Self.file(
            fallbacks.map { "  - {name: \($0.key), deployments: [a], fallbacks: [\($0.value)]}" }
                .joined(separator: "\n")
        )
    }

    @Test(arguments: [
        ("[]", []),
        ("[b, c]", [FallbackEntry(.deployment("b")), FallbackEntry(.deployment("c"), rank: 1)]),
        ("[two]", [FallbackEntry(.group("two"))]),
        ("[alias]", [FallbackEntry(.group("two"))]),
        ("[both]", [FallbackEntry(.deployment("both"))]),
        ("[{id: b}]", [FallbackEntry(.deployment("b"))]),
        ("[{tier: basic, weight: 7}]", [FallbackEntry(.tier(.basic), weight: 7)]),
        (
            "[b, [{id: c, weight: 3}, two], {tier: standard, on: [timeout]}]",
            [
                FallbackEntry(.deployment("b")), FallbackEntry(.deployment("c"), weight: 3, rank: 1),
                FallbackEntry(.group("two"), rank: 1), FallbackEntry(.tier(.standard), causes: [.timeout], rank: 2),
            ]
        ),
        (
            "[{id: b, on: [context_window, rate_limit, error, timeout, content_policy]}, [b]]",
            [
                FallbackEntry(.deployment("b"), causes: Set(FallbackCause.allCases)),
                FallbackEntry(.deployment("b"), rank: 1),
            ]
        ),
    ])
    func `fallbacks are read by rank`(_ text: String, _ expected: [FallbackEntry]) throws {
        let more = "  - {name: two, aliases: [alias], deployments: [b]}\n  - {name: both, deployments: [b]}"
        let file = Self.file("  - {name: one, deployments: [a], fallbacks: \(text)}\n\(more)")
        let settings = try load(file).get()
        #expect(settings.models[0].fallbacks == expected)
        #expect(try load(SettingsDump.json(settings)).get() == settings)
    }

    static let broken: [BrokenFile] = [
        BrokenFile(
            Self.groups(["one": "tow", "two": "onne"]),
            "f.yaml:9:47: models[0].fallbacks[0]: no deployment or model group has the name 'tow'; did you mean 'two'?",
            """
            f.yaml:10:47: models[1].fallbacks[0]: no deployment or model group has the name 'onne'; \
            did you mean 'one'?
            """
        ),
        BrokenFile(
            Self.groups(["one": "b, [c, b], {id: b, weight: 2}, {id: b, on: [error]}"]),
            """
            f.yaml:9:54: models[0].fallbacks[1][1]: 'b' is listed twice; \
            remove one of them, or let them differ in 'on'
            """,
            """
            f.yaml:9:63: models[0].fallbacks[2].id: 'b' is listed twice; \
            remove one of them, or let them differ in 'on'
            """
        ),
        BrokenFile(
            Self.groups(["one": "{tier: advanced}, {weight: 2}, {id: b, tier: basic}"]),
            """
            f.yaml:9:54: models[0].fallbacks[0].tier: no deployment is of tier 'advanced'; \
            state 'tier' with the deployments that are meant, or remove this entry
            """,
            """
            f.yaml:9:65: models[0].fallbacks[1]: neither 'id' nor 'tier' is given; \
            add id: with a deployment or a model group, or a tier
            """,
            """
            f.yaml:9:92: models[0].fallbacks[2].tier: both 'id' and 'tier' are given; make them two entries
            """
        ),
        BrokenFile(
            Self.groups(["one": "[], {id: b, on: []}, {id: c, on: [429, errror]}, {id: c, weight: 0}"]),
            "f.yaml:9:47: models[0].fallbacks[0]: this place of the fallbacks is empty; name one, or remove the list",
            """
            f.yaml:9:63: models[0].fallbacks[1].on: the list is empty, so this fallback would never be asked; \
            name causes, or remove 'on'
            """,
            """
            f.yaml:9:81: models[0].fallbacks[2].on[0]: '429' is not known here; \
            valid: context_window, rate_limit, error, timeout, content_policy
            """,
            """
            f.yaml:9:86: models[0].fallbacks[2].on[1]: 'errror' is not known here; \
            did you mean 'error'? valid: context_window, rate_limit, error, timeout, content_policy
            """,
            "f.yaml:9:112: models[0].fallbacks[3].weight: '0' is out of range; write a number from 1 to 1000000"
        ),
        BrokenFile(
            Self.groups(["one": "[[b]], {id: b, no: [error]}, {id: c, tiers: basic}"]),
            "f.yaml:9:48: models[0].fallbacks[0][0]: this must be a single value, not a list or a mapping",
            "f.yaml:9:62: models[0].fallbacks[1]: unknown key 'no'; did you mean 'on'?",
            "f.yaml:9:84: models[0].fallbacks[2]: unknown key 'tiers'; did you mean 'tier'?"
        ),
        BrokenFile(
            Self.file("  - {name: one, deployments: [a], fallbacks: b}"),
            "f.yaml:9:46: models[0].fallbacks: this must be a list; begin each element with '- ', or write [a, b]"
        ),
    ]

    @Test(arguments: Self.broken)
    func `fallbacks that cannot be meant are refused`(_ broken: BrokenFile) {
        #expect(errors(broken.text) == broken.errors)
    }

    static let circles: [BrokenFile] = [
        BrokenFile(
            Self.groups(["one": "b, one"]),
            "f.yaml:9:50: models[0].fallbacks[1]: 'one' falls back to itself; remove this entry"
        ),
        BrokenFile(
            Self.groups(["x": "c, y", "y": "{id: x, on: [error]}"]),
            """
            f.yaml:9:48: models[0].fallbacks[1]: 'y' falls back to 'x' again: x -> y -> x; \
            remove one of these fallbacks
            """
        ),
        BrokenFile(
            Self.groups(["front": "x", "x": "[b, y]", "y": "z", "z": "x"]),
            """
            f.yaml:10:49: models[1].fallbacks[0][1]: 'y' falls back to 'x' again: x -> y -> z -> x; \
            remove one of these fallbacks
            """
        ),
        BrokenFile(
            Self.groups(["x": "y", "y": "x, y", "z": "x"]),
            """
            f.yaml:9:45: models[0].fallbacks[0]: 'y' falls back to 'x' again: x -> y -> x; \
            remove one of these fallbacks
            """,
            "f.yaml:10:48: models[1].fallbacks[1]: 'y' falls back to itself; remove this entry"
        ),
    ]

    @Test(arguments: Self.circles)
    func `groups that fall back in a circle are refused`(_ broken: BrokenFile) {
        #expect(errors(broken.text) == broken.errors)
    }

    @Test func `two ways to one group are no circle`() {
        #expect(errors(Self.groups(["x": "y, z", "y": "w", "z": "w", "w": "{tier: basic}"])) == [])
    }

    @Test func `a circle through an alias is found`() {
        let text = Self.file("  - {name: one, aliases: [uno], deployments: [a], fallbacks: [uno]}")
        #expect(errors(text).map { $0.contains("'one' falls back to itself") } == [true])
    }

    @Test func `what a reference stands for is not shown in a circle`() {
        let text = Self.file("  - {name: '${env:TEAM_A_KEY}', deployments: [a], fallbacks: ['${env:TEAM_A_KEY}']}")
        #expect(errors(text).map { $0.contains("'${env:TEAM_A_KEY}' falls back to itself") } == [true])
        #expect(!errors(text).joined().contains("team-a-secret"))
    }

    @Test func `a circle of many groups fits a small stack`() {
        let count = 5_000
        let lines = (0..<count).map { "  - {name: g\($0), deployments: [a], fallbacks: [g\(($0 + 1) % count)]}" }
        let text = Self.file(lines.joined(separator: "\n"))
        let found = Mutex<[String]>([])
        onSmallStack {
            let lines = errors(text)
            found.withLock { $0 = lines }
        }
        #expect(
            found.withLock { $0 } == [
                """
                f.yaml:9:46: models[0].fallbacks[0]: 'g1' falls back to 'g0' again: \
                g0 -> g1 -> g2 -> g3 -> g4 -> ... -> g4997 -> g4998 -> g4999 -> g0; remove one of these fallbacks
                """
            ]
        )
    }

    /// A circle is refused if and only if repeated removal of groups that lead nowhere leaves one.
    @Test func `random graphs are refused when they hold a circle`() {
        for seed in UInt64(1)...300 {
            var chance = SplitMix64(seed: seed)
            let count = Int.random(in: 1...7, using: &chance)
            let edges = (0..<count).map { _ in
                (0..<count).filter { _ in Int.random(in: 0..<count + 1, using: &chance) == 0 }
            }
            let lines = edges.enumerated().map { index, targets in
                let names = targets.map { "g\($0)" }.joined(separator: ", ")
                return "  - {name: g\(index), deployments: [a], fallbacks: [\(names)]}"
            }
            var rest = Set(0..<count)
            while let leaf = rest.first(where: { edges[$0].allSatisfy { !rest.contains($0) } }) {
                rest.remove(leaf)
            }
            let found = errors(Self.file(lines.joined(separator: "\n")))
            #expect(found.isEmpty == rest.isEmpty, "seed \(seed): \(found)")
            #expect(found.allSatisfy { $0.contains("falls back to") }, "seed \(seed)")
        }
    }
}
