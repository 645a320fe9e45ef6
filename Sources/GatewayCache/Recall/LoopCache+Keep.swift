import GatewayCore
import GatewayWire
import NIOCore

/// Making records of answers, and storing them.
extension LoopCache {
    func keep(_ reply: WholeReply, status: Int, of exchange: Exchange) -> StoredAnswer? {
        guard let visit = exchange.visit as? Visit else { return nil }
        let now = self.state.now
        var origin = self.origin(of: exchange)
        origin.tags = visit.tags
        origin.tenant = visit.tenant
        origin.bodyFingerprint = visit.fingerprint
        let lifetime: RecordLifetime
        switch visit.purpose {
        case .exact(let policy):
            lifetime = RecordLifetime(
                storedAt: now,
                freshMilliseconds: policy.rules.lifetime(chance: self.loop.chance.next(), visit.directives),
                staleRevalidateMilliseconds: policy.rules.windows.whileRevalidate,
                staleErrorMilliseconds: policy.rules.windows.ifError
            )
        case .idempotent:
            lifetime = RecordLifetime(storedAt: now, freshMilliseconds: self.state.replayMilliseconds)
        }
        let made = self.recorder.record(
            reply,
            status: status,
            origin: origin,
            lifetime: lifetime,
            choices: exchange.scan?.n ?? 1
        )
        guard let (record, isComplete) = made else { return nil }
        let answer = self.state.answer(record, key: visit.key, askedAt: visit.askedAt)
        if let inputs = visit.inputs {
            // Kept input by input; the whole reply is for those who wait for it.
            _ = self.keepInputs(record.body, asked: inputs.missing, inputs, visit, exchange)
        } else {
            self.store(answer, visit, exchange, isComplete: isComplete, now: now)
        }
        if let policy = visit.policy, let check = visit.check ?? self.exploration(visit) {
            self.conclude(check, with: answer, policy)
        }
        return answer
    }

    func origin(of exchange: Exchange) -> RecordOrigin {
        var origin = RecordOrigin(endpoint: exchange.endpoint)
        origin.group = exchange.group?.group.name ?? ""
        if let target = exchange.target {
            origin.deployment = target.deployment.id
            origin.provider = target.provider.provider.id
            origin.model = target.deployment.model
        }
        origin.usage = exchange.usage
        origin.cost = exchange.totalCost
        origin.latencyNanoseconds = self.loop.now &- exchange.startedAt
        if exchange.firstTokenAt > exchange.startedAt {
            origin.firstTokenNanoseconds = exchange.firstTokenAt &- exchange.startedAt
        }
        return origin
    }

    private func store(
        _ answer: StoredAnswer,
        _ visit: Visit,
        _ exchange: Exchange,
        isComplete: Bool,
        now: Int64
    ) {
        let grace: Int64
        switch visit.purpose {
        case .exact(let policy):
            var facts = CachePolicy.Answer(
                status: answer.record.status,
                isComplete: isComplete,
                finishes: answer.record.finishReasons.reduce(into: []) { $0.insert(FinishReasons(text: $1.utf8)) },
                bytes: answer.record.body.readableBytes
            )
            facts.isFallback = !policy.members.contains(answer.record.origin.deployment)
            facts.uses = self.uses(of: visit.key, policy)
            let request = CachePolicy.Request(endpoint: exchange.endpoint)
            guard visit.mayStore, visit.isMeant(exchange.target),
                policy.rules.refusal(of: facts, to: request, visit.directives) == nil
            else { return }
            grace = policy.rules.grace
            self.state.remember(answer, visit.key, grace: grace, now: self.loop.recent)
            self.index(answer, visit, grace: grace, of: exchange)
        case .idempotent:
            guard answer.record.status == 200 else { return }
            grace = 0
            self.state.rememberReplay(answer, visit.key, now: self.loop.recent)
        }
        guard let tier = self.tier, !self.state.isPurged(answer) else { return }
        let (life, overflow) = answer.record.lifetime.freshMilliseconds.addingReportingOverflow(grace)
        guard life > 0, !overflow else { return }
        visit.isWritten = true
        tier.write(answer, visit.key, scope: visit.scope, token: visit.token, milliseconds: life, now: now)
    }
}
