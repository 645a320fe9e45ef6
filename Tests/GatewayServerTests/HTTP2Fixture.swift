import GatewayCore
import GatewayWire
import NIOCore
import NIOEmbedded
import NIOHPACK
import NIOHTTP2

@testable import GatewayServer

/// An HTTP/2 connection of the server and a client of it, both in memory on one loop whose clock stands still.
final class HTTP2Fixture {
    let eventLoop = EmbeddedEventLoop()
    let loop: LoopState
    let upstream = HeldUpstream()
    let observer = HTTP2Observer()
    let registry = ConnectionRegistry()
    let server: EmbeddedChannel
    let client: EmbeddedChannel
    let inbox = FrameInbox()
    private var nextStream = 1

    init(_ server: ServerSettings = ServerSettings(), clientWindow: Int = 65535) throws {
        let settings = Settings(
            server: server,
            providers: [Provider(id: "p", kind: "x", origin: Origin(isTLS: false, host: "127.0.0.1", port: 1))],
            deployments: [Deployment(id: "m", provider: "p", model: "m")],
            models: [ModelGroup(name: "m", members: [GroupMember(deployment: "m")])]
        )
        let builder = SnapshotBuilder(
            adapters: { _ in HTTP2PlainAdapter() },
            strategies: { _ in HTTP2InOrder() },
            prices: { _, _ in nil }
        )
        self.loop = LoopState(
            index: 0,
            eventLoop: self.eventLoop,
            executor: LoopExecutor(self.eventLoop),
            snapshot: try builder.build(settings),
            authenticator: HTTP2Open(),
            seed: 1
        )
        self.loop.upstream = self.upstream
        self.loop.observer = self.observer
        self.server = EmbeddedChannel(loop: self.eventLoop)
        self.client = EmbeddedChannel(loop: self.eventLoop)
        let intake = RequestIntake(loop: self.loop, admin: nil)
        try HTTP2Connection.install(
            on: self.server.pipeline.syncOperations,
            intake: intake,
            registry: self.registry
        )
        var configuration = NIOHTTP2Handler.ConnectionConfiguration()
        configuration.initialSettings = [HTTP2Setting(parameter: .initialWindowSize, value: clientWindow)]
        configuration.headerBlockValidation = .disabled
        configuration.contentLengthValidation = .disabled
        try self.client.pipeline.syncOperations.addHandlers([
            NIOHTTP2Handler(mode: .client, connectionConfiguration: configuration), self.inbox,
        ])
        let address = try SocketAddress(ipAddress: "127.0.0.1", port: 1)
        self.server.connect(to: address, promise: nil)
        self.client.connect(to: address, promise: nil)
        try self.pump()
    }

    /// Moves bytes between the two until none are left.
    func pump() throws {
        for _ in 0..<100_000 {
            self.eventLoop.run()
            var moved = false
            while let bytes = try self.client.readOutbound(as: ByteBuffer.self) {
                moved = true
                if self.server.isActive {
                    try self.server.writeInbound(bytes)
                }
            }
            while let bytes = try self.server.readOutbound(as: ByteBuffer.self) {
                moved = true
                if self.client.isActive {
                    try self.client.writeInbound(bytes)
                }
            }
            if !moved {
                return
            }
        }
        throw HTTP2FixtureError.endless
    }

    func advance(seconds: Int64) throws {
        self.eventLoop.advanceTime(by: .seconds(seconds))
        try self.pump()
    }

    // MARK: Client

    func open(_ headers: HPACKHeaders, body: ByteBuffer? = nil, isLast: Bool = true) throws -> HTTP2StreamID {
        let id = HTTP2StreamID(self.nextStream)
        self.nextStream += 2
        let endsHere = body == nil && isLast
        self.write(id, .headers(.init(headers: headers, endStream: endsHere)))
        if let body {
            self.write(id, .data(.init(data: .byteBuffer(body), endStream: isLast)))
        }
        try self.pump()
        return id
    }

    func chat(_ body: String = HTTP2Fixture.chatBody, more: [(String, String)] = []) throws -> HTTP2StreamID {
        try self.open(Self.post("/v1/chat/completions", more: more), body: ByteBuffer(string: body))
    }

    func write(_ id: HTTP2StreamID, _ payload: HTTP2Frame.FramePayload) {
        self.client.writeAndFlush(HTTP2Frame(streamID: id, payload: payload), promise: nil)
    }

    func reply(_ id: HTTP2StreamID) -> ReceivedReply { self.inbox.replies[id] ?? ReceivedReply() }

    static let chatBody = #"{"model":"m","messages":[{"role":"user","content":"hi"}]}"#
    static let streamBody = #"{"model":"m","stream":true,"messages":[{"role":"user","content":"hi"}]}"#

    static func get(_ path: String, method: String = "GET", more: [(String, String)] = []) -> HPACKHeaders {
        HPACKHeaders(
            [(":method", method), (":scheme", "http"), (":authority", "localhost"), (":path", path)] + more
        )
    }

    static func post(_ path: String, more: [(String, String)] = []) -> HPACKHeaders {
        Self.get(path, method: "POST", more: [("content-type", "application/json")] + more)
    }
}

enum HTTP2FixtureError: Error {
    case endless
    case missing
}

/// What a client has received on one stream.
struct ReceivedReply {
    var heads: [HPACKHeaders] = []
    var body = ByteBuffer()
    var dataFrames = 0
    var isComplete = false
    var reset: HTTP2ErrorCode?

    var status: String? { self.heads.last?.first(name: ":status") }
}

/// Keeps what a client receives.
final class FrameInbox: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame

    var replies: [HTTP2StreamID: ReceivedReply] = [:]
    var goAways: [(last: HTTP2StreamID, code: HTTP2ErrorCode)] = []
    var credits: [HTTP2StreamID: Int] = [:]

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = self.unwrapInboundIn(data)
        var reply = self.replies[frame.streamID] ?? ReceivedReply()
        switch frame.payload {
        case .headers(let payload):
            reply.heads.append(payload.headers)
            reply.isComplete = reply.isComplete || payload.endStream
        case .data(let payload):
            if case .byteBuffer(let bytes) = payload.data {
                reply.body.writeImmutableBuffer(bytes)
            }
            reply.dataFrames += 1
            reply.isComplete = reply.isComplete || payload.endStream
        case .rstStream(let code):
            reply.reset = code
        case .goAway(let last, let code, _):
            self.goAways.append((last, code))
        case .windowUpdate(let bytes):
            self.credits[frame.streamID, default: 0] += bytes
        default:
            break
        }
        self.replies[frame.streamID] = reply
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}

/// Attempts that wait for the test to answer them.
final class HeldUpstream: Upstream {
    private(set) var attempts: [HeldAttempt] = []

    func attempt(_ exchange: Exchange, on target: Target) async throws(GatewayError) {
        let attempt = HeldAttempt(exchange)
        self.attempts.append(attempt)
        let error = await withUnsafeContinuation { (continuation: UnsafeContinuation<GatewayError?, Never>) in
            attempt.begin(continuation)
        }
        if let error {
            throw error
        }
    }

    func apply(_ snapshot: Snapshot) {}
}

/// One attempt: listens to the client as a relay does.
final class HeldAttempt: ClientStreamListener {
    let exchange: Exchange
    private var continuation: UnsafeContinuation<GatewayError?, Never>?
    private(set) var writableCalls = 0
    private(set) var isClientGone = false
    private(set) var bodyAfter = ByteBuffer()
    private(set) var isBodyComplete = false

    init(_ exchange: Exchange) {
        self.exchange = exchange
    }

    var client: ClientStream { self.exchange.client }

    func begin(_ continuation: UnsafeContinuation<GatewayError?, Never>) {
        self.continuation = continuation
        self.client.listener = self
    }

    func clientBecameWritable() {
        self.writableCalls += 1
    }

    func clientWentAway() {
        self.isClientGone = true
        self.end(GatewayError(.clientClosedRequest, "gone"))
    }

    func requestBodyArrived(_ bytes: ByteBuffer?, isLast: Bool) {
        if let bytes {
            self.bodyAfter.writeImmutableBuffer(bytes)
        }
        self.isBodyComplete = isLast
    }

    func sendHead(_ lines: String, length: Int? = nil) {
        self.exchange.headSent = true
        self.exchange.status = 200
        self.client.sendHead(ReplyHead(status: 200, lines: ByteBuffer(string: lines), contentLength: length))
    }

    func answer(_ body: String, lines: String = "Content-Type: application/json\r\n") {
        let body = ByteBuffer(string: body)
        self.exchange.headSent = true
        self.exchange.status = 200
        self.client.sendWhole(
            ReplyHead(status: 200, lines: ByteBuffer(string: lines), contentLength: body.readableBytes),
            body: body
        )
        self.end(nil)
    }

    func end(_ error: GatewayError?) {
        self.client.listener = nil
        let continuation = self.continuation
        self.continuation = nil
        continuation?.resume(returning: error)
    }
}

/// Counts what settles.
final class HTTP2Observer: ExchangeObserver {
    private(set) var settled: [ErrorCode?] = []
    private(set) var refused: [ErrorCode] = []

    func exchangeSettled(_ exchange: Exchange) {
        self.settled.append(exchange.error)
    }

    func requestRefused(_ error: GatewayError) {
        self.refused.append(error.code)
    }
}

private struct HTTP2PlainAdapter: ProviderAdapter {
    var asksForStreamUsage: Bool { true }

    func path(for endpoint: Endpoint, model: String, at provider: Provider) -> [UInt8] { Array("/".utf8) }

    func passthroughPath(_ path: String, query: String, model: String?, at provider: Provider) -> [UInt8] {
        Array(path.utf8)
    }

    func credential(_ apiKey: Secret) -> (name: String, value: Secret) { ("authorization", apiKey) }
}

private struct HTTP2InOrder: RoutingStrategy {
    func rank(_ view: RoutingView, given chance: inout Chance, into order: inout [Int]) {
        order.append(contentsOf: view.candidates.map(\.target))
    }
}

private struct HTTP2Open: Authenticator {
    var isOpen: Bool { true }

    func key(for credential: ByteBufferView) -> VirtualKey? { nil }
}
