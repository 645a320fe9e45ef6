import GatewayCore
import GatewayWire
import NIOCore

/// What has been seen of an event stream.
struct EventProgress {
    /// `[DONE]` came.
    var sawDone = false
    /// A choice was finished.
    var sawFinish = false
    /// An error event came, of an endpoint whose streams are not understood here.
    var sawError = false
    /// An event came that no other deployment can take back: the head may go to the client.
    var mayCommit = false
    /// A tool call came that is held back until it is whole.
    var holdsTools = false
    /// Events that are not JSON and were left out.
    var malformed = 0

    /// Whether the stream may end here without being cut short (law L1).
    var isComplete: Bool { self.sawDone || self.sawFinish }
}

/// What is done with one event.
private enum EventVerdict {
    /// It goes to the client as it is.
    case pass
    /// It is left out.
    case hide
    /// The stream is broken here.
    case fault(GatewayError)
}

extension Relay {
    /// Reads events and hands them on as they are, but for a usage chunk that the client did not ask for.
    func relayEvents(_ bytes: ByteBuffer) {
        guard self.rescue == nil else {
            self.relayRescued(bytes)
            return
        }
        let heldBefore = self.held.readableBytes
        var forwardedTo = 0
        var cutFromHeld = 0
        var pieces = ByteBuffer()
        var isCut = false
        var fault: GatewayError?
        self.parser?.feed(bytes.readableBytesSpan) { event in
            guard fault == nil, event.hasData else { return }
            guard !event.isOverlong else {
                // Nobody can say what it held.
                self.exchange.delivered = nil
                return
            }
            switch self.note(event.data) {
            case .pass: return
            case .hide: break
            case .fault(let error): fault = error
            }
            // The event is left out: what stands before it in this piece is kept, and so is what follows.
            isCut = true
            if event.start < 0 {
                cutFromHeld = -event.start
            } else if event.start > forwardedTo {
                pieces.writeBytes(of: bytes, forwardedTo..<event.start)
            }
            forwardedTo = fault == nil ? event.end : bytes.readableBytes
        }
        let pending = fault == nil ? self.parser?.pendingBytes ?? 0 : 0
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
        if let fault {
            self.client.flush()
            self.breakOff(fault)
        }
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
        guard self.mayRelease || bytes.readableBytes > Self.collectedReplyBytes else {
            // Nothing but comments and a role so far, or held back by policy: another deployment could still answer.
            var waiting = bytes
            waiting.writeImmutableBuffer(self.held)
            self.held = waiting
            return
        }
        if !self.exchange.headSent {
            self.sendEventHead()
        }
        if self.sawContent {
            self.exchange.contentSent = true
        }
        self.exchange.bytesSent += bytes.readableBytes
        self.client.sendBody(bytes)
    }

    /// Whether events go to the client now.
    private var mayRelease: Bool { self.events.mayCommit && self.holdUntil == 0 && !self.events.holdsTools }

    /// Content was held back long enough.
    func releaseHeld() {
        self.holdUntil = 0
        guard self.events.mayCommit, !self.events.holdsTools, self.held.readableBytes > 0 else { return }
        self.forward(ByteBuffer(), heldBefore: self.held.readableBytes, pending: self.parser?.pendingBytes ?? 0)
        self.client.flush()
    }

    /// Takes note of one event.
    private func note(_ data: UnsafeRawBufferPointer) -> EventVerdict {
        let scan = ChatChunkScan(data)
        let isText = self.exchange.endpoint.isStreamedText
        if scan.isDone {
            self.commit()
            self.events.sawDone = true
            return .pass
        }
        if isText, !scan.isValid {
            return self.malformed()
        }
        if scan.hasError {
            guard isText else {
                self.events.sawError = true
                return self.exchange.contentSent ? .pass : .fault(Self.errorOfEvent(data, isSaid: false))
            }
            return .fault(Self.errorOfEvent(data, isSaid: self.exchange.contentSent || self.sawContent))
        }
        if let usage = scan.usage {
            self.exchange.record(usage)
        }
        if scan.hasFinishReason {
            self.events.sawFinish = true
            self.commit()
        }
        if scan.hasContent || !isText {
            self.noteContent(scan, data)
        }
        guard isText, scan.isUsageOnly, !self.exchange.clientWantsUsage else { return .pass }
        self.client.noteHidden(data)
        return .hide
    }

    private func noteContent(_ scan: ChatChunkScan, _ data: UnsafeRawBufferPointer) {
        let now = self.now
        if !self.events.mayCommit {
            self.events.mayCommit = true
            self.claim()
        }
        if !self.sawContent {
            self.sawContent = true
            AttemptReport.sawContent(self.exchange, self.target)
            self.stopPinging()
        }
        if self.exchange.firstTokenAt == 0 {
            self.exchange.firstTokenAt = now
        }
        self.exchange.lastTokenAt = now
        self.exchange.contentEvents += 1
        if self.holdUntil != 0, self.exchange.contentEvents - self.exchange.contentEventsBefore >= self.holdTokens {
            self.holdUntil = 0
        }
        if scan.hasToolCalls, self.buffersTools {
            self.events.holdsTools = true
        }
        if !self.events.holdsTools {
            self.exchange.delivered?.note(scan, in: data)
        }
    }

    /// Nothing is held back any more: the answer is whole.
    private func commit() {
        if !self.events.mayCommit {
            self.events.mayCommit = true
            self.claim()
        }
        self.holdUntil = 0
        self.events.holdsTools = false
    }

    /// An event that is not JSON: left out within the tolerance, else the stream is broken.
    private func malformed() -> EventVerdict {
        self.events.malformed += 1
        guard self.events.malformed > self.malformedTolerance else { return .hide }
        return .fault(GatewayError(.providerBadResponse, "The provider sent an event that is not JSON."))
    }

    /// The error that an error event stands for; the provider's own words where the client has a part of the answer.
    static func errorOfEvent(_ data: UnsafeRawBufferPointer, isSaid: Bool) -> GatewayError {
        var error = GatewayError(.providerStreamIncomplete, "The provider answered with an error in its stream.")
        error.fault = ProviderFault.ofEvent(data)
        if isSaid {
            error.providerReply = ProviderErrorReply(
                body: ByteBuffer(bytes: data),
                isJSON: true,
                headerLines: ByteBuffer()
            )
        }
        return error
    }

    func sendEventHead() {
        guard let head = self.head else { return }
        var lines = self.exchange.loop.takeLines()
        head.writeLines(to: &lines)
        lines.writeStaticString("x-accel-buffering: no\r\n")
        self.sendHead(head.parsed.status, lines: &lines, contentLength: nil)
    }

    /// Decides on a last event without its blank line: a whole one gets it, half of one or a hidden one is left out.
    ///
    /// - Returns: the error if that event is one.
    private func takeLastEvent() -> GatewayError? {
        let unfinished = min(self.parser?.pendingBytes ?? 0, self.held.readableBytes)
        guard unfinished > 0 else { return nil }
        var isKept = false
        var fault: GatewayError?
        self.parser?.finish { event in
            guard event.hasData, !event.isOverlong, ChatChunkScan(event.data).isValid else { return }
            switch self.note(event.data) {
            case .pass: isKept = true
            case .hide: break
            case .fault(let error): fault = error
            }
        }
        if isKept {
            self.held.writeStaticString("\n\n")
        } else {
            self.held.moveWriterIndex(to: self.held.writerIndex - unfinished)
        }
        return fault
    }

    /// The stream is broken: of what is held here the client gets nothing.
    func dropUnfinished() {
        self.held = ByteBuffer()
        self.holdUntil = 0
    }

    /// The provider's stream is over.
    func finishEvents() {
        guard self.rescue == nil else {
            self.finishRescued()
            return
        }
        if let fault = self.takeLastEvent() {
            self.end(fault)
            return
        }
        let isGeneration = self.exchange.endpoint.isStreamedText
        guard !isGeneration || self.events.isComplete else {
            self.end(GatewayError(.providerStreamIncomplete, "The provider's stream ended before it was complete."))
            return
        }
        if !self.exchange.headSent {
            self.sendEventHead()
        }
        self.exchange.contentSent = true
        if self.held.readableBytes > 0 {
            self.exchange.bytesSent += self.held.readableBytes
            self.client.sendBody(self.held)
            self.held = ByteBuffer()
        }
        self.endEvents(isGeneration: isGeneration)
    }

    /// Ends the client's stream, with the mark that clients wait for.
    func endEvents(isGeneration: Bool) {
        if isGeneration, !self.events.sawDone {
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
