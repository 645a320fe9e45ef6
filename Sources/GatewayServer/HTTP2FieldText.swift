import GatewayCore
import NIOCore
import NIOHPACK

/// Translates between HTTP/2's field lists and text in the form of HTTP/1.1, which the rest of the gateway reads.
///
/// The one place where a field list of a client is judged (RFC 9113, 8.2 and 8.3): what passes cannot become a second
/// line, another field or another target in the text.
enum HTTP2FieldText {
    /// A request's head as text, or nil where the list is malformed.
    ///
    /// Crumbs of `cookie` are left out: nothing here reads them and no provider may see them.
    ///
    /// - Parameter hasBody: whether a body follows, which the text says by `transfer-encoding` if no length is given.
    static func request(_ headers: HPACKHeaders, hasBody: Bool) -> ByteBuffer? {
        var text = ByteBufferAllocator().buffer(capacity: 1024)
        var pseudo = PseudoFields()
        var isStarted = false
        var hasLength = false
        for (name, value, _) in headers {
            guard Self.isValue(value) else { return nil }
            if name.utf8.first == UInt8(ascii: ":") {
                guard !isStarted, pseudo.set(name, value) else { return nil }
                continue
            }
            if !isStarted {
                isStarted = true
                guard pseudo.write(to: &text) else { return nil }
            }
            guard Self.isName(name) else { return nil }
            switch name {
            case "connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade":
                return nil
            case "te":
                guard value == "trailers" else { return nil }
                continue
            case "cookie":
                continue
            case "host":
                if let authority = pseudo.authority {
                    guard authority == value else { return nil }
                    continue
                }
            case "content-length":
                hasLength = true
            default:
                break
            }
            text.writeString(name)
            text.writeStaticString(": ")
            text.writeString(value)
            text.writeStaticString("\r\n")
        }
        if !isStarted {
            guard pseudo.write(to: &text) else { return nil }
        }
        if hasBody, !hasLength {
            text.writeStaticString("transfer-encoding: chunked\r\n")
        }
        text.writeStaticString("\r\n")
        return text
    }

    /// Whether a list may be a trailer section: no pseudo-fields, names and values in order (RFC 9113, 8.1).
    static func isTrailers(_ headers: HPACKHeaders) -> Bool {
        headers.allSatisfy { name, value, _ in Self.isName(name) && Self.isValue(value) }
    }

    /// A reply's field list, from its status and its lines.
    static func response(_ status: Int, contentLength: Int?, lines: ByteBuffer) -> HPACKHeaders {
        var headers = HPACKHeaders()
        headers.reserveCapacity(16)
        headers.add(name: ":status", value: String(status))
        lines.withUnsafeReadableBytes { bytes in
            Self.add(bytes, to: &headers)
        }
        if let contentLength {
            headers.add(name: "content-length", value: String(contentLength), indexing: .nonIndexable)
        }
        return headers
    }

    private static func add(_ bytes: UnsafeRawBufferPointer, to headers: inout HPACKHeaders) {
        var start = 0
        while start < bytes.count {
            let end = Self.first(0x0D, bytes, from: start)
            let colon = Self.first(0x3A, bytes, from: start)
            if colon > start, colon < end {
                var valueStart = colon + 1
                while valueStart < end, bytes[valueStart] == 0x20 {
                    valueStart += 1
                }
                let name = Self.lowercased(UnsafeRawBufferPointer(rebasing: bytes[start..<colon]))
                let value = String(decoding: UnsafeRawBufferPointer(rebasing: bytes[valueStart..<end]), as: UTF8.self)
                headers.add(name: name, value: value, indexing: Self.indexing(of: name))
            }
            start = end + 2
        }
    }

    /// Values that differ with every reply would only push useful entries out of the peer's table.
    private static func indexing(of name: String) -> HPACKIndexing {
        switch name {
        case "content-type", "cache-control", "x-accel-buffering", "x-signalbox-model", "x-signalbox-provider",
            "x-signalbox-attempts", "x-signalbox-degraded", "vary", "access-control-allow-origin":
            .indexable
        default:
            .nonIndexable
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

    /// Whether a field name is a token without upper case letters (RFC 9113, 8.2.1).
    static func isName(_ name: String) -> Bool {
        guard !name.isEmpty else { return false }
        for byte in name.utf8 {
            switch byte {
            case 0x61...0x7A, 0x2D, 0x30...0x39, 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2E, 0x5E...0x60, 0x7C, 0x7E: continue
            default: return false
            }
        }
        return true
    }

    /// Whether a field value has no CR, LF or NUL, and no white space at its ends (RFC 9113, 8.2.1).
    static func isValue(_ value: String) -> Bool {
        var value = value
        return value.withUTF8 { bytes in
            guard let first = bytes.first, let last = bytes.last else { return true }
            var isSafe = first != 0x20 && first != 0x09 && last != 0x20 && last != 0x09
            for byte in bytes {
                isSafe = isSafe && byte != 0x0D && byte != 0x0A && byte != 0
            }
            return isSafe
        }
    }
}

/// The pseudo-fields of a request (RFC 9113, 8.3.1).
private struct PseudoFields {
    private var method: String?
    private var scheme: String?
    private var path: String?
    private(set) var authority: String?

    /// Takes one; false if it is unknown or came before.
    mutating func set(_ name: String, _ value: String) -> Bool {
        switch name {
        case ":method": Self.set(&self.method, value)
        case ":scheme": Self.set(&self.scheme, value)
        case ":path": Self.set(&self.path, value)
        case ":authority": Self.set(&self.authority, value)
        default: false
        }
    }

    private static func set(_ field: inout String?, _ value: String) -> Bool {
        guard field == nil else { return false }
        field = value
        return true
    }

    /// Writes request line and host; false if the set is not one that a request may have.
    func write(to text: inout ByteBuffer) -> Bool {
        guard let method = self.method, !method.isEmpty, !method.utf8.contains(0x20) else { return false }
        text.writeString(method)
        text.writeStaticString(" ")
        if method == "CONNECT" {
            guard self.scheme == nil, self.path == nil, let authority = self.authority else { return false }
            text.writeString(authority)
        } else {
            guard self.scheme != nil, let path = self.path else { return false }
            guard path.utf8.first == UInt8(ascii: "/") || path == "*" && method == "OPTIONS" else { return false }
            text.writeString(path)
        }
        text.writeStaticString(" HTTP/1.1\r\n")
        if let authority = self.authority {
            text.writeStaticString("host: ")
            text.writeString(authority)
            text.writeStaticString("\r\n")
        }
        return true
    }
}
