import GatewayWire

/// The attempts of an exchange: one where all is well, else as many as the plan, the budget and the deadline allow.
extension Pipeline {
    static func attempt(_ exchange: Exchange, single: Target?) async throws(GatewayError) {
        guard let upstream = exchange.loop.upstream else {
            throw GatewayError(.internalError, "The gateway is not ready.")
        }
        var course = try AttemptCourse(exchange, single: single)
        exchange.loop.budgets.deposit(exchange, for: course.target)
        if exchange.group?.group.batching != nil, try await Self.attemptMerged(exchange, &course) {
            return
        }
        while true {
            var failure: GatewayError?
            var hasPlace = true
            do throws(GatewayError) {
                if course.target.health.isLimited {
                    hasPlace = false
                    try await Self.takePlace(exchange, at: course.target)
                    hasPlace = true
                }
                exchange.hedge = course.hedgeOrder(exchange)
                Self.begin(exchange, on: course.target)
                try await upstream.attempt(exchange, on: course.target)
            } catch {
                failure = error
            }
            if hasPlace {
                course.report(exchange, failure)
                exchange.countInFlight(course.target, by: -1)
            } else {
                course.abandon(exchange)
            }
            guard let failure else {
                Self.noteSuccess(exchange)
                return
            }
            switch course.next(exchange, after: failure) {
            case .stop(let error):
                throw error
            case .attempt(let delay):
                if delay > 0 {
                    try await Self.pause(exchange, for: delay, after: failure)
                    guard course.admitAfterPause(exchange) else { throw failure }
                }
            }
        }
    }

    static func begin(_ exchange: Exchange, on target: Target) {
        if exchange.attempts > 0 {
            exchange.enter(.attempt)
            exchange.sentAt = exchange.loop.recent
        }
        exchange.target = target
        exchange.attempts += 1
        exchange.providerStatus = 0
        exchange.usage = nil
        exchange.cost = nil
        exchange.contentEventsBefore = exchange.contentEvents
        exchange.countInFlight(target, by: 1)
        AttemptReport.beginWaiting(exchange, target)
    }

    static func noteSuccess(_ exchange: Exchange) {
        if exchange.isDrained {
            // The answer was read to its end for the account's sake; nobody got it.
            exchange.error = exchange.error ?? .clientClosedRequest
            exchange.status = exchange.headSent ? exchange.status : 499
        }
        if let order = exchange.rescue {
            exchange.rescues.append(RescueRecord(way: order.way, outcome: .succeeded))
        }
    }

    /// Waits for one of the deployment's places.
    static func takePlace(_ exchange: Exchange, at target: Target) async throws(GatewayError) {
        let ticket = QueueTicket(loop: exchange.loop)
        let began = exchange.loop.now
        let place = target.health.enter(
            ticket,
            tenant: exchange.caller?.tenantNumber ?? 0,
            priority: exchange.priority,
            at: began
        )
        let id: UInt64
        if case .free = place {
            exchange.group?.live.noteRequest(isCrowded: false)
        } else {
            exchange.group?.live.noteRequest(isCrowded: true)
        }
        switch place {
        case .free:
            return
        case .refused(let retryAfter):
            throw Self.full(target, retryAfter: retryAfter)
        case .waits(let queued):
            id = queued
        }
        let patience = began.later(by: target.deployment.queue.timeout.wholeNanoseconds)
        let end = await ticket.wait(on: exchange.client, until: min(patience, exchange.deadline))
        let now = exchange.loop.now
        exchange.queuedFor &+= now &- began
        switch end {
        case .granted:
            exchange.sentAt = now
            return
        case .refused:
            throw Self.full(target, retryAfter: 1_000_000_000)
        case .clientGone:
            target.health.withdraw(id, ticket, at: now)
            throw GatewayError(.clientClosedRequest, "The client closed the connection.")
        case .timedOut:
            target.health.withdraw(id, ticket, at: now)
            guard now < exchange.deadline else {
                throw GatewayError(.deadlineExceeded, "The deadline of the request passed.")
            }
            throw Self.full(target, retryAfter: 1_000_000_000)
        }
    }

    private static func full(_ target: Target, retryAfter: UInt64) -> GatewayError {
        let seconds = max(1, Int(min(retryAfter, 3600_000_000_000) / 1_000_000_000))
        var error = GatewayError(
            .overloaded,
            "All places at the deployment are taken and its queue is full (limits.concurrency, queue). Try again soon.",
            retryAfterSeconds: seconds
        )
        // Somebody else may have room; the deployment's health has no part in it.
        error.fault = AttemptFault(.rateLimit, retryAfter: .max, shouldRetry: false)
        return error
    }

    static func pause(
        _ exchange: Exchange,
        for delay: UInt64,
        after failure: GatewayError
    ) async throws(GatewayError) {
        let isThere = await LoopPause.wait(exchange, until: exchange.loop.now.later(by: delay))
        guard isThere else { throw GatewayError(.clientClosedRequest, "The client closed the connection.") }
    }
}
