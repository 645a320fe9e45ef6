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
    private var rank = 0

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
        var last: Int?
        for entry in group.fallbacks {
            if let last, last != entry.rank {
                self.rank += 1
            }
            last = entry.rank
            let own = FallbackCauses(entry.causes)
            try self.add(entry, causes: causes.map { $0.intersection(own) } ?? own, like: group)
        }
        self.rank += 1
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
            guard let other = self.settings.models.first(where: { $0.name == name || $0.aliases.contains(name) }) else {
                throw SnapshotBuilder.missing("model group", name)
            }
            for member in other.members {
                guard let position = self.targetIndex[member.deployment] else {
                    throw SnapshotBuilder.missing("deployment", member.deployment)
                }
                self.add(position, causes, entry.weight * member.weight)
            }
            self.rank += 1
            try self.add(other, causes: causes)
        }
    }

    private mutating func add(_ position: Int, _ causes: FallbackCauses, _ weight: Int) {
        guard self.seen.insert(position).inserted else { return }
        self.fallbacks.append(GroupFallback(target: position, causes: causes, rank: self.rank, weight: weight))
    }

    private func embeds(_ position: Int?) -> Bool {
        guard let position else { return false }
        return self.targets[position].deployment.capabilities?.contains(.embeddings) ?? false
    }
}
