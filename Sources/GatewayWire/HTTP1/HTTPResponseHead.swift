/// How a response's body is delimited (RFC 9112, 6.3).
package enum ResponseFraming: Sendable, Equatable {
    /// No body: 1xx, 204, 304, or the answer to HEAD.
    case none
    /// Content-Length, which may be 0.
    case length(Int)
    /// `Transfer-Encoding: chunked`; feed a `ChunkedDecoder`.
    case chunked
    /// Everything until the provider closes the connection.
    case untilClose
}

/// Head of an HTTP/1 response as ranges into the bytes that hold it.
///
/// Used as `HTTPRequestHead` is: one value per connection, the same strictness, because a provider's answer is
/// hostile input too.
package struct HTTPResponseHead: Sendable {
    /// The status code, 100 to 599.
    package private(set) var status = 0
    /// Whether the version is 1.0, not 1.1.
    package private(set) var isHTTP10 = false
    /// How the body is delimited.
    package private(set) var body = ResponseFraming.none
    /// Whether the connection may carry another exchange after this response.
    package private(set) var keepAlive = false
    /// Bytes of the head with its empty line: where the body begins.
    package private(set) var headLength = 0
    /// The reason phrase, often empty.
    package private(set) var reason = 0..<0

    /// The lines so far; a property only so that the accessors below can be inlined into other modules.
    package private(set) var section = FieldSection()
    private var state = State.statusLine

    private enum State {
        case statusLine
        case fields
        case complete
    }

    /// A head that has seen no byte.
    package init() {}

    /// Whether a final response is still to come after this one (RFC 9110, 15.2).
    @inlinable package var isInterim: Bool { self.status < 200 }

    /// Fields in order of arrival.
    @inlinable package var fields: ContiguousArray<HeaderField> { self.section.fields }

    /// What the Connection fields name.
    @inlinable package var connection: ConnectionOptions { self.section.connection }

    /// Value of the first field of that name.
    @inlinable
    package func first(_ name: HeaderName) -> Range<Int>? { self.section.first(name)?.valueRange }

    /// Whether a field of that name is present.
    @inlinable
    package func contains(_ name: HeaderName) -> Bool { self.section.present & name.bit != 0 }

    /// Whether a Connection field lists the name of `field`, so that a proxy must drop it (RFC 9110, 7.6.1).
    package func isConnectionListed(_ field: HeaderField, in bytes: RawSpan) -> Bool {
        self.section.isConnectionListed(field.nameRange, in: bytes)
    }

    /// Forgets the message, for the next one on the connection; storage is kept.
    package mutating func reset() {
        self.section.reset()
        self.state = .statusLine
        self.status = 0
        self.isHTTP10 = false
        self.body = .none
        self.keepAlive = false
        self.headLength = 0
        self.reason = 0..<0
    }

    /// Reads on; true once the head is complete, false when more bytes are needed.
    ///
    /// `bytes` is everything received of this message so far, from its first byte. `forHEAD` says that the request was
    /// one whose answer has no body: HEAD, or CONNECT when it succeeds.
    package mutating func parse(
        _ bytes: RawSpan,
        limits: HTTPLimits,
        forHEAD: Bool
    ) throws(HTTPRefusal) -> Bool {
        while true {
            switch self.state {
            case .statusLine:
                let end = try self.section.lineEnd(in: bytes, ceiling: limits.maxHeadBytes, refusal: .headTooLong)
                guard let end else { return false }
                try self.readStatusLine(bytes, to: end)
                self.section.advance(past: end)
                self.state = .fields
            case .fields:
                let end = try self.section.lineEnd(in: bytes, ceiling: limits.maxHeadBytes, refusal: .headTooLong)
                guard let end else { return false }
                if end == self.section.lineStart {
                    self.finish(headLength: end &+ 2, forHEAD: forHEAD)
                    return true
                }
                _ = try self.section.addField(bytes, end: end, isHTTP10: self.isHTTP10, limits: limits)
                self.section.advance(past: end)
            case .complete:
                return true
            }
        }
    }

    private mutating func finish(headLength: Int, forHEAD: Bool) {
        self.headLength = headLength
        self.state = .complete
        let length = self.section.contentLength
        let connection = self.section.connection
        self.keepAlive = !connection.contains(.close) && (!self.isHTTP10 || connection.contains(.keepAlive))
        if self.status < 200 || self.status == 204 {
            self.body = .none
            // These must not announce a body (RFC 9112, 6.1); a provider that does may also send it.
            if self.section.isChunked || length > 0 { self.keepAlive = false }
        } else if forHEAD || self.status == 304 {
            self.body = .none
        } else if self.section.isChunked {
            self.body = .chunked
        } else if length >= 0 {
            self.body = .length(length)
        } else {
            self.body = .untilClose
            self.keepAlive = false
        }
    }

    /// Takes the current line, which ends at `end`, as a status line (RFC 9112, 4).
    ///
    /// The space before an absent reason may be absent too: many servers leave it out, and nothing hangs on it.
    private mutating func readStatusLine(_ bytes: RawSpan, to end: Int) throws(HTTPRefusal) {
        let start = self.section.lineStart
        guard end &- start >= 12, HeadScan.byte(bytes, start &+ 8) == 0x20 else { throw .malformedStatusLine }
        self.isHTTP10 = try HeadScan.isHTTP10(bytes, at: start, otherwise: .malformedStatusLine)
        var status = 0
        for offset in (start &+ 9)..<(start &+ 12) {
            let digit = HeadScan.byte(bytes, offset) &- 0x30
            guard digit <= 9 else { throw .malformedStatusLine }
            status = status &* 10 &+ Int(digit)
        }
        guard status >= 100, status <= 599 else { throw .malformedStatusLine }
        if status == 101 { throw .switchingProtocols }
        if end &- start > 12, HeadScan.byte(bytes, start &+ 12) != 0x20 { throw .malformedStatusLine }
        self.status = status
        self.reason = min(start &+ 13, end)..<end
    }
}
