/// Letters without their accents and capitals, so that spellings compare.
enum Folding {
    /// The lower-case word without accents.
    static func folded(_ word: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(word.utf8.count)
        for scalar in word.unicodeScalars { Self.append(scalar, to: &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the folded form of a scalar; a combining accent has none.
    static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        let value = scalar.value
        if value < 0x80 {
            bytes.append(value >= 0x41 && value <= 0x5A ? UInt8(value + 0x20) : UInt8(value))
            return
        }
        if value >= 0x300, value <= 0x36F { return }
        if value >= 0xC0, value <= 0x17F {
            let index = Int(value) - 0xC0
            let base = Self.bases[index]
            if base != 0x2E {
                bytes.append(base)
                if value == 0xDF { bytes.append(base) }
                if value == 0xE6 || value == 0xC6 || value == 0x152 || value == 0x153 { bytes.append(0x65) }
                return
            }
        }
        Self.appendScalar(Self.lowered(scalar), to: &bytes)
    }

    /// The lower-case form of a scalar where it is a single one, else the scalar.
    static func lowered(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        let value = scalar.value
        if value < 0x80 {
            return value >= 0x41 && value <= 0x5A ? Unicode.Scalar(UInt8(value + 0x20)) : scalar
        }
        if value >= 0x2E80, value < 0xFF00 { return scalar }
        if value >= 0xFF01, value <= 0xFF5E {
            return Self.lowered(Unicode.Scalar(UInt8(value - 0xFEE0)))
        }
        let mapped = scalar.properties.lowercaseMapping.unicodeScalars
        guard let first = mapped.first, mapped.count == 1 else { return scalar }
        return first
    }

    /// Appends the UTF-8 of a scalar.
    static func appendScalar(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        for unit in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { bytes.append(unit) }
    }

    /// The base letters of U+00C0 to U+017F; a full stop where the letter has none.
    private static let bases: [UInt8] = Array(
        ("aaaaaaaceeeeiiiidnooooo.ouuuuy.saaaaaaaceeeeiiiidnooooo.ouuuuy.y"
            + "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkk.llllll."
            + ".llnnnnnn...oooooooorrrrrrsssssssstttt..uuuuuuuuuuuuwwyyyzzzzzz.").utf8
    )
}
