/// Lines of a head as they arrive, and what its fields say about framing.
///
/// The part that requests and responses share. Bytes may arrive one at a time: `scanned` remembers how far the
/// current line is known to hold no line end, so that the work stays linear. Errors depend on the bytes alone, never
/// on how they were split.
package struct FieldSection: Sendable {
    /// Fields in order of arrival.
    package private(set) var fields = ContiguousArray<HeaderField>()
    /// One bit for each name in `fields`.
    package private(set) var present: UInt64 = 0
    /// What Connection said.
    package private(set) var connection: ConnectionOptions = []
    /// Value of Content-Length, or -1.
    private(set) var contentLength = -1
    /// Start of the line that is being read.
    private(set) var lineStart = 0
    private var scanned = 0

    /// Whether Transfer-Encoding is present, which then is `chunked`.
    var isChunked: Bool { self.present & HeaderName.transferEncoding.bit != 0 }

    /// An empty section with room for the fields of a usual head.
    init() {
        self.fields.reserveCapacity(32)
    }

    /// Forgets the message but keeps the storage.
    mutating func reset() {
        self.fields.removeAll(keepingCapacity: true)
        self.present = 0
        self.connection = []
        self.contentLength = -1
        self.lineStart = 0
        self.scanned = 0
    }

    /// Offset of the CR that ends the current line, or nil when more bytes are needed.
    ///
    /// Throws `refusal` once the line end certainly lies beyond the offset `ceiling`.
    @inline(__always)
    mutating func lineEnd(
        in bytes: RawSpan,
        ceiling: Int,
        refusal: HTTPRefusal
    ) throws(HTTPRefusal) -> Int? {
        let window = min(bytes.byteCount, ceiling)
        var at = self.scanned
        while true {
            at = HeadScan.firstControl(bytes, from: at, to: window)
            if at >= window { break }
            let byte = HeadScan.byte(bytes, at)
            if byte == 0x0D {
                if at &+ 1 >= window { break }
                guard HeadScan.byte(bytes, at &+ 1) == 0x0A else { throw .bareCarriageReturn }
                return at
            }
            guard byte == 0x09 else { throw byte == 0x0A ? .bareLineFeed : .controlCharacter }
            at &+= 1
        }
        self.scanned = at
        if window == ceiling { throw refusal }
        return nil
    }

    /// Moves on to the line after the one that ends at `carriageReturn`.
    @inline(__always)
    mutating func advance(past carriageReturn: Int) {
        self.lineStart = carriageReturn &+ 2
        self.scanned = carriageReturn &+ 2
    }

    /// Takes the current line, which ends at `end`, as a field.
    @inline(__always)
    mutating func addField(
        _ bytes: RawSpan,
        end: Int,
        isHTTP10: Bool,
        limits: HTTPLimits
    ) throws(HTTPRefusal) -> HeaderField {
        let start = self.lineStart
        let first = HeadScan.byte(bytes, start)
        if first == 0x20 || first == 0x09 { throw .obsoleteFolding }
        let colon = HeadScan.first(0x3A, bytes, from: start, to: end)
        guard colon < end else { throw .missingColon }
        guard colon > start else { throw .invalidFieldName }
        let name = HeaderName.classify(bytes, at: start, count: colon &- start)
        guard HeadScan.isToken(bytes, from: start &+ name.knownBytes(of: colon &- start), to: colon) else {
            throw .invalidFieldName
        }
        guard self.fields.count < limits.maxFields else { throw .tooManyFields }
        let value = HeadScan.trimmed(bytes, from: colon &+ 1, to: end)
        let field = HeaderField(name: name, lineStart: start, nameEnd: colon, value: value, lineEnd: end &+ 2)
        switch name {
        case .contentLength: try self.setContentLength(bytes, value)
        case .transferEncoding: try self.setTransferEncoding(bytes, value, isHTTP10: isHTTP10)
        case .connection: self.connection.add(bytes, in: value)
        case .proxyConnection:
            // No standard, but where it says that the sender will close, there is no reason to doubt it.
            var options = ConnectionOptions()
            options.add(bytes, in: value)
            self.connection.formUnion(options.intersection(.close))
        default: break
        }
        self.present |= name.bit
        self.fields.append(field)
        return field
    }

    /// The first field of that name.
    @inlinable
    package func first(_ name: HeaderName) -> HeaderField? {
        guard self.present & name.bit != 0 else { return nil }
        return self.fields.first { $0.name == name }
    }

    /// Whether a Connection field lists the name at `name`, which then must not be passed on.
    func isConnectionListed(_ name: Range<Int>, in bytes: RawSpan) -> Bool {
        guard self.connection.contains(.others) else { return false }
        for field in self.fields where field.name == .connection {
            var start = field.valueRange.lowerBound
            let valueEnd = field.valueRange.upperBound
            while start < valueEnd {
                let end = HeadScan.first(0x2C, bytes, from: start, to: valueEnd)
                let option = HeadScan.trimmed(bytes, from: start, to: end)
                if HeadScan.sameName(bytes, option, name) { return true }
                start = end &+ 1
            }
        }
        return false
    }

    private mutating func setContentLength(_ bytes: RawSpan, _ value: Range<Int>) throws(HTTPRefusal) {
        if self.isChunked { throw .contentLengthWithTransferEncoding }
        if self.contentLength >= 0 { throw .duplicateContentLength }
        // Nineteen digits fit in 64 bits without a check per digit.
        guard !value.isEmpty, value.count <= 19 else {
            throw HeadScan.first(0x2C, bytes, from: value.lowerBound, to: value.upperBound) < value.upperBound
                ? .duplicateContentLength : .invalidContentLength
        }
        var length: UInt64 = 0
        for offset in value {
            let byte = HeadScan.byte(bytes, offset)
            if byte == 0x2C { throw .duplicateContentLength }
            guard byte >= 0x30, byte <= 0x39 else { throw .invalidContentLength }
            length = length &* 10 &+ UInt64(byte &- 0x30)
        }
        guard let exact = Int(exactly: length) else { throw .invalidContentLength }
        self.contentLength = exact
    }

    private func setTransferEncoding(_ bytes: RawSpan, _ value: Range<Int>, isHTTP10: Bool) throws(HTTPRefusal) {
        if self.contentLength >= 0 { throw .contentLengthWithTransferEncoding }
        if isHTTP10 { throw .transferEncodingOnHTTP10 }
        if self.isChunked { throw .duplicateTransferEncoding }
        guard HeadScan.folds("chunked", bytes, in: value) else { throw .unsupportedTransferEncoding }
    }
}
