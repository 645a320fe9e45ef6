import GatewayCore
import NIOCore

/// Replies that the gateway makes itself.
enum LocalReply {
    /// Answers an exchange and settles it.
    static func send(_ exchange: Exchange, status: Int, lines: ByteBuffer, body: ByteBuffer) {
        var lines = lines
        lines.writeStaticString("x-request-id: ")
        exchange.id.write(to: &lines)
        lines.writeStaticString("\r\n")
        exchange.headSent = true
        exchange.status = status
        exchange.bytesSent = body.readableBytes
        exchange.client.sendWhole(
            ReplyHead(status: status, lines: lines, contentLength: status == 204 ? nil : body.readableBytes),
            body: body
        )
        exchange.settle()
    }

    /// Answers an exchange with JSON and settles it.
    static func json(_ exchange: Exchange, status: Int = 200, _ body: [UInt8]) {
        let lines = ByteBuffer(staticString: "content-type: application/json\r\n")
        self.send(exchange, status: status, lines: lines, body: ByteBuffer(bytes: body))
    }
}
