import GatewayCore
import GatewayWire
import NIOCore

/// What is changed in a request's body before it goes to a provider: JSON members, or the `model` part of a form.
struct BodyPatch {
    private(set) var json: JSONPatch

    /// The changes that a target needs (law L9: model, gateway fields, the request for usage, and nothing else).
    ///
    /// Nil where a broken stream is to be continued in a way that the request does not allow.
    init?(_ exchange: Exchange, for target: Target) {
        let renames = !target.deployment.model.isEmpty
        if let scan = exchange.scan {
            self.json = JSONPatch(
                scan,
                quotedModel: renames ? target.modelJSON : nil,
                asksForUsage: exchange.isStream && !exchange.clientWantsUsage && exchange.endpoint.isStreamedText
                    && target.provider.adapter.asksForStreamUsage,
                cutsFallbacks: exchange.group?.group.takesRequestFallbacks ?? false
            )
            guard self.continueAnswer(exchange, scan, for: target) else { return nil }
        } else {
            self.json = JSONPatch()
            if renames, let range = exchange.formModel {
                self.json.replace(range, with: Array(target.deployment.model.utf8))
            }
        }
    }

    /// Adds what makes the request ask for the rest of a broken stream, where it has to.
    private mutating func continueAnswer(_ exchange: Exchange, _ scan: RequestScan, for target: Target) -> Bool {
        guard let order = exchange.rescue, order.way != .restart, let delivered = exchange.delivered else {
            return true
        }
        let text = delivered.decodedContent()
        // An answer that has only thought so far begins anew.
        guard !text.isEmpty else { return true }
        let request = ContinuationRequest(
            style: Self.style(order.way, exchange.endpoint, target),
            delivered: text,
            deliveredTokens: delivered.contentEvents
        )
        let body = exchange.body
        return self.json.continueAnswer(request, scan: scan, body: body.readableBytesSpan)
    }

    private static func style(
        _ way: RescueWay,
        _ endpoint: Endpoint,
        _ target: Target
    ) -> ContinuationRequest.Style {
        if endpoint == .completions {
            return .prompt
        }
        guard way == .prefill else { return .instruction }
        return target.provider.provider.kind == "vllm" ? .prefillVLLM : .prefill
    }

    /// Length of the patched form of a body of a length.
    func length(of bodyLength: Int) -> Int {
        self.json.patchedCount(of: bodyLength)
    }

    /// Writes the patched body; for small bodies, where one write of one buffer is cheapest.
    func write(_ body: ByteBuffer, to writer: inout HeadWriter) {
        self.json.forEachSegment(bodyCount: body.readableBytes) { segment in
            switch segment {
            case .original(let range): writer.write(body, range)
            case .inserted(let bytes): writer.write(bytes)
            }
        }
    }

    /// Appends the patched body.
    func append(_ body: ByteBuffer, to buffer: inout ByteBuffer) {
        buffer.writeHead(room: self.length(of: body.readableBytes)) { self.write(body, to: &$0) }
    }

    /// Hands out the patched body as slices; for large bodies, which are not copied.
    func forEachSlice(of body: ByteBuffer, _ visit: (ByteBuffer) -> Void) {
        self.json.forEachSegment(bodyCount: body.readableBytes) { segment in
            switch segment {
            case .original(let range):
                if let slice = body.getSlice(at: body.readerIndex + range.lowerBound, length: range.count) {
                    visit(slice)
                }
            case .inserted(let bytes):
                visit(ByteBuffer(bytes: bytes))
            }
        }
    }
}
