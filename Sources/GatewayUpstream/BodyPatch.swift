import GatewayCore
import GatewayWire
import NIOCore

/// What is changed in a request's body before it goes to a provider: JSON members, or the `model` part of a form.
struct BodyPatch {
    private(set) var json: JSONPatch

    /// The changes that a target needs (law L9: model, gateway fields, the request for usage, and nothing else).
    init(_ exchange: Exchange, for target: Target) {
        let renames = !target.deployment.model.isEmpty
        if let scan = exchange.scan {
            self.json = JSONPatch(
                scan,
                quotedModel: renames ? target.modelJSON : nil,
                asksForUsage: exchange.isStream && !exchange.clientWantsUsage && exchange.endpoint.isStreamedText
                    && target.provider.adapter.asksForStreamUsage
            )
        } else {
            self.json = JSONPatch()
            if renames, let range = exchange.formModel {
                self.json.replace(range, with: Array(target.deployment.model.utf8))
            }
        }
    }

    /// Length of the patched form of a body of a length.
    func length(of bodyLength: Int) -> Int {
        self.json.patchedCount(of: bodyLength)
    }

    /// Appends the patched body; for small bodies, where one write of one buffer is cheapest.
    func append(_ body: ByteBuffer, to buffer: inout ByteBuffer) {
        self.json.forEachSegment(bodyCount: body.readableBytes) { segment in
            switch segment {
            case .original(let range): buffer.writeBytes(of: body, range)
            case .inserted(let bytes): buffer.writeBytes(bytes)
            }
        }
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
