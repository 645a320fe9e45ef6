package import GatewayCore
import NIOCore
import RESP
import Synchronization

extension LoopCache {
    /// Where a look beyond memory has led.
    private enum Course {
        /// The request is answered.
        case answered
        /// The request makes the call itself.
        case leads(FlightLog)
        /// The request makes a call that nobody may follow.
        case alone
    }

    package func search(_ exchange: Exchange) async throws(GatewayError) -> Bool {
        guard let visit = exchange.visit as? Visit else { return false }
        visit.askedAt = self.state.now
        if let replay = visit.paced {
            try await replay.run(exchange)
            return true
        }
        if let inputs = visit.inputs, let isAnswered = try await self.searchInputs(exchange, visit, inputs) {
            return isAnswered
        }
        if visit.directives.onlyIfCached {
            if visit.mayAnswer, let answer = await self.sharedAnswer(visit, exchange),
                try await self.giveShared(answer, to: exchange, visit)
            {
                return true
            }
            guard try await self.answerByMeaning(exchange, visit, landing: nil) else { throw Self.notCached }
            return true
        }
        let maxBytes = visit.policy?.settings.maxEntryBytes ?? self.state.maxReplayBytes
        let course = try await self.course(exchange, visit, maxBytes: maxBytes)
        if visit.policy?.meanings != nil {
            if case .answered = course {
                return true
            }
            if try await self.answerByMeaning(exchange, visit, course) {
                return true
            }
        }
        switch course {
        case .answered:
            return true
        case .leads(let log):
            self.depart(exchange, visit, log)
        case .alone where visit.mayStore:
            self.depart(exchange, visit, FlightLog(key: visit.key, generation: 0, maxBytes: maxBytes))
        case .alone:
            self.noteMiss(exchange)
        }
        return false
    }

    private func course(_ exchange: Exchange, _ visit: Visit, maxBytes: Int) async throws(GatewayError) -> Course {
        let coalesces = visit.policy?.settings.coalesces ?? true
        guard coalesces, visit.mayStore, !visit.directives.noCache else {
            guard visit.mayAnswer, let answer = await self.sharedAnswer(visit, exchange),
                try await self.giveShared(answer, to: exchange, visit)
            else { return .alone }
            return .answered
        }
        var generation = 0
        while true {
            let place = self.state.flights.place(
                visit.key,
                generation: generation,
                maxBytes: maxBytes,
                fingerprint: visit.fingerprint
            )
            switch place {
            case .follows(let log):
                guard let next = try await self.follow(exchange, visit, log, tier: .flight) else { return .answered }
                guard next < self.state.settings.coalesce.maxLeaders else { return .alone }
                // Counted also where newer requests have made the calls that failed.
                generation = max(next, generation + 1)
            case .leads(let log):
                // An entry may have come in while this request was on its way here.
                if visit.mayAnswer, let policy = visit.policy,
                    let hit = self.state.memory?.find(visit.key, now: self.loop.recent),
                    try self.serve(
                        hit.value,
                        to: exchange,
                        visit,
                        policy,
                        tier: .memory,
                        at: self.state.time(of: hit, now: self.loop.recent)
                    ) || visit.paced != nil
                {
                    self.landed(log, .stored(hit.value, .memory))
                    try await visit.paced?.run(exchange)
                    return .answered
                }
                guard let course = try await self.shareCall(exchange, visit, log, &generation) else { continue }
                return course
            }
        }
    }

    /// Looks for an answer to another wording before the request makes its call; those who follow it get it, too.
    private func answerByMeaning(
        _ exchange: Exchange,
        _ visit: Visit,
        _ course: Course
    ) async throws(GatewayError) -> Bool {
        guard case .leads(let log) = course else {
            return try await self.answerByMeaning(exchange, visit, landing: nil)
        }
        do throws(GatewayError) {
            guard try await self.answerByMeaning(exchange, visit, landing: log) else { return false }
        } catch {
            self.landed(log, .failed(error, isFinal: false))
            self.finish(visit, log)
            throw error
        }
        self.finish(visit, log)
        return true
    }

    /// Follows a call; nil where that answered the request, else the number of calls that have failed.
    private func follow(
        _ exchange: Exchange,
        _ visit: Visit,
        _ log: FlightLog,
        tier: CacheNote.Tier
    ) async throws(GatewayError) -> Int? {
        if case .idempotent(let fingerprint) = visit.purpose, log.fingerprint != fingerprint {
            throw Self.keyReused
        }
        let outcome = await FlightFollower.follow(
            exchange,
            log,
            tier: tier,
            atMost: self.state.settings.coalesce.maxFollowers
        )
        switch outcome {
        case nil: return .max
        case .answered: return nil
        case .stored(let answer, let tier):
            return try await self.giveStored(answer, to: exchange, visit, tier: tier) ? nil : log.generation
        case .open(let generation, let failure):
            if let failure, self.standIn(exchange, visit, for: failure) {
                return nil
            }
            return generation
        case .failed(let error):
            guard self.standIn(exchange, visit, for: error) else { throw error }
            return nil
        }
    }

    // MARK: Other nodes

    /// Asks the shared cache before a call is made, and other nodes whether they make it.
    ///
    /// - Returns: nil where the request has to look again.
    private func shareCall(
        _ exchange: Exchange,
        _ visit: Visit,
        _ log: FlightLog,
        _ generation: inout Int
    ) async throws(GatewayError) -> Course? {
        guard let tier = self.tier, tier.client.isAvailable else { return .leads(log) }
        let token = LockToken(&self.loop.chance)
        let finding = await tier.find(visit.key, scope: visit.scope, token: token, within: self.timeLeft(exchange))
        switch finding {
        case .answer(let record):
            let answer = self.state.answer(record, key: visit.key)
            guard visit.mayAnswer, !self.state.isPurged(answer) else { return .leads(log) }
            do throws(GatewayError) {
                guard try self.serveShared(answer, to: exchange, visit) || visit.paced != nil else {
                    return .leads(log)
                }
            } catch {
                self.landed(log, .failed(error, isFinal: false))
                throw error
            }
            self.landed(log, .stored(answer, .redis))
            try await visit.paced?.run(exchange)
            return .answered
        case .nothing(let holdsLock):
            if holdsLock {
                visit.token = token
                self.announce(log, visit)
            }
            return .leads(log)
        case .unreachable:
            // What Redis was asked it may have done all the same: the lock is given back or used up like one that is held.
            visit.token = token
            self.announce(log, visit)
            return .leads(log)
        case .isFetched:
            self.followPeer(log, visit, tier)
            guard let next = try await self.follow(exchange, visit, log, tier: .peer) else { return .answered }
            guard next < self.state.settings.coalesce.maxLeaders else { return .alone }
            generation = max(next, generation + 1)
            return nil
        }
    }

    func timeLeft(_ exchange: Exchange) -> TimeAmount {
        let now = self.loop.now
        return .nanoseconds(Int64(clamping: exchange.deadline > now ? exchange.deadline - now : 0))
    }

    /// The answer in the shared cache, without a lock.
    private func sharedAnswer(_ visit: Visit, _ exchange: Exchange) async -> StoredAnswer? {
        await self.sharedAnswer(visit.key, visit, exchange)
    }

    /// The answer of a key in the shared cache, as far as the request's scope opens it.
    func sharedAnswer(_ key: CacheKey, _ visit: Visit, _ exchange: Exchange) async -> StoredAnswer? {
        guard let tier = self.tier else { return nil }
        let limit = self.timeLeft(exchange)
        guard case .answer(let record) = await tier.find(key, scope: visit.scope, token: nil, within: limit)
        else { return nil }
        let answer = self.state.answer(record, key: key)
        return self.state.isPurged(answer) ? nil : answer
    }

    /// Gives an answer of the shared cache, and keeps it in memory.
    private func serveShared(_ answer: StoredAnswer, to exchange: Exchange, _ visit: Visit) throws(GatewayError) -> Bool
    {
        switch visit.purpose {
        case .exact(let policy):
            self.state.remember(answer, visit.key, grace: policy.rules.grace, now: self.loop.recent)
            return try self.serve(answer, to: exchange, visit, policy, tier: .redis)
        case .idempotent(let fingerprint):
            guard answer.record.origin.bodyFingerprint == fingerprint else { throw Self.keyReused }
            self.state.rememberReplay(answer, visit.key, now: self.loop.recent)
            return self.giveReplay(answer, to: exchange, tier: .redis)
        }
    }

    /// Gives an answer of the shared cache to its end, at its own pace where that is asked for.
    private func giveShared(
        _ answer: StoredAnswer,
        to exchange: Exchange,
        _ visit: Visit
    ) async throws(GatewayError) -> Bool {
        if try self.serveShared(answer, to: exchange, visit) {
            return true
        }
        guard let replay = visit.paced else { return false }
        try await replay.run(exchange)
        return true
    }

    /// Gives an answer that another request has found, as far as this one takes it.
    private func giveStored(
        _ answer: StoredAnswer,
        to exchange: Exchange,
        _ visit: Visit,
        tier: CacheNote.Tier
    ) async throws(GatewayError) -> Bool {
        guard let policy = visit.policy else { return self.giveReplay(answer, to: exchange, tier: tier) }
        if try self.serve(answer, to: exchange, visit, policy, tier: tier) {
            return true
        }
        guard let replay = visit.paced else { return false }
        try await replay.run(exchange)
        return true
    }

    /// Tells this process that a call is shared, so that other nodes can be shown its answer.
    private func announce(_ log: FlightLog, _ visit: Visit) {
        guard let token = visit.token, let tier = self.tier else { return }
        self.state.lives.withLock {
            $0[visit.key] = .own(log, loop: self.loop, scope: visit.scope, token: token, isPublished: false)
        }
        let renewal = LockRenewal(visit.key, token, tier: tier, loop: self.loop)
        visit.renewal = renewal
        renewal.start()
    }

    /// Brings an answer in that another node fetches.
    private func followPeer(_ log: FlightLog, _ visit: Visit, _ tier: SharedTier) {
        let key = visit.key
        let state = self.state
        let tail = PeerTail(
            log,
            loop: self.loop,
            tier: tier,
            scope: visit.scope,
            isStreamed: state.settings.coalesce.wait == .stream,
            maker: { [weak self] record in
                let answer = state.answer(record, key: key)
                self?.rememberPeer(answer, visit)
                return answer
            },
            ended: { [weak self] end in
                _ = state.lives.withLock { $0.removeValue(forKey: key) }
                self?.landed(log, end)
            }
        )
        let bound = NIOLoopBound(tail, eventLoop: self.loop.eventLoop)
        let loop = self.loop
        state.lives.withLock { $0[key] = .peer(bound, loop: loop) }
        log.watch(
            abandoned: { loop.eventLoop.execute { bound.value.stop() } },
            joined: { _ in }
        )
        tail.start()
    }

    private func rememberPeer(_ answer: StoredAnswer, _ visit: Visit) {
        switch visit.purpose {
        case .exact(let policy):
            self.state.remember(answer, visit.key, grace: policy.rules.grace, now: self.loop.recent)
        case .idempotent:
            self.state.rememberReplay(answer, visit.key, now: self.loop.recent)
        }
    }

    // MARK: End

    package func ended(_ exchange: Exchange, _ failure: GatewayError?) -> Bool {
        (exchange.client as? PartialReply)?.end()
        guard let visit = exchange.visit as? Visit, let flight = visit.flight else { return false }
        defer { self.finish(visit, flight.log) }
        guard let failure else {
            // A reply that went past the flight: there is nothing to keep.
            flight.fail(Self.unkept, isFinal: false)
            return false
        }
        let isRepeatable = NegativePolicy.isRepeatable(failure)
        if isRepeatable, let refusals = self.state.refusals, visit.policy != nil, visit.mayStore {
            let refusal = StoredRefusal(error: failure)
            let life = self.state.settings.negativeTTL.wholeNanoseconds
            let now = self.loop.recent
            refusals.insert(visit.key, refusal, size: refusal.memoryBytes, dropAt: now &+ life, now: now)
        }
        let isLast = flight.log.generation + 1 >= self.state.settings.coalesce.maxLeaders
        // What befell one caller alone is nothing to tell the others of.
        let isOwn = [.clientClosedRequest, .clientStalled, .deadlineExceeded].contains(failure.code)
        flight.fail(failure, isFinal: isRepeatable || isLast && !isOwn)
        return self.standIn(exchange, visit, for: failure)
    }

    /// Gives a stored answer in place of one that cannot be had, as far as group and request allow it.
    private func standIn(_ exchange: Exchange, _ visit: Visit, for failure: GatewayError) -> Bool {
        guard let policy = visit.policy, !exchange.headSent, !exchange.client.isGone,
            let stale = visit.stale ?? self.staleEntry(visit), !self.state.isPurged(stale),
            case .serveStale(let age, let ttl, _, _)? = Freshness.afterFailure(
                failure.code.domain,
                stale.times,
                at: self.state.now,
                for: visit.directives,
                within: policy.rules.windows
            )
        else { return false }
        if let target = exchange.target {
            // The attempt that failed last is on record; what it used is no part of the answer.
            AttemptReport.record(exchange, target, failure.code)
            exchange.usage = nil
            exchange.cost = nil
        }
        let status = CacheStatus(.hit, ttl: CacheStatus.seconds(ttl), detail: "stale")
        return stale.reply(to: exchange, outcome: .stale, tier: .memory, age: age, status: status)
    }

    private static let unkept = GatewayError(.internalError, "The answer was not kept.")

    private func staleEntry(_ visit: Visit) -> StoredAnswer? {
        guard visit.mayAnswer else { return nil }
        return self.state.memory?.peek(visit.key, now: self.loop.recent)?.value
    }

    /// Gives back what a call holds.
    func finish(_ visit: Visit, _ log: FlightLog) {
        visit.renewal?.stop()
        visit.renewal = nil
        guard let token = visit.token else { return }
        visit.token = nil
        if !visit.isWritten {
            self.tier?.giveBack(visit.key, token)
        }
        self.state.lives.withLock { lives in
            if case .own(let own, _, _, _, _)? = lives[visit.key], own === log {
                lives[visit.key] = nil
            }
        }
    }
}

extension LoopCache: AnswerKeeper {
    func landed(_ log: FlightLog, _ end: FlightEnd) {
        self.state.flights.remove(log)
        log.finish(end, on: self.loop)
    }
}
