/// Append-only writer of one JSON text.
///
/// Commas are set by the writer; that brackets match and that each member has a value is the caller's part. Strings
/// come out as valid UTF-8 whatever went in: bytes that are not become U+FFFD.
package struct JSONWriter: Sendable {
    /// What has been written.
    package private(set) var bytes: [UInt8]
    private var needsComma = false

    /// An empty writer with room for the given number of bytes.
    package init(reserving capacity: Int = 0) {
        self.bytes = []
        self.bytes.reserveCapacity(capacity)
    }

    /// What has been written, as text.
    package var text: String {
        String(decoding: self.bytes, as: UTF8.self)
    }

    /// Forgets everything and keeps the memory.
    package mutating func removeAll() {
        self.bytes.removeAll(keepingCapacity: true)
        self.needsComma = false
    }

    /// Opens an object.
    package mutating func beginObject() {
        self.separate()
        self.bytes.append(Byte.openBrace)
        self.needsComma = false
    }

    /// Closes the object.
    package mutating func endObject() {
        self.bytes.append(Byte.closeBrace)
        self.needsComma = true
    }

    /// Opens an array.
    package mutating func beginArray() {
        self.separate()
        self.bytes.append(Byte.openBracket)
        self.needsComma = false
    }

    /// Closes the array.
    package mutating func endArray() {
        self.bytes.append(Byte.closeBracket)
        self.needsComma = true
    }

    /// Writes the name of a member, which must need no escape; its value comes next.
    package mutating func key(_ name: StaticString) {
        self.separate()
        self.bytes.append(Byte.quote)
        name.withUTF8Buffer { self.bytes.append(contentsOf: $0) }
        self.bytes.append(Byte.quote)
        self.bytes.append(Byte.colon)
        self.needsComma = false
    }

    /// Writes the name of a member; its value comes next.
    package mutating func key(_ name: String) {
        self.string(name)
        self.bytes.append(Byte.colon)
        self.needsComma = false
    }

    /// Writes a string.
    package mutating func string(_ value: String) {
        var value = value
        value.withUTF8 { self.string(UnsafeRawBufferPointer($0)) }
    }

    /// Writes a string.
    package mutating func string(_ value: StaticString) {
        value.withUTF8Buffer { self.string(UnsafeRawBufferPointer($0)) }
    }

    /// Writes a string from UTF-8 of unproven quality.
    package mutating func string(_ value: RawSpan) {
        value.withUnsafeBytes { self.string($0) }
    }

    /// Writes a string, or null.
    package mutating func string(_ value: String?) {
        guard let value else { return self.null() }
        self.string(value)
    }

    /// Writes an integer.
    package mutating func integer(_ value: some BinaryInteger) {
        self.separate()
        self.appendDigits(UInt64(clamping: value.magnitude), isNegative: value < 0)
        self.needsComma = true
    }

    /// Writes true or false.
    package mutating func bool(_ value: Bool) {
        self.raw(value ? "true" : "false")
    }

    /// Writes null.
    package mutating func null() {
        self.raw("null")
    }

    /// Writes a value that is JSON already.
    package mutating func raw(_ json: StaticString) {
        self.separate()
        json.withUTF8Buffer { self.bytes.append(contentsOf: $0) }
        self.needsComma = true
    }

    /// Writes a value that is JSON already.
    package mutating func raw(_ json: [UInt8]) {
        self.separate()
        self.bytes.append(contentsOf: json)
        self.needsComma = true
    }

    /// Writes a value that is JSON already.
    package mutating func raw(_ json: RawSpan) {
        self.separate()
        json.withUnsafeBytes { self.bytes.append(contentsOf: $0) }
        self.needsComma = true
    }

    /// Ends a record of a file that has one JSON text per line; the next record may follow.
    package mutating func endLine() {
        self.bytes.append(Byte.lineFeed)
        self.needsComma = false
    }

    /// A JSON string, quotes included.
    package static func quoted(_ value: String) -> [UInt8] {
        var writer = JSONWriter(reserving: value.utf8.count + 2)
        writer.string(value)
        return writer.bytes
    }

    @inline(__always)
    private mutating func separate() {
        if self.needsComma { self.bytes.append(Byte.comma) }
    }

    private mutating func appendDigits(_ magnitude: UInt64, isNegative: Bool) {
        if isNegative { self.bytes.append(Byte.minus) }
        var scale: UInt64 = 1
        while magnitude / scale >= 10 { scale *= 10 }
        while scale > 0 {
            self.bytes.append(Byte.zero + UInt8(magnitude / scale % 10))
            scale /= 10
        }
    }

    private mutating func string(_ value: UnsafeRawBufferPointer) {
        self.separate()
        self.needsComma = true
        self.bytes.append(Byte.quote)
        defer { self.bytes.append(Byte.quote) }
        guard let start = value.baseAddress else { return }
        let base = start.assumingMemoryBound(to: UInt8.self)
        var index = 0
        var copied = 0
        while index < value.count {
            while index &+ 8 <= value.count, Word.stringStops(Word.load(base, index)) == 0 { index &+= 8 }
            guard index < value.count else { break }
            let length = UTF8Sequence.length(base + index, available: value.count &- index)
            if length > 1 || (length == 1 && !Self.mustEscape(base[index])) {
                index &+= length
                continue
            }
            self.bytes.append(contentsOf: value[copied..<index])
            if length == 0 {
                self.bytes.append(contentsOf: [0xEF, 0xBF, 0xBD])
            } else {
                self.appendEscape(base[index])
            }
            index &+= 1
            copied = index
        }
        self.bytes.append(contentsOf: value[copied...])
    }

    @inline(__always)
    private static func mustEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == Byte.quote || byte == Byte.backslash
    }

    private mutating func appendEscape(_ byte: UInt8) {
        self.bytes.append(Byte.backslash)
        switch byte {
        case 0x08: self.bytes.append(0x62)
        case 0x09: self.bytes.append(0x74)
        case 0x0A: self.bytes.append(0x6E)
        case 0x0C: self.bytes.append(0x66)
        case 0x0D: self.bytes.append(0x72)
        case Byte.quote, Byte.backslash: self.bytes.append(byte)
        default:
            self.bytes.append(contentsOf: [Byte.letterU, Byte.zero, Byte.zero, Byte.zero + byte >> 4])
            self.bytes.append(byte & 0xF < 10 ? Byte.zero + byte & 0xF : 0x57 + byte & 0xF)
        }
    }
}
