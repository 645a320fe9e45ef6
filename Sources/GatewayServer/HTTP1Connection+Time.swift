import GatewayCore
import NIOCore

/// Timeouts, and the end of the gateway.
extension HTTP1Connection {
    func setDeadline(_ deadline: UInt64) {
        if let timer = self.timer {
            self.loop.timers.set(timer, to: deadline)
        }
    }

    /// A timeout passed; which one follows from the state.
    func timedOut() {
        guard let context = self.context else { return }
        switch self.state {
        case .head:
            if self.sawFirstByte {
                self.timeOut(GatewayError(.requestTimeout, "The request's head did not arrive in time."))
            } else {
                context.close(promise: nil)
            }
        case .length, .chunked:
            if self.streamAfter == nil {
                context.close(promise: nil)
            } else {
                self.timeOut(GatewayError(.requestTimeout, "The request's body did not arrive in time."))
            }
        case .responding, .lingering:
            // It takes none of what waits for it.
            self.exchange?.error = .clientStalled
            context.close(promise: nil)
        }
    }

    private func timeOut(_ error: GatewayError) {
        self.isLastRequest = true
        self.isBodyUnread = true
        self.state = .responding
        if let exchange = self.exchange {
            self.exchange = nil
            Pipeline.fail(exchange, with: error)
            exchange.settle()
        } else {
            self.loop.refuse(error, to: self)
        }
    }

    /// The gateway is stopping: idle connections close now, others after their response.
    func drain() {
        if case .head = self.state, !self.sawFirstByte {
            self.context?.close(promise: nil)
        } else {
            self.isLastRequest = true
        }
    }

    /// Another process serves in place of this one: an idle connection waits a little for one more request.
    ///
    /// Others say in their head that it is the last, and wait likewise where the head is out already: a client that was
    /// not told may send its next request right behind the response.
    func leave() {
        guard case .head = self.state, !self.sawFirstByte, let timer = self.timer else { return }
        self.setDeadline(min(timer.deadline, self.loop.now &+ ConnectionRegistry.farewell))
    }

    /// When a connection that waits for a request is closed.
    var idleDeadline: UInt64 {
        self.loop.now &+ (self.registry.isLeaving ? ConnectionRegistry.farewell : self.loop.bounds.idleTimeout)
    }

    /// The time to drain is over: a stream ends with an error in band, anything else is broken off.
    func cutOff() {
        guard let context = self.context else { return }
        guard let exchange = self.exchange, exchange.isStream, exchange.headSent, !self.responseEnded else {
            context.close(promise: nil)
            return
        }
        self.isLastRequest = true
        let relay = self.listener
        self.listener = nil
        Pipeline.fail(exchange, with: GatewayError(.shuttingDown, "The gateway is stopping. Try again."))
        relay?.clientWentAway()
        self.flushNow()
        context.close(promise: nil)
    }
}

/// The one timer of a client connection.
///
/// Its reference is strong and taken back with the channel: a weak one would make each retain of the connection slow.
final class ConnectionTimer: WheelTimer {
    var connection: HTTP1Connection?

    init(_ connection: HTTP1Connection) {
        self.connection = connection
        super.init()
    }

    override func fired(at now: UInt64) {
        self.connection?.timedOut()
    }
}
