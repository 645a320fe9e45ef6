import GatewayWire
import NIOCore

/// What an attempt leaves behind: the word to the deployment's health, and its line in the exchange's record.
package enum AttemptReport {
    /// Tells the deployment's health what came of an attempt that began at `exchange.sentAt`.
    package static func send(_ exchange: Exchange, _ target: Target, _ error: GatewayError?) {
        let now = exchange.loop.recent
        let outcome: DeploymentHealth.Outcome
        var load = ConcurrencyLimiter.Outcome.ignored
        if let error {
            if let fault = AttemptFault(error), !exchange.client.isGone, exchange.rescue?.hasDiverged != true {
                outcome = .failure(fault)
                load = fault.isOverload ? .overloaded : .ignored
            } else {
                outcome = .neutral
            }
        } else {
            let isMeasured = exchange.firstTokenAt > exchange.sentAt && exchange.rescue == nil
            outcome = .success(
                latency: isMeasured ? exchange.firstTokenAt - exchange.sentAt : nil,
                isStream: exchange.isStream
            )
            load = .success
        }
        target.health.ended(
            outcome,
            began: exchange.admittedAt,
            isProbe: exchange.isProbe,
            bodyBytes: exchange.body.readableBytes,
            at: now
        )
        if target.health.isLimited {
            let until = exchange.firstTokenAt > exchange.sentAt ? exchange.firstTokenAt : now
            target.health.leave(load, latency: until.elapsed(since: exchange.sentAt), at: now)
        }
        Self.stopWaiting(exchange)
        var facts = AttemptFacts(exchange, outcome, at: now)
        if let error, error.code == .providerTimeout {
            // How long it would have taken nobody knows, but not less.
            facts.latency = now.elapsed(since: exchange.sentAt)
        }
        self.measure(exchange, target, facts, at: now)
    }

    /// An attempt begins to wait for its first content.
    static func beginWaiting(_ exchange: Exchange, _ target: Target) {
        exchange.signals.waiting = WaitingAttempt(target: target.index, since: exchange.sentAt)
        target.live.began(target.deployment.limits, at: exchange.sentAt)
    }

    private static func stopWaiting(_ exchange: Exchange) {
        guard let waiting = exchange.signals.waiting else { return }
        exchange.signals.waiting = nil
        exchange.snapshot.targets[waiting.target].live.stoppedWaiting(since: waiting.since)
    }

    /// Keeps what an attempt has shown, for those who choose among deployments.
    package static func measure(_ exchange: Exchange, _ target: Target, _ facts: AttemptFacts, at now: UInt64) {
        target.live.ended(facts, target.deployment.limits, at: now)
        guard facts.end == .answered, let group = exchange.group else { return }
        if facts.outputTokens > 0, exchange.endpoint.isStreamedText {
            group.live.noteOutput(tokens: facts.outputTokens, task: exchange.signals.task, at: now)
        }
        if exchange.signals.affinity != 0 {
            // By the same measure as the plan's, which compares the two.
            let tokens = max(facts.inputTokens, exchange.body.readableBytes / Planner.bytesPerToken)
            target.live.residency.note(exchange.signals.affinity, tokens: tokens, at: now)
        }
    }

    /// The first content is there: a probe has shown that its deployment is back, however long the answer goes on.
    package static func sawContent(_ exchange: Exchange, _ target: Target) {
        if exchange.signals.waiting?.target == target.index {
            Self.stopWaiting(exchange)
        }
        guard exchange.isProbe, exchange.target === target else { return }
        exchange.isProbe = false
        target.health.ended(
            .success(latency: nil, isStream: true),
            began: exchange.admittedAt,
            isProbe: true,
            bodyBytes: 0,
            at: exchange.loop.recent
        )
    }

    /// Keeps a failed attempt in the exchange's record, with what it used as far as can be told.
    package static func record(_ exchange: Exchange, _ target: Target, _ error: ErrorCode?) {
        exchange.failedAttempts.append(
            FailedAttempt(
                target: target,
                role: exchange.role,
                error: error,
                status: exchange.providerStatus,
                duration: exchange.loop.now &- exchange.sentAt,
                usage: exchange.usage ?? self.estimate(exchange),
                isEstimated: exchange.usage == nil
            )
        )
    }

    /// Estimates what an attempt has used that was broken off, and that no other one followed.
    static func estimateLast(_ exchange: Exchange) {
        guard exchange.usage == nil, exchange.target != nil, let usage = self.estimate(exchange) else { return }
        exchange.record(usage)
        exchange.usageIsEstimated = true
    }

    /// Tokens of an attempt that was broken off: an event is a token, and four bytes of prompt are one.
    private static func estimate(_ exchange: Exchange) -> TokenUsage? {
        let output = exchange.contentEvents - exchange.contentEventsBefore
        guard output > 0 else { return nil }
        return TokenUsage(input: exchange.body.readableBytes / 4, output: output)
    }
}

extension AttemptFacts {
    /// What an exchange knows of the attempt that has just ended.
    package init(_ exchange: Exchange, _ outcome: DeploymentHealth.Outcome, at now: UInt64) {
        switch outcome {
        case .success(let latency, _):
            self.init(.answered)
            self.latency = latency ?? 0
            if exchange.lastTokenAt > exchange.firstTokenAt, latency != nil {
                self.streaming = exchange.lastTokenAt - exchange.firstTokenAt
            }
        case .failure(let fault) where fault.cause == .rateLimit:
            self.init(.rateLimited)
        case .failure(let fault) where fault.countsAgainstHealth:
            self.init(.failed)
        case .failure, .neutral:
            self.init(.neutral)
        }
        self.isStream = exchange.isStream
        self.bodyBytes = exchange.body.readableBytes
        self.inputTokens = exchange.usage?.promptTotal ?? 0
        self.outputTokens = exchange.usage?.completionTotal ?? exchange.contentEvents - exchange.contentEventsBefore
    }
}
