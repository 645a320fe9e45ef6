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
            ReplyLines.writeTarget(target, attempts: attempts, to: &lines)
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

/// Header lines that the gateway adds to replies.
package enum ReplyLines {
    /// Writes which deployment answered, and after how many attempts.
    package static func writeTarget(_ target: Target, attempts: Int, to lines: inout ByteBuffer) {
        lines.writeStaticString("x-signalbox-model: ")
        lines.writeString(target.deployment.id)
        lines.writeStaticString("\r\nx-signalbox-provider: ")
        lines.writeString(target.provider.provider.id)
        lines.writeStaticString("\r\nx-signalbox-attempts: ")
        lines.writeDecimal(attempts)
        lines.writeStaticString("\r\n")
    }

    /// Writes which decision led there, where there was one, and the tier that a group has stepped down to.
    package static func writeDecision(_ exchange: Exchange, to lines: inout ByteBuffer) {
        guard exchange.decision != 0 else { return }
        lines.writeStaticString("x-signalbox-decision: dec_")
        lines.writeHex(exchange.decision)
        lines.writeStaticString("\r\n")
        guard let tier = exchange.signals.degradedTo else { return }
        lines.writeStaticString("x-signalbox-degraded: ")
        lines.writeStaticString(tier.label)
        lines.writeStaticString("\r\n")
    }
}
