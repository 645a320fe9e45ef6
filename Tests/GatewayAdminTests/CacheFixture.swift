import GatewayAdmin
import GatewayConfig
import GatewayCore
import GatewayTelemetry
import GatewayWire
import Synchronization

/// A cache that holds what the test says and keeps what it was asked.
final class ScriptedCache: CacheControl {
    struct Asked: Equatable {
        var selection: CacheSelection
        var dryRun: Bool
    }

    static let key = String(repeating: "0123456789abcdef", count: 4)
    static let view = CacheEntryView(
        key: ScriptedCache.key,
        tier: "redis",
        group: "chat",
        deployment: "groq-llama",
        provider: "groq",
        tenant: "acme",
        tags: ["doc:42", "say \"hi\""],
        form: "events",
        bytes: 8600,
        storedAt: 1_763_854_800_123,
        freshFor: -1500,
        cost: "0.000094"
    )

    let asked = Mutex<[Asked]>([])
    let limits = Mutex<[Int]>([])
    let state: CacheStatistics
    let report: CachePurge

    init(
        state: CacheStatistics = CacheStatistics(),
        report: CachePurge = CachePurge(inMemory: 3, inRedis: 5, reachedAllNodes: true)
    ) {
        self.state = state
        self.report = report
    }

    func statistics() async -> CacheStatistics { self.state }

    func purge(_ selection: CacheSelection, dryRun: Bool) async -> CachePurge {
        self.asked.withLock { $0.append(Asked(selection: selection, dryRun: dryRun)) }
        return self.report
    }

    func entry(_ key: String) async -> CacheEntryView? {
        key == Self.key ? Self.view : nil
    }

    func compare(_ asked: String, with stored: String, in group: String) async -> QuestionComparison? {
        guard group == "chat" else { return nil }
        var comparison = QuestionComparison()
        comparison.similarity = 0.5
        comparison.language = "en"
        if asked == stored {
            (comparison.score, comparison.risk, comparison.riskLimit) = (0.75, 0.125, 0.25)
            comparison.features = [.init("cosine", 0.5), .init("overlap", .nan)]
            comparison.decision = "hit"
        } else {
            comparison.refusals = [.init("numbers", asked: asked, stored: stored)]
            comparison.decision = "refused"
        }
        return comparison
    }

    func hotKeys(limit: Int) async -> [HotKey] {
        self.limits.withLock { $0.append(limit) }
        return [HotKey(key: Self.key, group: "chat", count: 41), HotKey(key: Self.key, group: "code", count: 7)]
    }
}

/// A gateway of which the admin plane sees nothing but a cache.
struct CacheSource: AdminSource {
    var cache: (any CacheControl)?

    func metrics(_ format: MetricsFormat) async -> [UInt8] { Array("# EOF\n".utf8) }
    func configuration() async -> [UInt8] { Array("{}".utf8) }
    func deployments() async -> [DeploymentGauges] { [] }
    func reload() async -> ReloadOutcome? { nil }
    func isReady() -> Bool { true }
}

/// The routes in front of a scripted cache, with the audit lines that they wrote.
final class Plane: Sendable {
    /// 2025-11-22T23:40:00.123Z.
    static let now: UInt64 = 1_763_854_800_123_456_789

    let cache: ScriptedCache?
    let lines = Mutex<[String]>([])
    private let key: Secret?

    init(_ cache: ScriptedCache? = ScriptedCache(), key: Secret? = nil) {
        self.cache = cache
        self.key = key
    }

    func ask(
        _ method: HTTPMethod,
        _ target: String,
        _ body: String = "",
        credential: String? = nil
    ) async -> AdminResponse {
        let parts = target.split(separator: "?", maxSplits: 1)
        let routes = AdminRoutes(
            source: CacheSource(cache: self.cache),
            key: self.key,
            isOpen: self.key == nil,
            audit: { line in self.lines.withLock { $0.append(line) } },
            wallClock: { Self.now }
        )
        return await routes.answer(
            AdminRequest(
                method: method,
                path: String(parts[0]),
                query: parts.count > 1 ? String(parts[1]) : "",
                accept: "",
                credential: credential,
                body: Array(body.utf8)
            )
        )
    }

    func purge(_ body: String) async -> AdminResponse {
        await self.ask(.post, "/admin/v1/cache/purge", body)
    }
}

extension AdminResponse {
    /// The body as text.
    var text: String { String(decoding: self.body, as: UTF8.self) }

    /// The error object in the body.
    var error: ErrorEnvelope? { ErrorEnvelope(reading: self.body.span.bytes) }
}
