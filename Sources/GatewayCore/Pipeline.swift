import GatewayWire
import NIOCore

/// The life of a request, phase by phase; everything else is called from here.
///
/// Runs on the exchange's event loop, in one task that starts at once and suspends once per attempt. A request that is
/// answered from memory needs no task.
package struct Pipeline {
    /// Answers the exchange from memory, or starts its task on its loop.
    package static func start(_ exchange: Exchange) {
        do throws(GatewayError) {
            exchange.enter(.recall, at: exchange.receivedAt)
            try Planner.resolve(exchange)
        } catch {
            self.fail(exchange, with: error)
            exchange.settle()
            return
        }
        if exchange.group?.rulesPrecedeRecall == true, let router = exchange.loop.router {
            self.ruleFirst(exchange, router)
        } else if self.recall(exchange) {
            self.forward(exchange)
        }
    }

    /// Applies rules that have a say in the look-up, and goes on.
    @inline(never)
    private static func ruleFirst(_ exchange: Exchange, _ router: any RequestRouter) {
        exchange.unfold()
        if router.takesLong(exchange) {
            self.readFirst(exchange)
            return
        }
        if self.rule(exchange, router), self.recall(exchange) {
            self.forward(exchange)
        }
    }

    private static func rule(_ exchange: Exchange, _ router: any RequestRouter) -> Bool {
        do throws(GatewayError) {
            try router.rule(on: exchange)
            return true
        } catch {
            self.fail(exchange, with: error)
            exchange.settle()
            return false
        }
    }

    /// Has the content read away from the loop, and goes on.
    @inline(never)
    private static func readFirst(_ exchange: Exchange) {
        Task.immediate(executorPreference: exchange.loop.executor) {
            guard let router = exchange.loop.router else { return }
            await router.read(exchange)
            if self.rule(exchange, router), self.recall(exchange) {
                await Self.run(exchange)
            }
        }
    }

    /// Asks memory.
    ///
    /// - Returns: whether the exchange is to be forwarded.
    private static func recall(_ exchange: Exchange) -> Bool {
        do throws(GatewayError) {
            guard let cache = exchange.loop.cache, try cache.answer(exchange) else { return true }
        } catch {
            self.fail(exchange, with: error)
        }
        exchange.settle()
        return false
    }

    /// Starts the task of an exchange whose group is resolved.
    package static func forward(_ exchange: Exchange) {
        Task.immediate(executorPreference: exchange.loop.executor) {
            await Self.run(exchange)
        }
    }

    /// Takes an exchange that memory does not answer to its settlement.
    private static func run(_ exchange: Exchange) async {
        do throws(GatewayError) {
            if exchange.visit == nil {
                try CallerWishes.apply(to: exchange)
                try await self.plan(exchange)
            } else {
                try await self.visit(exchange)
            }
        } catch {
            self.fail(exchange, with: error)
        }
        exchange.settle()
    }

    /// Looks further than memory, and tells the cache how a forwarded request ended.
    @inline(never)
    private static func visit(_ exchange: Exchange) async throws(GatewayError) {
        guard let cache = exchange.loop.cache else { return }
        do throws(GatewayError) {
            if exchange.isForGateway {
                exchange.deadline = exchange.startedAt &+ (exchange.group?.bounds ?? .standard).total
            } else {
                try CallerWishes.apply(to: exchange)
            }
            if exchange.visit?.isSearched == false, try await cache.search(exchange) {
                return
            }
            try await self.plan(exchange)
        } catch {
            guard cache.ended(exchange, error) else { throw error }
            return
        }
        _ = cache.ended(exchange, nil)
    }

    private static func plan(_ exchange: Exchange) async throws(GatewayError) {
        // Without a visit nobody has looked, and no time has passed.
        exchange.enter(.plan, at: exchange.visit == nil ? exchange.receivedAt : nil)
        if exchange.group?.group.batch != nil {
            try await exchange.loop.batchWaits.wait(exchange)
        }
        if exchange.group != nil, let router = exchange.loop.router, router.takesLong(exchange), exchange.ruling == nil
        {
            await router.read(exchange)
        }
        let single = try Planner.plan(exchange)
        if let first = exchange.visit?.firstTarget {
            self.prefer(first, exchange)
        }
        exchange.enter(.attempt)
        exchange.sentAt = exchange.loop.recent
        try await self.attempt(exchange, single: single)
    }

    /// Puts a member in front of the others.
    private static func prefer(_ target: Int, _ exchange: Exchange) {
        let loop = exchange.loop
        guard let place = loop.order.prefix(exchange.memberCount).firstIndex(of: target), place > 0 else { return }
        loop.order.insert(loop.order.remove(at: place), at: 0)
    }

    /// Finds the caller's key; called when the head is there, so that nobody uploads a body in vain.
    package static func authenticate(_ exchange: Exchange) throws(GatewayError) {
        let authenticator = exchange.loop.authenticator
        if authenticator.isOpen {
            return
        }
        guard let credential = Credential.find(in: exchange.head) else {
            throw GatewayError(
                .invalidAPIKey,
                "No API key given. Send it as 'Authorization: Bearer KEY' (or x-api-key, api-key, x-goog-api-key)."
            )
        }
        guard let key = exchange.loop.credentials.key(for: credential, by: authenticator) else {
            throw GatewayError(
                .invalidAPIKey,
                "Incorrect API key provided. Ask the operator of this gateway for a key."
            )
        }
        exchange.caller = key
    }

    /// Tells the client what went wrong: as a response where none has begun, else in band or by breaking off.
    @inline(never)
    package static func fail(_ exchange: Exchange, with error: GatewayError) {
        if exchange.error != nil, exchange.headSent {
            // The client was told already.
            return
        }
        // The first reason counts: what follows from it (a client that was cut off is gone) does not replace it.
        exchange.error = exchange.error ?? error.code
        guard !exchange.client.isGone else {
            if exchange.status == 0 {
                exchange.status = 499
            }
            return
        }
        if exchange.headSent {
            guard exchange.isStream else {
                exchange.client.abort()
                return
            }
            var frame = ByteBuffer()
            frame.writeBytes(EventStreamWriter.event(ErrorReply.body(of: error)))
            exchange.client.sendBody(frame)
            exchange.client.sendEnd()
            return
        }
        exchange.headSent = true
        exchange.status = error.status
        var lines = ByteBuffer()
        lines.writeHead(room: HeadWriter.fixedBytes) { ReplyLines.writeDecision(exchange, to: &$0) }
        ErrorReply.send(
            error,
            id: exchange.id,
            attempts: exchange.attempts,
            target: exchange.target,
            lines: lines,
            to: exchange.client
        )
    }
}
