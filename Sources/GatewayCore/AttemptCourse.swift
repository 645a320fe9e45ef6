import GatewayWire
import NIOCore

/// Where an exchange stands among its candidates: which target is tried now, how, and what follows a failure.
///
/// The plan of fallbacks is made when the first attempt fails; a request without faults does not pay for it.
struct AttemptCourse {
    /// The target to try.
    private(set) var target: Target
    private let order: [Int]
    private let isSingle: Bool
    private var first = 0
    private var plan: FallbackPlan?
    private var ways: [RescueWay] = []
    /// The fault that broke the stream, which the client hears of where nothing mends it.
    private var broken: GatewayError?
    private var brokenFault = AttemptFault(.reset)
    /// Why the first of two attempts that ran beside each other failed, where it failed before the other one ended.
    private var firstFailure: ErrorCode?
    private let settings: RetrySettings
    private let maxAttempts: Int

    /// Begins with the first target that lets an attempt in.
    init(_ exchange: Exchange, single: Target?) throws(GatewayError) {
        self.settings = Self.settings(of: exchange)
        self.maxAttempts = 1 + self.settings.attempts
        let now = exchange.loop.recent
        if let single {
            self.target = single
            self.order = []
            self.isSingle = true
            guard self.admit(single, exchange, at: now) else { throw self.nobody(exchange, at: now) }
            return
        }
        self.order = exchange.loop.order
        self.isSingle = false
        guard let first = self.order.first else {
            throw GatewayError(
                .noDeployment,
                "No deployment can take the request now: all members of the group have weight 0. Ask the operator.",
                param: "model"
            )
        }
        self.target = exchange.snapshot.targets[first]
        try self.begin(exchange, at: now)
    }

    private static func settings(of exchange: Exchange) -> RetrySettings {
        // Who addresses a deployment directly wants to hear of its faults; only what was never sent is sent again.
        var settings = exchange.group?.group.retry ?? RetrySettings(attempts: 1)
        if exchange.group == nil || !exchange.endpoint.isGeneration {
            // What else the API does may have an effect each time it is sent; no connection means that it was not.
            settings.on = [.unreachable]
        }
        return settings
    }

    /// Finds the first candidate that is healthy and quick enough.
    private mutating func begin(_ exchange: Exchange, at now: UInt64) throws(GatewayError) {
        var isLate = false
        for (position, index) in self.order.enumerated() {
            let target = exchange.snapshot.targets[index]
            if position >= exchange.memberCount, !exchange.causes(of: index).mayStandIn {
                continue
            }
            guard !Self.isTooSlow(target, exchange, at: now) else {
                isLate = true
                continue
            }
            guard self.admit(target, exchange, at: now) else { continue }
            self.first = position
            self.target = target
            return
        }
        if isLate {
            throw GatewayError(
                .deadlineExceeded,
                "No deployment is expected to answer within the time that the request allows (x-request-timeout)."
            )
        }
        throw self.nobody(exchange, at: now)
    }

    private func admit(_ target: Target, _ exchange: Exchange, at now: UInt64) -> Bool {
        exchange.admittedAt = now
        switch target.health.admit(at: now) {
        case .admitted: exchange.isProbe = false
        case .probe: exchange.isProbe = true
        case .refused: return false
        }
        return true
    }

    /// The candidates that may answer first.
    private func mayAnswer(_ exchange: Exchange) -> [Int] {
        self.order.enumerated().filter { position, index in
            position < exchange.memberCount || exchange.causes(of: index).mayStandIn
        }.map(\.element)
    }

    private func nobody(_ exchange: Exchange, at now: UInt64) -> GatewayError {
        let targets = self.isSingle ? [self.target] : self.mayAnswer(exchange).map { exchange.snapshot.targets[$0] }
        let soonest = targets.map(\.health.refusesUntil).min() ?? 0
        let seconds = soonest > now ? Int((soonest - now) / 1_000_000_000) + 1 : 1
        let areLimited = targets.allSatisfy {
            let sample = $0.health.sample(at: now)
            return sample.isCoolingDown && sample.breaker == .closed
        }
        if areLimited {
            return GatewayError(
                .providerRateLimited,
                "The provider has asked to be left alone (Retry-After). Try again in \(seconds) s.",
                retryAfterSeconds: seconds
            )
        }
        return GatewayError(
            .noDeployment,
            "All deployments of this model are resting after failures. Try again in \(seconds) s.",
            retryAfterSeconds: seconds
        )
    }

    /// Whether the deployment's usual first token would come after the deadline; asked only where a caller sets one.
    private static func isTooSlow(_ target: Target, _ exchange: Exchange, at now: UInt64) -> Bool {
        guard exchange.hasCallerDeadline,
            let usual = target.health.latency(
                50,
                isStream: exchange.isStream,
                bodyBytes: exchange.body.readableBytes,
                at: now
            )
        else { return false }
        return now.later(by: usual) > exchange.deadline
    }

    // MARK: Outcome

    /// Tells the deployment's health what came of the attempt.
    mutating func report(_ exchange: Exchange, _ error: GatewayError?) {
        let failure = exchange.hedgedFailure
        self.firstFailure = failure?.code
        exchange.hedgedFailure = nil
        let own = failure ?? error
        if failure == nil, exchange.role == .hedge {
            // The other one won; this one was cancelled, which says nothing about it.
            AttemptReport.send(exchange, self.target, Self.outrun)
        } else {
            AttemptReport.send(exchange, self.target, own)
        }
    }

    private static let outrun = GatewayError(.internalError, "Another attempt was faster.")

    /// The second attempt that may begin beside the first: on another member, else on the same deployment again.
    func hedgeOrder(_ exchange: Exchange) -> HedgeOrder? {
        guard let settings = exchange.group?.group.hedge, exchange.attempts == 0, exchange.isBodyComplete,
            exchange.endpoint.isGeneration
        else { return nil }
        let now = exchange.loop.recent
        let measured = self.target.health.latency(
            settings.quantile,
            isStream: exchange.isStream,
            bodyBytes: exchange.body.readableBytes,
            at: now
        )
        guard let delay = measured ?? settings.defaultDelay?.wholeNanoseconds else { return nil }
        let other = self.order.prefix(exchange.memberCount).lazy
            .map { exchange.snapshot.targets[$0] }
            .first { $0.index != self.target.index && !$0.health.isRefusing(at: now) }
        return HedgeOrder(target: other ?? self.target, delay: max(delay, settings.minDelay.wholeNanoseconds))
    }

    /// Takes back that an attempt was let in, which then found no place.
    func abandon(_ exchange: Exchange) {
        let now = exchange.loop.recent
        self.target.health.ended(.neutral, began: now, isProbe: exchange.isProbe, bodyBytes: 0, at: now)
    }

    /// What follows a failed attempt.
    enum Next {
        /// Try `target`, after nanoseconds.
        case attempt(after: UInt64)
        /// Give up with an error.
        case stop(GatewayError)
    }

    /// Records a failed attempt and moves on.
    @inline(never)
    mutating func next(_ exchange: Exchange, after error: GatewayError) -> Next {
        let final = self.broken ?? error
        guard !exchange.client.isGone else {
            self.noteRescue(exchange)
            return .stop(GatewayError(.clientClosedRequest, "The client closed the connection."))
        }
        // A plain reply whose head went out can only be broken off.
        let isCommitted = exchange.headSent && !exchange.isStream
        guard !isCommitted, exchange.isBodyComplete, exchange.attempts < self.maxAttempts,
            exchange.loop.now < exchange.deadline, let fault = AttemptFault(error)
        else {
            self.noteRescue(exchange)
            return .stop(final)
        }
        if exchange.contentSent {
            return self.nextForRescue(exchange, fault, error)
        }
        var plan = self.plan ?? self.makePlan(exchange)
        let before = plan.current
        let step = plan.next(after: fault, self.view(exchange), given: &exchange.loop.chance)
        self.plan = plan
        guard case .attempt(let position, let delay) = step else { return .stop(final) }
        return self.move(exchange, to: position, delay, role: position == before ? .retry : .fallback, error)
    }

    private mutating func move(
        _ exchange: Exchange,
        to position: Int,
        _ delay: UInt64,
        role: AttemptRole,
        _ error: GatewayError
    ) -> Next {
        let next = self.target(at: position, exchange)
        // Who found a queue full has asked nobody yet: going elsewhere is no load beyond that of the request itself.
        guard error.code == .overloaded || exchange.loop.budgets.withdraw(exchange, for: next) else {
            exchange.lacksBudget = true
            return .stop(self.broken ?? error)
        }
        let now = exchange.loop.now
        guard delay > 0 || self.admit(next, exchange, at: now) else {
            // Its place as a probe was taken in this very moment.
            return .stop(self.broken ?? error)
        }
        let failed = exchange.role == .hedge ? exchange.target ?? self.target : self.target
        AttemptReport.record(exchange, failed, exchange.role == .hedge ? error.code : self.firstFailure ?? error.code)
        self.target = next
        exchange.role = role
        return .attempt(after: delay)
    }

    /// Asks to be let in after a pause; false if the deployment has closed meanwhile.
    func admitAfterPause(_ exchange: Exchange) -> Bool {
        self.admit(self.target, exchange, at: exchange.loop.now)
    }

    private func target(at position: Int, _ exchange: Exchange) -> Target {
        guard !self.isSingle, let plan = self.plan else { return self.target }
        return exchange.snapshot.targets[plan.candidates[position].target]
    }

    private func makePlan(_ exchange: Exchange) -> FallbackPlan {
        let candidates: [FallbackCandidate]
        if self.isSingle {
            candidates = [FallbackCandidate(target: self.target.index, isMember: true)]
        } else {
            candidates = self.order.enumerated().map { position, index in
                FallbackCandidate(
                    target: index,
                    causes: exchange.causes(of: index),
                    isMember: position < exchange.memberCount,
                    contextWindow: exchange.snapshot.targets[index].deployment.contextWindow
                )
            }
        }
        var plan = FallbackPlan(candidates, current: self.isSingle ? 0 : self.first, settings: self.settings)
        if exchange.hedges > 0, let hedge = exchange.hedge {
            plan.wasAsked(hedge.target.index, last: exchange.role == .hedge || self.firstFailure != nil)
        }
        return plan
    }

    private func view(_ exchange: Exchange) -> FallbackPlan.View {
        FallbackPlan.View(
            attemptsLeft: self.maxAttempts - exchange.attempts,
            now: exchange.loop.now,
            deadline: exchange.deadline,
            refuses: { index, time in
                let target = exchange.snapshot.targets[index]
                return target.health.isRefusing(at: time) || Self.isTooSlow(target, exchange, at: time)
            }
        )
    }

    // MARK: Rescue

    /// Goes on with a stream that broke, in the first way that is left.
    private mutating func nextForRescue(_ exchange: Exchange, _ fault: AttemptFault, _ error: GatewayError) -> Next {
        self.noteRescue(exchange)
        if self.broken == nil {
            self.broken = error
            self.brokenFault = fault
        }
        let final = self.broken ?? error
        guard exchange.isStream, exchange.endpoint.isStreamedText, let delivered = exchange.delivered,
            !delivered.isOverLimit
        else { return .stop(final) }
        // A way that this deployment refused, or that led elsewhere, is followed by its next way.
        if let order = exchange.rescue, !self.ways.isEmpty,
            exchange.providerStatus >= 400 || order.hasDiverged || order.isImpossible
        {
            let position = self.plan?.current ?? 0
            let way = self.ways.removeFirst()
            return self.rescue(exchange, at: position, way, error)
        }
        var plan = self.plan ?? self.makePlan(exchange)
        // A refusal to go on says nothing against anybody else.
        let cause = fault.fallbackCause == .error || fault.fallbackCause == .timeout ? fault : self.brokenFault
        let step = plan.nextForRescue(after: cause, self.view(exchange))
        self.plan = plan
        guard case .attempt(let position, _) = step else { return .stop(final) }
        let next = self.target(at: position, exchange)
        self.ways = RescuePlan(exchange.group?.group.rescue.mode ?? .auto, BrokenStream(exchange, delivered))
            .ways(canPrefill: next.deployment.capabilities?.contains(.prefill) ?? false)
        guard !self.ways.isEmpty else { return .stop(final) }
        let way = self.ways.removeFirst()
        return self.rescue(exchange, at: position, way, error)
    }

    private mutating func rescue(
        _ exchange: Exchange,
        at position: Int,
        _ way: RescueWay,
        _ error: GatewayError
    ) -> Next {
        let next = self.move(exchange, to: position, 0, role: .rescue, error)
        if case .attempt = next {
            exchange.rescue = RescueOrder(way)
        }
        return next
    }

    /// Takes note of how the current try to go on with a stream has failed.
    private func noteRescue(_ exchange: Exchange) {
        guard let order = exchange.rescue else { return }
        exchange.rescues.append(RescueRecord(way: order.way, outcome: order.hasDiverged ? .diverged : .failed))
    }
}

extension BrokenStream {
    /// What is known of the stream that an exchange has lost.
    init(_ exchange: Exchange, _ delivered: DeliveredText) {
        self.init()
        let body = exchange.body
        guard let scan = exchange.scan else {
            self.isUnrepeatable = true
            return
        }
        self.isDeterministic = scan.isDeterministic(in: body.readableBytesSpan)
        self.isStructured = scan.wantsStructure(in: body.readableBytesSpan)
        self.hasLogprobs = scan.wantsLogprobs
        self.hasToolCall = !delivered.toolCalls.isEmpty
        self.isUnrepeatable =
            delivered.hasToolArguments || delivered.hasOtherText || delivered.hasManyChoices || (scan.n ?? 1) > 1
    }
}
