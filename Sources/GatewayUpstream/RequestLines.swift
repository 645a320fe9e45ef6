import GatewayCore
import GatewayWire
import NIOCore

/// Header lines of a request as it goes to a provider.
enum RequestLines {
    /// Bodies up to this many bytes are copied behind the head into one buffer.
    static let copiedBodyBytes = 16 << 10

    /// The request target.
    static func target(_ exchange: Exchange, _ target: Target) -> [UInt8] {
        if exchange.endpoint.isGeneration {
            return target.path(for: exchange.endpoint)
        }
        let head = exchange.head
        let query = head.parsed.path.upperBound..<head.parsed.target.upperBound
        return target.provider.adapter.passthroughPath(
            head.bytes.text(exchange.restPath),
            query: query.isEmpty ? "" : String(head.bytes.text(query).dropFirst()),
            model: target.deployment.model.isEmpty ? nil : target.deployment.model,
            at: target.provider.provider
        )
    }

    /// Bytes that the lines written here take at most, with the fixed parts of all others.
    static func room(_ exchange: Exchange) -> Int {
        HeadWriter.fixedBytes + exchange.head.bytes.readableBytes + exchange.id.length
    }

    /// Writes the client's lines that a provider may see, and the gateway's own; framing lines are the link's.
    static func writeLines(_ exchange: Exchange, to head: inout HeadWriter) {
        exchange.head.bytes.withUnsafeReadableBytes { bytes in
            let dropsListed = exchange.head.parsed.connection.contains(.others)
            head.writeLines(of: exchange.head.parsed.fields, in: bytes) { field, _ in
                self.isForwarded(field, bytes)
                    && !(dropsListed && exchange.head.parsed.isConnectionListed(field, in: bytes.bytes))
            }
        }
        if exchange.endpoint.isGeneration || !self.acceptsGzip(exchange.head) {
            // Usage is read from the reply, so it has to come in the clear.
            head.write("accept-encoding: identity\r\nx-request-id: ")
        } else {
            head.write("accept-encoding: gzip\r\nx-request-id: ")
        }
        head.write(exchange.id)
        head.write("\r\n")
    }

    private static func isForwarded(_ field: HeaderField, _ bytes: UnsafeRawBufferPointer) -> Bool {
        switch field.name {
        case .connection, .keepAlive, .proxyAuthenticate, .proxyAuthorization, .proxyConnection, .te, .trailer,
            .transferEncoding, .upgrade, .contentLength, .host, .expect, .acceptEncoding, .authorization, .xAPIKey,
            .apiKey, .xGoogAPIKey, .cookie, .forwarded, .xForwarded, .via, .xRequestID, .xRequestTimeout, .signalbox:
            return false
        case .other:
            return !self.isAccountHeader(UnsafeRawBufferPointer(rebasing: bytes[field.nameRange]))
        default:
            return true
        }
    }

    /// Whether a header picks an account at OpenAI: it belongs to the caller's credential, which stays here.
    private static func isAccountHeader(_ name: UnsafeRawBufferPointer) -> Bool {
        name.equalsToken("openai-organization") || name.equalsToken("openai-project")
    }

    private static func acceptsGzip(_ head: RequestHead) -> Bool {
        guard let value = head.value(.acceptEncoding) else { return false }
        return String(decoding: value, as: UTF8.self).lowercased().split(separator: ",").contains { coding in
            let parts = coding.split(separator: ";").map { $0.filter { $0 != " " } }
            return parts.first == "gzip"
                && !parts.dropFirst().contains { $0.hasPrefix("q=0") && Double($0.dropFirst(2)) == 0 }
        }
    }
}
