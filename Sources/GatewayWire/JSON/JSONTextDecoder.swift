/// Incremental unescaping of JSON strings whose content comes in pieces, as the text of a stream does.
///
/// The pieces together yield exactly what `JSONString.unescaped` makes of their concatenation, wherever they were
/// cut: in the middle of an escape, or between the two halves of a surrogate pair, which some providers send in two
/// chunks. So a high surrogate at the end of a piece is kept back until the next one, or the end, tells what it is. A
/// surrogate without its partner becomes U+FFFD. Nothing traps on content that no scanner has checked.
package struct JSONTextDecoder: Sendable {
    private enum State: Sendable {
        /// Between characters.
        case text
        /// After a backslash.
        case backslash
        /// Within the four digits of `\u`.
        case digits
    }

    private var state = State.text
    /// The high surrogate that waits for its partner, or 0.
    private var high: UInt32 = 0
    /// The value of the digits so far.
    private var unit: UInt32 = 0
    /// The digits so far as written, the last one lowest, for an escape that proves to be none.
    private var written: UInt32 = 0
    private var digitCount = 0

    /// A decoder at the beginning of a text.
    package init() {}

    /// Whether nothing is kept back.
    package var isBetweenCharacters: Bool {
        self.state == .text && self.high == 0
    }

    /// Decodes the next piece and appends its text.
    package mutating func feed(_ raw: UnsafeRawBufferPointer, into out: inout [UInt8]) {
        guard let start = raw.baseAddress else { return }
        let base = start.assumingMemoryBound(to: UInt8.self)
        var index = 0
        while index < raw.count {
            switch self.state {
            case .text:
                let end = Self.nextBackslash(base, index, raw.count)
                if end > index {
                    self.flushHigh(into: &out)
                    out.append(contentsOf: UnsafeRawBufferPointer(rebasing: raw[index..<end]))
                }
                if end < raw.count { self.state = .backslash }
                index = end &+ 1
            case .backslash:
                self.escape(base[index], into: &out)
                index &+= 1
            case .digits:
                if self.digit(base[index], into: &out) { index &+= 1 }
            }
        }
    }

    /// Ends the text and appends what was kept back.
    package mutating func finish(into out: inout [UInt8]) {
        self.flushHigh(into: &out)
        switch self.state {
        case .text: break
        case .backslash: out.append(Byte.backslash)
        case .digits: self.flushDigits(into: &out)
        }
        self = JSONTextDecoder()
    }

    private static func nextBackslash(_ base: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int {
        var index = start
        while index &+ 8 <= count {
            let word = Word.load(base, index) ^ Word.filled(with: Byte.backslash)
            let stops = (word &- Word.ones) & ~word & Word.highs
            if stops != 0 { return index &+ stops.trailingZeroBitCount &>> 3 }
            index &+= 8
        }
        while index < count, base[index] != Byte.backslash { index &+= 1 }
        return index
    }

    private mutating func escape(_ byte: UInt8, into out: inout [UInt8]) {
        guard byte != Byte.letterU else {
            self.state = .digits
            self.unit = 0
            self.written = 0
            self.digitCount = 0
            return
        }
        self.flushHigh(into: &out)
        self.state = .text
        switch byte {
        case 0x62: out.append(0x08)
        case 0x66: out.append(0x0C)
        case 0x6E: out.append(0x0A)
        case 0x72: out.append(0x0D)
        case 0x74: out.append(0x09)
        default: out.append(byte)
        }
    }

    /// Takes a digit of `\u`; false when the byte is none and has to be looked at again.
    private mutating func digit(_ byte: UInt8, into out: inout [UInt8]) -> Bool {
        guard let value = Byte.hexValue(byte) else {
            self.flushHigh(into: &out)
            self.flushDigits(into: &out)
            self.state = .text
            return false
        }
        self.unit = self.unit << 4 | value
        self.written = self.written << 8 | UInt32(byte)
        self.digitCount += 1
        if self.digitCount == 4 {
            self.state = .text
            self.take(self.unit, into: &out)
        }
        return true
    }

    private mutating func take(_ unit: UInt32, into out: inout [UInt8]) {
        if self.high != 0, unit & 0xFC00 == 0xDC00 {
            let scalar = Unicode.Scalar(0x10000 + (self.high & 0x3FF) << 10 + (unit & 0x3FF))
            self.high = 0
            return Self.append(scalar, to: &out)
        }
        self.flushHigh(into: &out)
        if unit & 0xFC00 == 0xD800 {
            self.high = unit
        } else {
            Self.append(Unicode.Scalar(unit), to: &out)
        }
    }

    private mutating func flushHigh(into out: inout [UInt8]) {
        guard self.high != 0 else { return }
        self.high = 0
        Self.append(nil, to: &out)
    }

    private func flushDigits(into out: inout [UInt8]) {
        out.append(Byte.letterU)
        for place in (0..<self.digitCount).reversed() {
            out.append(UInt8(truncatingIfNeeded: self.written >> UInt32(place * 8)))
        }
    }

    private static func append(_ scalar: Unicode.Scalar?, to out: inout [UInt8]) {
        out.append(contentsOf: UTF8.encode(scalar ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter)
    }
}
