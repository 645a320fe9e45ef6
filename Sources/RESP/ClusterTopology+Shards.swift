/// The answers of CLUSTER SHARDS and CLUSTER INFO.
extension ClusterVote.Answer {
    /// Reads what one node answers to CLUSTER SHARDS and CLUSTER INFO; nil where it makes no sense or names no slot.
    ///
    /// `host` is what the node was reached by, and stands in for hosts that are not announced.
    package init?(shards: RESPValue, info: RESPValue?, host: String, usesTLS: Bool, limit: Int) {
        guard let topology = ClusterTopology(shards: shards, host: host, usesTLS: usesTLS, limit: limit) else {
            return nil
        }
        let facts = info?.text?.split(whereSeparator: \.isNewline) ?? []
        func fact(_ name: String) -> Substring? {
            facts.first { $0.hasPrefix(name) && $0.dropFirst(name.count).first == ":" }?.dropFirst(name.count + 1)
        }
        self.init(
            topology: topology,
            epoch: fact("cluster_current_epoch").flatMap { UInt64($0) } ?? 0,
            isServing: fact("cluster_state").map { $0 == "ok" } ?? true
        )
    }
}

extension ClusterTopology {
    /// Reads what one node answers to CLUSTER SHARDS, as maps or as flat lists of names and values.
    ///
    /// Members that are not known are passed over. Nil where the answer makes no sense, names no slot, or names more
    /// than `limit` nodes.
    package init?(shards value: RESPValue, host: String, usesTLS: Bool, limit: Int) {
        guard let answers = value.elements, answers.count <= limit else { return nil }
        var shards: [Shard] = []
        var nodes = 0
        for answer in answers {
            guard let ranges = Self.ranges(answer["slots"]), let members = answer["nodes"]?.elements else { return nil }
            nodes += members.count
            guard nodes <= limit else { return nil }
            guard !ranges.isEmpty else { continue }
            let known = members.compactMap { Member($0, host: host, usesTLS: usesTLS) }.filter(\.isOnline)
            // After a failover a shard may name the old primary too; the copy of most data is the new one's.
            let primary = known.filter(\.isPrimary).max { $0.offset < $1.offset }?.address
            let replicas = known.filter { !$0.isPrimary }.map(\.address)
            shards.append(Shard(primary: primary, replicas: replicas.filter { $0 != primary }, slots: ranges))
        }
        guard !shards.isEmpty else { return nil }
        self.init(shards: shards)
    }

    /// One node of a shard.
    private struct Member {
        let address: RedisAddress
        let isPrimary: Bool
        let isOnline: Bool
        let offset: Int64

        init?(_ value: RESPValue, host: String, usesTLS: Bool) {
            let port = value[usesTLS ? "tls-port" : "port"]?.number ?? (usesTLS ? value["port"]?.number : nil)
            // A null endpoint means the host that the answer came from; only where there is no such member the IP counts.
            let endpoint = value["endpoint"] ?? value["ip"]
            guard
                let port, let port = Int(exactly: port), let role = value["role"]?.text,
                let address = RedisAddress(announcedHost: endpoint?.text, port: port, fallback: host)
            else { return nil }
            self.address = address
            self.isPrimary = role == "master" || role == "primary"
            self.isOnline = value["health"].map { $0.spells("online") } ?? true
            self.offset = value["replication-offset"]?.number ?? 0
        }
    }

    /// Pairs of first and last slots; nil where they are not that.
    private static func ranges(_ value: RESPValue?) -> [ClosedRange<UInt16>]? {
        guard let numbers = value?.elements, numbers.count.isMultiple(of: 2) else { return nil }
        guard numbers.count <= HashSlot.count * 2 else { return nil }
        var ranges: [ClosedRange<UInt16>] = []
        for index in stride(from: 0, to: numbers.count, by: 2) {
            guard
                let first = numbers[index].number.flatMap({ HashSlot($0) }),
                let last = numbers[index + 1].number.flatMap({ HashSlot($0) }), first <= last
            else { return nil }
            ranges.append(first.number...last.number)
        }
        return ranges
    }
}
