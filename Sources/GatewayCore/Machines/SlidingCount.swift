/// Events of one kind counted over a sliding window, to the grain of one slice.
///
/// A ring of one slice more than the window has, and their sum kept beside it: counting is O(1) amortised and allocates
/// nothing after `init`. Of the two readings one never counts too little and the other never too much, so that a
/// caller can choose on which side it errs.
package struct SlidingCount: Sendable {
    private var slices: [Int]
    private let width: UInt64
    private var position: UInt64 = 0
    private var total = 0

    /// Creates an empty count; the window is rounded up to a whole number of nanoseconds per slice.
    package init(window: UInt64, slices: Int) {
        let slices = max(1, slices)
        let (quotient, remainder) = window.quotientAndRemainder(dividingBy: UInt64(slices))
        self.width = max(1, quotient + (remainder == 0 ? 0 : 1))
        self.slices = Array(repeating: 0, count: slices + 1)
    }

    /// Counts events; a time before the latest one counts as the latest one.
    ///
    /// - Parameter count: how many; a number so large that the sum would overflow is not counted.
    package mutating func add(_ count: Int = 1, at now: UInt64) {
        self.advance(to: now)
        let (sum, overflow) = self.total.addingReportingOverflow(max(count, 0))
        guard !overflow else { return }
        self.slices[self.slot(of: self.position)] += max(count, 0)
        self.total = sum
    }

    /// Events of the whole window that ends now, and of at most one slice before it.
    package mutating func covering(at now: UInt64) -> Int {
        self.advance(to: now)
        return self.total
    }

    /// Events of the window that ends now, without those of a slice that it covers in part only.
    package mutating func inside(at now: UInt64) -> Int {
        self.advance(to: now)
        return self.total - self.slices[self.slot(of: self.position &+ 1)]
    }

    /// Forgets all events.
    package mutating func clear() {
        for slot in self.slices.indices {
            self.slices[slot] = 0
        }
        self.total = 0
    }

    private func slot(of number: UInt64) -> Int {
        Int(number % UInt64(self.slices.count))
    }

    private mutating func advance(to now: UInt64) {
        let number = now / self.width
        guard number > self.position else { return }
        let steps = number - self.position
        guard steps < UInt64(self.slices.count), self.total > 0 else {
            if self.total > 0 {
                self.clear()
            }
            self.position = number
            return
        }
        for _ in 0..<steps {
            self.position += 1
            let slot = self.slot(of: self.position)
            self.total -= self.slices[slot]
            self.slices[slot] = 0
        }
    }
}
