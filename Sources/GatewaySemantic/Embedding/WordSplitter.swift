// The standard library's decomposition, which it keeps behind this name; Foundation reads it there as well.
@_spi(_Unicode) import Swift

/// Splits a text into words as BERT does: lower case, no accents, every mark and every Chinese character by itself.
///
/// Control characters are left out. What is a mark or an accent is asked of Unicode 8, as the reference does: later
/// characters are letters.
struct WordSplitter {
    /// Gets each word in UTF-8 and says whether it wants another.
    typealias Visitor = (UnsafeBufferPointer<UInt8>) -> Bool

    private var word: [UInt8] = []
    private var goesOn = true

    /// Calls `visit` with the words of a text in UTF-8, in order.
    static func words(of text: UnsafeBufferPointer<UInt8>, _ visit: Visitor) {
        var splitter = WordSplitter()
        splitter.word.reserveCapacity(64)
        var index = 0
        while splitter.goesOn, index < text.count {
            let byte = text[index]
            if byte < 0x80 {
                splitter.take(byte, visit)
                index &+= 1
            } else {
                let (scalar, length) = Self.scalar(in: text, at: index)
                splitter.take(scalar, visit)
                index &+= length
            }
        }
        splitter.endWord(visit)
    }

    private mutating func endWord(_ visit: Visitor) {
        guard !self.word.isEmpty, self.goesOn else { return }
        self.goesOn = self.word.withUnsafeBufferPointer(visit)
        self.word.removeAll(keepingCapacity: true)
    }

    @inline(__always)
    private mutating func take(_ byte: UInt8, _ visit: Visitor) {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): self.word.append(byte)
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): self.word.append(byte | 0x20)
        case 0x09, 0x0A, 0x0D, 0x20: self.endWord(visit)
        case 0x00..<0x20, 0x7F: break
        default:
            self.endWord(visit)
            self.word.append(byte)
            self.endWord(visit)
        }
    }

    private mutating func take(_ scalar: Unicode.Scalar, _ visit: Visitor) {
        let properties = scalar.properties
        if Self.isLeftOut(scalar) { return }
        if properties.isWhitespace { return self.endWord(visit) }
        let isChinese = Self.isChinese(scalar)
        if isChinese { self.endWord(visit) }
        for part in String(scalar)._nfd where Self.category(of: part) != .nonspacingMark {
            for letter in part.properties.lowercaseMapping.unicodeScalars {
                let isMark = Self.isMark(letter)
                if isMark { self.endWord(visit) }
                self.word.append(contentsOf: UTF8.encode(letter) ?? UTF8.encodedReplacementCharacter)
                if isMark { self.endWord(visit) }
            }
        }
        if isChinese { self.endWord(visit) }
    }

    /// What is no text: controls, formats, private use, and what stands for undecodable bytes.
    private static func isLeftOut(_ scalar: Unicode.Scalar) -> Bool {
        switch Self.category(of: scalar) {
        case .control, .format, .surrogate, .privateUse: true
        default: scalar == "\u{FFFD}"
        }
    }

    /// The category of a character in Unicode 8.
    private static func category(of scalar: Unicode.Scalar) -> Unicode.GeneralCategory {
        switch scalar.value {
        // These have changed since.
        case 0x166D, 0x111C9: return .otherPunctuation
        case 0x1734, 0x1171E: return .nonspacingMark
        case 0x1885, 0x1886: return .otherLetter
        case 0xA9BD: return .spacingMark
        default: break
        }
        guard let age = scalar.properties.age, age.major <= 8 else { return .unassigned }
        return scalar.properties.generalCategory
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return Self.isASCIIMark(UInt8(truncatingIfNeeded: scalar.value)) }
        return switch Self.category(of: scalar) {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            true
        default: false
        }
    }

    private static func isASCIIMark(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
        default: false
        }
    }

    /// The blocks of ideographs that BERT takes apart; the reference leaves a gap in the last but one.
    private static func isChinese(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x2A6DF, 0x2A700...0x2B81F,
            0x2B920...0x2CEAF, 0x2F800...0x2FA1F:
            true
        default: false
        }
    }

    /// The character that begins at an offset, and its length; the text is well-formed.
    private static func scalar(in text: UnsafeBufferPointer<UInt8>, at index: Int) -> (Unicode.Scalar, Int) {
        let first = UInt32(text[index])
        let length = min(LlamaModel.length(ofLetterFrom: text[index]), text.count - index)
        var value = length == 1 ? first : first & (0x7F >> UInt32(length))
        for place in 1..<max(length, 1) { value = value << 6 | UInt32(text[index + place] & 0x3F) }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
    }
}
