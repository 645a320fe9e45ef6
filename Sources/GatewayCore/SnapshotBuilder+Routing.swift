/// What strategies see of a snapshot, resolved once.
extension SnapshotBuilder {
    /// Numbers of all regions that are named, from 1.
    static func regions(of settings: Settings) -> [String: UInt32] {
        var regions: [String: UInt32] = [:]
        let named = settings.deployments.map(\.region) + settings.models.map(\.routing.region)
        for region in named {
            guard let region, regions[region] == nil else { continue }
            regions[region] = UInt32(regions.count + 1)
        }
        return regions
    }

    /// The members of a group as a strategy sees them, but for what changes.
    static func candidates(
        of group: ModelGroup,
        _ targets: [Target],
        _ regions: [String: UInt32]
    ) -> [Candidate] {
        zip(group.members, targets).enumerated().map { place, member in
            let (configured, target) = member
            let deployment = target.deployment
            var candidate = Candidate(
                target: target.index,
                name: target.routingName,
                place: place,
                weight: configured.weight,
                tier: deployment.tier,
                region: deployment.region.flatMap { regions[$0] } ?? 0,
                price: target.price
            )
            candidate.concurrency = deployment.limits.concurrency ?? 0
            candidate.capability = deployment.tier.map(Self.capability) ?? 0.5
            return candidate
        }
    }

    /// Fitness that a tier stands for, where nothing better is known.
    private static func capability(of tier: Tier) -> Double {
        switch tier {
        case .basic: 0.4
        case .standard: 0.6
        case .advanced: 0.8
        }
    }
}
