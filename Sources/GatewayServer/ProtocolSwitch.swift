import GatewayCore
import NIOCore
import NIOTLS

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
