import GatewayWire

/// Why a line of a file for warming the cache is no request, and how to mend it.
package struct WarmLineFault: Error, Sendable, Equatable {
    /// What is wrong and how to mend it.
    package var message: String

    /// Creates a fault.
    package init(_ message: String) {
        self.message = message
    }
}

/// One request of a file for warming the cache.
///
/// A line is either the body of a request itself, or an object with `body`, and `endpoint` and `headers` if need be:
///
///     {"model": "chat", "messages": [{"role": "user", "content": "What is a gateway?"}]}
///     {"endpoint": "/v1/embeddings", "headers": {"x-signalbox-cache-tags": "faq"}, "body": {"model": "e", "input": "x"}}
package struct WarmRequest: Sendable, Equatable {
    /// A header field.
    package struct Header: Sendable, Equatable {
        /// Name in lower case.
        package var name: String
        /// Value.
        package var value: String

        /// Creates a field.
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Bytes of an endpoint at most.
    package static let maxEndpointBytes = 1024
    /// Header fields of a line at most.
    package static let maxHeaders = 32
    /// Bytes of the names and values of a line's header fields at most, all together.
    package static let maxHeaderBytes = 8192
    /// Header fields that carry a credential of the data plane.
    package static let credentials: Set<String> = ["authorization", "x-api-key", "api-key", "x-goog-api-key"]

    /// Fields that are the connection's, or follow from the body.
    private static let reserved: Set<String> = [
        "connection", "content-encoding", "content-length", "content-type", "expect", "host", "keep-alive",
        "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding",
        "upgrade",
    ]

    /// Path, and query if there is one.
    package var endpoint: String
    /// Header fields beside those that every request has.
    package var headers: [Header]
    /// Body, a JSON object.
    package var body: [UInt8]

    /// Creates a request.
    package init(endpoint: String, headers: [Header] = [], body: [UInt8]) {
        self.endpoint = endpoint
        self.headers = headers
        self.body = body
    }

    /// Whether a header field of the line says who asks.
    package var hasCredential: Bool {
        self.headers.contains { Self.credentials.contains($0.name) }
    }

    /// Reads a line.
    package init(line: [UInt8]) throws(WarmLineFault) {
        let bytes = line.span.bytes
        let value: JSONValue
        do {
            value = try JSONValue.parse(bytes)
        } catch {
            // Columns only: what it calls line 1 is a line of a file that has many.
            throw WarmLineFault(error.message(in: bytes).replacing(" at line 1, ", with: " at "))
        }
        guard let members = value.members else {
            throw WarmLineFault("The line is not an object. Write one request per line.")
        }
        guard value["body"] != nil else {
            // Such an object without a body would be sent as one.
            guard value["endpoint"] == nil, value["headers"] == nil else {
                throw WarmLineFault("'body' is missing beside 'endpoint' or 'headers'.")
            }
            self.init(endpoint: try Self.endpoint(for: value), body: line)
            return
        }
        try self.init(wrapped: members)
    }

    private init(wrapped members: [JSONValue.Member]) throws(WarmLineFault) {
        var endpoint: String?
        var headers: [Header]?
        var body: JSONValue?
        for member in members {
            switch member.name {
            case "endpoint" where endpoint == nil: endpoint = try Self.checked(endpoint: member.value)
            case "headers" where headers == nil: headers = try Self.checked(headers: member.value)
            case "body" where body == nil:
                guard member.value.members != nil else { throw WarmLineFault("'body' is not an object.") }
                body = member.value
            case "endpoint", "headers", "body": throw WarmLineFault("'\(member.name)' is there twice.")
            default:
                throw WarmLineFault(
                    "Unknown member '\(member.name.prefix(50))'. Beside 'body' there may be 'endpoint' and 'headers'."
                )
            }
        }
        guard let body else { throw WarmLineFault("'body' is missing.") }
        var writer = JSONWriter()
        body.write(to: &writer)
        let path: String
        if let endpoint { path = endpoint } else { path = try Self.endpoint(for: body) }
        self.init(
            endpoint: path,
            headers: headers ?? [],
            body: writer.bytes
        )
    }

    /// The endpoint that a body is for, by the member that holds the prompt.
    private static func endpoint(for body: JSONValue) throws(WarmLineFault) -> String {
        if body["messages"] != nil {
            return "/v1/chat/completions"
        }
        if body["input"] != nil {
            return "/v1/embeddings"
        }
        if body["prompt"] != nil {
            return "/v1/completions"
        }
        throw WarmLineFault(
            "The request has none of 'messages', 'input' and 'prompt'. Name the endpoint: "
                + #"{"endpoint": "/v1/...", "body": {...}}."#
        )
    }

    private static func checked(endpoint value: JSONValue) throws(WarmLineFault) -> String {
        guard let text = value.text, text.utf8.first == UInt8(ascii: "/"), text.utf8.count <= Self.maxEndpointBytes,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") })
        else {
            throw WarmLineFault("'endpoint' is not a path. Write one like /v1/embeddings, percent-encoded.")
        }
        return text
    }

    private static func checked(headers value: JSONValue) throws(WarmLineFault) -> [Header] {
        guard let members = value.members else {
            throw WarmLineFault("'headers' is not an object. Write it like {\"x-signalbox-cache-tags\": \"faq\"}.")
        }
        guard members.count <= Self.maxHeaders else {
            throw WarmLineFault("'headers' has \(members.count) members; at most \(Self.maxHeaders) are sent.")
        }
        var headers: [Header] = []
        var bytes = 0
        for member in members {
            let name = member.name.lowercased()
            let shown = name.prefix(50)
            guard !name.isEmpty, name.utf8.allSatisfy(Self.isTokenByte) else {
                throw WarmLineFault("A name in 'headers' is not a header name.")
            }
            guard !Self.reserved.contains(name) else {
                throw WarmLineFault("The header '\(shown)' is set by the client itself. Leave it out.")
            }
            guard let text = member.value.text, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                throw WarmLineFault("The header '\(shown)' is not a string without control characters.")
            }
            bytes += name.utf8.count + text.utf8.count
            headers.append(Header(name, text))
        }
        guard bytes <= Self.maxHeaderBytes else {
            throw WarmLineFault("'headers' has \(bytes) bytes; at most \(Self.maxHeaderBytes) are sent.")
        }
        return headers
    }

    /// Whether a byte may stand in a header name (RFC 9110, 5.6.2); capitals are gone already.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        byte &- 0x30 <= 9 || byte &- 0x61 <= 25 || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}
