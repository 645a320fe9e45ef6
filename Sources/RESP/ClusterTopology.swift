/// Who owns which slot: a cluster as one node describes it, or as several agree.
package struct ClusterTopology: Sendable {
    /// A primary, what it owns and who copies it.
    package struct Shard: Hashable, Sendable {
        /// The node that takes writes, or nil where the shard has none at the moment.
        package var primary: RedisAddress?
        /// Nodes that may be read from, in the order of the answer; ``primary`` is not among them.
        package var replicas: [RedisAddress]
        /// The slots, in rising order and apart from each other.
        package var slots: [ClosedRange<UInt16>]

        /// A shard of these nodes and slots.
        package init(primary: RedisAddress?, replicas: [RedisAddress] = [], slots: [ClosedRange<UInt16>]) {
            self.primary = primary
            self.replicas = replicas
            self.slots = slots
        }
    }

    /// The shards. Those without slots are kept out, since nothing can be sent to them.
    package private(set) var shards: [Shard]
    /// The index in ``shards`` for each slot, or ``none``.
    private var owners: [UInt16]

    private static let none = UInt16.max

    /// A cluster of which nothing is known.
    package static let unknown = ClusterTopology(shards: [])

    /// The cluster made of these shards. Where two claim a slot, the first has it.
    package init(shards: [Shard]) {
        self.shards = []
        self.owners = Array(repeating: Self.none, count: HashSlot.count)
        for shard in shards where !shard.slots.isEmpty && self.shards.count < Int(Self.none) {
            let index = UInt16(self.shards.count)
            self.shards.append(shard)
            for range in shard.slots {
                for slot in range where Int(slot) < HashSlot.count && self.owners[Int(slot)] == Self.none {
                    self.owners[Int(slot)] = index
                }
            }
        }
    }

    /// The index in ``shards`` of the shard that owns a slot.
    package func shardIndex(of slot: HashSlot) -> Int? {
        let index = self.owners[Int(slot.number)]
        return index == Self.none ? nil : Int(index)
    }

    /// The shard that owns a slot.
    package func shard(of slot: HashSlot) -> Shard? {
        self.shardIndex(of: slot).map { self.shards[$0] }
    }

    /// The primary that owns a slot.
    package func primary(of slot: HashSlot) -> RedisAddress? {
        self.shardIndex(of: slot).flatMap { self.shards[$0].primary }
    }

    /// The primaries that own slots, each once.
    package var primaries: [RedisAddress] {
        var seen: Set<RedisAddress> = []
        return self.shards.compactMap(\.primary).filter { seen.insert($0).inserted }
    }

    /// Every node.
    package var addresses: Set<RedisAddress> {
        self.shards.reduce(into: []) { all, shard in
            if let primary = shard.primary { all.insert(primary) }
            all.formUnion(shard.replicas)
        }
    }

    /// How many slots have a primary.
    package var coveredSlots: Int {
        let served = self.shards.map { $0.primary != nil }
        return self.owners.reduce(0) { $0 + ($1 != Self.none && served[Int($1)] ? 1 : 0) }
    }

    /// Notes what a MOVED error tells: the slot belongs to the primary at this address. False where that was known.
    ///
    /// A replica that is named has taken its shard over, with all slots. An unknown address becomes a shard of its own,
    /// until the next refresh says more.
    @discardableResult
    package mutating func moved(_ slot: HashSlot, to address: RedisAddress) -> Bool {
        let old = self.shardIndex(of: slot)
        if let old {
            if self.shards[old].primary == address { return false }
            if let replica = self.shards[old].replicas.firstIndex(of: address) {
                self.shards[old].replicas.remove(at: replica)
                self.shards[old].primary = address
                return true
            }
        }
        if let index = self.shards.firstIndex(where: { $0.primary == address }) {
            self.owners[Int(slot.number)] = UInt16(index)
        } else if self.shards.count < Int(Self.none) {
            self.owners[Int(slot.number)] = UInt16(self.shards.count)
            self.shards.append(Shard(primary: address, slots: [slot.number...slot.number]))
        }
        return true
    }

    /// Whether both name the same primary for every slot; replicas and health may differ.
    package func agrees(with other: ClusterTopology) -> Bool {
        let names = other.shards.map(\.primary)
        let own = self.shards.map(\.primary)
        // Slots come in long runs of one owner, so that names are rarely compared.
        var known = (Self.none, Self.none)
        for (left, right) in zip(self.owners, other.owners) where (left, right) != known {
            let name = left == Self.none ? nil : own[Int(left)]
            guard name == (right == Self.none ? nil : names[Int(right)]) else { return false }
            known = (left, right)
        }
        return true
    }
}
