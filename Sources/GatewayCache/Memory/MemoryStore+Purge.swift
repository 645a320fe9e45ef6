/// One entry as a purge or a page sees it.
package struct MemoryItem<Value> {
    /// Its key.
    package let key: CacheKey
    /// What was stored.
    package let value: Value
    /// Bytes of the value.
    package let size: Int
    /// Until when it is fresh.
    package let freshUntil: UInt64
    /// When it goes.
    package let dropAt: UInt64
    let version: UInt32
}

extension MemoryItem: Sendable where Value: Sendable {}

/// Where the next page of a store begins.
package struct MemoryCursor: Equatable, Sendable {
    /// Number of the shard.
    package var shard: Int
    /// Entries of the shard that are still to come.
    package var position: Int

    /// Creates a cursor, such as one that came back from a client; any numbers are allowed.
    package init(shard: Int, position: Int) {
        self.shard = shard
        self.position = position
    }
}

extension MemoryStore {
    /// Removes entries with a tag, which does not look at others; how many there were.
    @discardableResult
    package func removeTagged(_ tag: CacheTag) -> Int {
        var removed = 0
        for shard in 0..<self.shardCount {
            while true {
                let batch = self.remove(tagged: tag, from: shard)
                guard batch > 0 else { break }
                removed += batch
            }
        }
        return removed
    }

    /// Entries with a tag.
    package func countTagged(_ tag: CacheTag) -> Int {
        (0..<self.shardCount).reduce(0) { $0 + self.count(of: tag, in: $1) }
    }

    /// Removes entries that fulfil a condition; how many there were.
    ///
    /// Looks at every entry that was there when it began, a batch at a time, and calls the condition without a lock. An
    /// entry that is written over in between stays.
    @discardableResult
    package func removeAll(where condition: (MemoryItem<Value>) -> Bool) -> Int {
        var removed = 0
        self.walk { items, shard in
            let chosen = items.filter(condition)
            removed += chosen.isEmpty ? 0 : self.remove(chosen, from: shard)
        }
        return removed
    }

    /// Entries that fulfil a condition: what `removeAll(where:)` would remove, short of what happens meanwhile.
    package func count(where condition: (MemoryItem<Value>) -> Bool) -> Int {
        var count = 0
        self.walk { items, _ in
            count += items.count(where: condition)
        }
        return count
    }

    /// A page of entries, from the newest places down; nil as `next` says that it was the last.
    ///
    /// An entry that is there all the time is on some page; one that is moved meanwhile may be on two.
    package func page(from cursor: MemoryCursor? = nil, limit: Int) -> (items: [MemoryItem<Value>], next: MemoryCursor?)
    {
        var cursor = cursor ?? MemoryCursor(shard: 0, position: .max)
        cursor.shard = max(0, cursor.shard)
        var items: [MemoryItem<Value>] = []
        while cursor.shard < self.shardCount {
            let batch = self.batch(of: cursor.shard, below: cursor.position)
            let taken = batch.items.prefix(max(1, limit) - items.count)
            items += taken
            if taken.count < batch.items.count {
                // Positions below the first of the batch are as many as are left behind its last, and those not taken.
                cursor.position = (batch.next ?? 0) + batch.items.count - taken.count
            } else if let next = batch.next {
                cursor.position = next
            } else {
                cursor = MemoryCursor(shard: cursor.shard + 1, position: .max)
            }
            guard items.count < max(1, limit) else { break }
        }
        return (items, cursor.shard < self.shardCount ? cursor : nil)
    }

    private func walk(_ visit: ([MemoryItem<Value>], Int) -> Void) {
        for shard in 0..<self.shardCount {
            var position = Int.max
            while position > 0 {
                let batch = self.batch(of: shard, below: position)
                visit(batch.items, shard)
                position = batch.next ?? 0
            }
        }
    }
}

extension MemoryShard {
    /// Entries with indices below a position, from the highest down, and the position for the next call.
    ///
    /// Downwards, because a removal moves the entry with the highest index, which has been seen by then.
    func batch(below position: Int, limit: Int) -> (items: [MemoryItem<Value>], next: Int?) {
        let end = max(0, min(position, self.entries.count))
        let start = max(0, end - limit)
        let items = (start..<end).reversed().map { index in
            let entry = self.entries[UInt32(index)]
            return MemoryItem(
                key: entry.pointee.key,
                value: entry.pointee.value,
                size: Int(entry.pointee.size),
                freshUntil: entry.pointee.freshUntil,
                dropAt: entry.pointee.dropAt,
                version: entry.pointee.version
            )
        }
        return (items, start > 0 ? start : nil)
    }

    /// Removes entries that are still the same; how many.
    mutating func remove(_ items: [MemoryItem<Value>]) -> Int {
        var removed = 0
        for item in items {
            guard let index = self.index(of: item.key) else { continue }
            guard self.entries[index].pointee.version == item.version else { continue }
            self.remove(index)
            removed += 1
        }
        self.statistics.removals += removed
        return removed
    }
}
