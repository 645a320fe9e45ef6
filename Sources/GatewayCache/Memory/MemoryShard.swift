import GatewayCore

/// One lock's worth of the memory store: entries, their table, the policy's queues, the wheel and the tags.
///
/// Everything is reached by indices into dense pools; a lookup is one probe of the table and one comparison of a key, and
/// allocates nothing. `accountedBytes` is exact about what the shard itself takes, to the byte of the allocator's blocks,
/// and believes the owners of the values about theirs. It never exceeds `budget` when a call returns, unless the
/// empty shard already does. Guarded by the mutex of its store.
struct MemoryShard<Value>: ~Copyable {
    typealias Entry = MemoryEntry<Value>

    /// Most tags of an entry.
    static var mostTags: Int { 32 }
    /// Entries of the wheel that one operation looks at. Each entry is looked at six times at most, so whatever expires
    /// is gone after at most one operation per entry.
    static var wheelSteps: Int { 6 }

    let policy: EvictionPolicy
    /// Bytes that may be used; lowered in steps, see `MemoryStore.resize(to:)`.
    var budget: Int
    var entries = Slab<Entry>()
    var table = IndexTable()
    var wheel = ExpiryWheel()
    var queues = [EntryQueue](repeating: EntryQueue(), count: 3)
    var memberships = Slab<TagMembership>()
    var tags = IndexTable()
    var ghosts = GhostTable()
    var sketch: FrequencySketch
    var valueBytes = 0
    var version: UInt32 = 0
    var statistics = MemoryStatistics()

    init(policy: EvictionPolicy, budget: Int) {
        self.policy = policy
        self.budget = budget
        self.sketch = FrequencySketch(keys: 0)
    }

    /// All bytes that the shard accounts for.
    var accountedBytes: Int {
        self.valueBytes + self.entries.bytes + self.table.bytes + self.memberships.bytes + self.tags.bytes
            + self.ghosts.bytes + self.sketch.bytes + Self.fixedBytes
    }

    /// Bytes of an empty shard that never change.
    private static var fixedBytes: Int {
        AllocationSize.of(16 + MemoryLayout<Self>.size) + ExpiryWheel.bytes
            + AllocationSize.of(32 + 3 * MemoryLayout<EntryQueue>.stride)
    }

    // MARK: Looking up

    /// Index of a key.
    @inline(__always)
    func index(of key: CacheKey) -> UInt32? {
        self.table.search(Entry.fingerprint(of: key)) { self.entries[$0].pointee.key == key }
    }

    /// Finds a key and tells the policy; an expired entry is removed, a stale one is found where that is of use.
    mutating func find(_ key: CacheKey, now: UInt64, allowingStale: Bool) -> MemoryHit<Value>? {
        if now >= self.wheel.due {
            self.collect(at: now)
        }
        guard let index = self.index(of: key) else {
            self.statistics.misses += 1
            return nil
        }
        let entry = self.entries[index]
        guard now < entry.pointee.dropAt else {
            self.expire(index)
            self.statistics.misses += 1
            return nil
        }
        let hit = MemoryHit(
            value: entry.pointee.value,
            freshUntil: entry.pointee.freshUntil,
            dropAt: entry.pointee.dropAt
        )
        if now < hit.freshUntil {
            self.statistics.hits += 1
        } else if allowingStale {
            self.statistics.staleHits += 1
        } else {
            self.statistics.misses += 1
            return nil
        }
        self.touch(index)
        return hit
    }

    /// Finds a key without any effect.
    func peek(_ key: CacheKey, now: UInt64) -> MemoryHit<Value>? {
        guard let index = self.index(of: key), now < self.entries[index].pointee.dropAt else { return nil }
        let entry = self.entries[index]
        return MemoryHit(
            value: entry.pointee.value,
            freshUntil: entry.pointee.freshUntil,
            dropAt: entry.pointee.dropAt
        )
    }

    // MARK: Writing

    /// Stores a value under a key and makes room for it.
    mutating func insert(
        _ key: CacheKey,
        _ value: consuming Value,
        size: Int,
        freshUntil: UInt64,
        dropAt: UInt64,
        tags: [CacheTag],
        now: UInt64
    ) -> MemoryInsertion {
        if now >= self.wheel.due {
            self.collect(at: now)
        }
        let old = self.index(of: key)
        if let refusal = self.refusal(size: size, dropAt: dropAt, tags: tags.count, now: now) {
            self.statistics.refusals += 1
            if let old {
                self.remove(old)
                self.statistics.removals += 1
            }
            return refusal
        }
        self.version &+= 1
        let index: UInt32
        if let old {
            index = old
            self.overwrite(index, with: value, size: size, freshUntil: freshUntil, dropAt: dropAt)
            self.statistics.replacements += 1
        } else {
            index = self.entries.append(
                Entry(
                    key: key,
                    value: value,
                    freshUntil: freshUntil,
                    dropAt: dropAt,
                    size: UInt32(size),
                    version: self.version
                )
            )
            self.table.insert(Entry.fingerprint(of: key), index)
            self.valueBytes += size
            self.place(index)
            self.statistics.insertions += 1
        }
        self.wheel.insert(index, in: self.entries)
        for tag in tags {
            self.attach(tag, to: index)
        }
        self.settle()
        guard self.accountedBytes > self.budget else { return old == nil ? .stored : .replaced }
        self.makeRoom()
        guard self.index(of: key) != nil else { return .notAdmitted }
        return old == nil ? .stored : .replaced
    }

    private func refusal(size: Int, dropAt: UInt64, tags: Int, now: UInt64) -> MemoryInsertion? {
        guard now < dropAt else { return .expired }
        guard tags <= Self.mostTags else { return .tooManyTags }
        guard size >= 0, size <= min(self.budget / 4, Int(UInt32.max)) else { return .tooLarge }
        return nil
    }

    private mutating func overwrite(
        _ index: UInt32,
        with value: consuming Value,
        size: Int,
        freshUntil: UInt64,
        dropAt: UInt64
    ) {
        let entry = self.entries[index]
        self.wheel.remove(index, from: self.entries)
        self.detachTags(of: index)
        let growth = size - Int(entry.pointee.size)
        self.queues[Int(entry.pointee.queue)].bytes += growth
        self.valueBytes += growth
        entry.pointee.value = value
        entry.pointee.size = UInt32(size)
        entry.pointee.freshUntil = freshUntil
        entry.pointee.dropAt = dropAt
        entry.pointee.version = self.version
        self.touch(index)
    }

    /// Evicts until the budget holds.
    mutating func makeRoom() {
        while self.accountedBytes > self.budget, self.entries.count > 0 {
            self.evictOne()
            self.statistics.evictions += 1
        }
        if self.entries.count == 0, self.accountedBytes > self.budget {
            self.ghosts.clear()
            self.sketch = FrequencySketch(keys: 0)
        }
    }

    // MARK: Removing

    /// Takes an entry out of everything; the last entry takes its index.
    mutating func remove(_ index: UInt32) {
        self.unlink(index)
        self.wheel.remove(index, from: self.entries)
        self.detachTags(of: index)
        self.table.remove(self.entries[index].pointee.fingerprint, index)
        self.valueBytes -= Int(self.entries[index].pointee.size)
        let last = UInt32(self.entries.count - 1)
        self.entries.remove(at: index)
        guard index != last else { return }
        self.table.replace(self.entries[index].pointee.fingerprint, last, with: index)
        self.relink(to: index)
        self.wheel.moved(to: index, in: self.entries)
        self.retag(to: index)
    }

    /// Removes what has expired, a few entries at a time.
    mutating func collect(at now: UInt64) {
        var steps = Self.wheelSteps
        while let index = self.wheel.expired(at: now, steps: &steps, in: self.entries) {
            self.expire(index)
        }
    }

    private mutating func expire(_ index: UInt32) {
        self.remove(index)
        self.statistics.expirations += 1
    }
}
