/// How often a key was seen lately: a count-min sketch of 4-bit counters that are halved at intervals.
///
/// Never too little but for the halving, up to 15, sometimes too much. The four counters of a key lie in one cache line
/// of 64 bytes. Since a key is a digest, its words are its hashes. The idea of ageing by halving is that of TinyLFU
/// (Einziger, Friedman, Manes, "TinyLFU: A Highly Efficient Cache Admission Policy", 2017).
package struct FrequencySketch: Sendable {
    /// The most that a counter can say.
    package static let most = 15
    private static let blockWords = 8
    private static let rows = 4
    private static let lowBits: UInt64 = 0x7777_7777_7777_7777

    private var words: [UInt64]
    private var additions = 0

    /// Creates a sketch for about as many keys; a word of 16 counters each.
    package init(keys: Int) {
        self.words = Array(repeating: 0, count: Self.size(for: keys))
    }

    /// Memory taken, with the allocator's share.
    package var bytes: Int { AllocationSize.of(32 + self.words.count * MemoryLayout<UInt64>.stride) }

    /// Keys for which it is made.
    package var keys: Int { self.words.count }

    /// Counts a use; ages all counters after ten uses per key that fits.
    package mutating func increment(_ key: CacheKey) {
        guard self.add(key) else { return }
        self.additions += 1
        if self.additions >= 10 * self.words.count {
            self.halve()
        }
    }

    /// Counts a use without ever ageing; false when all counters of the key were full.
    @discardableResult
    package mutating func add(_ key: CacheKey) -> Bool {
        let block = self.block(of: key)
        var added = false
        for row in 0..<Self.rows {
            let (word, shift) = Self.counter(row, of: key, in: block)
            guard self.words[word] >> shift & 15 < 15 else { continue }
            self.words[word] += 1 << shift
            added = true
        }
        return added
    }

    /// Uses of a key, as far as they are remembered: the least of its counters.
    package func count(of key: CacheKey) -> Int {
        let block = self.block(of: key)
        var least: UInt64 = 15
        for row in 0..<Self.rows {
            let (word, shift) = Self.counter(row, of: key, in: block)
            least = min(least, self.words[word] >> shift & 15)
        }
        return Int(least)
    }

    /// Sets all counters to 0.
    package mutating func clear() {
        self.additions = 0
        for word in self.words.indices {
            self.words[word] = 0
        }
    }

    /// Grows or shrinks to about as many keys; what was counted stays, too high rather than too low.
    mutating func fit(keys: Int) {
        while self.words.count < keys {
            self.words += self.words
        }
        while self.words.count > Self.size(for: keys) * 4 {
            let half = self.words.count / 2
            self.words = (0..<half).map { self.words[$0] | self.words[$0 + half] }
        }
        self.additions = min(self.additions, 5 * self.words.count)
    }

    private mutating func halve() {
        for word in self.words.indices {
            self.words[word] = self.words[word] >> 1 & Self.lowBits
        }
        self.additions /= 2
    }

    private func block(of key: CacheKey) -> Int {
        (Int(truncatingIfNeeded: key.c) & (self.words.count / Self.blockWords - 1)) * Self.blockWords
    }

    /// Word and shift of a row's counter: two words of the block per row, 16 counters per word.
    private static func counter(_ row: Int, of key: CacheKey, in block: Int) -> (word: Int, shift: UInt64) {
        let bits = key.d >> UInt64(row * 8)
        return (block + row * 2 + Int(bits & 1), (bits >> 1 & 15) * 4)
    }

    private static func size(for keys: Int) -> Int {
        var size = Self.blockWords * 2
        while size < keys {
            size *= 2
        }
        return size
    }
}
