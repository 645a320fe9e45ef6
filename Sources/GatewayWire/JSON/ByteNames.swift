/// Names for the bytes that JSON and event streams give a meaning to.
enum Byte {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let quote: UInt8 = 0x22
    static let plus: UInt8 = 0x2B
    static let comma: UInt8 = 0x2C
    static let minus: UInt8 = 0x2D
    static let dot: UInt8 = 0x2E
    static let zero: UInt8 = 0x30
    static let colon: UInt8 = 0x3A
    static let semicolon: UInt8 = 0x3B
    static let equals: UInt8 = 0x3D
    static let openBracket: UInt8 = 0x5B
    static let backslash: UInt8 = 0x5C
    static let closeBracket: UInt8 = 0x5D
    static let letterE: UInt8 = 0x65
    static let letterF: UInt8 = 0x66
    static let letterN: UInt8 = 0x6E
    static let letterT: UInt8 = 0x74
    static let letterU: UInt8 = 0x75
    static let openBrace: UInt8 = 0x7B
    static let closeBrace: UInt8 = 0x7D

    /// Whether the byte is one of RFC 8259's four space characters.
    @inline(__always)
    static func isJSONSpace(_ byte: UInt8) -> Bool {
        byte == self.space || byte == self.lineFeed || byte == self.carriageReturn || byte == self.tab
    }

    /// Whether the byte is an ASCII digit.
    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool {
        byte &- self.zero < 10
    }

    /// The value of a hexadecimal digit of either case.
    @inline(__always)
    static func hexValue(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte &- 0x30)
        case 0x41...0x46: UInt32(byte &- 0x37)
        case 0x61...0x66: UInt32(byte &- 0x57)
        default: nil
        }
    }
}

/// Constants and loads for work on eight bytes at a time.
///
/// The tests below are exact for the lowest hit and may be wrong above it (a borrow runs upwards), so callers use
/// only the lowest set bit.
enum Word {
    static let ones: UInt64 = 0x0101_0101_0101_0101
    static let highs: UInt64 = 0x8080_8080_8080_8080

    /// The word with every byte set to one value.
    @inline(__always)
    static func filled(with byte: UInt8) -> UInt64 {
        UInt64(byte) &* self.ones
    }

    /// Eight bytes with the first one in the lowest place; the caller has proven that they exist.
    @inline(__always)
    static func load(_ pointer: UnsafePointer<UInt8>, _ offset: Int) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(pointer + offset).loadUnaligned(as: UInt64.self))
    }

    /// Marks of quotes, backslashes, control characters and bytes outside ASCII: what a JSON string scan stops at.
    @inline(__always)
    static func stringStops(_ word: UInt64) -> UInt64 {
        let quotes = (word ^ 0x2222_2222_2222_2222) &- self.ones
        let backslashes = (word ^ 0x5C5C_5C5C_5C5C_5C5C) &- self.ones
        let controls = word &- 0x2020_2020_2020_2020
        return (quotes | backslashes | controls | word) & self.highs
    }

    /// Marks of bytes below 0x20.
    @inline(__always)
    static func controls(_ word: UInt64) -> UInt64 {
        (word &- 0x2020_2020_2020_2020) & ~word & self.highs
    }
}

extension UnsafeRawBufferPointer {
    /// Whether the bytes are exactly the given ASCII text.
    @inline(__always)
    func equals(_ text: StaticString) -> Bool {
        guard self.count == text.utf8CodeUnitCount, let base = self.baseAddress else { return false }
        let own = base.assumingMemoryBound(to: UInt8.self)
        let other = text.utf8Start
        var index = 0
        while index &+ 8 <= self.count {
            guard Word.load(own, index) == Word.load(other, index) else { return false }
            index &+= 8
        }
        while index < self.count {
            guard own[index] == other[index] else { return false }
            index &+= 1
        }
        return true
    }

    /// Whether the bytes begin with the given ASCII text.
    @inline(__always)
    func begins(with text: StaticString) -> Bool {
        self.count >= text.utf8CodeUnitCount
            && UnsafeRawBufferPointer(rebasing: self[0..<text.utf8CodeUnitCount]).equals(text)
    }
}
