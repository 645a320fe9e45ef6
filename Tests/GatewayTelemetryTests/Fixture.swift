import GatewayCore
import GatewayTelemetry
import GatewayWire
import NIOCore
import NIOEmbedded
import Synchronization

/// One loop with a small configuration, a clock that stands still, and exchanges that settle on it.
final class Fixture {
    let eventLoop = EmbeddedEventLoop()
    let loop: LoopState
    private let builder = SnapshotBuilder(
        adapters: { _ in PlainAdapter() },
        strategies: { _ in InOrder() },
        prices: { _, _ in Price(input: 590_000_000, output: 790_000_000) }
    )

    /// 2026-11-22T17:03:56.123456789Z.
    static let wallClock: UInt64 = 1_795_367_036_123_456_789

    init(_ settings: Settings = Fixture.settings(), observer: (any ExchangeObserver)? = nil) throws {
        self.loop = LoopState(
            index: 0,
            eventLoop: self.eventLoop,
            executor: NoExecutor(),
            snapshot: try self.builder.build(settings),
            authenticator: Open(),
            seed: 1
        )
        self.loop.observer = observer
    }

    /// Two providers, `groups` groups of one deployment each.
    static func settings(groups: [String] = ["fast"]) -> Settings {
        let origin = Origin(isTLS: false, host: "127.0.0.1", port: 1)
        return Settings(
            providers: [
                Provider(id: "groq", kind: "groq", origin: origin),
                Provider(id: "other-one", kind: "openai", origin: origin),
            ],
            deployments: groups.map { Deployment(id: "\($0)-groq", provider: "groq", model: "llama-\($0)") },
            models: groups.map { ModelGroup(name: $0, members: [GroupMember(deployment: "\($0)-groq")]) }
        )
    }

    func apply(_ settings: Settings) throws {
        self.loop.apply(try self.builder.build(settings), authenticator: Open())
    }

    func exchange(
        endpoint: Endpoint = .chatCompletions,
        path: String = "/v1/chat/completions",
        headers: String = ""
    ) throws -> Exchange {
        let text = "POST \(path) HTTP/1.1\r\nhost: x\r\ncontent-length: 300\r\n\(headers)\r\n"
        let bytes = ByteBuffer(string: text)
        var parsed = HTTPRequestHead()
        let isComplete = try parsed.parse(bytes.readableBytesUInt8Span.bytes, limits: HTTPLimits())
        precondition(isComplete, "the fixture's head is whole")
        return Exchange(
            loop: self.loop,
            client: ClientStream(),
            endpoint: endpoint,
            head: RequestHead(bytes: bytes, parsed: parsed),
            startedAt: self.loop.now
        )
    }

    func advance(microseconds: Int64) {
        self.eventLoop.advanceTime(by: .microseconds(microseconds))
    }

    /// A stream of `fast` that memory answered within 50 µs, 90.25 s old; not settled yet.
    func storedExchange() throws -> Exchange {
        let exchange = try self.exchange()
        exchange.enter(.recall)
        exchange.model = "fast"
        exchange.group = self.loop.snapshot.groups[0]
        exchange.isStream = true
        exchange.status = 200
        self.advance(microseconds: 50)
        exchange.firstTokenAt = self.loop.now
        exchange.lastTokenAt = self.loop.now
        exchange.bytesSent = 500
        exchange.caller = VirtualKey(name: "team-a", digest: [], tenant: "acme")
        exchange.cache.outcome = .hit
        exchange.cache.tier = .memory
        exchange.cache.ageMilliseconds = 90_250
        exchange.cache.savedCost = Cost(femtoDollars: 12_300_000_000)
        exchange.cache.savedUsage = TokenUsage(input: 10, cachedInput: 2, cacheWrite: 3, output: 4, reasoning: 5)
        exchange.cache.savedNanoseconds = 1_500_000_000
        return exchange
    }

    /// A stream through `fast` that took 250.5 ms, 30 µs of them inside the gateway; not settled yet.
    func typicalExchange(path: String = "/v1/chat/completions", headers: String = "") throws -> Exchange {
        let exchange = try self.exchange(path: path, headers: headers)
        self.advance(microseconds: 10)
        exchange.enter(.authenticate)
        self.advance(microseconds: 5)
        exchange.enter(.plan)
        self.advance(microseconds: 15)
        exchange.enter(.attempt)
        exchange.model = "fast"
        exchange.group = self.loop.snapshot.groups[0]
        exchange.target = self.loop.snapshot.targets[0]
        exchange.attempts = 1
        exchange.isStream = true
        self.advance(microseconds: 180_470)
        exchange.waitedForProvider = 180_470_000
        exchange.firstTokenAt = self.loop.now
        exchange.status = 200
        exchange.enter(.relay)
        self.advance(microseconds: 70_000)
        exchange.lastTokenAt = self.loop.now
        exchange.bytesSent = 4321
        exchange.record(TokenUsage(input: 100, cachedInput: 20, cacheWrite: 0, output: 8, reasoning: 3))
        exchange.caller = VirtualKey(name: "team-a", digest: [], tenant: "acme")
        return exchange
    }
}

/// Takes the text of the log's lines where a file would.
final class LineStore: Sendable {
    private let text = Mutex("")

    var all: String { self.text.withLock { $0 } }

    func append(_ more: String) {
        self.text.withLock { $0 += more }
    }
}

private struct PlainAdapter: ProviderAdapter {
    var asksForStreamUsage: Bool { true }

    func path(for endpoint: Endpoint, model: String, at provider: Provider) -> [UInt8] { Array("/".utf8) }

    func passthroughPath(_ path: String, query: String, model: String?, at provider: Provider) -> [UInt8] {
        Array(path.utf8)
    }

    func credential(_ apiKey: Secret) -> (name: String, value: Secret) { ("authorization", apiKey) }
}

private struct InOrder: RoutingStrategy {
    func rank(_ view: RoutingView, given chance: inout Chance, into order: inout [Int]) {
        order.append(contentsOf: view.candidates.map(\.target))
    }
}

private struct Open: Authenticator {
    var isOpen: Bool { true }

    func key(for credential: ByteBufferView) -> VirtualKey? { nil }
}

private final class NoExecutor: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {}
}
