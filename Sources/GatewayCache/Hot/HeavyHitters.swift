/// A key that is asked for often.
package struct HeavyHitter: Equatable, Sendable {
    /// The key.
    package let key: CacheKey
    /// Uses, halved with each window; not below the truth since the key is watched, seldom much above.
    package var count: UInt32
    /// What the caller knows of it, such as the model group: shown to operators, never part of the identity.
    package let label: String
}

/// The keys that are asked for most, in fixed memory: a count-min sketch of all, and the foremost by name.
///
/// A key is watched as soon as the sketch says that it was used more often than the least of those watched. Everything is
/// halved with each window, so that what was hot goes. One per loop and not shared; `merge` sums them for a report or
/// for the hot-key list. The label is asked for only when a key comes to be watched.
package struct HeavyHitters: Sendable {
    private static let mostWatched = 4096

    private let capacity: Int
    private let window: UInt64
    private var sketch: CountMin
    /// A heap with the least count at its root.
    private var heap: [HeavyHitter] = []
    private var places = IndexTable()
    private var turn: UInt64 = 0

    /// Creates an empty list.
    ///
    /// - Parameters:
    ///   - capacity: keys that are watched, at most 4,096.
    ///   - width: counters per row of the sketch, rounded up to a power of two; 16 bytes each.
    ///   - window: nanoseconds after which counts are halved.
    package init(capacity: Int, width: Int = 4096, window: UInt64) {
        self.capacity = max(1, min(capacity, Self.mostWatched))
        self.sketch = CountMin(width: max(16, min(width, 1 << 22)))
        self.window = max(1, window)
        self.heap.reserveCapacity(self.capacity)
    }

    /// Memory taken without the labels.
    package var bytes: Int {
        self.sketch.bytes + self.places.bytes
            + AllocationSize.of(32 + self.capacity * MemoryLayout<HeavyHitter>.stride)
    }

    /// Counts a use; how many the key has now, or a little more.
    @discardableResult
    package mutating func record(
        _ key: CacheKey,
        uses: UInt32 = 1,
        at now: UInt64,
        label: @autoclosure () -> String = ""
    ) -> UInt32 {
        self.advance(to: now)
        let estimate = self.sketch.add(key, uses)
        guard let place = self.place(of: key) else {
            self.watch(key, estimate, label)
            return estimate
        }
        let (count, overflow) = self.heap[place].count.addingReportingOverflow(uses)
        self.heap[place].count = overflow ? .max : count
        self.sink(from: place)
        return overflow ? .max : count
    }

    /// Uses of a key, or a little more.
    package mutating func count(of key: CacheKey, at now: UInt64) -> UInt32 {
        self.advance(to: now)
        return self.estimate(of: key)
    }

    /// The foremost, most used first; equal ones in the order of their keys.
    package mutating func top(_ limit: Int, at now: UInt64) -> [HeavyHitter] {
        self.advance(to: now)
        return Array(self.heap.sorted(by: Self.precedes).prefix(max(0, limit)))
    }

    /// Adds what another one has seen, such as another loop's, which must have the same width; false where it has not.
    package mutating func merge(_ other: HeavyHitters, at now: UInt64) -> Bool {
        guard other.sketch.width == self.sketch.width else { return false }
        var other = other
        self.advance(to: now)
        other.advance(to: now)
        var sums: [HeavyHitter] = []
        for mine in self.heap {
            sums.append(Self.sum(mine, other.estimate(of: mine.key)))
        }
        for theirs in other.heap where self.place(of: theirs.key) == nil {
            sums.append(Self.sum(theirs, self.estimate(of: theirs.key)))
        }
        _ = self.sketch.merge(other.sketch)
        sums.sort(by: Self.precedes)
        self.rebuild(from: sums.prefix(self.capacity))
        return true
    }

    // MARK: Parts

    private func estimate(of key: CacheKey) -> UInt32 {
        self.place(of: key).map { self.heap[$0].count } ?? self.sketch.count(of: key)
    }

    private static func sum(_ hitter: HeavyHitter, _ uses: UInt32) -> HeavyHitter {
        let (sum, overflow) = hitter.count.addingReportingOverflow(uses)
        return HeavyHitter(key: hitter.key, count: overflow ? .max : sum, label: hitter.label)
    }

    private static func precedes(_ one: HeavyHitter, _ other: HeavyHitter) -> Bool {
        guard one.count == other.count else { return one.count > other.count }
        return (one.key.a, one.key.b, one.key.c, one.key.d) < (other.key.a, other.key.b, other.key.c, other.key.d)
    }

    private mutating func watch(_ key: CacheKey, _ count: UInt32, _ label: () -> String) {
        if self.heap.count < self.capacity {
            self.heap.append(HeavyHitter(key: key, count: count, label: label()))
            self.places.insert(Self.fingerprint(of: key), UInt32(self.heap.count - 1))
            self.rise(from: self.heap.count - 1)
            return
        }
        guard let least = self.heap.first, count > least.count else { return }
        self.places.remove(Self.fingerprint(of: least.key), 0)
        self.heap[0] = HeavyHitter(key: key, count: count, label: label())
        self.places.insert(Self.fingerprint(of: key), 0)
        self.sink(from: 0)
    }

    /// Halves everything once per window that has passed; those that come to nothing are watched no longer.
    private mutating func advance(to now: UInt64) {
        let turn = now / self.window
        guard turn > self.turn else { return }
        let times = UInt32(min(32, turn - self.turn))
        self.turn = turn
        self.sketch.halve(times)
        let halved = self.heap.compactMap { hitter in
            let count = hitter.count >> times
            return count == 0 ? nil : HeavyHitter(key: hitter.key, count: count, label: hitter.label)
        }
        self.rebuild(from: halved.sorted(by: Self.precedes)[...])
    }

    /// Sets the heap from hitters in falling order: the reverse of it is a heap.
    private mutating func rebuild(from falling: ArraySlice<HeavyHitter>) {
        self.heap.removeAll(keepingCapacity: true)
        self.places = IndexTable()
        for hitter in falling.reversed() {
            self.places.insert(Self.fingerprint(of: hitter.key), UInt32(self.heap.count))
            self.heap.append(hitter)
        }
    }

    private func place(of key: CacheKey) -> Int? {
        self.places.search(Self.fingerprint(of: key)) { self.heap[Int($0)].key == key }.map { Int($0) }
    }

    private static func fingerprint(of key: CacheKey) -> UInt32 { UInt32(truncatingIfNeeded: key.a >> 32) }

    private mutating func rise(from start: Int) {
        var place = start
        while place > 0, self.heap[place].count < self.heap[(place - 1) / 2].count {
            self.exchange(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    private mutating func sink(from start: Int) {
        var place = start
        while true {
            var least = place
            for child in (2 * place + 1)...(2 * place + 2) where child < self.heap.count {
                if self.heap[child].count < self.heap[least].count {
                    least = child
                }
            }
            guard least != place else { return }
            self.exchange(place, least)
            place = least
        }
    }

    private mutating func exchange(_ one: Int, _ other: Int) {
        self.places.replace(Self.fingerprint(of: self.heap[one].key), UInt32(one), with: .max - 1)
        self.places.replace(Self.fingerprint(of: self.heap[other].key), UInt32(other), with: UInt32(one))
        self.places.replace(Self.fingerprint(of: self.heap[one].key), .max - 1, with: UInt32(other))
        self.heap.swapAt(one, other)
    }
}
