/// Requests that wait for one deployment: bounded, fair to tenants, ordered by priority, and short.
///
/// **Who is next.** The highest priority first, yet a lower one that has something waiting is served at least once in
/// eight; within a priority the tenants in turn; within a tenant in the order of arrival.
///
/// **Who is turned away.** Early, a newcomer that meets a *standing queue* (after CoDel): of its priority or a higher
/// one, what was handed out has waited longer than `target` for an `interval`, or what waits first has waited longer than
/// both together. That ends when something is handed out in time or nothing of that priority waits any more. A tenant
/// that has nothing waiting is let in all the same while others of its priority have more than their one.
/// Late, when `length` wait: a newcomer then takes the place of the newest element of the tenant with the most waiting in
/// the lowest priority that waits, if that priority is lower than its own, or the same and its tenant still has less
/// waiting than that one when it is in.
///
/// A pure machine: times are nanoseconds of one monotonic clock. O(1) amortised; O(tenants) for a newcomer that meets a
/// full queue. At most `length` elements are held, and no tenant without one.
package struct FairQueue<Element> {
    /// What becomes of a newcomer.
    package enum Offer {
        /// It waits; the id takes it out again.
        case queued(id: UInt64)
        /// It waits in the place of another one, which is out and to be turned away.
        case displaced(id: UInt64, Element)
        /// It does not wait; asking again is worth while after so many nanoseconds.
        case refused(retryAfter: UInt64)
    }

    /// What is next, and how long it waited in nanoseconds.
    package typealias Next = (element: Element, waited: UInt64)

    /// How often others may be served in a row while a priority waits, before it is its turn: eight less the turn itself,
    /// and less one for the other low priority, whose turn may come at the same time.
    private static var patience: Int { 6 }

    private let length: Int
    private let target: UInt64
    private let interval: UInt64
    private let timeout: UInt64

    private var lanes = FairLanes<Element>()
    private var passedOver = [0, 0, 0]
    /// Per priority, since when everything that was handed out had waited too long.
    private var lateSince: [UInt64?] = [nil, nil, nil]
    private var lastWait: UInt64 = 0

    /// Creates an empty queue.
    package init(settings: QueueSettings) {
        self.length = min(max(0, settings.length), Int(Int32.max))
        self.target = settings.target.wholeNanoseconds
        self.interval = settings.interval.wholeNanoseconds
        self.timeout = settings.timeout.wholeNanoseconds
    }

    /// Elements that wait.
    package var count: Int {
        self.lanes.count
    }

    /// How long the oldest element has waited, in nanoseconds; 0 where none waits.
    package func oldestWait(at now: UInt64) -> UInt64 {
        var oldest = UInt64.max
        for rank in self.ranks {
            oldest = min(oldest, self.lanes.oldest(in: rank) ?? .max)
        }
        return self.count == 0 ? 0 : now.elapsed(since: oldest)
    }

    /// Takes a newcomer in, or not.
    ///
    /// - Parameters:
    ///   - tenant: whom it belongs to; tenants share alike.
    ///   - priority: 0 low, 1 normal, 2 high; other values count as the nearest.
    package mutating func offer(_ element: Element, tenant: Int, priority: Int, at now: UInt64) -> Offer {
        let rank = min(max(priority, 0), FairLanes<Element>.classes - 1)
        if self.isStanding(for: rank, at: now), !self.isModest(tenant, in: rank) {
            return .refused(retryAfter: self.retryAfter(at: now))
        }
        guard self.count >= self.length else {
            return .queued(id: self.lanes.append(element, tenant: tenant, rank: rank, at: now))
        }
        guard let displaced = self.displace(for: tenant, rank: rank) else {
            return .refused(retryAfter: self.retryAfter(at: now))
        }
        return .displaced(id: self.lanes.append(element, tenant: tenant, rank: rank, at: now), displaced)
    }

    /// Hands out the next element, when the deployment has room for one; nil where none waits.
    package mutating func next(at now: UInt64) -> Next? {
        guard let rank = self.nextRank, let (element, since) = self.lanes.popFirst(in: rank) else { return nil }
        for other in self.ranks where other != rank && self.lanes.count(in: other) > 0 {
            self.passedOver[other] += 1
        }
        self.passedOver[rank] = 0
        let waited = now.elapsed(since: since)
        self.lastWait = waited
        if waited < self.target || self.lanes.count(in: rank) == 0 {
            self.lateSince[rank] = nil
        } else if self.lateSince[rank] == nil {
            self.lateSince[rank] = now
        }
        return (element, waited)
    }

    /// Takes an element out that waits no more, because its caller left or its time is over; nil where it is out already.
    package mutating func remove(id: UInt64) -> Element? {
        guard let (element, rank) = self.lanes.remove(id: id) else { return nil }
        self.settle(rank)
        return element
    }

    private var ranks: Range<Int> {
        0..<FairLanes<Element>.classes
    }

    private var nextRank: Int? {
        var highest: Int?
        for rank in self.ranks where self.lanes.count(in: rank) > 0 {
            if self.passedOver[rank] >= Self.patience {
                return rank
            }
            highest = rank
        }
        return highest
    }

    /// Whether what is served before the newcomer or like it has waited too long for too long.
    private func isStanding(for rank: Int, at now: UInt64) -> Bool {
        self.ranks.contains { other in
            guard other >= rank, let oldest = self.lanes.oldest(in: other) else { return false }
            if let lateSince = self.lateSince[other], now.elapsed(since: lateSince) >= self.interval {
                return true
            }
            return now.elapsed(since: oldest) >= self.target.later(by: self.interval)
        }
    }

    /// Whether a tenant has nothing waiting where others have more than one.
    private func isModest(_ tenant: Int, in rank: Int) -> Bool {
        self.lanes.count(in: rank) > self.lanes.tenants(in: rank) && self.lanes.count(of: tenant, in: rank) == 0
    }

    private mutating func displace(for tenant: Int, rank: Int) -> Element? {
        guard let lowest = self.ranks.first(where: { self.lanes.count(in: $0) > 0 }), lowest <= rank,
            let longest = self.lanes.longestLane(in: lowest),
            lowest < rank || self.lanes.count(of: tenant, in: rank) + 1 < longest.count
        else {
            return nil
        }
        return self.remove(id: longest.newest)
    }

    /// What waits no more has not been passed over, and is no standing queue.
    private mutating func settle(_ rank: Int) {
        guard self.lanes.count(in: rank) == 0 else { return }
        self.passedOver[rank] = 0
        self.lateSince[rank] = nil
    }

    /// As long as waiting took of late is how long the queue takes to drain.
    private func retryAfter(at now: UInt64) -> UInt64 {
        max(self.interval, min(max(self.lastWait, self.oldestWait(at: now)), self.timeout))
    }
}

extension FairQueue: Sendable where Element: Sendable {}
extension FairQueue.Offer: Sendable where Element: Sendable {}
