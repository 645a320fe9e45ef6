package import GatewayCore
package import NIOCore

/// What comes of one attempt.
package enum ScriptedAttempt: Sendable {
    /// Head and whole body.
    case answer(String)
    /// A failure before anything went to the client.
    case fail(GatewayError)
    /// The head of an event stream, events, and then the end or a failure.
    case stream([String], end: GatewayError?)
    /// The head of an event stream without content, then a failure: what a ping commits the gateway to.
    case committed(GatewayError)
    /// A head with a length, a part of the body, and then a failure.
    case cutBody(String, GatewayError)
    /// Waits for `finishHeld`.
    case hold
}

/// Attempts that end as their script says. Confined to its loop.
package final class ScriptedUpstream: Upstream {
    /// What the next attempts do; when it is used up, they answer `{}`.
    package var script: [ScriptedAttempt]
    /// Deployments tried, in order.
    package private(set) var tried: [String] = []
    /// In-flight counts per target as each attempt saw them.
    package private(set) var inFlight: [[Int]] = []
    /// Attempts that wait.
    package private(set) var held: [HeldReply] = []
    /// Called when an attempt begins.
    package var attemptBegan: ((Exchange) -> Void)?
    /// Calls of `apply`.
    package private(set) var applied: [Int] = []

    /// Creates an upstream with a script.
    package init(_ script: [ScriptedAttempt] = []) {
        self.script = script
    }

    package func attempt(_ exchange: Exchange, on target: Target) async throws(GatewayError) {
        self.tried.append(target.deployment.id)
        self.inFlight.append(exchange.loop.inFlight)
        self.attemptBegan?(exchange)
        let step = self.script.isEmpty ? ScriptedAttempt.answer("{}") : self.script.removeFirst()
        switch step {
        case .answer(let body):
            guard !exchange.headSent else {
                throw GatewayError(.providerBadResponse, "An event stream was promised.")
            }
            self.answer(exchange, body)
        case .fail(let error):
            throw error
        case .stream(let events, let error):
            self.begin(exchange, isStream: true)
            for event in events {
                exchange.contentSent = true
                exchange.client.sendBody(ByteBuffer(string: event))
            }
            if let error {
                throw error
            }
            exchange.client.sendEnd()
        case .committed(let error):
            self.begin(exchange, isStream: true)
            throw error
        case .cutBody(let part, let error):
            self.begin(exchange, isStream: false, length: part.utf8.count + 100)
            exchange.contentSent = true
            exchange.client.sendBody(ByteBuffer(string: part))
            throw error
        case .hold:
            let reply = HeldReply(exchange)
            self.held.append(reply)
            if let error = await withUnsafeContinuation({ reply.wait($0) }) {
                throw error
            }
        }
    }

    package func apply(_ snapshot: Snapshot) {
        self.applied.append(snapshot.version)
    }

    private func begin(_ exchange: Exchange, isStream: Bool, length: Int? = nil) {
        let type = isStream ? "text/event-stream" : "application/json"
        exchange.isStream = isStream
        guard !exchange.headSent else { return }
        exchange.headSent = true
        exchange.status = 200
        let lines = ByteBuffer(string: "content-type: \(type)\r\n")
        exchange.client.sendHead(ReplyHead(status: 200, lines: lines, contentLength: length))
    }

    private func answer(_ exchange: Exchange, _ text: String) {
        let body = ByteBuffer(string: text)
        let lines = ByteBuffer(string: "content-type: application/json\r\n")
        exchange.contentSent = true
        exchange.headSent = true
        exchange.status = 200
        exchange.client.sendWhole(
            ReplyHead(status: 200, lines: lines, contentLength: body.readableBytes),
            body: body
        )
    }
}

/// An attempt that waits for the test, and hears what a relay would hear.
package final class HeldReply: ClientStreamListener {
    /// The exchange.
    package let exchange: Exchange
    /// Calls of `clientBecameWritable`.
    package private(set) var writableCalls = 0
    /// Calls of `clientWentAway`.
    package private(set) var goneCalls = 0
    /// Request body that came after the attempt had begun.
    package private(set) var rest = ByteBuffer()
    /// Whether the request body is complete.
    package private(set) var restEnded = false
    private var continuation: UnsafeContinuation<GatewayError?, Never>?
    /// Whether the attempt has not ended.
    package var isWaiting: Bool { self.continuation != nil }

    init(_ exchange: Exchange) {
        self.exchange = exchange
    }

    func wait(_ continuation: UnsafeContinuation<GatewayError?, Never>) {
        self.continuation = continuation
        self.exchange.client.listener = self
    }

    /// Sends the head.
    package func sendHead(
        _ status: Int = 200,
        lines: String = "content-type: text/event-stream\r\n",
        length: Int? = nil
    ) {
        self.exchange.headSent = true
        self.exchange.status = status
        self.exchange.client.sendHead(
            ReplyHead(status: status, lines: ByteBuffer(string: lines), contentLength: length)
        )
    }

    /// Sends a piece of the body, and lets it go.
    package func sendBody(_ text: String) {
        self.exchange.contentSent = true
        self.exchange.client.sendBody(ByteBuffer(string: text))
        self.exchange.client.flush()
    }

    /// Sends head and body, and ends the attempt.
    package func answer(_ text: String, status: Int = 200) {
        let body = ByteBuffer(string: text)
        self.exchange.headSent = true
        self.exchange.status = status
        self.exchange.client.sendWhole(
            ReplyHead(
                status: status,
                lines: ByteBuffer(string: "content-type: application/json\r\n"),
                contentLength: body.readableBytes
            ),
            body: body
        )
        self.finish(nil)
    }

    /// Ends the reply and the attempt.
    package func sendEnd() {
        self.exchange.client.sendEnd()
        self.finish(nil)
    }

    /// Ends the attempt.
    package func finish(_ error: GatewayError?) {
        self.exchange.client.listener = nil
        let continuation = self.continuation
        self.continuation = nil
        continuation?.resume(returning: error)
    }

    package func clientBecameWritable() {
        self.writableCalls += 1
    }

    package func clientWentAway() {
        self.goneCalls += 1
        self.finish(GatewayError(.clientClosedRequest, "The client closed the connection."))
    }

    package func requestBodyArrived(_ bytes: ByteBuffer?, isLast: Bool) {
        if let bytes {
            self.rest.writeImmutableBuffer(bytes)
        }
        self.restEnded = self.restEnded || isLast
    }
}
