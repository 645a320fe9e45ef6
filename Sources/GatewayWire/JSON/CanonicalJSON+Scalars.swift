extension CanonicalJSON {
    /// Copies a piece of a checked string, escapes put into canonical form.
    ///
    /// Escapes of two bytes are canonical already, except `\/`; so the text between the others is copied in one go.
    static func copyString(
        _ base: UnsafePointer<UInt8>,
        from start: Int,
        to end: Int,
        into out: inout ScratchStack<UInt8>
    ) {
        var copied = start
        var index = self.nextBackslash(base, start, end)
        while index &+ 1 < end {
            let kind = base[index &+ 1]
            if kind == Byte.letterU || kind == 0x2F {
                out.append(base + copied, count: index &- copied)
                if kind == Byte.letterU {
                    index = self.copyUnit(base, at: index, end, into: &out)
                } else {
                    out.append(kind)
                    index &+= 2
                }
                copied = index
            } else {
                index &+= 2
            }
            index = self.nextBackslash(base, index, end)
        }
        out.append(base + copied, count: end &- copied)
    }

    @inline(__always)
    private static func nextBackslash(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
        var index = start
        while index &+ 32 <= end {
            let early = self.backslashes(base, index) | self.backslashes(base, index &+ 8)
            let late = self.backslashes(base, index &+ 16) | self.backslashes(base, index &+ 24)
            if early | late != 0 { break }
            index &+= 32
        }
        while index &+ 8 <= end {
            let stops = self.backslashes(base, index)
            if stops != 0 { return index &+ stops.trailingZeroBitCount &>> 3 }
            index &+= 8
        }
        while index < end, base[index] != Byte.backslash { index &+= 1 }
        return index
    }

    /// Marks of the backslashes among eight bytes; the lowest one is exact.
    @inline(__always)
    private static func backslashes(_ base: UnsafePointer<UInt8>, _ index: Int) -> UInt64 {
        let word = Word.load(base, index) ^ 0x5C5C_5C5C_5C5C_5C5C
        return (word &- Word.ones) & ~word & Word.highs
    }

    /// Copies the character of `\uXXXX`, with its second half where there is one; returns the offset after it.
    private static func copyUnit(
        _ base: UnsafePointer<UInt8>,
        at start: Int,
        _ end: Int,
        into out: inout ScratchStack<UInt8>
    ) -> Int {
        let unit = self.unit(base, at: start)
        if let scalar = Unicode.Scalar(unit) {
            self.writeScalar(scalar.value, to: &out)
            return start &+ 6
        }
        if unit < 0xDC00, start &+ 12 <= end, base[start &+ 6] == Byte.backslash,
            base[start &+ 7] == Byte.letterU
        {
            let low = self.unit(base, at: start &+ 6)
            if low & 0xFC00 == 0xDC00 {
                self.writeScalar(0x10000 &+ (unit & 0x3FF) &<< 10 &+ (low & 0x3FF), to: &out)
                return start &+ 12
            }
        }
        self.writeUnit(unit, to: &out)
        return start &+ 6
    }

    /// The value of the four digits behind `\u`.
    @inline(__always)
    private static func unit(_ base: UnsafePointer<UInt8>, at start: Int) -> UInt32 {
        var unit: UInt32 = 0
        for place in 2..<6 { unit = unit &<< 4 | (Byte.hexValue(base[start &+ place]) ?? 0) }
        return unit
    }

    private static func writeScalar(_ value: UInt32, to out: inout ScratchStack<UInt8>) {
        func tail(_ shift: UInt32) -> UInt8 { 0x80 | UInt8(truncatingIfNeeded: value &>> shift) & 0x3F }
        switch value {
        case 0..<0x20:
            self.writeControl(value, to: &out)
        case 0x22, 0x5C:
            out.append(Byte.backslash)
            out.append(UInt8(truncatingIfNeeded: value))
        case 0x20..<0x80:
            out.append(UInt8(truncatingIfNeeded: value))
        case 0x80..<0x800:
            out.append(0xC0 | UInt8(truncatingIfNeeded: value &>> 6))
            out.append(tail(0))
        case 0x800..<0x10000:
            out.append(0xE0 | UInt8(truncatingIfNeeded: value &>> 12))
            out.append(tail(6))
            out.append(tail(0))
        default:
            out.append(0xF0 | UInt8(truncatingIfNeeded: value &>> 18))
            out.append(tail(12))
            out.append(tail(6))
            out.append(tail(0))
        }
    }

    private static func writeControl(_ value: UInt32, to out: inout ScratchStack<UInt8>) {
        let letter: UInt8
        switch value {
        case 0x08: letter = 0x62
        case 0x09: letter = Byte.letterT
        case 0x0A: letter = Byte.letterN
        case 0x0C: letter = Byte.letterF
        case 0x0D: letter = 0x72
        default: return self.writeUnit(value, to: &out)
        }
        out.append(Byte.backslash)
        out.append(letter)
    }

    private static func writeUnit(_ unit: UInt32, to out: inout ScratchStack<UInt8>) {
        out.append(Byte.backslash)
        out.append(Byte.letterU)
        for shift: UInt32 in [12, 8, 4, 0] {
            let digit = UInt8(truncatingIfNeeded: unit &>> shift & 0xF)
            out.append(digit < 10 ? Byte.zero &+ digit : 0x57 &+ digit)
        }
    }
}

extension CanonicalJSON {
    /// Whether a checked number is spelled in canonical form already: an integer that does not end in zero, or zero.
    ///
    /// There are others (`15e-1`), which writing leaves as they are.
    @inline(__always)
    static func isCanonicalNumber(_ text: UnsafeRawBufferPointer) -> Bool {
        guard text.count > 1 else { return true }
        guard text[text.count &- 1] != Byte.zero else { return false }
        var index = text[0] == Byte.minus ? 1 : 0
        while index < text.count {
            guard Byte.isDigit(text[index]) else { return false }
            index &+= 1
        }
        return true
    }

    /// Writes a checked number as its digits, without zeros at either end, and the power of ten behind them.
    static func writeNumber(_ text: UnsafeRawBufferPointer, to out: inout ScratchStack<UInt8>) {
        let digitsStart = text.first == Byte.minus ? 1 : 0
        var point = digitsStart
        while point < text.count, Byte.isDigit(text[point]) { point &+= 1 }
        var mantissaEnd = point
        if point < text.count, text[point] == Byte.dot {
            mantissaEnd &+= 1
            while mantissaEnd < text.count, Byte.isDigit(text[mantissaEnd]) { mantissaEnd &+= 1 }
        }
        guard let first = text[digitsStart..<mantissaEnd].firstIndex(where: { $0 > Byte.zero }),
            let last = text[digitsStart..<mantissaEnd].lastIndex(where: { $0 > Byte.zero })
        else { return out.append(Byte.zero) }
        if digitsStart == 1 { out.append(Byte.minus) }

        let shift = last < point ? point &- 1 &- last : point &- last
        let exponent = UnsafeRawBufferPointer(rebasing: text[mantissaEnd...])
        guard let power = self.exponent(exponent) else {
            self.append(UnsafeRawBufferPointer(rebasing: text[digitsStart..<mantissaEnd]), to: &out)
            return self.writeHugeExponent(exponent, to: &out)
        }
        for index in first...last where text[index] != Byte.dot { out.append(text[index]) }
        if power &+ shift != 0 { self.writeExponent(power &+ shift, to: &out) }
    }

    /// The value of what follows a number's digits: nothing, or `e` and a power; nil when it is so large that the
    /// length of a text added to it might not fit.
    private static func exponent(_ text: UnsafeRawBufferPointer) -> Int? {
        var value = 0
        for byte in text.dropFirst() where Byte.isDigit(byte) {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Int(byte &- Byte.zero))
            if overflow || carry || sum > Int.max / 4 { return nil }
            value = sum
        }
        return text.count > 1 && text[1] == Byte.minus ? -value : value
    }

    private static func writeExponent(_ power: Int, to out: inout ScratchStack<UInt8>) {
        out.append(Byte.letterE)
        if power < 0 { out.append(Byte.minus) }
        let magnitude = power.magnitude
        var scale: UInt = 1
        while magnitude / scale >= 10 { scale &*= 10 }
        while scale > 0 {
            out.append(Byte.zero &+ UInt8(truncatingIfNeeded: magnitude / scale % 10))
            scale /= 10
        }
    }

    /// Writes a power of ten beyond an integer as it is spelled, less the sign and the zeros that say nothing.
    private static func writeHugeExponent(_ text: UnsafeRawBufferPointer, to out: inout ScratchStack<UInt8>) {
        out.append(Byte.letterE)
        if text.count > 1, text[1] == Byte.minus { out.append(Byte.minus) }
        let digits = text.drop { !(Byte.isDigit($0) && $0 != Byte.zero) }
        self.append(UnsafeRawBufferPointer(rebasing: digits), to: &out)
    }

    private static func append(_ bytes: UnsafeRawBufferPointer, to out: inout ScratchStack<UInt8>) {
        guard let base = bytes.baseAddress else { return }
        out.append(base.assumingMemoryBound(to: UInt8.self), count: bytes.count)
    }
}
