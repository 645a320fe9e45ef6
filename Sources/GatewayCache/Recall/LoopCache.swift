package import GatewayCore
import GatewayWire
import NIOCore
import Synchronization

/// The cache as one event loop sees it: looks requests up, makes records of answers, and lets identical requests share
/// one call.
///
/// Confined to its loop. Other loops meet it in `SharedState`, other processes in `SharedTier`.
package final class LoopCache: ResponseCache {
    let loop: LoopState
    let state: SharedState
    /// The shared cache; nil where there is none.
    var tier: SharedTier?
    /// The questions that nodes share; nil where none are.
    var questions: ChosenQuestions?
    let keys: KeyMaker
    private var policies: [(version: Int, groups: [GroupPolicy?])] = []
    /// The last of `policies`, which nearly all requests need.
    private var current: [GroupPolicy?] = []
    private var currentVersion = -1
    /// The scope of the last request, for those that share it.
    var lastScope: (policy: GroupPolicy, endpoint: Endpoint, tenant: String?, scope: KeyScope)?
    private(set) var hot: HeavyHitters?
    private var turn = 0
    var memo = RequestMemo()
    var refreshes: [String: TokenBucket] = [:]
    let recorder = AnswerRecorder()

    /// Snapshots whose policies are kept: the current one, and the one before, which requests in flight still hold.
    private static let keptSnapshots = 2
    /// Time after which counts of keys are halved.
    static let countWindow: UInt64 = 60_000_000_000

    /// Creates the cache of a loop; call it on that loop.
    package init(loop: LoopState, state: SharedState) {
        self.loop = loop
        self.state = state
        self.keys = KeyMaker(maxDepth: loop.bounds.maxJSONDepth)
        if state.settings.hotKeys > 0 {
            self.hot = HeavyHitters(capacity: state.settings.hotKeys, window: Self.countWindow)
        }
        self.apply(loop.snapshot)
    }

    // MARK: Configuration

    package func apply(_ snapshot: Snapshot) {
        guard !self.policies.contains(where: { $0.version == snapshot.version }) else { return }
        let aliases = snapshot.settings.cache.aliases
        let groups = snapshot.groups.map { plan -> GroupPolicy? in
            guard let settings = plan.group.cache else { return nil }
            return GroupPolicy(
                plan,
                settings,
                in: snapshot,
                ignored: IgnoredMembers(
                    IgnoredMembers.standardNames + settings.ignoredFields
                        + (aliases.contains(.litellm) ? ["cache"] : [])
                ),
                semantic: self.state.semantic
            )
        }
        if self.policies.count >= Self.keptSnapshots {
            self.policies.removeFirst()
        }
        self.policies.append((snapshot.version, groups))
        self.current = groups
        self.currentVersion = snapshot.version
        self.lastScope = nil
        self.memo.clear()
        self.state.groups.withLock { $0 = groups.compactMap { $0?.name } }
    }

    func policy(of exchange: Exchange) -> GroupPolicy? {
        guard let group = exchange.group else { return nil }
        let version = exchange.snapshot.version
        if version == self.currentVersion {
            return self.current[group.index]
        }
        if let known = self.policies.last(where: { $0.version == version }) {
            return known.groups[group.index]
        }
        // An exchange of a configuration that is no longer kept goes past the cache.
        return nil
    }

    // MARK: Memory

    package func answer(_ exchange: Exchange) throws(GatewayError) -> Bool {
        guard exchange.endpoint.isGeneration else { return false }
        if exchange.known != nil {
            if self.answerAgain(exchange) {
                return true
            }
            exchange.unfold()
        }
        guard exchange.scan != nil else { return false }
        var aliases = CacheDirectives()
        if !self.state.settings.aliases.isEmpty {
            aliases = try self.takeAliases(exchange)
        }
        if self.state.replays != nil, exchange.head.parsed.contains(.idempotencyKey),
            let header = exchange.head.value(.idempotencyKey)
        {
            return try self.replay(exchange, header: String(decoding: header, as: UTF8.self))
        }
        guard let policy = self.policy(of: exchange) else { return false }
        var directives = self.state.settings.aliases.isEmpty ? CacheDirectives(exchange.head) : aliases
        switch exchange.ruling?.cache {
        case .off:
            try self.bypass(exchange, .rule, directives)
            return false
        case .refresh:
            directives.noCache = true
        case nil:
            break
        }
        let mayRemember = policy.isPlain && !directives.isBypass && directives.namespace == nil
        guard let scan = exchange.scan else { return false }
        let body = exchange.body
        let request = CachePolicy.Request(
            CacheableRequest(scan, in: body.readableBytesSpan, for: exchange.endpoint.requestEndpoint),
            endpoint: exchange.endpoint
        )
        let refusal = policy.rules.refusal(
            of: request,
            directives,
            header: { exchange.head.joined($0) },
            tags: { exchange.head.tags }
        )
        if let refusal {
            try self.bypass(exchange, refusal, directives)
            return false
        }
        let tags: [String]
        do throws(CacheTagList.Problem) {
            tags = try CacheTagList.tags(in: exchange.head)
        } catch {
            try self.bypass(exchange, .cacheTags, directives)
            return false
        }
        var scope = self.scope(of: exchange, policy)
        if policy.varies || directives.namespace != nil {
            scope.variations = self.variations(of: exchange, policy, directives)
        }
        var firstTarget: Int?
        if policy.isPerDeployment, let first = try self.firstChoice(of: exchange) {
            scope.target = .deployment(exchange.snapshot.targets[first].deployment.id)
            firstTarget = first
        }
        let key: CacheKey
        do throws(KeyRefusal) {
            key = self.state.shared(
                try self.keys.key(for: scope, body: body.readableBytesSpan, ignoring: policy.ignored)
            )
        } catch {
            try self.bypass(exchange, .ambiguous, directives)
            return false
        }
        self.countUse(of: key, exchange, policy)
        let isSplit = exchange.endpoint == .embeddings && policy.isPerInput
        let hit = isSplit ? nil : self.state.memory?.find(key, now: self.loop.recent)
        if let hit, self.answerAtOnce(exchange, hit, policy, directives) {
            if mayRemember, body.readableBytes <= RequestMemo.maxBodyBytes {
                let asker = AnsweredRequest.Asker(
                    endpoint: exchange.endpoint,
                    model: exchange.model,
                    tenant: self.tenant(of: exchange, policy.sharing)
                )
                self.memo.note(body.withUnsafeReadableBytes { AnsweredRequest(key, of: $0, scan, policy, asker) })
            }
            return true
        }
        let visit = Visit(
            key: key,
            purpose: .exact(policy),
            tenant: exchange.caller?.tenant ?? "",
            scope: Self.sealingScope(of: exchange, policy)
        )
        visit.directives = directives
        visit.firstTarget = firstTarget
        visit.tags = tags
        visit.mayStore = !directives.noStore
        if isSplit,
            let inputs = self.inputs(of: exchange, scan, policy, scope)
        {
            return try self.answerInputs(exchange, visit, inputs, policy)
        }
        return try self.look(exchange, visit, policy, hit)
    }

    private func inputs(
        of exchange: Exchange,
        _ scan: RequestScan,
        _ policy: GroupPolicy,
        _ scope: KeyScope
    ) -> InputVisit? {
        let body = exchange.body
        guard let split = EmbeddingRequestSplit(scan, in: body.readableBytesSpan), !split.elements.isEmpty else {
            return nil
        }
        var keys: [CacheKey] = []
        guard
            (try? self.keys.inputKeys(
                for: scope,
                body: body.readableBytesSpan,
                split: split,
                ignoring: policy.ignored,
                into: &keys
            )) != nil
        else { return nil }
        return InputVisit(split, keys: keys.map { self.state.shared($0) })
    }

    /// Goes past the cache; an error where the caller wants nothing but the cache.
    private func bypass(
        _ exchange: Exchange,
        _ refusal: CacheRefusal,
        _ directives: CacheDirectives
    ) throws(GatewayError) {
        exchange.note(.bypass, .none)
        guard !directives.onlyIfCached else { throw Self.notCached }
        exchange.cacheLine = self.recorder.line(.bypass, refusal.label)
    }

    /// Looks an answer up in memory.
    private func look(
        _ exchange: Exchange,
        _ visit: Visit,
        _ policy: GroupPolicy,
        _ hit: MemoryHit<StoredAnswer>?
    ) throws(GatewayError) -> Bool {
        let now = self.loop.recent
        exchange.note(.miss, .none)
        if let hit {
            let time = self.state.time(of: hit, now: now)
            if try self.serve(hit.value, to: exchange, visit, policy, tier: .memory, at: time) {
                return true
            }
        }
        guard visit.paced == nil else { return false }
        if let refusal = self.state.refusals?.get(visit.key, now: now), !visit.directives.noCache {
            exchange.note(.negative, .memory)
            exchange.cacheLine = nil
            self.sendRefusal(refusal, to: exchange)
            return true
        }
        exchange.visit = visit
        return try self.lead(exchange, visit, policy)
    }

    /// Makes the request the one that makes the call, where that can be told without waiting: there is no shared cache
    /// to be asked, and no identical request under way.
    ///
    /// - Returns: whether an answer came in meanwhile, and was given.
    private func lead(_ exchange: Exchange, _ visit: Visit, _ policy: GroupPolicy) throws(GatewayError) -> Bool {
        let directives = visit.directives
        guard self.tier == nil, policy.meanings == nil, policy.coalesces, visit.mayStore, !directives.noCache,
            !directives.onlyIfCached,
            case .leads(let log) = self.state.flights.place(visit.key, generation: 0, maxBytes: policy.maxEntryBytes)
        else { return false }
        if visit.mayAnswer, let hit = self.state.memory?.find(visit.key, now: self.loop.recent) {
            // Another loop has stored it between the look-up and here.
            let time = self.state.time(of: hit, now: self.loop.recent)
            let isAnswered = try self.serve(hit.value, to: exchange, visit, policy, tier: .memory, at: time)
            if isAnswered || visit.paced != nil {
                self.landed(log, .stored(hit.value, .memory))
                return isAnswered
            }
        }
        visit.askedAt = self.state.now
        self.depart(exchange, visit, log)
        return false
    }

    /// Makes the request's own call the one that others may follow.
    func depart(_ exchange: Exchange, _ visit: Visit, _ log: FlightLog) {
        visit.flight = Flight(exchange, log, keeper: self, isForNobody: false)
        visit.isSearched = true
        self.noteMiss(exchange)
    }

    func noteMiss(_ exchange: Exchange) {
        // While it waited for another call, a ping may have said otherwise.
        exchange.note(.miss, .none)
        if exchange.cacheLine == nil {
            exchange.cacheLine = self.recorder.line(.miss, nil)
        }
    }

    /// Gives a stored answer, as far as the request takes it.
    ///
    /// - Parameter now: the time in milliseconds since 1970, where it is known better than the wall clock says.
    func serve(
        _ answer: StoredAnswer,
        to exchange: Exchange,
        _ visit: Visit,
        _ policy: GroupPolicy,
        tier: CacheNote.Tier,
        at now: Int64? = nil
    ) throws(GatewayError) -> Bool {
        let verdict = Freshness.verdict(
            answer.times,
            at: now ?? self.state.now,
            for: visit.directives,
            within: policy.rules.windows
        )
        switch verdict {
        case .serve(let age, let ttl):
            if policy.earlyRefresh != nil, !visit.directives.onlyIfCached {
                self.refreshEarly(exchange, visit, policy, answer, ttl: ttl)
            }
            if answer.mark == nil {
                policy.meanings?.noteExactHit()
            }
            let status = CacheStatus(.hit, ttl: CacheStatus.seconds(ttl), detail: answer.match.label)
            return self.give(answer, to: exchange, visit, .hit, tier, age: age, status)
        case .serveStale(let age, let ttl, _, let revalidates):
            if revalidates {
                self.refresh(exchange, visit, policy)
            }
            let status = CacheStatus(.hit, ttl: CacheStatus.seconds(ttl), detail: "stale")
            return self.give(answer, to: exchange, visit, .stale, tier, age: age, status)
        case .revalidate(let isRequested):
            // What another node has stored may be newer.
            visit.mayAnswer = !visit.directives.noCache
            visit.stale = answer
            exchange.cacheLine = self.recorder.line(isRequested ? .request : .stale, nil)
            return false
        }
    }

    private func give(
        _ answer: StoredAnswer,
        to exchange: Exchange,
        _ visit: Visit,
        _ outcome: CacheNote.Outcome,
        _ tier: CacheNote.Tier,
        age: Int64,
        _ status: CacheStatus
    ) -> Bool {
        if exchange.isStream, exchange.endpoint.isStreamedText, let pace = visit.policy?.settings.replayPace,
            pace != .instant, let replay = PacedReplay(answer, pace, for: exchange)
        {
            replay.prepare(outcome: outcome, tier: tier, age: age, status: status)
            visit.paced = replay
            exchange.visit = visit
            return false
        }
        return answer.reply(to: exchange, outcome: outcome, tier: tier, age: age, status: status)
    }

    private func sendRefusal(_ refusal: StoredRefusal, to exchange: Exchange) {
        exchange.error = refusal.error.code
        exchange.headSent = true
        exchange.status = refusal.error.status
        var lines = ByteBuffer()
        CacheStatus(.hit, detail: "negative").writeLine(to: &lines)
        ErrorReply.send(refusal.error, id: exchange.id, lines: lines, to: exchange.client)
    }

    static let notCached = GatewayError(
        .notCached,
        "No stored answer fits, and the request wants no other (Cache-Control: only-if-cached)."
    )

    // MARK: Counting

    /// Counts a use among the hot keys: each one while there are few, one of eight for eight when there are many.
    func countUse(of key: CacheKey, _ exchange: Exchange, _ policy: GroupPolicy) {
        guard self.hot != nil else { return }
        self.turn &+= 1
        let uses: UInt32 = self.turn > Self.countedAll ? 8 : 1
        guard uses == 1 || self.turn & 7 == 0 else { return }
        self.hot?.record(
            key,
            uses: uses,
            at: self.loop.recent,
            label: HotList.label(group: policy.name, scope: Self.sealingScope(of: exchange, policy))
        )
    }

    /// By whose key an answer is sealed; empty where all share it.
    private static func sealingScope(of exchange: Exchange, _ policy: GroupPolicy) -> String {
        policy.sharing == .shared ? "" : exchange.caller?.tenant ?? ""
    }

    /// Requests of a loop after which only some are counted among the hot keys.
    private static let countedAll = 10_000

    /// Whether a key was asked for often enough to be stored.
    func uses(of key: CacheKey, _ policy: GroupPolicy) -> Int {
        policy.settings.minUses > 1 ? self.state.countUse(of: key, in: policy.name, at: self.loop.recent) : 1
    }
}
