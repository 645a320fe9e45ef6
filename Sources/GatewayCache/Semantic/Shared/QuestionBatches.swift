/// Keys that are dealt with a few at a time, so that neither a loop nor the server is held up; confined to one loop.
final class QuestionBatches {
    /// Keys of a batch.
    static let size = 64

    private var rest: ArraySlice<CacheKey>
    private var count = 0
    private let done: (Int?) -> Void

    /// Creates batches.
    ///
    /// - Parameter done: called once, with the sum of what the batches came to, or nil after one that failed.
    init(_ keys: [CacheKey], _ done: @escaping (Int?) -> Void) {
        self.rest = keys[...]
        self.done = done
    }

    /// Deals with one batch after the other.
    ///
    /// - Parameter step: must call back once, with how many there were, or nil to end it.
    func run(_ step: @escaping (_ keys: [CacheKey], _ next: @escaping (Int?) -> Void) -> Void) {
        let batch = Array(self.rest.prefix(Self.size))
        self.rest = self.rest.dropFirst(Self.size)
        guard !batch.isEmpty else { return self.done(self.count) }
        step(batch) { count in
            guard let count else { return self.done(nil) }
            self.count += count
            self.run(step)
        }
    }
}
