/// Numbers as ASCII, written into memory that the caller provides.
package enum ASCIINumber {
    /// Bytes that the longest decimal number needs, sign excluded.
    package static var maxDecimalBytes: Int { 20 }
    /// Bytes that the longest hexadecimal number needs.
    package static var maxHexBytes: Int { 16 }

    /// Writes `value` in decimal at the start of `buffer` and answers how many bytes that took.
    ///
    /// - Precondition: `buffer` has room; `maxDecimalBytes` always suffice.
    @discardableResult
    package static func writeDecimal(_ value: UInt64, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        var digits = 1
        var rest = value
        while rest >= 10 {
            rest /= 10
            digits &+= 1
        }
        precondition(buffer.count >= digits)
        rest = value
        var at = digits
        while at > 0 {
            at &-= 1
            let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10)
            buffer.storeBytes(of: 0x30 &+ UInt8(truncatingIfNeeded: remainder), toByteOffset: at, as: UInt8.self)
            rest = quotient
        }
        return digits
    }

    /// Writes `value` in lower-case hexadecimal at the start of `buffer` and answers how many bytes that took.
    ///
    /// - Precondition: `buffer` has room; `maxHexBytes` always suffice.
    @discardableResult
    package static func writeHex(_ value: UInt64, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let digits = max(1, (67 &- value.leadingZeroBitCount) / 4)
        precondition(buffer.count >= digits)
        var rest = value
        var at = digits
        while at > 0 {
            at &-= 1
            let digit = UInt8(truncatingIfNeeded: rest & 0xF)
            buffer.storeBytes(of: digit < 10 ? 0x30 &+ digit : 0x57 &+ digit, toByteOffset: at, as: UInt8.self)
            rest >>= 4
        }
        return digits
    }

    /// Appends `value` in decimal.
    package static func appendDecimal(_ value: UInt64, to bytes: inout [UInt8]) {
        Self.append(to: &bytes) { Self.writeDecimal(value, into: $0) }
    }

    /// Appends `value` in lower-case hexadecimal.
    package static func appendHex(_ value: UInt64, to bytes: inout [UInt8]) {
        Self.append(to: &bytes) { Self.writeHex(value, into: $0) }
    }

    /// Appends what `write` puts at the start of a scratch buffer on the stack.
    @inline(__always)
    private static func append(to bytes: inout [UInt8], write: (UnsafeMutableRawBufferPointer) -> Int) {
        withUnsafeTemporaryAllocation(byteCount: Self.maxDecimalBytes, alignment: 1) { scratch in
            let count = write(scratch)
            bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: scratch[..<count]))
        }
    }

    /// The value of a hexadecimal digit, else nil.
    @inline(__always)
    static func hexValue(_ byte: UInt8) -> Int? {
        let digit = byte &- 0x30
        if digit <= 9 { return Int(digit) }
        let letter = (byte | 0x20) &- 0x61
        return letter < 6 ? Int(letter) + 10 : nil
    }
}
