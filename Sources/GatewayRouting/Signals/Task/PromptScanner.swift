/// Cuts a prompt into words and units and counts what it looks like; one pass over lines, one over words.
struct PromptScanner {
    private let text: UnsafeBufferPointer<UInt8>
    private let lexicon: Lexicon
    private let scratch: PromptScratch
    private var unit = Unit(firstWord: 0)
    private var form = PromptForm()
    private var quoteStart = -1
    private var quoteOpener: UInt32 = 0
    private var inFence = false
    private var lastComma = -100
    private var lineMarks: Unit.Marks = []
    private var depth = 0
    private var nextOption: UInt8 = 0x61

    init(_ text: UnsafeBufferPointer<UInt8>, _ lexicon: Lexicon, _ scratch: PromptScratch) {
        self.text = text
        self.lexicon = lexicon
        self.scratch = scratch
    }

    /// Fills the scratch.
    mutating func scan() {
        self.scratch.reset()
        self.form.bytes = self.text.count
        var start = 0
        var blank = true
        while start < self.text.count {
            var end = start
            while end < self.text.count, self.text[end] != 0x0A { end += 1 }
            let isBlank = self.scanLine(from: start, to: end, afterBlank: blank)
            blank = isBlank
            start = end + 1
        }
        self.close(.text)
        self.scratch.form = self.form
    }

    private mutating func scanLine(from start: Int, to end: Int, afterBlank: Bool) -> Bool {
        let line = LineForm(self.text, from: start, to: end)
        guard line.content < end else { return true }
        if line.isFence {
            self.close(.line)
            self.inFence.toggle()
            self.form.fences += 1
            return false
        }
        self.form.lines += 1
        self.count(line)
        self.lineMarks = []
        if line.isOption { self.lineMarks.insert(.option) }
        if line.isBullet { self.lineMarks.insert(.bullet) }
        if line.isCode || line.isTrace { self.lineMarks.insert(.code) }
        if line.isDialog { self.lineMarks.insert(.dialog) }
        self.unit.marks = self.lineMarks
        if afterBlank { self.unit.marks.insert(.paragraph) }
        self.scanWords(from: line.content, to: end, isCode: self.inFence || line.isStrongCode && line.isCode)
        self.unit.marks.insert(.lastOfLine)
        self.close(.line)
        return false
    }

    private mutating func count(_ line: LineForm) {
        if line.isCode { self.form.codeLines += 1 }
        if line.isStrongCode { self.form.strongCodeLines += 1 }
        if line.isTrace { self.form.traceLines += 1 }
        if line.isSignature { self.form.signatures += 1 }
        if line.isOption {
            self.form.options += 1
            // `A) red B) blue`: the first mark begins the line, the next stands within it.
            let letter = self.text[line.content - 2] | 0x20
            if letter == self.nextOption { self.nextOption += 1 }
        }
        if line.isBullet { self.form.bullets += 1 }
        if line.isDialog { self.form.dialogLines += 1 }
        if line.isTable { self.form.tableLines += 1 }
        if line.isJSON { self.form.jsonLines += 1 }
    }

    private mutating func scanWords(from start: Int, to end: Int, isCode: Bool) {
        var index = start
        while index < end {
            let before = index
            if var word = WordCutter.cut(self.text, from: &index, stems: self.lexicon) {
                self.note(&word, isCode: isCode)
            } else {
                self.scanGap(at: before, to: end)
            }
        }
    }

    private mutating func note(_ word: inout Word, isCode: Bool) {
        if isCode { word.marks.insert(.code) }
        if word.marks.contains(.number), !self.continuesNumber(word) { self.form.numbers += 1 }
        if word.marks.contains(.capital), word.letters > 1, self.scratch.wordCount > Int(self.unit.firstWord) {
            self.form.names += 1
        }
        self.form.letters += Int(word.letters)
        if word.marks.contains(.single) {
            self.form.singles += 1
            self.form.wordLoad += self.form.singles & 1
        } else {
            self.form.wordLoad += 1
            if word.letters > 8 { self.form.longWords += 1 }
            self.form.longestWord = max(self.form.longestWord, Int(word.letters))
        }
        if self.text[Int(word.start)] < 0x80 {
            self.form.latinLetters += 1
        } else if self.text[Int(word.start)] >= 0xCE {
            self.form.otherLetters += 1
        }
        if ChoiceWords.isOr(word.hash), self.scratch.wordCount - self.lastComma <= 5 { self.unit.marks.insert(.choice) }
        if word.humps > 0, self.isCamelCase(word) { self.form.identifiers += 1 }
        guard self.scratch.wordCount < PromptScratch.mostWords else { return }
        self.scratch.words[self.scratch.wordCount] = word
        self.scratch.wordCount += 1
    }

    /// The 198 of 1,198 and the 5 of 2.5 are no numbers of their own.
    private func continuesNumber(_ word: Word) -> Bool {
        guard self.scratch.wordCount > 0 else { return false }
        let last = self.scratch.words[self.scratch.wordCount - 1]
        guard last.marks.contains(.number), last.end + 1 == word.start else { return false }
        let mark = self.text[Int(last.end)]
        return mark == 0x2C || mark == 0x2E
    }

    /// Punctuation: ends of sentences, quotation marks, formulas.
    private mutating func scanGap(at index: Int, to end: Int) {
        let byte = self.text[index]
        let next: UInt8 = index + 1 < end ? self.text[index + 1] : 0x20
        switch byte {
        case 0x20: break
        case 0x2E, 0x21:
            if next == 0x20 || next == 0x22 || index + 1 == end { self.close(.stop) }
            if FileNames.isDot(self.text, at: index, to: end) { self.form.identifiers += 1 }
            if byte == 0x2E, next == 0x20 { self.readListedOption(at: index) }
        case 0x3F:
            self.form.questions += 1
            self.close(.question)
        case 0x3A: if next == 0x20 || index + 1 == end { self.close(.colon) }
        case 0x2C:
            self.form.commas += 1
            self.lastComma = self.scratch.wordCount
        case 0x22: self.quote(0x22, closes: true)
        case 0x24:
            if self.opensFormula(at: index, to: end) { self.form.dollars += 1 }
            if Self.isDigit(next) { self.form.prices += 1 }
        case 0x25: if index > 0, Self.isDigit(self.text[index - 1]) { self.form.prices += 1 }
        case 0x5C: if self.isCommand(at: index + 1, to: end) { self.form.commands += 1 }
        case 0x28, 0x5B, 0x7B:
            self.depth += 1
            self.form.symbols += 1
            self.form.deepest = max(self.form.deepest, self.depth)
            self.readInlineOption(at: index, to: end)
            let isCall = byte == 0x28 && next == 0x29 && index > 0 && Self.isLetter(self.text[index - 1])
            if isCall { self.form.identifiers += 1 }
        case 0x29, 0x5D, 0x7D:
            self.depth = max(0, self.depth - 1)
            if byte == 0x29, next == 0x20 { self.readListedOption(at: index) }
        case 0x3D:
            self.form.symbols += 1
            if self.isFormulaSide(index - 1, -1), self.isFormulaSide(index + 1, 1) { self.form.equations += 1 }
        case 0x3C, 0x3E, 0x5F:
            self.form.symbols += 1
            if self.isIdentifierMark(at: index, next) { self.form.identifiers += 1 }
            if byte == 0x5F, self.opensBlank(at: index, to: end) { self.form.blanks += 1 }
        case 0x2D, 0x2F:
            // Not the 2000-2023 of years, nor the slashes of dates and paths.
            if next == 0x20, self.isFormulaSide(index - 1, -1), self.isFormulaSide(index + 1, 1) {
                self.form.operators += 1
            }
            if next == 0x2D, FileNames.isFlag(self.text, at: index, to: end) { self.form.identifiers += 1 }
        case 0x2B, 0x2A, 0x5E:
            if byte == 0x5E { self.form.symbols += 1 }
            if self.isFormulaSide(index - 1, -1), self.isFormulaSide(index + 1, 1) { self.form.operators += 1 }
        case 0x80...: self.scanWideGap(at: index)
        default: break
        }
    }

    private mutating func scanWideGap(at index: Int) {
        switch LetterFold.decode(self.text, at: index).scalar {
        case 0x3002, 0xFF01, 0x964, 0x6D4: self.close(.stop)
        case 0xFF1F, 0x61F:
            self.form.questions += 1
            self.close(.question)
        case 0xFF1A: self.close(.colon)
        case 0xFF0C, 0x3001, 0x60C: self.form.commas += 1; self.lastComma = self.scratch.wordCount
        case 0x201C, 0x201E: self.quote(0x201D, closes: false)
        case 0x201D: self.quote(0x201D, closes: true)
        case 0xAB: self.quote(0xBB, closes: false)
        case 0xBB: self.quote(0xBB, closes: true)
        case 0x300C: self.quote(0x300D, closes: false)
        case 0x300D: self.quote(0x300D, closes: true)
        default: break
        }
    }

    /// `\frac`, not the `\n` of an escaped line end: three small letters, the first no n.
    private func isCommand(at index: Int, to end: Int) -> Bool {
        guard index + 2 < end, self.text[index] != 0x6E else { return false }
        return (index...index + 2).allSatisfy { self.text[$0] >= 0x61 && self.text[$0] <= 0x7A }
    }

    @inline(__always)
    private static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }

    @inline(__always)
    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    /// `useState` and `ArrayIndexError`, not iPhone or YouTube.
    private func isCamelCase(_ word: Word) -> Bool {
        word.humps > 1 || !word.marks.contains(.capital) && !(0x41...0x5A).contains(self.text[Int(word.start) + 1])
    }

    /// `snake_case` and `->`, but no blank such as `the ___ was`.
    private func isIdentifierMark(at index: Int, _ next: UInt8) -> Bool {
        guard index > 0 else { return false }
        if self.text[index] == 0x3E { return self.text[index - 1] == 0x2D }
        return self.text[index] == 0x5F && Self.isLetter(self.text[index - 1]) && Self.isLetter(next)
    }

    /// `the ___ was`, not `__init__`.
    private func opensBlank(at index: Int, to end: Int) -> Bool {
        guard index > 0, self.text[index - 1] <= 0x20 else { return false }
        let after = (index..<end).first { self.text[$0] != 0x5F } ?? end
        return after == end || !Self.isLetter(self.text[after]) && !Self.isDigit(self.text[after])
    }

    /// `$x$` and `$2^n$`, not `$30` or `$1.50 each`.
    private func opensFormula(at index: Int, to end: Int) -> Bool {
        guard index + 1 < end, self.text[index + 1] > 0x20, index == 0 || self.text[index - 1] <= 0x28 else {
            return false
        }
        var next = index + 1
        while next < end,
            self.text[next] >= 0x30 && self.text[next] <= 0x39 || self.text[next] == 0x2C
                || self.text[next] == 0x2E
        {
            next += 1
        }
        guard next < end, next > index + 1 else { return next == index + 1 }
        let after = self.text[next]
        if after == 0x24 { return true }
        let closes = after == 0x7D || after == 0x2F || after == 0x3F || after == 0x3B || after == 0x2D
        return after > 0x29 && !closes
    }

    /// Whether a digit or a lone letter stands there, behind at most one space.
    private func isFormulaSide(_ start: Int, _ step: Int) -> Bool {
        var index = start
        if index >= 0, index < self.text.count, self.text[index] == 0x20 { index += step }
        guard index >= 0, index < self.text.count else { return false }
        let byte = self.text[index]
        if byte >= 0x30 && byte <= 0x39 || byte == 0x28 || byte == 0x29 || byte == 0x7D { return true }
        guard byte >= 0x61 && byte <= 0x7A || byte >= 0x41 && byte <= 0x5A else { return false }
        let beyond = index + step
        guard beyond >= 0, beyond < self.text.count else { return true }
        let after = self.text[beyond] | 0x20
        return !(after >= 0x61 && after <= 0x7A)
    }

    /// `(A)` within a line.
    private mutating func readInlineOption(at index: Int, to end: Int) {
        guard index + 2 < end, self.text[index + 2] == 0x29 else { return }
        let letter = self.text[index + 1] | 0x20
        if letter >= 0x61, letter <= 0x66 || letter >= 0x31 && letter <= 0x35 { self.form.options += 1 }
    }

    /// The marks of `A. talk B. swim C. cook` or `a ) 12 , b ) 13`, in one line and in their order.
    private mutating func readListedOption(at index: Int) {
        var mark = index - 1
        if mark > 0, self.text[mark] == 0x20 { mark -= 1 }
        guard mark > 0, self.text[mark] | 0x20 == self.nextOption else { return }
        guard self.text[mark - 1] == 0x20 || self.text[mark - 1] == 0x0A else { return }
        self.nextOption += 1
        self.form.options += 1
    }

    /// Words between marks that pair up are content, not instruction.
    private mutating func quote(_ mark: UInt32, closes: Bool) {
        if closes, self.quoteStart >= 0, self.quoteOpener == mark {
            let count = self.scratch.wordCount - self.quoteStart
            for index in self.quoteStart..<self.scratch.wordCount {
                self.scratch.words[index].marks.insert(.quoted)
            }
            self.form.quotes += 1
            self.form.quotedWords += count
            self.form.longestQuote = max(self.form.longestQuote, count)
            self.quoteStart = -1
        } else if mark == 0x22 || !closes {
            self.quoteStart = self.scratch.wordCount
            self.quoteOpener = mark
        }
    }

    private mutating func close(_ end: Unit.End) {
        defer {
            self.unit = Unit(firstWord: Int32(self.scratch.wordCount), marks: self.lineMarks)
        }
        self.unit.endWord = Int32(self.scratch.wordCount)
        self.unit.end = end
        guard self.unit.count > 0 else {
            // The end of the line belongs to the sentence that ended with it.
            if end == .line, self.scratch.unitCount > 0 {
                self.scratch.units[self.scratch.unitCount - 1].marks.insert(.lastOfLine)
            }
            return
        }
        self.form.longestUnit = max(self.form.longestUnit, self.unit.count)
        guard self.scratch.unitCount < PromptScratch.mostUnits else { return }
        self.scratch.units[self.scratch.unitCount] = self.unit
        self.scratch.unitCount += 1
    }
}

/// Words for "or", by their hashes, in the languages of the word lists.
enum ChoiceWords {
    private static let hashes: [UInt64] = ["or", "oder", "ou", "o", "или", "veya", "of", "lub", "czy", "أو"].map {
        $0.unicodeScalars.reduce(Lexicon.emptyHash) { Lexicon.extend($0, with: LetterFold.fold($1.value).1) }
    }

    @inline(__always)
    static func isOr(_ hash: UInt64) -> Bool { self.hashes.contains(hash) }
}
