/// The writing system of a letter, as far as it narrows down the language.
package enum LanguageScript: UInt8, CaseIterable, Sendable {
    /// Not a letter: ends a word.
    case none
    /// A mark that belongs to the letter before it and is left out of words.
    case mark
    case latin, cyrillic, arabic, devanagari
    /// Japanese and Chinese share Han; a text with kana in it is Japanese.
    case kana, han
    case bengali, greek, gujarati, hebrew, armenian, georgian, hangul, gurmukhi, tamil, telugu, thai
    /// A letter of a script that none of the languages is written in.
    case other

    /// The classes that a word in this script can be, as a run of `Language` raw values.
    @inlinable package var classes: Range<Int> {
        switch self {
        case .latin: 0..<Int(Language.be.rawValue)
        case .cyrillic: Int(Language.be.rawValue)..<Int(Language.ar.rawValue)
        case .arabic: Int(Language.ar.rawValue)..<Int(Language.hi.rawValue)
        case .devanagari: Int(Language.hi.rawValue)..<Int(Language.ja.rawValue)
        case .none, .mark, .other: 0..<0
        default: Self.alone(self)..<(Self.alone(self) + 1)
        }
    }

    @usableFromInline static func alone(_ script: LanguageScript) -> Int {
        Int(Language.ja.rawValue) + Int(script.rawValue - LanguageScript.kana.rawValue)
    }

    /// Whether one language is all that the script allows.
    @inlinable package var isAlone: Bool {
        self.rawValue >= LanguageScript.kana.rawValue && self != .other
    }

    /// How many letters of an alphabet one letter of this script is worth, when scripts are weighed by length.
    @inlinable package var weight: Int {
        switch self {
        case .han, .kana, .hangul: 6
        case .latin: 2
        default: 3
        }
    }
}

/// A letter as words hold it: lower case, in sixteen bits.
package struct LanguageLetter {
    /// Its script.
    @usableFromInline package var script: LanguageScript
    /// Its lower case form; 0 where it is no letter.
    @usableFromInline package var folded: UInt16

    @inlinable init(_ script: LanguageScript, _ folded: UInt32) {
        self.script = script
        self.folded = UInt16(truncatingIfNeeded: folded)
    }

    /// Looks a scalar up.
    @inlinable package init(_ scalar: UInt32) {
        if scalar < 0x80 {
            let lower = scalar | 0x20
            self = lower &- 0x61 < 26 ? LanguageLetter(.latin, lower) : LanguageLetter(.none, 0)
        } else if scalar < 0x530 {
            self = Self.european(scalar)
        } else {
            self = Self.distant(scalar)
        }
    }

    @usableFromInline static func european(_ scalar: UInt32) -> LanguageLetter {
        switch scalar {
        case 0xAA, 0xB5, 0xBA: LanguageLetter(.latin, scalar)
        case 0xC0...0xDE where scalar != 0xD7: LanguageLetter(.latin, scalar + 32)
        case 0xDF...0xFF where scalar != 0xF7: LanguageLetter(.latin, scalar)
        case 0x130: LanguageLetter(.latin, 0x69)
        case 0x178: LanguageLetter(.latin, 0xFF)
        case 0x139...0x148, 0x179...0x17E, 0x1CD...0x1DC: LanguageLetter(.latin, scalar + (scalar & 1))
        case 0x18F: LanguageLetter(.latin, 0x259)
        case 0x1A0...0x1A5, 0x100...0x177, 0x1DE...0x24F: LanguageLetter(.latin, scalar | 1)
        case 0x1AF: LanguageLetter(.latin, 0x1B0)
        case 0x17F...0x1CC, 0x250...0x2AF: LanguageLetter(.latin, scalar)
        case 0x300...0x36F, 0x483...0x489: LanguageLetter(.mark, 0)
        case 0x370...0x3FF where scalar != 0x37E && scalar != 0x387: LanguageLetter(.greek, scalar)
        case 0x400...0x40F: LanguageLetter(.cyrillic, scalar + 80)
        case 0x410...0x42F: LanguageLetter(.cyrillic, scalar + 32)
        case 0x430...0x45F: LanguageLetter(.cyrillic, scalar)
        case 0x4C1...0x4CE: LanguageLetter(.cyrillic, scalar + (scalar & 1))
        case 0x460...0x481, 0x48A...0x52F: LanguageLetter(.cyrillic, scalar | 1)
        default: LanguageLetter(.none, 0)
        }
    }

    @usableFromInline static func distant(_ scalar: UInt32) -> LanguageLetter {
        switch scalar {
        case 0x531...0x556: LanguageLetter(.armenian, scalar + 48)
        case 0x561...0x587: LanguageLetter(.armenian, scalar)
        case 0x591...0x5C7, 0x610...0x61A, 0x64B...0x65F, 0x670, 0x6D6...0x6DC, 0x6DF...0x6E8, 0x6EA...0x6ED:
            LanguageLetter(.mark, 0)
        case 0x5D0...0x5F2: LanguageLetter(.hebrew, scalar)
        case 0x620...0x64A, 0x66E...0x6D3, 0x6D5, 0x6E5...0x6EF, 0x6FA...0x6FF, 0x750...0x77F, 0xFB50...0xFDFB,
            0xFE70...0xFEFC:
            LanguageLetter(.arabic, scalar)
        // Vowel signs are letters here: they carry the endings that tell these languages apart.
        case 0x900...0x963, 0x971...0x97F: LanguageLetter(.devanagari, scalar)
        case 0x980...0x9E3, 0x9F0...0x9F1: LanguageLetter(.bengali, scalar)
        case 0xA01...0xA5E, 0xA70...0xA75: LanguageLetter(.gurmukhi, scalar)
        case 0xA81...0xAE3, 0xAF9...0xAFF: LanguageLetter(.gujarati, scalar)
        case 0xB82...0xBD7: LanguageLetter(.tamil, scalar)
        case 0xC00...0xC63: LanguageLetter(.telugu, scalar)
        case 0xE01...0xE3A, 0xE40...0xE4E: LanguageLetter(.thai, scalar)
        case 0x10A0...0x10C5, 0x10D0...0x10FF, 0x1C90...0x1CBF: LanguageLetter(.georgian, scalar)
        case 0x1100...0x11FF, 0x3131...0x318E, 0xAC00...0xD7A3: LanguageLetter(.hangul, scalar)
        case 0x1E00...0x1E95, 0x1EA0...0x1EFF: LanguageLetter(.latin, scalar | 1)
        case 0x1F00...0x1FFC: LanguageLetter(.greek, scalar)
        case 0x3041...0x3096, 0x30A1...0x30FA, 0x30FC, 0x31F0...0x31FF, 0xFF66...0xFF9F: LanguageLetter(.kana, scalar)
        case 0x3005, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x323AF:
            LanguageLetter(.han, scalar)
        case 0xD00...0xD7F, 0xC80...0xCF3, 0xB00...0xB77, 0xD80...0xDFF, 0xE80...0x109F, 0x1200...0x139F, 0x700...0x74F,
            0x780...0x7FF, 0x13A0...0x1C8F:
            LanguageLetter(.other, scalar)
        default: LanguageLetter(.none, 0)
        }
    }
}
