import GatewayCore
import GatewayWire
import NIOCore

/// An attempt that goes on with a stream whose provider broke it off.
extension Relay {
    /// Prepares for the case that this stream breaks, or to go on with one that has broken.
    func prepareForRescue(at now: UInt64) {
        guard self.exchange.endpoint.isStreamedText else { return }
        let settings = self.exchange.group?.group.rescue ?? RescueSettings()
        self.malformedTolerance = settings.malformedEvents
        if let order = self.exchange.rescue, let delivered = self.exchange.delivered {
            self.rescue = StreamRescue(order.way, delivered, isChat: self.exchange.endpoint == .chatCompletions)
            return
        }
        self.buffersTools = settings.buffersToolCalls
        if settings.mode == .hold {
            self.holdTokens = settings.holdTokens
            self.holdUntil = now &+ settings.holdTime.wholeNanoseconds
        }
        self.exchange.delivered = settings.mode == .off ? nil : DeliveredText(maxBytes: settings.maxBytes)
    }

    /// Hands on what of the events is new to the client.
    func relayRescued(_ bytes: ByteBuffer) {
        var out = ByteBuffer()
        var fault: GatewayError?
        self.parser?.feed(bytes.readableBytesSpan) { event in
            guard fault == nil, event.hasData else { return }
            if event.isOverlong {
                fault = GatewayError(.providerBadResponse, "The provider sent an event that is too long.")
                return
            }
            fault = self.takeRescued(event.data, into: &out)
        }
        self.send(out)
        if let fault {
            self.client.flush()
            self.breakOff(fault)
        }
    }

    private func send(_ out: ByteBuffer) {
        guard out.readableBytes > 0 else { return }
        self.exchange.bytesSent += out.readableBytes
        self.client.sendBody(out)
    }

    /// Appends what of an event goes out; returns the error at which the stream breaks again.
    private func takeRescued(_ data: UnsafeRawBufferPointer, into out: inout ByteBuffer) -> GatewayError? {
        let scan = ChatChunkScan(data)
        if scan.isDone {
            return self.endRescued(into: &out)
        }
        guard scan.isValid else {
            self.events.malformed += 1
            return self.events.malformed > self.malformedTolerance
                ? GatewayError(.providerBadResponse, "The provider sent an event that is not JSON.") : nil
        }
        guard !scan.hasError else { return Self.errorOfEvent(data, isSaid: false) }
        if let usage = scan.usage {
            self.exchange.record(usage)
        }
        if scan.hasContent {
            self.sawContent = true
            AttemptReport.sawContent(self.exchange, self.target)
            self.stopPinging()
            self.exchange.lastTokenAt = self.now
            self.exchange.contentEvents += 1
        }
        guard var rescue = self.rescue.take(), var delivered = self.exchange.delivered.take() else { return nil }
        let verdict = rescue.take(
            data,
            scan,
            &delivered,
            note: self.rescueNote()
        )
        self.rescue = rescue
        self.exchange.delivered = delivered
        switch verdict {
        case .swallow:
            return nil
        case .diverged:
            return self.diverged()
        case .send(let events):
            // Only an end that goes out ends the client's answer; that of another answer does not.
            if scan.hasFinishReason {
                self.events.sawFinish = true
            }
            if scan.choicesAreEmpty, !self.exchange.clientWantsUsage {
                for event in events {
                    event.withUnsafeBytes { self.client.noteHidden($0) }
                }
                return nil
            }
            for event in events {
                out.writeBytes(EventStreamWriter.event(event))
            }
            return nil
        }
    }

    private func diverged() -> GatewayError {
        self.exchange.rescue?.hasDiverged = true
        return GatewayError(
            .providerStreamIncomplete,
            "The provider's stream broke, and another answer began otherwise."
        )
    }

    /// The end mark came: the answer must have covered what the client has.
    private func endRescued(into out: inout ByteBuffer) -> GatewayError? {
        guard var rescue = self.rescue.take(), var delivered = self.exchange.delivered.take() else { return nil }
        let rest = rescue.end(&delivered)
        self.rescue = rescue
        self.exchange.delivered = delivered
        guard let rest else { return self.diverged() }
        for event in rest {
            out.writeBytes(EventStreamWriter.event(event))
        }
        self.events.sawDone = true
        out.writeBytes(EventStreamWriter.done)
        return nil
    }

    /// The stream is over.
    func finishRescued() {
        var out = ByteBuffer()
        var fault: GatewayError?
        self.parser?.finish { event in
            guard event.hasData, !event.isOverlong, ChatChunkScan(event.data).isValid else { return }
            fault = self.takeRescued(event.data, into: &out)
        }
        self.send(out)
        guard fault == nil, self.events.isComplete else {
            self.end(
                fault
                    ?? GatewayError(
                        .providerStreamIncomplete,
                        "The provider's stream ended before it was complete."
                    )
            )
            return
        }
        self.endEvents(isGeneration: true)
    }

    /// What the last chunk says about how the answer came about.
    private func rescueNote() -> [UInt8] {
        var writer = JSONWriter(reserving: 128)
        writer.beginObject()
        writer.member("rescued", self.exchange.rescue?.way.label ?? "restart")
        writer.member("deployment", self.target.deployment.id)
        writer.member("attempts", self.exchange.attempts)
        writer.endObject()
        return writer.bytes
    }
}
