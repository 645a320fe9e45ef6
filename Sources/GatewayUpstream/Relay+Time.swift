import GatewayCore
import GatewayWire
import NIOCore

/// Timeouts and pings.
extension Relay {
    /// Puts off the idle timeout: the provider has sent something.
    func touch() {
        self.waitEnd = self.now &+ self.bounds.idle
        if self.waitEnd < self.armedFor {
            self.arm()
        }
    }

    /// Until when the provider may be silent before the head came, or before the first content.
    func endOfSilence(beforeHead: Bool) -> UInt64 {
        guard self.exchange.isStream else { return self.sentAt &+ self.bounds.reply }
        var wait = self.bounds.firstToken
        if let adaptive = self.exchange.group?.group.timeouts.adaptiveFirstToken,
            let slowest = self.target.health.latency(
                99,
                isStream: true,
                bodyBytes: self.exchange.body.readableBytes,
                at: self.exchange.loop.recent
            )
        {
            let (product, overflow) = slowest.multipliedReportingOverflow(by: UInt64(max(adaptive.multiple, 1)))
            wait = min(
                max(overflow ? .max : product, adaptive.floor.wholeNanoseconds),
                adaptive.ceiling.wholeNanoseconds
            )
        }
        if beforeHead {
            wait = min(wait, self.bounds.head)
        }
        return min(self.sentAt &+ wait, self.exchange.firstByteDeadline)
    }

    /// No ping is needed any more.
    func stopPinging() {
        self.pingAt = .max
    }

    func arm() {
        var wake = min(self.waitEnd, self.pingAt, self.exchange.deadline)
        if self.holdUntil != 0 {
            wake = min(wake, self.holdUntil)
        }
        let timer: RelayTimer
        if let link = self.link {
            timer = link.timer
        } else {
            timer = self.waitTimer ?? RelayTimer()
            self.waitTimer = timer
        }
        timer.relay = self
        self.armedFor = wake
        self.exchange.loop.timers.set(timer, to: wake)
    }

    func dropTimer() {
        if let timer = self.link?.timer, timer.relay === self {
            timer.relay = nil
            self.exchange.loop.timers.set(timer, to: .max)
        }
        self.dropWaitTimer()
    }

    func dropWaitTimer() {
        if let timer = self.waitTimer {
            timer.relay = nil
            self.exchange.loop.timers.cancel(timer)
            self.waitTimer = nil
        }
    }

    func fired(at now: UInt64) {
        guard !self.isDone else { return }
        if now >= self.exchange.deadline {
            self.breakOff(GatewayError(.deadlineExceeded, "The deadline of the request passed."))
        } else if self.holdUntil != 0, now >= self.holdUntil {
            self.releaseHeld()
        } else if now >= self.waitEnd {
            // A client that does not read holds the provider's bytes back; its own write timeout decides, not this one.
            if case .awaitingHead = self.mode {
                self.breakOff(self.silence())
            } else if self.client.isWritable || self.isDraining {
                self.breakOff(self.silence())
            } else {
                self.touch()
            }
        } else if now >= self.pingAt {
            self.ping()
        }
        if !self.isDone {
            self.arm()
        }
    }

    private func silence() -> GatewayError {
        if !self.linkIsReady, self.owner.isSaturated(self.target) {
            return GatewayError(
                .overloaded,
                "All connections to the provider are busy (pool.max_connections). Try again soon.",
                retryAfterSeconds: 1
            )
        }
        if !self.linkIsReady {
            return GatewayError(.providerUnreachable, "No connection to the provider in time.")
        }
        return GatewayError(.providerTimeout, "The provider did not answer in time.")
    }

    /// Keeps idle hops open while the first token is awaited; commits the status, but no content.
    private func ping() {
        let interval = self.exchange.loop.bounds.pingInterval
        self.pingAt = self.now &+ max(interval, 1)
        if !self.exchange.headSent {
            var lines = ByteBuffer()
            lines.writeStaticString("content-type: text/event-stream; charset=utf-8\r\n")
            lines.writeStaticString("cache-control: no-cache\r\nx-accel-buffering: no\r\nx-request-id: ")
            self.exchange.id.write(to: &lines)
            lines.writeStaticString("\r\n")
            self.exchange.headSent = true
            self.exchange.status = 200
            self.client.sendHead(ReplyHead(status: 200, lines: lines, contentLength: nil))
        }
        self.client.sendBody(ByteBuffer(bytes: EventStreamWriter.ping))
        self.client.flush()
    }
}
