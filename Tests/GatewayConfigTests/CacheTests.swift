import GatewayCore
import Testing

@testable import GatewayConfig

@Suite struct CacheTests {
    /// What a small file with a line at its end makes of the cache.
    private static func cache(_ line: String) throws -> CacheSettings {
        try load(file(rest: line)).get().cache
    }

    /// What a group keeps that says this of its exact cache.
    private static func group(_ exact: String) throws -> GroupCacheSettings? {
        try load(file(group: "    cache: {exact: \(exact)}\n")).get().models[0].cache
    }

    @Test func `every key reaches the settings`() throws {
        let settings = try load(everything).get()
        #expect(settings.cache == CacheFixture.cache)
        #expect(settings.models[0].cache == CacheFixture.group)
        #expect(settings.models[1].cache == nil)
    }

    @Test func `a file that says nothing caches nothing and has the defaults`() throws {
        let settings = try load(file()).get()
        #expect(settings.cache == CacheSettings())
        #expect(settings.redis.isEmpty)
        #expect(settings.models[0].cache == nil)
        #expect(try Self.cache("cache: {}") == CacheSettings())
    }

    @Test(
        arguments: [
            ("true", GroupCacheSettings()), ("{}", GroupCacheSettings()), ("on", GroupCacheSettings()), ("false", nil),
        ] as [(String, GroupCacheSettings?)]
    )
    func `a group's cache is switched on and off`(_ text: String, _ expected: GroupCacheSettings?) throws {
        #expect(try Self.group(text) == expected)
    }

    @Test func `no memory is no mistake`() throws {
        #expect(try Self.cache("cache: {memory: 0}").memoryBytes == 0)
    }

    @Test(
        arguments: [
            ("true", IdempotencySettings()), ("{}", IdempotencySettings()), ("off", nil),
        ] as [(String, IdempotencySettings?)]
    )
    func `replays for Idempotency-Key are switched on and off`(
        _ text: String,
        _ expected: IdempotencySettings?
    ) throws {
        #expect(try Self.cache("cache: {idempotency: \(text)}").idempotency == expected)
    }

    @Test(
        arguments: [
            ("true", EarlyRefreshSettings()), ("{}", EarlyRefreshSettings()), ("false", nil),
        ] as [(String, EarlyRefreshSettings?)]
    )
    func `early refresh is switched on and off`(_ text: String, _ expected: EarlyRefreshSettings?) throws {
        #expect(try Self.group("{early_refresh: \(text)}")?.earlyRefresh == expected)
    }

    @Test(
        arguments: [
            ("instant", .instant), ("recorded", .recorded), ("1", .eventsPerSecond(1)),
            ("10000", .eventsPerSecond(10_000)),
            ("'25'", .eventsPerSecond(25)), ("'${env:LOOPS}'", .eventsPerSecond(3)),
        ] as [(String, ReplayPace)]
    )
    func `a pace is a word or a number`(_ text: String, _ expected: ReplayPace) throws {
        #expect(try Self.group("{replay_pace: \(text)}")?.replayPace == expected)
    }

    @Test(arguments: EvictionPolicy.allCases)
    func `every policy has its word`(_ policy: EvictionPolicy) throws {
        #expect(try Self.cache("cache: {policy: \(policy.rawValue)}").policy == policy)
    }

    @Test(arguments: [
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F",
    ])
    func `a key is read from base64 and from hexadecimal digits`(_ text: String) {
        #expect(KeyText.decode(text) == Array(0..<32))
    }

    @Test func `both base64 alphabets are read`() {
        let text = String(repeating: "+/", count: 21) + "8="
        #expect(KeyText.decode(text)?.count == 32)
        #expect(KeyText.decode(text) == KeyText.decode(text.replacing("+", with: "-").replacing("/", with: "_")))
    }

    @Test(arguments: [
        "", "k", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gIQ==",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9=", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh 8=",
        "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8==",
        "00 102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F",
        "g00102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F",
    ])
    func `anything else is no key`(_ text: String) {
        #expect(KeyText.decode(text) == nil)
    }

    @Test func `a dump shows the cache without its secrets`() throws {
        let text = SettingsDump.json(try load(everything).get())
        #expect(text.contains("\"key_secret\": \"***\""))
        #expect(text.contains("\"url\": \"rediss://one.example.com:7001/0\""))
        #expect(text.contains("\"replay_pace\": 40"))
        let small = SettingsDump.json(try load(file()).get())
        for key in ["\"redis\"", "\"encryption\"", "\"exact\"", "\"key_secret\""] {
            #expect(!small.contains(key), "\(key)")
        }
        let off = SettingsDump.json(
            try load(file(group: "    cache: {exact: {early_refresh: no}}\n", rest: "cache: {idempotency: no}")).get()
        )
        #expect(off.contains("\"idempotency\": false"))
        #expect(off.contains("\"early_refresh\": false"))
    }
}
