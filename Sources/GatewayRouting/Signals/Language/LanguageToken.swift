/// The shape of a token: whether its letters can be words.
struct LanguageToken {
    /// It is of a script other than Latin.
    var isWide = false
    private(set) var hasLetters = false
    /// It has parts that no word has: `snake_case`, `camelCase`, `call(`, `file.txt`, `a=b`, `x86`, `/usr/lib`.
    private(set) var isIdentifier = false
    private var last: UInt32 = 0x20
    private var lastWasLetter = false
    private var lastWasLower = false
    private var capitals = 0
    private var lowers = 0
    private var slashes = 0

    /// Two letters or more, all of them capitals.
    var isCapitals: Bool { self.capitals > 1 && self.lowers == 0 }

    /// Takes in the next scalar.
    @inline(__always) mutating func meet(_ scalar: UInt32, _ letter: LanguageLetter, next: UInt8) {
        let isLetter = letter.script != .none
        if isLetter {
            let isLower = UInt32(letter.folded) == scalar
            if isLower { self.lowers += 1 } else { self.capitals += 1 }
            if !isLower, self.lastWasLower { self.isIdentifier = true }
            if self.last &- 0x30 < 10 { self.isIdentifier = true }
            self.lastWasLower = isLower
            self.hasLetters = true
        } else {
            self.lastWasLower = false
            if scalar < 0x80 { self.meetSymbol(scalar, next: next) }
        }
        self.last = scalar
        self.lastWasLetter = isLetter
    }

    private mutating func meetSymbol(_ scalar: UInt32, next: UInt8) {
        let nextIsLetter = (next | 0x20) &- 0x61 < 26
        switch scalar {
        case 0x5F, 0x3D, 0x5C, 0x24, 0x7B, 0x7D, 0x7C, 0x40, 0x23, 0x5E, 0x3E, 0x2B:
            self.isIdentifier = true
        case 0x30...0x39:
            if self.lastWasLetter { self.isIdentifier = true }
        case 0x2E:
            if nextIsLetter, self.lastWasLetter || !self.hasLetters { self.isIdentifier = true }
        case 0x3A:
            if nextIsLetter || next == 0x2F || next == 0x3A { self.isIdentifier = true }
        case 0x28, 0x5B:
            if self.lastWasLetter, !nextIsLetter || scalar == 0x5B { self.isIdentifier = true }
        case 0x2F:
            self.slashes += 1
            if self.slashes > 1 || !self.hasLetters { self.isIdentifier = true }
        case 0x2D:
            if !self.hasLetters, nextIsLetter || next == 0x2D { self.isIdentifier = true }
        default: break
        }
    }
}
