package import GatewayWire
package import NIOCore
import Synchronization

/// Identity of an exchange: the client's own `x-request-id` where that is sane, else 128 random bits.
package struct RequestID: Sendable {
    /// Upper half of a generated id.
    package var high: UInt64
    /// Lower half of a generated id.
    package var low: UInt64
    /// The client's own text.
    package var text: ByteBuffer?

    /// Creates an id from random bits.
    package init(high: UInt64, low: UInt64, text: ByteBuffer? = nil) {
        self.high = high
        self.low = low
        self.text = text
    }

    /// The id as text.
    package var string: String {
        var buffer = ByteBuffer()
        self.write(to: &buffer)
        return String(buffer: buffer)
    }

    /// Writes the id as text: the client's own, or `req_` and 32 hexadecimal digits.
    package func write(to buffer: inout ByteBuffer) {
        buffer.writeHead(room: self.length) { $0.write(self) }
    }

    /// Bytes of the text.
    package var length: Int { self.text?.readableBytes ?? 36 }
}

/// Head of a request, as text in the form of HTTP/1.1 whatever the protocol version was.
package struct RequestHead {
    /// The head's bytes; ranges in `parsed` count from its reader index.
    package var bytes: ByteBuffer
    /// Method, target and fields.
    package var parsed: HTTPRequestHead

    /// Creates a head.
    package init(bytes: ByteBuffer, parsed: HTTPRequestHead) {
        self.bytes = bytes
        self.parsed = parsed
    }

    /// The values of all headers of a name in lower case, joined as one list; nil if there are none.
    package func joined(_ name: String) -> String? {
        var joined: String?
        for field in self.parsed.fields where field.nameRange.count == name.utf8.count {
            let matches = self.bytes.withUnsafeReadableBytes { bytes in
                zip(bytes[field.nameRange], name.utf8).allSatisfy { byte, letter in
                    byte == letter || (0x41...0x5A).contains(byte) && byte | 0x20 == letter
                }
            }
            guard matches else { continue }
            let value = self.bytes.text(field.valueRange)
            joined = joined.map { $0 + ", " + value } ?? value
        }
        return joined
    }

    /// The request's tags: the parts of `x-signalbox-tags`.
    package var tags: [String] {
        guard self.parsed.contains(.signalbox) else { return [] }
        return (self.joined("x-signalbox-tags") ?? "").split(separator: ",").compactMap { part in
            let tag = part.drop { $0 == " " || $0 == "\t" }
            let end = tag.lastIndex { $0 != " " && $0 != "\t" }
            return end.map { String(tag[...$0]) }
        }
    }

    /// The value of the first header of a name.
    package func value(_ name: HeaderName) -> ByteBufferView? {
        guard let range = self.parsed.first(name) else { return nil }
        return self.bytes.view(range)
    }
}

/// One request with its reply: what was asked, what was decided, what it cost. Settles exactly once.
///
/// `@unchecked Sendable`: confined to the event loop of `loop`; the pipeline's task runs on that loop by its executor.
package final class Exchange: @unchecked Sendable {
    /// The loop that owns it.
    package let loop: LoopState
    /// Configuration it began with, and keeps.
    package let snapshot: Snapshot
    /// Where the reply goes: the client, or a flight that hands it to several clients.
    package var client: ClientStream
    /// Identity.
    package let id: RequestID
    /// What the path stands for.
    package let endpoint: Endpoint
    /// Head of the request.
    package let head: RequestHead
    /// Path after prefixes, for passthrough: range in the head's bytes.
    package var restPath: Range<Int> = 0..<0
    /// Body, as far as it has arrived.
    package var body = ByteBuffer()
    /// Whether `body` is the whole body; else the rest arrives through the client stream's listener.
    package var isBodyComplete = true
    /// What the one scan of the body found.
    package var scan: RequestScan?
    /// Where a form names the model: range in `body`.
    package var formModel: Range<Int>?
    /// Length of the request body where it is known before it is complete.
    package var bodyLength: Int?
    /// Name that the request asked for; empty if it named none.
    package var model = ""
    /// Who asks; nil where the data plane is open.
    package var caller: VirtualKey?
    /// Model group asked for; nil for direct and passthrough.
    package var group: GroupPlan?
    /// Deployment of the current or last attempt.
    package var target: Target?
    /// Attempts begun.
    package var attempts = 0
    /// Attempts that failed before the one that answered.
    package var failedAttempts: [FailedAttempt] = []
    /// Status sent to the client; 0 while none was.
    package var status = 0
    /// Why it failed; nil while it did not.
    package var error: ErrorCode?
    /// Whether the reply is an event stream.
    package var isStream = false
    /// Whether the client asked for a usage chunk itself.
    package var clientWantsUsage = false
    /// Whether a head went to the client.
    package var headSent = false
    /// Whether content of an answer went to the client; after that no other deployment can be tried.
    package var contentSent = false
    /// Why the current attempt is made.
    package var role = AttemptRole.first
    /// What the client has of the answer, as far as a rescue needs it; nil where streams are not rescued.
    package var delivered: DeliveredText?
    /// How the current attempt goes on with a broken stream; nil while none broke.
    package var rescue: RescueOrder?
    /// Tries to go on with a broken stream.
    package var rescues: [RescueRecord] = []
    /// The second attempt that may begin beside the current one.
    package var hedge: HedgeOrder?
    /// How the first of two attempts failed while the second ran on.
    package var hedgedFailure: GatewayError?
    /// Second attempts that were begun beside the first.
    package var hedges = 0
    /// Whether an attempt was not made because the retry budget was used up.
    package var lacksBudget = false
    /// Nanoseconds spent waiting for a place at a deployment.
    package var queuedFor: UInt64 = 0
    /// Who goes first in a queue: 0 low, 1 normal, 2 high.
    package var priority = 1
    /// When the first byte of a stream has to be there, by the caller's own patience; `.max` if unknown.
    package var firstByteDeadline: UInt64 = .max
    /// Whether the caller set the deadline, and not the group.
    package var hasCallerDeadline = false
    /// Status that the provider of the last attempt sent; 0 if none.
    package var providerStatus = 0
    /// Tokens used, from the provider's own report; nil if it made none.
    package var usage: TokenUsage?
    /// What the relay found in the whole reply that it is about to hand on; nil for streams and other replies.
    package var replyScan: ReplyScan?
    /// Whether `usage` is an estimate, because the provider's report never came.
    package var usageIsEstimated = false
    /// What the tokens cost; nil where usage or price is not known.
    package var cost: Cost?
    /// Whether the client left and the answer was read to its end all the same.
    package var isDrained = false
    /// Whether the current attempt is the one that finds out whether its deployment is back.
    package var isProbe = false
    /// When the current attempt was let in by its deployment's health.
    package var admittedAt: UInt64 = 0
    /// Whether the request brought its own fallbacks.
    package var hasOwnFallbacks = false
    /// What routing knows of the request.
    package var signals = RequestSignals()
    /// What the rules of the group say; nil before they were asked.
    package var ruling: Ruling?
    /// What was read of the request for its rules and its needs.
    package var reading: RoutingReading?
    /// Id of the decision on who is asked; 0 while there is none.
    package var decision: UInt64 = 0
    /// Members among the loop's order; what follows are fallbacks.
    package var memberCount = 0
    /// `contentEvents` when the current attempt began.
    package var contentEventsBefore = 0
    /// Events relayed with content, for time per output token where usage is missing.
    package var contentEvents = 0
    /// Bytes of the reply's body.
    package var bytesSent = 0

    /// When the first byte of the request was seen, nanoseconds of the loop's clock.
    package let startedAt: UInt64
    /// When the body was complete.
    package var receivedAt: UInt64 = 0
    /// When the last attempt's request was written.
    package var sentAt: UInt64 = 0
    /// When the head of the provider's reply came.
    package var respondedAt: UInt64 = 0
    /// When the first content came.
    package var firstTokenAt: UInt64 = 0
    /// When the last content came.
    package var lastTokenAt: UInt64 = 0
    /// When it settled.
    package var settledAt: UInt64 = 0
    /// Nanoseconds spent waiting for providers (connection included), all attempts together.
    package var waitedForProvider: UInt64 = 0
    /// When the whole exchange has to be over.
    package var deadline: UInt64 = .max
    /// What the cache did.
    package var cache = CacheNote()
    /// What the cache knew of the request before anything else was looked at; nil where it is new.
    package var known: KnownRequest?
    /// What the cache knows of the request; nil where it has no part in it.
    package var visit: CacheVisit?
    /// Whether the gateway asks for its own ends: what the caller said of its patience does not count.
    package private(set) var isForGateway = false
    /// Line of the reply's head that says what the cache did; nil where it did nothing.
    package var cacheLine: ByteBuffer?
    private let isObserved: Bool
    private var phase = Phase.receive
    private var phaseBegan: UInt64
    /// Nanoseconds per phase.
    package private(set) var phaseNanoseconds: InlineArray<8, UInt64> = .init(repeating: 0)
    /// Whether the record is final.
    package private(set) var isSettled = false

    /// Begins an exchange.
    ///
    /// - Parameter isObserved: whether it is counted and logged; nil leaves it to the endpoint.
    package init(
        loop: LoopState,
        client: ClientStream,
        endpoint: Endpoint,
        head: RequestHead,
        startedAt: UInt64,
        isObserved: Bool? = nil
    ) {
        self.isObserved = isObserved ?? endpoint.isObserved
        self.loop = loop
        self.snapshot = loop.snapshot
        self.client = client
        self.endpoint = endpoint
        self.head = head
        self.startedAt = startedAt
        self.phaseBegan = startedAt
        var own: ByteBuffer?
        if let range = head.parsed.first(.xRequestID), (1...128).contains(range.count),
            let view = head.bytes.view(range), view.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C })
        {
            own = head.bytes.getSlice(at: head.bytes.readerIndex + range.lowerBound, length: range.count)
        }
        self.id = RequestID(high: loop.chance.next(), low: loop.chance.next(), text: own)
        if self.isObserved {
            loop.activeExchanges += 1
            loop.load.exchanges.add(1, ordering: .relaxed)
        }
    }

    /// The same request once more, for another client; made for the gateway's own ends.
    ///
    /// - Parameter now: the loop's time.
    package func copy(for client: ClientStream, at now: UInt64) -> Exchange {
        let copy = Exchange(loop: self.loop, client: client, endpoint: self.endpoint, head: self.head, startedAt: now)
        copy.restPath = self.restPath
        copy.body = self.body
        copy.scan = self.scan
        copy.bodyLength = self.bodyLength
        copy.model = self.model
        copy.caller = self.caller
        copy.group = self.snapshot.version == copy.snapshot.version ? self.group : nil
        copy.isStream = self.isStream
        copy.clientWantsUsage = self.clientWantsUsage
        copy.receivedAt = now
        copy.isForGateway = true
        return copy
    }

    /// Takes what is known of the body; `scan` is large, and is copied only if it is needed after all.
    package func take(_ known: KnownRequest) {
        self.known = known
        self.model = known.model
        self.isStream = known.scan.stream
        self.clientWantsUsage = known.scan.includeUsage ?? false
    }

    /// Fills `scan` in where only `known` has it.
    package func unfold() {
        if self.scan == nil {
            self.scan = self.known?.scan
        }
    }

    /// Takes what was found in the body.
    package func take(_ scan: RequestScan, model: String) {
        self.model = model
        self.isStream = scan.stream
        self.clientWantsUsage = scan.includeUsage ?? false
        self.scan = scan
    }

    /// Ends the current phase and begins another.
    ///
    /// - Parameter now: the time, where the caller has just read the clock.
    package func enter(_ phase: Phase, at now: UInt64? = nil) {
        let now = now ?? self.loop.now
        self.phaseNanoseconds[self.phase.rawValue] &+= now &- self.phaseBegan
        self.phase = phase
        self.phaseBegan = now
    }

    /// The faults that a target is asked for.
    func causes(of target: Int) -> FallbackCauses {
        // What the configuration says of a fallback is for those who leave the choice to it.
        self.hasOwnFallbacks ? .usual : self.group?.causes(of: target) ?? .usual
    }

    /// Takes the provider's report of tokens and prices it.
    package func record(_ usage: TokenUsage) {
        self.usage = usage
        if let price = self.target?.price {
            self.cost = price.cost(of: usage)
        }
    }

    /// What all attempts cost together; nil where nothing is known.
    package var totalCost: Cost? {
        var total = self.cost
        for attempt in self.failedAttempts {
            guard let cost = attempt.cost else { continue }
            total = total.map { $0 + cost } ?? cost
        }
        return total
    }

    /// Makes the record final and tells the observer; later calls do nothing (law L2).
    package func settle() {
        guard !self.isSettled else { return }
        self.isSettled = true
        if self.error != nil {
            AttemptReport.estimateLast(self)
        }
        self.enter(.settle)
        self.settledAt = self.phaseBegan
        // What the cache made for the exchange refers to it.
        self.visit = nil
        guard self.isObserved else { return }
        self.loop.activeExchanges -= 1
        self.loop.load.exchanges.subtract(1, ordering: .relaxed)
        self.loop.observer?.exchangeSettled(self)
    }

    /// Counts an attempt on a target in or out of flight; ignored once the loop runs another snapshot.
    package func countInFlight(_ target: Target, by change: Int) {
        if self.loop.snapshot.version == self.snapshot.version {
            self.loop.inFlight[target.index] += change
        }
    }
}
