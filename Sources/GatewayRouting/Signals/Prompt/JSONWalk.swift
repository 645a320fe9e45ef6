/// Walk over JSON that a scan has accepted: finds where things lie and checks nothing again.
///
/// A value's end is found from its quotes and brackets alone, so that a long string costs one look at each eight bytes.
/// Offsets stay within the bytes whatever these are: a text that is not valid JSON yields wrong places, never a crash,
/// and every loop moves on. Nesting costs no stack.
struct JSONWalk {
    let base: UnsafePointer<UInt8>
    let count: Int

    static let quote: UInt8 = 0x22
    static let comma: UInt8 = 0x2C
    static let openBracket: UInt8 = 0x5B
    static let backslash: UInt8 = 0x5C
    static let openBrace: UInt8 = 0x7B

    /// A walk over bytes that outlive it; nil when there are none.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress, !bytes.isEmpty else { return nil }
        self.base = base.assumingMemoryBound(to: UInt8.self)
        self.count = bytes.count
    }

    /// A member's name and where its value begins.
    struct Key {
        /// What stands between the quotes.
        let name: Range<Int>
        /// Offset of the value, at which a byte exists.
        let value: Int
    }

    /// The byte at an offset, or 0 behind the end.
    @inline(__always)
    func byte(_ offset: Int) -> UInt8 {
        offset < self.count ? self.base[offset] : 0
    }

    /// The bytes of a range that this walk returned.
    @inline(__always)
    func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: UnsafeRawPointer(self.base + range.lowerBound), count: range.count)
    }

    /// The offset of the next byte that is not space, or `count`.
    @inline(__always)
    func skipSpace(_ start: Int) -> Int {
        var index = start
        while index < self.count, self.base[index] <= 0x20 { index &+= 1 }
        return index
    }

    /// The offset of the next such byte before `end`, or `end`.
    @inline(__always)
    func find(_ byte: UInt8, from start: Int, to end: Int) -> Int {
        let wanted = UInt64(byte) &* Self.ones
        var index = start
        // Four words in one test: what counts in a long text is how many bytes one branch decides on.
        while index &+ 32 <= end {
            let found =
                Self.hits(self.word(index) ^ wanted) | Self.hits(self.word(index &+ 8) ^ wanted)
                | Self.hits(self.word(index &+ 16) ^ wanted) | Self.hits(self.word(index &+ 24) ^ wanted)
            if found != 0 { break }
            index &+= 32
        }
        while index &+ 8 <= end {
            let found = Self.hits(self.word(index) ^ wanted)
            if found != 0 { return index &+ found.trailingZeroBitCount &>> 3 }
            index &+= 8
        }
        while index < end, self.base[index] != byte { index &+= 1 }
        return index
    }

    /// The offset after the string whose opening quote is at the offset.
    func stringEnd(_ open: Int) -> Int {
        var index = open &+ 1
        while true {
            index = self.find(Self.quote, from: index, to: self.count)
            guard index < self.count else { return self.count }
            // The runs of backslashes before two quotes share no byte, so looking back stays linear.
            guard self.backslashes(before: index, downTo: open &+ 1) & 1 != 0 else { return index &+ 1 }
            index &+= 1
            // Escaped quotes come in swarms, as in JSON within a string: a few characters are cheaper to step over.
            let near = min(index &+ Self.stepsAfterQuote, self.count)
            while index < near {
                let byte = self.base[index]
                if byte == Self.quote { return index &+ 1 }
                index &+= byte == Self.backslash ? 2 : 1
            }
            index = min(index, self.count)
        }
    }

    private static let stepsAfterQuote = 32

    /// How many backslashes stand right before an offset.
    @inline(__always)
    func backslashes(before offset: Int, downTo lower: Int) -> Int {
        var start = offset
        while start > lower, self.base[start &- 1] == Self.backslash { start &-= 1 }
        return offset &- start
    }

    /// The offset after the value at the offset.
    func skip(_ value: Int) -> Int {
        switch self.byte(value) {
        case Self.quote: return self.stringEnd(value)
        case Self.openBrace, Self.openBracket: return self.containerEnd(value)
        default: return self.scalarEnd(value)
        }
    }

    /// Walks the members of the object at the offset; `visit` returns the offset after the member's value.
    ///
    /// - Returns: The offset after the object.
    @inline(__always)
    func members(at start: Int, _ visit: (Key) -> Int) -> Int {
        var index = self.skipSpace(start &+ 1)
        while self.byte(index) == Self.quote {
            let nameEnd = self.stringEnd(index)
            let value = self.skipSpace(self.skipSpace(nameEnd) &+ 1)
            guard value < self.count else { return self.count }
            let key = Key(name: Range(uncheckedBounds: (index &+ 1, max(index &+ 1, nameEnd &- 1))), value: value)
            index = self.skipSpace(max(visit(key), value &+ 1))
            guard self.byte(index) == Self.comma else { break }
            index = self.skipSpace(index &+ 1)
        }
        return min(index &+ 1, self.count)
    }

    /// Walks the elements of the array at the offset; `visit` returns the offset after the element.
    ///
    /// - Returns: The offset after the array.
    @inline(__always)
    func elements(at start: Int, _ visit: (Int) -> Int) -> Int {
        var index = self.skipSpace(start &+ 1)
        guard self.byte(index) != Self.openBracket &+ 2 else { return index &+ 1 }
        while index < self.count {
            index = self.skipSpace(max(visit(index), index &+ 1))
            guard self.byte(index) == Self.comma else { break }
            index = self.skipSpace(index &+ 1)
        }
        return min(index &+ 1, self.count)
    }

    private func containerEnd(_ start: Int) -> Int {
        var index = start
        var depth = 0
        while index < self.count {
            switch self.base[index] {
            case Self.quote:
                index = self.stringEnd(index)
                continue
            case Self.openBrace, Self.openBracket:
                depth &+= 1
            case Self.openBrace &+ 2, Self.openBracket &+ 2:
                depth &-= 1
                if depth == 0 { return index &+ 1 }
            default:
                break
            }
            index &+= 1
        }
        return self.count
    }

    private func scalarEnd(_ start: Int) -> Int {
        var index = start
        while index < self.count {
            switch self.base[index] {
            case 0...0x20, Self.comma, Self.openBrace &+ 2, Self.openBracket &+ 2: return index
            default: index &+= 1
            }
        }
        return index
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101

    /// Marks the bytes that are zero; exact for the lowest one.
    @inline(__always)
    private static func hits(_ word: UInt64) -> UInt64 {
        (word &- self.ones) & ~word & 0x8080_8080_8080_8080
    }

    @inline(__always)
    private func word(_ offset: Int) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(self.base + offset).loadUnaligned(as: UInt64.self))
    }
}
