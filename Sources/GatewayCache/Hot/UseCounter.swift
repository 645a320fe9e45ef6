/// How often a key was asked for lately, in bounded memory: what `min_uses` asks before an answer is stored.
///
/// Two sketches take turns, one per window: a use counts for at least one window and for less than two, and is never
/// missed. A crowded sketch may count too much, so that something is stored early, which does no harm. Counts
/// end at 15. Not shared: a caller on several loops guards it with a mutex.
package struct UseCounter: Sendable {
    /// The most that is counted, and so the greatest sensible `min_uses`.
    package static let most = FrequencySketch.most

    private let window: UInt64
    private var current: FrequencySketch
    private var former: FrequencySketch
    private var turn: UInt64 = 0

    /// Creates an empty counter.
    ///
    /// - Parameters:
    ///   - keys: different keys per window for which counts stay true; 16 bytes each.
    ///   - window: nanoseconds for which a use counts at least.
    package init(keys: Int, window: UInt64) {
        let keys = max(1, min(keys, 1 << 24))
        self.window = max(1, window)
        self.current = FrequencySketch(keys: keys)
        self.former = FrequencySketch(keys: keys)
    }

    /// Memory taken.
    package var bytes: Int { self.current.bytes + self.former.bytes }

    /// Counts a use; how many there were with this one.
    package mutating func use(_ key: CacheKey, at now: UInt64) -> Int {
        self.advance(to: now)
        self.current.add(key)
        return self.total(of: key)
    }

    /// Uses so far.
    package mutating func count(of key: CacheKey, at now: UInt64) -> Int {
        self.advance(to: now)
        return self.total(of: key)
    }

    private func total(of key: CacheKey) -> Int {
        min(Self.most, self.current.count(of: key) + self.former.count(of: key))
    }

    private mutating func advance(to now: UInt64) {
        let turn = now / self.window
        guard turn > self.turn else { return }
        if turn == self.turn + 1 {
            swap(&self.current, &self.former)
        } else {
            self.former.clear()
        }
        self.current.clear()
        self.turn = turn
    }
}
