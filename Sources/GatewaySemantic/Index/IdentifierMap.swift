import Synchronization

/// Where the entry of each id lies.
///
/// In shards, so that growing one of them takes tens of microseconds and not tens of milliseconds, and writers of
/// different ids seldom meet. Searches do not use it.
final class IdentifierMap: Sendable {
    private static let shardCount = 64

    private final class Shard: Sendable {
        let slots = Mutex<[UInt64: UInt32]>([:])
    }

    private let shards = (0..<IdentifierMap.shardCount).map { _ in Shard() }

    /// The entry of an id.
    subscript(_ id: UInt64) -> Int? {
        self.shard(of: id).slots.withLock { $0[id] }.map { Int($0) }
    }

    /// Sets the entry of an id; returns the one before.
    func set(_ id: UInt64, to slot: Int) -> Int? {
        self.shard(of: id).slots.withLock { $0.updateValue(UInt32(slot), forKey: id) }.map { Int($0) }
    }

    /// Forgets an id; returns its entry.
    func remove(_ id: UInt64) -> Int? {
        self.shard(of: id).slots.withLock { $0.removeValue(forKey: id) }.map { Int($0) }
    }

    /// Bytes of the tables, by the size of a pair and how full a table may be.
    var bytes: Int {
        self.shards.reduce(0) { sum, shard in
            sum + shard.slots.withLock { $0.capacity } * (MemoryLayout<(UInt64, UInt32)>.stride * 4 / 3)
        }
    }

    private func shard(of id: UInt64) -> Shard {
        // The dictionary hashes well itself; here ids that differ in few places only have to spread.
        self.shards[Int((id &* 0x9E37_79B9_7F4A_7C15) >> 58)]
    }
}
