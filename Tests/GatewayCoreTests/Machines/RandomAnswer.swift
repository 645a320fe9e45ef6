/// Answers of models as property tests need them: text of every kind of character, cut and escaped in every way.
struct RandomAnswer {
    private var random: SplitMix64

    init(seed: UInt64) {
        self.random = SplitMix64(seed: seed)
    }

    /// A number from 0 up to, but not including, the bound.
    mutating func below(_ bound: Int) -> Int {
        Int.random(in: 0..<bound, using: &self.random)
    }

    /// Words that are all different, so that no part of the text comes twice, with single white space between.
    mutating func distinctText(words: Int) -> String {
        let stems = ["word", "Größe", "漢字", "naïve", "e\u{301}te", "🙂", "👩‍👩‍👧", "\"q\"", "\\n", "Ünï", "слово", "{k}"]
        let separators = [" ", " ", " ", "\n", ", ", ". ", "; ", "\t"]
        return (0..<words).map { number in
            "w\(number)" + stems[self.below(stems.count)] + separators[self.below(separators.count)]
        }.joined() + "end"
    }

    /// Any text at all, repetitions included.
    mutating func anyText(scalars: Int) -> String {
        let parts: [Unicode.Scalar] = [
            "a", "b", " ", "\n", "\"", "\\", "/", ".", "1", "é", "漢", "\u{301}", "🙂", "👩", "\u{200D}", "\u{7F}",
            "\u{1}",
        ]
        var text = String.UnicodeScalarView()
        for _ in 0..<scalars { text.append(parts[self.below(parts.count)]) }
        return String(text)
    }

    /// The text in tokens that end at characters, some of them empty.
    mutating func tokens(_ text: [UInt8]) -> [[UInt8]] {
        var tokens: [[UInt8]] = []
        var start = 0
        while start < text.count {
            if self.below(12) == 0 { tokens.append([]) }
            var end = min(text.count, start + 1 + self.below(7))
            while end < text.count, text[end] & 0xC0 == 0x80 { end += 1 }
            tokens.append(Array(text[start..<end]))
            start = end
        }
        return tokens
    }

    /// A place between two characters of the text, neither the beginning nor the end.
    mutating func cut(_ text: [UInt8]) -> Int {
        var cut = 1 + self.below(text.count - 1)
        while text[cut] & 0xC0 == 0x80 { cut -= 1 }
        return max(1, cut)
    }

    /// The text as the inside of JSON strings, in pieces: each character escaped or not, pairs of surrogates cut too.
    mutating func escapedPieces(_ text: String) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var piece: [UInt8] = []
        for scalar in text.unicodeScalars {
            for unit in self.escaped(scalar) {
                piece += unit
                guard self.below(3) == 0 else { continue }
                pieces.append(piece)
                piece = []
            }
        }
        return pieces + [piece]
    }

    private mutating func escaped(_ scalar: Unicode.Scalar) -> [[UInt8]] {
        let mustEscape = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
        if self.below(3) == 0 || (mustEscape && self.below(2) == 0) {
            let isUpper = self.below(2) == 0
            return UTF16.encode(scalar).map { units in
                units.map { unit in
                    let digits = String(unit, radix: 16, uppercase: isUpper)
                    return Array(("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8)
                }
            } ?? []
        }
        switch scalar {
        case "\"": return [Array(#"\""#.utf8)]
        case "\\": return [Array(#"\\"#.utf8)]
        case "\n": return [Array(#"\n"#.utf8)]
        case "/" where self.below(2) == 0: return [Array(#"\/"#.utf8)]
        case _ where mustEscape:
            let digits = String(scalar.value, radix: 16)
            return [Array(("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8)]
        default: return [Array(String(scalar).utf8)]
        }
    }
}
