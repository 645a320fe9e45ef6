import GatewayCore
import GatewayWire
import Testing

@testable import GatewayAdmin
@testable import GatewayCLI

@Suite struct CacheTextTests {
    private static func tree(_ bytes: [UInt8]) throws -> JSONValue {
        try JSONValue.parse(bytes.span.bytes)
    }

    @Test func `statistics are told line by line`() throws {
        var state = CacheStatistics()
        state.entries = 12
        state.bytes = 3 << 20
        state.capacity = 256 << 20
        state.insertions = 20
        state.flights = 2
        #expect(
            CacheText.statistics(try Self.tree(CacheDocuments.statistics(state))) == """
                memory   12 entries, 3.0 MiB of 256.0 MiB
                         1.1 % full
                         20 stored, 0 not let in
                         0 made room, 0 expired, 0 purged
                flights  2 upstream calls under way that others may follow
                redis    none

                """
        )
        state.hasRedis = true
        state.redisHits = 199
        state.redisMisses = 1
        let text = try #require(CacheText.statistics(try Self.tree(CacheDocuments.statistics(state))))
        #expect(text.contains("redis    DOWN; requests go on without it\n"))
        #expect(text.contains("         199 found, 1 not (99.5 % of look-ups)\n"))
    }

    @Test func `hot keys stand in columns`() throws {
        let keys = [HotKey(key: "aaaa", group: "chat", count: 1234), HotKey(key: "b", group: "code-long", count: 5)]
        #expect(
            CacheText.hotKeys(try Self.tree(CacheDocuments.hotKeys(keys)))
                == "KEY   GROUP      COUNT\naaaa  chat       1234\nb     code-long  5\n"
        )
        #expect(CacheText.hotKeys(.array([]))?.hasPrefix("No key is hot") == true)
    }

    @Test func `an entry is told with its times and without its text`() throws {
        let text = try #require(CacheText.entry(try Self.tree(CacheDocuments.entry(ScriptedCache.view))))
        #expect(text.contains("deployment  groq-llama (groq)\n"))
        #expect(text.contains("fresh       stale since 1.5 s\n"))
        #expect(text.contains("size        8.3 KiB\n"))
        #expect(text.contains("cost        0.000094 USD\n"))
        var shared = ScriptedCache.view
        (shared.tenant, shared.tags, shared.freshFor, shared.cost) = ("", [], 60_000, nil)
        let other = try #require(CacheText.entry(try Self.tree(CacheDocuments.entry(shared))))
        #expect(other.contains("tenant      (shared by all)\n"))
        #expect(other.contains("tags        (none)\n"))
        #expect(other.contains("fresh       for 60.0 s\n"))
        #expect(other.contains("cost        unknown\n"))
    }

    @Test func `a stored name cannot take hold of the terminal`() throws {
        var view = ScriptedCache.view
        view.tags = ["\u{1B}]0;owned\u{7}", "a\r\nb", "\u{202E}txt", "\u{9B}31m"]
        let text = try #require(CacheText.entry(try Self.tree(CacheDocuments.entry(view))))
        let allowed = text.unicodeScalars.allSatisfy { $0 == "\n" || CacheText.plain(String($0)) == String($0) }
        #expect(allowed)
        #expect(!text.unicodeScalars.contains("\u{1B}"))
        #expect(text.split(separator: "\n").count == 11)
    }

    @Test func `a dry run says how to go on, a purge what it did`() throws {
        let report = CachePurge(inMemory: 3, inRedis: nil, reachedAllNodes: true)
        let counted = CacheDocuments.purge(CachePurgeRequest(.everything), report)
        let text = try #require(CacheText.purge(try Self.tree(counted), again: "signalbox x --yes"))
        #expect(text.contains("Would remove: 3 in the memory of this node, Redis is not counted"))
        #expect(text.hasSuffix("\n\n  signalbox x --yes\n"))
        let done = CacheDocuments.purge(CachePurgeRequest(.everything, isDryRun: false), report)
        #expect(CacheText.purge(try Self.tree(done), again: "x")?.hasPrefix("Removed: 3 in") == true)
    }

    @Test(arguments: ["null", "[]", "{}", #"{"error":{"message":"no"}}"#, "7", #""ok""#])
    func `a document of another form is not taken for one of these`(text: String) throws {
        let document = try JSONValue.parse(text)
        #expect(CacheText.statistics(document) == nil)
        #expect(CacheText.entry(document) == nil)
        #expect(CacheText.purge(document, again: "") == nil)
        #expect(CacheText.hotKeys(document) == nil || text == "[]")
    }

    @Test(arguments: [
        ("0", "0 B"), ("1023", "1023 B"), ("1024", "1.0 KiB"), ("1535", "1.4 KiB"), ("1048576", "1.0 MiB"),
        ("5368709120", "5.0 GiB"), ("1125899906842624", "1048576.0 GiB"), ("-1", "?"), ("null", "?"), ("1.5", "?"),
    ])
    func `sizes are told in the largest unit`(number: String, text: String) throws {
        #expect(CacheText.size(try JSONValue.parse(number)) == text)
    }

    @Test(arguments: [
        ("0.0000", "0.0 %"), ("0.9995", "99.9 %"), ("1.0000", "100.0 %"), ("0.5", "50.0 %"), ("1", "100.0 %"),
        ("null", "- %"), ("1e3", "- %"),
    ])
    func `shares are told in percent`(number: String, text: String) throws {
        #expect(CacheText.share(try JSONValue.parse(number)) == text)
    }
}

@Suite struct CacheStatusTests {
    static let fields: [(String?, CacheStatus)] = [
        ("signalbox; hit", .hit), ("signalbox;hit;ttl=30;detail=exact", .hit), ("signalbox; hit=?1", .hit),
        ("signalbox; fwd=miss", .miss), ("signalbox; fwd=uri-miss; stored", .miss), ("signalbox; fwd=stale", .miss),
        ("signalbox; fwd=request; detail=\"no-cache\"", .miss), ("signalbox; fwd=partial; hit=?0", .miss),
        ("signalbox; fwd=bypass", .bypassed), ("signalbox; fwd=method", .bypassed), ("signalbox", .bypassed),
        (nil, .bypassed), ("", .bypassed), (" , ;", .bypassed),
        ("origin; fwd=miss, signalbox; hit", .hit), ("signalbox; hit, cdn; fwd=miss", .hit),
        ("\"signalbox\"; hit", .hit), ("other; hit", .hit),
        ("signalbox; fwd=miss; detail=\"; hit, x; hit\"", .miss),
        ("signalbox; detail=\"\\\"; hit\"; fwd=miss", .miss), ("signalbox; detail=\"unclosed; hit", .bypassed),
        ("signalbox; hits", .bypassed), ("signalbox\t;\thit", .hit),
    ]

    @Test(arguments: Self.fields)
    func `Cache-Status says how a request fared`(field: String?, status: CacheStatus) {
        #expect(CacheStatus(field) == status)
    }
}
