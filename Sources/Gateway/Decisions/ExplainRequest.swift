import GatewayCore
import GatewayWire
import NIOCore

/// A request whose decision is asked for: the request itself, or an object around it.
///
///     {"request": {"model": "auto", "messages": [...]}, "headers": {"x-signalbox-tags": "a"}, "key": "team-a"}
///
/// `endpoint` names another endpoint than the one that the request's members tell, and `key` the virtual key that it is
/// asked for with.
struct ExplainRequest: Sendable {
    /// What is wrong with it.
    struct Fault: Error {
        var message: String
        var param: String?
    }

    private static let maxHeaders = 64
    private static let maxHeaderBytes = 16 << 10

    /// What its path stands for.
    var endpoint: Endpoint
    /// The request's body.
    var body: [UInt8]
    /// The lines of its head, each ended by CRLF.
    var headerLines = ""
    /// Name of the virtual key.
    var key: String?

    /// Reads a request.
    init(reading bytes: [UInt8]) throws(Fault) {
        let value: JSONValue
        do {
            value = try JSONValue.parse(bytes.span.bytes)
        } catch {
            throw Fault(message: "The body is not JSON: \(error.message(in: bytes.span.bytes))")
        }
        guard let members = value.members else { throw Fault(message: "The body is not an object.") }
        guard let request = value["request"] else {
            self.body = bytes
            self.endpoint = try Self.endpoint(for: value)
            return
        }
        guard request.members != nil else { throw Fault(message: "'request' is not an object.", param: "request") }
        for member in members where !["request", "headers", "endpoint", "key"].contains(member.name) {
            throw Fault(
                message: "Unknown member '\(member.name.prefix(50))'. Beside 'request' there may be 'headers', "
                    + "'endpoint' and 'key'.",
                param: String(member.name.prefix(50))
            )
        }
        var writer = JSONWriter(reserving: bytes.count)
        request.write(to: &writer)
        self.body = writer.bytes
        if let endpoint = value["endpoint"] {
            self.endpoint = try Self.endpoint(named: endpoint)
        } else {
            self.endpoint = try Self.endpoint(for: request)
        }
        if let headers = value["headers"] {
            self.headerLines = try Self.lines(headers)
        }
        if let key = value["key"], !key.isNull {
            guard let name = key.text else { throw Fault(message: "'key' is not the name of a key.", param: "key") }
            self.key = name
        }
    }

    /// The head that a client would send.
    func head() throws(Fault) -> RequestHead {
        let path =
            switch self.endpoint {
            case .completions: "/v1/completions"
            case .embeddings: "/v1/embeddings"
            default: "/v1/chat/completions"
            }
        let text =
            "POST \(path) HTTP/1.1\r\nhost: explain\r\ncontent-type: application/json\r\n"
            + "content-length: \(self.body.count)\r\n\(self.headerLines)\r\n"
        let bytes = ByteBuffer(string: text)
        var parsed = HTTPRequestHead()
        guard (try? parsed.parse(bytes.readableBytesSpan, limits: HTTPLimits())) == true else {
            throw Fault(message: "'headers' cannot be the head of a request.", param: "headers")
        }
        return RequestHead(bytes: bytes, parsed: parsed)
    }

    private static func endpoint(for request: JSONValue) throws(Fault) -> Endpoint {
        if request["messages"] != nil { return .chatCompletions }
        if request["input"] != nil { return .embeddings }
        if request["prompt"] != nil { return .completions }
        throw Fault(
            message: "The request has none of 'messages', 'input' and 'prompt'. Send the body of a request, or "
                + #"{"request": {...}, "headers": {...}}."#
        )
    }

    private static func endpoint(named value: JSONValue) throws(Fault) -> Endpoint {
        switch value.text {
        case "/v1/chat/completions": return .chatCompletions
        case "/v1/completions": return .completions
        case "/v1/embeddings": return .embeddings
        default:
            throw Fault(
                message: "'endpoint' is /v1/chat/completions, /v1/completions or /v1/embeddings.",
                param: "endpoint"
            )
        }
    }

    private static func lines(_ value: JSONValue) throws(Fault) -> String {
        guard let members = value.members, members.count <= Self.maxHeaders else {
            throw Fault(message: "'headers' is not an object of at most \(Self.maxHeaders) headers.", param: "headers")
        }
        var lines = ""
        for member in members {
            let name = member.name.lowercased()
            let isName =
                !name.isEmpty
                && name.utf8.allSatisfy { $0 &- 0x61 <= 25 || $0 &- 0x30 <= 9 || $0 == 0x2D || $0 == 0x5F }
            let isFraming = ["content-length", "transfer-encoding", "connection", "host", "content-type"].contains(name)
            guard isName, !isFraming, let text = member.value.text,
                text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
            else {
                throw Fault(
                    message: "The header '\(member.name.prefix(50))' cannot be given here, or is no text.",
                    param: "headers"
                )
            }
            lines += "\(name): \(text)\r\n"
        }
        guard lines.utf8.count <= Self.maxHeaderBytes else {
            throw Fault(message: "'headers' are longer than \(Self.maxHeaderBytes) bytes.", param: "headers")
        }
        return lines
    }
}
