import GatewayCore
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS

/// Opens connections to one provider: name, TCP with happy eyeballs, proxy, TLS, ALPN.
///
/// Confined to its loop.
final class Connector {
    /// What came of opening a connection.
    enum Outcome {
        case http1(HTTP1Link)
        case http2(HTTP2Session)
        case failed(String)
        /// No connection, for want of file descriptors in this process: no fault of the provider's.
        case exhausted
    }

    private let provider: Provider
    private let eventLoop: any EventLoop
    private let resolver: DNSCache
    private var tls: Result<NIOSSLContext, any Error>?

    init(provider: Provider, eventLoop: any EventLoop, resolver: DNSCache) {
        self.provider = provider
        self.eventLoop = eventLoop
        self.resolver = resolver
    }

    /// Opens a connection; the closure is called once, on the loop.
    func connect(for pool: ConnectionPool, timeout: TimeAmount, _ done: @escaping (Outcome) -> Void) {
        let negotiation = Negotiation(provider: self.provider, pool: pool, done: done)
        if self.provider.origin.isTLS {
            switch self.context() {
            case .success(let context): negotiation.tls = context
            case .failure(let error):
                done(.failed("its TLS settings cannot be used (\(Self.describe(error)))"))
                return
            }
        }
        let bound = NIOLoopBound(negotiation, eventLoop: self.eventLoop)
        let host = self.provider.proxy?.host ?? self.provider.origin.host
        let port = self.provider.proxy?.port ?? self.provider.origin.port
        let bootstrap = ClientBootstrap(group: self.eventLoop)
            .connectTimeout(timeout)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 1024, initial: 2048, maximum: 64 << 10)
            )
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(bound.value)
                }
            }
        let connected: EventLoopFuture<any Channel>
        if let address = try? SocketAddress(ipAddress: host, port: port) {
            connected = bootstrap.connect(to: address)
        } else {
            connected =
                bootstrap
                .resolver(CachingResolver(self.resolver.addresses(of: host, port: port, on: self.eventLoop)))
                .connect(host: host, port: port)
        }
        connected.assumeIsolated().whenFailure { error in
            bound.value.fail(with: error)
        }
    }

    /// Reads the certificate files again for connections from now on.
    func forgetTLS() {
        self.tls = nil
    }

    private func context() -> Result<NIOSSLContext, any Error> {
        if let made = self.tls {
            return made
        }
        let made = Result { () throws -> NIOSSLContext in
            var configuration = TLSConfiguration.makeClientConfiguration()
            switch self.provider.http {
            case .auto: configuration.applicationProtocols = ["h2", "http/1.1"]
            case .http1: configuration.applicationProtocols = ["http/1.1"]
            case .http2: configuration.applicationProtocols = ["h2"]
            }
            if let file = self.provider.caFile {
                configuration.additionalTrustRoots = [.file(file)]
            }
            if !self.provider.verifiesCertificate {
                configuration.certificateVerification = .none
            }
            return try NIOSSLContext(configuration: configuration)
        }
        self.tls = made
        return made
    }

    /// Whether a connection failed because this process may open no more files.
    static func isExhaustion(_ error: any Error) -> Bool {
        switch error {
        case let error as NIOConnectionError: error.connectionErrors.contains { self.isExhaustion($0.error) }
        case let error as IOError: error.errnoCode == EMFILE || error.errnoCode == ENFILE
        default: false
        }
    }

    /// A failure in words that name no address.
    static func describe(_ error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            if error.dnsAError != nil || error.dnsAAAAError != nil, error.connectionErrors.isEmpty {
                return "its host name was not found"
            }
            return error.connectionErrors.first.map { Self.describe($0.error) } ?? "no address answered"
        case ChannelError.connectTimeout:
            return "the connection timed out"
        case let error as IOError:
            switch error.errnoCode {
            case ECONNREFUSED: return "the connection was refused"
            case ETIMEDOUT: return "the connection timed out"
            case ENETUNREACH, EHOSTUNREACH: return "there is no route to it"
            case ECONNRESET: return "the connection was reset"
            default: return "the connection failed (errno \(error.errnoCode))"
            }
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
            return "the TLS handshake failed"
        default:
            return "the connection failed"
        }
    }
}

/// Takes a fresh connection through proxy and TLS to a usable link, then leaves the pipeline.
final class Negotiation: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let provider: Provider
    private let pool: ConnectionPool
    private var done: ((Connector.Outcome) -> Void)?
    private var reply = ByteBuffer()
    private var awaitsProxy = false
    private var patience: Scheduled<Void>?
    private let began: UInt64
    var tls: NIOSSLContext?

    init(provider: Provider, pool: ConnectionPool, done: @escaping (Connector.Outcome) -> Void) {
        self.provider = provider
        self.pool = pool
        self.done = done
        self.began = pool.loop.now
    }

    /// Reports a failure, once.
    func fail(_ reason: String) {
        self.takeDone()?(.failed(reason))
    }

    /// Reports a connection that could not be opened.
    func fail(with error: any Error) {
        self.takeDone()?(Connector.isExhaustion(error) ? .exhausted : .failed(Connector.describe(error)))
    }

    private func takeDone() -> ((Connector.Outcome) -> Void)? {
        self.patience?.cancel()
        self.patience = nil
        let done = self.done
        self.done = nil
        return done
    }

    /// Gives proxy and TLS their time: a peer that says nothing must not hold a place among those being opened.
    private func limitPatience(_ context: ChannelHandlerContext) {
        guard self.tls != nil || self.provider.proxy != nil else { return }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        self.patience = context.eventLoop.scheduleTask(in: .nanoseconds(Int64(clamping: self.pool.tlsTimeout))) {
            let (negotiation, context) = bound.value
            negotiation.patience = nil
            negotiation.fail("the TLS handshake took too long")
            context.close(promise: nil)
        }
    }

    func channelActive(context: ChannelHandlerContext) {
        self.measureRoundTrip()
        self.limitPatience(context)
        if let proxy = self.provider.proxy {
            self.awaitsProxy = true
            let host = self.provider.origin.host
            let authority = (host.contains(":") ? "[\(host)]" : host) + ":\(self.provider.origin.port)"
            var request = ByteBuffer(string: "CONNECT \(authority) HTTP/1.1\r\nhost: \(authority)\r\n")
            if let authorization = proxy.authorization {
                request.writeString("proxy-authorization: \(authorization.reveal())\r\n")
            }
            request.writeStaticString("\r\n")
            context.writeAndFlush(self.wrapOutboundOut(request), promise: nil)
        } else {
            self.secure(context)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard self.awaitsProxy else {
            context.fireChannelRead(data)
            return
        }
        var bytes = self.unwrapInboundIn(data)
        self.reply.writeBuffer(&bytes)
        guard self.reply.readableBytes <= 16 << 10 else {
            self.fail("the proxy's answer is too long")
            context.close(promise: nil)
            return
        }
        let text = String(buffer: self.reply)
        guard text.contains("\r\n\r\n") else { return }
        self.awaitsProxy = false
        let parts = text.split(separator: " ", maxSplits: 2)
        guard parts.count > 1, parts[0].hasPrefix("HTTP/1."), parts[1].hasPrefix("2") else {
            let status = parts.count > 1 ? String(parts[1].prefix(3)) : "no status"
            self.fail("the proxy refused the tunnel (\(status))")
            context.close(promise: nil)
            return
        }
        self.secure(context)
    }

    /// Takes note of the network's time; a proxy's would say nothing of the provider.
    private func measureRoundTrip() {
        guard self.provider.proxy == nil else { return }
        self.pool.roundTrip.note(self.pool.loop.now &- self.began)
    }

    private func secure(_ context: ChannelHandlerContext) {
        guard let tls = self.tls else {
            self.finish(context, usesHTTP2: self.provider.http == .http2)
            return
        }
        do {
            let host = self.provider.origin.host
            let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
            let handler = try NIOSSLClientHandler(context: tls, serverHostname: isAddress ? nil : host)
            try context.pipeline.syncOperations.addHandler(handler, position: .before(self))
        } catch {
            self.fail("its TLS settings cannot be used")
            context.close(promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted(let negotiated) = event as? TLSUserEvent {
            self.finish(context, usesHTTP2: negotiated == "h2")
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func finish(_ context: ChannelHandlerContext, usesHTTP2: Bool) {
        guard let done = self.takeDone() else { return }
        do {
            if usesHTTP2 {
                let session = try HTTP2Session.install(on: context.pipeline.syncOperations, pool: self.pool)
                context.pipeline.syncOperations.removeHandler(self, promise: nil)
                done(.http2(session))
            } else {
                let link = HTTP1Link(pool: self.pool)
                try context.pipeline.syncOperations.addHandler(link)
                context.pipeline.syncOperations.removeHandler(self, promise: nil)
                done(.http1(link))
            }
        } catch {
            done(.failed("the connection failed"))
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.fail(self.awaitsProxy ? "the proxy closed the connection" : "the connection was closed")
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.fail(Connector.describe(error))
        context.close(promise: nil)
    }
}
