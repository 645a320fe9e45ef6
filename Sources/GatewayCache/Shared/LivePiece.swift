import NIOCore
import RESP

/// A piece of an answer on its way, as an entry of a Redis stream.
///
/// Field `h`: the head (deployment and provider). `b`: events. `u`: the data of the usage report. `e`: the end, 1 for a
/// whole answer, 0 where the call failed. Values are sealed where encryption is on.
enum LivePiece {
    /// The head: who answers.
    case head(deployment: String, provider: String)
    /// Events.
    case events(ByteBuffer)
    /// The data of the usage report.
    case usage(ByteBuffer)
    /// The end.
    case end(isWhole: Bool)

    /// Field and value.
    var field: (name: String, value: ByteBuffer) {
        switch self {
        case .head(let deployment, let provider): ("h", ByteBuffer(string: deployment + "\n" + provider))
        case .events(let bytes): ("b", bytes)
        case .usage(let bytes): ("u", bytes)
        case .end(let isWhole): ("e", ByteBuffer(string: isWhole ? "1" : "0"))
        }
    }

    /// Reads a field; nil for one of a later version.
    init?(name: String, value: ByteBuffer) {
        switch name {
        case "h":
            let parts = String(buffer: value).split(separator: "\n", omittingEmptySubsequences: false)
            guard parts.count == 2 else { return nil }
            self = .head(deployment: String(parts[0]), provider: String(parts[1]))
        case "b": self = .events(value)
        case "u": self = .usage(value)
        case "e": self = .end(isWhole: value.readableBytesView.elementsEqual([0x31]))
        default: return nil
        }
    }
}
