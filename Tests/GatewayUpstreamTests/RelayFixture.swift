import GatewayCore
import GatewayTesting
import GatewayWire
import NIOCore
import NIOEmbedded

@testable import GatewayUpstream

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One HTTP/1.1 connection to a provider, in memory, on a loop whose clock stands still; the test plays the provider.
final class RelayFixture {
    let eventLoop = EmbeddedEventLoop()
    let loop: LoopState
    let owner: UpstreamClient
    let pool: ConnectionPool
    let channel: EmbeddedChannel
    let link: HTTP1Link

    init(
        server: ServerSettings = ServerSettings(),
        provider: Provider = Fixture.provider(apiKey: "sk-gateway", pool: PoolSettings(maxConnections: 0, preheat: 0)),
        timeouts: AttemptTimeouts = AttemptTimeouts(),
        price: Price? = nil,
        onDisconnect: DisconnectPolicy = .cancel
    ) throws {
        var settings = Fixture.settings(server: server, provider: provider, timeouts: timeouts, price: price)
        settings.models[0].onDisconnect = onDisconnect
        self.loop = try Fixture.loop(self.eventLoop, settings)
        self.eventLoop.advanceTime(by: .seconds(1))
        let resolver = DNSCache()
        self.owner = UpstreamClient(loop: self.loop, resolver: resolver)
        let target = self.loop.snapshot.providers[0]
        self.pool = ConnectionPool(provider: target, loop: self.loop, client: self.owner, resolver: resolver)
        self.channel = EmbeddedChannel(loop: self.eventLoop)
        self.link = HTTP1Link(pool: self.pool)
        try self.channel.pipeline.syncOperations.addHandler(self.link)
        self.channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
        self.eventLoop.run()
    }

    /// Begins an attempt, and puts it on the connection unless it has to wait for one.
    func begin(
        _ body: String = Fixture.chat,
        method: String = "POST",
        path: String = "/v1/chat/completions",
        headers: String = "",
        endpoint: Endpoint = .chatCompletions,
        hasConnection: Bool = true,
        prepare: (Exchange, RecordingClient) -> Void = { _, _ in }
    ) throws -> RelayAttempt {
        let client = RecordingClient()
        let exchange = try Fixture.exchange(
            on: self.loop,
            client,
            body: body,
            method: method,
            path: path,
            headers: headers,
            endpoint: endpoint
        )
        exchange.group = self.loop.snapshot.groups[0]
        let target = self.loop.snapshot.targets[endpoint == .passthrough ? 1 : 0]
        exchange.target = target
        exchange.attempts = 1
        exchange.sentAt = self.loop.now
        exchange.deadline = exchange.startedAt &+ self.loop.snapshot.groups[0].bounds.total
        prepare(exchange, client)
        let relay = Relay(exchange: exchange, target: target, owner: self.owner)
        let attempt = RelayAttempt(exchange: exchange, client: client, relay: relay)
        Task.immediate(executorPreference: self.loop.executor) {
            attempt.error = await withUnsafeContinuation { attempt.relay.start($0) }
            attempt.isOver = true
        }
        if hasConnection {
            self.link.start(relay)
        }
        self.eventLoop.run()
        return attempt
    }

    /// What went to the provider since the last call.
    func sent() throws -> String {
        var all = ByteBuffer()
        while var bytes = try self.channel.readOutbound(as: ByteBuffer.self) {
            all.writeBuffer(&bytes)
        }
        return String(buffer: all)
    }

    /// Bytes from the provider, in one read.
    func receive(_ text: String) throws {
        try self.receive(Array(text.utf8)[...])
    }

    /// Bytes from the provider, in one read.
    func receive(_ bytes: ArraySlice<UInt8>) throws {
        guard !bytes.isEmpty, self.channel.isActive else { return }
        try self.channel.writeInbound(ByteBuffer(bytes: bytes))
        self.eventLoop.run()
    }

    /// The provider closes the connection.
    func close() {
        if self.channel.isActive {
            self.channel.close(promise: nil)
        }
        self.eventLoop.run()
    }

    /// The connection is reset.
    func reset() {
        self.channel.pipeline.fireErrorCaught(IOError(errnoCode: ECONNRESET, reason: "read"))
        self.eventLoop.run()
    }

    func advance(_ amount: TimeAmount) {
        self.eventLoop.advanceTime(by: amount)
        self.eventLoop.run()
    }
}

/// One attempt and what came of it.
///
/// `@unchecked Sendable`: everything runs on the one thread of the test.
final class RelayAttempt: @unchecked Sendable {
    let exchange: Exchange
    let client: RecordingClient
    let relay: Relay
    var error: GatewayError?
    var isOver = false

    init(exchange: Exchange, client: RecordingClient, relay: Relay) {
        self.exchange = exchange
        self.client = client
        self.relay = relay
    }

    /// The client closes its connection.
    func leave() {
        self.client.hasLeft = true
        self.client.listener?.clientWentAway()
    }

    /// Whether the attempt ended well, and the client has a whole reply.
    var isAnswered: Bool { self.isOver && self.error == nil && self.client.isWellFormed && self.client.ends == 1 }
}

extension EmbeddedChannel {
    /// Whether the channel reads by itself.
    var isReading: Bool {
        self.options.last { $0.option is ChannelOptions.Types.AutoReadOption }?.value as? Bool ?? true
    }
}

/// Replies of a provider.
enum Reply {
    /// A whole JSON reply.
    static func json(_ body: String, status: String = "200 OK", headers: String = "") -> String {
        "HTTP/1.1 \(status)\r\ncontent-type: application/json\r\n\(headers)content-length: \(body.utf8.count)\r\n\r\n"
            + body
    }

    /// Head of an event stream that only the end of the connection ends.
    static let openStream = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"
    /// Head of a chunked event stream.
    static let chunkedStream =
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n\r\n"

    /// One chunk.
    static func chunk(_ text: String) -> String {
        "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n"
    }

    static let lastChunk = "0\r\n\r\n"
    /// The event that opens a chat stream: a role without content.
    static let role = "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n"
    /// An event with content.
    static func content(_ text: String) -> String {
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\(text)\"}}]}\n\n"
    }
    /// The event that says why the answer ended.
    static let finish = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
    /// The usage chunk: 7 tokens in, 3 out.
    static let usage =
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10}}\n\n"
    static let done = "data: [DONE]\n\n"
    /// An error event.
    static let error = "data: {\"error\":{\"message\":\"overheated\",\"type\":\"server_error\"}}\n\n"
    /// A chat answer that reports 7 tokens in and 3 out.
    static let chat =
        #"{"id":"c","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"#
        + #""finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}"#
}
