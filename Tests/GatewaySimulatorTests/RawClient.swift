import NIOCore
import NIOPosix
import Synchronization

/// A client that sends and receives raw bytes over a real socket.
final class RawClient: Sendable {
    /// How a connection ended.
    enum End: Sendable, Equatable {
        /// The server closed it.
        case closed
        /// The server reset it.
        case reset
    }

    private enum Event: Sendable {
        case bytes(ByteBuffer)
        case end(End)
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let events: AsyncStream<Event>.Continuation
        private var end = End.closed

        init(_ events: AsyncStream<Event>.Continuation) {
            self.events = events
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            self.events.yield(.bytes(self.unwrapInboundIn(data)))
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            if (error as? IOError)?.errnoCode == 104 { self.end = .reset }
            context.close(promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            self.events.yield(.end(self.end))
            self.events.finish()
        }
    }

    private let channel: any Channel
    private let events: AsyncStream<Event>
    private let received = Mutex("")

    private init(channel: any Channel, events: AsyncStream<Event>) {
        self.channel = channel
        self.events = events
    }

    /// Connects to a port of this machine; a client that does not read lets the server wait.
    static func connect(to port: Int, on group: any EventLoopGroup, reads: Bool = true) async throws -> RawClient {
        let (events, continuation) = AsyncStream<Event>.makeStream()
        let channel = try await ClientBootstrap(group: group)
            .channelOption(.autoRead, value: reads)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Collector(continuation))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return RawClient(channel: channel, events: events)
    }

    /// Sends text as it stands.
    func send(_ text: String) async throws {
        try await self.channel.writeAndFlush(ByteBuffer(string: text))
    }

    /// Sends a request with a JSON body.
    func post(_ path: String, _ body: String) async throws {
        let head = "POST \(path) HTTP/1.1\r\nHost: sim\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
        try await self.send(head + body)
    }

    /// Everything received once it contains a text, or once the connection ended.
    func receive(until text: String) async -> (text: String, end: End?) {
        for await event in self.events {
            switch event {
            case .bytes(let buffer):
                let isFound = self.received.withLock { received in
                    received += String(buffer: buffer)
                    // Only what is new can complete the text; long streams are searched once.
                    let fresh = received.utf8.suffix(buffer.readableBytes + text.utf8.count)
                    return String(decoding: fresh, as: UTF8.self).contains(text)
                }
                if isFound { return (self.received.withLock { $0 }, nil) }
            case .end(let end): return (self.received.withLock { $0 }, end)
            }
        }
        return (self.received.withLock { $0 }, .closed)
    }

    /// Everything received until the connection ended.
    func receiveAll() async -> (text: String, end: End?) {
        await self.receive(until: "\u{0}")
    }

    /// Closes the connection.
    func close() async {
        try? await self.channel.close()
    }
}
