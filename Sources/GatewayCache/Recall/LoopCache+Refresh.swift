import GatewayCore

/// Fetching answers anew, while the stored ones are given.
extension LoopCache {
    func refreshEarly(
        _ exchange: Exchange,
        _ visit: Visit,
        _ policy: GroupPolicy,
        _ answer: StoredAnswer,
        ttl: Int64
    ) {
        guard let early = policy.earlyRefresh else { return }
        let cost = answer.record.origin.latencyNanoseconds
        let left = UInt64(clamping: ttl) &* 1_000_000
        guard Self.mayRefresh(answer, ttl: ttl),
            XFetch.refreshes(now: 0, expiry: left, cost: cost, beta: early.beta, chance: self.loop.chance.next())
        else { return }
        self.refresh(exchange, visit, policy)
    }

    /// Fetches an answer anew, while nobody waits for it.
    func refresh(_ exchange: Exchange, _ visit: Visit, _ policy: GroupPolicy) {
        guard visit.mayStore, self.state.flights.log(visit.key) == nil else { return }
        let rate = policy.earlyRefresh?.rate ?? EarlyRefreshSettings().rate
        var bucket = self.refreshes[policy.name] ?? TokenBucket(perSecond: rate, burst: max(1, Int(rate)))
        defer { self.refreshes[policy.name] = bucket }
        guard bucket.take(at: self.loop.recent) else { return }
        guard
            case .leads(let log) = self.state.flights.place(
                visit.key,
                generation: 0,
                maxBytes: policy.settings.maxEntryBytes
            )
        else { return }
        self.callForNobody(exchange, visit, log) { _ in }
    }

    /// Makes the call of a request once more for the cache's own ends.
    ///
    /// - Parameter prepare: told what the call is known by, before it begins.
    func callForNobody(_ exchange: Exchange, _ visit: Visit, _ log: FlightLog, _ prepare: (Visit) -> Void) {
        let copy = exchange.copy(for: NobodyStream(), at: self.loop.now)
        copy.note(.refresh, .none)
        let own = Visit(key: visit.key, purpose: visit.purpose, tenant: visit.tenant, scope: visit.scope)
        own.tags = visit.tags
        own.firstTarget = visit.firstTarget
        own.mayAnswer = false
        own.isSearched = true
        own.flight = Flight(copy, log, keeper: self, isForNobody: true)
        copy.visit = own
        prepare(own)
        Pipeline.forward(copy)
    }
}

/// The client of a call that nobody waits for.
private final class NobodyStream: ClientStream {
    override var isWritable: Bool { true }
    override var isGone: Bool { false }
}
