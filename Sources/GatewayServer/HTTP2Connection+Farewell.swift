import GatewayCore
import NIOCore
import NIOHTTP2

/// Leaving without losing a request.
extension HTTP2Connection {
    /// How far a connection is that leaves because another process serves in place of this one.
    enum Farewell {
        /// It does not leave.
        case none
        /// It goes on until a moment without a stream.
        case waiting
        /// There was no such moment; the client knows that it should open no streams.
        case announced
        /// The client knows which stream was the last.
        case said
    }

    /// From telling a client something to acting on it, in nanoseconds: more than a round trip to anywhere.
    private static let grace: UInt64 = 1_000_000_000

    /// Takes no new streams; closes once the open ones are done.
    ///
    /// The GOAWAY names the highest stream there can be; requests that are on their way are refused one by one, so that
    /// clients send them elsewhere.
    func drain() {
        guard !self.isLeaving else { return }
        self.isLeaving = true
        guard !self.streams.isEmpty else {
            self.closeIfDone()
            return
        }
        self.announceEnd(after: .maxID)
    }

    /// Another process serves in place of this one: names the last stream at a moment when none is open, after which a
    /// client that has sent another one knows that it was not looked at, and sends it elsewhere.
    ///
    /// A GOAWAY while streams are open would be by the book (RFC 9113 section 6.8), but common clients (httpx) give the
    /// open streams up on it. So that way is taken only where half the drain time brings no other moment.
    func leave() {
        guard !self.isLeaving, self.farewell == .none else { return }
        guard !self.streams.isEmpty else {
            self.sayFarewell()
            return
        }
        self.farewell = .waiting
        self.setFarewell(in: self.loop.snapshot.settings.server.drainTimeout.wholeNanoseconds / 2)
    }

    /// No stream is open any more.
    func lastStreamClosed() {
        switch self.farewell {
        case .none, .said:
            self.closeIfDone()
        case .waiting, .announced:
            // Not at once: the closing of a stream is told while its last frame is on its way.
            self.context?.eventLoop.assumeIsolated().execute {
                guard self.context != nil, self.streams.isEmpty, self.farewell != .said else { return }
                self.flushNow()
                self.sayFarewell()
            }
        }
    }

    /// The time for the next step has come.
    func continueFarewell() {
        self.farewellAt = .max
        switch self.farewell {
        case .none:
            break
        case .waiting:
            self.farewell = .announced
            self.announceEnd(after: .maxID)
            self.setFarewell(in: Self.grace)
        case .announced:
            self.sayFarewell()
        case .said:
            self.closeIfDone()
        }
    }

    private func sayFarewell() {
        self.farewell = .said
        self.isLeaving = true
        self.announceEnd(after: self.lastStreamID)
        self.setFarewell(in: Self.grace)
    }

    private func setFarewell(in nanoseconds: UInt64) {
        self.farewellAt = self.loop.now &+ nanoseconds
        self.arm(self.farewellAt)
    }

    /// Writes GOAWAY past the handler, which would take later streams for a breach of the protocol.
    private func announceEnd(after last: HTTP2StreamID) {
        var frame = ByteBuffer()
        frame.writeBytes([0, 0, 8, 7, 0, 0, 0, 0, 0])
        frame.writeInteger(UInt32(Int(last)))
        frame.writeInteger(UInt32(0))
        self.writer.writeFrame(frame)
    }
}
