import NIOCore
import RESP

/// A piece of an answer on its way, as an entry of a Redis stream.
///
/// Field `h`: the head (deployment and provider). `b`: events, behind their place in the stream and a line end. `u`: the
/// data of the usage report. `e`: the end, 1 for a whole answer, 0 where the call failed, and the length of the stream.
/// Values are sealed where encryption is on. Places show whether a piece was lost on its way.
enum LivePiece: Equatable {
    /// The head: who answers.
    case head(deployment: String, provider: String)
    /// Events, and how many bytes of the stream come before them.
    case events(ByteBuffer, at: Int)
    /// The data of the usage report.
    case usage(ByteBuffer)
    /// The end, and how many bytes of events there were.
    case end(isWhole: Bool, length: Int)

    /// Field and value.
    var field: (name: String, value: ByteBuffer) {
        switch self {
        case .head(let deployment, let provider): ("h", ByteBuffer(string: deployment + "\n" + provider))
        case .events(let bytes, let place):
            ("b", Self.joined(place, bytes))
        case .usage(let bytes): ("u", bytes)
        case .end(let isWhole, let length): ("e", ByteBuffer(string: (isWhole ? "1 " : "0 ") + String(length)))
        }
    }

    /// Reads a field; nil for one of a later version.
    init?(name: String, value: ByteBuffer) {
        switch name {
        case "h":
            let parts = String(buffer: value).split(separator: "\n", omittingEmptySubsequences: false)
            guard parts.count == 2 else { return nil }
            self = .head(deployment: String(parts[0]), provider: String(parts[1]))
        case "b":
            let view = value.readableBytesView
            guard let line = view.prefix(20).firstIndex(of: 0x0A),
                let place = Int(String(decoding: view[..<line], as: UTF8.self)), place >= 0,
                let bytes = value.getSlice(at: line + 1, length: view.endIndex - line - 1)
            else { return nil }
            self = .events(bytes, at: place)
        case "u": self = .usage(value)
        case "e":
            let parts = String(buffer: value).split(separator: " ")
            guard parts.count == 2, let length = Int(parts[1]), length >= 0 else { return nil }
            self = .end(isWhole: parts[0] == "1", length: length)
        default: return nil
        }
    }

    private static func joined(_ place: Int, _ bytes: ByteBuffer) -> ByteBuffer {
        var joined = ByteBuffer()
        joined.reserveCapacity(bytes.readableBytes + 20)
        joined.writeString(String(place) + "\n")
        joined.writeImmutableBuffer(bytes)
        return joined
    }
}
