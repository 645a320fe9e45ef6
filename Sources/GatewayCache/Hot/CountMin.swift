/// Counts of any number of keys in fixed memory, never too low: four rows of 32-bit counters, raised conservatively.
///
/// With `n` uses counted, a count is too high by more than `2.72 * n / width` with a probability of 1.8 % at most (Cormode
/// and Muthukrishnan, 2005). Conservative update raises only what is below the new estimate, which errs less.
struct CountMin: Sendable {
    private static let rows = 4

    private var counters: [UInt32]
    private let mask: Int

    init(width: Int) {
        var size = 16
        while size < width {
            size *= 2
        }
        self.mask = size - 1
        self.counters = Array(repeating: 0, count: size * Self.rows)
    }

    /// Memory taken, with the allocator's share.
    var bytes: Int { AllocationSize.of(32 + self.counters.count * MemoryLayout<UInt32>.stride) }

    /// Counters per row.
    var width: Int { self.mask + 1 }

    /// Counts uses of a key; the count after that.
    mutating func add(_ key: CacheKey, _ uses: UInt32) -> UInt32 {
        let (sum, overflow) = self.count(of: key).addingReportingOverflow(uses)
        let count = overflow ? UInt32.max : sum
        for row in 0..<Self.rows {
            let place = self.place(of: key, in: row)
            self.counters[place] = max(self.counters[place], count)
        }
        return count
    }

    /// Uses of a key, or a little more.
    func count(of key: CacheKey) -> UInt32 {
        var least = UInt32.max
        for row in 0..<Self.rows {
            least = min(least, self.counters[self.place(of: key, in: row)])
        }
        return least
    }

    /// Divides all counters by two, so many times.
    mutating func halve(_ times: UInt32) {
        for place in self.counters.indices {
            self.counters[place] >>= times
        }
    }

    /// Adds what another one of the same width has counted; false where the widths differ.
    mutating func merge(_ other: CountMin) -> Bool {
        guard other.mask == self.mask else { return false }
        for place in self.counters.indices {
            let (sum, overflow) = self.counters[place].addingReportingOverflow(other.counters[place])
            self.counters[place] = overflow ? .max : sum
        }
        return true
    }

    private func place(of key: CacheKey, in row: Int) -> Int {
        let word: UInt64
        switch row {
        case 0: word = key.a
        case 1: word = key.b
        case 2: word = key.c
        default: word = key.d
        }
        return (Int(truncatingIfNeeded: word) & self.mask) * Self.rows + row
    }
}
