/// Remembers which keys were evicted lately, without their values: an 8-way table of 40-bit fingerprints with stamps.
///
/// Bounded, and wrong in both directions at a small rate: a full bucket forgets its oldest, and a fingerprint may be
/// another key's. Only the policy asks it, so a mistake costs a place in the wrong queue.
struct GhostTable {
    private static let ways = 8
    private static let stampBits: UInt64 = 24
    private static let stampMask: UInt64 = 1 << Self.stampBits - 1
    private static let fingerprintMask: UInt64 = 1 << 40 - 1

    private var words: [UInt64] = []
    private var stamp: UInt64 = 0

    /// Memory taken, with the allocator's share.
    var bytes: Int {
        self.words.isEmpty ? 0 : AllocationSize.of(32 + self.words.count * MemoryLayout<UInt64>.stride)
    }

    /// Notes an evicted key.
    mutating func insert(_ key: CacheKey, capacity: Int) {
        self.fit(capacity)
        let fingerprint = key.c & Self.fingerprintMask
        let start = self.bucket(of: fingerprint)
        self.stamp = (self.stamp + 1) & Self.stampMask
        var place = start
        var greatestAge: UInt64 = 0
        for position in start..<(start + Self.ways) {
            let word = self.words[position]
            if word == 0 || word >> Self.stampBits == fingerprint {
                place = position
                break
            }
            let age = self.age(of: word)
            if age >= greatestAge {
                greatestAge = age
                place = position
            }
        }
        self.words[place] = fingerprint << Self.stampBits | self.stamp
    }

    /// Whether the key was among the last `window` evicted ones; forgets it.
    mutating func take(_ key: CacheKey, window: Int) -> Bool {
        guard !self.words.isEmpty else { return false }
        let fingerprint = key.c & Self.fingerprintMask
        let start = self.bucket(of: fingerprint)
        for position in start..<(start + Self.ways) where self.words[position] >> Self.stampBits == fingerprint {
            let word = self.words[position]
            guard word != 0 else { continue }
            self.words[position] = 0
            return self.age(of: word) < UInt64(max(0, window))
        }
        return false
    }

    /// Forgets everything and gives its memory back.
    mutating func clear() {
        self.words = []
    }

    private func bucket(of fingerprint: UInt64) -> Int {
        (Int(fingerprint) & (self.words.count / Self.ways - 1)) * Self.ways
    }

    private func age(of word: UInt64) -> UInt64 {
        (self.stamp &- word) & Self.stampMask
    }

    /// Keeps the table between a third and a bit more than the whole of what it needs; the stamps survive.
    private mutating func fit(_ capacity: Int) {
        let wanted = max(Self.ways * 2, capacity)
        guard self.words.count * 3 < wanted * 4 || self.words.count > wanted * 8 else { return }
        var size = Self.ways * 2
        while size * 3 < wanted * 4 {
            size *= 2
        }
        let old = self.words
        self.words = Array(repeating: 0, count: size)
        for word in old where word != 0 {
            let start = self.bucket(of: word >> Self.stampBits)
            if let free = self.words[start..<(start + Self.ways)].firstIndex(of: 0) {
                self.words[free] = word
            }
        }
    }
}
