import GatewayWire
import NIOCore

/// The life of a request, phase by phase; everything else is called from here.
///
/// Runs on the exchange's event loop, in one task that starts at once and suspends once per attempt.
package struct Pipeline {
    /// Starts the exchange's task on its loop.
    package static func start(_ exchange: Exchange) {
        Task.immediate(executorPreference: exchange.loop.executor) {
            await Self.run(exchange)
        }
    }

    /// Takes an exchange whose request has arrived to its settlement.
    package static func run(_ exchange: Exchange) async {
        do throws(GatewayError) {
            exchange.enter(.plan, at: exchange.receivedAt)
            let single = try Planner.plan(exchange)
            exchange.enter(.attempt)
            exchange.sentAt = exchange.loop.recent
            try CallerWishes.apply(to: exchange)
            try await self.attempt(exchange, single: single)
        } catch {
            self.fail(exchange, with: error)
        }
        exchange.settle()
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
        guard let key = authenticator.key(for: credential) else {
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
        ErrorReply.send(
            error,
            id: exchange.id,
            attempts: exchange.attempts,
            target: exchange.target,
            to: exchange.client
        )
    }
}
