import GatewayWire
import NIOCore

/// A request that shares a call: waits on its loop, hears of its client's end, and keeps its own deadline.
///
/// Before the call is made it may simply leave. Once the provider has been asked it stays for its part of the account,
/// be its client gone or its deadline over: the shares of all members are what the provider charges (law L3).
final class BatchMember {
    /// How waiting ended.
    enum End {
        /// The request was answered, or was told why not.
        case answered
        /// Nobody was asked; the request goes by itself.
        case alone
        /// The provider refused the call for what one of the requests asks; each is asked by itself.
        case refused(GatewayError)
        /// The attempt failed.
        case failed(GatewayError)
    }

    let exchange: Exchange
    let split: EmbeddingRequestSplit
    /// What it has in common with the others.
    let kind: BatchKind
    /// Deployment that is asked.
    let target: Target
    /// Weight of its share of the tokens: bytes of its texts, or its token numbers.
    let weight: Int
    /// Whether its client is gone.
    private(set) var hasLeft = false
    /// Whether its client was told that the deadline is over.
    private(set) var isLate = false
    /// Takes it out while its batch is open.
    var ticket: BatchTicket<BatchKind>?
    /// The call that it is part of, once that is made.
    var call: BatchCall?
    private var end: End?
    private var continuation: UnsafeContinuation<End, Never>?
    private lazy var watch = BatchWatch(self)

    init(
        _ exchange: Exchange,
        _ split: EmbeddingRequestSplit,
        _ kind: BatchKind,
        on target: Target
    ) {
        self.exchange = exchange
        self.split = split
        self.kind = kind
        self.target = target
        let body = exchange.body
        self.weight = split.weights(in: body.readableBytesSpan).reduce(0, +)
    }

    /// Whether nobody waits for the call's outcome on its behalf but the account.
    var isOver: Bool { self.end != nil || self.hasLeft || self.isLate }

    /// Waits for the end; the member is in a batch, which may have gone already.
    func wait() async -> End {
        if self.end == nil {
            self.exchange.client.listener = self.watch
            self.exchange.loop.timers.set(self.watch, to: self.exchange.deadline)
            if self.exchange.client.isGone {
                self.clientWentAway()
            }
        }
        let end = await withUnsafeContinuation { (continuation: UnsafeContinuation<End, Never>) in
            if let end = self.end {
                continuation.resume(returning: end)
            } else {
                self.continuation = continuation
            }
        }
        self.letGo()
        return end
    }

    /// Stops listening to client and clock.
    private func letGo() {
        self.exchange.loop.timers.cancel(self.watch)
        if self.exchange.client.listener === self.watch {
            self.exchange.client.listener = nil
        }
    }

    /// The first end counts.
    func finish(_ end: End) {
        guard self.end == nil else { return }
        self.end = end
        let continuation = self.continuation
        self.continuation = nil
        continuation?.resume(returning: end)
    }

    // MARK: Deadline

    fileprivate func deadlineCame(at now: UInt64) {
        guard self.end == nil, !self.isOver else { return }
        guard now >= self.exchange.deadline else {
            // A call that others follow may have got more time.
            self.call?.exchange.deadline = max(self.call?.exchange.deadline ?? 0, self.exchange.deadline)
            self.exchange.loop.timers.set(self.watch, to: self.exchange.deadline)
            return
        }
        let error = GatewayError(.deadlineExceeded, "The deadline of the request passed.")
        // What the cache is to hear of is told by the pipeline; else the client hears it now, and the account later.
        guard let call = self.call, self.exchange.visit == nil else {
            self.exchange.loop.embeddings.withdraw(self)
            self.finish(.failed(error))
            self.call?.memberIsOver()
            return
        }
        Pipeline.fail(self.exchange, with: error)
        self.isLate = true
        self.letGo()
        call.memberIsOver()
    }

    // MARK: Client

    fileprivate func clientWentAway() {
        guard self.end == nil, !self.isOver else { return }
        self.hasLeft = true
        guard let call = self.call else {
            self.exchange.loop.embeddings.withdraw(self)
            self.finish(.failed(GatewayError(.clientClosedRequest, "The client closed the connection.")))
            return
        }
        call.memberIsOver()
    }

    // MARK: Reply

    /// Takes what the call brought: its share of the account, and its part of the reply where somebody waits for it.
    func take(_ usage: TokenUsage?, from carrier: Exchange, lines: ByteBuffer, _ body: () -> ByteBuffer) {
        guard self.end == nil else { return }
        let exchange = self.exchange
        exchange.respondedAt = carrier.respondedAt
        exchange.providerStatus = carrier.providerStatus
        exchange.waitedForProvider &+= carrier.waitedForProvider
        if let usage {
            exchange.record(usage)
        }
        defer { self.finish(.answered) }
        guard !self.isLate else { return }
        exchange.firstTokenAt = carrier.firstTokenAt
        exchange.lastTokenAt = carrier.lastTokenAt
        guard !self.hasLeft, !exchange.client.isGone else {
            exchange.isDrained = true
            exchange.status = exchange.headSent ? exchange.status : 499
            return
        }
        exchange.enter(.relay)
        self.send(body(), lines)
    }

    private func send(_ body: ByteBuffer, _ providerLines: ByteBuffer) {
        let exchange = self.exchange
        var lines = exchange.loop.takeLines()
        lines.writeImmutableBuffer(providerLines)
        ReplyLines.write(exchange, self.target, to: &lines)
        exchange.headSent = true
        exchange.contentSent = true
        exchange.status = 200
        exchange.bytesSent = body.readableBytes
        // The client may begin its next request in this call; it is not listened to any more.
        self.letGo()
        exchange.client.sendWhole(
            ReplyHead(status: 200, lines: lines, contentLength: body.readableBytes),
            body: body
        )
        exchange.loop.returnLines(lines)
    }
}

/// Wakes a member at its deadline, and when its client leaves.
private final class BatchWatch: WheelTimer, ClientStreamListener {
    private unowned let member: BatchMember

    init(_ member: BatchMember) {
        self.member = member
        super.init()
    }

    override func fired(at now: UInt64) {
        self.member.deadlineCame(at: now)
    }

    func clientBecameWritable() {}

    func clientWentAway() {
        self.member.clientWentAway()
    }

    func requestBodyArrived(_ bytes: ByteBuffer?, isLast: Bool) {}
}
