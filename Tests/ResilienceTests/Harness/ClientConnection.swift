import GatewayTesting
import NIOCore
import NIOPosix

/// A client's connection to the gateway: one request after the other, replies with the times at which they came.
final class ClientConnection: Sendable {
    private let channel: any Channel
    private let reply: Watched<ClientReply>

    /// Something did not come about in time; the message says what.
    struct TimedOut: Error, CustomStringConvertible {
        var description: String
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let reply: Watched<ClientReply>
        private let clock = ContinuousClock()
        private var end = ClientReply.End.closed

        init(_ reply: Watched<ClientReply>) {
            self.reply = reply
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let (bytes, now) = (self.unwrapInboundIn(data).readableBytesView, self.clock.now)
            self.reply.update { $0.append(bytes, at: now) }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            self.end = .reset
            context.close(promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            let (end, now) = (self.end, self.clock.now)
            self.reply.update { $0.closed(end, at: now) }
        }
    }

    private init(channel: any Channel, reply: Watched<ClientReply>) {
        self.channel = channel
        self.reply = reply
    }

    /// Connects to a port of this machine.
    static func open(to port: Int) async throws -> ClientConnection {
        let reply = Watched(ClientReply(startedAt: ContinuousClock().now))
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Collector(reply))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return ClientConnection(channel: channel, reply: reply)
    }

    /// Sends a request; the reply begins anew.
    func send(_ text: String) async throws {
        let now = ContinuousClock().now
        self.reply.update { $0 = ClientReply(startedAt: now) }
        try await self.channel.writeAndFlush(ByteBuffer(string: text))
    }

    /// What has come so far.
    var received: ClientReply { self.reply.value }

    /// Waits until enough has come; nil where it did not in time.
    func received(
        within limit: Duration = .seconds(20),
        until condition: @escaping @Sendable (ClientReply) -> Bool
    ) async -> ClientReply? {
        await self.reply.wait(within: limit, until: condition)
    }

    /// Waits until the reply has ended; throws where it does not, which is a hang.
    func ended(within limit: Duration = .seconds(20)) async throws -> ClientReply {
        if let reply = await self.reply.wait(within: limit, until: { $0.end != nil }) {
            return reply
        }
        let soFar = self.received
        throw TimedOut(description: "no end within \(limit): status \(soFar.status), \(soFar.events.count) events")
    }

    /// Whether the connection can take another request.
    var isOpen: Bool { self.channel.isActive }

    /// Closes the connection.
    ///
    /// - Returns: the time just before.
    @discardableResult
    func close() async -> ContinuousClock.Instant {
        let now = ContinuousClock().now
        try? await self.channel.close()
        return now
    }
}
