/// Unescaping of strings that a scanner has already checked.
///
/// Never traps on anything else either: an unknown escape stands for itself, and what cannot be a character, such as
/// a lone surrogate, becomes U+FFFD.
enum JSONString {
    /// The UTF-8 that the content between two quotes stands for.
    static func unescaped(_ content: UnsafeRawBufferPointer) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(content.count)
        var index = 0
        while index < content.count {
            let byte = content[index]
            guard byte == Byte.backslash, index + 1 < content.count else {
                result.append(byte)
                index += 1
                continue
            }
            index += 2
            switch content[index - 1] {
            case 0x62: result.append(0x08)
            case 0x66: result.append(0x0C)
            case 0x6E: result.append(0x0A)
            case 0x72: result.append(0x0D)
            case 0x74: result.append(0x09)
            case Byte.letterU: self.appendCodeUnit(of: content, at: &index, to: &result)
            case let other: result.append(other)
            }
        }
        return result
    }

    /// The text that the content between two quotes stands for.
    static func text(_ content: UnsafeRawBufferPointer, hasEscapes: Bool) -> String {
        hasEscapes
            ? String(decoding: self.unescaped(content), as: UTF8.self) : String(decoding: content, as: UTF8.self)
    }

    /// Reads the four digits at `index` and, after a high surrogate, the escape of its partner.
    private static func appendCodeUnit(
        of content: UnsafeRawBufferPointer,
        at index: inout Int,
        to result: inout [UInt8]
    ) {
        guard let unit = self.hexUnit(content, at: index) else { return result.append(Byte.letterU) }
        index += 4
        var scalar = Unicode.Scalar(unit)
        if unit & 0xFC00 == 0xD800, index + 6 <= content.count, content[index] == Byte.backslash,
            content[index + 1] == Byte.letterU, let low = self.hexUnit(content, at: index + 2), low & 0xFC00 == 0xDC00
        {
            index += 6
            scalar = Unicode.Scalar(0x10000 + (unit & 0x3FF) << 10 + (low & 0x3FF))
        }
        result.append(contentsOf: UTF8.encode(scalar ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter)
    }

    private static func hexUnit(_ content: UnsafeRawBufferPointer, at index: Int) -> UInt32? {
        guard index + 4 <= content.count else { return nil }
        var unit: UInt32 = 0
        for place in index..<(index + 4) {
            guard let digit = Byte.hexValue(content[place]) else { return nil }
            unit = unit << 4 | digit
        }
        return unit
    }
}
