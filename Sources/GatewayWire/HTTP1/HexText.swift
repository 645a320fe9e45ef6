/// Hexadecimal text of numbers.
package enum HexText {
    /// Writes 16 digits in lower case, at an offset of some memory.
    ///
    /// Eight digits at a time: nibbles are spread over the bytes of a word and turned into digits together.
    package static func write(_ value: UInt64, to target: UnsafeMutableRawBufferPointer, at offset: Int) {
        precondition(offset >= 0 && target.count - offset >= 16)
        target.storeBytes(
            of: Self.digits(UInt32(truncatingIfNeeded: value >> 32)),
            toByteOffset: offset,
            as: UInt64.self
        )
        target.storeBytes(of: Self.digits(UInt32(truncatingIfNeeded: value)), toByteOffset: offset + 8, as: UInt64.self)
    }

    /// The eight digits of a number, the first one at the lowest address.
    @inline(__always)
    private static func digits(_ value: UInt32) -> UInt64 {
        var nibbles = UInt64(value)
        nibbles = (nibbles | nibbles << 16) & 0x0000_FFFF_0000_FFFF
        nibbles = (nibbles | nibbles << 8) & 0x00FF_00FF_00FF_00FF
        nibbles = (nibbles | nibbles << 4) & 0x0F0F_0F0F_0F0F_0F0F
        // Adding 6 carries into the fifth bit where a nibble is ten or more; `a` is 0x27 further than `:`.
        let letters = (nibbles &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return (nibbles &+ 0x3030_3030_3030_3030 &+ letters &* 0x27).bigEndian
    }
}
