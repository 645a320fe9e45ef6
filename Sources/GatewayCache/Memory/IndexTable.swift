/// An open-addressing table from 32-bit fingerprints to indices of records that lie elsewhere.
///
/// A word is the fingerprint and the index plus one, 0 is free; linear probing from the fingerprint's low bits, at most
/// three quarters full, removal shifts back, so there are no tombstones. What a fingerprint stands for is compared by
/// the caller in the record itself: two things with one fingerprint are two words. Growing needs the words only.
struct IndexTable {
    private static let fewest = 16

    private var words: [UInt64]
    private var count = 0

    init() {
        self.words = Array(repeating: 0, count: Self.fewest)
    }

    private var mask: Int { self.words.count - 1 }

    /// Memory taken, with the allocator's share.
    var bytes: Int { AllocationSize.of(32 + self.words.count * MemoryLayout<UInt64>.stride) }

    /// Things in the table.
    var size: Int { self.count }

    /// The index whose fingerprint this is and that `matches`, if there is one.
    @inline(__always)
    func search(_ fingerprint: UInt32, _ matches: (UInt32) -> Bool) -> UInt32? {
        self.words.withUnsafeBufferPointer { words in
            let mask = words.count - 1
            var position = Int(fingerprint) & mask
            while true {
                let word = words[position]
                guard word != 0 else { return nil }
                if UInt32(truncatingIfNeeded: word >> 32) == fingerprint {
                    let index = UInt32(truncatingIfNeeded: word) &- 1
                    if matches(index) { return index }
                }
                position = (position &+ 1) & mask
            }
        }
    }

    /// Adds an index that is not there yet.
    mutating func insert(_ fingerprint: UInt32, _ index: UInt32) {
        if (self.count + 1) * 4 > self.words.count * 3 {
            self.rebuild(to: self.words.count * 2)
        }
        self.place(Self.word(fingerprint, index))
        self.count += 1
    }

    /// Takes out an index that is there.
    mutating func remove(_ fingerprint: UInt32, _ index: UInt32) {
        var hole = self.position(of: Self.word(fingerprint, index))
        var position = hole
        while true {
            position = (position + 1) & self.mask
            let word = self.words[position]
            guard word != 0 else { break }
            let home = Int(truncatingIfNeeded: word >> 32) & self.mask
            // A word may fill the hole unless its home lies behind the hole, cyclically.
            guard (position - home) & self.mask >= (position - hole) & self.mask else { continue }
            self.words[hole] = word
            hole = position
        }
        self.words[hole] = 0
        self.count -= 1
        if self.words.count > Self.fewest, self.count * 8 < self.words.count {
            self.rebuild(to: self.words.count / 2)
        }
    }

    /// Writes another index over one that is there.
    mutating func replace(_ fingerprint: UInt32, _ index: UInt32, with other: UInt32) {
        let position = self.position(of: Self.word(fingerprint, index))
        self.words[position] = Self.word(fingerprint, other)
    }

    private static func word(_ fingerprint: UInt32, _ index: UInt32) -> UInt64 {
        UInt64(fingerprint) << 32 | UInt64(index &+ 1)
    }

    private func position(of word: UInt64) -> Int {
        var position = Int(truncatingIfNeeded: word >> 32) & self.mask
        while self.words[position] != word {
            precondition(self.words[position] != 0, "an index is taken out that was never put in")
            position = (position + 1) & self.mask
        }
        return position
    }

    private mutating func place(_ word: UInt64) {
        var position = Int(truncatingIfNeeded: word >> 32) & self.mask
        while self.words[position] != 0 {
            position = (position + 1) & self.mask
        }
        self.words[position] = word
    }

    private mutating func rebuild(to size: Int) {
        let old = self.words
        self.words = Array(repeating: 0, count: size)
        for word in old where word != 0 {
            self.place(word)
        }
    }
}
