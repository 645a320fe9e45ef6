import GatewayCore
import GatewayWire
import NIOCore

/// Two attempts of one exchange, the second begun because the first had no content in time; the first content wins.
///
/// Client and continuation belong to the race; the relays tell it instead. The timer is the race's own.
final class HedgeRace: WheelTimer, ClientStreamListener {
    private let exchange: Exchange
    private let order: HedgeOrder
    private let owner: UpstreamClient
    private var machine = HedgeMachine()
    private var primary: Relay?
    private var hedge: Relay?
    private let primaryTarget: Target
    private var hedgeBegan: UInt64 = 0
    private var continuation: UnsafeContinuation<GatewayError?, Never>?

    init(_ exchange: Exchange, _ target: Target, _ order: HedgeOrder, owner: UpstreamClient) {
        self.exchange = exchange
        self.order = order
        self.owner = owner
        self.primaryTarget = target
        super.init()
    }

    /// Whether the second attempt runs; then pings are not its business.
    var hasHedge: Bool { self.hedge != nil || self.hedgeBegan > 0 }

    /// Begins with the first attempt.
    func start(_ continuation: UnsafeContinuation<GatewayError?, Never>) {
        self.continuation = continuation
        self.exchange.client.listener = self
        let primary = Relay(exchange: self.exchange, target: self.primaryTarget, owner: self.owner)
        primary.race = self
        self.primary = primary
        self.exchange.loop.timers.set(self, to: self.exchange.sentAt &+ self.order.delay)
        primary.start(nil)
    }

    override func fired(at now: UInt64) {
        guard case .startHedge = self.machine.delayPassed(), !self.exchange.client.isGone,
            self.exchange.attempts < 1 + (self.exchange.group?.group.retry.attempts ?? 0)
        else { return }
        let target = self.order.target
        switch target.health.admit(at: now) {
        case .admitted: break
        case .refused: return
        case .probe:
            // The probe's place is for a request that reports as one.
            target.health.ended(.neutral, began: now, isProbe: true, bodyBytes: 0, at: now)
            return
        }
        guard !target.health.isLimited || target.health.enterIfFree() else { return }
        guard self.exchange.loop.budgets.withdrawHedge(self.exchange, for: target) else {
            self.exchange.lacksBudget = true
            if target.health.isLimited {
                target.health.leave(.ignored, latency: 0, at: now)
            }
            return
        }
        self.hedgeBegan = now
        self.machine.hedgeStarted()
        self.exchange.hedges += 1
        self.exchange.attempts += 1
        self.exchange.countInFlight(target, by: 1)
        let hedge = Relay(exchange: self.exchange, target: target, owner: self.owner)
        hedge.restartClock(at: now)
        hedge.race = self
        self.hedge = hedge
        hedge.start(nil)
    }

    private func runner(_ relay: Relay) -> HedgeMachine.Runner {
        relay === self.hedge ? .hedge : .primary
    }

    /// A relay has the first content, or a whole reply.
    func claimed(_ relay: Relay) {
        let runner = self.runner(relay)
        let action = self.machine.claimed(runner)
        self.exchange.loop.timers.cancel(self)
        if runner == .hedge {
            self.exchange.target = relay.target
            self.exchange.role = .hedge
            if let failure = self.exchange.hedgedFailure {
                self.record(self.primaryTarget, .first, failure.code, since: self.exchange.startedAt)
            }
        }
        self.exchange.sentAt = relay.sentAt
        guard case .cancel(let loser) = action, let lost = loser == .hedge ? self.hedge : self.primary else { return }
        lost.race = nil
        lost.abandon(GatewayError(.internalError, "Another attempt was faster."))
        self.recordLoser(loser)
    }

    private func recordLoser(_ loser: HedgeMachine.Runner) {
        if loser == .hedge {
            self.record(self.order.target, .hedge, nil, since: self.hedgeBegan)
        } else {
            self.record(self.primaryTarget, .first, nil, since: self.exchange.startedAt)
        }
        if loser == .hedge {
            self.releaseHedge(.neutral, .ignored)
        }
    }

    private func recordHedge(_ error: GatewayError?) {
        self.record(self.order.target, .hedge, error?.code, since: self.hedgeBegan)
    }

    /// Keeps an attempt that did not answer; one that was cancelled has cost its prompt, as far as anybody knows.
    private func record(_ target: Target, _ role: AttemptRole, _ error: ErrorCode?, since began: UInt64) {
        self.exchange.failedAttempts.append(
            FailedAttempt(
                target: target,
                role: role,
                error: error,
                status: 0,
                duration: self.exchange.loop.recent &- began,
                usage: error == nil ? TokenUsage(input: self.exchange.body.readableBytes / 4) : nil
            )
        )
    }

    /// A relay has ended.
    func ended(_ relay: Relay, _ error: GatewayError?) {
        let runner = self.runner(relay)
        if runner == .hedge {
            let fault = error.flatMap { self.exchange.client.isGone ? nil : AttemptFault($0) }
            let first = self.exchange.firstTokenAt
            let measured = first > self.hedgeBegan ? first - self.hedgeBegan : nil
            self.releaseHedge(
                error == nil
                    ? .success(latency: measured, isStream: self.exchange.isStream)
                    : fault.map { .failure($0) } ?? .neutral,
                error == nil ? .success : .ignored
            )
        }
        switch self.machine.ended(runner, failed: error != nil) {
        case .recordFailure(.primary):
            self.exchange.hedgedFailure = error
        case .recordFailure(.hedge):
            self.recordHedge(error)
        case .finish:
            // One that had won is the exchange's attempt, and recorded with it.
            if runner == .hedge, self.machine.winner != .hedge, let error {
                self.recordHedge(error)
            }
            self.finish(error)
        case .none, .startHedge, .cancel:
            break
        }
    }

    private func releaseHedge(_ outcome: DeploymentHealth.Outcome, _ load: ConcurrencyLimiter.Outcome) {
        let now = self.exchange.loop.recent
        let target = self.order.target
        self.exchange.countInFlight(target, by: -1)
        target.health.ended(
            outcome,
            began: self.hedgeBegan,
            isProbe: false,
            bodyBytes: self.exchange.body.readableBytes,
            at: now
        )
        if target.health.isLimited {
            target.health.leave(load, latency: now &- self.hedgeBegan, at: now)
        }
        AttemptReport.measure(self.exchange, target, AttemptFacts(self.exchange, outcome, at: now), at: now)
    }

    private func finish(_ error: GatewayError?) {
        self.exchange.loop.timers.cancel(self)
        if self.exchange.client.listener === self {
            self.exchange.client.listener = nil
        }
        self.primary = nil
        self.hedge = nil
        let continuation = self.continuation
        self.continuation = nil
        continuation?.resume(returning: error)
    }

    private var runners: [Relay] { [self.primary, self.hedge].compactMap { $0 } }

    func clientBecameWritable() {
        for relay in self.runners {
            relay.clientBecameWritable()
        }
    }

    func clientWentAway() {
        self.exchange.loop.timers.cancel(self)
        for relay in self.runners {
            relay.clientWentAway()
        }
    }

    func requestBodyArrived(_ bytes: ByteBuffer?, isLast: Bool) {}
}
