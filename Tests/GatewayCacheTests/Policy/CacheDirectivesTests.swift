import GatewayCore
import GatewayWire
import Testing

@testable import GatewayCache

@Suite struct CacheDirectivesTests {
    /// Directives with what a closure sets.
    private static func made(_ set: (inout CacheDirectives) -> Void) -> CacheDirectives {
        var directives = CacheDirectives()
        set(&directives)
        return directives
    }

    static let lines: [(String, CacheDirectives)] = [
        ("", CacheDirectives()),
        (" , ,\t,", CacheDirectives()),
        ("no-cache", made { $0.noCache = true }),
        ("NO-Cache", made { $0.noCache = true }),
        ("no-cache=\"a, b\"", made { $0.noCache = true }),
        ("no-store", made { $0.noStore = true }),
        ("only-if-cached", made { $0.onlyIfCached = true }),
        ("max-age=60", made { $0.maxAge = 60 }),
        ("max-age=\"60\"", made { $0.maxAge = 60 }),
        ("max-age=\"6\\0\"", made { $0.maxAge = 60 }),
        ("max-age = 60", made { $0.maxAge = 60 }),
        ("max-age=0060", made { $0.maxAge = 60 }),
        ("max-age=0", made { $0.maxAge = 0 }),
        ("max-age=2147483647", made { $0.maxAge = 2_147_483_647 }),
        ("max-age=2147483648", made { $0.maxAge = CacheDirectives.longest }),
        ("max-age=99999999999999999999999999", made { $0.maxAge = CacheDirectives.longest }),
        ("max-stale", made { $0.maxStale = CacheDirectives.longest }),
        ("max-stale=30", made { $0.maxStale = 30 }),
        ("min-fresh=5", made { $0.minFresh = 5 }),
        ("stale-if-error=600", made { $0.staleIfError = 600 }),
        (
            "max-age=5,no-store , min-fresh=1,,max-stale=2",
            made {
                $0.maxAge = 5
                $0.noStore = true
                $0.minFresh = 1
                $0.maxStale = 2
            }
        ),
        // What is no number is as if nothing stored would do.
        ("max-age", made { $0.maxAge = 0 }),
        ("max-age=", made { $0.maxAge = 0 }),
        ("max-age=\"\"", made { $0.maxAge = 0 }),
        ("max-age=\"", made { $0.maxAge = 0 }),
        ("max-age=\"60", made { $0.maxAge = 0 }),
        ("max-age=-1", made { $0.maxAge = 0 }),
        ("max-age=+1", made { $0.maxAge = 0 }),
        ("max-age=1.5", made { $0.maxAge = 0 }),
        ("max-age=1 2", made { $0.maxAge = 0 }),
        ("max-age=1=2", made { $0.maxAge = 0 }),
        ("max-age=1;no-store", made { $0.maxAge = 0 }),
        ("min-fresh", made { $0.minFresh = CacheDirectives.longest }),
        ("min-fresh=soon", made { $0.minFresh = CacheDirectives.longest }),
        ("max-stale=", made { $0.maxStale = 0 }),
        ("max-stale=x", made { $0.maxStale = 0 }),
        ("stale-if-error", made { $0.staleIfError = 0 }),
        ("stale-if-error=x", made { $0.staleIfError = 0 }),
        // Of two the stricter counts.
        ("max-age=9, max-age=3, max-age=5", made { $0.maxAge = 3 }),
        ("max-age=x, max-age=5", made { $0.maxAge = 0 }),
        ("min-fresh=1, min-fresh=7, min-fresh=2", made { $0.minFresh = 7 }),
        ("max-stale, max-stale=4", made { $0.maxStale = 4 }),
        ("max-stale=4, max-stale", made { $0.maxStale = 4 }),
        ("stale-if-error=8, stale-if-error=2", made { $0.staleIfError = 2 }),
        // What is unknown says nothing, and hides nothing.
        ("private, s-maxage=3, community=\"UCI, no-store\", max-ages=4, no-transform", CacheDirectives()),
        ("foo=\"a\\\", no-store\", no-cache", made { $0.noCache = true }),
        ("foo=\"open, no-store", CacheDirectives()),
        ("=5, no-store", made { $0.noStore = true }),
        (
            "max-age=\"5\"x, no-store",
            made {
                $0.maxAge = 0; $0.noStore = true
            }
        ),
        ("no cache, no-storee", CacheDirectives()),
    ]

    @Test(arguments: lines)
    func `a line is read`(_ line: String, _ expected: CacheDirectives) {
        #expect(PolicyFixture.directives(line) == expected)
    }

    @Test func `several lines are one list`() {
        let whole = PolicyFixture.directives("max-age=9, no-store, max-age=3")
        #expect(PolicyFixture.directives("max-age=9, no-store", "max-age=3") == whole)
    }

    static let heads: [([String], CacheDirectives)] = [
        ([], CacheDirectives()),
        (["X-Team: a", "User-Agent: b"], CacheDirectives()),
        (["cache-control: no-store", "Cache-Control: max-age=1"], PolicyFixture.directives("no-store, max-age=1")),
        (["Pragma: no-cache"], PolicyFixture.directives("no-cache")),
        (["PRAGMA: foo, No-Cache"], PolicyFixture.directives("no-cache")),
        (["Pragma: no-store"], CacheDirectives()),
        (["Pragma: no-cache", "Cache-Control: max-age=7"], PolicyFixture.directives("max-age=7")),
        (["Pragma: no-cache", "Cache-Control: "], CacheDirectives()),
        (["Pragmb: no-cache"], CacheDirectives()),
    ]

    @Test(arguments: heads)
    func `a head is read, with Pragma only where there is no Cache-Control`(
        _ lines: [String],
        _ expected: CacheDirectives
    ) throws {
        #expect(CacheDirectives(try PolicyFixture.head(lines)) == expected)
    }

    /// Whatever the bytes, parsing ends, and what stands behind a comma outside of quotes is found.
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `no line hides the next directive unless it opens a quote`(_ seed: UInt64) {
        var chance = PolicyChance(seed: seed)
        let alphabet = Array("max-age=no-cachestore,; \t\\=0123456789\u{7F}".utf8) + [0xFF, 0x80]
        for _ in 0..<5_000 {
            let count = Int.random(in: 0...40, using: &chance)
            var line = (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &chance)] }
            line += Array(", only-if-cached, max-stale=3".utf8)
            var directives = CacheDirectives()
            line.withUnsafeBytes { directives.add(cacheControl: $0) }
            #expect(directives.onlyIfCached && directives.maxStale.map { $0 <= 3 } == true, "seed \(seed): \(line)")
        }
    }

    @Test(arguments: [5, 6] as [UInt64])
    func `merging is the same as reading one after the other`(_ seed: UInt64) {
        var chance = PolicyChance(seed: seed)
        let words = [
            "no-cache", "no-store", "only-if-cached", "max-age=3", "max-age=9", "min-fresh=2", "min-fresh=x",
            "max-stale", "max-stale=4", "stale-if-error=1", "stale-if-error=6", "foo", "max-age=x",
        ]
        for _ in 0..<2_000 {
            let texts = (0..<2).map { _ in
                (0..<Int.random(in: 0...4, using: &chance)).map { _ in words.randomElement(using: &chance) ?? "" }
                    .joined(separator: ", ")
            }
            var merged = PolicyFixture.directives(texts[0])
            merged.merge(PolicyFixture.directives(texts[1]))
            #expect(merged == PolicyFixture.directives(texts[0], texts[1]), "seed \(seed): \(texts)")
            var reversed = PolicyFixture.directives(texts[1])
            reversed.merge(PolicyFixture.directives(texts[0]))
            #expect(merged == reversed, "seed \(seed): \(texts)")
        }
    }
}

@Suite struct CacheAliasTests {
    private static let all = Set(CacheAlias.allCases)

    /// Directives of a head, peers' words included.
    private static func directives(_ lines: [String], _ aliases: Set<CacheAlias> = all) throws -> CacheDirectives {
        let head = try PolicyFixture.head(lines)
        var directives = CacheDirectives(head)
        directives.add(aliases: aliases, from: head)
        return directives
    }

    @Test func `nothing is understood that is not switched on`() throws {
        let lines = [
            "x-portkey-cache-force-refresh: true", "x-portkey-cache-namespace: a", "Helicone-Cache-Enabled: false",
            "Helicone-Cache-Seed: b",
        ]
        #expect(try Self.directives(lines, []) == CacheDirectives())
        #expect(try Self.directives(lines, [.litellm]) == CacheDirectives())
        #expect(try Self.directives(lines, [.portkey]).namespace == "a")
        #expect(try Self.directives(lines, [.portkey]).noStore == false)
        #expect(try Self.directives(lines, [.helicone]).namespace == "b")
        #expect(try Self.directives(lines, [.helicone]).isBypass)
    }

    @Test(arguments: [("true", true), ("TRUE", true), ("false", false), ("1", false), ("", false)])
    func `Portkey's refresh asks anew and stores`(_ value: String, _ expected: Bool) throws {
        let directives = try Self.directives(["x-portkey-cache-force-refresh: \(value)"])
        #expect(directives == (expected ? PolicyFixture.directives("no-cache") : CacheDirectives()))
    }

    @Test func `two namespaces are both part of the key`() throws {
        let both = try Self.directives(["x-portkey-cache-namespace: a", "helicone-cache-seed: b"])
        #expect(both.namespace == "a\nb")
        #expect(try Self.directives(["x-portkey-cache-namespace: "]).namespace == nil)
    }

    @Test func `a namespace that is too long is not cut`() throws {
        let fits = String(repeating: "n", count: CacheDirectives.longestNamespace)
        #expect(try Self.directives(["x-portkey-cache-namespace: \(fits)"]).namespace == fits)
        let long = try Self.directives(["x-portkey-cache-namespace: \(fits)n"])
        #expect(long.isBypass && long.namespace == nil)
    }

    @Test func `Helicone's max-age is how long to store`() throws {
        let on = try Self.directives(["Cache-Control: max-age=60", "Helicone-Cache-Enabled: true"])
        #expect(on.ttl == 60 && on.maxAge == nil)
        let off = try Self.directives(["Cache-Control: max-age=60"])
        #expect(off.ttl == nil && off.maxAge == 60)
    }

    static let bodies: [(String, CacheDirectives)] = [
        ("{}", CacheDirectives()),
        ("null", CacheDirectives()),
        ("true", CacheDirectives()),
        (#""no-cache""#, CacheDirectives()),
        (#"{"no-cache": true}"#, PolicyFixture.directives("no-cache")),
        (#"{"no-cache": false, "no-store": null}"#, CacheDirectives()),
        (#"{"no-cache": "true"}"#, CacheDirectives()),
        (#"{"no-store": true, "no-cache": true}"#, PolicyFixture.directives("no-cache, no-store")),
        (#"{"s-maxage": 600}"#, PolicyFixture.directives("max-age=600")),
        (#"{"s-max-age": 60.9, "s-maxage": 600}"#, PolicyFixture.directives("max-age=60")),
        (#"{"s-maxage": "30"}"#, PolicyFixture.directives("max-age=30")),
        (#"{"s-maxage": null}"#, CacheDirectives()),
        (#"{"s-maxage": -1}"#, PolicyFixture.directives("max-age=0")),
        (#"{"s-maxage": 1e99}"#, PolicyFixture.directives("max-age=2147483648")),
        (#"{"s-maxage": [1]}"#, PolicyFixture.directives("max-age=0")),
    ]

    @Test(arguments: bodies)
    func `LiteLLM's member of the body is read`(_ text: String, _ expected: CacheDirectives) throws {
        var directives = CacheDirectives()
        directives.add(litellm: try JSONValue.parse(text))
        #expect(directives == expected)
    }

    @Test(
        arguments: [
            ("", false), ("{}", false), (#"{"cache": {"no-cache": true}}"#, true),
            (#"{"messages": [{"content": "\"cache\": {}"}], "cache" : {"no-cache": true}}"#, true),
            (#"{"messages": [{"cache": {"no-cache": true}}]}"#, false), (#"{"cache": {"no-cache": true}"#, false),
            (#""cache""#, false),
        ] as [(String, Bool)]
    )
    func `LiteLLM's member is found in a body, and only there`(_ body: String, _ expected: Bool) {
        var directives = CacheDirectives()
        directives.add(litellmBody: Array(body.utf8).span.bytes)
        #expect(directives == (expected ? PolicyFixture.directives("no-cache") : CacheDirectives()))
    }

    @Test func `LiteLLM's ttl and namespace are read`() throws {
        var directives = CacheDirectives()
        directives.add(litellm: try JSONValue.parse(#"{"ttl": 90, "namespace": "n", "use-cache": true}"#))
        var expected = CacheDirectives()
        expected.ttl = 90
        expected.namespace = "n"
        #expect(directives == expected)
    }
}
