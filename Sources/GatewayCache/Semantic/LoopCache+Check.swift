package import GatewayCore
import GatewaySemantic
import GatewayWire
import NIOCore

/// Finding out whether answers that were found by meaning were right.
extension LoopCache {
    /// A stored answer that is to be compared with what the model says to another wording.
    struct PendingCheck: Sendable {
        /// The stored answer.
        let stored: StoredAnswer
        /// How it was found.
        let found: FoundQuestion
        /// What was asked.
        let question: String
        /// Whether a caller was given the stored answer.
        let isHit: Bool
    }

    /// Calls the model as well for a share of the hits, while the caller has its answer.
    func check(
        _ exchange: Exchange,
        _ visit: Visit,
        _ policy: GroupPolicy,
        _ served: StoredAnswer,
        _ found: FoundQuestion
    ) {
        guard let group = policy.meanings, let meaning = visit.meaning, visit.mayStore, !visit.directives.onlyIfCached,
            self.loop.chance.unit() < group.settings.verified,
            case .leads(let log) = self.state.flights.place(
                visit.key,
                generation: 0,
                maxBytes: policy.maxEntryBytes
            )
        else { return }
        self.callForNobody(exchange, visit, log) { own in
            own.meaning = meaning
            own.check = PendingCheck(stored: served, found: found, question: meaning.text, isHit: true)
        }
    }

    /// What a miss can teach: the model is asked anyway, and what was near may have said the same.
    func exploration(_ visit: Visit) -> PendingCheck? {
        guard let meaning = visit.meaning, let found = meaning.lookup?.explored,
            let stored = self.state.memory?.peek(CacheKey(found.match.answer), now: self.loop.recent)?.value,
            !self.state.isPurged(stored)
        else { return nil }
        return PendingCheck(stored: stored, found: found, question: meaning.text, isHit: false)
    }

    /// The model has answered: compares, and takes the evidence.
    func conclude(_ check: PendingCheck, with fresh: StoredAnswer, _ policy: GroupPolicy) {
        guard let semantic = self.state.semantic, let group = policy.meanings else { return }
        let state = self.state
        let loop = self.loop
        let this = NIOLoopBound(self, eventLoop: loop.eventLoop)
        Task.immediate(executorPreference: loop.executor) {
            let stored = check.stored
            var (verdict, one, other) = await OffLoop.run {
                let (one, other) = (stored.text, fresh.text)
                return (AnswerComparison.verdict(one, other, similarity: semantic.similarity), one, other)
            }
            // A judge costs a call, which only what was given to a caller is worth.
            if verdict == .unclear, check.isHit, let judge = group.settings.judge, let one, let other {
                verdict = await AnswerJudge.verdict(of: judge, on: check.question, one, other, loop: loop)
            }
            group.take(verdict, of: check, at: state.now)
            if verdict == .different, check.isHit {
                this.value.evict(check.found, of: group)
            }
        }
    }

    package func feedback(_ id: String, isWrong: Bool, from caller: VirtualKey?) -> FeedbackOutcome? {
        guard let hit = self.state.semantic?.hits.take(id, tenant: Self.asker(caller)) else { return nil }
        hit.group.count { isWrong ? ($0.called.wrong += 1) : ($0.called.right += 1) }
        guard let found = hit.candidate else { return .counted }
        hit.group.note(found, isWrong: isWrong, isHit: true, at: self.state.now)
        guard isWrong else { return .counted }
        self.evict(found, of: hit.group)
        return .evicted
    }
}

extension MeaningGroup {
    /// Takes the verdict on a stored answer: it counts for the group.
    func take(_ verdict: AnswerComparison.Verdict, of check: LoopCache.PendingCheck, at now: Int64) {
        self.count { counts in
            check.isHit ? counts.checked.note(verdict) : counts.compared.note(verdict)
        }
        guard verdict != .unclear else { return }
        self.note(check.found, isWrong: verdict == .different, isHit: check.isHit, at: now)
    }
}

extension SemanticStatistics.Verdicts {
    /// Counts a verdict.
    mutating func note(_ verdict: AnswerComparison.Verdict) {
        switch verdict {
        case .same: self.right += 1
        case .different: self.wrong += 1
        case .unclear: self.unclear += 1
        }
    }
}
