import NIOCore

/// Writing of a record's parts, each as few bytes as it needs.
extension ByteBuffer {
    /// Appends a number, seven bits a byte, lowest first.
    mutating func writeCount(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            self.writeInteger(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        self.writeInteger(UInt8(truncatingIfNeeded: rest))
    }

    /// Appends a count that is not negative.
    mutating func writeCount(_ value: Int) {
        self.writeCount(UInt64(clamping: value))
    }

    /// Appends a text with its length.
    mutating func writeName(_ text: String) throws(EnvelopeError) {
        guard text.utf8.count <= RecordLimits.maxNameBytes else { throw .tooLarge }
        self.writeCount(text.utf8.count)
        self.writeString(text)
    }

    /// Appends texts with their number.
    mutating func writeNames(_ texts: [String]) throws(EnvelopeError) {
        guard texts.count <= RecordLimits.maxListCount else { throw .tooLarge }
        self.writeCount(texts.count)
        for text in texts {
            try self.writeName(text)
        }
    }
}

/// Reading of a record's parts; nothing is taken on trust, though a checksum or a tag has vouched for the bytes.
struct RecordFieldReader {
    private var bytes: ByteBuffer

    init(_ bytes: ByteBuffer) {
        self.bytes = bytes
    }

    /// What has not been read.
    var rest: ByteBuffer { self.bytes }

    mutating func byte() throws(EnvelopeError) -> UInt8 {
        guard let byte = self.bytes.readInteger(as: UInt8.self) else { throw .malformed }
        return byte
    }

    mutating func integer<Integer: FixedWidthInteger>(_ type: Integer.Type) throws(EnvelopeError) -> Integer {
        guard let value = self.bytes.readInteger(endianness: .little, as: type) else { throw .malformed }
        return value
    }

    mutating func count64() throws(EnvelopeError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try self.byte()
            let part = UInt64(byte & 0x7F)
            guard shift < 63 || part <= 1 else { throw .malformed }
            value |= part << shift
            guard byte & 0x80 != 0 else {
                // The shortest form only: one record has one text.
                guard byte != 0 || shift == 0 else { throw .malformed }
                return value
            }
            shift += 7
            guard shift < 64 else { throw .malformed }
        }
    }

    mutating func count(atMost limit: Int) throws(EnvelopeError) -> Int {
        let value = try self.count64()
        guard value <= UInt64(clamping: limit) else { throw .tooLarge }
        return Int(value)
    }

    mutating func name() throws(EnvelopeError) -> String {
        let count = try self.count(atMost: RecordLimits.maxNameBytes)
        guard let text = self.bytes.readString(length: count) else { throw .malformed }
        return text
    }

    mutating func names() throws(EnvelopeError) -> [String] {
        let count = try self.count(atMost: RecordLimits.maxListCount)
        var names: [String] = []
        for _ in 0..<count {
            names.append(try self.name())
        }
        return names
    }

    mutating func bytes(_ count: Int) throws(EnvelopeError) -> ByteBuffer {
        guard let bytes = self.bytes.readSlice(length: count) else { throw .malformed }
        return bytes
    }
}
