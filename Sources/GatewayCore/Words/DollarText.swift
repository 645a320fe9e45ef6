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
