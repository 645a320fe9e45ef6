import GatewayCore
import GatewayWire
import NIOCore

/// What has been seen of an event stream.
struct EventProgress {
    /// `[DONE]` came.
    var sawDone = false
    /// A choice was finished.
    var sawFinish = false
    /// An error event came.
    var sawError = false
    /// An event came that no other deployment can take back: the head may go to the client.
    var mayCommit = false

    /// Whether the stream may end here without being cut short (law L1).
    var isComplete: Bool { self.sawDone || self.sawFinish }
}

extension Relay {
    /// Reads events and hands them on as they are, but for a usage chunk that the client did not ask for.
    func relayEvents(_ bytes: ByteBuffer) {
        guard var parser = self.parser.take() else { return }
        let hidesUsage = self.exchange.endpoint.isStreamedText && !self.exchange.clientWantsUsage
        let heldBefore = self.held.readableBytes
        var forwardedTo = 0
        var cutFromHeld = 0
        var pieces = ByteBuffer()
        var isCut = false
        parser.feed(bytes.readableBytesSpan) { event in
            guard event.hasData, !event.isOverlong else { return }
            let scan = self.note(event.data)
            guard hidesUsage, scan.isUsageOnly else { return }
            // The event is left out: what stands before it in this piece is kept, and so is what follows.
            isCut = true
            if event.start < 0 {
                cutFromHeld = -event.start
            } else if event.start > forwardedTo {
                pieces.writeBytes(of: bytes, forwardedTo..<event.start)
            }
            forwardedTo = event.end
        }
        let pending = parser.pendingBytes
        self.parser = consume parser
        if self.refusesFirstError() {
            return
        }
        if !isCut {
            self.forward(bytes, heldBefore: heldBefore, pending: pending)
            return
        }
        if cutFromHeld > 0 {
            let kept = max(0, heldBefore - cutFromHeld)
            self.held = self.held.getSlice(at: self.held.readerIndex, length: kept) ?? ByteBuffer()
        }
        if forwardedTo < bytes.readableBytes {
            pieces.writeBytes(of: bytes, forwardedTo..<bytes.readableBytes)
        }
        self.forward(pieces, heldBefore: self.held.readableBytes, pending: pending)
    }

    /// Hands bytes on; an unfinished event stays here, because it may be one that is hidden, or never be finished.
    private func forward(_ bytes: ByteBuffer, heldBefore: Int, pending: Int) {
        var bytes = bytes
        let holds = pending <= Self.collectedReplyBytes
        if heldBefore > 0 {
            self.held.writeImmutableBuffer(bytes)
            bytes = self.held
            self.held = ByteBuffer()
        }
        if holds, pending > 0 {
            let whole = max(0, bytes.readableBytes - pending)
            let rest = bytes.getSlice(at: bytes.readerIndex + whole, length: bytes.readableBytes - whole)
            self.held = rest ?? ByteBuffer()
            bytes = bytes.getSlice(at: bytes.readerIndex, length: whole) ?? ByteBuffer()
        }
        guard bytes.readableBytes > 0 else { return }
        if !self.exchange.headSent {
            guard self.events.mayCommit || bytes.readableBytes > Self.collectedReplyBytes else {
                // Nothing but comments and a role so far: another deployment could still answer.
                var waiting = bytes
                waiting.writeImmutableBuffer(self.held)
                self.held = waiting
                return
            }
            self.sendEventHead()
        }
        self.exchange.bytesSent += bytes.readableBytes
        self.client.sendBody(bytes)
    }

    /// Takes note of one event.
    private func note(_ data: UnsafeRawBufferPointer) -> ChatChunkScan {
        let scan = ChatChunkScan(data)
        if scan.isDone {
            self.events.mayCommit = true
            self.events.sawDone = true
            return scan
        }
        if let usage = scan.usage {
            self.exchange.record(usage)
        }
        if scan.hasFinishReason {
            self.events.sawFinish = true
            self.events.mayCommit = true
        }
        if scan.hasError {
            self.events.sawError = true
        }
        if scan.hasContent || !self.exchange.endpoint.isStreamedText {
            let now = self.now
            self.events.mayCommit = true
            if self.exchange.firstTokenAt == 0 {
                self.exchange.firstTokenAt = now
                self.stopPinging()
            }
            self.exchange.lastTokenAt = now
            self.exchange.contentEvents += 1
            self.exchange.contentSent = true
        }
        return scan
    }

    /// An error in the first event is a failure like one in the status: another deployment may do better.
    private func refusesFirstError() -> Bool {
        guard self.events.sawError, !self.exchange.contentSent else { return false }
        self.abandon(GatewayError(.providerStreamIncomplete, "The provider answered with an error in its stream."))
        return true
    }

    private func sendEventHead() {
        guard let head = self.head else { return }
        var lines = self.owner.takeLines()
        head.writeLines(to: &lines)
        lines.writeStaticString("x-accel-buffering: no\r\n")
        self.sendHead(head.parsed.status, lines: &lines, contentLength: nil)
    }

    /// Decides on a last event without its blank line: a whole one gets it, half of one or a hidden one is left out.
    private func takeLastEvent() {
        guard var parser = self.parser.take() else { return }
        let unfinished = min(parser.pendingBytes, self.held.readableBytes)
        guard unfinished > 0 else { return }
        let hidesUsage = self.exchange.endpoint.isStreamedText && !self.exchange.clientWantsUsage
        var isKept = false
        parser.finish { event in
            guard event.hasData, !event.isOverlong else { return }
            let scan = self.note(event.data)
            isKept = (scan.isValid || scan.isDone) && !(hidesUsage && scan.isUsageOnly)
        }
        if isKept {
            self.held.writeStaticString("\n\n")
        } else {
            self.held.moveWriterIndex(to: self.held.writerIndex - unfinished)
        }
    }

    /// The provider's stream is over.
    func finishEvents() {
        self.takeLastEvent()
        if self.refusesFirstError() {
            return
        }
        let isGeneration = self.exchange.endpoint.isStreamedText
        guard !isGeneration || self.events.isComplete || self.events.sawError else {
            self.end(GatewayError(.providerStreamIncomplete, "The provider's stream ended before it was complete."))
            return
        }
        if !self.exchange.headSent {
            self.sendEventHead()
        }
        if self.held.readableBytes > 0 {
            self.exchange.bytesSent += self.held.readableBytes
            self.client.sendBody(self.held)
            self.held = ByteBuffer()
        }
        if isGeneration, !self.events.sawDone, !self.events.sawError {
            // Complete by its finish reason: clients that wait for the end mark get one.
            self.client.sendBody(ByteBuffer(bytes: EventStreamWriter.done))
        }
        if self.events.sawError {
            self.exchange.error = .providerStreamIncomplete
        }
        self.client.sendEnd()
        self.end(nil)
    }
}

extension ChatChunkScan {
    /// Whether the chunk carries usage and nothing else, so that a client that did not ask for it never sees it.
    fileprivate var isUsageOnly: Bool {
        self.usage != nil && self.choicesAreEmpty && !self.hasError && self.isValid
    }
}
