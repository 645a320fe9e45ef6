package import GatewayCore
import GatewayWire
import NIOCore

/// All that one decision was made by, as the loop that made it keeps it; `RecordedDecision` is what leaves the loop.
///
/// Each request writes one, and few are ever read: it refers to what stays, and leaves to its readers what follows.
package struct DecisionRecord: Sendable {
    /// Its id, which is also what the strategy's chance began with.
    package private(set) var id: UInt64
    /// When it was made, in nanoseconds since 1970.
    package private(set) var madeAt: UInt64
    /// The request's id.
    package private(set) var requestID: RequestID
    /// The configuration that it was made by.
    package private(set) var snapshot: Snapshot
    /// Position of the model group.
    package private(set) var group: Int
    /// Name that the request asked for.
    package private(set) var model: String
    /// What the path stands for.
    package private(set) var endpoint: Endpoint
    /// Name of the strategy that a rule has chosen; empty where it is the group's own.
    private var ruledStrategy = ""
    /// What the strategy decided by.
    package private(set) var view = RoutingView()
    /// Targets in the order in which they are tried.
    package private(set) var order: [Int] = []
    /// How many of them are members; what follows are fallbacks.
    package private(set) var memberCount: Int
    /// Whether the fallbacks are those that the request brought.
    package private(set) var hasOwnFallbacks: Bool
    /// The tier that was asked because the group had stepped down.
    package private(set) var degradedTo: Tier?
    /// Bytes of the request's body.
    package private(set) var bodyBytes: Int
    /// Tokens that the answer may take, where the request says so.
    package private(set) var maxTokens: Int?
    /// Whether the answer is to be a stream.
    private var isStream = false
    /// Whose key it is.
    private var key: VirtualKey?
    /// Who goes first in a queue, as the caller says.
    private var priority = 1
    /// What the caller says in headers of ours; nil where there are none.
    private var words: Words?
    /// What was read of the request; nil where nobody asked.
    package private(set) var reading: Reading?

    /// What was read of a request.
    package struct Reading: Sendable {
        /// The rules that counted, by position.
        package var matched: [Int]
        /// Conditions that failed to run.
        package var faults: Int
        /// What its content told.
        package var content: ContentSignals
        /// What its form told, where that was asked.
        package var outline: RequestOutline?
        /// Who was taken out before the strategy ranked, and why.
        package var excluded: [RequestReading.Exclusion]
    }

    /// What a caller says in headers of ours.
    private struct Words {
        var tags: [String]
        var region: String
        var latency: LatencyWish?

        init(_ head: RequestHead) {
            self.tags = head.tags
            self.region = head.joined("x-signalbox-region") ?? ""
            self.latency = LatencyWish(in: head)
        }
    }

    /// Who asked, as far as conditions see it.
    package struct Caller: Sendable, Equatable {
        /// The tenant; empty where there is none.
        package var tenant = ""
        /// The key's name; empty where there is none.
        package var key = ""
        /// The request's tags.
        package var tags: [String] = []
        /// Who goes first in a queue: 0 low, 1 normal, 2 high.
        package var priority = 1
        /// The region that the request asks for; empty where there is none.
        package var region = ""

        /// Nobody in particular.
        package init() {}
    }

    /// Records the decision that was just made for an exchange, whose `decision` names it.
    package init(_ exchange: Exchange, _ group: GroupPlan, view: RoutingView, order: [Int], at now: UInt64) {
        self.id = exchange.decision
        self.madeAt = now
        self.requestID = exchange.id
        self.snapshot = exchange.snapshot
        self.group = group.index
        self.model = exchange.model
        self.endpoint = exchange.endpoint
        self.memberCount = 0
        self.hasOwnFallbacks = false
        self.bodyBytes = 0
        self.take(exchange, group, view: view, order: order, at: now)
    }

    /// Copied: to hold on to the loop's own list would make it a new one for each request.
    private mutating func take(_ order: [Int]) {
        guard self.order.count == order.count else {
            self.order.removeAll(keepingCapacity: true)
            self.order.append(contentsOf: order)
            return
        }
        for index in order.indices {
            self.order[index] = order[index]
        }
    }

    /// Name of the strategy that ranked.
    package var strategy: String {
        self.ruledStrategy.isEmpty ? self.snapshot.groups[self.group].group.strategy : self.ruledStrategy
    }

    /// Whether somebody waits for the first token.
    package var isLatencySensitive: Bool {
        LatencySensitivity.isSensitive(
            wish: self.words?.latency,
            tags: self.words?.tags ?? [],
            endpoint: self.endpoint,
            isStream: self.isStream
        )
    }

    /// Who asked.
    package var caller: Caller {
        var caller = Caller()
        caller.tenant = self.key?.tenant ?? ""
        caller.key = self.key?.name ?? ""
        caller.priority = self.priority
        caller.tags = self.words?.tags ?? []
        caller.region = self.words?.region ?? ""
        return caller
    }

    /// Takes another decision in place of its own; the memory of its lists is used again.
    mutating func take(_ exchange: Exchange, _ group: GroupPlan, view: RoutingView, order: [Int], at now: UInt64) {
        self.id = exchange.decision
        self.madeAt = now
        self.requestID = exchange.id
        // The same one most of the time: to compare is cheaper than to count references.
        if self.snapshot !== exchange.snapshot {
            self.snapshot = exchange.snapshot
        }
        if self.key !== exchange.caller {
            self.key = exchange.caller
        }
        self.group = group.index
        self.model = exchange.model
        self.endpoint = exchange.endpoint
        self.view.candidates.assign(view.candidates)
        self.view.request = view.request
        self.take(order)
        self.memberCount = exchange.memberCount
        self.hasOwnFallbacks = exchange.hasOwnFallbacks
        self.degradedTo = exchange.signals.degradedTo
        self.bodyBytes = exchange.body.readableBytes
        self.maxTokens = exchange.scan?.maxTokens
        self.isStream = exchange.isStream
        if exchange.head.parsed.contains(.signalbox) {
            self.words = Words(exchange.head)
        } else if self.words != nil {
            self.words = nil
        }
        if let reading = exchange.reading as? RequestReading {
            self.ruledStrategy = exchange.ruling?.strategyName ?? ""
            self.priority = reading.priority ?? exchange.priority
            self.reading = Reading(reading)
        } else {
            self.priority = exchange.priority
            if self.reading != nil {
                self.ruledStrategy = ""
                self.reading = nil
            }
        }
    }
}

extension DecisionRecord.Reading {
    init(_ reading: RequestReading) {
        self.init(
            matched: reading.matched,
            faults: reading.faults,
            content: reading.content,
            outline: reading.outline,
            excluded: reading.excluded
        )
    }
}

/// Ids of decisions as text: `dec_` and 16 hexadecimal digits.
package enum DecisionID {
    /// The text of an id.
    package static func text(_ id: UInt64) -> String {
        "dec_" + Self.hex(id)
    }

    /// The id of a text; nil for what is none.
    package static func parse(_ text: some StringProtocol) -> UInt64? {
        guard text.hasPrefix("dec_") else { return nil }
        return Self.number(text.dropFirst(4))
    }

    /// 16 hexadecimal digits.
    static func hex(_ number: UInt64) -> String {
        String(unsafeUninitializedCapacity: 16) { digits in
            HexText.write(number, to: UnsafeMutableRawBufferPointer(digits), at: 0)
            return 16
        }
    }

    /// The number of 16 hexadecimal digits.
    static func number(_ digits: some StringProtocol) -> UInt64? {
        guard digits.utf8.count == 16, digits.utf8.allSatisfy({ $0 &- 0x30 <= 9 || ($0 | 0x20) &- 0x61 <= 5 }) else {
            return nil
        }
        return UInt64(digits, radix: 16)
    }
}

extension DecisionRecord {
    /// Whether it was made for the request with this id.
    package func isFor(requestID text: String) -> Bool {
        var own = ByteBuffer()
        self.requestID.write(to: &own)
        return own.readableBytesView.elementsEqual(text.utf8)
    }
}
