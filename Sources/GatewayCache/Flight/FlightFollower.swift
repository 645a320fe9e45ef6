import GatewayCore
import GatewayWire
import NIOCore

/// A request that is answered by an upstream call which another request made.
///
/// Reads the log at its own pace, in its own form, until its own deadline. Confined to its loop.
final class FlightFollower: WheelTimer, ClientStreamListener, FlightReader {
    /// How it ended.
    enum Outcome {
        /// The client has the whole answer.
        case answered
        /// The client got nothing: the request may be tried anew. `after` is how the call failed, if it did.
        case open(generation: Int, after: GatewayError?)
        /// The client got nothing, but there is a stored answer.
        case stored(StoredAnswer, CacheNote.Tier)
        /// The client is to be told.
        case failed(GatewayError)
    }

    let exchange: Exchange
    var gang: FlightGang?
    private let log: FlightLog
    private let client: ClientStream
    private let tier: CacheNote.Tier
    private var offset = 0
    private var continuation: UnsafeContinuation<Outcome, Never>?
    private var pingAt: UInt64 = .max
    private var isOver = false
    private var began: UInt64 = 0
    private var isPumping = false
    private var pumpsAgain = false

    init(_ exchange: Exchange, _ log: FlightLog, tier: CacheNote.Tier) {
        self.exchange = exchange
        self.log = log
        self.client = exchange.client
        self.tier = tier
    }

    var loop: LoopState { self.exchange.loop }
    var patience: UInt64 { self.exchange.deadline }

    /// Follows until the end; nil where nobody may join that call.
    static func follow(
        _ exchange: Exchange,
        _ log: FlightLog,
        tier: CacheNote.Tier,
        atMost limit: Int
    ) async -> Outcome? {
        guard !exchange.client.isGone else { return .failed(Self.clientGone) }
        let follower = FlightFollower(exchange, log, tier: tier)
        guard log.join(follower, atMost: limit) else { return nil }
        return await withUnsafeContinuation { follower.start($0) }
    }

    private func start(_ continuation: UnsafeContinuation<Outcome, Never>) {
        self.continuation = continuation
        self.began = self.loop.now
        self.client.listener = self
        let interval = self.loop.bounds.pingInterval
        if self.exchange.isStream, self.exchange.endpoint.isStreamedText, interval > 0 {
            self.pingAt = self.exchange.startedAt &+ interval
        }
        self.loop.timers.set(self, to: min(self.exchange.deadline, self.pingAt))
        self.pump()
    }

    private func end(_ outcome: Outcome) {
        guard !self.isOver else { return }
        self.isOver = true
        if case .open = outcome {
            // What follows is the request's own: only the time was spent here.
            self.exchange.note(.miss, .none)
            self.exchange.waitedForProvider &+= self.loop.now &- self.began
        }
        self.loop.timers.cancel(self)
        if self.client.listener === self {
            self.client.listener = nil
        }
        self.log.leave(self)
        let continuation = self.continuation
        self.continuation = nil
        continuation?.resume(returning: outcome)
    }

    // MARK: Reading

    /// Hands on what is new.
    ///
    /// What is sent may make room at once, and the client says so from within the sending: then the next piece waits for
    /// the end of this one.
    func pump() {
        guard !self.isPumping else {
            self.pumpsAgain = true
            return
        }
        self.isPumping = true
        repeat {
            self.pumpsAgain = false
            self.pumpOnce()
        } while self.pumpsAgain && !self.isOver
        self.isPumping = false
    }

    private func pumpOnce() {
        guard !self.isOver, self.client.isWritable || !self.exchange.contentSent else { return }
        guard let reading = self.log.read(from: self.offset) else {
            guard self.exchange.contentSent else {
                // What it waits for is too large to be kept: it can only be asked for again.
                self.end(.open(generation: .max, after: nil))
                return
            }
            self.end(
                .failed(
                    GatewayError(.clientStalled, "The client read too slowly to follow an answer that others wait for.")
                )
            )
            return
        }
        if self.exchange.isStream, reading.isStream == true {
            self.relay(reading)
        } else if let end = reading.end {
            self.answer(end)
        }
    }

    /// A stream follows a stream.
    private func relay(_ reading: FlightReading) {
        if reading.bytes.readableBytes > 0 {
            self.offset += reading.bytes.readableBytes
            self.sendHead(reading)
            self.noteContent(reading.bytes.readableBytes)
            self.client.sendBody(reading.bytes)
        }
        guard let end = reading.end else {
            self.client.flush()
            return
        }
        switch end {
        case .failed, .stored:
            self.answer(end)
        case .answer, .done:
            self.sendHead(reading)
            if self.exchange.clientWantsUsage, let usage = reading.usage {
                self.client.sendBody(ByteBuffer(bytes: EventStreamWriter.event(Array(usage.readableBytesView))))
            }
            self.client.sendBody(ByteBuffer(bytes: EventStreamWriter.done))
            self.client.sendEnd()
            if case .answer(let answer) = end {
                self.exchange.noteSaving(answer)
            }
            self.end(.answered)
        }
    }

    private func sendHead(_ reading: FlightReading) {
        guard !self.exchange.headSent else { return }
        self.pingAt = .max
        self.exchange.sendStreamHead(
            deployment: reading.deployment,
            provider: reading.provider,
            status: .coalesced
        )
        self.exchange.note(.coalesced, self.tier)
    }

    private func noteContent(_ count: Int) {
        let now = self.loop.now
        if self.exchange.firstTokenAt == 0 {
            self.exchange.firstTokenAt = now
        }
        self.exchange.lastTokenAt = now
        self.exchange.contentSent = true
        self.exchange.bytesSent += count
    }

    /// The call is over, and this client waited for its end.
    private func answer(_ end: FlightEnd) {
        switch end {
        case .answer(let answer):
            guard answer.reply(to: self.exchange, outcome: .coalesced, tier: self.tier, status: .coalesced) else {
                self.end(.open(generation: .max, after: nil))
                return
            }
            self.end(.answered)
        case .done:
            // What was too large to keep can only be asked for again.
            self.end(self.exchange.contentSent ? .failed(Self.incomplete) : .open(generation: .max, after: nil))
        case .stored(let answer, let tier):
            self.end(self.exchange.contentSent ? .failed(Self.incomplete) : .stored(answer, tier))
        case .failed(let error, let isFinal):
            guard !self.exchange.contentSent, !isFinal else {
                self.end(.failed(error))
                return
            }
            self.end(.open(generation: self.log.generation + 1, after: error))
        }
    }

    private static let clientGone = GatewayError(.clientClosedRequest, "The client closed the connection.")
    private static let incomplete = GatewayError(
        .providerStreamIncomplete,
        "The provider's stream ended before it was complete."
    )

    // MARK: Time and client

    override func fired(at now: UInt64) {
        guard !self.isOver else { return }
        if now >= self.exchange.deadline {
            self.end(.failed(GatewayError(.deadlineExceeded, "The deadline of the request passed.")))
            return
        }
        if self.exchange.contentSent {
            self.pingAt = .max
        } else if now >= self.pingAt {
            self.pingAt = now &+ max(self.loop.bounds.pingInterval, 1)
            if !self.exchange.headSent {
                self.exchange.sendStreamHead(deployment: "", provider: "", status: .coalesced)
                self.exchange.note(.coalesced, self.tier)
            }
            self.client.sendBody(ByteBuffer(bytes: EventStreamWriter.ping))
            self.client.flush()
        }
        self.loop.timers.set(self, to: min(self.exchange.deadline, self.pingAt))
    }

    func clientBecameWritable() {
        self.pump()
    }

    func clientWentAway() {
        self.end(.failed(Self.clientGone))
    }

    func requestBodyArrived(_ bytes: ByteBuffer?, isLast: Bool) {}
}
