import GatewayCore
import GatewayTesting
import GatewayWire
import NIOCore
import NIOEmbedded
import Testing

/// A provider of embeddings in place of the upstream client: a vector says which input it is for. Each attempt waits
/// until it is released, and ends with its client as the relay's do.
final class EmbeddingUpstream: Upstream {
    /// One attempt.
    final class Call: ClientStreamListener {
        let exchange: Exchange
        let deployment: String
        let inputs: [String]
        fileprivate(set) var wasCancelled = false
        fileprivate var continuation: UnsafeContinuation<Bool, Never>?

        fileprivate init(_ exchange: Exchange, _ deployment: String, _ inputs: [String]) {
            self.exchange = exchange
            self.deployment = deployment
            self.inputs = inputs
        }

        func clientBecameWritable() {}
        func requestBodyArrived(_ bytes: ByteBuffer?, isLast: Bool) {}

        func clientWentAway() {
            self.wasCancelled = true
            self.release()
        }

        /// Lets the attempt end.
        func release() {
            let continuation = self.continuation
            self.continuation = nil
            continuation?.resume(returning: !self.wasCancelled)
        }
    }

    /// Attempts, in order.
    private(set) var calls: [Call] = []
    /// What an attempt fails with; nil answers.
    var failure: (Call) -> GatewayError? = { _ in nil }
    /// Tokens that a call reports.
    var tokens: (Call) -> Int? = { $0.inputs.reduce(0) { $0 + $1.utf8.count } }
    /// Changes the vectors of a reply.
    var vectors: ([String]) -> [String] = { $0 }

    func apply(_ snapshot: Snapshot) {}

    func attempt(_ exchange: Exchange, on target: Target) async throws(GatewayError) {
        let json = (try? JSONValue.parse(String(buffer: exchange.body))) ?? .null
        let inputs = json["input"]?.text.map { [$0] } ?? (json["input"]?.elements ?? []).map { $0.text ?? "?" }
        let call = Call(exchange, target.deployment.id, inputs)
        self.calls.append(call)
        exchange.client.listener = call
        let isThere = await withUnsafeContinuation { call.continuation = $0 }
        exchange.client.listener = nil
        guard isThere else { throw GatewayError(.clientClosedRequest, "The client closed the connection.") }
        guard exchange.loop.now < exchange.deadline else {
            throw GatewayError(.deadlineExceeded, "The deadline of the request passed.")
        }
        if let error = self.failure(call) {
            exchange.providerStatus = error.status
            throw error
        }
        self.answer(call)
    }

    private func answer(_ call: Call) {
        let exchange = call.exchange
        let data = self.vectors(call.inputs.map { #""vector of \#($0)""# }).enumerated().map { index, vector in
            #"{"index":\#(index),"embedding":\#(vector),"object":"embedding"}"#
        }
        let tokens = self.tokens(call)
        if let tokens {
            exchange.record(TokenUsage(input: tokens))
        }
        let usage = tokens.map { #","usage":{"prompt_tokens":\#($0),"total_tokens":\#($0)}"# } ?? ""
        let body = ByteBuffer(
            string: #"{"object":"list","data":[\#(data.joined(separator: ","))],"model":"their"\#(usage)}"#
        )
        var lines = ByteBuffer(string: "content-type: application/json\r\nX-RateLimit-Remaining: 7\r\nx-request-id: ")
        exchange.id.write(to: &lines)
        lines.writeString("\r\nx-signalbox-model: \(call.deployment)\r\n")
        exchange.providerStatus = 200
        exchange.headSent = true
        exchange.contentSent = true
        exchange.status = 200
        exchange.respondedAt = exchange.loop.now
        exchange.firstTokenAt = exchange.loop.now
        exchange.lastTokenAt = exchange.loop.now
        exchange.client.sendWhole(
            ReplyHead(status: 200, lines: lines, contentLength: body.readableBytes),
            body: body
        )
    }

    /// Lets all attempts end that wait.
    func releaseAll() {
        for call in self.calls {
            call.release()
        }
    }
}

/// A loop with embeddings of one group, on virtual time.
struct EmbeddingScene {
    let eventLoop = EmbeddedEventLoop()
    let loop: LoopState
    let upstream = EmbeddingUpstream()
    let observer = RecordingObserver()

    /// One request.
    struct Asked {
        let exchange: Exchange
        let client: RecordingClient

        var value: JSONValue { (try? JSONValue.parse(self.client.text)) ?? .null }

        /// The vectors that came, in order of their index.
        var vectors: [String] {
            (self.value["data"]?.elements ?? []).enumerated().map { place, element in
                element["index"]?.integer == place ? element["embedding"]?.text ?? "?" : "misplaced"
            }
        }

        func leave() {
            self.client.hasLeft = true
            self.client.listener?.clientWentAway()
        }
    }

    init(
        _ batching: BatchingSettings? = BatchingSettings(),
        concurrency: Int? = nil,
        price: Price? = nil,
        change: (inout ModelGroup) -> Void = { _ in }
    ) throws {
        var settings = Fixture.settings(models: ["m"], price: price)
        settings.models[0].batching = batching
        settings.models[0].aliases = ["alias"]
        settings.deployments[0].limits.concurrency = concurrency
        change(&settings.models[0])
        self.loop = try Fixture.loop(self.eventLoop, settings)
        self.loop.upstream = self.upstream
        self.loop.observer = self.observer
        self.eventLoop.advanceTime(by: .seconds(1))
    }

    /// Begins a request.
    func ask(
        _ inputs: String...,
        members: String = "",
        model: String = "m",
        headers: String = "",
        caller: VirtualKey? = nil
    ) throws -> Asked {
        let client = RecordingClient()
        let list = inputs.map { "\"\($0)\"" }.joined(separator: ",")
        let exchange = try Fixture.exchange(
            on: self.loop,
            client,
            body: #"{"model":"\#(model)","input":\#(inputs.count == 1 ? list : "[\(list)]")\#(members)}"#,
            path: "/v1/embeddings",
            headers: headers,
            endpoint: .embeddings
        )
        exchange.caller = caller
        Pipeline.start(exchange)
        return Asked(exchange: exchange, client: client)
    }

    /// Lets the window pass.
    func passWindow() {
        self.eventLoop.advanceTime(by: .milliseconds(2))
    }

    /// Lets the window pass, and all that waits for the provider end, round by round.
    func finish() {
        self.passWindow()
        for _ in 0..<6 {
            self.upstream.releaseAll()
            self.eventLoop.advanceTime(by: .seconds(6))
        }
    }
}
