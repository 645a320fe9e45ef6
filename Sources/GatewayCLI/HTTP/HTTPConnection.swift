import NIOCore
import NIOPosix
import NIOSSL

/// A connection to a gateway for commands: one request at a time, each with a bound in time and size.
///
/// `signalbox serve` has clients of its own; this one is for tools, where a request may cost some microseconds more.
final class HTTPConnection: Sendable {
    private let address: HTTPAddress
    private let channel: any Channel
    private let handler: NIOLoopBoundBox<HTTPConnectionHandler?>

    private init(address: HTTPAddress, channel: any Channel, handler: NIOLoopBoundBox<HTTPConnectionHandler?>) {
        self.address = address
        self.channel = channel
        self.handler = handler
    }

    /// Connects.
    static func connect(
        to address: HTTPAddress,
        on group: any EventLoopGroup,
        trust: NIOSSLContext?,
        timeout: TimeAmount
    ) async throws(HTTPFault) -> HTTPConnection {
        let loop = group.next()
        // Not looked up afterwards: a connection may be closed, and its pipeline empty, before anybody can.
        let handler = NIOLoopBoundBox.makeEmptyBox(valueType: HTTPConnectionHandler.self, eventLoop: loop)
        do {
            let channel = try await ClientBootstrap(group: loop)
                .connectTimeout(timeout)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        if let trust {
                            let isLiteral = (try? SocketAddress(ipAddress: address.host, port: 0)) != nil
                            try channel.pipeline.syncOperations.addHandler(
                                NIOSSLClientHandler(context: trust, serverHostname: isLiteral ? nil : address.host)
                            )
                        }
                        let last = HTTPConnectionHandler()
                        handler.value = last
                        try channel.pipeline.syncOperations.addHandler(last)
                    }
                }
                .connect(host: address.host, port: address.port)
                .get()
            return HTTPConnection(address: address, channel: channel, handler: handler)
        } catch {
            throw HTTPFault(connecting: error)
        }
    }

    /// Whether the other side has not closed the connection.
    var isOpen: Bool { self.channel.isActive }

    /// Sends a request and takes its answer. After a fault, or an answer that says so, the connection is closed.
    func send(
        _ request: HTTPRequest,
        keeping bound: HTTPBodyBound,
        timeout: TimeAmount
    ) async throws(HTTPFault) -> HTTPAnswer {
        let bytes = ByteBuffer(bytes: request.bytes(for: self.address))
        let loop = self.channel.eventLoop
        let result = loop.makePromise(of: Result<HTTPAnswer, HTTPFault>.self)
        loop.execute {
            guard let handler = self.handler.value else { return result.succeed(.failure(.brokenOff)) }
            handler.send(bytes, keeping: bound, timeout: timeout) { result.succeed($0) }
        }
        do {
            return try await result.futureResult.get().get()
        } catch let fault as HTTPFault {
            throw fault
        } catch {
            throw .brokenOff
        }
    }

    /// Closes the connection.
    func close() {
        self.channel.close(promise: nil)
    }
}

/// Carries one exchange after the other on a connection. Confined to its event loop.
final class HTTPConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var context: ChannelHandlerContext?
    private var reader = HTTPAnswerReader(.last(0))
    private var done: ((Result<HTTPAnswer, HTTPFault>) -> Void)?
    private var timer: Scheduled<Void>?
    /// Why nothing can be sent any more. A TLS handshake may fail, and a peer may close, before the first request or
    /// between two: the next one is told, since nothing else will ever be.
    private var fault: HTTPFault?

    func send(
        _ bytes: ByteBuffer,
        keeping bound: HTTPBodyBound,
        timeout: TimeAmount,
        _ done: @escaping (Result<HTTPAnswer, HTTPFault>) -> Void
    ) {
        if let fault = self.fault {
            return done(.failure(fault))
        }
        guard let context = self.context, self.done == nil else { return done(.failure(.brokenOff)) }
        self.reader = HTTPAnswerReader(bound)
        self.done = done
        self.timer = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) {
            self.finish(.failure(.timedOut))
        }
        context.writeAndFlush(self.wrapOutboundOut(bytes), promise: nil)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        self.end(.brokenOff)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard self.done != nil else {
            // Nobody asked.
            context.close(promise: nil)
            return
        }
        do throws(HTTPFault) {
            if let answer = try self.reader.read(self.unwrapInboundIn(data).readableBytesView) {
                self.finish(.success(answer))
            }
        } catch {
            self.finish(.failure(error))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        do throws(HTTPFault) {
            self.finish(.success(try self.reader.end()))
        } catch {
            self.finish(.failure(error))
        }
        self.end(.brokenOff)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.end(HTTPFault(connecting: error))
        context.close(promise: nil)
    }

    /// The first reason stands: what follows a failed handshake is only its end.
    private func end(_ fault: HTTPFault) {
        if self.fault == nil {
            self.fault = fault
        }
        self.finish(.failure(fault))
    }

    private func finish(_ result: Result<HTTPAnswer, HTTPFault>) {
        guard let done = self.done.take() else { return }
        self.timer?.cancel()
        self.timer = nil
        if (try? result.get())?.keepsAlive != true {
            self.context?.close(promise: nil)
        }
        done(result)
    }
}

extension HTTPFault {
    /// What the system says of a connection, as a fault.
    fileprivate init(connecting error: any Error) {
        switch error {
        case let error as NIOConnectionError:
            if let first = error.connectionErrors.first {
                self.init(connecting: first.error)
            } else {
                self = .unreachable("the host name was not found")
            }
        case ChannelError.connectTimeout: self = .unreachable("the connection timed out")
        case let error as IOError where error.errnoCode == ECONNRESET || error.errnoCode == EPIPE: self = .brokenOff
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            self = .unreachable("the connection was refused")
        case let error as IOError: self = .unreachable("the connection failed (errno \(error.errnoCode))")
        // A peer that closes without TLS's goodbye.
        case NIOSSLError.uncleanShutdown: self = .brokenOff
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: self = .notTrusted
        default: self = .unreachable("the connection failed")
        }
    }
}
