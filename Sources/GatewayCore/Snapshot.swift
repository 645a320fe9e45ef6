import Synchronization

/// Everything a request is decided by, resolved for speed; immutable, swapped whole, kept by each exchange to its end.
///
/// Made from `Settings` by `SnapshotBuilder`.
package final class Snapshot: Sendable {
    /// Counts applied configurations, from 1.
    package let version: Int
    /// When it was made, in seconds since 1970.
    package let createdAt: Int
    /// What it was made from.
    package let settings: Settings
    /// Providers, in file order.
    package let providers: [ProviderTarget]
    /// Deployments in file order, then one wildcard per provider for `provider/model` names without a deployment.
    package let targets: [Target]
    /// Model groups, in file order.
    package let groups: [GroupPlan]
    /// Group by name or alias.
    package let groupIndex: [String: Int]
    /// Provider by id.
    package let providerIndex: [String: Int]
    /// Deployment by `provider/model`.
    package let directIndex: [String: Int]
    /// Deployment by id.
    package let deploymentIndex: [String: Int]
    /// Provider of endpoints that name no model.
    package let defaultProvider: Int?
    /// Number of each region that a deployment or a group names, from 1.
    package let regions: [String: UInt32]
    /// The built-in price book: price by kind of provider and model.
    package let prices: @Sendable (_ kind: String, _ model: String) -> Price?

    init(
        version: Int,
        createdAt: Int,
        settings: Settings,
        providers: [ProviderTarget],
        targets: [Target],
        groups: [GroupPlan],
        groupIndex: [String: Int],
        providerIndex: [String: Int],
        directIndex: [String: Int],
        deploymentIndex: [String: Int],
        defaultProvider: Int?,
        regions: [String: UInt32],
        prices: @escaping @Sendable (_ kind: String, _ model: String) -> Price?
    ) {
        self.regions = regions
        self.prices = prices
        self.version = version
        self.createdAt = createdAt
        self.settings = settings
        self.providers = providers
        self.targets = targets
        self.groups = groups
        self.groupIndex = groupIndex
        self.providerIndex = providerIndex
        self.directIndex = directIndex
        self.deploymentIndex = deploymentIndex
        self.defaultProvider = defaultProvider
    }
}

/// A provider, resolved: its adapter and the bytes that each request to it begins with.
package final class ProviderTarget: Sendable {
    /// Position in `Snapshot.providers`.
    package let index: Int
    /// The configured provider.
    package let provider: Provider
    /// Its dialect.
    package let adapter: any ProviderAdapter
    /// Header lines of every request: host, credential, configured ones; each ended by CRLF, names in lower case.
    package let headerLines: [UInt8]
    /// Number that is the same for two providers, of any snapshot, that may share connections.
    package let poolID: Int
    /// Target of `provider/model` names that no deployment covers: position in `Snapshot.targets`.
    package let wildcard: Int
    /// Nanoseconds that TLS may take on a new connection, the longest of the groups that use the provider.
    package let tlsTimeout: UInt64
    /// Nanoseconds that a new connection may take, whoever still waits for it: what the most patient group allows, and
    /// 10 s at least, for the next request may have use for it.
    package let connectTimeout: UInt64
    /// Time that the network takes, shared with all snapshots and providers that share its connections.
    package let roundTrip: RoundTrip

    init(
        index: Int,
        provider: Provider,
        adapter: any ProviderAdapter,
        headerLines: [UInt8],
        poolID: Int,
        wildcard: Int,
        tlsTimeout: UInt64,
        connectTimeout: UInt64,
        roundTrip: RoundTrip
    ) {
        self.roundTrip = roundTrip
        self.tlsTimeout = tlsTimeout
        self.connectTimeout = connectTimeout
        self.index = index
        self.provider = provider
        self.adapter = adapter
        self.headerLines = headerLines
        self.poolID = poolID
        self.wildcard = wildcard
    }
}

/// A deployment, resolved: where its requests go and what is put into them.
package final class Target: Sendable {
    /// Position in `Snapshot.targets`; counters are kept by it.
    package let index: Int
    /// The configured deployment.
    package let deployment: Deployment
    /// Its provider.
    package let provider: ProviderTarget
    /// The model name as a JSON string, quotes included.
    package let modelJSON: [UInt8]
    /// What tokens cost here; nil where nobody knows.
    package let price: Price?
    /// Live state, shared with all snapshots that have the deployment as it is here.
    package let health: DeploymentHealth
    /// What it does at present, shared with all snapshots in which it is the same model at the same provider.
    package let live: DeploymentLive
    /// A number for the deployment that is the same on all nodes.
    package let routingName: UInt64
    private let paths: [[UInt8]]

    init(
        index: Int,
        deployment: Deployment,
        provider: ProviderTarget,
        modelJSON: [UInt8],
        price: Price?,
        health: DeploymentHealth,
        live: DeploymentLive
    ) {
        self.health = health
        self.live = live
        // FNV-1a.
        self.routingName = deployment.id.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        self.index = index
        self.deployment = deployment
        self.provider = provider
        self.modelJSON = modelJSON
        self.price = price
        self.paths = Endpoint.allCases.map { endpoint in
            guard endpoint.isGeneration else { return [] }
            return provider.adapter.path(for: endpoint, model: deployment.model, at: provider.provider)
        }
    }

    /// A target for a model that only the request names, on the provider's wildcard.
    package convenience init(wildcard: Target, model: String, modelJSON: [UInt8], price: Price?) {
        var deployment = wildcard.deployment
        deployment.model = model
        self.init(
            index: wildcard.index,
            deployment: deployment,
            provider: wildcard.provider,
            modelJSON: modelJSON,
            price: price,
            health: wildcard.health,
            live: wildcard.live
        )
    }

    /// Request target of an endpoint at the provider.
    package func path(for endpoint: Endpoint) -> [UInt8] {
        self.paths[Int(endpoint.rawValue)]
    }
}

/// A deployment that stands in when the members of a group fail, resolved.
package struct GroupFallback: Sendable, Equatable {
    /// Position in `Snapshot.targets`.
    package var target: Int
    /// Faults that it is for.
    package var causes: FallbackCauses
    /// Ranks are asked in order.
    package var rank: Int
    /// Share within its rank.
    package var weight: Int

    /// Creates a fallback.
    package init(target: Int, causes: FallbackCauses, rank: Int, weight: Int) {
        self.target = target
        self.causes = causes
        self.rank = rank
        self.weight = weight
    }
}

/// A model group, resolved.
package final class GroupPlan: Sendable {
    /// Position in `Snapshot.groups`.
    package let index: Int
    /// The configured group.
    package let group: ModelGroup
    /// Members: positions in `Snapshot.targets`, in file order.
    package let members: [Int]
    /// Weight of each member.
    package let weights: [Int]
    /// Fallbacks, by rank.
    package let fallbacks: [GroupFallback]
    /// What orders the members.
    package let strategy: any RoutingStrategy
    /// The members as a strategy sees them, but for what changes.
    package let candidates: [Candidate]
    /// What has to be filled into them for each request.
    package let needs: RoutingNeeds
    /// What the group does at present, shared with all snapshots that have it.
    package let live: GroupLive
    /// Number of the region that is preferred; 0 is none.
    package let region: UInt32
    /// How long a first token may be expected to take, in nanoseconds; nil is no bound.
    package let maxFirstToken: UInt64?
    /// Whether rules have to be known before the cache is asked.
    package let rulesPrecedeRecall: Bool
    /// Bounds on waiting.
    package let bounds: AttemptBounds
    private let outliers: Mutex<OutlierDetector>
    private let nextLook: Atomic<UInt64>

    /// - Parameter ruled: the strategies that its rules name.
    init(
        index: Int,
        group: ModelGroup,
        members: [Int],
        weights: [Int],
        fallbacks: [GroupFallback],
        strategy: any RoutingStrategy,
        ruled: [any RoutingStrategy],
        candidates: [Candidate],
        live: GroupLive,
        region: UInt32
    ) {
        self.candidates = candidates
        self.live = live
        self.region = region
        self.maxFirstToken = group.routing.maxFirstToken?.wholeNanoseconds
        self.rulesPrecedeRecall = group.routing.rules.contains { $0.precedesRecall }
        self.needs = Self.needs(group, [strategy] + ruled)
        self.index = index
        self.group = group
        self.members = members
        self.weights = weights
        self.fallbacks = fallbacks
        self.strategy = strategy
        self.bounds = AttemptBounds(group.timeouts)
        self.outliers = Mutex(OutlierDetector(settings: group.outliers, members: members.count))
        self.nextLook = Atomic(0)
    }

    /// What any of the strategies may ask for, with the weights and ceilings of the group and of its rules.
    private static func needs(_ group: ModelGroup, _ strategies: [any RoutingStrategy]) -> RoutingNeeds {
        var needs: RoutingNeeds = []
        for weights in [group.routing.weights] + group.routing.rules.compactMap(\.weights) {
            var routing = group.routing
            routing.weights = weights
            for strategy in strategies {
                needs.formUnion(strategy.needs(routing))
            }
        }
        let rules = group.routing.rules
        if group.routing.maxCost != nil || rules.contains(where: { $0.maxCost != nil }) {
            needs.formUnion(.cost)
        }
        if group.routing.maxFirstToken != nil || rules.contains(where: { $0.maxFirstToken != nil }) {
            needs.insert(.prediction)
        }
        if group.affinity != .none {
            // A stay is weighed against what the strategy would win elsewhere.
            needs.formUnion([.prefix, .load])
        }
        return needs
    }

    /// The faults that a target is asked for.
    func causes(of target: Int) -> FallbackCauses {
        self.fallbacks.first { $0.target == target }?.causes ?? .usual
    }

    /// Takes members out that do much worse than the others, once per interval.
    func lookForOutliers(_ snapshot: Snapshot, at now: UInt64) {
        guard self.members.count > 1, self.group.outliers.maxEjectedPercent > 0 else { return }
        let next = self.nextLook.load(ordering: .relaxed)
        guard now >= next else { return }
        let interval = max(self.group.outliers.interval.wholeNanoseconds, 1)
        guard
            self.nextLook.compareExchange(
                expected: next,
                desired: now.later(by: interval),
                ordering: .relaxed
            ).exchanged, next > 0
        else { return }
        let healths = self.members.map { snapshot.targets[$0].health }
        let samples = healths.map { $0.takeOutlierSample(at: now) }
        let ejected = self.outliers.withLock { detector in
            detector.look(samples, at: now)
            return healths.indices.map { detector.ejectedUntil($0) }
        }
        for (health, until) in zip(healths, ejected) where until > now {
            health.eject(until: until, at: now)
        }
    }
}
