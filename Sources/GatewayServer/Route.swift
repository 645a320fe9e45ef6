import GatewayCore
import GatewayWire
import NIOCore

/// What a path stands for, and the methods it takes.
struct Route {
    /// What the path stands for.
    var endpoint: Endpoint
    /// The path after prefixes: range in the head's bytes.
    var rest: Range<Int>
    /// Methods for `Allow`.
    var allow: StaticString
    /// Whether the request's method is one of them.
    var takesMethod: Bool
    /// Whether it is an `OPTIONS` request, which is answered with the methods.
    var isOptions: Bool

    /// Prefixes that SDKs put before the API's paths, longest first.
    private static let prefixes: [StaticString] = ["/openai/v1", "/openai", "/v1"]

    /// First segments of OpenAI's other endpoints, which are relayed as they are.
    private static let passthrough: [StaticString] = [
        "/responses", "/files", "/batches", "/images", "/audio", "/moderations", "/uploads", "/vector_stores",
        "/assistants", "/threads", "/fine_tuning", "/evals", "/containers", "/conversations", "/videos", "/rerank",
        "/tokenize", "/detokenize", "/score", "/realtime",
    ]

    /// Finds the route of a head. Paths are compared as bytes; nothing is allocated.
    init(_ head: HTTPRequestHead, in bytes: UnsafeRawBufferPointer) {
        let path = head.path
        var rest = path
        for prefix in Self.prefixes where Self.begins(bytes, path, prefix) {
            let end = path.lowerBound + prefix.utf8CodeUnitCount
            if end == path.upperBound || bytes[end] == UInt8(ascii: "/") {
                rest = end..<path.upperBound
                break
            }
        }
        self.rest = rest
        self.isOptions = head.method == .options
        let method = head.method
        switch true {
        case Self.equals(bytes, rest, "/chat/completions"):
            (self.endpoint, self.allow, self.takesMethod) = (.chatCompletions, "POST, OPTIONS", method == .post)
        case Self.equals(bytes, rest, "/completions"):
            (self.endpoint, self.allow, self.takesMethod) = (.completions, "POST, OPTIONS", method == .post)
        case Self.equals(bytes, rest, "/embeddings"):
            (self.endpoint, self.allow, self.takesMethod) = (.embeddings, "POST, OPTIONS", method == .post)
        case Self.equals(bytes, rest, "/models"):
            (self.endpoint, self.allow) = (.models, "GET, HEAD, OPTIONS")
            self.takesMethod = method == .get || method == .head
        case Self.begins(bytes, rest, "/models/") && rest.count > 8:
            (self.endpoint, self.allow) = (.model, "GET, HEAD, OPTIONS")
            self.takesMethod = method == .get || method == .head
        case Self.equals(bytes, rest, "/feedback"):
            (self.endpoint, self.allow, self.takesMethod) = (.feedback, "POST, OPTIONS", method == .post)
        case Self.equals(bytes, path, "/livez"), Self.equals(bytes, path, "/readyz"),
            Self.equals(bytes, path, "/health"):
            (self.endpoint, self.allow) = (.health, "GET, HEAD, OPTIONS")
            self.takesMethod = method == .get || method == .head
        default:
            let isKnown = Self.passthrough.contains { prefix in
                let end = rest.lowerBound + prefix.utf8CodeUnitCount
                return Self.begins(bytes, rest, prefix)
                    && (end == rest.upperBound || bytes[end] == UInt8(ascii: "/"))
            }
            self.endpoint = isKnown ? .passthrough : .unknown
            self.allow = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
            switch method {
            case .get, .head, .post, .put, .patch, .delete: self.takesMethod = true
            case .options, .connect, .trace, .other: self.takesMethod = false
            }
        }
    }

    private static func equals(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ text: StaticString) -> Bool {
        range.count == text.utf8CodeUnitCount && self.begins(bytes, range, text)
    }

    private static func begins(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count >= text.utf8CodeUnitCount else { return false }
        for index in 0..<text.utf8CodeUnitCount where bytes[range.lowerBound + index] != text.utf8Start[index] {
            return false
        }
        return true
    }
}
