/// Byte searches and comparisons under the HTTP/1 framer, eight bytes at a time where that pays.
///
/// The input is hostile, so every function checks its range against the span once, in every build; within it loads
/// are unchecked, because a check per load doubles the instructions of a walk over a head.
enum HeadScan {
    /// `0x01` in every byte.
    private static var ones: UInt64 { 0x0101_0101_0101_0101 }
    /// `0x80` in every byte.
    private static var highs: UInt64 { 0x8080_8080_8080_8080 }

    /// The byte at `offset`.
    @inline(__always)
    static func byte(_ bytes: RawSpan, _ offset: Int) -> UInt8 {
        bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }

    /// The byte at `offset` of a range that `check` has passed.
    @inline(__always)
    private static func uncheckedByte(_ bytes: RawSpan, _ offset: Int) -> UInt8 {
        bytes.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
    }

    /// Eight bytes from `offset` of a range that `check` has passed, the first in the lowest bits.
    @inline(__always)
    private static func word(_ bytes: RawSpan, _ offset: Int) -> UInt64 {
        UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
    }

    /// Stops the process if `start..<end` is not within the bytes: a broken invariant of the framer, never input.
    @inline(__always)
    static func check(_ bytes: RawSpan, from start: Int, to end: Int) {
        precondition(start >= 0 && start <= end && end <= bytes.byteCount)
    }

    /// Offset of the first control character (below 0x20, or DEL) in `start..<end`, else `end`.
    ///
    /// A subtraction's borrow can flag wrong bytes only above a right one, so the lowest flag is exact.
    @inline(__always)
    static func firstControl(_ bytes: RawSpan, from start: Int, to end: Int) -> Int {
        Self.check(bytes, from: start, to: end)
        var at = start
        while at &+ 8 <= end {
            let word = Self.word(bytes, at)
            let delete = word ^ (Self.ones &* 0x7F)
            let below = (word &- Self.ones &* 0x20) & ~word
            let flags = (below | ((delete &- Self.ones) & ~delete)) & Self.highs
            if flags != 0 { return at &+ flags.trailingZeroBitCount >> 3 }
            at &+= 8
        }
        while at < end {
            let byte = Self.uncheckedByte(bytes, at)
            if byte < 0x20 || byte == 0x7F { return at }
            at &+= 1
        }
        return end
    }

    /// Offset of the first `wanted` in `start..<end`, else `end`.
    @inline(__always)
    static func first(_ wanted: UInt8, _ bytes: RawSpan, from start: Int, to end: Int) -> Int {
        let pattern = Self.ones &* UInt64(wanted)
        Self.check(bytes, from: start, to: end)
        var at = start
        while at &+ 8 <= end {
            let word = Self.word(bytes, at) ^ pattern
            let flags = (word &- Self.ones) & ~word & Self.highs
            if flags != 0 { return at &+ flags.trailingZeroBitCount >> 3 }
            at &+= 8
        }
        while at < end {
            if Self.uncheckedByte(bytes, at) == wanted { return at }
            at &+= 1
        }
        return end
    }

    /// `start..<end` without spaces and tabs at its ends.
    @inline(__always)
    static func trimmed(_ bytes: RawSpan, from start: Int, to end: Int) -> Range<Int> {
        Self.check(bytes, from: start, to: end)
        var lower = start
        var upper = end
        while lower < upper, Self.isBlank(Self.uncheckedByte(bytes, lower)) { lower &+= 1 }
        while lower < upper, Self.isBlank(Self.uncheckedByte(bytes, upper &- 1)) { upper &-= 1 }
        return Range(uncheckedBounds: (lower, upper))
    }

    /// Whether two tokens in the same bytes are equal but for letter case.
    static func sameName(_ bytes: RawSpan, _ left: Range<Int>, _ right: Range<Int>) -> Bool {
        guard left.count == right.count else { return false }
        for (one, other) in zip(left, right) {
            let byte = Self.byte(bytes, one)
            let isLetter = (byte | 0x20) &- 0x61 < 26
            let fold: UInt8 = isLetter ? 0x20 : 0
            guard byte | fold == Self.byte(bytes, other) | fold else { return false }
        }
        return true
    }

    /// Whether the eight bytes at `start` are `HTTP/1.0` and not `HTTP/1.1`.
    ///
    /// Throws `unsupportedVersion` for other versions, and `malformed` for what is none.
    @inline(__always)
    static func isHTTP10(
        _ bytes: RawSpan,
        at start: Int,
        otherwise malformed: HTTPRefusal
    ) throws(HTTPRefusal) -> Bool {
        if Self.spells("HTTP/1.1", bytes, at: start) { return false }
        if Self.spells("HTTP/1.0", bytes, at: start) { return true }
        let major = Self.byte(bytes, start &+ 5) &- 0x30
        let minor = Self.byte(bytes, start &+ 7) &- 0x30
        guard Self.spells("HTTP/", bytes, at: start), Self.byte(bytes, start &+ 6) == 0x2E, major <= 9, minor <= 9
        else { throw malformed }
        throw .unsupportedVersion
    }

    @inline(__always)
    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// Whether `start..<end` is a token (RFC 9110, 5.6.2).
    ///
    /// Letters, digits and hyphens pass eight at a time; only words with other characters are looked up one by one.
    @inline(__always)
    static func isToken(_ bytes: RawSpan, from start: Int, to end: Int) -> Bool {
        Self.check(bytes, from: start, to: end)
        var at = start
        while at < end, at &+ 8 <= bytes.byteCount {
            let count = min(8, end &- at)
            // What lies beyond the end counts as letters.
            let beyond: UInt64 = count == 8 ? 0 : UInt64.max &<< UInt64(count &* 8)
            let word = Self.word(bytes, at) & ~beyond | (Self.ones &* 0x61) & beyond
            let lower = word | Self.ones &* 0x20
            let letters = (lower &+ Self.ones &* 0x1F) & ~(lower &+ Self.ones &* 0x05)
            let digits = (word &+ Self.ones &* 0x50) & ~(word &+ Self.ones &* 0x46)
            let hyphens = ~((word ^ Self.ones &* 0x2D) &+ Self.ones &* 0x7F)
            // With a byte of 0x80 or more the sums above carry into their neighbours, but then this fails anyway.
            if (letters | digits | hyphens) & ~word & Self.highs != Self.highs {
                guard ASCIISet.token.containsAll(bytes, from: at, to: at &+ count) else { return false }
            }
            at &+= count
        }
        return ASCIISet.token.containsAll(bytes, from: at, to: end)
    }

    /// Whether the bytes at `start` are `text`, letter case included; the caller knows that enough bytes are there.
    @inline(__always)
    static func spells(_ text: StaticString, _ bytes: RawSpan, at start: Int) -> Bool {
        Self.matches(text, bytes, at: start, foldingCase: false)
    }

    /// Whether the bytes at `start` are `text`, which is lower case, in any letter case.
    @inline(__always)
    static func folds(_ text: StaticString, _ bytes: RawSpan, at start: Int) -> Bool {
        Self.matches(text, bytes, at: start, foldingCase: true)
    }

    /// Whether `range` is `text`, which is lower case, in any letter case.
    @inline(__always)
    static func folds(_ text: StaticString, _ bytes: RawSpan, in range: Range<Int>) -> Bool {
        range.count == text.utf8CodeUnitCount && Self.folds(text, bytes, at: range.lowerBound)
    }

    /// Comparison in overlapping words of the largest size that fits; folds to constants once inlined.
    @inline(__always)
    private static func matches(
        _ text: StaticString,
        _ bytes: RawSpan,
        at start: Int,
        foldingCase: Bool
    ) -> Bool {
        let count = text.utf8CodeUnitCount
        Self.check(bytes, from: start, to: start &+ count)
        let wanted = UnsafeRawPointer(text.utf8Start)
        if count >= 8 {
            var at = 0
            while at < count &- 8 {
                if !Self.matches(UInt64.self, wanted, bytes, start, at, foldingCase) { return false }
                at &+= 8
            }
            return Self.matches(UInt64.self, wanted, bytes, start, count &- 8, foldingCase)
        }
        if count >= 4 {
            return Self.matches(UInt32.self, wanted, bytes, start, 0, foldingCase)
                && Self.matches(UInt32.self, wanted, bytes, start, count &- 4, foldingCase)
        }
        if count >= 2 {
            return Self.matches(UInt16.self, wanted, bytes, start, 0, foldingCase)
                && Self.matches(UInt16.self, wanted, bytes, start, count &- 2, foldingCase)
        }
        return count == 0 || Self.matches(UInt8.self, wanted, bytes, start, 0, foldingCase)
    }

    /// Whether one word matches.
    ///
    /// The case bit is ignored only where the wanted byte is a letter (bit 0x40 set), so that a wanted hyphen
    /// never matches a CR.
    @inline(__always)
    private static func matches<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _: Word.Type,
        _ wanted: UnsafeRawPointer,
        _ bytes: RawSpan,
        _ start: Int,
        _ offset: Int,
        _ foldingCase: Bool
    ) -> Bool {
        let word = wanted.loadUnaligned(fromByteOffset: offset, as: Word.self)
        let found = bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: start &+ offset, as: Word.self)
        guard foldingCase else { return found == word }
        let letters = word & Word(truncatingIfNeeded: 0x4040_4040_4040_4040 as UInt64)
        return found | (letters &>> 1) == word
    }
}
