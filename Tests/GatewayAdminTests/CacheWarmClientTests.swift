import GatewayAdmin
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import Testing

@testable import GatewayCLI

/// The client over real sockets, in front of a server that says what the test wants.
@Suite struct CacheWarmClientTests {
    /// Answers each request by its number, and keeps what came.
    private final class Server: Sendable {
        let requests = Mutex<[String]>([])
        let connections = Mutex(0)
        private let channel: Mutex<(any Channel)?>
        private let answers: [String]

        init(_ answers: [String]) {
            self.answers = answers
            self.channel = Mutex(nil)
        }

        func start() async throws -> HTTPAddress {
            let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .childChannelInitializer { channel in
                    self.connections.withLock { $0 += 1 }
                    return channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Handler(self))
                    }
                }
                .bind(host: "127.0.0.1", port: 0).get()
            self.channel.withLock { $0 = channel }
            return HTTPAddress(host: "127.0.0.1", port: try #require(channel.localAddress?.port))
        }

        func stop() async throws {
            try await self.channel.withLock { $0 }?.close().get()
        }

        /// The answer to a request; empty for a connection that is closed instead.
        func answer(_ request: String) -> String {
            let number = self.requests.withLock { requests in
                requests.append(request)
                return requests.count - 1
            }
            return self.answers[min(number, self.answers.count - 1)]
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let server: Server
        private var text = ""

        init(_ server: Server) {
            self.server = server
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            self.text += String(buffer: self.unwrapInboundIn(data))
            guard self.text.hasSuffix("}") else { return }
            let answer = self.server.answer(self.text)
            self.text = ""
            guard !answer.isEmpty else { return context.close(promise: nil) }
            context.writeAndFlush(self.wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
            if answer.contains("connection: close") { context.close(promise: nil) }
        }
    }

    private static func client(
        _ address: HTTPAddress,
        key: String? = "sk-1",
        timeout: TimeAmount = .seconds(20)
    ) throws -> CacheWarmClient {
        CacheWarmClient(
            address: address,
            key: key,
            group: MultiThreadedEventLoopGroup.singleton,
            trust: try NIOSSLContext(configuration: .makeClientConfiguration()),
            timeout: timeout
        )
    }

    private static func reply(_ status: Int, _ fields: String = "", _ body: String = "{}") -> String {
        "HTTP/1.1 \(status) X\r\n\(fields)content-length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static let request = WarmRequest(endpoint: "/v1/embeddings", body: Array(#"{"input":"x"}"#.utf8))

    @Test func `requests follow each other on one connection and carry the key`() async throws {
        let server = Server([
            Self.reply(200, "cache-status: signalbox; fwd=miss\r\n"),
            Self.reply(200, "Cache-Status: signalbox; hit\r\n"), Self.reply(200),
        ])
        let client = try Self.client(try await server.start())
        var outcomes: [CacheWarmOutcome] = []
        var own = Self.request
        own.headers = [.init("x-api-key", "sk-2"), .init("x-a", "b")]
        for request in [Self.request, Self.request, own] {
            outcomes.append(await client.send(request))
        }
        #expect(outcomes == [.answered(.miss), .answered(.hit), .answered(.bypassed)])
        let requests = server.requests.withLock { $0 }
        #expect(requests.allSatisfy { $0.hasPrefix("POST /v1/embeddings HTTP/1.1\r\n") })
        #expect(requests.map { $0.contains("authorization: Bearer sk-1\r\n") } == [true, true, false])
        #expect(requests.last?.contains("x-api-key: sk-2\r\nx-a: b\r\n") == true)
        #expect(server.connections.withLock { $0 } == 1)
        try await server.stop()
    }

    @Test func `after an answer that closes the connection there is a new one`() async throws {
        let server = Server([Self.reply(200, "connection: close\r\n"), "", Self.reply(200)])
        let client = try Self.client(try await server.start())
        #expect(await client.send(Self.request) == .answered(.bypassed))
        guard case .failed(let reason) = await client.send(Self.request) else {
            Issue.record("a connection that was closed answered")
            return
        }
        #expect(reason.contains("the connection ended before the answer did"))
        #expect(await client.send(Self.request) == .answered(.bypassed))
        #expect(server.connections.withLock { $0 } == 3)
        try await server.stop()
    }

    static let refusals: [(answer: String, isHopeless: Bool, words: String)] = [
        (
            reply(404, "", #"{"error":{"message":"No model 'x'.","type":"t","code":"model_not_found"}}"#), false,
            "The gateway answered 404 model_not_found: No model 'x'."
        ),
        (reply(401, "", #"{"error":{"message":"Send a key."}}"#), true, "401: Send a key."),
        (reply(500, "", "<html>"), false, "The gateway answered 500."),
        (reply(503, "", #"{"error":{"message":"a\u001b[2Jb"}}"#), false, "a\u{FFFD}[2Jb"),
        ("nonsense\r\n\r\n", false, "not HTTP"),
        (reply(200, "content-type: text/event-stream\r\n", "data: {\"error\":{}}\n\n"), false, "ended with an error"),
    ]

    @Test(arguments: Self.refusals)
    func `what went wrong is told`(answer: String, isHopeless: Bool, words: String) async throws {
        let server = Server([answer])
        let client = try Self.client(try await server.start())
        switch await client.send(Self.request) {
        case .failed(let reason):
            #expect(!isHopeless)
            #expect(reason.contains(words), "\(reason)")
        case .hopeless(let reason):
            #expect(isHopeless)
            #expect(reason.contains(words), "\(reason)")
        case .answered(let status): Issue.record("\(status)")
        }
        try await server.stop()
    }

    @Test func `a stream that ended well counts`() async throws {
        let events = "data: {}\n\ndata: [DONE]\n\n"
        let fields = "content-type: text/event-stream\r\ncache-status: signalbox; hit\r\n"
        let server = Server([Self.reply(200, fields, events)])
        let client = try Self.client(try await server.start())
        #expect(await client.send(Self.request) == .answered(.hit))
        try await server.stop()
    }

    @Test func `a gateway that is not there is hopeless`() async throws {
        let server = Server([""])
        let address = try await server.start()
        try await server.stop()
        guard case .hopeless(let reason) = await Self.send(to: address) else {
            Issue.record("somebody answered")
            return
        }
        #expect(reason == "The gateway at \(address): it cannot be reached: the connection was refused.")
    }

    private static func send(to address: HTTPAddress) async -> CacheWarmOutcome {
        guard let client = try? Self.client(address) else { return .failed("no client") }
        return await client.send(Self.request)
    }

    @Test func `a gateway that does not answer is given up`() async throws {
        let server = Server(["HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhell"])
        let client = try Self.client(try await server.start(), timeout: .milliseconds(100))
        guard case .failed(let reason) = await client.send(Self.request) else {
            Issue.record("half an answer was taken")
            return
        }
        #expect(reason.contains("did not answer in time"))
        try await server.stop()
    }
}
