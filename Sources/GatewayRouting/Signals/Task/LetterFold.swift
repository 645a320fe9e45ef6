/// One scalar of UTF-8 text in the form in which words are compared: small letters without accents.
///
/// People leave accents out, so "résume" and "resume" must meet. Other scripts lose only what their writers leave
/// out: Arabic vowel signs, the dots of the Russian ё.
enum LetterFold {
    /// What a scalar is to the word scanner.
    enum Kind: UInt8 {
        /// Neither letter nor digit: ends a word.
        case gap
        /// Part of a word.
        case letter
        /// Part of a word, counted as a number when the word begins with it.
        case digit
        /// A word by itself: scripts written without spaces, and Hangul, whose endings vary.
        case single
        /// Not there at all: combining marks.
        case dropped
    }

    /// Decodes the scalar at `index`; broken bytes are gaps of one byte. Never reads past the buffer.
    @inline(__always)
    static func decode(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> (scalar: UInt32, length: Int) {
        let lead = UInt32(text[index])
        let left = text.count - index
        if lead < 0x80 { return (lead, 1) }
        if lead >= 0xC2, lead < 0xE0, left >= 2, self.follows(text[index + 1]) {
            return ((lead & 0x1F) << 6 | UInt32(text[index + 1] & 0x3F), 2)
        }
        if lead >= 0xE0, lead < 0xF0, left >= 3, self.follows(text[index + 1]), self.follows(text[index + 2]) {
            let high = (lead & 0x0F) << 12 | UInt32(text[index + 1] & 0x3F) << 6
            return (high | UInt32(text[index + 2] & 0x3F), 3)
        }
        if lead >= 0xF0, lead < 0xF5, left >= 4, self.follows(text[index + 1]), self.follows(text[index + 2]),
            self.follows(text[index + 3])
        {
            let high = (lead & 0x07) << 18 | UInt32(text[index + 1] & 0x3F) << 12
            return (high | UInt32(text[index + 2] & 0x3F) << 6 | UInt32(text[index + 3] & 0x3F), 4)
        }
        return (0xFFFD, 1)
    }

    @inline(__always)
    private static func follows(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

    /// The kind of a scalar beyond ASCII and its folded form.
    static func fold(_ scalar: UInt32) -> (kind: Kind, folded: UInt32) {
        switch scalar {
        case 0xC0...0x17F: return self.latin(scalar)
        case 0x180...0x24F, 0x250...0x2AF: return (.letter, scalar)
        case 0x300...0x36F: return (.dropped, scalar)
        case 0x391...0x3A9: return (.letter, scalar + 0x20)
        case 0x370...0x3FF: return (.letter, scalar)
        case 0x401, 0x451: return (.letter, 0x435)
        case 0x400...0x40F: return (.letter, scalar + 0x50)
        case 0x410...0x42F: return (.letter, scalar + 0x20)
        case 0x430...0x52F: return (.letter, scalar)
        case 0x531...0x5F4: return (.letter, scalar)
        case 0x610...0x61A, 0x640, 0x64B...0x65F, 0x670: return (.dropped, scalar)
        case 0x622, 0x623, 0x625: return (.letter, 0x627)
        case 0x60C, 0x61B, 0x61F, 0x6D4: return (.gap, scalar)
        case 0x660...0x669, 0x6F0...0x6F9: return (.digit, scalar)
        case 0x591...0x6FF, 0x750...0x77F: return (.letter, scalar)
        case 0x964, 0x965: return (.gap, scalar)
        case 0x966...0x96F: return (.digit, scalar)
        case 0x93C: return (.dropped, scalar)
        case 0x95B: return (.letter, 0x91C)
        case 0x700...0xDFF: return (.letter, scalar)
        case 0xE00...0xEFF: return (.single, scalar)
        case 0xF00...0x10FF, 0x1200...0x1FFF: return (.letter, scalar)
        case 0x1100...0x11FF, 0x3005...0x3007, 0x3041...0x30FF, 0x3130...0x318F: return (.single, scalar)
        case 0x3400...0x9FFF, 0xAC00...0xD7AF, 0xF900...0xFAFF, 0x20000...0x3FFFF: return (.single, scalar)
        case 0xFF10...0xFF19: return (.digit, scalar - 0xFEE0)
        case 0xFF21...0xFF3A: return (.letter, scalar - 0xFEC0)
        case 0xFF41...0xFF5A: return (.letter, scalar - 0xFEE0)
        default: return (.gap, scalar)
        }
    }

    /// Base letters of U+00C0 to U+017F, one byte each; `.` stands for the signs for times and divided by.
    private static let bases: StaticString = """
        aaaaaaaceeeeiiiidnooooo.ouuuuytsaaaaaaaceeeeiiiidnooooo.ouuuuyty\
        aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll\
        lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs
        """

    private static func latin(_ scalar: UInt32) -> (kind: Kind, folded: UInt32) {
        let base = self.bases.utf8Start[Int(scalar - 0xC0)]
        return base == 0x2E ? (.gap, scalar) : (.letter, UInt32(base))
    }
}
