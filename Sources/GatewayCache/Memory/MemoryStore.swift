package import GatewayCore
import Synchronization

/// The first tier of the cache: entries in the memory of this process, bounded by bytes, shared by all event loops.
///
/// **Bytes.** `maxBytes` bounds everything: values, as their owners count them with `AllocationSize`, and what the store
/// itself takes. Each shard has an even part of it, and no entry may take more than a quarter of its shard's.
/// **Time.** Callers pass a monotonic clock in nanoseconds. Beyond its drop time an entry is never found, to the
/// nanosecond; its memory is released within about a second and as many operations on its shard as there are entries.
/// **Cost.** A lookup takes one lock of many, probes one table, compares one key, allocates nothing. No operation holds a
/// lock for longer than a batch of a few hundred entries takes, except the doubling of a table, and an insertion that
/// makes room for a value as large as thousands of others.
package final class MemoryStore<Value: Sendable>: Sendable {
    /// A shard on the heap: a mutex cannot stand in an array.
    private final class Part: Sendable {
        let shard: Mutex<MemoryShard<Value>>

        init(policy: EvictionPolicy, budget: Int) {
            self.shard = Mutex(MemoryShard(policy: policy, budget: budget))
        }
    }

    /// Entries that are looked at or removed while a lock is held once.
    private static var batch: Int { 256 }
    private static var mostShards: Int { 64 }
    /// Bytes below which another shard does more harm than good.
    private static var smallestShard: Int { 8 << 20 }

    /// Which entry goes when there is no room.
    package let policy: EvictionPolicy
    private let parts: [Part]
    private let mask: UInt64

    /// Creates an empty store.
    ///
    /// - Parameters:
    ///   - maxBytes: bytes of all entries and of the store itself.
    ///   - policy: which entry goes when there is no room.
    ///   - shards: locks, rounded up to a power of two; by default as many as leave 8 MiB to each, at most 16.
    package init(maxBytes: Int, policy: EvictionPolicy = .s3fifo, shards: Int? = nil) {
        let wanted = shards ?? max(1, min(16, maxBytes / Self.smallestShard))
        var count = 1
        while count < min(wanted, Self.mostShards) {
            count *= 2
        }
        if shards == nil, count > wanted {
            count /= 2
        }
        self.policy = policy
        self.mask = UInt64(count - 1)
        self.parts = (0..<count).map { _ in Part(policy: policy, budget: max(0, maxBytes) / count) }
    }

    /// Locks of the store.
    package var shardCount: Int { self.parts.count }

    @inline(__always)
    private func part(of key: CacheKey) -> Part {
        self.parts[Int(truncatingIfNeeded: key.b & self.mask)]
    }

    // MARK: Entries

    /// The value of a fresh entry; a stale one stays, and counts as a miss.
    package func get(_ key: CacheKey, now: UInt64) -> Value? {
        self.part(of: key).shard.withLock { $0.find(key, now: now, allowingStale: false)?.value }
    }

    /// An entry, fresh or stale, that has not reached its drop time.
    package func find(_ key: CacheKey, now: UInt64) -> MemoryHit<Value>? {
        self.part(of: key).shard.withLock { $0.find(key, now: now, allowingStale: true) }
    }

    /// An entry as `find` would give it, without counting, and without a use in the eyes of the policy.
    package func peek(_ key: CacheKey, now: UInt64) -> MemoryHit<Value>? {
        self.part(of: key).shard.withLock { $0.peek(key, now: now) }
    }

    /// Stores a value under a key, instead of what stood there, and makes room for it.
    ///
    /// Where the value is refused, what stood under the key is gone all the same: it is outdated.
    ///
    /// - Parameters:
    ///   - size: bytes of all memory that goes with the value, in blocks of the allocator (`AllocationSize`).
    ///   - freshUntil: when `get` stops finding it; by default it is fresh until it goes.
    ///   - dropAt: when it goes.
    ///   - tags: words by which it can be purged, at most 32.
    @discardableResult
    package func insert(
        _ key: CacheKey,
        _ value: Value,
        size: Int,
        freshUntil: UInt64 = .max,
        dropAt: UInt64,
        tags: [CacheTag] = [],
        now: UInt64
    ) -> MemoryInsertion {
        self.part(of: key).shard.withLock { shard in
            shard.insert(
                key,
                value,
                size: size,
                freshUntil: min(freshUntil, dropAt),
                dropAt: dropAt,
                tags: tags,
                now: now
            )
        }
    }

    /// Removes an entry; whether there was one.
    @discardableResult
    package func remove(_ key: CacheKey) -> Bool {
        self.part(of: key).shard.withLock { shard in
            guard let index = shard.index(of: key) else { return false }
            shard.remove(index)
            shard.statistics.removals += 1
            return true
        }
    }

    // MARK: Housekeeping

    /// Releases what has expired, up to about as many entries; for a gateway that idles, since traffic does it as well.
    package func collect(now: UInt64, limit: Int = 4096) {
        let steps = max(1, limit / self.parts.count / MemoryShard<Value>.wheelSteps)
        for part in self.parts {
            part.shard.withLock { shard in
                for _ in 0..<steps where now >= shard.wheel.due {
                    shard.collect(at: now)
                }
            }
        }
    }

    /// Changes the bound; what does not fit any more is evicted before this returns, in steps that let others in between.
    package func resize(to maxBytes: Int) {
        let budget = max(0, maxBytes) / self.parts.count
        for part in self.parts {
            var isDone = false
            while !isDone {
                isDone = part.shard.withLock { shard in
                    shard.budget = max(budget, min(shard.budget, shard.accountedBytes) - (256 << 10))
                    if shard.budget >= shard.accountedBytes || shard.entries.count == 0 {
                        shard.budget = budget
                    }
                    shard.makeRoom()
                    return shard.budget == budget
                }
            }
        }
    }

    /// Removes everything and gives all memory back; how many entries there were.
    @discardableResult
    package func flush() -> Int {
        var removed = 0
        for part in self.parts {
            removed += part.shard.withLock { shard in
                let count = shard.entries.count
                let statistics = shard.statistics
                shard = MemoryShard(policy: shard.policy, budget: shard.budget)
                shard.statistics = statistics
                shard.statistics.removals += count
                return count
            }
        }
        return removed
    }

    /// What the store holds, and what it did since it was made.
    package var statistics: MemoryStatistics {
        var sum = MemoryStatistics()
        for part in self.parts {
            sum.add(
                part.shard.withLock { shard in
                    var statistics = shard.statistics
                    statistics.entries = shard.entries.count
                    statistics.bytes = shard.accountedBytes
                    statistics.valueBytes = shard.valueBytes
                    statistics.maxBytes = shard.budget
                    return statistics
                }
            )
        }
        return sum
    }

    /// Walks everything and says what does not agree; for tests, since it holds each lock for long.
    package func audit() -> MemoryAudit {
        var audit = MemoryAudit()
        for part in self.parts {
            audit.add(part.shard.withLock { $0.audit() })
        }
        return audit
    }

    // MARK: What purges and pages are made of

    func batch(of shard: Int, below position: Int) -> (items: [MemoryItem<Value>], next: Int?) {
        self.parts[shard].shard.withLock { $0.batch(below: position, limit: Self.batch) }
    }

    func remove(_ items: [MemoryItem<Value>], from shard: Int) -> Int {
        self.parts[shard].shard.withLock { $0.remove(items) }
    }

    func remove(tagged tag: CacheTag, from shard: Int) -> Int {
        self.parts[shard].shard.withLock { $0.remove(tagged: tag, limit: Self.batch) }
    }

    func count(of tag: CacheTag, in shard: Int) -> Int {
        self.parts[shard].shard.withLock { $0.count(of: tag) }
    }
}
