import GatewayWire
package import NIOCore

/// Turning of a reply into bytes and pauses, with the faults that strike on the way.
///
/// Whoever plays it waits for `firstDelay`, then calls `advance` again and again and does what it says.
package struct Playback: Sendable {
    /// What to do after the bytes that were appended.
    package enum Next: Sendable, Equatable {
        /// Go on after so many nanoseconds.
        case pause(Int64)
        /// The reply is complete.
        case finished
        /// Close the connection, once the bytes are sent.
        case cut
        /// Send nothing more and leave the connection open.
        case stalled
        /// Reset the connection; there are no bytes.
        case reset
    }

    /// The reply's status.
    package let status: Int
    /// Nanoseconds before the first byte.
    package let firstDelay: Int64
    /// Whether the connection can serve another request after this one.
    package let keepsAlive: Bool
    /// Completion tokens sent so far.
    package private(set) var tokens = 0

    private let isHead: Bool
    private let isChunked: Bool
    private var reply: Reply
    private var isHeadSent = false
    private var frames: [UInt8] = []

    /// The playback of a reply to a request; streams to HTTP/1.0 end with the connection.
    package init(_ reply: Reply, to request: ReceivedRequest) {
        self.reply = reply
        self.status = reply.status
        self.firstDelay = reply.delay
        self.isHead = request.method == .head
        self.isChunked = !request.isHTTP10
        if case .stream = reply.body {
            self.keepsAlive = request.keepsAlive && self.isChunked
        } else {
            self.keepsAlive = request.keepsAlive
        }
    }

    /// The fault that ended or will end the reply; faults of status and speed do not count.
    package var fault: Fault? {
        switch self.reply.fault {
        case .reset, .cut, .stall: self.reply.fault
        default: nil
        }
    }

    /// Appends the bytes that are due.
    package mutating func advance(into buffer: inout ByteBuffer) -> Next {
        if self.reply.fault == .reset { return .reset }
        if !self.isHeadSent {
            self.isHeadSent = true
            self.writeHead(into: &buffer)
        }
        switch self.reply.body {
        case .whole(let bytes): return self.advance(whole: bytes, into: &buffer)
        case .stream(var stream):
            // Taken out while it is changed, so that its storage is not copied.
            self.reply.body = .whole([])
            defer { self.reply.body = .stream(stream) }
            return self.advance(&stream, into: &buffer)
        }
    }

    private mutating func advance(whole bytes: [UInt8], into buffer: inout ByteBuffer) -> Next {
        if self.isHead { return .finished }
        switch self.fault {
        case .cut:
            buffer.writeBytes(bytes.prefix(bytes.count / 2))
            return .cut
        case .stall:
            buffer.writeBytes(bytes.prefix(bytes.count / 2))
            return .stalled
        default:
            buffer.writeBytes(bytes)
            self.tokens = self.reply.tokens
            return .finished
        }
    }

    private mutating func advance(_ stream: inout TokenStream, into buffer: inout ByteBuffer) -> Next {
        if stream.isOpen, stream.takenSteps >= stream.tokenSteps / 2 {
            if self.fault == .cut { return .cut }
            if self.fault == .stall { return .stalled }
        }
        self.frames.removeAll(keepingCapacity: true)
        let step = stream.next(into: &self.frames)
        self.writeFrames(into: &buffer)
        switch step {
        case .opening: return .pause(0)
        case .tokens(let count):
            self.tokens += count
            // The end comes at once after the last token.
            return .pause(stream.takenSteps < stream.tokenSteps ? self.reply.latency?.gap() ?? 0 : 0)
        case .closing:
            if self.isChunked { buffer.writeString("0\r\n\r\n") }
            return .finished
        }
    }

    private func writeFrames(into buffer: inout ByteBuffer) {
        guard self.isChunked else {
            buffer.writeBytes(self.frames)
            return
        }
        buffer.writeString(String(self.frames.count, radix: 16))
        buffer.writeString("\r\n")
        buffer.writeBytes(self.frames)
        buffer.writeString("\r\n")
    }

    private func writeHead(into buffer: inout ByteBuffer) {
        buffer.writeString("HTTP/1.1 \(self.status) \(Self.reason(self.status))\r\n")
        for header in self.reply.headers {
            buffer.writeString("\(header.name): \(header.value)\r\n")
        }
        switch self.reply.body {
        case .whole(let bytes): buffer.writeString("content-length: \(bytes.count)\r\n")
        case .stream: if self.isChunked { buffer.writeString("transfer-encoding: chunked\r\n") }
        }
        if !self.keepsAlive { buffer.writeString("connection: close\r\n") }
        buffer.writeString("\r\n")
    }

    private static func reason(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 413: "Content Too Large"
        case 429: "Too Many Requests"
        case 500: "Internal Server Error"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        default: status < 500 ? "Refused" : "Error"
        }
    }
}
