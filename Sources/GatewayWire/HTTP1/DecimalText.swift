/// Decimal text of numbers.
package enum DecimalText {
    /// Digits of the largest number.
    package static let maxLength = 20

    /// Writes a number's digits at an offset of some memory, which holds `maxLength` bytes more than that, and returns
    /// how many there are.
    package static func write(_ number: UInt64, to target: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
        precondition(offset >= 0 && target.count - offset >= Self.maxLength)
        let length = Self.length(number)
        Self.fill(number, length, target, offset)
        return length
    }

    /// Writes exactly so many digits at an offset of some memory; leading ones are zeros, those in front are left out.
    package static func write(
        _ number: UInt64,
        digits: Int,
        to target: UnsafeMutableRawBufferPointer,
        at offset: Int
    ) {
        precondition(offset >= 0 && digits >= 0 && target.count - offset >= digits)
        Self.fill(number, digits, target, offset)
    }

    /// How many digits a number has.
    @inline(__always)
    private static func length(_ number: UInt64) -> Int {
        if number < 100 { return number < 10 ? 1 : 2 }
        if number < 10_000 { return number < 1_000 ? 3 : 4 }
        var length = 5
        var rest = number / 100_000
        while rest > 0 {
            rest /= 10
            length &+= 1
        }
        return length
    }

    /// Writes from the last digit to the first, two with each division.
    @inline(__always)
    private static func fill(_ number: UInt64, _ length: Int, _ target: UnsafeMutableRawBufferPointer, _ offset: Int) {
        var rest = number
        var end = offset &+ length
        while end &- offset >= 2 {
            let (more, pair) = rest.quotientAndRemainder(dividingBy: 100)
            end &-= 2
            // The second digit at the higher address: 0x30 + first, and 0x30 + second above it.
            let digits = UInt16(truncatingIfNeeded: 0x3030 &+ pair / 10 &+ (pair % 10) &<< 8)
            target.storeBytes(of: digits.littleEndian, toByteOffset: end, as: UInt16.self)
            rest = more
        }
        if end > offset {
            target[offset] = 0x30 &+ UInt8(truncatingIfNeeded: rest % 10)
        }
    }
}
