import GatewayWire

/// Resolves `Settings` into a `Snapshot`; one builder lives as long as the process.
///
/// Not thread-safe; the reloader calls it from one place.
package final class SnapshotBuilder {
    /// What makes two providers share connections.
    private struct PoolKey: Hashable {
        var origin: Origin
        var http: HTTPPreference
        var proxy: ForwardProxy?
        var caFile: String?
        var verifiesCertificate: Bool
    }

    private let adapters: @Sendable (String) -> (any ProviderAdapter)?
    private let strategies: @Sendable (String) -> (any RoutingStrategy)?
    private let prices: @Sendable (_ kind: String, _ model: String) -> Price?
    private let wallClock: @Sendable () -> Int
    private var pools: [PoolKey: Int] = [:]
    /// Live state by deployment, kept over reloads that leave the deployment as it is.
    private var healths: [String: (deployment: Deployment, health: DeploymentHealth)] = [:]
    /// What deployments do at present, kept while they are the same model at the same provider.
    private var lives: [String: (provider: String, model: String, live: DeploymentLive)] = [:]
    /// What groups do at present, by name.
    private var groupLives: [String: GroupLive] = [:]
    private var roundTrips: [Int: RoundTrip] = [:]
    private let seed: UInt64
    private var version = 0

    /// Creates a builder.
    ///
    /// - Parameters:
    ///   - adapters: the provider registry.
    ///   - strategies: the strategy registry.
    ///   - prices: the built-in price book.
    ///   - wallClock: seconds since 1970.
    ///   - seed: of what is random in the state of deployments.
    package init(
        adapters: @escaping @Sendable (String) -> (any ProviderAdapter)?,
        strategies: @escaping @Sendable (String) -> (any RoutingStrategy)?,
        prices: @escaping @Sendable (_ kind: String, _ model: String) -> Price?,
        wallClock: @escaping @Sendable () -> Int = { 0 },
        seed: UInt64 = 1
    ) {
        self.seed = seed
        self.wallClock = wallClock
        self.adapters = adapters
        self.strategies = strategies
        self.prices = prices
    }

    /// Resolves settings; throws where they name something that does not exist, which validation should have found.
    package func build(_ settings: Settings) throws(GatewayError) -> Snapshot {
        let providers = try self.providers(of: settings)
        var providerIndex: [String: Int] = [:]
        for provider in providers {
            providerIndex[provider.provider.id] = provider.index
        }
        var targets: [Target] = []
        var targetIndex: [String: Int] = [:]
        var directIndex: [String: Int] = [:]
        for deployment in settings.deployments {
            guard let position = providerIndex[deployment.provider] else {
                throw Self.missing("provider", deployment.provider)
            }
            let provider = providers[position]
            let price = deployment.price ?? self.prices(provider.provider.kind, deployment.model)
            let target = self.target(targets.count, deployment, provider, price)
            targetIndex[deployment.id] = target.index
            let direct = "\(deployment.provider)/\(deployment.model)"
            if directIndex[direct] == nil {
                directIndex[direct] = target.index
            }
            targets.append(target)
        }
        for provider in providers {
            var wildcard = Deployment(id: provider.provider.id + "/*", provider: provider.provider.id, model: "")
            // It stands for all models of the provider at once: the failures of one say nothing about the others.
            wildcard.health.consecutiveFailures = .max
            wildcard.health.minRequests = .max
            wildcard.health.maxCoolDown = .zero
            targets.append(self.target(targets.count, wildcard, provider, nil))
        }
        let live = Set(targets.map(\.deployment.id))
        self.healths = self.healths.filter { live.contains($0.key) }
        self.lives = self.lives.filter { live.contains($0.key) }
        let regions = Self.regions(of: settings)
        let groups = try self.groups(of: settings, targets, targetIndex, regions)
        var groupIndex: [String: Int] = [:]
        for group in groups {
            for name in [group.group.name] + group.group.aliases {
                groupIndex[name] = group.index
            }
        }
        self.version += 1
        return Snapshot(
            version: self.version,
            createdAt: self.wallClock(),
            settings: settings,
            providers: providers,
            targets: targets,
            groups: groups,
            groupIndex: groupIndex,
            providerIndex: providerIndex,
            directIndex: directIndex,
            deploymentIndex: targetIndex,
            defaultProvider: settings.defaultProvider.flatMap { providerIndex[$0] } ?? (providers.isEmpty ? nil : 0),
            regions: regions,
            prices: self.prices
        )
    }

    private func providers(of settings: Settings) throws(GatewayError) -> [ProviderTarget] {
        var result: [ProviderTarget] = []
        for provider in settings.providers {
            guard let adapter = self.adapters(provider.kind) else { throw Self.missing("provider kind", provider.kind) }
            let key = PoolKey(
                origin: provider.origin,
                http: provider.http,
                proxy: provider.proxy,
                caFile: provider.caFile,
                verifiesCertificate: provider.verifiesCertificate
            )
            let pool = self.pools[key] ?? self.pools.count
            self.pools[key] = pool
            let roundTrip = self.roundTrips[pool] ?? RoundTrip()
            self.roundTrips[pool] = roundTrip
            result.append(
                ProviderTarget(
                    index: result.count,
                    provider: provider,
                    adapter: adapter,
                    headerLines: Self.headerLines(of: provider, adapter),
                    poolID: pool,
                    wildcard: settings.deployments.count + result.count,
                    tlsTimeout: Self.longest(\.tls, of: provider.id, settings),
                    connectTimeout: max(Self.longest(\.connect, of: provider.id, settings), 10_000_000_000),
                    roundTrip: roundTrip
                )
            )
        }
        return result
    }

    private func groups(
        of settings: Settings,
        _ targets: [Target],
        _ targetIndex: [String: Int],
        _ regions: [String: UInt32]
    ) throws(GatewayError) -> [GroupPlan] {
        var result: [GroupPlan] = []
        let names = Set(settings.models.map(\.name))
        self.groupLives = self.groupLives.filter { names.contains($0.key) }
        for group in settings.models {
            guard let strategy = self.strategies(group.strategy) else { throw Self.missing("strategy", group.strategy) }
            var members: [Int] = []
            for member in group.members {
                guard let position = targetIndex[member.deployment] else {
                    throw Self.missing("deployment", member.deployment)
                }
                members.append(position)
            }
            var resolver = FallbackResolver(settings, targets, targetIndex, except: Set(members))
            try resolver.add(group)
            result.append(
                GroupPlan(
                    index: result.count,
                    group: group,
                    members: members,
                    weights: group.members.map(\.weight),
                    fallbacks: resolver.fallbacks,
                    strategy: strategy,
                    ruled: group.routing.rules.compactMap { $0.strategy.flatMap { self.strategies($0) } },
                    candidates: Self.candidates(of: group, members.map { targets[$0] }, regions),
                    live: self.live(of: group),
                    region: group.routing.region.flatMap { regions[$0] } ?? 0
                )
            )
        }
        return result
    }

    private func target(
        _ index: Int,
        _ deployment: Deployment,
        _ provider: ProviderTarget,
        _ price: Price?
    ) -> Target {
        Target(
            index: index,
            deployment: deployment,
            provider: provider,
            modelJSON: JSONWriter.quoted(deployment.model),
            price: price,
            health: self.health(of: deployment),
            live: self.live(of: deployment)
        )
    }

    /// The deployment's state: the one it had, unless what decides it has changed.
    private func health(of deployment: Deployment) -> DeploymentHealth {
        if let (known, health) = self.healths[deployment.id], known == deployment {
            return health
        }
        let health = DeploymentHealth(deployment, seed: self.seed &+ UInt64(self.healths.count))
        self.healths[deployment.id] = (deployment, health)
        return health
    }

    private func live(of deployment: Deployment) -> DeploymentLive {
        if let known = self.lives[deployment.id], known.provider == deployment.provider, known.model == deployment.model
        {
            return known.live
        }
        let live = DeploymentLive()
        self.lives[deployment.id] = (deployment.provider, deployment.model, live)
        return live
    }

    private func live(of group: ModelGroup) -> GroupLive {
        let members = group.members.map(\.deployment)
        let known = self.groupLives[group.name]
        if let known, known.fits(members: members, settings: group.routing) {
            return known
        }
        let live = GroupLive(members: members, settings: group.routing, previous: known)
        self.groupLives[group.name] = live
        return live
    }

    /// Connections are shared by groups, so the most patient one decides.
    private static func longest(
        _ bound: KeyPath<AttemptTimeouts, Duration>,
        of provider: String,
        _ settings: Settings
    ) -> UInt64 {
        let deployments = Set(settings.deployments.lazy.filter { $0.provider == provider }.map(\.id))
        let groups = settings.models.filter { $0.members.contains { deployments.contains($0.deployment) } }
        return (groups.map { $0.timeouts[keyPath: bound] }.max() ?? AttemptTimeouts()[keyPath: bound]).wholeNanoseconds
    }

    private static func headerLines(of provider: Provider, _ adapter: any ProviderAdapter) -> [UInt8] {
        var text = "host: \(provider.origin.authority)\r\n"
        if let key = provider.apiKey {
            let header = adapter.credential(key)
            text += "\(header.name): \(header.value.reveal())\r\n"
        }
        for header in provider.headers {
            text += "\(header.name): \(header.value.reveal())\r\n"
        }
        return Array(text.utf8)
    }

    static func missing(_ what: String, _ name: String) -> GatewayError {
        GatewayError(.internalError, "The configuration names the \(what) '\(name)', which does not exist.")
    }
}
