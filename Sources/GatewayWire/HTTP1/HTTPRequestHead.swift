/// How a request's body is delimited (RFC 9112, 6.3).
package enum BodyFraming: Sendable, Equatable {
    /// Neither Content-Length nor Transfer-Encoding: there is no body.
    case none
    /// Content-Length, which may be 0.
    case length(Int)
    /// `Transfer-Encoding: chunked`; feed a `ChunkedDecoder`.
    case chunked
}

/// Head of an HTTP/1 request as ranges into the bytes that hold it.
///
/// Keep one value per connection and `reset()` it between messages: nothing is allocated once its storage has grown.
/// While `parse` answers false, call it again with a span that begins with the same bytes and has more of them. After
/// a refusal the connection is lost; only `reset()` makes the value usable again.
package struct HTTPRequestHead: Sendable {
    /// The method, if well known.
    package private(set) var method = HTTPMethod.other
    /// Whether the version is 1.0, not 1.1.
    package private(set) var isHTTP10 = false
    /// How the body is delimited.
    package private(set) var body = BodyFraming.none
    /// Whether the client will use the connection for another request.
    package private(set) var keepAlive = false
    /// Whether the client waits for `100 Continue` before it sends the body; never for HTTP/1.0 or without a body.
    package private(set) var expectsContinue = false
    /// Bytes of the head with its empty line and any CRLF before it: where the body begins.
    package private(set) var headLength = 0
    /// The method as it was sent.
    package private(set) var methodRange = 0..<0
    /// The target as it was sent.
    package private(set) var target = 0..<0
    /// The target's path: up to `?`, and without scheme and authority; begins with `/`.
    ///
    /// Two exceptions: `*` (OPTIONS) and `host:port` (CONNECT) are their own path. An absolute target without a path
    /// has the `/` before its authority, so that a router sees the root.
    package private(set) var path = 0..<0

    /// The lines so far; a property only so that the accessors below can be inlined into other modules.
    package private(set) var section = FieldSection()
    private var state = State.requestLine(blankLines: 0)
    private var sawContinue = false

    private enum State {
        case requestLine(blankLines: Int)
        case fields
        case complete
    }

    /// A head that has seen no byte.
    package init() {}

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
    ///
    /// Worth asking only when `connection` contains `.others`.
    package func isConnectionListed(_ field: HeaderField, in bytes: RawSpan) -> Bool {
        self.section.isConnectionListed(field.nameRange, in: bytes)
    }

    /// Forgets the message, for the next one on the connection; storage is kept.
    package mutating func reset() {
        self.section.reset()
        self.state = .requestLine(blankLines: 0)
        self.sawContinue = false
        self.method = .other
        self.isHTTP10 = false
        self.body = .none
        self.keepAlive = false
        self.expectsContinue = false
        self.headLength = 0
        self.methodRange = 0..<0
        self.target = 0..<0
        self.path = 0..<0
    }

    /// Reads on; true once the head is complete, false when more bytes are needed.
    ///
    /// `bytes` is everything received of this message so far, from its first byte; what follows the head in it does
    /// not matter. Errors are thrown as soon as they are certain.
    package mutating func parse(_ bytes: RawSpan, limits: HTTPLimits) throws(HTTPRefusal) -> Bool {
        while true {
            switch self.state {
            case .requestLine(let blankLines):
                let lineCeiling = self.section.lineStart &+ limits.maxRequestLineBytes
                let end = try self.section.lineEnd(
                    in: bytes,
                    ceiling: min(lineCeiling, limits.maxHeadBytes),
                    refusal: lineCeiling < limits.maxHeadBytes ? .targetTooLong : .headTooLong
                )
                guard let end else { return false }
                if end == self.section.lineStart {
                    // Some clients end a body with a stray CRLF (RFC 9112, 2.2); more than two are no accident.
                    guard blankLines < 2 else { throw .malformedRequestLine }
                    self.state = .requestLine(blankLines: blankLines &+ 1)
                } else {
                    try self.readRequestLine(bytes, from: self.section.lineStart, to: end, limits: limits)
                    self.state = .fields
                }
                self.section.advance(past: end)
            case .fields:
                let end = try self.section.lineEnd(in: bytes, ceiling: limits.maxHeadBytes, refusal: .headTooLong)
                guard let end else { return false }
                if end == self.section.lineStart {
                    try self.finish(headLength: end &+ 2)
                    return true
                }
                try self.readField(bytes, to: end, limits: limits)
                self.section.advance(past: end)
            case .complete:
                return true
            }
        }
    }

    @inline(__always)
    private mutating func readField(_ bytes: RawSpan, to end: Int, limits: HTTPLimits) throws(HTTPRefusal) {
        let hadHost = self.contains(.host)
        let field = try self.section.addField(bytes, end: end, isHTTP10: self.isHTTP10, limits: limits)
        switch field.name {
        case .host:
            if hadHost { throw .duplicateHost }
            let value = field.valueRange
            guard ASCIISet.authority.containsAll(bytes, from: value.lowerBound, to: value.upperBound) else {
                throw .invalidHost
            }
        case .expect:
            if HeadScan.folds("100-continue", bytes, in: field.valueRange) { self.sawContinue = true }
        default:
            break
        }
    }

    private mutating func finish(headLength: Int) throws(HTTPRefusal) {
        if !self.isHTTP10, !self.contains(.host) { throw .missingHost }
        let length = self.section.contentLength
        self.body = self.section.isChunked ? .chunked : length >= 0 ? .length(length) : .none
        let connection = self.section.connection
        self.keepAlive = !connection.contains(.close) && (!self.isHTTP10 || connection.contains(.keepAlive))
        self.expectsContinue = self.sawContinue && !self.isHTTP10 && (self.section.isChunked || length > 0)
        self.headLength = headLength
        self.state = .complete
    }

    /// Takes `start..<end` as a request line (RFC 9112, 3).
    private mutating func readRequestLine(
        _ bytes: RawSpan,
        from start: Int,
        to end: Int,
        limits: HTTPLimits
    ) throws(HTTPRefusal) {
        let methodEnd = HeadScan.first(0x20, bytes, from: start, to: end)
        let targetStart = methodEnd &+ 1
        guard methodEnd > start, HeadScan.isToken(bytes, from: start, to: methodEnd) else {
            throw .malformedRequestLine
        }
        // The version has eight bytes, and a space and a target of one stand before it.
        let targetEnd = end &- 9
        guard targetEnd > targetStart, HeadScan.byte(bytes, targetEnd) == 0x20 else { throw .malformedRequestLine }
        self.isHTTP10 = try HeadScan.isHTTP10(bytes, at: targetEnd &+ 1, otherwise: .malformedRequestLine)
        guard targetEnd &- targetStart <= limits.maxTargetBytes else { throw .targetTooLong }
        self.method = HTTPMethod.classify(bytes, at: start, count: methodEnd &- start)
        self.methodRange = start..<methodEnd
        self.target = targetStart..<targetEnd
        self.path = try TargetForm.path(of: self.target, in: bytes, method: self.method)
    }
}
