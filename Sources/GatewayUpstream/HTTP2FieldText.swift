import GatewayCore
import NIOCore
import NIOHPACK

/// Translates between HTTP/2's field lists and text in the form of HTTP/1.1, which the rest of the gateway reads.
enum HTTP2FieldText {
    /// A provider's response head as text, or nil where the list is malformed (RFC 9113, 8.2 and 8.3.2).
    ///
    /// - Parameter hasBody: whether a body follows; the text says so by `transfer-encoding` if no length is given, and
    ///   by a length of 0 if there is none.
    static func response(_ headers: HPACKHeaders, status: Int, hasBody: Bool, forHEAD: Bool) -> ByteBuffer? {
        var text = ByteBufferAllocator().buffer(capacity: 1024)
        text.writeStaticString("HTTP/1.1 ")
        text.writeDecimal(status)
        text.writeStaticString(" \r\n")
        var hasLength = false
        for (name, value, _) in headers {
            guard Self.isValue(value) else { return nil }
            if name == ":status" {
                continue
            }
            guard Self.isName(name) else { return nil }
            switch name {
            case "connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade":
                return nil
            case "content-length":
                // Equal ones are allowed in HTTP/2; the handler has compared them.
                guard !hasLength else { continue }
                hasLength = true
            default:
                break
            }
            text.writeString(name)
            text.writeStaticString(": ")
            text.writeString(value)
            text.writeStaticString("\r\n")
        }
        if !hasLength, !forHEAD, status != 204, status != 304 {
            text.writeStaticString(hasBody ? "transfer-encoding: chunked\r\n" : "content-length: 0\r\n")
        }
        text.writeStaticString("\r\n")
        return text
    }

    /// The status of a response's field list, if it is the one pseudo-field and stands first.
    static func status(_ headers: HPACKHeaders) -> Int? {
        var iterator = headers.makeIterator()
        guard let (name, value, _) = iterator.next(), name == ":status", value.utf8.count == 3 else { return nil }
        guard let status = Int(value), (100...599).contains(status) else { return nil }
        while let (name, _, _) = iterator.next() {
            if name.utf8.first == UInt8(ascii: ":") {
                return nil
            }
        }
        return status
    }

    /// Adds the fields of header lines; `host` is handed out instead, because HTTP/2 names it otherwise.
    ///
    /// - Returns: value of `host`, if it was among the lines.
    static func add(_ bytes: UnsafeRawBufferPointer, to headers: inout HPACKHeaders) -> String? {
        var host: String?
        var start = 0
        while start < bytes.count {
            let end = Self.first(0x0D, bytes, from: start)
            let colon = Self.first(0x3A, bytes, from: start)
            if colon > start, colon < end {
                var valueStart = colon + 1
                while valueStart < end, bytes[valueStart] == 0x20 || bytes[valueStart] == 0x09 {
                    valueStart += 1
                }
                var valueEnd = end
                while valueEnd > valueStart, bytes[valueEnd - 1] == 0x20 || bytes[valueEnd - 1] == 0x09 {
                    valueEnd -= 1
                }
                let name = Self.lowercased(UnsafeRawBufferPointer(rebasing: bytes[start..<colon]))
                let value = UnsafeRawBufferPointer(rebasing: bytes[valueStart..<valueEnd])
                if name == "host" {
                    host = String(decoding: value, as: UTF8.self)
                } else {
                    headers.add(
                        name: name,
                        value: String(decoding: value, as: UTF8.self),
                        indexing: Self.indexing(of: name)
                    )
                }
            }
            start = end + 2
        }
        return host
    }

    /// Values that differ with every request would only push useful entries out of the peer's table.
    private static func indexing(of name: String) -> HPACKIndexing {
        switch name {
        case "x-request-id", "traceparent", "tracestate", "idempotency-key": .nonIndexable
        default: .indexable
        }
    }

    private static func first(_ byte: UInt8, _ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var at = start
        while at < bytes.count, bytes[at] != byte {
            at += 1
        }
        return at
    }

    private static func lowercased(_ name: UnsafeRawBufferPointer) -> String {
        String(unsafeUninitializedCapacity: name.count) { target in
            for index in 0..<name.count {
                let byte = name[index]
                target[index] = byte &- 0x41 < 26 ? byte | 0x20 : byte
            }
            return name.count
        }
    }

    private static func isName(_ name: String) -> Bool {
        guard !name.isEmpty else { return false }
        for byte in name.utf8 {
            switch byte {
            case 0x61...0x7A, 0x2D, 0x30...0x39, 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2E, 0x5E...0x60, 0x7C, 0x7E: continue
            default: return false
            }
        }
        return true
    }

    private static func isValue(_ value: String) -> Bool {
        for byte in value.utf8 where byte == 0x0D || byte == 0x0A || byte == 0 {
            return false
        }
        return true
    }
}

/// The fields that every request to a provider begins with, kept from one request to the next.
struct HTTP2ConstantFields {
    private var provider: ProviderTarget?
    private(set) var headers = HPACKHeaders()
    private(set) var authority = ""

    /// Makes them the fields of a provider.
    mutating func take(from provider: ProviderTarget) {
        guard self.provider !== provider else { return }
        var headers = HPACKHeaders()
        let host = provider.headerLines.withUnsafeBytes { bytes in
            HTTP2FieldText.add(bytes, to: &headers)
        }
        self.provider = provider
        self.headers = headers
        self.authority = host ?? provider.provider.origin.authority
    }
}
