/// A word of a prompt.
struct Word: Sendable {
    /// The hash of its folded letters.
    var hash: UInt64
    /// The hash of the longest stem that it begins with; 0 for none.
    var stem: UInt64
    /// Its bytes in the text.
    var start: Int32
    var end: Int32
    /// Scalars in it.
    var letters: UInt16
    var marks: Marks
    /// How often a small letter is followed by a capital and that by a small one.
    var humps: UInt8 = 0

    /// What the scanner knows of a word.
    struct Marks: OptionSet, Sendable {
        let rawValue: UInt8
        static let number = Marks(rawValue: 1)
        static let single = Marks(rawValue: 2)
        static let quoted = Marks(rawValue: 4)
        static let code = Marks(rawValue: 8)
        static let capital = Marks(rawValue: 16)
    }
}

/// Cuts words out of UTF-8; used where speed does not matter. `PromptScanner` does the same with stems and sentences.
struct WordCutter {
    private let text: UnsafeBufferPointer<UInt8>
    private var index = 0

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    mutating func next() -> Word? {
        while self.index < self.text.count {
            if let word = Self.cut(self.text, from: &self.index, stems: nil) { return word }
        }
        return nil
    }

    /// The word at `index`, which moves behind it; nil when none begins there, then it moves behind the gap.
    @inline(__always)
    static func cut(_ text: UnsafeBufferPointer<UInt8>, from index: inout Int, stems: Lexicon?) -> Word? {
        var word = Word(hash: Lexicon.emptyHash, stem: 0, start: Int32(index), end: 0, letters: 0, marks: [])
        while index < text.count {
            let byte = text[index]
            var scalar = UInt32(byte)
            var length = 1
            var kind: LetterFold.Kind
            if byte < 0x80 {
                (kind, scalar) = self.ascii(byte, after: word.letters, in: text, at: index)
            } else {
                (scalar, length) = LetterFold.decode(text, at: index)
                (kind, scalar) = LetterFold.fold(scalar)
            }
            if kind == .single, word.letters > 0 { kind = .gap; length = 0 }
            if kind == .gap {
                if word.letters == 0 { index += max(length, 1); return nil }
                break
            }
            index += length
            if kind == .dropped {
                if word.letters == 0 { return nil }
                continue
            }
            if word.letters == 0 {
                if kind == .digit { word.marks.insert(.number) }
                if byte >= 0x41, byte <= 0x5A { word.marks.insert(.capital) }
            }
            if byte >= 0x41, byte <= 0x5A, self.isHump(text, at: index - 1, in: word) { word.humps &+= 1 }
            word.hash = Lexicon.extend(word.hash, with: scalar)
            word.letters &+= 1
            if kind == .single { word.marks.insert(.single); break }
            if word.letters > 2, let stems, stems.isStem(word.hash) { word.stem = word.hash }
            if word.letters >= 200 { break }
        }
        guard word.letters > 0 else { return nil }
        word.end = Int32(index)
        return word
    }

    /// A capital between small letters, not the second letter of the word, as in iPhone.
    @inline(__always)
    private static func isHump(_ text: UnsafeBufferPointer<UInt8>, at index: Int, in word: Word) -> Bool {
        guard word.letters > 1, index + 1 < text.count else { return false }
        return text[index - 1] >= 0x61 && text[index - 1] <= 0x7A && text[index + 1] >= 0x61 && text[index + 1] <= 0x7A
    }

    /// Letters and digits; `+` and `#` behind a letter, for names such as C++ and C#.
    @inline(__always)
    private static func ascii(
        _ byte: UInt8,
        after letters: UInt16,
        in text: UnsafeBufferPointer<UInt8>,
        at index: Int
    ) -> (LetterFold.Kind, UInt32) {
        switch byte {
        case 0x61...0x7A: (.letter, UInt32(byte))
        case 0x41...0x5A: (.letter, UInt32(byte) + 0x20)
        case 0x30...0x39: (.digit, UInt32(byte))
        case 0x2B, 0x23: letters == 1 || letters == 2 && text[index - 1] == 0x2B ? (.letter, UInt32(byte)) : (.gap, 0)
        default: (.gap, UInt32(byte))
        }
    }
}
