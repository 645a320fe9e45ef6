/// What is left of one limit, for readers without a lock: a part, and how long until all of it is there again.
///
/// Three words of `AtomicWords`. Read half old and half new, it is a wrong guess for one request.
struct LimitGauge {
    private let words: AtomicWords
    private let first: Int

    /// Uses three words from a position on.
    init(_ words: AtomicWords, at first: Int) {
        self.words = words
        self.first = first
    }

    /// Sets what is left.
    func set(_ part: Double, reset: UInt64, at now: UInt64) {
        self.words.set(self.first, to: 1 - min(max(part, 0), 1))
        self.words[self.first + 1] = now
        self.words[self.first + 2] = max(reset, 1)
    }

    /// What is left at a time; limits fill up evenly.
    func headroom(at now: UInt64) -> Double {
        let used = self.words.number(self.first)
        guard used > 0 else { return 1 }
        let elapsed = Double(now.elapsed(since: self.words[self.first + 1]))
        let reset = Double(self.words[self.first + 2])
        return elapsed >= reset ? 1 : 1 - used * (1 - elapsed / reset)
    }
}
