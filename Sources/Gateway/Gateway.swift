import GatewayAdmin
import GatewayAuth
import GatewayCache
import GatewayConfig
package import GatewayCore
import GatewayProviders
import GatewayRouting
import GatewaySemantic
import GatewayServer
import GatewayTelemetry
import GatewayUpstream
package import Logging
import NIOCore
import NIOPosix
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The assembled gateway: event loops, listeners, telemetry, reload.
package final class Gateway: Sendable {
    /// Where the configuration comes from.
    package enum Source: Sendable {
        /// A file, watched for changes.
        case file(String)
        /// The built-in demonstration: simulated providers, no keys.
        case demo
    }

    /// How a gateway is started.
    struct Start: Sendable {
        var environment: [String: String]
        var takesOver: Bool
        var handedOver: @Sendable () -> Void
    }

    /// What one loop has.
    struct Part: Sendable {
        var state: LoopState
        var telemetry: NIOLoopBound<LoopTelemetry>
        var upstream: NIOLoopBound<UpstreamClient>
    }

    let group: MultiThreadedEventLoopGroup
    let simulatorGroup: MultiThreadedEventLoopGroup
    let simulations: Simulations
    let builder: Mutex<SnapshotBuilder>
    let parts: Mutex<[Part]>
    let log: Logger
    let accessLog: AccessLog?
    let snapshot: LiveValue<Snapshot>
    let reloader: Mutex<ConfigReloader?>
    let tls: TLSSource?
    let cache: CacheService
    let listeners: Mutex<(data: Listener, admin: Listener)?>
    let offer = Mutex<HandoverOffer?>(nil)
    let budget: DescriptorBudget
    let routing: RoutingParts
    let decisions: DecisionKeeping
    let isStopping = Atomic<Bool>(false)
    /// Whether another process serves in place of this one.
    let isHandedOver = Atomic<Bool>(false)

    /// Kinds of provider that the configuration may name.
    package static var knownKinds: [ProviderKindInfo] { ProviderRegistry.builtin().infos }

    private init(
        settings: Settings,
        group: MultiThreadedEventLoopGroup,
        simulatorGroup: MultiThreadedEventLoopGroup,
        simulations: Simulations,
        builder: sending SnapshotBuilder,
        snapshot: Snapshot,
        accessLog: AccessLog?,
        tls: TLSSource?,
        cache: CacheService,
        routing: RoutingParts,
        budget: DescriptorBudget,
        log: Logger
    ) {
        self.routing = routing
        self.decisions = DecisionKeeping(routing, log: log)
        self.group = group
        self.simulatorGroup = simulatorGroup
        self.simulations = simulations
        self.builder = Mutex(builder)
        self.parts = Mutex([])
        self.log = log
        self.accessLog = accessLog
        self.snapshot = LiveValue(snapshot)
        self.reloader = Mutex(nil)
        self.tls = tls
        self.cache = cache
        self.budget = budget
        self.listeners = Mutex(nil)
    }

    /// Port of the data plane.
    package var port: Int { self.listeners.withLock { $0?.data.port ?? 0 } }

    /// Port of the admin plane.
    package var adminPort: Int { self.listeners.withLock { $0?.admin.port ?? 0 } }

    /// Settings in force.
    package var settings: Settings { self.snapshot.value.settings }

    // MARK: Start

    /// Starts a gateway; throws `ConfigErrors` where the configuration is not usable, else what the system says.
    ///
    /// - Parameters:
    ///   - source: the configuration.
    ///   - environment: the process's environment.
    ///   - takesOver: whether to take the listening sockets over from the running process, if there is one.
    ///   - log: where to say what happens.
    ///   - handedOver: called when another process has taken the listening sockets over, so that this one should stop.
    package static func start(
        _ source: Source,
        environment: [String: String],
        takesOver: Bool = false,
        log: Logger,
        handedOver: @escaping @Sendable () -> Void = {}
    ) async throws -> Gateway {
        let start = Start(environment: environment, takesOver: takesOver, handedOver: handedOver)
        switch source {
        case .demo:
            return try await Self.assemble(try Self.demo.get(), start, log: log)
        case .file(let path):
            let clock = ContinuousClock()
            let origin = clock.now
            let holder = Holder()
            let reloader = ConfigReloader(
                path: path,
                environment: environment,
                knownKinds: Self.knownKinds,
                conditions: Self.checkCondition,
                now: { origin.duration(to: clock.now) },
                apply: { (settings, _) throws(ConfigErrors) in
                    try holder.gateway.value?.apply(settings)
                },
                report: { outcome in
                    if let errors = outcome.errors {
                        log.error("configuration refused; the old one stays", metadata: ["errors": "\(errors)"])
                    }
                }
            )
            let gateway = try await Self.assemble(try reloader.load(), start, log: log)
            holder.gateway.replace(with: gateway)
            gateway.reloader.withLock { $0 = reloader }
            reloader.start()
            return gateway
        }
    }

    /// Breaks the circle of reloader and gateway.
    private final class Holder: Sendable {
        let gateway = LiveValue<Gateway?>(nil)
    }

    private static func assemble(_ wanted: Settings, _ start: Start, log: Logger) async throws -> Gateway {
        let builder = try SnapshotBuilder.builtin()
        let simulatorGroup = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let simulations = Simulations(group: simulatorGroup)
        let settings = try await simulations.prepare(wanted)
        let snapshot = try builder.build(settings)
        let loops = settings.server.loops > 0 ? settings.server.loops : System.coreCount
        let budget = DescriptorBudget.raise(loops: loops)
        if budget.clients < settings.server.maxConnections {
            log.warning(
                "fewer client connections than server.limits.connections allows, for want of descriptors (ulimit -n)",
                metadata: ["descriptors": "\(budget.limit)", "connections": "\(budget.clients)"]
            )
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: loops)
        let accessLog = try AccessLog(settings.accessLog, loops: loops) { fault in
            log.warning("access log", metadata: ["fault": "\(fault)"])
        }
        let tls = try settings.server.tls.map { settings in
            do {
                return try TLSSource(settings)
            } catch {
                throw StartError.certificate(settings, error)
            }
        }
        let gateway = Gateway(
            settings: settings,
            group: group,
            simulatorGroup: simulatorGroup,
            simulations: simulations,
            builder: builder,
            snapshot: snapshot,
            accessLog: accessLog,
            tls: tls,
            cache: try CacheService(
                settings.cache,
                seed: Self.randomBytes(32),
                semantic: self.semanticState(for: settings, log: log),
                wallClock: { Int64(Self.wallClock() / 1_000_000) }
            ),
            routing: RoutingParts(
                settings,
                loops: loops,
                seed: Self.randomBytes(8).reduce(0) { $0 << 8 | UInt64($1) },
                vocabularyFault: { fault in
                    log.warning("tokens are estimated", metadata: ["fault": "\(fault)"])
                }
            ),
            budget: budget,
            log: log
        )
        try await gateway.startLoops(snapshot)
        gateway.decisions.use(settings.routing.decisionStore)
        gateway.decisions.start()
        try await gateway.startListeners(snapshot.settings.server, start)
        return gateway
    }

    /// What answers by meaning; nil where no group does, and where it cannot be had: everything else works then.
    private static func semanticState(for settings: Settings, log: Logger) -> SemanticState? {
        do throws(SemanticParts.Fault) {
            guard let parts = try SemanticParts.parts(for: settings) else { return nil }
            let state = SemanticState(
                parts,
                settings.cache.semantic,
                seed: Self.randomBytes(8).reduce(0) { $0 << 8 | UInt64($1) },
                wallClock: { Int64(Self.wallClock() / 1_000_000) }
            )
            self.restore(state, for: settings, log: log)
            return state
        } catch {
            log.error("no answers by meaning", metadata: ["fault": "\(error)"])
            return nil
        }
    }

    /// Takes the questions that were kept; without them the cache begins empty.
    private static func restore(_ state: SemanticState, for settings: Settings, log: Logger) {
        do throws(SnapshotError) {
            try state.restore(for: settings.models)
        } catch {
            log.warning(
                "the questions that were kept cannot be read; the semantic cache begins empty",
                metadata: ["file": "\(settings.cache.semantic.snapshot ?? "")", "fault": "\(error)"]
            )
        }
    }

    private func startLoops(_ snapshot: Snapshot) async throws {
        let resolver = DNSCache()
        let authenticator = KeyAuthenticator(snapshot.settings.keys)
        var seeds = SystemRandomNumberGenerator()
        var parts: [Part] = []
        let load = SharedLoad()
        let redis = try Self.redis(of: snapshot.settings).map { try RedisClients($0) }
        let isCluster = Self.redis(of: snapshot.settings)?.mode == .cluster
        let cache = self.cache
        let loops = self.group.makeIterator().reduce(0) { count, _ in count + 1 }
        let routing = self.routing
        for (index, eventLoop) in self.group.makeIterator().enumerated() {
            let seed = seeds.next()
            let lane = self.accessLog?.lane(index)
            let part = try await eventLoop.submit {
                let state = LoopState(
                    index: index,
                    eventLoop: eventLoop,
                    executor: LoopExecutor(eventLoop),
                    snapshot: snapshot,
                    authenticator: authenticator,
                    seed: seed,
                    load: load,
                    loops: loops
                )
                let telemetry = LoopTelemetry(index: index, log: lane, wallClock: Gateway.wallClock)
                let upstream = UpstreamClient(loop: state, resolver: resolver)
                state.observer = telemetry
                state.upstream = upstream
                state.batchWaits.wallClock = { Int64(Gateway.wallClock() / 1_000_000_000) }
                upstream.apply(snapshot)
                cache.attach(
                    state,
                    client: redis?.make(on: eventLoop, seed: seed),
                    isCluster: isCluster,
                    makeClient: redis.map { redis in { redis.make(on: eventLoop, seed: seed &+ 1) } }
                )
                state.router = routing.router(of: state)
                return Part(
                    state: state,
                    telemetry: NIOLoopBound(telemetry, eventLoop: eventLoop),
                    upstream: NIOLoopBound(upstream, eventLoop: eventLoop)
                )
            }.get()
            parts.append(part)
        }
        self.parts.withLock { $0 = parts }
    }

    /// The Redis that the cache shares with other nodes.
    private static func redis(of settings: Settings) -> RedisSettings? {
        settings.cache.redis.flatMap { name in settings.redis.first { $0.name == name } }
    }

    private func startListeners(_ server: ServerSettings, _ start: Start) async throws {
        let loops = self.parts.withLock { $0.map(\.state) }
        let routes = AdminRoutes(
            source: AdminView(gateway: self),
            key: server.adminKey,
            isOpen: Self.isLoopback(server.admin.host),
            audit: { [log] line in log.notice("audit", metadata: ["entry": "\(line)"]) },
            wallClock: Self.wallClock
        )
        let claim = try self.claimSockets(of: server, start)
        let data = try await Self.listen("server.listen", server.listen) {
            try await Listener.start(
                on: server.listen,
                loops: loops,
                tls: self.tls,
                adopting: claim?.data ?? [],
                ceiling: self.budget.clients
            )
        }
        let admin = try await Self.listen("server.admin", server.admin) {
            try await Listener.start(
                on: server.admin,
                loops: Array(loops.prefix(1)),
                tls: nil,
                admin: routes,
                adopting: claim?.admin ?? [],
                ceiling: self.budget.admin
            )
        }
        self.listeners.withLock { $0 = (data, admin) }
        if let claim {
            try await self.take(claim, server, start)
        }
        self.offerSockets(server, start)
    }

    private static func listen(
        _ key: String,
        _ address: ListenAddress,
        _ start: () async throws -> Listener
    ) async throws -> Listener {
        do {
            return try await start()
        } catch {
            throw StartError.address(key, address, error)
        }
    }

    private static func randomBytes(_ count: Int) -> [UInt8] {
        var source = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8(truncatingIfNeeded: source.next()) }
    }

    /// Nanoseconds since 1970 in UTC.
    @Sendable static func wallClock() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    private static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
}
