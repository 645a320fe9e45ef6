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
    }

    /// The first content is there: a probe has shown that its deployment is back, however long the answer goes on.
    package static func sawContent(_ exchange: Exchange, _ target: Target) {
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
