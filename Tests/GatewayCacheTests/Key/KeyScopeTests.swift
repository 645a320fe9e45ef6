import GatewayCache
import Testing

struct KeyScopeTests {
    private static let body = Array(#"{"messages":[]}"#.utf8)

    private static let base = KeyScope(
        endpoint: "/v1/chat/completions",
        target: .group("gpt"),
        policy: KeyMaker.fingerprint(of: ["a"]),
        tenant: "team",
        epoch: 1,
        promptVersion: "v1",
        modelVersion: "2025",
        variations: [KeyScope.Variation(name: "accept-language", value: "de")]
    )

    private static func key(_ scope: KeyScope) throws -> CacheKey {
        try KeyMaker().key(for: scope, body: Self.body.span.bytes)
    }

    private static func changed(_ change: (inout KeyScope) -> Void) -> KeyScope {
        var scope = Self.base
        change(&scope)
        return scope
    }

    @Test func `each part of the scope changes the key`() throws {
        let scopes = [
            Self.base,
            Self.changed { $0.endpoint = "/v1/completions" },
            Self.changed { $0.target = .group("gpt2") },
            Self.changed { $0.target = .deployment("gpt") },
            Self.changed { $0.policy = KeyMaker.fingerprint(of: ["b"]) },
            Self.changed { $0.tenant = "team2" },
            Self.changed { $0.tenant = "" },
            Self.changed { $0.tenant = nil },
            Self.changed { $0.epoch = 2 },
            Self.changed { $0.epoch = 1 << 56 },
            Self.changed { $0.promptVersion = "v2" },
            Self.changed { $0.promptVersion = nil },
            Self.changed { $0.modelVersion = "2026" },
            Self.changed { $0.modelVersion = nil },
            Self.changed { $0.variations = [] },
            Self.changed { $0.variations = [KeyScope.Variation(name: "accept-language", value: "fr")] },
            Self.changed { $0.variations = [KeyScope.Variation(name: "accept-language", value: nil)] },
            Self.changed { $0.variations = [KeyScope.Variation(name: "accept-language", value: "")] },
            Self.changed { $0.variations = [KeyScope.Variation(name: "x-tier", value: "de")] },
            Self.changed { $0.variations.append(KeyScope.Variation(name: "x-tier", value: nil)) },
        ]
        let keys = try scopes.map { try Self.key($0) }
        #expect(Set(keys).count == scopes.count)
        #expect(try Self.key(Self.base) == keys[0])
    }

    @Test func `what moves from one part to the next changes the key`() throws {
        let scopes = [
            Self.changed { ($0.endpoint, $0.target) = ("ab", .group("c")) },
            Self.changed { ($0.endpoint, $0.target) = ("a", .group("bc")) },
            Self.changed { ($0.promptVersion, $0.modelVersion) = ("ab", "c") },
            Self.changed { ($0.promptVersion, $0.modelVersion) = ("a", "bc") },
            Self.changed { ($0.promptVersion, $0.modelVersion) = ("abc", nil) },
            Self.changed { ($0.promptVersion, $0.modelVersion) = (nil, "abc") },
            Self.changed { ($0.promptVersion, $0.modelVersion) = ("abc", "") },
            Self.changed { $0.variations = [KeyScope.Variation(name: "ab", value: "c")] },
            Self.changed { $0.variations = [KeyScope.Variation(name: "a", value: "bc")] },
            Self.changed { $0.variations = ["a", "b"].map { KeyScope.Variation(name: $0, value: "c") } },
            Self.changed { $0.variations = ["b", "a"].map { KeyScope.Variation(name: $0, value: "c") } },
            Self.changed { $0.variations = [KeyScope.Variation(name: String(repeating: "n", count: 128), value: nil)] },
            Self.changed { $0.variations = [KeyScope.Variation(name: String(repeating: "n", count: 127), value: nil)] },
        ]
        #expect(Set(try scopes.map { try Self.key($0) }).count == scopes.count)
    }

    @Test(arguments: 0..<4)
    func `scopes that differ have keys that differ, and only those`(_ run: UInt64) throws {
        let seed = 0x5C09E + run
        var random = KeyRandom(seed: seed)
        let maker = KeyMaker()
        var scopes: [CacheKey: KeyScope] = [:]
        let words = ["", "a", "b", "ab", "ba", "\u{0}", "\u{1}a", "g", "d"]
        for round in 0..<1500 {
            func optional(_ random: inout KeyRandom) -> String? { random.below(3) == 0 ? nil : random.pick(words) }
            let name = random.pick(words)
            let scope = KeyScope(
                endpoint: random.pick(words),
                target: random.below(2) == 0 ? .group(name) : .deployment(name),
                policy: CacheKey(a: 0, b: 0, c: 0, d: UInt64(random.below(2))),
                tenant: optional(&random),
                epoch: UInt64(random.below(2)),
                promptVersion: optional(&random),
                modelVersion: optional(&random),
                variations: (0..<random.below(3)).map { _ in
                    KeyScope.Variation(name: random.pick(words), value: optional(&random))
                }
            )
            let key = try maker.key(for: scope, body: Self.body.span.bytes)
            #expect(scopes.updateValue(scope, forKey: key) ?? scope == scope, "seed \(seed), round \(round)")
            #expect(try Self.key(scope) == key, "seed \(seed), round \(round)")
        }
        #expect(Set(scopes.values).count == scopes.count)
    }
}
