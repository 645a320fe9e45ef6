/// What a character is for the scanner.
enum ScalarClass: UInt8, Sendable {
    case blank, letter, digit, han, foreign, quote, apostrophe, pause, stop, bracket, dash, currency, symbol, ignored

    /// The class of a scalar.
    static func of(_ value: UInt32) -> ScalarClass {
        if value < 0x80 { return Self.ascii[Int(value)] }
        if value < 0x2000 { return Self.ofLetters(value) }
        if value < 0x2E80 { return Self.ofSigns(value) }
        return Self.ofEast(value)
    }

    private static let ascii: [ScalarClass] = (0..<128).map { value in
        switch UInt8(value) {
        case 0x09...0x0D, 0x20: .blank
        case 0x30...0x39: .digit
        case 0x41...0x5A, 0x61...0x7A: .letter
        case 0x22, 0x60: .quote
        case 0x27: .apostrophe
        case 0x2C, 0x3A, 0x3B: .pause
        case 0x2E, 0x3F, 0x21: .stop
        case 0x28, 0x29, 0x5B, 0x5D, 0x7B, 0x7D: .bracket
        case 0x2D: .dash
        case 0x24: .currency
        case 0x00...0x1F, 0x7F: .ignored
        default: .symbol
        }
    }

    private static func ofLetters(_ value: UInt32) -> ScalarClass {
        switch value {
        case 0xA0, 0x85: .blank
        case 0xA2...0xA5: .currency
        case 0xAA, 0xBA, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x24F, 0x300...0x36F, 0x1E00...0x1EFF: .letter
        case 0xAB, 0xBB: .quote
        case 0xA1, 0xBF: .stop
        case 0xAD: .ignored
        case 0x80...0x9F: .ignored
        case 0xA6...0xBF, 0xD7, 0xF7: .symbol
        default: Self.ofOther(value)
        }
    }

    private static func ofSigns(_ value: UInt32) -> ScalarClass {
        switch value {
        case 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F: .blank
        case 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F: .ignored
        case 0x2010...0x2015, 0x2212: .dash
        case 0x2019, 0x2018, 0x201B: .apostrophe
        case 0x201A, 0x201C...0x201F, 0x2039, 0x203A: .quote
        case 0x2026: .stop
        case 0x2020...0x2027: .symbol
        case 0x20A0...0x20CF: .currency
        default: Self.ofOther(value)
        }
    }

    private static func ofEast(_ value: UInt32) -> ScalarClass {
        switch value {
        case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0xF900...0xFAFF, 0x3007, 0x20000...0x323AF: .han
        case 0x3000: .blank
        case 0x3001, 0xFF0C, 0xFF1A, 0xFF1B: .pause
        case 0x3002, 0xFF01, 0xFF1F, 0xFF0E: .stop
        case 0x300A...0x300F, 0xFF02: .quote
        case 0x3008, 0x3009, 0x3010...0x301F, 0xFF08, 0xFF09, 0xFF3B, 0xFF3D, 0xFF5B, 0xFF5D: .bracket
        case 0xFF07: .apostrophe
        case 0xFF10...0xFF19: .digit
        case 0xFF21...0xFF3A, 0xFF41...0xFF5A: .letter
        case 0xFF0D, 0x301C: .dash
        case 0xFF04, 0xFFE0, 0xFFE1, 0xFFE5: .currency
        case 0xFE00...0xFE0F, 0xFEFF, 0xE0100...0xE01EF: .ignored
        case 0x30FB, 0x3003, 0x3005: .symbol
        default: Self.ofOther(value)
        }
    }

    private static func ofOther(_ value: UInt32) -> ScalarClass {
        guard let scalar = Unicode.Scalar(value) else { return .ignored }
        let properties = scalar.properties
        if properties.isAlphabetic { return .foreign }
        if properties.isWhitespace { return .blank }
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber: return .foreign
        case .control, .format, .unassigned, .privateUse, .surrogate: return .ignored
        default: return .symbol
        }
    }
}
