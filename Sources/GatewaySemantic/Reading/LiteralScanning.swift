extension TextScanner {
    /// The longest quotation that is one; an opening mark without a near end is decoration.
    private static var longestQuote: Int { 400 }

    // MARK: - Quotation

    mutating func openQuote(_ value: UInt32, _ length: Int) {
        let start = self.position
        guard self.quoteEnd < 0 else {
            self.pause([], length)
            return
        }
        if value == 0x60 {
            self.openCode(start)
            return
        }
        var inner = start + length
        // A doubled mark is one: `""word""`.
        while self.byte(inner) == 0x22, value == 0x22 { inner += 1 }
        var end = inner
        let closing = Self.closing(of: value)
        while end < self.bytes.count, end - inner <= Self.longestQuote {
            let (next, size) = self.scalar(at: end)
            if closing.contains(next) { break }
            end += size
        }
        self.hasGap = true
        self.position = inner
        guard end < self.bytes.count, end - inner <= Self.longestQuote, end > inner else { return }
        self.begin(.quoted, inner, end)
    }

    /// An apostrophe between letters belongs to the word before it; one before a word may open a quotation.
    mutating func takeApostrophe(_ length: Int) {
        let inner = self.position + length
        let opens = self.hasGap && self.isLetter(inner) && self.quoteEnd < 0
        let wasGap = self.hasGap
        self.position = inner
        guard opens else {
            if wasGap || !self.isLetter(inner) {
                self.hasGap = true
            } else if let last = self.tokens.indices.last {
                self.tokens[last].marks.insert(.apostrophe)
            }
            return
        }
        var end = inner
        while end < self.bytes.count, end - inner <= Self.longestQuote {
            let (next, size) = self.scalar(at: end)
            if ScalarClass.of(next) == .apostrophe, !self.isLetter(end + size) { break }
            end += size
        }
        guard end < self.bytes.count, end - inner <= Self.longestQuote, end > inner else { return }
        self.begin(.quoted, inner, end)
    }

    private mutating func openCode(_ start: Int) {
        var ticks = 0
        while self.byte(start + ticks) == 0x60 { ticks += 1 }
        let inner = start + ticks
        var end = inner
        search: while end < self.bytes.count {
            if self.bytes[end] == 0x60 {
                var closing = 0
                while closing < ticks, self.byte(end + closing) == 0x60 { closing += 1 }
                if closing == ticks { break search }
                end += max(1, closing)
            } else {
                end += 1
            }
        }
        self.position = inner
        self.hasGap = true
        // An unclosed fence is code to its end.
        if end > inner { self.begin(.code, inner, end) }
    }

    private mutating func begin(_ kind: Literal.Kind, _ start: Int, _ end: Int) {
        self.quoteKind = kind
        self.quoteStart = start
        self.quoteEnd = end
        self.quoteFirstToken = self.tokens.count
    }

    mutating func closeQuote() {
        let end = min(self.quoteEnd, self.bytes.count)
        self.literals.append(
            Literal(
                kind: self.quoteKind,
                value: self.text(self.quoteStart, end),
                words: self.quoteFirstToken..<self.tokens.count
            )
        )
        self.quoteEnd = -1
        self.hasGap = true
        while self.position < self.bytes.count {
            let (value, length) = self.scalar(at: self.position)
            let kind = ScalarClass.of(value)
            guard kind == .quote || kind == .apostrophe else { break }
            self.position += length
        }
    }

    private static func closing(of value: UInt32) -> [UInt32] {
        switch value {
        case 0x22: [0x22]
        case 0x201C: [0x201D, 0x201C, 0x22]
        case 0x201E: [0x201C, 0x201D, 0x22]
        case 0x201D: [0x201D]
        case 0xAB: [0xBB]
        case 0xBB: [0xAB]
        case 0x2039: [0x203A]
        case 0x201A: [0x2018, 0x2019]
        case 0x300A: [0x300B]
        case 0x300C: [0x300D]
        case 0x300E: [0x300F]
        default: [0x22, 0x201D]
        }
    }

    func text(_ start: Int, _ end: Int) -> String {
        guard start < end else { return "" }
        return String(decoding: UnsafeBufferPointer(rebasing: self.bytes[start..<end]), as: UTF8.self)
    }

    // MARK: - Addresses

    /// Takes an address, path, file name, mail address, handle or option that begins here; false where none does.
    mutating func takeAddress() -> Bool {
        let start = self.position
        var end = start
        var dots = 0
        var slashes = 0
        var ats = 0
        var colons = 0
        var backslashes = 0
        while end < self.bytes.count, end != self.quoteEnd, end - start < 2_048 {
            let byte = self.bytes[end]
            if byte <= 0x20 || byte == 0x22 || byte == 0x60 || byte == 0x3C || byte == 0x3E { break }
            // Chinese text goes on right behind an address.
            if byte >= 0xE2 { break }
            switch byte {
            case 0x2E: dots += 1
            case 0x2F: slashes += 1
            case 0x40: ats += 1
            case 0x3A: colons += 1
            case 0x5C: backslashes += 1
            default: break
            }
            end += 1
        }
        guard dots + slashes + ats + backslashes > 0 || self.byte(start) == 0x2D || self.byte(start) == 0x23 else {
            return false
        }
        while end > start, Self.isTrailing(self.bytes[end - 1]) { end -= 1 }
        guard end - start >= 3, self.isAddress(start, end, dots, slashes, ats, colons, backslashes) else {
            return false
        }
        self.letters += 1
        self.emit(.address, start, end)
        self.tokens[self.tokens.count - 1].isASCII = false
        self.literals.append(
            Literal(
                kind: .address,
                value: self.text(start, end),
                words: self.tokens.count - 1..<self.tokens.count
            )
        )
        return true
    }

    private func isAddress(
        _ start: Int,
        _ end: Int,
        _ dots: Int,
        _ slashes: Int,
        _ ats: Int,
        _ colons: Int,
        _ backslashes: Int
    ) -> Bool {
        let first = self.byte(start)
        let second = self.byte(start + 1)
        if colons > 0, slashes >= 2, self.contains("://", start, end) { return true }
        if dots >= 2, first | 0x20 == 0x77, self.contains("www.", start, min(end, start + 4)) { return true }
        if first == 0x40 || first == 0x23 { return ats + slashes <= 1 && self.isLetter(start + 1) }
        if ats == 1, dots >= 1, self.isLetter(start) { return true }
        // --option; -x is one too, but only where a letter follows.
        if first == 0x2D { return second == 0x2D && self.isLetter(start + 2) }
        if first == 0x2F { return self.isLetter(start + 1) && end - start >= 4 }
        if first == 0x7E { return second == 0x2F }
        if first == 0x2E { return second == 0x2F || (second == 0x2E && self.byte(start + 2) == 0x2F) }
        if backslashes > 0 { return colons > 0 || backslashes >= 2 }
        if slashes >= 2 { return true }
        guard dots >= 1, self.isLetter(start) || self.isDigit(start) else { return false }
        return self.hasFileEnding(start, end)
    }

    private func contains(_ part: StaticString, _ start: Int, _ end: Int) -> Bool {
        let count = part.utf8CodeUnitCount
        guard end - start >= count else { return false }
        return part.withUTF8Buffer { letters in
            for offset in start...(end - count) {
                var index = 0
                while index < count, self.bytes[offset + index] | (letters[index] & 0x20) == letters[index] {
                    index += 1
                }
                if index == count { return true }
            }
            return false
        }
    }

    private func hasFileEnding(_ start: Int, _ end: Int) -> Bool {
        var dot = end - 1
        while dot > start, self.bytes[dot] != 0x2E {
            guard self.bytes[dot] < 0x80, ScalarClass.of(UInt32(self.bytes[dot])) == .letter || self.isDigit(dot) else {
                return false
            }
            dot -= 1
        }
        let length = end - dot - 1
        guard dot > start, length >= 1, length <= 6, length > 1 || dot - start > 1 else { return false }
        var ending = self.text(dot + 1, end)
        ending = Folding.folded(ending)
        return Self.fileEndings.contains(ending)
    }

    private static func isTrailing(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x2E, 0x2C, 0x3B, 0x3A, 0x21, 0x3F, 0x29, 0x5D, 0x7D, 0x27: true
        default: false
        }
    }

    private static let fileEndings: Set<String> = Set(
        """
        py js ts jsx tsx c h cc cpp hpp cs java kt swift go rs rb php pl sh bash zsh ps1 bat cmd lua r m mm sql html
        htm css scss xml json jsonl yaml yml toml ini cfg conf env lock log txt md rst csv tsv pdf doc docx xls xlsx
        ppt pptx odt ods png jpg jpeg gif svg webp mp3 mp4 wav avi mkv mov zip tar gz bz2 xz zst 7z rar exe dll so
        dylib jar war apk ipa iso img bin dat db sqlite pem crt key pub com org net io dev edu gov uk de fr es cn ai
        app info
        """.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init)
    )
}

extension WordMarks {
    /// An apostrophe and more letters follow.
    static let apostrophe = WordMarks(rawValue: 1 << 20)
}
