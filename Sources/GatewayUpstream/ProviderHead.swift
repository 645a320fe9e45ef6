import GatewayCore
import GatewayWire
import NIOCore

/// Head of a provider's reply, as text in the form of HTTP/1.1 whatever the protocol version was.
struct ProviderHead {
    /// The head's bytes; ranges in `parsed` count from its reader index.
    var bytes: ByteBuffer
    /// Status and fields.
    var parsed: HTTPResponseHead

    /// Whether the reply is an event stream.
    var isEventStream: Bool { self.contentType(beginsWith: "text/event-stream") }

    /// Whether the reply is JSON.
    var isJSON: Bool { self.contentType(beginsWith: "application/json") }

    /// Whether the body is compressed, so that it cannot be read here.
    var isEncoded: Bool {
        guard let range = self.parsed.first(.contentEncoding), let value = self.bytes.view(range) else { return false }
        return !value.isEmpty && !value.elementsEqual("identity".utf8)
    }

    /// The text of the first field of a name.
    func value(_ name: HeaderName) -> String? {
        self.parsed.first(name).map { self.bytes.text($0) }
    }

    /// The length that the head declares, also where no body follows.
    var declaredLength: Int? {
        self.parsed.first(.contentLength).flatMap { Int(self.bytes.text($0)) }
    }

    private func contentType(beginsWith text: StaticString) -> Bool {
        guard let range = self.parsed.first(.contentType) else { return false }
        return self.bytes.withUnsafeReadableBytes { bytes in
            UnsafeRawBufferPointer(rebasing: bytes[range]).beginsWithToken(text)
        }
    }

    /// Writes the lines that the client may see; the provider's request id under a name of its own.
    func writeLines(to lines: inout ByteBuffer) {
        // A longer name is the only thing that is added, and few bytes longer.
        lines.writeHead(room: self.bytes.readableBytes + 32 * self.parsed.fields.count) { self.writeLines(to: &$0) }
    }

    private func writeLines(to head: inout HeadWriter) {
        self.bytes.withUnsafeReadableBytes { bytes in
            head.writeLines(of: self.parsed.fields, in: bytes) { field, head in
                if field.name == .xRequestID {
                    head.write("x-signalbox-provider-request-id: ")
                    head.write(UnsafeRawBufferPointer(rebasing: bytes[field.valueRange]))
                    head.write("\r\n")
                }
                return self.isForwarded(field, bytes)
            }
        }
    }

    private func isForwarded(_ field: HeaderField, _ bytes: UnsafeRawBufferPointer) -> Bool {
        switch field.name {
        case .connection, .keepAlive, .proxyAuthenticate, .proxyAuthorization, .proxyConnection, .te, .trailer,
            .transferEncoding, .upgrade, .contentLength, .setCookie, .xRequestID, .location, .server, .via, .signalbox,
            .authorization, .xAPIKey, .apiKey, .xGoogAPIKey:
            return false
        case .other:
            let name = UnsafeRawBufferPointer(rebasing: bytes[field.nameRange])
            // These speak of the provider's own address, which the client does not talk to.
            if name.equalsToken("alt-svc") || name.equalsToken("strict-transport-security") {
                return false
            }
        default:
            break
        }
        guard self.parsed.connection.contains(.others) else { return true }
        return !self.parsed.isConnectionListed(field, in: bytes.bytes)
    }
}
