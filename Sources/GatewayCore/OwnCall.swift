import GatewayWire
package import NIOCore

/// A request that the gateway makes for its own ends, through its own pipeline: who is asked, what follows a fault and
/// what it costs is as for any caller's. The object is the client of that request, and collects the reply.
///
/// Confined to its loop.
package final class OwnCall: ClientStream {
    /// Bytes of a reply that are collected; a larger one counts as failed.
    private static let maxReplyBytes = 16 << 20

    private var continuation: CheckedContinuation<ByteBuffer?, Never>?
    private var status = 0
    private var body = ByteBuffer()
    private var isTooLarge = false

    private init(_ continuation: CheckedContinuation<ByteBuffer?, Never>) {
        self.continuation = continuation
    }

    /// Asks a model, and waits for the whole reply; nil where there is none with status 200 in time.
    ///
    /// - Parameters:
    ///   - body: the JSON text, which names the model and asks for no stream.
    ///   - patience: nanoseconds for all of it.
    ///   - loop: the loop on which the caller runs.
    package static func ask(
        _ endpoint: Endpoint,
        _ body: [UInt8],
        patience: UInt64,
        on loop: LoopState
    ) async -> ByteBuffer? {
        await withCheckedContinuation { continuation in
            let call = OwnCall(continuation)
            guard let exchange = call.exchange(endpoint, ByteBuffer(bytes: body), patience, loop) else {
                call.end(with: nil)
                return
            }
            Pipeline.start(exchange)
        }
    }

    private func exchange(
        _ endpoint: Endpoint,
        _ body: ByteBuffer,
        _ patience: UInt64,
        _ loop: LoopState
    ) -> Exchange? {
        let path = endpoint == .embeddings ? "/v1/embeddings" : "/v1/chat/completions"
        let bytes = ByteBuffer(
            string: """
                POST \(path) HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\n\
                x-request-timeout: \(max(patience / 1_000_000, 1))\r\n\r\n
                """
        )
        var parsed = HTTPRequestHead()
        guard (try? parsed.parse(bytes.readableBytesSpan, limits: HTTPLimits())) == true,
            let scan = try? RequestScan.scan(body.readableBytesSpan, for: endpoint.requestEndpoint)
        else { return nil }
        let exchange = Exchange(
            loop: loop,
            client: self,
            endpoint: endpoint,
            head: RequestHead(bytes: bytes, parsed: parsed),
            startedAt: loop.now
        )
        exchange.body = body
        exchange.take(scan, model: scan.modelName(in: body.readableBytesSpan))
        exchange.receivedAt = exchange.startedAt
        return exchange
    }

    // MARK: Reply

    override package var isWritable: Bool { true }

    override package var isGone: Bool { self.continuation == nil }

    override package func sendHead(_ head: ReplyHead) {
        self.status = head.status
    }

    override package func sendBody(_ bytes: ByteBuffer) {
        guard !self.isTooLarge, self.body.readableBytes + bytes.readableBytes <= Self.maxReplyBytes else {
            self.isTooLarge = true
            self.body = ByteBuffer()
            return
        }
        self.body.writeImmutableBuffer(bytes)
    }

    override package func sendEnd() {
        self.end(with: self.status == 200 && !self.isTooLarge ? self.body : nil)
    }

    override package func abort() {
        self.end(with: nil)
    }

    private func end(with reply: ByteBuffer?) {
        let continuation = self.continuation
        self.continuation = nil
        continuation?.resume(returning: reply)
    }
}
