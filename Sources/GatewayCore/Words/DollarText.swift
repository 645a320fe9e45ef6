
/// Why a text is not an amount of dollars.
package enum DollarTextError: Error, Hashable, Sendable {
    /// There is no text.
    case empty
    /// It begins with a minus sign; nobody pays for being asked.
    case negative
    /// It has an exponent, whose zeros are easily miscounted.
    case exponent
    /// It is not `digits` or `digits.digits` without a needless leading zero.
    case malformed
    /// More digits after the point than `DollarText.fractionDigits`: it would have to be rounded.
    case tooPrecise
    /// More than `DollarText.highestNanoDollars`.
    case tooLarge
}

/// Decimal text of US dollars, read and written in integers: no digit is ever rounded (law L3).
package enum DollarText {
    /// Digits after the point that a price may have: one nano-dollar is the last one.
    package static let fractionDigits = 9
    /// Highest price that is read: a million dollars (per million tokens), in nano-dollars.
    ///
    /// Far above any price, and low enough for sums: five classes of at most 2^63 tokens at this price cost less
    /// than 2^116 femto-dollars, and an `Int128` holds 2,048 such amounts.
    package static let highestNanoDollars: Int64 = 1_000_000 * Self.nanoDollarsPerDollar

    private static let nanoDollarsPerDollar: Int64 = 1_000_000_000

    /// The nano-dollars that a decimal text such as `0.59` stands for, exactly.
    package static func nanoDollars(_ text: some StringProtocol) throws(DollarTextError) -> Int64 {
        let digits = text.utf8
        guard let first = digits.first else { throw .empty }
        guard first != Character.minus else { throw .negative }
        var whole: Int64 = 0
        var fraction: Int64 = 0
        var place = 0
        var fractionPlace: Int?
        for byte in digits {
            switch byte {
            case Character.zero...Character.nine:
                let digit = Int64(byte - Character.zero)
                if let written = fractionPlace {
                    guard written < Self.fractionDigits else { throw .tooPrecise }
                    fraction = fraction * 10 + digit
                    fractionPlace = written + 1
                } else {
                    // Bounded before it can overflow: at most seven digits stand before the point.
                    guard place == 0 || first != Character.zero else { throw .malformed }
                    whole = whole * 10 + digit
                    guard whole <= Self.highestNanoDollars / Self.nanoDollarsPerDollar else { throw .tooLarge }
                }
            case Character.point:
                guard place > 0, fractionPlace == nil else { throw .malformed }
                fractionPlace = 0
            case Character.lowerE, Character.upperE:
                throw .exponent
            default:
                throw .malformed
            }
            place += 1
        }
        guard fractionPlace != 0 else { throw .malformed }
        for _ in (fractionPlace ?? 0)..<Self.fractionDigits { fraction *= 10 }
        let sum = whole * Self.nanoDollarsPerDollar + fraction
        guard sum <= Self.highestNanoDollars else { throw .tooLarge }
        return sum
    }

    /// Bytes of the characters that a decimal number is made of.
    private enum Character {
        static let zero = UInt8(ascii: "0")
        static let nine = UInt8(ascii: "9")
        static let point = UInt8(ascii: ".")
        static let minus = UInt8(ascii: "-")
        static let lowerE = UInt8(ascii: "e")
        static let upperE = UInt8(ascii: "E")
    }
}

extension Cost {
    /// Digits after the point of a dollar that an amount can have.
    private static let fractionDigits = 15
    /// Longest text of an amount: a sign, 24 digits of dollars, the point and 15 digits.
    package static let longestDollarText = 41

    /// The amount in US dollars, such as `0.000123`: exact, without exponent and without trailing zeros.
    package var dollars: String {
        String(unsafeUninitializedCapacity: Self.longestDollarText) { self.writeDollars(into: $0) }
    }

    /// Appends the amount in US dollars, such as `0.000123`, for response headers and log lines.
    package func appendDollars(to bytes: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.longestDollarText) { buffer in
            let count = self.writeDollars(into: buffer)
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// Writes the text to the front of the buffer, which holds `longestDollarText` bytes, and returns its length.
    private func writeDollars(into buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        // Digits are made from the right, so they are laid down from the end and moved to the front.
        var magnitude = self.femtoDollars.magnitude
        var start = buffer.count
        var place = 0
        var isSignificant = false
        while place <= Self.fractionDigits || magnitude > 0 {
            // One division of 128 bits yields eighteen digits or fewer; the rest is done in words.
            var chunk: UInt64
            let places: Int
            if place == 0 {
                let parts = magnitude.quotientAndRemainder(dividingBy: 1_000_000_000_000_000)
                (magnitude, chunk, places) = (parts.quotient, UInt64(parts.remainder), Self.fractionDigits)
            } else {
                let parts = magnitude.quotientAndRemainder(dividingBy: 1_000_000_000_000_000_000)
                (magnitude, chunk) = (parts.quotient, UInt64(parts.remainder))
                places = magnitude > 0 ? 18 : Self.digitCount(chunk)
            }
            for _ in 0..<places {
                let digit = UInt8(truncatingIfNeeded: chunk % 10)
                chunk /= 10
                place += 1
                isSignificant = isSignificant || digit != 0 || place > Self.fractionDigits
                guard isSignificant else { continue }
                start -= 1
                buffer[start] = UInt8(ascii: "0") + digit
            }
            if place == Self.fractionDigits, isSignificant {
                start -= 1
                buffer[start] = UInt8(ascii: ".")
            }
        }
        if self.femtoDollars < 0 {
            start -= 1
            buffer[start] = UInt8(ascii: "-")
        }
        let count = buffer.count - start
        for offset in 0..<count { buffer[offset] = buffer[start + offset] }
        return count
    }

    /// Decimal digits of a number; 0 has one.
    private static func digitCount(_ number: UInt64) -> Int {
        var count = 1
        var rest = number / 10
        while rest > 0 {
            count += 1
            rest /= 10
        }
        return count
    }
}
