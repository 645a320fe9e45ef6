import GatewayCore
import GatewaySemantic
import GatewayWire
import NIOCore
import Synchronization

/// The vectors of a configured model: asked for before a look-up, and remembered for a while.
///
/// To the matcher it is an embedder like any other, which has a vector only for what was fetched. Shared by all loops.
package final class RemoteEmbedder: LocalEmbedder {
    package let space: String
    package let dimensions: Int
    private let model: String
    private let patience: UInt64
    private let vectors = Mutex(RecentValues<String, [Float]>(capacity: RemoteEmbedder.capacity))

    /// Texts whose vectors are remembered.
    private static let capacity = 4_096

    /// Creates an embedder without vectors.
    package init(model: String, dimensions: Int, timeout: Duration) {
        self.model = model
        self.dimensions = dimensions
        self.space = "\(model)-\(dimensions)"
        self.patience = timeout.wholeNanoseconds
    }

    package func embed(_ text: String) -> [Float]? {
        self.vectors.withLock { $0[text] }
    }

    /// Gets the vector of a text, unless it is known.
    ///
    /// - Parameter loop: the loop on which the caller runs.
    func fetch(_ text: String, on loop: LoopState) async {
        guard self.embed(text) == nil else { return }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("model", self.model)
        writer.member("input", text)
        writer.member("encoding_format", "float")
        writer.endObject()
        guard let reply = await OwnCall.ask(.embeddings, writer.bytes, patience: self.patience, on: loop),
            let vector = Self.vector(in: reply, dimensions: self.dimensions)
        else { return }
        self.vectors.withLock { $0.note(vector, for: text) }
    }

    /// The vector of a reply with length 1; nil where it has another number of parts, or none that is finite.
    static func vector(in reply: ByteBuffer, dimensions: Int) -> [Float]? {
        guard let value = try? JSONValue.parse(reply.readableBytesSpan),
            let numbers = value["data"]?.elements?.first?["embedding"]?.elements, numbers.count == dimensions
        else { return nil }
        var vector: [Float] = []
        vector.reserveCapacity(dimensions)
        for number in numbers {
            guard let text = number.numberText, let part = Float(text) else { return nil }
            vector.append(part)
        }
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard length.isFinite, length > 0 else { return nil }
        return vector.map { $0 / length }
    }
}
