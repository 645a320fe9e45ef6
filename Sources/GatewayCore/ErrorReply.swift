import GatewayWire
package import NIOCore

/// Error responses in the OpenAI shape.
package enum ErrorReply {
    /// The error object, or the provider's own.
    package static func body(of error: GatewayError) -> [UInt8] {
        if let reply = error.providerReply, reply.isJSON {
            return Array(reply.body.readableBytesView)
        }
        return ErrorEnvelope(
            message: error.message,
            type: error.code.wireType.description,
            param: error.param,
            code: error.code.wireName.description
        ).bytes
    }

    /// Answers a request with an error.
    ///
    /// - Parameter lines: further lines of the head.
    package static func send(
        _ error: GatewayError,
        id: RequestID?,
        attempts: Int = 0,
        target: Target? = nil,
        lines: ByteBuffer = ByteBuffer(),
        to client: ClientStream
    ) {
        var lines = lines
        lines.writeStaticString("content-type: application/json\r\n")
        if let id {
            lines.writeStaticString("x-request-id: ")
            id.write(to: &lines)
            lines.writeStaticString("\r\n")
        }
        if let target {
            lines.writeHead(room: ReplyLines.room(target)) {
                ReplyLines.writeTarget(target, attempts: attempts, to: &$0)
            }
        }
        if let reply = error.providerReply {
            lines.writeImmutableBuffer(reply.headerLines)
        } else if let seconds = error.retryAfterSeconds {
            lines.writeStaticString("retry-after: ")
            lines.writeDecimal(seconds)
            lines.writeStaticString("\r\n")
        }
        if let allow = error.allow {
            lines.writeStaticString("allow: ")
            lines.writeStaticString(allow)
            lines.writeStaticString("\r\n")
        }
        let body = ByteBuffer(bytes: self.body(of: error))
        client.sendWhole(
            ReplyHead(status: error.status, lines: lines, contentLength: body.readableBytes),
            body: body
        )
    }
}
