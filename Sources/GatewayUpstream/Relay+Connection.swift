import GatewayCore
import NIOCore

/// Getting a connection, and losing it.
extension Relay {
    /// A connection is there; the request goes out at once.
    func linkReady(_ link: UpstreamLink) {
        guard !self.isDone else {
            link.cancel()
            return
        }
        self.link = link
        self.linkIsReady = true
        // A connection that was waiting is there at once; the clock was read when the attempt began.
        if self.waitTimer != nil {
            self.sentAt = self.now
            if self.race == nil {
                self.exchange.sentAt = self.sentAt
            }
        }
        self.waitEnd = self.endOfSilence(beforeHead: true)
        guard let patch = BodyPatch(self.exchange, for: self.target) else {
            self.exchange.rescue?.isImpossible = true
            self.abandon(GatewayError(.providerStreamIncomplete, "The answer cannot be continued."))
            return
        }
        let length: Int? =
            if self.exchange.isBodyComplete {
                patch.length(of: self.exchange.body.readableBytes)
            } else {
                self.exchange.bodyLength.map { patch.length(of: $0) }
            }
        self.dropWaitTimer()
        link.send(UpstreamRequest(exchange: self.exchange, target: self.target, patch: patch, bodyLength: length))
        for (index, bytes) in self.requestBodyHeld.enumerated() {
            link.sendBody(bytes, isLast: self.requestBodyEnded && index == self.requestBodyHeld.count - 1)
        }
        if self.requestBodyHeld.isEmpty, self.requestBodyEnded {
            link.sendBody(nil, isLast: true)
        }
        self.requestBodyHeld = []
        if !self.exchange.isBodyComplete {
            self.client.setRequestBodyFlowing(true)
        }
        if !self.isDone {
            self.arm()
        }
    }

    /// The link is over before the reply was complete.
    func linkFailed(_ failure: LinkFailure) {
        guard !self.isDone else { return }
        self.dropTimer()
        self.link = nil
        self.linkIsReady = false
        switch failure {
        case .unreachable(let reason):
            self.end(GatewayError(.providerUnreachable, "The provider cannot be reached: \(reason)."))
        case .exhausted:
            self.end(
                GatewayError(
                    .overloaded,
                    "The gateway has no file descriptors left for a connection to the provider. Try again soon.",
                    retryAfterSeconds: 1
                )
            )
        case .queueFull:
            self.end(
                GatewayError(
                    .overloaded,
                    "Too many requests wait for a connection to the provider. Try again soon.",
                    retryAfterSeconds: 1
                )
            )
        case .closedBeforeResponse(let reused):
            // Within the budget: a provider that resets each request looks like one that had closed its connections.
            if reused, self.staleRetryLeft, self.exchange.isBodyComplete,
                self.exchange.loop.budgets.withdraw(self.exchange, for: self.target)
            {
                self.staleRetryLeft = false
                self.owner.countStaleRetry(self.target)
                self.owner.acquireFresh(for: self)
                if !self.isDone, self.link == nil {
                    self.arm()
                }
                return
            }
            self.replyBroken(GatewayError(.providerReset, "The provider closed the connection without an answer."))
        case .reset:
            self.replyBroken(GatewayError(.providerReset, "The provider broke off its answer."))
        case .malformed(let reason):
            self.replyBroken(
                GatewayError(.providerBadResponse, "The provider's answer is not valid HTTP: \(reason)")
            )
        }
    }

    /// The provider takes request bytes again, or does not.
    func linkWritabilityChanged(_ isWritable: Bool) {
        if !self.exchange.isBodyComplete {
            self.client.setRequestBodyFlowing(isWritable)
        }
    }
}
