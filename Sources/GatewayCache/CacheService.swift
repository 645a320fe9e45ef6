package import GatewayCore
package import GatewaySemantic
import GatewayWire
import NIOCore
package import RESP
import Synchronization

/// The cache of the process: one part per loop, what they share, and what the operator does with it.
package final class CacheService: CacheControl {
    /// What one loop has.
    struct Part: Sendable {
        let loop: LoopState
        let cache: NIOLoopBound<LoopCache>
    }

    let state: SharedState
    private let encryption: Mutex<(settings: CacheEncryption?, ring: KeyRing?)>
    let parts = Mutex<[Part]>([])
    let feed = Mutex<(feed: NIOLoopBound<SharedFeed>, loop: LoopState)?>(nil)
    private let clients = Mutex<[(client: NIOLoopBound<any RedisClient>, loop: LoopState)]>([])

    /// Creates an empty cache.
    ///
    /// - Parameters:
    ///   - seed: random bytes, with which names are hashed where no secret is configured.
    ///   - semantic: what answers by meaning; nil where nothing does.
    ///   - wallClock: milliseconds since 1970.
    package init(
        _ settings: CacheSettings,
        seed: [UInt8],
        semantic: SemanticState? = nil,
        wallClock: @escaping @Sendable () -> Int64
    ) throws(KeyRingError) {
        self.encryption = Mutex((settings.encryption, try Self.ring(settings)))
        let secret = settings.keySecret.map { Array($0.reveal().utf8) } ?? seed
        self.state = SharedState(settings, secret: secret, semantic: semantic, wallClock: wallClock)
    }

    /// Keeps what can be found by meaning for the next start, where a file is configured.
    package func saveQuestions() throws(SnapshotError) {
        try self.state.semantic?.save()
    }

    /// What the cache was made from; changes to it take effect after a restart.
    package var settings: CacheSettings { self.state.settings }

    /// Makes the cache of a loop; call it on that loop.
    ///
    /// - Parameters:
    ///   - client: reaches the shared cache; nil where there is none.
    ///   - isCluster: whether it is one of several primaries.
    ///   - makeClient: makes a further client on the loop.
    package func attach(
        _ loop: LoopState,
        client: (any RedisClient)?,
        isCluster: Bool = false,
        makeClient: (() -> any RedisClient)? = nil
    ) {
        let cache = LoopCache(loop: loop, state: self.state)
        loop.cache = cache
        let bound = NIOLoopBound(cache, eventLoop: loop.eventLoop)
        let isFirst = self.parts.withLock { parts in
            parts.append(Part(loop: loop, cache: bound))
            return parts.count == 1
        }
        if isFirst {
            // One loop does it for all of them.
            ExpirySweep(self.state, loop: loop).start()
            self.state.evict.withLock { evict in
                evict = { [weak self] key in self?.evict(key, on: loop) }
            }
        }
        guard let client else { return }
        let settings = self.state.settings
        let ring = self.encryption.withLock { $0.ring }
        let tier = SharedTier(
            client: client,
            names: SharedNames(prefix: settings.prefix),
            loop: loop,
            codec: RecordCodec(seal: ring.map { RecordSeal($0) }, maxContentBytes: Self.maxEntryBytes),
            settings: settings,
            queue: self.state.queue
        )
        cache.tier = tier
        let boundClient = NIOLoopBound(client, eventLoop: loop.eventLoop)
        self.clients.withLock { $0.append((boundClient, loop)) }
        if let semantic = self.state.semantic {
            let makeListener = isFirst ? makeClient : nil
            let questions = self.questions(of: cache, client, semantic, isCluster: isCluster, makeListener)
            cache.questions = questions
            questions.start()
        }
        // One loop listens for all of them.
        guard self.feed.withLock({ $0 == nil }) else { return }
        let feed = SharedFeed(
            self.state,
            tier: tier,
            loop: loop,
            publish: { [weak self] key in self?.publish(key) },
            persist: { [weak self] in self?.persistHotKeys() }
        )
        let boundFeed = NIOLoopBound(feed, eventLoop: loop.eventLoop)
        self.feed.withLock { $0 = (boundFeed, loop) }
        feed.start()
    }

    /// Removes an answer on all nodes.
    private func evict(_ key: CacheKey, on loop: LoopState) {
        loop.eventLoop.execute {
            // Its question is withdrawn by who found it wrong.
            Task.immediate(executorPreference: loop.executor) { _ = await self.purge(.key(key.hex)) }
        }
    }

    /// The questions that nodes share.
    ///
    /// - Parameter makeClient: makes a client that listens, on the loop that does so for all.
    private func questions(
        of cache: LoopCache,
        _ client: any RedisClient,
        _ semantic: SemanticState,
        isCluster: Bool,
        _ makeClient: (() -> any RedisClient)?
    ) -> ChosenQuestions {
        let state = self.state
        let ring = self.encryption.withLock { $0.ring }
        let port = QuestionPort(
            client: client,
            names: QuestionNames(prefix: state.settings.prefix, epoch: state.settings.epoch),
            codec: QuestionCodec(seal: ring.map { RecordSeal($0) }),
            queue: state.queue,
            now: { state.now }
        )
        return ChosenQuestions(
            port,
            ChosenQuestions.Settings(
                wish: state.settings.semantic.sharing,
                isCluster: isCluster,
                node: semantic.node,
                maxEntries: state.settings.semantic.maxEntries
            ),
            makeListener: makeClient,
            arrived: { [weak cache] notices, taken in
                guard let cache else { return taken() }
                cache.take(notices, taken)
            }
        )
    }

    private static func ring(_ settings: CacheSettings) throws(KeyRingError) -> KeyRing? {
        guard let encryption = settings.encryption else { return nil }
        return try KeyRing(encryption)
    }

    /// Whether a configuration differs in what takes effect after a restart only.
    package func needsRestart(for settings: CacheSettings) -> Bool {
        var own = self.state.settings
        var other = settings
        // A key ring may change while it is there; sealing as such may not begin or end while entries are written.
        guard (own.encryption == nil) == (other.encryption == nil) else { return true }
        (own.encryption, other.encryption) = (nil, nil)
        (own.epoch, other.epoch) = (0, 0)
        return own != other
    }

    /// Takes the keys of a new configuration to use, and forgets what erased tenants have in memory.
    package func apply(_ settings: CacheSettings) throws(KeyRingError) {
        guard let ring = try Self.ring(settings) else { return }
        let erased = self.encryption.withLock { current -> Set<String>? in
            guard current.ring != nil, current.settings != settings.encryption else { return nil }
            let before = current.settings?.erasedTenants ?? []
            current = (settings.encryption, ring)
            return (settings.encryption?.erasedTenants ?? []).subtracting(before)
        }
        guard let erased else { return }
        for part in self.parts.withLock({ $0 }) {
            part.loop.eventLoop.execute {
                part.cache.value.tier?.use(ring)
                part.cache.value.questions?.use(ring)
            }
        }
        for tenant in erased {
            self.state.purge(self.state.hasher.scope(.tenant, tenant), at: self.state.now)
        }
    }

    /// Largest entry that is read from Redis, whoever wrote it.
    private static let maxEntryBytes = 64 << 20

    /// Ends the connections, for the end of the process.
    package func shutDown() async {
        if let (feed, loop) = self.feed.withLock({ $0 }) {
            try? await loop.eventLoop.submit { feed.value.stop() }.get()
        }
        for part in self.parts.withLock({ $0 }) {
            try? await part.loop.eventLoop.submit { part.cache.value.questions?.stop() }.get()
        }
        for (client, loop) in self.clients.withLock({ $0 }) {
            try? await loop.eventLoop.submit { client.value.close() }.get()
        }
    }

    /// Shows a call of this process to other nodes, on the loop where it runs.
    private func publish(_ key: CacheKey) {
        let own = self.state.lives.withLock { lives -> (FlightLog, LoopState, String, LockToken)? in
            guard case .own(let log, let loop, let scope, let token, false)? = lives[key] else { return nil }
            lives[key] = .own(log, loop: loop, scope: scope, token: token, isPublished: true)
            return (log, loop, scope, token)
        }
        guard let (log, loop, scope, token) = own,
            let part = self.parts.withLock({ $0.first { $0.loop === loop } })
        else { return }
        loop.eventLoop.execute {
            guard let tier = part.cache.value.tier else { return }
            LivePublisher(log, loop: loop, tier: tier, scope: scope, token: token).start()
        }
    }

    // MARK: For the operator

    package func statistics() async -> CacheStatistics {
        var result = CacheStatistics()
        if let memory = self.state.memory?.statistics {
            result.entries = memory.entries
            result.bytes = memory.bytes
            result.capacity = memory.maxBytes
            result.evictions = UInt64(memory.evictions)
            result.expirations = UInt64(memory.expirations)
            result.rejections = UInt64(memory.notAdmitted + memory.refusals)
            result.insertions = UInt64(memory.insertions + memory.replacements)
        }
        result.purged = self.state.purged.load(ordering: .relaxed)
        result.flights = self.state.flights.count
        result.semantic = self.state.semantic?.statistics()
        result.redisQueuedBytes = self.state.queue.bytes
        for part in self.parts.withLock({ $0 }) {
            let sample = try? await part.loop.eventLoop.submit { () -> (SharedTier.Counts, UInt64, Bool)? in
                guard let tier = part.cache.value.tier else { return nil }
                return (tier.counts, tier.client.statistics.commands, tier.client.isAvailable)
            }.get()
            guard let (counts, commands, isUp) = sample else { continue }
            result.redisIsUp = result.hasRedis ? result.redisIsUp && isUp : isUp
            result.hasRedis = true
            result.redisCommands += commands
            result.redisFailures += counts.failures
            result.redisHits += counts.hits
            result.redisMisses += counts.misses
            result.redisWrites += counts.writes
            result.redisDrops += counts.drops
            result.redisUnreadable += counts.unreadable
        }
        return result
    }

    package func entry(_ key: String) async -> CacheEntryView? {
        guard let key = CacheKey(hex: key) else { return nil }
        let now = self.state.now
        if let hit = self.state.memory?.peek(key, now: NIODeadline.now().uptimeNanoseconds) {
            return Self.view(of: hit.value, key, tier: "memory", now: now)
        }
        return nil
    }

    private static func view(of answer: StoredAnswer, _ key: CacheKey, tier: String, now: Int64) -> CacheEntryView {
        let origin = answer.record.origin
        return CacheEntryView(
            key: key.hex,
            tier: tier,
            group: origin.group,
            deployment: origin.deployment,
            provider: origin.provider,
            tenant: origin.tenant,
            tags: origin.tags,
            form: answer.record.form == .json ? "json" : "events",
            bytes: answer.record.body.readableBytes,
            storedAt: answer.record.lifetime.storedAt,
            freshFor: answer.times.freshFor(at: now),
            cost: origin.cost?.decimalText
        )
    }

    package func hotKeys(limit: Int) async -> [HotKey] {
        await self.hottest(limit).map {
            HotKey(key: $0.key.hex, group: HotList.parts(of: $0.label).group, count: UInt64($0.count))
        }
    }

    package func compare(_ asked: String, with stored: String, in group: String) async -> QuestionComparison? {
        guard let group = self.state.semantic?.group(named: group) else { return nil }
        let now = self.state.now
        return await OffLoop.run { group.compare(asked, with: stored, at: now) }
    }

    /// The keys that are asked for most on all loops.
    private func hottest(_ limit: Int) async -> [HeavyHitter] {
        let now = NIODeadline.now().uptimeNanoseconds
        var sum: HeavyHitters?
        for part in self.parts.withLock({ $0 }) {
            guard let own = try? await part.loop.eventLoop.submit({ part.cache.value.hot }).get() else { continue }
            if var all = sum {
                _ = all.merge(own, at: now)
                sum = all
            } else {
                sum = own
            }
        }
        return sum?.top(limit, at: now) ?? []
    }

    /// Keeps the hottest keys in Redis, for the next start of a node.
    private func persistHotKeys() {
        guard self.state.settings.hotKeys > 0 else { return }
        guard let (_, loop) = self.feed.withLock({ $0 }) else { return }
        Task.immediate(executorPreference: loop.executor) {
            let list = HotList(await self.hottest(self.state.settings.hotKeys))
            await self.onFeed { $0.write(list) }
        }
    }
}
