package import NIOCore

extension Cost {
    /// Digits after the point that an amount can have.
    private static let fractionDigits = 15
    /// Femto-dollars of a dollar.
    private static let dollar: UInt64 = 1_000_000_000_000_000
    /// Longest text of an amount: a sign, 24 digits of dollars, the point and 15 digits.
    package static let maxDecimalLength = 41

    /// The amount in US dollars, such as `0.000123`: exact, without exponent, without trailing zeros.
    package var decimalText: String {
        String(unsafeUninitializedCapacity: Self.maxDecimalLength) { buffer in
            self.writeDecimal(into: UnsafeMutableRawBufferPointer(buffer))
        }
    }

    /// Appends the amount in US dollars, such as `0.000123`.
    package func writeDecimal(to buffer: inout ByteBuffer) {
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.maxDecimalLength) { target in
            self.writeDecimal(into: target)
        }
    }

    /// Writes the text to the front of memory that holds `maxDecimalLength` bytes, and returns its length.
    package func writeDecimal(into target: UnsafeMutableRawBufferPointer) -> Int {
        precondition(target.count >= Self.maxDecimalLength, "an amount needs \(Self.maxDecimalLength) bytes")
        let magnitude = self.femtoDollars.magnitude
        var count = 0
        if self.femtoDollars < 0 {
            target[0] = UInt8(ascii: "-")
            count = 1
        }
        // Below 18,000 dollars, and that is every request, all fits one word, whose division is much cheaper.
        if magnitude <= UInt128(UInt64.max) {
            let (dollars, fraction) = UInt64(magnitude).quotientAndRemainder(dividingBy: Self.dollar)
            count = Self.writeWhole(UInt128(dollars), into: target, at: count)
            return Self.writeFraction(fraction, into: target, at: count)
        }
        let (dollars, fraction) = magnitude.quotientAndRemainder(dividingBy: UInt128(Self.dollar))
        count = Self.writeWhole(dollars, into: target, at: count)
        return Self.writeFraction(UInt64(fraction), into: target, at: count)
    }

    private static func writeWhole(_ number: UInt128, into target: UnsafeMutableRawBufferPointer, at start: Int) -> Int
    {
        var length = 1
        var rest = number
        while rest >= 10 {
            rest /= 10
            length += 1
        }
        rest = number
        for index in stride(from: start + length - 1, through: start, by: -1) {
            target[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        return start + length
    }

    private static func writeFraction(
        _ number: UInt64,
        into target: UnsafeMutableRawBufferPointer,
        at start: Int
    ) -> Int {
        guard number > 0 else { return start }
        target[start] = UInt8(ascii: ".")
        var length = Self.fractionDigits
        var rest = number
        while rest % 10 == 0 {
            rest /= 10
            length -= 1
        }
        for index in stride(from: start + length, to: start, by: -1) {
            target[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        return start + length + 1
    }
}
