import NIOCore

/// The nodes of one shard.
struct ClusterMembers {
    var primary: ClusterMember?
    var replicas: [ClusterMember]
}

extension RedisCluster {
    /// The primaries that own slots, each once, whether they can be reached or not.
    package var primaryNodes: [RedisNode] {
        var seen: Set<ObjectIdentifier> = []
        return self.shards.compactMap { $0.primary?.node }.filter { seen.insert(ObjectIdentifier($0)).inserted }
    }

    /// All nodes in use.
    package var nodes: [RedisNode] {
        self.members.values.map(\.node)
    }

    /// The member at an address; comes into use where it was not. Nil where there are too many.
    func member(at address: RedisAddress) -> ClusterMember? {
        if let known = self.members[address] { return known }
        guard !self.isClosed, self.members.count < self.configuration.maxNodes else { return nil }
        var settings = self.configuration.node
        settings.address = address
        settings.readsFromReplica = self.configuration.reads != .primary
        settings.seed = self.jitter.next()
        let node = RedisNode(settings, eventLoop: self.eventLoop, connector: self.connector)
        let member = ClusterMember(node: node, now: self.now)
        self.members[address] = member
        node.onPush = { [weak self] in self?.onPush?($0) }
        node.onConnected = { [weak self, weak member] _ in
            guard let self, let member else { return }
            self.connected(member)
        }
        node.onDisconnected = { [weak self, weak member] _ in
            guard let self, let member else { return }
            self.disconnected(member)
        }
        self.onNode?(node)
        return member
    }

    /// Finds the members of all shards, and connects to new ones, as long as there is room.
    func bindShards() {
        let readsReplicas = self.configuration.reads != .primary
        let before = self.primaryNodes
        self.shards = self.topology.shards.map { shard in
            ClusterMembers(
                primary: shard.primary.flatMap { self.member(at: $0) },
                replicas: readsReplicas ? shard.replicas.compactMap { self.member(at: $0) } : []
            )
        }
        if !before.elementsEqual(self.primaryNodes, by: ===) { self.onPrimaries?() }
    }

    /// Lets go of all members that no shard has.
    func dropStrangers() {
        let bound = self.shards.flatMap { [$0.primary].compactMap(\.self) + $0.replicas }
        let wanted = Set(bound.map(ObjectIdentifier.init))
        for (address, member) in self.members where !wanted.contains(ObjectIdentifier(member)) {
            self.members[address] = nil
            self.retire(member)
        }
    }

    func retire(_ member: ClusterMember) {
        let timeout = self.isClosed ? .zero : self.configuration.drainTimeout
        member.retire(within: timeout) { [weak self] in self?.retired.add($0) }
    }

    private func connected(_ member: ClusterMember) {
        member.downSince = nil
        // The node takes commands only when this callback is over.
        self.eventLoop.assumeIsolated().execute { self.dispatcher.wake() }
    }

    private func disconnected(_ member: ClusterMember) {
        if member.node.statistics.connected == 0 { member.downSince = self.now }
        self.watch.noticed(.disconnected, now: self.now)
        self.arm()
    }
}
