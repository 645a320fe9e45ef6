import GatewayCore
import GatewayWire
import NIOCore

/// Gives a stored answer as a stream with time between its pieces: as they once came, or so many events per second.
///
/// Confined to its loop.
final class PacedReplay: WheelTimer, ClientStreamListener {
    private let answer: StoredAnswer
    private let pace: ReplayPace
    private var outcome = CacheNote.Outcome.hit
    private var tier = CacheNote.Tier.memory
    private var age: Int64 = 0
    private var status = CacheStatus(.hit)
    private var exchange: Exchange?
    private let bytes: ByteBuffer
    /// Ends of the pieces that are still to come, and when each is due, in nanoseconds since the beginning.
    private var pieces: [(end: Int, due: UInt64)] = []
    private var next = 0
    private var sent = 0
    private var isSending = false
    private var began: UInt64 = 0
    private var continuation: UnsafeContinuation<GatewayError?, Never>?

    /// Nil where the answer cannot be given as a stream.
    init?(_ answer: StoredAnswer, _ pace: ReplayPace, for exchange: Exchange) {
        guard let whole = answer.body(for: exchange) else { return nil }
        self.answer = answer
        self.pace = pace
        self.bytes = whole
        super.init()
    }

    /// Notes what is said about the answer.
    func prepare(outcome: CacheNote.Outcome, tier: CacheNote.Tier, age: Int64, status: CacheStatus) {
        self.outcome = outcome
        self.tier = tier
        self.age = age
        self.status = status
    }

    /// Gives the answer; an error where the client leaves, or has no more time.
    func run(_ exchange: Exchange) async throws(GatewayError) {
        self.exchange = exchange
        self.plan()
        let error = await withUnsafeContinuation { continuation in
            self.start(continuation)
        }
        if let error {
            throw error
        }
    }

    private func plan() {
        if case .recorded = self.pace, self.answer.record.form == .events {
            for mark in self.answer.record.marks {
                self.pieces.append((Int(mark.offset), UInt64(mark.milliseconds) * 1_000_000))
            }
        } else {
            let rate: Int = if case .eventsPerSecond(let rate) = self.pace { rate } else { Self.usualRate }
            var parser = EventStreamParser(maxEventBytes: self.bytes.readableBytes)
            var due: UInt64 = 0
            let bytes = self.bytes
            parser.feed(bytes.readableBytesSpan) { event in
                self.pieces.append((event.end, due))
                due &+= 1_000_000_000 / UInt64(max(rate, 1))
            }
        }
        if (self.pieces.last?.end ?? 0) < self.bytes.readableBytes {
            self.pieces.append((self.bytes.readableBytes, self.pieces.last?.due ?? 0))
        }
    }

    /// Events per second of an answer whose own times are not known.
    private static let usualRate = 50

    private func start(_ continuation: UnsafeContinuation<GatewayError?, Never>) {
        self.continuation = continuation
        guard let exchange = self.exchange, !exchange.client.isGone else {
            self.end(GatewayError(.clientClosedRequest, "The client closed the connection."))
            return
        }
        exchange.client.listener = self
        exchange.note(self.outcome, self.tier)
        exchange.cache.match = self.answer.match
        exchange.cache.ageMilliseconds = self.age
        exchange.noteSaving(self.answer)
        self.began = exchange.loop.now
        // A ping may have sent a head already.
        if !exchange.headSent {
            var lines = exchange.loop.takeLines()
            self.answer.writeHead(exchange, isStream: true, age: self.age, status: self.status, to: &lines)
            exchange.headSent = true
            exchange.status = 200
            exchange.client.sendHead(ReplyHead(status: 200, lines: lines, contentLength: nil))
            exchange.loop.returnLines(lines)
        }
        self.step(at: self.began)
    }

    private func step(at now: UInt64) {
        guard let exchange = self.exchange, self.continuation != nil, !self.isSending else { return }
        guard now < exchange.deadline else {
            self.end(GatewayError(.deadlineExceeded, "The deadline of the request passed."))
            return
        }
        guard exchange.client.isWritable else {
            exchange.loop.timers.set(self, to: exchange.deadline)
            return
        }
        var end = self.sent
        while self.next < self.pieces.count, self.began &+ self.pieces[self.next].due <= now {
            end = max(end, self.pieces[self.next].end)
            self.next += 1
        }
        if end > self.sent,
            let piece = self.bytes.getSlice(at: self.bytes.readerIndex + self.sent, length: end - self.sent)
        {
            if exchange.firstTokenAt == 0 {
                exchange.firstTokenAt = now
            }
            exchange.lastTokenAt = now
            exchange.contentSent = true
            exchange.bytesSent += piece.readableBytes
            // Before it is sent: the client may say from within the sending that there is room for more.
            self.sent = end
            self.isSending = true
            exchange.client.sendBody(piece)
            self.isSending = false
        }
        guard self.next < self.pieces.count else {
            exchange.client.sendEnd()
            self.end(nil)
            return
        }
        exchange.client.flush()
        exchange.loop.timers.set(self, to: min(self.began &+ self.pieces[self.next].due, exchange.deadline))
    }

    override func fired(at now: UInt64) {
        self.step(at: now)
    }

    private func end(_ error: GatewayError?) {
        guard let continuation = self.continuation else { return }
        self.continuation = nil
        if let exchange = self.exchange {
            exchange.loop.timers.cancel(self)
            if exchange.client.listener === self {
                exchange.client.listener = nil
            }
        }
        self.exchange = nil
        continuation.resume(returning: error)
    }

    func clientBecameWritable() {
        if let exchange = self.exchange {
            self.step(at: exchange.loop.now)
        }
    }

    func clientWentAway() {
        self.end(GatewayError(.clientClosedRequest, "The client closed the connection."))
    }

    func requestBodyArrived(_ bytes: ByteBuffer?, isLast: Bool) {}
}
