package import GatewayCore
import NIOCore
import Synchronization

/// What all loops of the process share of the cache.
package final class SharedState: Sendable {
    /// Answers in memory; nil where nothing is kept there.
    let memory: MemoryStore<StoredAnswer>?
    /// Answers of idempotent requests; nil where that header is ignored.
    let replays: MemoryStore<StoredAnswer>?
    /// Refusals that the same request would meet again.
    let refusals: MemoryStore<StoredRefusal>?
    /// What answers by meaning; nil where nothing does.
    let semantic: SemanticState?
    /// Removes an answer on all nodes; set by those who can.
    let evict = Mutex<(@Sendable (CacheKey) -> Void)?>(nil)
    /// Calls under way.
    let flights = FlightTable()
    /// What the operator configured.
    let settings: CacheSettings
    /// Hashes names for purges.
    var hasher: ScopeHasher { self.scopes.hasher }
    /// Remembers what names hash to.
    let scopes: ScopeMemo
    /// Turns keys into what others may see of them; nil where nobody else sees any.
    let keyNames: KeyNames?
    /// Milliseconds since 1970 by this machine's clock.
    let wallClock: @Sendable () -> Int64
    /// What the clock that all nodes share is ahead of this machine's, in milliseconds.
    let clockOffset = Atomic<Int64>(0)
    /// Bytes that wait to be written to Redis.
    let queue: WriteQueue
    /// Entries that purges removed from memory.
    let purged = Atomic<UInt64>(0)
    /// Names of the model groups that are cached.
    let groups = Mutex<[String]>([])
    private let marks = Mutex(PurgeMarks())
    /// How often keys were asked for, by group, where that decides whether an answer is stored.
    private let uses = Mutex<[String: UseCounter]>([:])
    /// Calls of this process whose lock is held in Redis, and those of others that are followed here.
    let lives = Mutex<[CacheKey: Live]>([:])

    /// A call that nodes share.
    enum Live: Sendable {
        /// Made here.
        case own(FlightLog, loop: LoopState, scope: String, token: LockToken, isPublished: Bool)
        /// Made elsewhere.
        case peer(NIOLoopBound<PeerTail>, loop: LoopState)
    }

    /// Bytes for remembered refusals; they are small, and few kinds of requests meet them.
    private static let refusalBytes = 4 << 20

    /// Creates an empty state.
    ///
    /// - Parameters:
    ///   - secret: what purges and names are hashed with.
    ///   - semantic: what answers by meaning; nil where nothing does.
    ///   - wallClock: milliseconds since 1970.
    package init(
        _ settings: CacheSettings,
        secret: [UInt8],
        semantic: SemanticState? = nil,
        wallClock: @escaping @Sendable () -> Int64
    ) {
        self.settings = settings
        self.semantic = semantic
        self.memory =
            settings.memoryBytes > 0
            ? MemoryStore(maxBytes: settings.memoryBytes, policy: settings.policy) : nil
        self.replays = settings.idempotency.map { MemoryStore(maxBytes: $0.maxBytes, policy: .lru) }
        self.refusals = settings.negativeTTL > .zero ? MemoryStore(maxBytes: Self.refusalBytes, policy: .lru) : nil
        self.scopes = ScopeMemo(ScopeHasher(secret: secret))
        self.keyNames = settings.redis == nil ? nil : KeyNames(secret: secret)
        self.wallClock = wallClock
        self.queue = WriteQueue(limit: settings.writeQueueBytes)
    }

    /// Milliseconds for which the answer of an idempotent request is kept.
    var replayMilliseconds: Int64 { self.settings.idempotency?.window.wholeMilliseconds ?? 0 }

    /// Largest answer of an idempotent request that is kept, in bytes.
    var maxReplayBytes: Int { (self.settings.idempotency?.maxBytes ?? 0) / 16 }

    /// Milliseconds since 1970 by the clock that all nodes share.
    var now: Int64 { self.wallClock() + self.clockOffset.load(ordering: .relaxed) }

    /// The key as all nodes know it.
    func shared(_ key: CacheKey) -> CacheKey {
        self.keyNames?.shared(key) ?? key
    }

    /// The answer of a record, with what it can be purged by.
    func answer(_ record: CacheRecord, key: CacheKey, askedAt: Int64 = .max) -> StoredAnswer {
        StoredAnswer(
            record,
            scopes: AnswerScopes(
                self.scopes,
                key: key,
                group: record.origin.group,
                model: record.origin.deployment,
                tenant: record.origin.tenant,
                tags: record.origin.tags
            ),
            askedAt: askedAt
        )
    }

    /// Whether an answer was purged after it was asked for.
    func isPurged(_ answer: StoredAnswer) -> Bool {
        self.marks.withLock { !$0.isEmpty && $0.covers(answer.scopes, requestedAt: answer.requestedAt) }
    }

    /// Keeps an answer in memory, unless it was purged on its way.
    ///
    /// - Parameter now: nanoseconds of the loops' clock.
    func remember(_ answer: StoredAnswer, _ key: CacheKey, grace: Int64, now: UInt64) {
        guard let memory = self.memory, !self.isPurged(answer) else { return }
        let left = answer.times.freshFor(at: self.now)
        let (fresh, drop) = Self.ends(left, grace: grace, now: now)
        guard let drop else { return }
        memory.insert(
            key,
            answer,
            size: answer.memoryBytes,
            freshUntil: fresh,
            dropAt: drop,
            tags: answer.scopes.tags.map { CacheTag(hash: $0.hash) },
            now: now
        )
        // A purge that came in between has not seen it.
        if self.isPurged(answer) {
            memory.remove(key)
        }
    }

    /// The time by which an entry in memory is judged: the later of what both clocks say, since the wall clock may have
    /// been set back meanwhile.
    ///
    /// - Parameter now: nanoseconds of the loops' clock.
    func time(of hit: MemoryHit<StoredAnswer>, now: UInt64) -> Int64 {
        let (ahead, behind) = hit.freshUntil > now ? (hit.freshUntil - now, 0) : (0, now - hit.freshUntil)
        let left = Int64(clamping: ahead / 1_000_000) - Int64(clamping: behind / 1_000_000)
        let (time, overflow) = hit.value.times.freshUntil.subtractingReportingOverflow(left)
        return overflow ? self.now : max(self.now, time)
    }

    /// When an entry stops being fresh and when it goes, in nanoseconds of the loops' clock; nil for one that is gone.
    static func ends(_ freshMilliseconds: Int64, grace: Int64, now: UInt64) -> (fresh: UInt64, drop: UInt64?) {
        func later(_ milliseconds: Int64) -> UInt64 {
            let (nanoseconds, overflow) = UInt64(clamping: milliseconds).multipliedReportingOverflow(by: 1_000_000)
            let (time, carried) = now.addingReportingOverflow(nanoseconds)
            return overflow || carried ? .max : time
        }
        let (kept, overflow) = freshMilliseconds.addingReportingOverflow(grace)
        let end = overflow ? Int64.max : kept
        return (later(freshMilliseconds), end > 0 ? later(end) : nil)
    }

    /// Keeps the answer of an idempotent request.
    func rememberReplay(_ answer: StoredAnswer, _ key: CacheKey, now: UInt64) {
        guard let replays = self.replays, !self.isPurged(answer) else { return }
        let (fresh, drop) = Self.ends(answer.times.freshFor(at: self.now), grace: 0, now: now)
        guard let drop else { return }
        replays.insert(key, answer, size: answer.memoryBytes, freshUntil: fresh, dropAt: drop, now: now)
    }

    /// Counts a request for a key whose answer may be stored; how many there were in about an hour, on all loops.
    func countUse(of key: CacheKey, in group: String, at now: UInt64) -> Int {
        self.uses.withLock { uses in
            uses[group, default: UseCounter(keys: Self.countedKeys, window: Self.useWindow)].use(key, at: now)
        }
    }

    private static let countedKeys = 65_536
    private static let useWindow: UInt64 = 3_600_000_000_000

    // MARK: Purges

    /// Forgets what a scope names; how many entries that were.
    @discardableResult
    func purge(_ scope: PurgeScope, at time: Int64) -> Int {
        self.marks.withLock { $0.note(scope, at: time) }
        self.forgetQuestions(of: scope)
        var removed = 0
        for store in [self.memory, self.replays] {
            guard let store else { continue }
            switch scope.kind {
            case .everything: removed += store.flush()
            case .tag: removed += store.removeTagged(CacheTag(hash: scope.hash))
            default: removed += store.removeAll { $0.value.scopes.contains(scope) }
            }
        }
        if scope.kind == .everything {
            _ = self.refusals?.flush()
        }
        self.purged.add(UInt64(removed), ordering: .relaxed)
        return removed
    }

    /// Forgets the questions of what a purge is about to remove here, beside the traffic.
    private func forgetQuestions(of scope: PurgeScope) {
        guard let semantic = self.semantic, let memory = self.memory else { return }
        var keys = Set<CacheKey>()
        _ = memory.count { item in
            if scope.kind == .everything || item.value.scopes.contains(scope) { keys.insert(item.key) }
            return false
        }
        guard !keys.isEmpty else { return }
        Task.immediate(executorPreference: globalConcurrentExecutor) { [keys] in
            await OffLoop.run { semantic.forget(keys) }
        }
    }

    /// Entries that a purge would remove here.
    func count(_ scope: PurgeScope) -> Int {
        [self.memory, self.replays].reduce(0) { sum, store in
            guard let store else { return sum }
            switch scope.kind {
            case .everything: return sum + store.statistics.entries
            case .tag: return sum + store.countTagged(CacheTag(hash: scope.hash))
            default: return sum + store.count { $0.value.scopes.contains(scope) }
            }
        }
    }
}

/// A refusal that the same request would meet again.
package struct StoredRefusal: Sendable {
    /// What the caller is told.
    let error: GatewayError

    /// Bytes of memory that go with it, roughly.
    var memoryBytes: Int {
        AllocationSize.of(256) + AllocationSize.of(self.error.message.utf8.count)
            + AllocationSize.of(self.error.providerReply?.body.readableBytes ?? 0)
            + AllocationSize.of(self.error.providerReply?.headerLines.readableBytes ?? 0)
    }
}
