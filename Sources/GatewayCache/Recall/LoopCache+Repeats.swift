package import GatewayCore
import GatewayWire
import NIOCore

/// The shortest way: a request that came in the same bytes before, and is answered from memory again.
extension LoopCache {
    package func recognise(_ exchange: Exchange) -> KnownRequest? {
        exchange.body.withUnsafeReadableBytes { self.memo.request(with: $0, exchange.endpoint) }
    }

    /// Gives a hit to a request that came in the same bytes before.
    func answerAgain(_ exchange: Exchange) -> Bool {
        guard let known = exchange.known as? AnsweredRequest, let policy = self.policy(of: exchange),
            known.policy === policy, self.state.settings.aliases.isEmpty,
            exchange.ruling?.cache == nil,
            self.state.replays == nil || !exchange.head.parsed.contains(.idempotencyKey)
        else { return false }
        let directives = CacheDirectives(exchange.head)
        guard !directives.isBypass, directives.namespace == nil,
            known.tenant == self.tenant(of: exchange, policy.sharing),
            let hit = self.state.memory?.find(known.key, now: self.loop.recent),
            self.answerAtOnce(exchange, hit, policy, directives)
        else { return false }
        self.countUse(of: known.key, exchange, policy)
        return true
    }

    /// Gives the usual hit, for which nothing has to be kept: fresh, in one piece, and not about to be renewed.
    func answerAtOnce(
        _ exchange: Exchange,
        _ hit: MemoryHit<StoredAnswer>,
        _ policy: GroupPolicy,
        _ directives: CacheDirectives
    ) -> Bool {
        let answer = hit.value
        let verdict = Freshness.verdict(
            answer.times,
            at: self.state.time(of: hit, now: self.loop.recent),
            for: directives,
            within: policy.rules.windows
        )
        guard case .serve(let age, let ttl) = verdict, !exchange.isStream || policy.replayPace == .instant,
            policy.earlyRefresh == nil || !Self.mayRefresh(answer, ttl: ttl)
        else { return false }
        policy.meanings?.noteExactHit()
        let status = CacheStatus(.hit, ttl: CacheStatus.seconds(ttl), detail: "exact")
        return answer.reply(to: exchange, outcome: .hit, tier: .memory, age: age, status: status)
    }

    /// Whether an early refresh is anything but as good as impossible.
    static func mayRefresh(_ answer: StoredAnswer, ttl: Int64) -> Bool {
        let cost = answer.record.origin.latencyNanoseconds
        return cost > 0 && UInt64(clamping: ttl) &* 1_000_000 < cost &* 40
    }
}
