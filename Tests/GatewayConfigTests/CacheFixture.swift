import GatewayCore

/// What the file with every key states about the cache and Redis.
enum CacheFixture {
    /// 32 characters.
    static let secret = "0123456789abcdef0123456789abcdef"

    static var cache: CacheSettings {
        var cache = CacheSettings()
        cache.memoryBytes = 1 << 30
        cache.policy = .wTinyLFU
        cache.redis = "main"
        cache.prefix = "llm"
        cache.keySecret = Secret("Q0rS8JmD1s4bq5jxJvQx0yRkq3u5wYxL0vG4c3lqkF8=")
        cache.epoch = 4
        cache.lookupTimeout = .milliseconds(15)
        cache.writeQueueBytes = 8 << 20
        cache.coalesce.wait = .entry
        cache.coalesce.lockTTL = .seconds(10)
        cache.coalesce.maxFollowers = 500
        cache.coalesce.maxLeaders = 2
        var idempotency = IdempotencySettings()
        idempotency.window = .seconds(3_600)
        idempotency.maxBytes = 1 << 20
        cache.idempotency = idempotency
        cache.negativeTTL = .seconds(2)
        cache.hotKeys = 50
        cache.encryption = CacheEncryption(
            keys: [
                EncryptionKey(id: "k1", key: Self.key(from: 0)), EncryptionKey(id: "k2", key: Self.key(from: 32)),
            ],
            active: "k2",
            erasedTenants: ["gone", "left"]
        )
        cache.aliases = [.helicone, .litellm]
        cache.preheatRate = 20
        cache.semantic.models = "/var/lib/signalbox/models"
        cache.semantic.embedder = .remote(model: "tiny", dimensions: 384, timeout: .milliseconds(50))
        cache.semantic.maxEntries = 5_000
        cache.semantic.memoryBytes = 64 << 20
        cache.semantic.snapshot = "/var/lib/signalbox/questions"
        cache.semantic.sharing = .replicate
        return cache
    }

    /// 32 bytes in a row, as digits.
    static func key(from first: UInt8) -> Secret {
        let digits = (first..<first + 32).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        return Secret(digits.joined())
    }

    static var group: GroupCacheSettings {
        var cache = GroupCacheSettings()
        cache.ttl = .seconds(7_200)
        cache.jitterPercent = 5
        cache.when = .always
        cache.maxEntryBytes = 64 << 10
        cache.minUses = 2
        cache.staleWhileRevalidate = .seconds(30)
        cache.staleIfError = .seconds(86_400)
        cache.finishReasons = [.stop, .length]
        cache.varyHeaders = ["accept-language", "x-locale"]
        cache.variesByTags = true
        cache.bypass = [.header(name: "x-debug", value: "1"), .header(name: "x-fresh", value: nil), .tag("live")]
        cache.tools = true
        cache.images = true
        cache.scope = .shared
        cache.unit = .deployment
        cache.replayPace = .eventsPerSecond(40)
        cache.coalesces = false
        var early = EarlyRefreshSettings()
        early.beta = 1.5
        early.rate = 0.5
        cache.earlyRefresh = early
        cache.promptVersion = "v7"
        cache.ignoredFields = ["safety_identifier", "trace"]
        cache.storesFallbacks = true
        cache.embeddingsPerInput = false
        var semantic = GroupSemanticSettings()
        semantic.compared = .conversation
        semantic.maxWrong = 0.005
        semantic.countsExact = true
        semantic.confidence = 0.99
        semantic.acceptance = .perEntry
        semantic.verified = 0.1
        semantic.judge = "tiny"
        semantic.maxQuestionBytes = 1 << 10
        semantic.opposites = [.init("open", "closed"), .init("hot", "cold")]
        semantic.names = ["Project Falcon", "Aurora"]
        var frequent = FrequentQuestions(path: "/etc/signalbox/faq.jsonl")
        frequent.outside = 0.3
        frequent.answers = [.init(name: "hours", text: "At 9.")]
        frequent.wordings = [.init(text: "When do you open?", answer: 0), .init(text: "Tell me a joke", answer: nil)]
        semantic.frequent = frequent
        cache.semantic = semantic
        return cache
    }

    static var redis: [RedisSettings] {
        var main = RedisSettings(
            name: "main",
            addresses: [
                RedisSettings.Address(host: "one.example.com", port: 7001),
                RedisSettings.Address(host: "two.example.com", port: 6379),
                RedisSettings.Address(host: "2001:db8::1", port: 7003),
            ]
        )
        main.mode = .cluster
        main.username = "signalbox"
        main.password = Secret("redis-secret")
        var tls = RedisTLS()
        tls.caFile = "/etc/signalbox/internal-ca.pem"
        tls.certificateFile = "/etc/signalbox/tls.crt"
        tls.keyFile = "/etc/signalbox/tls.key"
        tls.serverName = "redis.example.com"
        main.tls = tls
        main.connections = 2
        main.connectTimeout = .seconds(1)
        main.readFrom = .any
        main.maxPending = 1_000
        var watched = RedisSettings(
            name: "watched",
            addresses: [
                RedisSettings.Address(host: "10.0.0.1", port: 26_379),
                RedisSettings.Address(host: "10.0.0.2", port: 26_380),
            ]
        )
        watched.mode = .sentinel
        watched.primaryName = "mymaster"
        watched.sentinelPassword = Secret("sentinel-secret")
        return [main, watched]
    }

    /// Files that state a default of the cache or of Redis, and the same files without it; nil for other keys.
    static func pair(for path: String, _ value: String) -> (with: String, without: String)? {
        let names = path.replacing("[]", with: "").split(separator: ".").map(String.init)
        switch names.first {
        case "cache" where names.starts(with: ["cache", "semantic", "embedder"]) && names.count > 3:
            let embedder = { (more: String) in
                file(rest: "cache: {semantic: {embedder: {model: a, dimensions: 8\(more)}}}")
            }
            return (embedder(", \(names[3]): \(value)"), embedder(""))
        case "cache": return (file(rest: Self.line(names, value)), file())
        case "models" where names.dropFirst().starts(with: ["cache", "semantic"]):
            let group = { (semantic: String) in
                file(group: "    cache: {exact: true\(semantic)}\n", rest: "cache: {semantic: {models: m}}")
            }
            guard names.count > 3 else { return (group(", semantic: \(value)"), group("")) }
            if names[3] == "faq_outside" {
                let faq = "faq: /etc/signalbox/faq.jsonl"
                return (group(", semantic: {\(faq), faq_outside: \(value)}"), group(", semantic: {\(faq)}"))
            }
            return (group(", semantic: {\(names[3]): \(value)}"), group(", semantic: true"))
        case "redis":
            let url = "url: redis://127.0.0.1"
            return (
                file(rest: "redis: {main: {\(url), \(Self.line(Array(names.dropFirst(2)), value))}}"),
                file(rest: "redis: {main: {\(url)}}")
            )
        case "models" where names.dropFirst().starts(with: ["cache", "exact"]):
            let isInner = names.count > 4
            let on = isInner && names[3] == "early_refresh" ? "{early_refresh: true}" : "true"
            return (
                file(group: "    \(Self.line(Array(names.dropFirst()), value))\n"),
                file(group: "    cache: {exact: \(on)}\n")
            )
        default: return nil
        }
    }

    /// Nested mappings on one line, the first key outside of braces.
    private static func line(_ names: [String], _ value: String) -> String {
        names.reversed().reduce("") { inner, name in
            "\(name): " + (inner.isEmpty ? value : "{\(inner)}")
        }
    }
}
