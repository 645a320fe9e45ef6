/// A piece of text before the word lists are asked.
struct RawToken {
    enum Kind: UInt8 {
        case letters, digits, mixed, han, foreign, symbol, address, currency
    }

    var kind: Kind
    var start: Int
    var end: Int
    var marks: WordMarks
    /// Whether all of it is ASCII, so that the fast path serves.
    var isASCII = true
    /// Whether a capital stands inside it.
    var hasInnerCapital = false
}

/// Cuts a text into tokens in one pass over its bytes; every step moves on, so the work is linear.
struct TextScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0
    var tokens: [RawToken] = []
    var literals: [Literal] = []
    var letters = 0
    var foreignLetters = 0
    var hanLetters = 0
    /// Marks that the next token gets.
    var pending: WordMarks = .sentenceStart
    var hasGap = true
    /// Where an open quotation ends, and the tokens before it.
    var quoteEnd = -1
    var quoteStart = 0
    var quoteFirstToken = 0
    var quoteKind = Literal.Kind.quoted
    let mostTokens: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>, mostTokens: Int) {
        self.bytes = bytes
        self.mostTokens = mostTokens
        self.tokens.reserveCapacity(min(mostTokens, bytes.count / 4 + 4))
    }

    /// Whether the whole text was read.
    var isAtEnd: Bool { self.position >= self.bytes.count }

    mutating func scan() {
        while self.position < self.bytes.count, self.tokens.count < self.mostTokens {
            if self.position == self.quoteEnd { self.closeQuote() }
            guard self.position < self.bytes.count else { break }
            let (value, length) = self.scalar(at: self.position)
            switch ScalarClass.of(value) {
            case .blank, .ignored:
                self.hasGap = true
                self.position += length
            case .letter:
                if self.hasGap, self.takeAddress() { continue }
                self.takeLetters()
            case .digit: self.takeDigits(from: self.position)
            case .han: self.takeRun(.han, value)
            case .foreign: self.takeRun(.foreign, value)
            case .quote: self.openQuote(value, length)
            case .apostrophe: self.takeApostrophe(length)
            case .pause: self.pause(.afterPause, length)
            case .stop: self.takeStop(length)
            case .bracket: self.pause(.afterPause, length)
            case .dash: self.takeDash(length)
            case .currency: self.take(.currency, length)
            case .symbol:
                if self.hasGap, self.takeAddress() { continue }
                self.take(.symbol, length)
            }
        }
        if self.position >= self.bytes.count, self.quoteEnd >= 0 { self.closeQuote() }
    }

    // MARK: - Bytes

    /// The scalar at a position and its length; strings are valid UTF-8, cut only at scalars.
    func scalar(at position: Int) -> (value: UInt32, length: Int) {
        let first = UInt32(self.bytes[position])
        if first < 0x80 { return (first, 1) }
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard position + length <= self.bytes.count else { return (0xFFFD, self.bytes.count - position) }
        var value = first & (0xFF >> (UInt32(length) + 1))
        for index in 1..<length { value = value << 6 | UInt32(self.bytes[position + index]) & 0x3F }
        return (value, length)
    }

    func byte(_ position: Int) -> UInt8 {
        position >= 0 && position < self.bytes.count ? self.bytes[position] : 0
    }

    func isDigit(_ position: Int) -> Bool { self.byte(position) >= 0x30 && self.byte(position) <= 0x39 }

    func isLetter(_ position: Int) -> Bool {
        guard position >= 0, position < self.bytes.count else { return false }
        return ScalarClass.of(self.scalar(at: position).value) == .letter
    }

    // MARK: - Tokens

    mutating func emit(_ kind: RawToken.Kind, _ start: Int, _ end: Int, _ shape: WordMarks = []) {
        var marks = self.pending.union(shape)
        if !self.hasGap { marks.insert(.attached) }
        if self.quoteEnd >= 0, self.quoteKind == .quoted { marks.insert(.quoted) }
        self.tokens.append(RawToken(kind: kind, start: start, end: end, marks: marks))
        self.pending = []
        self.hasGap = false
        self.position = end
    }

    private mutating func take(_ kind: RawToken.Kind, _ length: Int) {
        let value = self.scalar(at: self.position).value
        // A slash between words is "or"; an asterisk or at sign alone is decoration.
        if value == 0x2F || value == 0x5C || value == 0x7C || value == 0xB7 || value == 0x2027 {
            self.pause(.afterPause, length)
        } else {
            self.emit(kind, self.position, self.position + length)
        }
    }

    mutating func pause(_ marks: WordMarks, _ length: Int) {
        self.pending.formUnion(marks)
        self.hasGap = true
        self.position += length
    }

    private mutating func takeStop(_ length: Int) {
        // A full stop inside a word ends no sentence: `a.m.`, `.net`.
        let isDot = self.byte(self.position) == 0x2E
        if isDot, self.hasGap, self.isLetter(self.position + 1), self.takeAddress() { return }
        if isDot, !self.hasGap, self.isLetter(self.position + 1), self.lastIsSingleLetter {
            self.position += length
            return
        }
        self.pause(.sentenceStart, length)
    }

    /// Whether the last token is one letter, so that a full stop after it may belong to an abbreviation.
    private var lastIsSingleLetter: Bool {
        guard let last = self.tokens.last else { return false }
        return last.end == self.position && last.end - last.start == 1 && last.kind == .letters
    }

    private mutating func takeDash(_ length: Int) {
        if self.hasGap, self.isDigit(self.position + length) {
            self.takeDigits(from: self.position)
        } else if self.hasGap, length == 1, self.takeAddress() {
            return
        } else {
            // A hyphen inside a compound is no pause.
            if self.hasGap { self.pending.insert(.afterPause) }
            self.position += length
        }
    }

    private mutating func takeRun(_ kind: RawToken.Kind, _ first: UInt32) {
        let start = self.position
        let wanted = ScalarClass.of(first)
        var count = 0
        while self.position < self.bytes.count, self.position != self.quoteEnd {
            let (value, length) = self.scalar(at: self.position)
            guard ScalarClass.of(value) == wanted else { break }
            count += 1
            self.position += length
        }
        self.letters += count
        if wanted == .han { self.hanLetters += count } else { self.foreignLetters += count }
        self.emit(kind, start, self.position)
        self.tokens[self.tokens.count - 1].isASCII = false
    }

    private mutating func takeLetters() {
        let start = self.position
        var token = RawToken(kind: .letters, start: start, end: start, marks: [])
        var capitals = 0
        var count = 0
        var lastWasLower = false
        while self.position < self.bytes.count, self.position != self.quoteEnd {
            let (value, length) = self.scalar(at: self.position)
            let kind = ScalarClass.of(value)
            if kind == .letter {
                if value >= 0x80 { token.isASCII = false }
                let isCapital =
                    value < 0x80 ? value < 0x5B : Folding.lowered(Unicode.Scalar(value) ?? " ").value != value
                if isCapital {
                    capitals += 1
                    if count > 0, lastWasLower { token.hasInnerCapital = true }
                    if count == 0 { token.marks.insert(.capital) }
                }
                lastWasLower = !isCapital
                count += 1
            } else if kind == .digit || value == 0x5F {
                token.kind = .mixed
                lastWasLower = false
            } else if value == 0x2E, token.kind == .mixed, self.isDigit(self.position + 1),
                self.isDigit(self.position - 1)
            {
                // A version after letters: `v2.0`, `python3.12`.
            } else {
                break
            }
            self.position += length
        }
        self.letters += count
        if count > 1, capitals == count { token.marks.insert(.allCapitals) }
        // C++, C#, Z+.
        if count <= 2 || token.marks.contains(.capital) {
            while self.position - start < 8, self.byte(self.position) == 0x2B || self.byte(self.position) == 0x23 {
                token.kind = .mixed
                self.position += 1
            }
        }
        self.emit(token.kind, start, self.position, token.marks)
        self.tokens[self.tokens.count - 1].isASCII = token.isASCII
        self.tokens[self.tokens.count - 1].hasInnerCapital = token.hasInnerCapital
    }

    /// Takes digits with the separators between them: `1,000.5`, `10.6.8`, `17:30`, `2024-01-05`, `9/11`.
    private mutating func takeDigits(from start: Int) {
        if ScalarClass.of(self.scalar(at: start).value) == .dash { self.position += self.scalar(at: start).length }
        var isASCII = true
        while self.position < self.bytes.count, self.position != self.quoteEnd {
            let (value, length) = self.scalar(at: self.position)
            if ScalarClass.of(value) == .digit {
                if value >= 0x80 { isASCII = false }
                self.position += length
                continue
            }
            let isSeparator =
                switch value {
                case 0x2E, 0x2C, 0x3A, 0x2F, 0x27: true
                case 0x2D: self.position - start >= 4 && self.isDateDash(start)
                case 0xA0, 0x202F, 0x2009: self.areThreeDigits(self.position + length)
                default: false
                }
            guard isSeparator, self.isDigit(self.position + length) else { break }
            if value >= 0x80 { isASCII = false }
            self.position += length
        }
        self.emit(.digits, start, self.position)
        self.tokens[self.tokens.count - 1].isASCII = isASCII
    }

    private func areThreeDigits(_ position: Int) -> Bool {
        self.isDigit(position) && self.isDigit(position + 1) && self.isDigit(position + 2)
            && !self.isDigit(position + 3)
    }

    /// Whether a hyphen after these digits is one of a date such as 2024-01-05.
    private func isDateDash(_ start: Int) -> Bool {
        guard self.isDigit(start), self.isDigit(start + 3), self.byte(start + 4) == 0x2D else { return false }
        return self.isDigit(start + 5) && self.isDigit(start + 6) && self.byte(start + 7) == 0x2D
            && self.isDigit(start + 8)
    }
}
