import GatewayCore
import GatewayWire
import NIOCore
import NIOEmbedded
import NIOHPACK
import NIOHTTP2

@testable import GatewayUpstream

/// A session and a provider that speaks HTTP/2, both in memory on one loop whose clock stands still.
final class HTTP2SessionFixture {
    let eventLoop = EmbeddedEventLoop()
    let loop: LoopState
    let owner: UpstreamClient
    let pool: ConnectionPool
    let session: HTTP2Session
    let link: EmbeddedChannel
    let provider: EmbeddedChannel
    let inbox = ProviderInbox()

    init(settings: [HTTP2Setting] = [HTTP2Setting(parameter: .maxConcurrentStreams, value: 100)]) throws {
        let origin = Origin(isTLS: true, host: "api.example.com", port: 443)
        let bounds = PoolSettings(maxConnections: 0)
        let configured = Provider(
            id: "p",
            kind: "x",
            origin: origin,
            apiKey: Secret("sk-test"),
            headers: [HeaderLine(name: "X-Team", value: Secret("a"))],
            pool: bounds
        )
        let snapshot = try SnapshotBuilder(
            adapters: { _ in HTTP2PathAdapter() },
            strategies: { _ in HTTP2FileOrder() },
            prices: { _, _ in nil }
        ).build(
            Settings(
                providers: [configured],
                deployments: [Deployment(id: "m", provider: "p", model: "their-model")],
                models: [ModelGroup(name: "m", members: [GroupMember(deployment: "m")])]
            )
        )
        self.loop = LoopState(
            index: 0,
            eventLoop: self.eventLoop,
            executor: HTTP2LoopExecutor(self.eventLoop),
            snapshot: snapshot,
            authenticator: HTTP2Everybody(),
            seed: 1
        )
        let resolver = DNSCache()
        self.owner = UpstreamClient(loop: self.loop, resolver: resolver)
        self.pool = ConnectionPool(
            provider: self.loop.snapshot.providers[0],
            loop: self.loop,
            client: self.owner,
            resolver: resolver
        )
        self.link = EmbeddedChannel(loop: self.eventLoop)
        self.provider = EmbeddedChannel(loop: self.eventLoop)
        self.session = try HTTP2Session.install(on: self.link.pipeline.syncOperations, pool: self.pool)
        var configuration = NIOHTTP2Handler.ConnectionConfiguration()
        configuration.initialSettings = settings
        configuration.headerBlockValidation = .disabled
        configuration.contentLengthValidation = .disabled
        try self.provider.pipeline.syncOperations.addHandlers([
            NIOHTTP2Handler(mode: .server, connectionConfiguration: configuration), self.inbox,
        ])
        let address = try SocketAddress(ipAddress: "127.0.0.1", port: 1)
        self.link.connect(to: address, promise: nil)
        self.provider.connect(to: address, promise: nil)
        try self.pump()
    }

    /// Moves bytes between the two until none are left.
    func pump() throws {
        for _ in 0..<100_000 {
            self.eventLoop.run()
            var moved = false
            while let bytes = try self.link.readOutbound(as: ByteBuffer.self) {
                moved = true
                if self.provider.isActive {
                    try self.provider.writeInbound(bytes)
                }
            }
            while let bytes = try self.provider.readOutbound(as: ByteBuffer.self) {
                moved = true
                if self.link.isActive {
                    try self.link.writeInbound(bytes)
                }
            }
            if !moved {
                return
            }
        }
        throw HTTP2SessionFixtureError.endless
    }

    func advance(seconds: Int64) throws {
        self.eventLoop.advanceTime(by: .seconds(seconds))
        try self.pump()
    }

    /// Begins an attempt on the session, as the pool does.
    func begin(
        _ body: String = #"{"model":"m","messages":[{"role":"user","content":"hi"}]}"#,
        headers: String = "",
        method: String = "POST",
        isBodyComplete: Bool = true,
        path: String = "/v1/chat/completions",
        endpoint: Endpoint = .chatCompletions
    ) throws -> HTTP2Attempt {
        let text = "\(method) \(path) HTTP/1.1\r\nhost: gateway\r\n\(headers)\r\n"
        let bytes = ByteBuffer(string: text)
        var parsed = HTTPRequestHead()
        guard try parsed.parse(bytes.readableBytesUInt8Span.bytes, limits: HTTPLimits()) else {
            throw HTTP2SessionFixtureError.head
        }
        let client = HTTP2Recorder()
        let exchange = Exchange(
            loop: self.loop,
            client: client,
            endpoint: endpoint,
            head: RequestHead(bytes: bytes, parsed: parsed),
            startedAt: self.loop.now
        )
        exchange.restPath = parsed.path
        exchange.body = ByteBuffer(string: body)
        exchange.isBodyComplete = isBodyComplete
        let sent = exchange.body
        if endpoint.isGeneration {
            exchange.scan = try RequestScan.scan(
                sent.readableBytesUInt8Span.bytes,
                for: .chatCompletions,
                maxDepth: 64
            )
        }
        let target = self.loop.snapshot.targets[0]
        exchange.target = target
        let relay = Relay(exchange: exchange, target: target, owner: self.owner)
        let attempt = HTTP2Attempt(exchange: exchange, client: client, relay: relay)
        Task.immediate(executorPreference: self.loop.executor) {
            attempt.error = await withUnsafeContinuation { attempt.relay.start($0) }
            attempt.isOver = true
        }
        self.session.start(relay)
        try self.pump()
        return attempt
    }

    // MARK: Provider

    func respond(_ id: Int, _ fields: [(String, String)], body: String? = nil, isLast: Bool = true) throws {
        let id = HTTP2StreamID(id)
        let headers = HPACKHeaders(fields)
        self.write(id, .headers(.init(headers: headers, endStream: body == nil && isLast)))
        if let body {
            self.write(id, .data(.init(data: .byteBuffer(ByteBuffer(string: body)), endStream: isLast)))
        }
        try self.pump()
    }

    func write(_ id: HTTP2StreamID, _ payload: HTTP2Frame.FramePayload) {
        self.provider.writeAndFlush(HTTP2Frame(streamID: id, payload: payload), promise: nil)
    }

    func request(_ id: Int) -> ReceivedRequest { self.inbox.requests[HTTP2StreamID(id)] ?? ReceivedRequest() }
}

enum HTTP2SessionFixtureError: Error {
    case endless
    case head
}

/// One attempt and what came of it.
///
/// `@unchecked Sendable`: everything runs on the one thread of the test.
final class HTTP2Attempt: @unchecked Sendable {
    let exchange: Exchange
    let client: HTTP2Recorder
    let relay: Relay
    var error: GatewayError?
    var isOver = false

    init(exchange: Exchange, client: HTTP2Recorder, relay: Relay) {
        self.exchange = exchange
        self.client = client
        self.relay = relay
    }
}

/// A client that keeps what it is sent.
final class HTTP2Recorder: ClientStream {
    var takesBytes = true
    private(set) var head: ReplyHead?
    private(set) var body = ByteBuffer()
    private(set) var isComplete = false
    private(set) var flowing: [Bool] = []

    override var isWritable: Bool { self.takesBytes }

    override var isGone: Bool { false }

    override func sendHead(_ head: ReplyHead) {
        self.head = head
    }

    override func sendBody(_ bytes: ByteBuffer) {
        self.body.writeImmutableBuffer(bytes)
    }

    override func sendEnd() {
        self.isComplete = true
    }

    override func setRequestBodyFlowing(_ isFlowing: Bool) {
        self.flowing.append(isFlowing)
    }
}

/// What a provider has received on one stream.
struct ReceivedRequest {
    var headers = HPACKHeaders()
    var body = ByteBuffer()
    var isComplete = false
    var reset: HTTP2ErrorCode?
}

/// Keeps what a provider receives.
final class ProviderInbox: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame

    var requests: [HTTP2StreamID: ReceivedRequest] = [:]
    var goAways = 0
    var pings = 0
    var answersPings = true

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = self.unwrapInboundIn(data)
        var request = self.requests[frame.streamID] ?? ReceivedRequest()
        switch frame.payload {
        case .headers(let payload):
            request.headers = payload.headers
            request.isComplete = payload.endStream
        case .data(let payload):
            if case .byteBuffer(let bytes) = payload.data {
                request.body.writeImmutableBuffer(bytes)
            }
            request.isComplete = payload.endStream
        case .rstStream(let code):
            request.reset = code
        case .goAway:
            self.goAways += 1
        case .ping(_, let isAnswer):
            self.pings += isAnswer ? 0 : 1
        default:
            break
        }
        self.requests[frame.streamID] = request
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}

private struct HTTP2PathAdapter: ProviderAdapter {
    var asksForStreamUsage: Bool { true }

    func path(for endpoint: Endpoint, model: String, at provider: Provider) -> [UInt8] {
        Array("/v1/chat/completions".utf8)
    }

    func passthroughPath(_ path: String, query: String, model: String?, at provider: Provider) -> [UInt8] {
        Array(path.utf8)
    }

    func credential(_ apiKey: Secret) -> (name: String, value: Secret) {
        ("authorization", Secret("Bearer " + apiKey.reveal()))
    }
}

private struct HTTP2FileOrder: RoutingStrategy {
    func rank(_ view: RoutingView, given chance: inout Chance, into order: inout [Int]) {
        order.append(contentsOf: view.candidates.map(\.target))
    }
}

private struct HTTP2Everybody: Authenticator {
    var isOpen: Bool { true }

    func key(for credential: ByteBufferView) -> VirtualKey? { nil }
}

private final class HTTP2LoopExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = self.asUnownedTaskExecutor()
        self.eventLoop.execute { job.runSynchronously(on: executor) }
    }
}
