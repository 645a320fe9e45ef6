import GatewayCore
import GatewayWire
import NIOCore

/// The client of an upstream call whose answer is recorded, and may be followed by other requests.
///
/// Stands between the relay and the client that asked first: what the relay sends goes on to that client in the same
/// call, and into the log. When that client leaves or its deadline passes, the call goes on as long as others follow.
/// Confined to the loop of its exchange.
final class Flight: ClientStream, ClientStreamListener {
    let log: FlightLog
    private let exchange: Exchange
    private let loop: LoopState
    /// Makes a record of the answer, and keeps it where it may be kept.
    private let keeper: any AnswerKeeper
    /// The client that asked first; nil once it left, and where nobody waits for the answer.
    private(set) var own: ClientStream?
    /// Whether the call is made for the cache's sake alone.
    private let isForNobody: Bool
    private let ownWantsUsage: Bool
    private var ownTimer: OwnDeadline?
    private var isStream = false
    private var status = 0
    /// What the client that asked first was told before it left, or was cut off by its own deadline.
    private var toldStatus: Int?
    private var isOver = false
    private var marks: [RecordMark] = []
    private var json = ByteBuffer()
    /// Whether a reply that is no stream is too large to be kept.
    private var isTooLarge = false
    /// The data of the usage report.
    private var usage: ByteBuffer?
    /// Bytes in the log.
    private var logged = 0

    init(_ exchange: Exchange, _ log: FlightLog, keeper: any AnswerKeeper, isForNobody: Bool) {
        self.exchange = exchange
        self.loop = exchange.loop
        self.log = log
        self.keeper = keeper
        self.isForNobody = isForNobody
        self.own = isForNobody ? nil : exchange.client
        self.ownWantsUsage = exchange.clientWantsUsage
        super.init()
        // The usage report is kept apart, and given to those who asked for it.
        exchange.clientWantsUsage = false
        exchange.client = self
        self.own?.listener = self
        if exchange.headSent {
            // A ping promised a stream while the request waited for another call.
            self.isStream = exchange.isStream
            self.status = exchange.status
        }
        let this = NIOLoopBound(self, eventLoop: self.loop.eventLoop)
        let eventLoop = self.loop.eventLoop
        log.watch(
            abandoned: { eventLoop.execute { this.value.lastFollowerLeft() } },
            joined: { deadline in eventLoop.execute { this.value.followerJoined(until: deadline) } }
        )
        if self.own?.isGone == true, log.isFollowed {
            // It left while the shared cache was asked, when nobody listened to it.
            self.leaveToFollowers(status: 499)
        }
    }

    /// The end mark of a stream.
    private static let done = ByteBuffer(bytes: EventStreamWriter.done)
    private static let ping = EventStreamWriter.ping

    // MARK: What the relay sees

    override var isWritable: Bool {
        // Followers read at their own pace from the log, which is bounded.
        guard let own = self.own else { return true }
        return own.isWritable || self.log.isFollowed
    }

    override var isGone: Bool {
        if let own = self.own {
            return own.isGone && !self.log.isFollowed
        }
        return !self.isForNobody && (self.isOver || !self.log.isFollowed)
    }

    override func sendHead(_ head: ReplyHead) {
        self.own?.sendHead(head)
        guard !self.isOver else { return }
        self.isStream = self.exchange.isStream
        self.status = head.status
        self.begin()
    }

    private func begin() {
        self.log.begin(
            isStream: self.isStream,
            deployment: self.exchange.target?.deployment.id ?? "",
            provider: self.exchange.target?.provider.provider.id ?? "",
            on: self.loop
        )
    }

    override func sendBody(_ bytes: ByteBuffer) {
        guard self.isStream else {
            self.own?.sendBody(bytes)
            self.collect(bytes)
            return
        }
        if bytes.readableBytes == Self.ping.count, bytes.readableBytesView.elementsEqual(Self.ping) {
            // Followers send their own.
            self.own?.sendBody(bytes)
            return
        }
        var events = bytes
        if let end = Self.endMark(in: bytes) {
            events = bytes.getSlice(at: bytes.readerIndex, length: end) ?? ByteBuffer()
        }
        guard events.readableBytes > 0 else { return }
        self.own?.sendBody(events)
        self.record(events)
    }

    private func record(_ events: ByteBuffer) {
        guard !self.isOver else { return }
        if self.logged == 0 {
            // A head that a ping has sent did not know who would answer.
            self.begin()
        }
        self.logged += events.readableBytes
        if self.logged <= self.log.maxBytes {
            let elapsed = (self.loop.recent &- self.exchange.startedAt) / 1_000_000
            self.marks.append(
                RecordMark(offset: UInt32(clamping: self.logged), milliseconds: UInt32(clamping: elapsed))
            )
        }
        self.log.append(events, on: self.loop)
    }

    private func collect(_ bytes: ByteBuffer) {
        guard !self.isTooLarge, self.json.readableBytes + bytes.readableBytes <= self.log.maxBytes else {
            self.isTooLarge = true
            self.json = ByteBuffer()
            return
        }
        self.json.writeImmutableBuffer(bytes)
    }

    override func noteHidden(_ event: UnsafeRawBufferPointer) {
        self.usage = ByteBuffer(bytes: event)
        self.log.noteUsage(event)
    }

    override func flush() {
        self.own?.flush()
    }

    override func sendEnd() {
        // Stored before the client knows that it has all: whoever asks again then finds it.
        let own = self.own
        let usage = self.ownWantsUsage ? self.usage : nil
        self.complete(json: self.isStream ? nil : self.json)
        if self.isStream {
            if let usage {
                own?.sendBody(ByteBuffer(bytes: EventStreamWriter.event(Array(usage.readableBytesView))))
            }
            own?.sendBody(Self.done)
        }
        own?.sendEnd()
    }

    override func sendWhole(_ head: ReplyHead, body: ByteBuffer) {
        let own = self.own
        self.status = head.status
        // What is too large to be stored is still given to those who wait for it.
        self.complete(json: body.readableBytes <= self.log.maxBytes || self.log.isFollowed ? body : nil)
        own?.sendWhole(head, body: body)
    }

    override func abort() {
        self.own?.abort()
    }

    // MARK: End

    /// The reply is whole.
    private func complete(json: ByteBuffer?) {
        guard !self.isOver else { return }
        self.isOver = true
        self.detach()
        var answer: StoredAnswer?
        if self.isStream {
            if let (events, usage) = self.log.recorded() {
                answer = self.keeper.keep(
                    .events(events, usage: usage, marks: self.marks),
                    status: self.status,
                    of: self.exchange
                )
            }
        } else if let json, json.readableBytes > 0 {
            answer = self.keeper.keep(.json(json, self.exchange.replyScan), status: self.status, of: self.exchange)
        }
        self.keeper.landed(self.log, answer.map { .answer($0) } ?? .done)
    }

    /// The call brought no answer.
    func fail(_ error: GatewayError, isFinal: Bool) {
        guard !self.isOver else { return }
        self.isOver = true
        self.detach()
        self.keeper.landed(self.log, .failed(error, isFinal: isFinal))
    }

    /// Lets go of the client, which its connection goes on to use.
    private func detach() {
        if let timer = self.ownTimer {
            self.loop.timers.cancel(timer)
            self.ownTimer = nil
        }
        if let own = self.own, own.listener === self {
            own.listener = nil
        }
        if let own = self.own {
            self.exchange.client = own
            self.exchange.clientWantsUsage = self.ownWantsUsage
        }
        if let status = self.toldStatus {
            self.exchange.status = status
        }
    }

    /// Length of the events before the end mark, where nothing but comments follows it.
    private static func endMark(in bytes: ByteBuffer) -> Int? {
        bytes.withUnsafeReadableBytes { bytes -> Int? in
            var end = bytes.count
            while end > 0 {
                let start = bytes[..<end].lastIndex { $0 == 0x0A || $0 == 0x0D }.map { $0 + 1 } ?? 0
                let line = bytes[start..<end]
                guard line.isEmpty || line.first == 0x3A else {
                    guard line.starts(with: "data:".utf8) else { return nil }
                    let value = line.dropFirst(5)
                    return value.drop { $0 == 0x20 }.elementsEqual("[DONE]".utf8) ? start : nil
                }
                end = max(start - 1, 0)
            }
            return nil
        }
    }

    // MARK: What the first client does

    func clientBecameWritable() {
        self.listener?.clientBecameWritable()
    }

    func clientWentAway() {
        guard self.log.isFollowed else {
            self.own?.listener = nil
            self.listener?.clientWentAway()
            return
        }
        self.leaveToFollowers(status: 499)
        self.listener?.clientBecameWritable()
    }

    func requestBodyArrived(_ bytes: ByteBuffer?, isLast: Bool) {}

    /// The call goes on for the others alone.
    ///
    /// - Parameter status: what its client got, where no head of the answer had come.
    private func leaveToFollowers(status: Int) {
        self.own?.listener = nil
        self.own = nil
        self.exchange.isDrained = true
        if !self.exchange.headSent {
            self.exchange.status = status
        }
        self.toldStatus = self.exchange.status
    }

    /// A further request waits for the call, maybe longer than the one that made it.
    private func followerJoined(until deadline: UInt64) {
        guard !self.isOver else { return }
        if let own = self.own, !own.isWritable {
            // Reading may have stopped for its sake alone.
            self.listener?.clientBecameWritable()
        }
        guard deadline > self.exchange.deadline else { return }
        if self.own != nil, self.ownTimer == nil {
            let timer = OwnDeadline(self)
            self.ownTimer = timer
            self.loop.timers.set(timer, to: self.exchange.deadline)
        }
        self.exchange.deadline = deadline
    }

    private func lastFollowerLeft() {
        guard !self.isOver, self.own == nil, !self.isForNobody, !self.log.isFollowed else { return }
        self.listener?.clientWentAway()
    }

    /// The first client's own time is over, while others have more.
    fileprivate func ownDeadlinePassed() {
        self.ownTimer = nil
        guard !self.isOver, let own = self.own else { return }
        let error = GatewayError(.deadlineExceeded, "The deadline of the request passed.")
        if !self.exchange.headSent {
            ErrorReply.send(error, id: self.exchange.id, to: own)
        } else if self.isStream {
            own.sendBody(ByteBuffer(bytes: EventStreamWriter.event(ErrorReply.body(of: error))))
            own.sendEnd()
        } else {
            own.abort()
        }
        self.exchange.error = error.code
        self.leaveToFollowers(status: error.status)
        if !self.log.isFollowed {
            // Those for whose sake there was more time have left.
            self.listener?.clientWentAway()
        }
    }

    /// The deadline of the client that asked first.
    private final class OwnDeadline: WheelTimer {
        private let flight: Flight

        init(_ flight: Flight) {
            self.flight = flight
        }

        override func fired(at now: UInt64) {
            self.flight.ownDeadlinePassed()
        }
    }
}

/// Keeps answers; what a flight needs of the cache.
protocol AnswerKeeper: AnyObject {
    /// Makes a record of a whole reply, and stores it where policy allows.
    func keep(_ reply: WholeReply, status: Int, of exchange: Exchange) -> StoredAnswer?

    /// A call is over: takes it out of the table, and tells those who follow.
    func landed(_ log: FlightLog, _ end: FlightEnd)
}

/// A reply as it went to clients.
enum WholeReply {
    /// The text of a JSON reply, and what the relay has found in it.
    case json(ByteBuffer, ReplyScan?)
    /// Events of a stream without usage report and end mark, the report's data, and when the pieces came.
    case events(ByteBuffer, usage: ByteBuffer?, marks: [RecordMark])
}
