import GatewayCore
import GatewayWire
import NIOCore

/// How a link ended before the reply was complete.
enum LinkFailure {
    /// No connection: refused, timed out, name not found, TLS failed. The text is for the log's eyes and the client's.
    case unreachable(String)
    /// This process may open no more files.
    case exhausted
    /// The pool's queue is full.
    case queueFull
    /// Closed before a byte of the reply came; `reused` if the connection may just have been stale.
    case closedBeforeResponse(reused: Bool)
    /// Broken off after the reply had begun.
    case reset
    /// The reply is not valid HTTP.
    case malformed(String)
}

/// One attempt: waits for a connection, sends the request, and hands the reply on to the client.
///
/// Upstream link and client stream share its loop; bytes pass through in the same call, and the attempt's task is
/// resumed once, at the end. First token, idle, total and ping share one timer, which belongs to the link.
final class Relay: ClientStreamListener {
    /// What is done with the reply's body.
    enum Mode {
        /// No head yet.
        case awaitingHead
        /// An error reply is collected.
        case collectingError
        /// A JSON reply is collected, so that its cost can go into the head.
        case collectingReply
        /// Events are read and handed on.
        case events
        /// Bytes are handed on.
        case through
        /// Over.
        case done
    }

    /// JSON replies up to this many bytes are collected.
    static let collectedReplyBytes = 256 << 10
    /// Bytes of an error reply that are kept.
    static let collectedErrorBytes = 64 << 10

    let exchange: Exchange
    let target: Target
    let client: ClientStream
    let owner: UpstreamClient
    private var continuation: UnsafeContinuation<GatewayError?, Never>?
    var link: UpstreamLink?
    let bounds: AttemptBounds
    var staleRetryLeft = true
    /// When the request was sent.
    var sentAt: UInt64
    /// The race that it runs in; nil where it is alone.
    var race: HedgeRace?
    /// JSON replies up to this many bytes are held until they are whole.
    let heldReplyBytes: Int
    /// Whether content of this attempt has come.
    var sawContent = false
    /// When held content is sent at the latest, with `rescue: hold`; 0 where nothing is held.
    var holdUntil: UInt64 = 0
    /// Content events that are held back, with `rescue: hold`.
    var holdTokens = 0
    /// Whether tool calls are held back until they are whole.
    var buffersTools = false
    /// Events that may be left out because they are not JSON.
    var malformedTolerance = 0
    /// Goes on with a stream that broke; nil where none did.
    var rescue: StreamRescue?
    /// Whether the answer is read although the client is gone.
    var isDraining = false
    var mode = Mode.awaitingHead
    var head: ProviderHead?
    var collected = ByteBuffer()
    var parser: EventStreamParser?
    var events = EventProgress()
    var held = ByteBuffer()
    var usageTap: UsageTap?
    var began: UInt64
    var waitEnd: UInt64
    var pingAt: UInt64 = .max
    /// Whether nothing has been read since the read that brought the head.
    var cameInOneRead = true
    /// When the timer is set to wake; the deadlines may have moved on since.
    var armedFor: UInt64 = .max
    var requestBodyHeld: [ByteBuffer] = []
    var requestBodyEnded = false
    var linkIsReady = false
    /// Wakes the relay while it has no link.
    var waitTimer: RelayTimer?

    init(exchange: Exchange, target: Target, owner: UpstreamClient) {
        self.exchange = exchange
        self.target = target
        self.client = exchange.client
        self.owner = owner
        self.bounds = exchange.group?.bounds ?? .standard
        self.heldReplyBytes = exchange.group?.group.maxHeldReplyBytes ?? Self.collectedReplyBytes
        self.began = exchange.sentAt
        self.sentAt = exchange.sentAt
        self.waitEnd = .max
    }

    /// Sets the beginning, for an attempt that begins beside another.
    func restartClock(at now: UInt64) {
        self.began = now
        self.sentAt = now
    }

    /// The loop's time.
    var now: UInt64 { self.exchange.loop.now }

    // MARK: Life

    /// Begins; resumes the continuation exactly once, possibly before it returns. In a race, the race is told instead.
    func start(_ continuation: UnsafeContinuation<GatewayError?, Never>?) {
        self.continuation = continuation
        if self.race == nil {
            self.client.listener = self
        }
        guard !self.client.isGone else {
            self.clientWentAway()
            return
        }
        self.waitEnd = self.began &+ self.bounds.connect
        if self.exchange.isStream, self.exchange.endpoint.isStreamedText {
            let interval = self.exchange.loop.bounds.pingInterval
            let from = self.exchange.contentSent ? self.began : self.exchange.startedAt
            self.pingAt = interval == 0 || self.race?.hasHedge == true ? .max : from &+ interval
        }
        self.owner.acquire(for: self)
        if !self.isDone, self.link == nil {
            self.arm()
        }
    }

    /// Whether the attempt is over.
    var isDone: Bool {
        if case .done = self.mode { true } else { false }
    }

    /// Ends the attempt; nil is success.
    func end(_ error: GatewayError?) {
        guard !self.isDone else { return }
        self.mode = .done
        self.dropTimer()
        // A pipelined request may have its relay already.
        if self.client.listener === self {
            self.client.listener = nil
        }
        self.link = nil
        self.parser = nil
        let now = self.now
        if self.exchange.respondedAt < self.began {
            self.exchange.waitedForProvider &+= now &- self.began
        }
        if let race = self.race {
            self.race = nil
            race.ended(self, error)
            return
        }
        let continuation = self.continuation
        self.continuation = nil
        continuation?.resume(returning: error)
    }

    /// This attempt answers; another one that runs beside it is cancelled.
    func claim() {
        self.race?.claimed(self)
    }

    /// Gives the link up and ends the attempt with an error.
    func abandon(_ error: GatewayError) {
        self.dropTimer()
        let link = self.link
        self.link = nil
        link?.cancel()
        self.end(error)
    }

    // MARK: Client

    func clientBecameWritable() {
        self.link?.setReading(true)
    }

    func clientWentAway() {
        if case .events = self.mode, self.events.sawDone {
            // The end mark is all that a client waits for; what the provider does after it nobody needs.
            self.breakOff(GatewayError(.clientClosedRequest, "The client closed the connection."))
            return
        }
        if self.exchange.group?.group.onDisconnect == .drain, self.exchange.endpoint.isGeneration,
            self.exchange.isBodyComplete, !self.exchange.loop.isDraining, !self.isDraining, !self.isDone
        {
            // The answer is read to its end, for the account and whoever else can use it.
            self.isDraining = true
            self.exchange.isDrained = true
            if !self.exchange.headSent {
                self.exchange.status = 499
            }
            self.stopPinging()
            self.link?.setReading(true)
            return
        }
        self.abandon(GatewayError(.clientClosedRequest, "The client closed the connection."))
    }

    func requestBodyArrived(_ bytes: ByteBuffer?, isLast: Bool) {
        guard self.linkIsReady, let link = self.link else {
            if let bytes {
                self.requestBodyHeld.append(bytes)
            }
            self.requestBodyEnded = isLast
            self.client.setRequestBodyFlowing(false)
            return
        }
        link.sendBody(bytes, isLast: isLast)
    }

    /// Bytes were handed to the client: stop reading while it does not take them.
    func applyBackPressure() {
        if !self.client.isWritable, !self.isDraining {
            self.link?.setReading(false)
        }
    }

    // MARK: Reply

    /// The provider's head is there.
    func headReceived(_ head: ProviderHead) {
        guard !self.isDone else { return }
        let now = self.now
        self.exchange.respondedAt = now
        self.exchange.waitedForProvider &+= now &- self.began
        self.exchange.providerStatus = head.parsed.status
        self.head = head
        self.noteLimits(head, at: now)
        self.exchange.enter(.relay, at: now)
        let status = head.parsed.status
        if status >= 400 || (300..<400).contains(status) && status != 304 {
            self.mode = .collectingError
            return
        }
        let endpoint = self.exchange.endpoint
        if head.isEventStream, !head.isEncoded {
            self.mode = .events
            self.exchange.isStream = true
            self.parser = EventStreamParser(maxEventBytes: 1 << 20)
            self.waitEnd = self.endOfSilence(beforeHead: false)
            self.prepareForRescue(at: now)
            if !self.isDone {
                self.arm()
            }
            return
        }
        self.stopPinging()
        if self.exchange.headSent {
            // Pings promised an event stream that this reply is not.
            self.abandon(GatewayError(.providerBadResponse, "The provider did not answer with an event stream."))
            return
        }
        if endpoint.isGeneration, head.isEncoded {
            self.abandon(
                GatewayError(.providerBadResponse, "The provider compressed its answer, which nobody asked it to.")
            )
            return
        }
        if self.client.isHeadRequest || status == 204 || status == 304 {
            self.beginThrough(head)
        } else if case .length(let length) = head.parsed.body, length > self.heldReplyBytes {
            self.beginThrough(head)
        } else if head.isJSON, !head.isEncoded {
            self.mode = .collectingReply
        } else if endpoint.isGeneration, !head.isEncoded {
            self.abandon(
                GatewayError(.providerBadResponse, "The provider answered with something that is not JSON.")
            )
        } else {
            self.beginThrough(head)
        }
    }

    /// Bytes of the provider's body.
    func bodyReceived(_ bytes: ByteBuffer) {
        switch self.mode {
        case .awaitingHead, .done:
            return
        case .collectingError:
            if self.collected.readableBytes < Self.collectedErrorBytes {
                self.collected.writeImmutableBuffer(bytes)
            }
        case .collectingReply:
            self.collect(bytes)
        case .events:
            self.relayEvents(bytes)
        case .through:
            self.relayThrough(bytes)
        }
    }

    /// The link has nothing more for now: what was queued leaves in one write.
    func readCompleted() {
        switch self.mode {
        case .events, .through:
            // Until the first token came, its own bound counts.
            if self.sawContent {
                self.touch()
            }
            self.client.flush()
            self.applyBackPressure()
        case .collectingError, .collectingReply:
            self.cameInOneRead = false
            if self.collected.readableBytes > 0 {
                self.touch()
            }
        case .awaitingHead, .done:
            return
        }
    }

    /// The provider's body is complete.
    func responseEnded() {
        self.dropTimer()
        self.link = nil
        switch self.mode {
        case .awaitingHead, .done: return
        case .collectingError: self.end(self.errorOfReply())
        case .collectingReply: self.finishCollected()
        case .events: self.finishEvents()
        case .through: self.finishThrough()
        }
    }

    /// The attempt fails in the middle; what the client hears depends on what it already has.
    func replyBroken(_ error: GatewayError) {
        if case .events = self.mode, self.events.isComplete {
            self.finishEvents()
            return
        }
        if case .events = self.mode, self.rescue == nil {
            self.dropUnfinished()
        }
        self.end(error)
    }

    /// Gives the link up; what has come counts as a reply if it is whole.
    func breakOff(_ error: GatewayError) {
        self.dropTimer()
        let link = self.link
        self.link = nil
        link?.cancel()
        self.replyBroken(error)
    }
}
