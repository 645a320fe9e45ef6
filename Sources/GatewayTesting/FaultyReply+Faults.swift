/// Ready-made replies: what goes wrong at providers, each under its name.
extension FaultyReply {
    /// A model's answer without a fault.
    package static func answer(_ answer: FaultyAnswer) -> FaultyReply {
        FaultyReply(.answer(answer))
    }

    /// A status with an error object.
    package static func failure(
        _ status: Int,
        code: String? = nil,
        message: String = "This is scripted.",
        headers: [String] = []
    ) -> FaultyReply {
        let type = status == 429 ? "rate_limit_error" : status < 500 ? "invalid_request_error" : "server_error"
        let code = code.map { HTTPText.quoted($0) } ?? "null"
        let members = #""message":\#(HTTPText.quoted(message)),"type":"\#(type)","param":null,"code":\#(code)"#
        return self.json(#"{"error":{\#(members)}}"#).with {
            $0.status = status
            $0.headers = headers
        }
    }

    /// Status 200 and a JSON text.
    package static func json(_ text: String) -> FaultyReply {
        FaultyReply(.pieces([Array(text.utf8)]))
    }

    /// Status 200 and a body of any type.
    package static func text(_ text: String, type: String) -> FaultyReply {
        FaultyReply(.pieces([Array(text.utf8)])).with { $0.contentType = type }
    }

    /// Status 200 and a page for people.
    package static let page = FaultyReply.text(
        "<!doctype html><title>Sign in</title><p>Welcome to the network of this hotel.",
        type: "text/html; charset=utf-8"
    )

    /// The request is taken and never answered.
    package static let silence = FaultyReply(.pieces([])).cut(.beforeHead(.stall))

    /// The connection is reset before a byte was sent.
    package static let reset = FaultyReply(.pieces([])).cut(.beforeHead(.reset))

    /// The connection is closed before a byte was sent.
    package static let closed = FaultyReply(.pieces([])).cut(.beforeHead(.close))

    /// Status 400: the conversation must not end with the assistant.
    package static let refusedPrefill = FaultyReply.failure(
        400,
        code: "invalid_prefill",
        message: "The conversation must end with a message of the user."
    )

    /// Status 400: the prompt is too long.
    package static let contextLengthExceeded = FaultyReply.failure(
        400,
        code: "context_length_exceeded",
        message: "The prompt has 9631 tokens, the model takes 8192."
    )

    /// Status 400: the prompt is not allowed.
    package static let contentPolicyViolation = FaultyReply.failure(
        400,
        code: "content_policy_violation",
        message: "The safety system does not let this pass."
    )

    /// The text in gzip's format (RFC 1952), though nobody asked for it; stored, not deflated.
    package static func gzipped(_ text: String, type: String) -> FaultyReply {
        let plain = Array(text.utf8.prefix(65_535))
        var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 1]
        let length = UInt16(plain.count)
        for number in [length, ~length] {
            bytes += [UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8)]
        }
        bytes += plain
        for number in [Self.checksum(plain), UInt32(plain.count)] {
            bytes += (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        }
        return FaultyReply(.pieces([bytes])).with {
            $0.contentType = type
            $0.headers = ["content-encoding: gzip"]
        }
    }

    /// CRC-32 as gzip wants it.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var crc = ~UInt32(0)
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 {
                crc = crc & 1 == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1
            }
        }
        return ~crc
    }
}

/// What a scripted provider answers with, request after request.
package struct FaultyScript: Sendable {
    let reply: @Sendable (FaultyRequest) -> FaultyReply

    /// Answers by request; `number` counts from 1.
    package init(_ reply: @escaping @Sendable (FaultyRequest) -> FaultyReply) {
        self.reply = reply
    }

    /// Answers in order; the last reply is given again and again.
    package static func steps(_ replies: FaultyReply...) -> FaultyScript {
        precondition(!replies.isEmpty, "a script needs a reply")
        return FaultyScript { replies[min($0.number, replies.count) - 1] }
    }

    /// Always the same answer, without a fault.
    package static func healthy(_ answer: FaultyAnswer) -> FaultyScript {
        FaultyScript { _ in .answer(answer) }
    }
}
