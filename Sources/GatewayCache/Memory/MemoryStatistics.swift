/// What the memory store holds and what became of what it was given; sums over its shards.
package struct MemoryStatistics: Equatable, Sendable {
    /// Entries, with those that have expired and were not met yet.
    package var entries = 0
    /// Bytes of everything: values as their owners count them, records, tables, tags and what the policy remembers.
    package var bytes = 0
    /// Bytes of the values alone.
    package var valueBytes = 0
    /// Bytes that may be used at most.
    package var maxBytes = 0
    /// Lookups that found a fresh entry.
    package var hits = 0
    /// Lookups that found a stale entry and could use it.
    package var staleHits = 0
    /// Lookups that found nothing of use.
    package var misses = 0
    /// Entries that came in under a new key.
    package var insertions = 0
    /// Entries that were written over.
    package var replacements = 0
    /// Entries that went for want of room.
    package var evictions = 0
    /// Entries that went because their time had come.
    package var expirations = 0
    /// Entries that were taken out by key, by tag or by a condition, or flushed.
    package var removals = 0
    /// Newcomers that the policy did not let into the main part; they are counted among the evictions too.
    package var notAdmitted = 0
    /// Values that were refused: too large for the store, with too many tags, or expired when they came.
    package var refusals = 0

    /// Creates empty statistics.
    package init() {}

    mutating func add(_ other: MemoryStatistics) {
        self.entries += other.entries
        self.bytes += other.bytes
        self.valueBytes += other.valueBytes
        self.maxBytes += other.maxBytes
        self.hits += other.hits
        self.staleHits += other.staleHits
        self.misses += other.misses
        self.insertions += other.insertions
        self.replacements += other.replacements
        self.evictions += other.evictions
        self.expirations += other.expirations
        self.removals += other.removals
        self.notAdmitted += other.notAdmitted
        self.refusals += other.refusals
    }
}

/// What became of a value that was offered to the memory store.
package enum MemoryInsertion: Equatable, Sendable {
    /// It is there under a new key.
    case stored
    /// It is there instead of another one.
    case replaced
    /// It came and the policy let it go at once for the sake of others.
    case notAdmitted
    /// It takes more than a quarter of a shard; what stood under the key is gone.
    case tooLarge
    /// It has more tags than an entry may have, so that it could not be purged by all of them; what stood there is gone.
    case tooManyTags
    /// Its drop time has passed; what stood there is gone.
    case expired
}

/// An entry that was found.
package struct MemoryHit<Value> {
    /// What was stored.
    package let value: Value
    /// Until when it is fresh, in nanoseconds of the monotonic clock.
    package let freshUntil: UInt64
    /// When the entry goes.
    package let dropAt: UInt64
}

extension MemoryHit: Sendable where Value: Sendable {}
