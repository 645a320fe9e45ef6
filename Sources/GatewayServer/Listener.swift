package import GatewayCore
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The data plane's listening sockets, one per loop on the same port (`SO_REUSEPORT`), and the connections they took.
package final class Listener: Sendable {
    /// What one loop has of the listener.
    private struct Part: Sendable {
        var loop: LoopState
        var intake: RequestIntake
        var registry: NIOLoopBound<ConnectionRegistry>
        var channel: any Channel
    }

    /// Small for the many connections that are idle; a busy one grows its buffer to what it reads.
    static let readBuffers = AdaptiveRecvByteBufferAllocator(minimum: 1024, initial: 2048, maximum: 64 << 10)

    private let parts: [Part]
    private let state: SharedState
    /// Port that is listened on.
    package let port: Int

    /// What the loops share: touched once per connection, never per request.
    final class SharedState: Sendable {
        let connections = Atomic<Int>(0)
        let tls: TLSSource?

        init(tls: TLSSource?) {
            self.tls = tls
        }
    }

    private init(parts: [Part], state: SharedState, port: Int) {
        self.parts = parts
        self.state = state
        self.port = port
    }

    /// Binds one socket per loop; throws where the address cannot be used.
    ///
    /// - Parameters:
    ///   - address: where to listen.
    ///   - loops: the loops that take connections.
    ///   - tls: certificate and key; nil for a plain listener.
    ///   - admin: what answers, where this is the admin plane; nil for the data plane.
    package static func start(
        on address: ListenAddress,
        loops: [LoopState],
        tls: TLSSource?,
        admin: (any AdminService)? = nil
    ) async throws -> Listener {
        try Self.checkThatNobodyListens(on: address)
        let state = SharedState(tls: tls)
        var parts: [Part] = []
        var port = address.port
        for loop in loops {
            let intake = RequestIntake(loop: loop, admin: admin)
            let registry = try await loop.eventLoop.submit {
                NIOLoopBound(ConnectionRegistry(), eventLoop: loop.eventLoop)
            }.get()
            let bootstrap = ServerBootstrap(group: loop.eventLoop)
                .serverChannelOption(.backlog, value: 4096)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelOption(.socket(SocketOptionLevel(SOL_SOCKET), SocketOptionName(SO_REUSEPORT)), value: 1)
                .serverChannelOption(.maxMessagesPerRead, value: 16)
                .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
                .childChannelOption(.maxMessagesPerRead, value: 1)
                .childChannelOption(.recvAllocator, value: Self.readBuffers)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try Self.setUp(channel, intake: intake, registry: registry.value, state: state)
                    }
                }
            let channel = try await bootstrap.bind(host: address.host, port: port).get()
            port = channel.localAddress?.port ?? port
            parts.append(Part(loop: loop, intake: intake, registry: registry, channel: channel))
        }
        return Listener(parts: parts, state: state, port: port)
    }

    /// Throws where somebody listens on the address already: the kernel would let this process share it silently, since
    /// the loops' sockets do.
    ///
    /// The probe is bound without that permission and never listens, so that no client can get lost in it.
    private static func checkThatNobodyListens(on address: ListenAddress) throws {
        guard address.port != 0 else { return }
        let wanted = try SocketAddress.makeAddressResolvingHost(address.host, port: address.port)
        let probe = try Socket(protocolFamily: wanted.protocol == .inet6 ? AF_INET6 : AF_INET)
        try wanted.withSockAddr { socketAddress, size in
            try probe.bind(socketAddress, size)
        }
    }

    /// A socket that is closed with its last use.
    private struct Socket: ~Copyable {
        private let descriptor: Int32

        init(protocolFamily: Int32) throws {
            self.descriptor = socket(protocolFamily, Int32(SOCK_STREAM.rawValue), 0)
            guard self.descriptor >= 0 else { throw IOError(errnoCode: errno, reason: "socket") }
            var yes: Int32 = 1
            setsockopt(self.descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        }

        func bind(_ address: UnsafePointer<sockaddr>, _ size: Int) throws {
            guard Glibc.bind(self.descriptor, address, socklen_t(size)) == 0 else {
                throw IOError(errnoCode: errno, reason: "bind")
            }
        }

        deinit {
            close(self.descriptor)
        }
    }

    private static func setUp(
        _ channel: any Channel,
        intake: RequestIntake,
        registry: ConnectionRegistry,
        state: SharedState
    ) throws {
        let loop = intake.loop
        let settings = loop.snapshot.settings.server
        let water = max(settings.maxStreamBufferBytes - (64 << 10), 32 << 10)
        try channel.syncOptions?.setOption(
            .writeBufferWaterMark,
            value: ChannelOptions.Types.WriteBufferWaterMark(low: water / 2, high: water)
        )
        let count = state.connections.add(1, ordering: .relaxed).newValue
        loop.connections += 1
        channel.closeFuture.assumeIsolated().whenComplete { _ in
            state.connections.subtract(1, ordering: .relaxed)
            loop.connections -= 1
        }
        let pipeline = channel.pipeline.syncOperations
        guard count <= settings.maxConnections else {
            // A TLS client cannot be told in the clear; it is closed, others read why.
            if state.tls == nil {
                try pipeline.addHandler(RefusedConnection())
            } else {
                channel.close(promise: nil)
            }
            return
        }
        if let tls = state.tls {
            try pipeline.addHandlers([
                NIOSSLServerHandler(context: tls.context),
                ProtocolSwitch(intake: intake, registry: registry),
            ])
        } else if settings.h2c {
            try pipeline.addHandler(PrefaceSwitch(intake: intake, registry: registry))
        } else {
            try pipeline.addHandler(HTTP1Connection(intake: intake, registry: registry))
        }
    }

    /// Stops accepting; connections live on.
    package func stopAccepting() async {
        for part in self.parts {
            try? await part.channel.close().get()
        }
    }

    /// Lets running exchanges finish within a time, then ends the rest with an error they can see.
    ///
    /// - Returns: whether all finished by themselves.
    package func drain(within limit: Duration, clock: some Clock<Duration>) async -> Bool {
        for part in self.parts {
            try? await part.loop.eventLoop.submit {
                part.loop.isDraining = true
                part.registry.value.drain()
            }.get()
        }
        let step = Duration.milliseconds(10)
        var waited = Duration.zero
        while self.state.connections.load(ordering: .relaxed) > 0 {
            guard waited < limit else {
                for part in self.parts {
                    try? await part.loop.eventLoop.submit { part.registry.value.cutOff() }.get()
                }
                return false
            }
            try? await clock.sleep(for: step)
            waited += step
        }
        return true
    }
}

/// Answers a connection beyond the ceiling, and closes it.
final class RefusedConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private static let reply: ByteBuffer = {
        let error = GatewayError(
            .overloaded,
            "The gateway has as many connections as it is allowed to. Try again soon.",
            retryAfterSeconds: 1
        )
        let body = ErrorReply.body(of: error)
        var reply = ByteBuffer()
        reply.writeStaticString("HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\n")
        reply.writeString("retry-after: 1\r\nconnection: close\r\ncontent-length: \(body.count)\r\n\r\n")
        reply.writeBytes(body)
        return reply
    }()

    func channelActive(context: ChannelHandlerContext) {
        context.writeAndFlush(self.wrapOutboundOut(Self.reply), promise: nil)
        context.close(mode: .output, promise: nil)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: .seconds(1)) { bound.value.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}
}

/// Waits for the TLS handshake and goes on with the protocol that ALPN agreed on (RFC 7301).
final class ProtocolSwitch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let intake: RequestIntake
    private let registry: ConnectionRegistry
    private var timer: HandshakeTimer?

    init(intake: RequestIntake, registry: ConnectionRegistry) {
        self.intake = intake
        self.registry = registry
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.timer = HandshakeTimer.start(for: context, on: self.intake.loop)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        if let timer = self.timer {
            self.intake.loop.timers.cancel(timer)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .handshakeCompleted(let negotiated) = event as? TLSUserEvent else {
            context.fireUserInboundEventTriggered(event)
            return
        }
        let pipeline = context.pipeline.syncOperations
        do {
            if negotiated == "h2" {
                try HTTP2Connection.install(on: pipeline, intake: self.intake, registry: self.registry)
            } else {
                try pipeline.addHandler(HTTP1Connection(intake: self.intake, registry: self.registry))
            }
            pipeline.removeHandler(self, promise: nil)
        } catch {
            context.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

/// Looks at the first bytes of a plain connection: the HTTP/2 preface (RFC 9113 section 3.4), or HTTP/1.1.
final class PrefaceSwitch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private static let preface = Array("PRI * HTTP/2.0".utf8)
    private let intake: RequestIntake
    private let registry: ConnectionRegistry
    private var seen = ByteBuffer()
    private var isDecided = false
    private var timer: HandshakeTimer?

    init(intake: RequestIntake, registry: ConnectionRegistry) {
        self.intake = intake
        self.registry = registry
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.timer = HandshakeTimer.start(for: context, on: self.intake.loop)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        if let timer = self.timer {
            self.intake.loop.timers.cancel(timer)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !self.isDecided else {
            context.fireChannelRead(data)
            return
        }
        var bytes = self.unwrapInboundIn(data)
        self.seen.writeBuffer(&bytes)
        let view = self.seen.readableBytesView
        let isPrefix = zip(view, Self.preface).allSatisfy { $0 == $1 }
        if isPrefix, view.count < Self.preface.count {
            return
        }
        self.isDecided = true
        let pipeline = context.pipeline.syncOperations
        do {
            if isPrefix {
                try HTTP2Connection.install(on: pipeline, intake: self.intake, registry: self.registry)
            } else {
                try pipeline.addHandler(HTTP1Connection(intake: self.intake, registry: self.registry))
            }
            context.fireChannelRead(NIOAny(self.seen))
            self.seen = ByteBuffer()
            pipeline.removeHandler(self, promise: nil)
        } catch {
            context.close(promise: nil)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
    }
}
