import GatewayCore
import GatewayWire
import NIOCore

extension Relay {
    /// Sends the client's head: the provider's lines in `lines`, and the gateway's own.
    func sendHead(_ status: Int, lines: inout ByteBuffer, contentLength: Int?) {
        ReplyLines.write(self.exchange, self.target, to: &lines)
        self.exchange.headSent = true
        self.noteStatus(status)
        self.client.sendHead(ReplyHead(status: status, lines: lines, contentLength: contentLength))
        // The link's read buffer, which it holds, can be used again for the body.
        self.head = nil
        self.exchange.loop.returnLines(lines)
    }

    /// Keeps the status that the client got; one that left before got none, though the answer is read to its end.
    private func noteStatus(_ status: Int) {
        if !self.isDraining {
            self.exchange.status = status
        }
    }

    // MARK: A JSON reply, collected

    /// Keeps a piece; a reply that grows beyond the bound is handed on from here.
    func collect(_ bytes: ByteBuffer) {
        if self.collected.readableBytes == 0 {
            self.collected = bytes
        } else {
            self.collected.writeImmutableBuffer(bytes)
        }
        guard self.collected.readableBytes > self.heldReplyBytes, let head = self.head else { return }
        let all = self.collected
        self.collected = ByteBuffer()
        self.beginThrough(head)
        self.relayThrough(all)
    }

    /// The reply is whole: usage and cost go into the head, and everything leaves in one write.
    func finishCollected() {
        guard let head = self.head else { return }
        let collected = self.collected
        let reply = ReplyScan(collected.readableBytesSpan)
        if self.exchange.endpoint.isGeneration {
            guard reply.isValid else {
                self.end(GatewayError(.providerBadResponse, "The provider's answer is not valid JSON."))
                return
            }
            guard !reply.hasError || reply.hasChoices else {
                var error = GatewayError(.providerBadResponse, "The provider answered with an error and status 200.")
                error.fault = ProviderFault.of(head, body: collected)
                if error.fault?.cause == .rejected {
                    error.fault = AttemptFault(.badResponse)
                }
                self.end(error)
                return
            }
            guard !self.exchange.isStream || !self.exchange.endpoint.isStreamedText else {
                self.end(GatewayError(.providerBadResponse, "The provider did not answer with an event stream."))
                return
            }
        }
        self.claim()
        if let usage = reply.usage {
            self.exchange.record(usage)
        }
        // A reply that came in one read came when its head did.
        let now = self.cameInOneRead ? self.exchange.respondedAt : self.now
        self.exchange.firstTokenAt = now
        self.exchange.lastTokenAt = now
        self.exchange.contentSent = true
        var lines = self.exchange.loop.takeLines()
        head.writeLines(to: &lines)
        ReplyLines.write(self.exchange, self.target, to: &lines)
        self.exchange.headSent = true
        self.noteStatus(head.parsed.status)
        self.exchange.bytesSent = self.collected.readableBytes
        self.exchange.replyScan = reply
        self.client.sendWhole(
            ReplyHead(status: head.parsed.status, lines: lines, contentLength: self.collected.readableBytes),
            body: self.collected
        )
        self.exchange.replyScan = nil
        self.exchange.loop.returnLines(lines)
        self.end(nil)
    }

    // MARK: Any other reply, handed on

    /// Sends the head now and the body as it comes.
    func beginThrough(_ head: ProviderHead) {
        self.claim()
        self.mode = .through
        if head.isJSON, !head.isEncoded {
            self.usageTap = UsageTap()
        }
        let length: Int? =
            switch head.parsed.body {
            case .length(let bytes): bytes
            // To HEAD, the length is that of the body that GET would bring; 204 and 304 have none (RFC 9110, 8.6).
            case .none: self.client.isHeadRequest ? head.declaredLength : head.parsed.status == 200 ? 0 : nil
            case .chunked, .untilClose: nil
            }
        var lines = self.exchange.loop.takeLines()
        head.writeLines(to: &lines)
        self.sendHead(head.parsed.status, lines: &lines, contentLength: length)
    }

    /// Hands bytes on, and looks for usage in passing.
    func relayThrough(_ bytes: ByteBuffer) {
        let now = self.now
        if self.exchange.firstTokenAt == 0 {
            self.exchange.firstTokenAt = now
        }
        self.exchange.lastTokenAt = now
        self.exchange.contentSent = true
        self.usageTap?.feed(bytes.readableBytesSpan)
        self.exchange.bytesSent += bytes.readableBytes
        self.client.sendBody(bytes)
    }

    /// The body is complete.
    func finishThrough() {
        if let usage = self.usageTap?.usage {
            self.exchange.record(usage)
        }
        self.client.sendEnd()
        self.end(nil)
    }

    // MARK: An error reply

    /// What a provider's error means to the caller. Its own credential's refusal is the gateway's fault; the provider's
    /// text could name the key, so it is not handed on.
    func errorOfReply() -> GatewayError {
        guard let head = self.head else { return GatewayError(.internalError, "No reply.") }
        let status = head.parsed.status
        switch status {
        case 300..<400:
            return GatewayError(.providerBadResponse, "The provider answered with a redirect, which is not followed.")
        case 401, 403:
            var error = GatewayError(
                .providerCredentialsRejected,
                "The provider refused the gateway's credential. Ask the operator of this gateway."
            )
            error.fault = AttemptFault(.credentials)
            return error
        default:
            break
        }
        let code: ErrorCode =
            switch status {
            case 429: .providerRateLimited
            case 408: .providerTimeout
            case 500...: .providerError
            default: .requestRejected
            }
        var error = GatewayError(code, "The provider answered with status \(status).")
        error.status = status
        error.fault = ProviderFault.of(head, body: self.collected)
        var lines = ByteBuffer()
        head.writeLines(to: &lines)
        error.providerReply = ProviderErrorReply(
            body: self.errorBody(of: head, fallback: error),
            isJSON: true,
            headerLines: Self.withoutBodyLines(lines, of: head)
        )
        return error
    }

    /// The provider's own error object where it has OpenAI's shape; else one made of what can be read.
    private func errorBody(of head: ProviderHead, fallback: GatewayError) -> ByteBuffer {
        let collected = self.collected
        let reply = ReplyScan(collected.readableBytesSpan)
        if !head.isEncoded, reply.isValid, reply.hasError {
            return collected
        }
        var envelope = ErrorEnvelope(message: fallback.message, type: fallback.code.wireType.description)
        if !head.isEncoded {
            envelope = ErrorEnvelope(reading: collected.readableBytesSpan) ?? envelope
        }
        envelope.type = envelope.type ?? fallback.code.wireType.description
        envelope.code = envelope.code ?? fallback.code.wireName.description
        return ByteBuffer(bytes: envelope.bytes)
    }

    /// The lines without those that describe the body, which the error reply writes itself.
    private static func withoutBodyLines(_ lines: ByteBuffer, of head: ProviderHead) -> ByteBuffer {
        var result = ByteBuffer()
        for line in String(buffer: lines).split(separator: "\r\n") {
            let name = line.prefix { $0 != ":" }.lowercased()
            if name != "content-type" && name != "content-encoding" {
                result.writeString(line + "\r\n")
            }
        }
        return result
    }
}
