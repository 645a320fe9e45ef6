/// Values of the last while by their keys, in bounded memory: the oldest key goes.
struct RecentValues<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let capacity: Int
    private var values: [Key: Value] = [:]
    /// Keys in the order in which they came, the oldest at `oldest` once it is full.
    private var order: [Key] = []
    private var oldest = 0

    init(capacity: Int) {
        self.capacity = max(1, capacity)
    }

    /// The value of a key; nil where there is none, or it was too long ago.
    subscript(_ key: Key) -> Value? { self.values[key] }

    /// Remembers a value; the last one of a key counts.
    mutating func note(_ value: Value, for key: Key) {
        guard self.values.updateValue(value, forKey: key) == nil else { return }
        if self.order.count < self.capacity {
            self.order.append(key)
        } else {
            self.values[self.order[self.oldest]] = nil
            self.order[self.oldest] = key
            self.oldest = (self.oldest + 1) % self.capacity
        }
    }

    /// Forgets a key. Its place in the order stays; it is not there when its turn comes.
    mutating func remove(_ key: Key) {
        self.values[key] = nil
    }
}
