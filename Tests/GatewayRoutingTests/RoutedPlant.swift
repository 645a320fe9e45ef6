import GatewayCore
import GatewayRouting
import GatewayTesting
import GatewayWire
import NIOCore
import NIOEmbedded

/// A gateway without sockets on virtual time: real plans, simulated providers.
final class RoutedPlant {
    /// What a simulated provider does.
    struct Behaviour {
        /// Milliseconds to the first token.
        var firstToken: Double
        /// Milliseconds per token after it.
        var perToken = 2.0
        /// Whether it answers with 500.
        var fails = false
        /// Whether it refuses for the rate, without a time.
        var limits = false
    }

    let eventLoop = EmbeddedEventLoop()
    let builder: SnapshotBuilder
    let loop: LoopState
    let upstream: PlantUpstream

    init(_ settings: Settings, _ behaviours: [String: Behaviour], seed: UInt64 = 1) throws {
        let strategies = StrategyRegistry.builtin()
        self.builder = SnapshotBuilder(
            adapters: { _ in PlainAdapter(asksForStreamUsage: true) },
            strategies: { strategies.strategy(named: $0) },
            prices: { _, _ in nil }
        )
        self.loop = LoopState(
            index: 0,
            eventLoop: self.eventLoop,
            executor: EventLoopExecutor(self.eventLoop),
            snapshot: try self.builder.build(settings),
            authenticator: KeyTable([:]),
            seed: seed
        )
        self.upstream = PlantUpstream(behaviours, seed: seed)
        self.loop.upstream = self.upstream
        self.eventLoop.advanceTime(by: .seconds(100))
    }

    /// Sends requests at a rate, and lets the time pass.
    ///
    /// - Returns: the share of first attempts by deployment.
    @discardableResult
    func run(
        seconds: Double,
        rate: Double = 40,
        body: @autoclosure () -> String = Fixture.chatStream
    ) throws -> [String: Double] {
        let gap = Int64(1e9 / rate)
        var counts: [String: Double] = [:]
        let requests = Int(seconds * rate)
        for _ in 0..<requests {
            if let first = try self.ask(body()) {
                counts[first, default: 0] += 1
            }
            self.eventLoop.advanceTime(by: .nanoseconds(gap))
        }
        return counts.mapValues { $0 / Double(requests) }
    }

    /// Sends one request.
    ///
    /// - Returns: the deployment that was asked first.
    func ask(_ body: String, headers: String = "") throws -> String? {
        let exchange = try Fixture.exchange(on: self.loop, RecordingClient(), body: body, headers: headers)
        let before = self.upstream.tried.count
        Pipeline.start(exchange)
        return self.upstream.tried.count > before ? self.upstream.tried[before] : nil
    }

    /// Lets the time pass without requests.
    func rest(seconds: Int64) {
        self.eventLoop.advanceTime(by: .seconds(seconds))
    }
}

/// Simulated providers: each answers with a stream of tokens on the loop's timers.
final class PlantUpstream: Upstream {
    var behaviours: [String: RoutedPlant.Behaviour]
    private(set) var tried: [String] = []
    private var random: SplitMix64

    init(_ behaviours: [String: RoutedPlant.Behaviour], seed: UInt64) {
        self.behaviours = behaviours
        self.random = SplitMix64(seed: seed)
    }

    func apply(_ snapshot: Snapshot) {}

    func attempt(_ exchange: Exchange, on target: Target) async throws(GatewayError) {
        self.tried.append(target.deployment.id)
        let behaviour = self.behaviours[target.deployment.id] ?? RoutedPlant.Behaviour(firstToken: 50)
        let noise = Double.random(in: 0.7...1.4, using: &self.random)
        if behaviour.fails || behaviour.limits {
            await PlantWait.wait(exchange, nanoseconds: 20_000_000)
            var error = GatewayError(behaviour.limits ? .providerRateLimited : .providerError, "It failed.")
            error.status = behaviour.limits ? 429 : 500
            error.fault = AttemptFault(behaviour.limits ? .rateLimit : .serverError)
            throw error
        }
        await PlantWait.wait(exchange, nanoseconds: UInt64(behaviour.firstToken * noise * 1e6))
        exchange.firstTokenAt = exchange.loop.now
        AttemptReport.sawContent(exchange, target)
        let tokens = Int.random(in: 20...40, using: &self.random)
        await PlantWait.wait(exchange, nanoseconds: UInt64(behaviour.perToken * Double(tokens) * 1e6))
        exchange.lastTokenAt = exchange.loop.now
        exchange.headSent = true
        exchange.status = 200
        exchange.record(TokenUsage(input: exchange.body.readableBytes / 4, output: tokens))
        let head = ReplyHead(status: 200, lines: ByteBuffer(), contentLength: 2)
        exchange.client.sendWhole(head, body: ByteBuffer(string: "{}"))
    }
}

/// A wait on the loop's timers.
private final class PlantWait: WheelTimer {
    private var continuation: UnsafeContinuation<Void, Never>?

    static func wait(_ exchange: Exchange, nanoseconds: UInt64) async {
        let wait = PlantWait()
        exchange.loop.timers.set(wait, to: exchange.loop.now + nanoseconds)
        await withUnsafeContinuation { wait.continuation = $0 }
    }

    override func fired(at now: UInt64) {
        self.continuation?.resume()
        self.continuation = nil
    }
}
