/// Turns the fallbacks that a group names into deployments, in order: groups into their members and their own
/// fallbacks, tiers into the deployments of that tier.
struct FallbackResolver {
    /// What came of it; a deployment stands here once, where it was named first.
    private(set) var fallbacks: [GroupFallback] = []
    private let settings: Settings
    private let targets: [Target]
    private let targetIndex: [String: Int]
    private var seen: Set<Int>
    private var open: [String] = []
    private var rank = -1

    /// Begins for a group whose members are in `except`.
    init(_ settings: Settings, _ targets: [Target], _ targetIndex: [String: Int], except members: Set<Int>) {
        self.settings = settings
        self.targets = targets
        self.targetIndex = targetIndex
        self.seen = members
    }

    /// Adds the fallbacks of a group; throws where they name what does not exist, or lead back to the group.
    mutating func add(_ group: ModelGroup, causes: FallbackCauses? = nil) throws(GatewayError) {
        guard !self.open.contains(group.name) else {
            let path = (self.open + [group.name]).joined(separator: " -> ")
            throw GatewayError(.internalError, "The fallbacks of the configuration run in a circle: \(path).")
        }
        self.open.append(group.name)
        defer { self.open.removeLast() }
        var entries = group.fallbacks[...]
        while let first = entries.first {
            let rank = entries.prefix { $0.rank == first.rank }
            entries = entries.dropFirst(rank.count)
            self.rank += 1
            for entry in rank {
                try self.add(entry, causes: Self.causes(of: entry, within: causes), like: group)
            }
            // What stands beside a group is as good as its members; the group's own fallbacks come after both.
            for entry in rank {
                if case .group(let name) = entry.target, let other = self.group(named: name) {
                    try self.add(other, causes: Self.causes(of: entry, within: causes))
                }
            }
        }
    }

    private static func causes(of entry: FallbackEntry, within causes: FallbackCauses?) -> FallbackCauses {
        let own = FallbackCauses(entry.causes)
        return causes.map { $0.intersection(own) } ?? own
    }

    private func group(named name: String) -> ModelGroup? {
        self.settings.models.first { $0.name == name || $0.aliases.contains(name) }
    }

    private mutating func add(
        _ entry: FallbackEntry,
        causes: FallbackCauses,
        like group: ModelGroup
    ) throws(GatewayError) {
        switch entry.target {
        case .deployment(let id):
            guard let position = self.targetIndex[id] else { throw SnapshotBuilder.missing("deployment", id) }
            self.add(position, causes, entry.weight)
        case .tier(let tier):
            let embeds = group.members.contains { self.embeds(self.targetIndex[$0.deployment]) }
            for (position, target) in self.targets.enumerated()
            where target.deployment.tier == tier && self.embeds(position) == embeds {
                self.add(position, causes, entry.weight)
            }
        case .group(let name):
            guard let other = self.group(named: name) else {
                throw SnapshotBuilder.missing("model group", name)
            }
            for member in other.members {
                guard let position = self.targetIndex[member.deployment] else {
                    throw SnapshotBuilder.missing("deployment", member.deployment)
                }
                self.add(position, causes, entry.weight * member.weight)
            }
        }
    }

    private mutating func add(_ position: Int, _ causes: FallbackCauses, _ weight: Int) {
        guard self.seen.insert(position).inserted else {
            // Named for several causes, one after the other.
            if let known = self.fallbacks.firstIndex(where: { $0.target == position }) {
                self.fallbacks[known].causes.formUnion(causes)
            }
            return
        }
        self.fallbacks.append(GroupFallback(target: position, causes: causes, rank: self.rank, weight: weight))
    }

    private func embeds(_ position: Int?) -> Bool {
        guard let position else { return false }
        return self.targets[position].deployment.capabilities?.contains(.embeddings) ?? false
    }
}
