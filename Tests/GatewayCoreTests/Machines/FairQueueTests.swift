import GatewayCore
import Testing

@Suite struct FairQueueTests {
    private static let millisecond: UInt64 = 1_000_000
    private static let second: UInt64 = 1_000_000_000

    private static func queue(length: Int = 1024) -> FairQueue<Int> {
        var settings = QueueSettings()
        settings.length = length
        return FairQueue(settings: settings)
    }

    private static func drained(_ queue: inout FairQueue<Int>, at now: UInt64 = 0) -> [Int] {
        var elements: [Int] = []
        while let next = queue.next(at: now) {
            elements.append(next.element)
        }
        return elements
    }

    @Test func `within a tenant the first to come is the first to go`() {
        var queue = Self.queue()
        for element in 0..<20 {
            _ = queue.offer(element, tenant: 7, priority: 1, at: UInt64(element))
        }
        #expect(queue.oldestWait(at: 100) == 100)
        #expect(queue.next(at: 100).map { [UInt64($0.element), $0.waited] } == [0, 100])
        #expect(queue.oldestWait(at: 100) == 99)
        #expect(Self.drained(&queue) == Array(1..<20))
        #expect(queue.oldestWait(at: 100) == 0)
        #expect(queue.next(at: 100) == nil)
    }

    @Test func `tenants take turns whoever came first`() {
        var queue = Self.queue()
        for element in [10, 11, 12, 13, 20, 30, 31] {
            _ = queue.offer(element, tenant: element / 10, priority: 1, at: 0)
        }
        #expect(Self.drained(&queue) == [10, 20, 30, 11, 31, 12, 13])
    }

    @Test func `higher priorities go first, but lower ones once in eight`() {
        var queue = Self.queue()
        for element in 0..<30 {
            _ = queue.offer(element, tenant: 1, priority: 2, at: 0)
            _ = queue.offer(100 + element, tenant: 1, priority: 1, at: 0)
            _ = queue.offer(200 + element, tenant: 1, priority: 0, at: 0)
        }
        let order = Self.drained(&queue).map { $0 / 100 }
        #expect(order.prefix(6).allSatisfy { $0 == 0 })
        #expect(order.prefix(24).count { $0 == 0 } >= 17)
        for start in 0..<32 {
            #expect(Set(order[start..<(start + 8)]) == [0, 1, 2], "\(start)")
        }
        #expect(order.count == 90)
    }

    @Test(arguments: [(-5, 0), (0, 0), (1, 1), (2, 2), (99, 2)])
    func `priorities beyond the bounds count as the nearest`(given: Int, taken: Int) {
        var queue = Self.queue()
        _ = queue.offer(1, tenant: 1, priority: taken, at: 0)
        _ = queue.offer(2, tenant: 1, priority: given, at: 0)
        for priority in 0...2 where priority != taken {
            _ = queue.offer(100 * priority + 3, tenant: 1, priority: priority, at: 0)
        }
        let order = Self.drained(&queue)
        let place = order.firstIndex(of: 1) ?? 9
        #expect(order.indices.contains(place + 1) && order[place + 1] == 2)
    }

    @Test func `what is removed is gone, once, and its id means nothing more`() {
        var queue = Self.queue()
        var ids: [UInt64] = []
        for element in 0..<3 {
            guard case .queued(let id) = queue.offer(element, tenant: 1, priority: 1, at: 0) else { continue }
            ids.append(id)
        }
        #expect(ids.count == 3)
        #expect(queue.remove(id: ids[1]) == 1)
        #expect(queue.remove(id: ids[1]) == nil)
        // The next one takes the place, not the id.
        _ = queue.offer(3, tenant: 1, priority: 1, at: 0)
        #expect(queue.remove(id: ids[1]) == nil)
        #expect(queue.remove(id: .max) == nil)
        #expect(Self.drained(&queue) == [0, 2, 3])
        #expect(queue.remove(id: ids[0]) == nil)
    }

    @Test func `a full queue refuses, and says when to come again`() {
        var queue = Self.queue(length: 2)
        for element in 0..<2 {
            _ = queue.offer(element, tenant: 1, priority: 1, at: 0)
        }
        guard case .refused(let retryAfter) = queue.offer(2, tenant: 1, priority: 1, at: 0) else {
            Issue.record("taken in")
            return
        }
        #expect(retryAfter == Self.second)
        guard case .refused = queue.offer(2, tenant: 1, priority: 0, at: 0) else {
            Issue.record("a lower one taken in")
            return
        }
        var none = Self.queue(length: 0)
        guard case .refused = none.offer(2, tenant: 1, priority: 2, at: 0) else {
            Issue.record("taken in where nobody may wait")
            return
        }
    }

    @Test func `a higher newcomer takes the place of the newest of the lowest`() {
        var queue = Self.queue(length: 4)
        for (element, tenant, priority) in [(0, 1, 0), (1, 1, 0), (2, 2, 0), (3, 1, 1)] {
            _ = queue.offer(element, tenant: tenant, priority: priority, at: 0)
        }
        var out: [Int] = []
        for element in 10..<15 {
            if case .displaced(_, let displaced) = queue.offer(element, tenant: 3, priority: 2, at: 0) {
                out.append(displaced)
            }
        }
        #expect(out == [1, 0, 2, 3])
        #expect(Self.drained(&queue) == [10, 11, 12, 13])
    }

    @Test func `a tenant with less waiting takes the place of the one with the most`() {
        var queue = Self.queue(length: 10)
        for element in 0..<10 {
            _ = queue.offer(element, tenant: 1, priority: 1, at: 0)
        }
        var out: [Int] = []
        for element in 10..<20 {
            if case .displaced(_, let displaced) = queue.offer(element, tenant: 2, priority: 1, at: 0) {
                out.append(displaced)
            }
        }
        #expect(out == [9, 8, 7, 6, 5])
        #expect(Self.drained(&queue) == [0, 10, 1, 11, 2, 12, 3, 13, 4, 14])
    }

    @Test(arguments: [1, 3, 10])
    func `two tenants that flood get half each, however unlike they flood`(ratio: Int) {
        var queue = Self.queue(length: 64)
        var served = [0, 0]
        for round in 0..<4000 {
            let now = UInt64(round) * Self.millisecond
            for _ in 0..<(2 * ratio) {
                _ = queue.offer(0, tenant: 0, priority: 1, at: now)
            }
            for _ in 0..<2 {
                _ = queue.offer(1, tenant: 1, priority: 1, at: now)
            }
            if let next = queue.next(at: now) {
                served[next.element] += 1
            }
        }
        #expect(abs(served[0] - served[1]) <= 40, "\(served)")
    }

    @Test func `a standing queue turns newcomers away until it has drained`() {
        var queue = Self.queue()
        for element in 0..<20 {
            _ = queue.offer(element, tenant: 1, priority: 1, at: UInt64(element) * 50 * Self.millisecond)
        }
        // From 600 ms on, one each 100 ms: all waited too long; for an interval from 1600 ms on.
        for tick in 6...16 {
            let now = UInt64(tick) * 100 * Self.millisecond
            if tick < 16 {
                #expect(queue.isOpen(to: 1, at: now), "\(tick)")
            }
            #expect(queue.next(at: now) != nil)
        }
        let now = 1600 * Self.millisecond
        #expect(!queue.isOpen(to: 1, at: now))
        #expect(!queue.isOpen(to: 0, at: now))
        #expect(queue.isOpen(to: 2, at: now), "of higher priority than what waits")
        while queue.count > 1 {
            _ = queue.next(at: now)
            #expect(queue.count == 0 || !queue.isOpen(to: 0, at: now))
        }
        _ = queue.next(at: now)
        for element in 0..<3 {
            #expect(queue.isOpen(to: 1, at: now + Self.millisecond))
            _ = queue.offer(element, tenant: 1, priority: 1, at: now + Self.millisecond)
        }
        #expect(queue.isOpen(to: 1, at: now + 100 * Self.millisecond))
    }

    @Test func `a standing queue whose elements gave up is none any more`() {
        var queue = Self.queue()
        var ids: [UInt64] = []
        for element in 0..<3 {
            guard case .queued(let id) = queue.offer(element, tenant: 1, priority: 1, at: 0) else { continue }
            ids.append(id)
        }
        _ = queue.next(at: 600 * Self.millisecond)
        let now = 2 * Self.second
        #expect(!queue.isOpen(to: 1, at: now))
        #expect(ids.compactMap { queue.remove(id: $0) } == [1, 2])
        _ = queue.offer(3, tenant: 1, priority: 1, at: now)
        #expect(queue.isOpen(to: 1, at: now))
    }

    @Test func `a queue that nothing leaves stands as well`() {
        var queue = Self.queue()
        _ = queue.offer(0, tenant: 1, priority: 1, at: 0)
        #expect(queue.isOpen(to: 1, at: 1500 * Self.millisecond - 1))
        #expect(!queue.isOpen(to: 1, at: 1500 * Self.millisecond))
        guard case .refused(let retryAfter) = queue.offer(1, tenant: 1, priority: 1, at: 4 * Self.second) else {
            Issue.record("taken in")
            return
        }
        #expect(retryAfter == 4 * Self.second)
    }

    @Test func `what is handed out in time ends the standing queue`() {
        var queue = Self.queue()
        for element in 0..<3 {
            _ = queue.offer(element, tenant: 1, priority: 1, at: 0)
        }
        _ = queue.next(at: 600 * Self.millisecond)
        _ = queue.offer(3, tenant: 1, priority: 1, at: 1400 * Self.millisecond)
        _ = queue.offer(4, tenant: 1, priority: 1, at: 1400 * Self.millisecond)
        _ = queue.next(at: 1450 * Self.millisecond)
        _ = queue.next(at: 1450 * Self.millisecond)
        #expect(!queue.isOpen(to: 1, at: 1600 * Self.millisecond))
        _ = queue.next(at: 1600 * Self.millisecond)
        #expect(queue.isOpen(to: 1, at: 1600 * Self.millisecond))
    }

    @Test func `a standing queue lets a tenant in that has nothing waiting, while others have more`() {
        var queue = Self.queue()
        for element in 0..<3 {
            _ = queue.offer(element, tenant: 1, priority: 1, at: 0)
        }
        let late = 2 * Self.second
        #expect(!queue.isOpen(to: 1, at: late))
        guard case .queued = queue.offer(3, tenant: 2, priority: 1, at: late) else {
            Issue.record("refused")
            return
        }
        guard case .refused = queue.offer(4, tenant: 2, priority: 1, at: late) else {
            Issue.record("a second one taken in")
            return
        }
        #expect(Self.drained(&queue, at: late) == [0, 3, 1, 2])
    }

    @Test func `at twice the load waits stay short and the work goes on`() {
        var queue = Self.queue()
        var served = 0
        var longest: UInt64 = 0
        for tick in 0..<60_000 {
            let now = UInt64(tick) * Self.millisecond
            if tick.isMultiple(of: 5) {
                _ = queue.offer(0, tenant: 1, priority: 1, at: now)
            }
            if tick.isMultiple(of: 10), let next = queue.next(at: now) {
                served += 1
                longest = max(longest, next.waited)
            }
        }
        #expect(served >= 5900)
        #expect(longest <= 2500 * Self.millisecond, "\(longest)")
    }

    /// One waiting element as the model sees it.
    private struct Waiting {
        var id: UInt64
        var element: Int
        var tenant: Int
        var rank: Int
        var since: UInt64
    }

    @Test(arguments: 1...60)
    func `no element is lost, doubled or out of its order`(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let length = Int.random(in: 1...40, using: &random)
        var queue = Self.queue(length: length)
        var waiting: [Waiting] = []
        var missed = [0, 0, 0]
        var now: UInt64 = 0
        for step in 0..<4000 {
            now += .random(in: 0...(200 * Self.millisecond), using: &random)
            let label = "seed \(seed) step \(step)"
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5:
                let rank = Int.random(in: 0...2, using: &random)
                let tenant = Int.random(in: 0..<4, using: &random)
                var entry = Waiting(id: 0, element: step, tenant: tenant, rank: rank, since: now)
                switch queue.offer(step, tenant: tenant, priority: rank, at: now) {
                case .queued(let id):
                    #expect(waiting.count < length, "\(label)")
                    entry.id = id
                    waiting.append(entry)
                case .displaced(let id, let element):
                    #expect(waiting.count == length, "\(label)")
                    let place = waiting.firstIndex { $0.element == element }
                    #expect(place.map { waiting[$0].rank <= rank } == true, "\(label)")
                    #expect(place.map { waiting[$0].rank } == waiting.map(\.rank).min(), "\(label)")
                    waiting.removeAll { $0.element == element }
                    entry.id = id
                    waiting.append(entry)
                case .refused(let retryAfter):
                    #expect(!waiting.isEmpty && retryAfter >= Self.second, "\(label)")
                    #expect(retryAfter <= 10 * Self.second, "\(label)")
                }
            case 5..<8:
                guard let next = queue.next(at: now) else {
                    #expect(waiting.isEmpty, "\(label)")
                    continue
                }
                let taken = waiting.first { $0.element == next.element }
                #expect(taken.map { now - $0.since } == next.waited, "\(label)")
                let first = waiting.first { $0.tenant == taken?.tenant && $0.rank == taken?.rank }
                #expect(first?.element == next.element, "\(label)")
                waiting.removeAll { $0.element == next.element }
                for rank in 0...2 {
                    let isThere = waiting.contains { $0.rank == rank }
                    missed[rank] = rank == taken?.rank || !isThere ? 0 : missed[rank] + 1
                    #expect(missed[rank] < 8, "\(label)")
                }
            default:
                let place = waiting.indices.randomElement(using: &random)
                let id = place.map { waiting[$0].id } ?? UInt64.random(in: 0...UInt64.max, using: &random)
                #expect(queue.remove(id: id) == place.map { waiting[$0].element }, "\(label)")
                waiting.removeAll { $0.id == id }
                for rank in 0...2 where !waiting.contains(where: { $0.rank == rank }) {
                    missed[rank] = 0
                }
            }
            #expect(queue.count == waiting.count, "\(label)")
            #expect(Set(waiting.map(\.id)).count == waiting.count, "\(label)")
            #expect(queue.oldestWait(at: now) == (waiting.map { now - $0.since }.max() ?? 0), "\(label)")
        }
    }

    @Test(arguments: 1...20)
    func `tenants of one priority are never more than one turn apart`(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var queue = Self.queue(length: 4000)
        for _ in 0..<2000 {
            let tenant = Int.random(in: 0..<5, using: &random)
            _ = queue.offer(tenant, tenant: tenant, priority: 1, at: 0)
        }
        var served = Array(repeating: 0, count: 5)
        for _ in 0..<1000 {
            guard let next = queue.next(at: 0) else { break }
            served[next.element] += 1
        }
        #expect((served.max() ?? 0) - (served.min() ?? 0) <= 1, "seed \(seed)")
    }
}

extension FairQueue<Int> {
    /// Whether a newcomer of the tenant that waits already would be let in; tried on a copy.
    fileprivate func isOpen(to priority: Int, at now: UInt64) -> Bool {
        var copy = self
        guard case .refused = copy.offer(-1, tenant: 1, priority: priority, at: now) else { return true }
        return false
    }
}
