import Synchronization

/// A fixed number of words that any thread may read and write without a lock.
///
/// Each word is whole at all times, and nothing more is promised: two that belong together may be read half old, half
/// new, which their readers have to bear. `@unchecked Sendable`: the storage is made in `init`, freed in `deinit`, and
/// only touched through relaxed atomics in between.
package final class AtomicWords: @unchecked Sendable {
    /// Number of words.
    package let count: Int
    private let words: UnsafeMutablePointer<Atomic<UInt64>>

    /// Creates words that are all 0.
    package init(count: Int) {
        self.count = count
        self.words = .allocate(capacity: count)
        for index in 0..<count {
            (self.words + index).initialize(to: Atomic(0))
        }
    }

    deinit {
        self.words.deinitialize(count: self.count)
        self.words.deallocate()
    }

    /// A word as an integer.
    package subscript(_ index: Int) -> UInt64 {
        get {
            precondition(index >= 0 && index < self.count, "A word lies within its storage.")
            return self.words[index].load(ordering: .relaxed)
        }
        set {
            precondition(index >= 0 && index < self.count, "A word lies within its storage.")
            self.words[index].store(newValue, ordering: .relaxed)
        }
    }

    /// A word as a number.
    package func number(_ index: Int) -> Double {
        Double(bitPattern: self[index])
    }

    /// Sets a word to a number.
    package func set(_ index: Int, to value: Double) {
        self[index] = value.bitPattern
    }

    /// Adds to a word, wrapping.
    package func add(_ index: Int, _ amount: UInt64) {
        precondition(index >= 0 && index < self.count, "A word lies within its storage.")
        self.words[index].wrappingAdd(amount, ordering: .relaxed)
    }
}
