import GatewayCore
import GatewaySemantic
import GatewayWire
import NIOCore

/// Answers to other wordings of the same question.
extension LoopCache {
    /// The question of a request, as far as it may be answered by meaning.
    struct Meaning {
        /// The question.
        let text: String
        /// Everything but the question: it must be the same.
        let namespace: CacheKey
        /// Whether it may be a frequent question: the first of a conversation, and a text is wanted.
        let isFrequent: Bool
        /// What was found for it; nil until it was looked up.
        var lookup: QuestionLookup?
    }

    /// Looks for an answer to another wording, and gives it where one is accepted.
    ///
    /// - Parameter log: those who wait for the same request, and get the same answer.
    /// - Returns: whether the request was answered.
    func answerByMeaning(
        _ exchange: Exchange,
        _ visit: Visit,
        landing log: FlightLog?
    ) async throws(GatewayError) -> Bool {
        guard let semantic = self.state.semantic, visit.mayAnswer, !visit.directives.noCache, let policy = visit.policy,
            let group = policy.meanings, let meaning = self.meaning(of: exchange, visit, policy)
        else { return false }
        visit.meaning = meaning
        await semantic.remote?.fetch(meaning.text, on: self.loop)
        guard let lookup = await self.lookUp(meaning, visit, group, semantic, exchange) else {
            group.count { $0.lookups[.busy, default: 0] += 1 }
            return false
        }
        visit.meaning?.lookup = lookup
        if let frequent = lookup.frequent {
            guard try await self.give(frequent.match, of: frequent.answers, to: exchange, visit, policy, landing: log)
            else { return false }
            group.count { $0.note(lookup) }
            semantic.hits.note(
                RememberedHit(group: group, tenant: Self.asker(exchange.caller), candidate: nil),
                id: exchange.id.string
            )
            return true
        }
        guard let found = lookup.hit, let verdict = found.match.verdict else {
            group.count { $0.note(lookup) }
            return false
        }
        guard let stored = await self.storedAnswer(CacheKey(found.match.answer), visit, exchange) else {
            self.forget(found, of: group)
            group.count { $0.lookups[.gone, default: 0] += 1 }
            return false
        }
        let mark = SemanticMark(
            similarity: found.match.similarity,
            score: found.match.score ?? 0,
            risk: verdict.risk,
            bound: group.settings.maxWrong
        )
        let answer = StoredAnswer(stored, mark: mark)
        guard try self.serve(answer, to: exchange, visit, policy, tier: .memory) || visit.paced != nil else {
            group.count { $0.lookups[.gone, default: 0] += 1 }
            return false
        }
        group.count { $0.note(lookup) }
        if let log {
            self.landed(log, .stored(answer, .memory))
        }
        let hit = RememberedHit(group: group, tenant: Self.asker(exchange.caller), candidate: found)
        semantic.hits.note(hit, id: exchange.id.string)
        self.check(exchange, visit, policy, answer, found)
        try await visit.paced?.run(exchange)
        return true
    }

    /// Gives the operator's answer to a frequent question.
    ///
    /// - Returns: whether the request was answered.
    private func give(
        _ match: FrequentAnswers.Match,
        of answers: FrequentAnswers,
        to exchange: Exchange,
        _ visit: Visit,
        _ policy: GroupPolicy,
        landing log: FlightLog?
    ) async throws(GatewayError) -> Bool {
        let mark = SemanticMark(
            frequent: answers.name(match),
            similarity: match.similarity,
            bound: policy.meanings?.settings.maxWrong ?? 0
        )
        let answer = StoredAnswer(self.state.answer(answers.record(match), key: visit.key), mark: mark)
        guard try self.serve(answer, to: exchange, visit, policy, tier: .memory) || visit.paced != nil else {
            return false
        }
        if let log {
            self.landed(log, .stored(answer, .memory))
        }
        try await visit.paced?.run(exchange)
        return true
    }

    /// Looks among the questions that are here, and then among those that the server has; nil where too many do so.
    private func lookUp(
        _ meaning: Meaning,
        _ visit: Visit,
        _ group: MeaningGroup,
        _ semantic: SemanticState,
        _ exchange: Exchange
    ) async -> QuestionLookup? {
        let own = await semantic.find(
            meaning.text,
            in: meaning.namespace,
            for: group,
            isFrequent: meaning.isFrequent
        )
        guard let own else { return nil }
        let timeout = min(TimeAmount(self.state.settings.lookupTimeout), self.timeLeft(exchange))
        guard own.hit == nil, own.frequent == nil, await self.fetch(own, meaning, visit, group, within: timeout) else {
            return own
        }
        return await semantic.find(meaning.text, in: meaning.namespace, for: group, isFrequent: false) ?? own
    }

    /// Whose word counts for a hit.
    static func asker(_ caller: VirtualKey?) -> String { caller?.tenantScope ?? "" }

    /// What can be compared by meaning: the last turn of a chat, or all of them, the rest being the same.
    private func meaning(of exchange: Exchange, _ visit: Visit, _ policy: GroupPolicy) -> Meaning? {
        guard let settings = policy.meanings?.settings, exchange.endpoint == .chatCompletions, let scan = exchange.scan
        else { return nil }
        let body = exchange.body
        let question = ChatQuestion(
            scan,
            in: body.readableBytesSpan,
            extent: settings.compared == .conversation ? .conversation : .lastTurn,
            maxBytes: settings.maxQuestionBytes
        )
        guard let question else { return nil }
        var scope = self.scope(of: exchange, policy)
        if policy.varies || visit.directives.namespace != nil {
            scope.variations = self.variations(of: exchange, policy, visit.directives)
        }
        if let first = visit.firstTarget {
            scope.target = .deployment(exchange.snapshot.targets[first].deployment.id)
        }
        if settings.compared == .conversation {
            // Where another extent is configured, what was stored under this one lies elsewhere.
            scope.variations.append(KeyScope.Variation(name: " compare", value: settings.compared.rawValue))
        }
        let rest = question.rest(of: body.readableBytesSpan)
        guard let key = try? self.keys.key(for: scope, body: rest.span.bytes, ignoring: policy.ignored) else {
            return nil
        }
        let isFrequent =
            question.isOpening && scan.tools == nil && scan.responseFormat == nil && scan.n ?? 1 == 1
            && !scan.wantsLogprobs
        return Meaning(text: question.text, namespace: self.state.shared(key), isFrequent: isFrequent)
    }

    /// The answer of a question: from memory, else from the shared cache.
    private func storedAnswer(_ key: CacheKey, _ visit: Visit, _ exchange: Exchange) async -> StoredAnswer? {
        if let hit = self.state.memory?.find(key, now: self.loop.recent) {
            return self.state.isPurged(hit.value) ? nil : hit.value
        }
        return await self.sharedAnswer(key, visit, exchange)
    }

    /// Lets other wordings find an answer that was just stored.
    func index(_ answer: StoredAnswer, _ visit: Visit, grace: Int64, of exchange: Exchange) {
        guard let policy = visit.policy, let group = policy.meanings,
            let meaning = visit.meaning ?? self.meaning(of: exchange, visit, policy)
        else { return }
        let key = SemanticKey(visit.key)
        let (expires, overflow) = answer.times.freshUntil.addingReportingOverflow(grace)
        guard !overflow else { return }
        let published = NIOLoopBound((cache: self, visit: visit), eventLoop: self.loop.eventLoop)
        Task.immediate(executorPreference: self.loop.executor) {
            let prompts = await OffLoop.run {
                // Nobody has looked it up where the caller wanted a fresh answer.
                let prompts = meaning.lookup?.prompts ?? group.matchers.map { $0.read(meaning.text) }
                group.insert(prompts, in: SemanticKey(meaning.namespace), answer: key, expires: expires)
                return prompts
            }
            let (cache, visit) = published.value
            cache.publish(prompts, meaning, visit, group, expires: expires)
        }
    }
}
