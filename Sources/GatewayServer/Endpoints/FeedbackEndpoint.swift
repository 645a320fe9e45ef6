import GatewayCore
import GatewayWire
import NIOCore

/// `POST /v1/feedback`: a caller says whether an answer that was found by meaning was right.
enum FeedbackEndpoint {
    /// Bytes of a body at most; it has an id and a word.
    private static let maxBodyBytes = 4 << 10
    private static let shape = #"Send {"id": "x-request-id OF THE REPLY", "wrong": true}."#

    /// Takes the feedback, and says what came of it.
    static func take(_ exchange: Exchange) throws(GatewayError) {
        let (id, isWrong) = try self.read(exchange.body)
        guard let outcome = exchange.loop.cache?.feedback(id, isWrong: isWrong, from: exchange.caller) else {
            throw GatewayError(
                .responseNotFound,
                "No answer that was found by meaning is known by the id '\(id.prefix(128))'. The id is the reply's "
                    + "x-request-id; ids are known for a while, and to the tenant that asked.",
                param: "id"
            )
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("object", "feedback")
        writer.member("id", id)
        writer.member("outcome", outcome.rawValue)
        writer.endObject()
        LocalReply.json(exchange, writer.bytes)
    }

    private static func read(_ body: ByteBuffer) throws(GatewayError) -> (id: String, isWrong: Bool) {
        guard body.readableBytes <= self.maxBodyBytes else {
            throw GatewayError(.requestTooLarge, "Feedback has at most \(self.maxBodyBytes) bytes. \(self.shape)")
        }
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue.parse(body.readableBytesSpan)
        } catch {
            throw GatewayError(.invalidJSON, "The body is not JSON. \(self.shape)")
        }
        guard case .string(let id)? = value["id"], !id.isEmpty else {
            throw GatewayError(.invalidRequest, "'id' is missing or no text. \(self.shape)", param: "id")
        }
        guard case .bool(let isWrong)? = value["wrong"] else {
            throw GatewayError(
                .invalidRequest,
                "'wrong' is missing or not true or false. \(self.shape)",
                param: "wrong"
            )
        }
        return (id, isWrong)
    }
}
