import GatewayCore
import NIOCore

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
