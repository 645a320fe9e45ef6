/// What `ContinuationJoin` asks of the text at the seam of two answers.
///
/// Words are runs of ASCII letters, digits, underscores and of all characters beyond ASCII; a script without spaces is
/// thus told by its length alone. White space is ASCII's: the other kinds are characters like any.
enum SeamText {
    static let space: UInt8 = 0x20
    /// Bytes that do not agree by chance.
    static let telling = 32
    /// Bytes of words that an instructed model does not say again by chance.
    static let shortestWords = 12
    /// Bytes of a whole sentence that it does not.
    static let shortestSentence = 4

    /// Whether the byte is a space, a tab, or ends a line.
    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }

    /// Whether a character begins with the byte.
    static func isCharacter(_ byte: UInt8) -> Bool {
        byte & 0xC0 != 0x80
    }

    /// Whether the byte belongs to a word.
    static func isWord(_ byte: UInt8) -> Bool {
        self.isLetter(byte) || self.isDigit(byte) || byte == 0x5F
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte)
    }

    private static func endsSentence(_ byte: UInt8) -> Bool {
        // . ! ? : ;
        byte == 0x2E || byte == 0x21 || byte == 0x3F || byte == 0x3A || byte == 0x3B
    }

    /// Whether a word or, beyond ASCII, a character begins at the offset, or something that is no word.
    static func beginsWord(_ text: [UInt8], _ start: Int) -> Bool {
        let byte = text[start]
        guard self.isCharacter(byte) else { return false }
        return start == 0 || byte >= 0x80 || !self.isWord(byte) || !self.isWord(text[start - 1])
    }

    /// Length of the white space at the end.
    static func trailingSpace(of text: [UInt8], atMost limit: Int) -> Int {
        var length = 0
        while length < min(limit, text.count), self.isSpace(text[text.count - 1 - length]) { length += 1 }
        return length
    }

    /// Where the last sentence begins, finished or not; nil if it begins before the limit, has no letter, or is too
    /// short to tell anything.
    static func lastSentence(of text: [UInt8], from earliest: Int) -> Int? {
        var end = text.count
        while end > earliest, self.isSpace(text[end - 1]) || self.endsSentence(text[end - 1]) { end -= 1 }
        var start = end
        while start > earliest {
            let before = text[start - 1]
            if before == 0x0A || before == 0x0D { break }
            if start < end, self.isSpace(text[start]), self.endsSentence(before) { break }
            start -= 1
        }
        guard start > earliest else { return nil }
        while start < end, self.isSpace(text[start]) { start += 1 }
        guard text.count - start >= self.shortestSentence else { return nil }
        return text[start..<end].contains(where: self.isLetter) ? start : nil
    }

    /// Whether the text is one pattern repeated twice or more, the last time perhaps in part.
    ///
    /// By the border table of Knuth, Morris and Pratt: the shortest period is the length without the longest border.
    static func isPattern(_ slice: ArraySlice<UInt8>) -> Bool {
        let text = Array(slice.prefix(ContinuationJoin.window))
        guard text.count > 1 else { return false }
        var borders = [Int](repeating: 0, count: text.count)
        var border = 0
        for index in 1..<text.count {
            while border > 0, text[index] != text[border] { border = borders[border - 1] }
            if text[index] == text[border] { border += 1 }
            borders[index] = border
        }
        return text.count - border <= text.count / 2
    }

    /// Whether the first three words are there in full, and are three different ones: "ha ha ha" tells nothing.
    static func hasThreeWords(_ text: ArraySlice<UInt8>) -> Bool {
        var words: [ArraySlice<UInt8>] = []
        var start: Int?
        for index in text.indices {
            if self.isWord(text[index]) {
                start = start ?? index
            } else if let begin = start {
                let word = text[begin..<index]
                if !words.contains(word) { words.append(word) }
                if words.count == 3 { return true }
                start = nil
            }
        }
        return false
    }

    /// Whether a space is missing between the delivered text, which ends a sentence, and new text that begins with a
    /// byte that may begin the next one.
    ///
    /// Not within numbers and times ("3.", "12:"), after a pair of colons, or in code, where a point or a colon ends
    /// nothing and a space would break it.
    static func needsSpace(_ text: [UInt8], _ first: UInt8) -> Bool {
        let isDigit = self.isDigit(first)
        guard isDigit || (0x41...0x5A).contains(first), let last = text.last, self.endsSentence(last) else {
            return false
        }
        let before = text.count > 1 ? text[text.count - 2] : 0
        if isDigit, self.isDigit(before) { return false }
        if last == 0x3A, before == 0x3A { return false }
        return !self.endsInCode(text)
    }

    /// Whether a fence of three backticks, or a single backtick on the last line, is still open.
    private static func endsInCode(_ text: [UInt8]) -> Bool {
        var fences = 0
        var marks = 0
        var run = 0
        for byte in text {
            if byte == 0x60 {
                run += 1
                continue
            }
            if run >= 3 { fences += 1 } else { marks += run }
            run = 0
            if byte == 0x0A { marks = 0 }
        }
        return fences % 2 == 1 || marks % 2 == 1
    }

    /// The offset at which the text's last word begins, where the text ends within or right after one; nil after white
    /// space, for a single byte, which says too little, and for digits, which may well repeat themselves.
    static func lastWord(of text: [UInt8], from earliest: Int) -> Int? {
        var start = text.count
        while start > earliest, !self.isSpace(text[start - 1]) { start -= 1 }
        guard text.count - start >= 2, start > 0, self.isSpace(text[start - 1]),
            text[start...].contains(where: self.isLetter)
        else { return nil }
        return start
    }
}
