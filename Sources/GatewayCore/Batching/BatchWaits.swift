import NIOCore

/// What waiting for a better time has come to on one loop.
package struct BatchWaitCounts: Sendable, Equatable {
    /// How a wait ended.
    package enum End: Int, Sendable, CaseIterable {
        /// A deployment had room.
        case headroom
        /// The cheap time of day began.
        case window
        /// The wait took as long as it may; the request went all the same.
        case timeout
        /// The client left.
        case left
        /// Too many waited already.
        case refused

        /// Value of the metric label `end`.
        package var label: StaticString {
            switch self {
            case .headroom: "headroom"
            case .window: "window"
            case .timeout: "timeout"
            case .left: "left"
            case .refused: "refused"
            }
        }
    }

    /// Requests that wait now.
    package var waiting = 0
    /// Waits that ended, by `End`; refusals are among them, requests that did not have to wait are not.
    package var ended: [Int] = Array(repeating: 0, count: End.allCases.count)
    /// Nanoseconds of all waits that ended.
    package var nanoseconds: UInt64 = 0

    /// Creates counts of nothing.
    package init() {}

    /// Waits that ended in a way.
    package func count(_ end: End) -> Int { self.ended[end.rawValue] }

    /// Adds those of another loop.
    package mutating func add(_ other: BatchWaitCounts) {
        self.waiting += other.waiting
        self.nanoseconds &+= other.nanoseconds
        for end in End.allCases {
            self.ended[end.rawValue] += other.ended[end.rawValue]
        }
    }
}

/// Requests tagged `batch` that wait for a better time, group by group: until a deployment of the group has room, or
/// until the group's cheap time of day begins; then they go like any other request.
///
/// Where no limit of a deployment is known, nobody can tell whether it has room: requests then wait for the cheap time
/// only, and not at all where the group names none. Waiting is bounded in number and in time, and by half of what the
/// request's deadline leaves, so that there is time for the answer. Tenants take turns (`FairQueue`).
///
/// Each loop has queues of its own, with its share of `max_waiting`. Confined to its loop.
package final class BatchWaits: WheelTimer {
    /// The tag that requests bear.
    package static let tag = "batch"
    /// Nanoseconds between two looks at the deployments, while somebody waits.
    private static let pace: UInt64 = 20_000_000
    /// Requests that one look lets go at most: a window that opens is no flood.
    private static let mostAtOnce = 16

    private final class Line {
        var group: GroupPlan
        var snapshot: Snapshot
        var queue: FairQueue<BatchWaiter>

        init(_ exchange: Exchange, _ group: GroupPlan, _ settings: BatchWaitSettings) {
            self.group = group
            self.snapshot = exchange.snapshot
            var queue = QueueSettings()
            queue.length = (settings.maxWaiting + exchange.loop.loops - 1) / max(exchange.loop.loops, 1)
            // Waiting long is what these requests are for: a standing queue is no reason to turn anybody away.
            queue.target = .seconds(1 << 30)
            queue.interval = .seconds(1 << 30)
            queue.timeout = settings.maxWait
            self.queue = FairQueue(settings: queue)
        }
    }

    private unowned let loop: LoopState
    private var lines: [String: Line] = [:]
    /// What a deployment can take; by default what its own limit leaves. What knows the provider's limits may replace it.
    package var headroom: (Target, UInt64) -> Headroom = { $0.health.headroom(at: $1) }
    /// Seconds since 1970; nil where nobody knows the time of day, which no window is then open at.
    package var wallClock: (() -> Int64)?
    /// What waiting has come to.
    package private(set) var counts = BatchWaitCounts()

    init(_ loop: LoopState) {
        self.loop = loop
        super.init()
    }

    /// Lets a request go at its time; throws where it cannot wait, or its client left.
    package func wait(_ exchange: Exchange) async throws(GatewayError) {
        guard let group = exchange.group, let settings = group.group.batch, exchange.endpoint.isGeneration,
            exchange.isBodyComplete, exchange.head.tags.contains(Self.tag)
        else { return }
        let now = self.loop.now
        let line = self.line(exchange, group, settings)
        if line.queue.count == 0, self.mayGo(line, at: now) != nil {
            return
        }
        let waiter = BatchWaiter(exchange)
        switch line.queue.offer(
            waiter,
            tenant: exchange.caller?.tenantNumber ?? 0,
            priority: exchange.priority,
            at: now
        ) {
        case .queued(let id):
            waiter.id = id
        case .displaced(let id, let other):
            waiter.id = id
            self.counts.waiting -= 1
            other.finish(.refused)
        case .refused:
            self.counts.ended[BatchWaitCounts.End.refused.rawValue] += 1
            throw Self.full(settings)
        }
        self.counts.waiting += 1
        self.arm(now)
        let half = exchange.deadline.elapsed(since: now) / 2
        let patience = min(settings.maxWait.wholeNanoseconds, half)
        let end = await waiter.wait(until: now.later(by: patience))
        let waited = self.loop.now.elapsed(since: now)
        exchange.queuedFor &+= waited
        self.counts.nanoseconds &+= waited
        self.counts.ended[end.rawValue] += 1
        if line.queue.remove(id: waiter.id) != nil {
            self.counts.waiting -= 1
        }
        switch end {
        case .headroom, .window, .timeout: return
        case .left: throw GatewayError(.clientClosedRequest, "The client closed the connection.")
        case .refused: throw Self.full(settings)
        }
    }

    private static func full(_ settings: BatchWaitSettings) -> GatewayError {
        GatewayError(
            .overloaded,
            "Too many requests tagged 'batch' wait already (batch.max_waiting). Try again later.",
            retryAfterSeconds: Int(clamping: max(1, settings.maxWait.components.seconds))
        )
    }

    /// The queue of a group. It outlives snapshots; what decides is looked up in the newest one that a request brought.
    private func line(_ exchange: Exchange, _ group: GroupPlan, _ settings: BatchWaitSettings) -> Line {
        if let line = self.lines[group.group.name], line.queue.count > 0 || line.group === group {
            if exchange.snapshot.version > line.snapshot.version {
                line.group = group
                line.snapshot = exchange.snapshot
            }
            return line
        }
        let line = Line(exchange, group, settings)
        self.lines[group.group.name] = line
        return line
    }

    /// Why requests may go now, and how many; nil where they have to wait.
    private func mayGo(_ line: Line, at now: UInt64) -> (end: BatchWaitCounts.End, places: Int)? {
        let window = line.group.group.batch?.window
        if let window, let seconds = self.wallClock?(), window.contains(seconds) {
            return (.window, Self.mostAtOnce)
        }
        var room = Headroom.none
        for (member, weight) in zip(line.group.members, line.group.weights) where weight > 0 {
            room = room + self.headroom(line.snapshot.targets[member], now)
        }
        switch room {
        case .free(let places): return (.headroom, min(max(places, 1), Self.mostAtOnce))
        case .unknown: return window == nil ? (.headroom, Self.mostAtOnce) : nil
        case .none: return nil
        }
    }

    // MARK: Time

    private func arm(_ now: UInt64) {
        guard self.deadline == .max else { return }
        self.loop.timers.set(self, to: now.later(by: Self.pace))
    }

    override package func fired(at now: UInt64) {
        var someWait = false
        for (name, line) in self.lines {
            if let (end, places) = self.mayGo(line, at: now) {
                for _ in 0..<places {
                    guard let (waiter, _) = line.queue.next(at: now) else { break }
                    self.counts.waiting -= 1
                    waiter.finish(end)
                }
            }
            if line.queue.count > 0 {
                someWait = true
            } else if line.snapshot.version != self.loop.snapshot.version {
                self.lines[name] = nil
            }
        }
        if someWait {
            self.loop.timers.set(self, to: now.later(by: Self.pace))
        }
    }
}

/// One request that waits for a better time.
private final class BatchWaiter: WheelTimer, ClientStreamListener {
    private let exchange: Exchange
    var id: UInt64 = 0
    private var end: BatchWaitCounts.End?
    private var continuation: UnsafeContinuation<BatchWaitCounts.End, Never>?

    init(_ exchange: Exchange) {
        self.exchange = exchange
        super.init()
    }

    func wait(until time: UInt64) async -> BatchWaitCounts.End {
        let client = self.exchange.client
        guard !client.isGone else { return .left }
        client.listener = self
        self.exchange.loop.timers.set(self, to: time)
        let end = await withUnsafeContinuation { (continuation: UnsafeContinuation<BatchWaitCounts.End, Never>) in
            if let end = self.end {
                continuation.resume(returning: end)
            } else {
                self.continuation = continuation
            }
        }
        self.exchange.loop.timers.cancel(self)
        if client.listener === self {
            client.listener = nil
        }
        // It may have left after it was let go, before this task ran.
        return client.isGone ? .left : end
    }

    /// The first end counts.
    func finish(_ end: BatchWaitCounts.End) {
        guard self.end == nil else { return }
        self.end = end
        let continuation = self.continuation
        self.continuation = nil
        continuation?.resume(returning: end)
    }

    override func fired(at now: UInt64) {
        self.finish(.timeout)
    }

    func clientBecameWritable() {}

    func clientWentAway() {
        self.finish(.left)
    }

    func requestBodyArrived(_ bytes: ByteBuffer?, isLast: Bool) {}
}
