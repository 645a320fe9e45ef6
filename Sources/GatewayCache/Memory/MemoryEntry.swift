/// One entry of the memory store, linked into a queue of the policy, into the wheel and to its tags by indices.
struct MemoryEntry<Value> {
    /// The whole identity; compared in full on every lookup.
    let key: CacheKey
    /// What was stored.
    var value: Value
    /// When the value turns stale.
    var freshUntil: UInt64
    /// When the entry goes.
    var dropAt: UInt64
    /// Bytes of the value, as its owner counts them.
    var size: UInt32
    /// Which write this is, so that a decision about an entry is not carried out on its successor.
    var version: UInt32
    /// Neighbour towards the head of the queue.
    var previous = EntryQueue.none
    /// Neighbour towards the tail of the queue.
    var next = EntryQueue.none
    /// Neighbours in the wheel's slot.
    var wheelPrevious = EntryQueue.none
    var wheelNext = EntryQueue.none
    /// First of its tags.
    var firstTag = EntryQueue.none
    /// Slot of the wheel; `ExpiryWheel.noSlot` when it never expires.
    var wheelSlot = ExpiryWheel.noSlot
    /// Uses since the policy last looked, as far as the policy counts them.
    var frequency: UInt8 = 0
    /// Queue of the policy in which it stands.
    var queue: UInt8 = 0

    /// Bytes by which the policy weighs the entry: value, record and its share of the table.
    var charge: Int { Int(self.size) + MemoryLayout<Self>.stride + 16 }

    /// What the table knows of the key.
    var fingerprint: UInt32 { Self.fingerprint(of: self.key) }

    /// A part of the key that has nothing in common with the one that chooses the shard.
    static func fingerprint(of key: CacheKey) -> UInt32 { UInt32(truncatingIfNeeded: key.a) }
}

/// Ends, length and weight of a doubly linked queue of entries; newest at the head.
struct EntryQueue {
    /// No entry.
    static let none = UInt32.max

    var head = Self.none
    var tail = Self.none
    var count = 0
    var bytes = 0
}
