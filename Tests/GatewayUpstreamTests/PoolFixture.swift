import GatewayCore
import GatewayTesting
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import GatewayUpstream

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a scripted provider does with a connection, step by step.
enum ProviderStep: Sendable {
    /// Waits for a whole request: head, and a body of the length that it states.
    case awaitRequest
    /// Sends bytes.
    case send(String)
    /// Closes in order.
    case close
    /// Resets: what is on its way is lost.
    case reset
    /// Does nothing more.
    case stall
}

/// A provider on loopback that treats its connections by script, the first one by the first script, and so on; the last
/// script serves all that follow.
final class ScriptedProvider: Sendable {
    /// Connections accepted.
    let accepted = Atomic<Int>(0)
    /// Connections open now.
    let open = Atomic<Int>(0)
    /// Requests, in order of arrival.
    let requests = Mutex<[String]>([])
    private let scripts: [[ProviderStep]]
    private let channel: Mutex<(any Channel)?>
    /// The port it listens on.
    let port: Int

    private init(scripts: [[ProviderStep]], group: any EventLoopGroup) async throws {
        self.scripts = scripts
        let target = Target()
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let provider = target.provider.withLock({ $0 }) else { return }
                    let number = provider.accepted.add(1, ordering: .relaxed).oldValue
                    provider.open.add(1, ordering: .relaxed)
                    channel.closeFuture.whenComplete { _ in provider.open.subtract(1, ordering: .relaxed) }
                    let script = provider.scripts[min(number, provider.scripts.count - 1)]
                    try channel.pipeline.syncOperations.addHandler(ScriptHandler(script, provider))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        self.channel = Mutex(channel)
        self.port = channel.localAddress?.port ?? 0
        target.provider.withLock { $0 = self }
    }

    private final class Target: Sendable {
        let provider = Mutex<ScriptedProvider?>(nil)
    }

    /// Bounds that a busy machine does not reach.
    static let patience = AttemptTimeouts(connect: .seconds(300), firstToken: .seconds(300), idle: .seconds(300))

    /// Listens, runs a test with a client of the provider, and puts both away.
    ///
    /// - Parameter isProxy: whether it plays the forward proxy before the provider instead.
    static func with(
        _ scripts: [[ProviderStep]],
        pool: PoolSettings = PoolSettings(preheat: 0),
        timeouts: AttemptTimeouts = ScriptedProvider.patience,
        isProxy: Bool = false,
        _ body: (ScriptedProvider, PoolClient) async throws -> Void
    ) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let provider = try await ScriptedProvider(scripts: scripts, group: group)
        var configured = Fixture.provider(port: provider.port, pool: pool)
        if isProxy {
            let authorization = Secret("Basic dXNlcg==")
            configured.origin = Origin(isTLS: false, host: "api.example.com", port: 80)
            configured.proxy = ForwardProxy(host: "127.0.0.1", port: provider.port, authorization: authorization)
        }
        let client = try await PoolClient(group.next(), configured, timeouts: timeouts)
        do {
            try await body(provider, client)
        } catch {
            Issue.record(error)
        }
        try await client.stop()
        provider.stopListening()
        try await group.shutdownGracefully()
    }

    /// Refuses further connections.
    func stopListening() {
        let channel = self.channel.withLock { channel in
            defer { channel = nil }
            return channel
        }
        channel?.close(promise: nil)
    }
}

/// Carries out one connection's script.
private final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var steps: ArraySlice<ProviderStep>
    private let provider: ScriptedProvider
    private var received = ByteBuffer()

    init(_ steps: [ProviderStep], _ provider: ScriptedProvider) {
        self.steps = steps[...]
        self.provider = provider
    }

    func channelActive(context: ChannelHandlerContext) {
        self.goOn(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = self.unwrapInboundIn(data)
        self.received.writeBuffer(&bytes)
        self.goOn(context)
    }

    private func goOn(_ context: ChannelHandlerContext) {
        while let step = self.steps.first {
            switch step {
            case .awaitRequest:
                guard let request = self.takeRequest() else { return }
                self.provider.requests.withLock { $0.append(request) }
            case .send(let text):
                context.writeAndFlush(self.wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
            case .close:
                context.close(promise: nil)
            case .reset:
                let options = context.channel as? any SocketOptionProvider
                _ = options?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
                context.close(promise: nil)
            case .stall:
                return
            }
            self.steps = self.steps.dropFirst()
        }
    }

    private func takeRequest() -> String? {
        let text = String(buffer: self.received)
        guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
        let head = text[..<end.lowerBound]
        let length =
            head.split(separator: "\r\n").compactMap { line in
                line.hasPrefix("content-length: ") ? Int(line.dropFirst(16)) : nil
            }.first ?? 0
        let count = text[..<end.upperBound].utf8.count + length
        guard self.received.readableBytes >= count else { return nil }
        return self.received.readString(length: count)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

/// The upstream client of one real loop.
final class PoolClient: Sendable {
    let eventLoop: any EventLoop
    private let parts: NIOLoopBound<(loop: LoopState, client: UpstreamClient)>

    init(_ eventLoop: any EventLoop, _ provider: Provider, timeouts: AttemptTimeouts) async throws {
        self.eventLoop = eventLoop
        self.parts = try await eventLoop.submit {
            let loop = try Fixture.loop(eventLoop, Fixture.settings(provider: provider, timeouts: timeouts))
            let client = UpstreamClient(loop: loop, resolver: DNSCache())
            loop.upstream = client
            return NIOLoopBound((loop, client), eventLoop: eventLoop)
        }.get()
    }

    /// What came of an attempt.
    struct Outcome: Sendable {
        var error: ErrorCode?
        var message = ""
        var text: String
        var status: Int
    }

    /// An attempt that runs.
    final class Running: Sendable {
        let outcome: EventLoopFuture<Outcome>
        let client: NIOLoopBound<RecordingClient>

        init(_ outcome: EventLoopFuture<Outcome>, _ client: NIOLoopBound<RecordingClient>) {
            self.outcome = outcome
            self.client = client
        }

        /// The client goes away.
        func leave() {
            self.outcome.eventLoop.execute {
                self.client.value.hasLeft = true
                self.client.value.listener?.clientWentAway()
            }
        }
    }

    /// Begins an attempt.
    func begin(_ body: String = Fixture.chat) async throws -> Running {
        try await self.eventLoop.submit {
            let (loop, upstream) = self.parts.value
            let client = RecordingClient()
            let exchange = try Fixture.exchange(on: loop, client, body: body)
            let target = loop.snapshot.targets[0]
            exchange.group = loop.snapshot.groups[0]
            exchange.target = target
            exchange.sentAt = loop.now
            let promise = self.eventLoop.makePromise(of: Outcome.self)
            let bound = NIOLoopBound((upstream, exchange, client), eventLoop: self.eventLoop)
            Task.immediate(executorPreference: loop.executor) {
                let (upstream, exchange, client) = bound.value
                do throws(GatewayError) {
                    try await upstream.attempt(exchange, on: target)
                    promise.succeed(Outcome(text: client.text, status: client.status))
                } catch {
                    promise.succeed(
                        Outcome(error: error.code, message: error.message, text: client.text, status: client.status)
                    )
                }
            }
            return Running(promise.futureResult, NIOLoopBound(client, eventLoop: self.eventLoop))
        }.get()
    }

    /// Carries an attempt out.
    func attempt(_ body: String = Fixture.chat) async throws -> Outcome {
        try await self.begin(body).outcome.get()
    }

    /// What the pool does; nil if there is none.
    func sample() async throws -> PoolSample? {
        try await self.eventLoop.submit { self.parts.value.client.sample().first }.get()
    }

    /// Waits until the pool looks as wanted; throws after a long while.
    func awaitSample(_ isWanted: @Sendable @escaping (PoolSample) -> Bool) async throws {
        let found = self.eventLoop.makePromise(of: Void.self)
        let task = self.eventLoop.submit {
            self.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(2)) { task in
                if let sample = self.parts.value.client.sample().first, isWanted(sample) {
                    task.cancel()
                    found.succeed()
                }
            }
        }
        let deadline = self.eventLoop.scheduleTask(in: .seconds(120)) { found.fail(FixtureError.missing) }
        defer { deadline.cancel() }
        _ = try await task.get()
        try await found.futureResult.get()
    }

    /// Applies the snapshot, as a start or reload does.
    func apply() async throws {
        try await self.eventLoop.submit {
            let (loop, client) = self.parts.value
            client.apply(loop.snapshot)
        }.get()
    }

    /// Closes idle connections.
    func stop() async throws {
        try await self.eventLoop.submit { self.parts.value.client.shutDown() }.get()
    }
}
