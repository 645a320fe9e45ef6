import GatewayTesting
import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A server that does nothing of itself: it takes connections, keeps what comes, and sends what a test tells it to.
final class ManualServer: Sendable {
    /// One connection, as far as it has come.
    struct Connection: Sendable {
        fileprivate let channel: any Channel
        /// When it was there.
        let openedAt = ContinuousClock().now
        /// What has come.
        fileprivate(set) var received = ""
        /// When the other side closed it.
        fileprivate(set) var closedAt: ContinuousClock.Instant?
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let connections: Watched<[Connection]>
        private var number = 0

        init(_ connections: Watched<[Connection]>) {
            self.connections = connections
        }

        func channelActive(context: ChannelHandlerContext) {
            let channel = context.channel
            self.number = self.connections.update { connections in
                connections.append(Connection(channel: channel))
                return connections.count - 1
            }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let (text, number) = (String(buffer: self.unwrapInboundIn(data)), self.number)
            self.connections.update { $0[number].received += text }
        }

        func channelInactive(context: ChannelHandlerContext) {
            let (now, number) = (ContinuousClock().now, self.number)
            self.connections.update { $0[number].closedAt = now }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }

    private let listener: any Channel
    private let connections: Watched<[Connection]>

    private init(_ listener: any Channel, _ connections: Watched<[Connection]>) {
        self.listener = listener
        self.connections = connections
    }

    /// Starts a server on a port that the system chooses.
    static func start() async throws -> ManualServer {
        let connections = Watched<[Connection]>([])
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Collector(connections))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return ManualServer(listener, connections)
    }

    /// Port on 127.0.0.1 that it listens on.
    var port: Int { self.listener.localAddress?.port ?? 0 }

    /// Waits until its connections have come so far; nil where they did not in time.
    func saw(
        within limit: Duration = .seconds(10),
        _ condition: @escaping @Sendable ([Connection]) -> Bool
    ) async -> [Connection]? {
        await self.connections.wait(within: limit, until: condition)
    }

    /// Sends a text over the newest connection.
    func send(_ text: String) async throws {
        try await self.connections.value.last?.channel.writeAndFlush(ByteBuffer(string: text))
    }

    /// Closes everything.
    func stop() async {
        try? await self.listener.close()
        for connection in self.connections.value {
            try? await connection.channel.close()
        }
    }
}

/// An address at which connections are neither made nor refused: a listening socket whose queue is full.
final class FullBacklog: Sendable {
    /// The system did not make the socket, or its queue takes more than it should.
    struct Unavailable: Error {}

    /// Port on 127.0.0.1.
    let port: Int
    private let descriptors: [Int32]

    /// Fills the queue, so that a further connection waits for an answer to its first packet.
    init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        var descriptors = [listener]
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 0) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        var isFull = false
        for _ in 0..<8 where isListening && !isFull {
            let filler = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            descriptors.append(filler)
            _ = withUnsafePointer(to: address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(filler, $0, length) }
            }
            var wanted = pollfd(fd: filler, events: Int16(POLLOUT), revents: 0)
            isFull = poll(&wanted, 1, 50) == 0
        }
        self.descriptors = descriptors
        self.port = Int(UInt16(bigEndian: address.sin_port))
        guard isFull else { throw Unavailable() }
    }

    deinit {
        for descriptor in self.descriptors {
            close(descriptor)
        }
    }
}
