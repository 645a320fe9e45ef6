/// Turns the tokens of a text into words with what the lists know of them.
struct PromptReader {
    let lexicon: LexiconTable
    let language: ReadingLanguage
    let scanner: TextScanner
    var parts = PromptParts()
    /// Where words of raw tokens begin in `parts.words`, for the positions of literals.
    private var firstWords: [Int] = []
    private var scratch: [UInt8] = []
    var rows: [String: Int32]
    var stems: [String: Int32]

    /// Reads a prompt; the work is bounded by `PromptReading.longestText`.
    static func read(_ text: String, language: String?, lexicon: GuardLexicon) -> PromptReading {
        var text = text
        return text.withUTF8 { bytes in
            var count = min(bytes.count, PromptReading.longestText)
            while count < bytes.count, count > 0, bytes[count] & 0xC0 == 0x80 { count -= 1 }
            let head = UnsafeBufferPointer(rebasing: bytes[..<count])
            var scanner = TextScanner(head, mostTokens: PromptReading.mostWords)
            scanner.scan()
            let isTruncated = count < bytes.count || !scanner.isAtEnd
            let chosen = LanguageChoice.language(of: scanner, detected: language, lexicon: lexicon.table)
            var reader = PromptReader(scanner, language: chosen ?? .english, lexicon: lexicon.table)
            reader.readWords()
            reader.parts.isTruncated = isTruncated || reader.parts.words.count >= PromptReading.mostWords
            let isForeign = scanner.foreignLetters * 5 > scanner.letters
            return PromptReading(
                text: String(decoding: bytes, as: UTF8.self),
                detectedLanguage: language,
                language: chosen,
                parts: reader.parts,
                question: QuestionReading.question(of: reader.parts.words, reader.lexicon, chosen ?? .english),
                negations: NegationReading.count(in: reader.parts.words),
                isReadable: chosen != nil && !isForeign,
                lexicon: lexicon.table
            )
        }
    }

    private init(_ scanner: TextScanner, language: ReadingLanguage, lexicon: LexiconTable) {
        self.scanner = scanner
        self.language = language
        self.lexicon = lexicon
        self.rows = lexicon.rows[language.index]
        self.stems = lexicon.stems[language.index]
        self.parts.words.reserveCapacity(scanner.tokens.count + 8)
        self.parts.letters = scanner.letters
        self.parts.foreignLetters = scanner.foreignLetters
    }

    private mutating func readWords() {
        self.firstWords.reserveCapacity(self.scanner.tokens.count + 1)
        var index = 0
        let tokens = self.scanner.tokens
        while index < tokens.count, self.parts.words.count < PromptReading.mostWords {
            let used = self.readToken(index, tokens)
            for _ in 0..<used { self.firstWords.append(self.wordsBefore) }
            self.wordsBefore = self.parts.words.count
            index += used
        }
        self.firstWords.append(self.parts.words.count)
        self.placeLiterals()
        NumberComposer.compose(&self.parts, language: self.language, lexicon: self.lexicon)
        DateComposer.compose(&self.parts, lexicon: self.lexicon)
        NameReading.mark(&self.parts, language: self.language, lexicon: self.lexicon)
    }

    private var wordsBefore = 0

    /// Reads a token and says how many it took.
    private mutating func readToken(_ index: Int, _ tokens: [RawToken]) -> Int {
        let token = tokens[index]
        switch token.kind {
        case .letters:
            return self.readLetters(index, tokens)
        case .mixed:
            self.readMixed(token)
        case .digits:
            return self.readDigits(index, tokens)
        case .han:
            self.readHan(token)
        case .foreign:
            let text = Self.lowered(self.scanner.text(token.start, token.end))
            self.append(text, text, .word, token.marks.union(.name), 0, token.start, token.end)
        case .symbol, .currency:
            let text = self.scanner.text(token.start, token.end)
            let row = self.rows[text] ?? 0
            let marks = token.marks.union(self.lexicon.entries[Int(row)].marks)
            self.append(text, text, row > 0 ? .word : .symbol, marks, row, token.start, token.end)
        case .address:
            let text = self.scanner.text(token.start, token.end)
            // The case of a path counts, that of a host or file name does not.
            let form = text.utf8.contains(0x2F) ? text : Self.lowered(text)
            self.append(form, form, .address, token.marks, 0, token.start, token.end)
        }
        return 1
    }

    // MARK: - Letters

    private mutating func readLetters(_ index: Int, _ tokens: [RawToken]) -> Int {
        let token = tokens[index]
        var text = self.lowered(token)
        var end = token.end
        var used = 1
        var isNegated = false
        if token.marks.contains(.apostrophe), index + 1 < tokens.count, tokens[index + 1].kind == .letters,
            tokens[index + 1].marks.contains(.attached)
        {
            let ending = self.lowered(tokens[index + 1])
            if self.language == .english || ending == "s" {
                switch ending {
                case "t" where text.utf8.last == 0x6E:
                    isNegated = true
                    text = Self.auxiliary(beforeNot: text)
                    used = 2
                case "s", "re", "ll", "ve", "d", "m":
                    end = tokens[index + 1].end
                    used = 2
                default: break
                }
            }
        }
        if used == 1, let joined = self.phrase(from: index, text, tokens) {
            let last = tokens[index + joined.count - 1]
            let marks = token.marks.union(self.lexicon.entries[Int(joined.row)].marks)
            let stem = self.stem(of: joined.row, joined.text)
            self.append(joined.text, stem, .word, marks, joined.row, token.start, last.end)
            return joined.count
        }
        self.appendWord(text, token.isASCII, token, end)
        if isNegated {
            let row = self.rows["not"] ?? 0
            let marks: WordMarks = self.lexicon.entries[Int(row)].marks.union([.stop, .negation])
            self.append("not", "not", .word, marks, row, tokens[index + 1].start, tokens[index + 1].end)
        }
        return used
    }

    private static func auxiliary(beforeNot text: String) -> String {
        switch text {
        case "won": "will"
        case "can": "can"
        case "shan": "shall"
        case "ain": "is"
        default: String(text.dropLast())
        }
    }

    /// The longest phrase of the lexicon that begins here.
    private func phrase(
        from index: Int,
        _ first: String,
        _ tokens: [RawToken]
    ) -> (text: String, row: Int32, count: Int)? {
        let folded = tokens[index].isASCII ? first : Folding.folded(first)
        guard let row = self.rows[folded], self.lexicon.entries[Int(row)].marks.contains(.phraseStart) else {
            return nil
        }
        var text = folded
        var found: (String, Int32, Int)?
        for next in (index + 1)..<min(index + 4, tokens.count) {
            let token = tokens[next]
            guard token.kind == .letters, token.marks.isDisjoint(with: [.sentenceStart, .afterPause]) else { break }
            text += " "
            text += Folding.folded(self.scanner.text(token.start, token.end))
            if let row = self.rows[text] { found = (text, row, next - index + 1) }
            if token.marks.contains(.apostrophe) { break }
        }
        return found
    }

    mutating func appendWord(_ text: String, _ isASCII: Bool, _ token: RawToken, _ end: Int) {
        var folded = isASCII ? text : Folding.folded(text)
        // The country, not the pronoun.
        if token.marks.contains(.allCapitals), text == "us" { folded = "usa" }
        if token.hasInnerCapital {
            let row = self.rows[folded] ?? 0
            let marks = token.marks.union(self.lexicon.entries[Int(row)].marks)
            self.append(text, self.stem(of: row, folded), row > 0 ? .word : .identifier, marks, row, token.start, end)
            return
        }
        if let row = self.rows[folded] {
            let entry = self.lexicon.entries[Int(row)]
            let stem = entry.marks.contains(.stop) ? folded : self.stem(of: row, folded)
            self.append(text, stem, .word, token.marks.union(entry.marks), row, token.start, end)
            return
        }
        let stem = self.cut(folded)
        let row = self.stems[stem] ?? 0
        let marks = token.marks.union(self.lexicon.entries[Int(row)].marks)
        self.append(text, self.lexicon.entries[Int(row)].stem ?? stem, .word, marks, row, token.start, end)
    }

    private func stem(of row: Int32, _ folded: String) -> String {
        self.lexicon.entries[Int(row)].stem ?? Stemmer.stem(folded, self.language)
    }

    private mutating func cut(_ folded: String) -> String {
        self.scratch.removeAll(keepingCapacity: true)
        self.scratch.append(contentsOf: folded.utf8)
        let before = self.scratch.count
        Stemmer.cut(&self.scratch, self.language)
        if self.scratch.count == before, self.scratch.last == folded.utf8.last { return folded }
        return String(decoding: self.scratch, as: UTF8.self)
    }

    // MARK: - Mixed

    /// Letters and digits: `v2.0` is a version, `gpt4` a name and a number, `s7` and `user_id` are identifiers.
    private mutating func readMixed(_ token: RawToken) {
        let text = self.lowered(token)
        let letters = text.utf8.prefix { $0 >= 0x61 && $0 <= 0x7A }.count
        let rest = text.utf8.dropFirst(letters)
        let isPlain =
            token.isASCII && letters > 0 && !rest.isEmpty
            && rest.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2E }
        guard isPlain, letters >= 2 || text.utf8.first == 0x76, letters <= 12 else {
            let row = self.rows[text] ?? 0
            let marks = token.marks.union(self.lexicon.entries[Int(row)].marks)
            self.append(text, text, .identifier, marks, row, token.start, token.end)
            return
        }
        let split = token.start + letters
        let isVersion = letters == 1 || text.hasPrefix("ver")
        if !isVersion {
            var head = token
            head.end = split
            self.appendWord(String(decoding: text.utf8.prefix(letters), as: UTF8.self), true, head, split)
        }
        let value = NumberText.canonical(String(decoding: rest, as: UTF8.self), self.language)
        self.appendNumber(value.text, isVersion ? .version : value.kind, [.attached], split, token.end)
    }

    // MARK: - Appending

    mutating func appendNumber(_ value: String, _ kind: Quantity.Kind, _ marks: WordMarks, _ start: Int, _ end: Int) {
        let number = Int32(self.parts.numbers.count)
        self.parts.numbers.append(
            Quantity(value: value, kind: kind, unit: "", isSoft: false, word: self.parts.words.count)
        )
        let text = self.scanner.text(start, end)
        self.append(text, "#" + value, .number, marks, 0, start, end, number)
    }

    mutating func append(
        _ text: String,
        _ stem: String,
        _ kind: Word.Kind,
        _ marks: WordMarks,
        _ entry: Int32,
        _ start: Int,
        _ end: Int,
        _ number: Int32 = -1
    ) {
        self.parts.words.append(
            Word(text: text, stem: stem, kind: kind, marks: marks, entry: entry, number: number, start: start, end: end)
        )
    }

    func lowered(_ token: RawToken) -> String {
        guard token.isASCII else { return Self.lowered(self.scanner.text(token.start, token.end)) }
        let count = token.end - token.start
        let bytes = self.scanner.bytes
        return String(unsafeUninitializedCapacity: count) { target in
            for offset in 0..<count {
                let byte = bytes[token.start + offset]
                target[offset] = byte >= 0x41 && byte <= 0x5A ? byte + 0x20 : byte
            }
            return count
        }
    }

    static func lowered(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { scalars.append(Folding.lowered(scalar)) }
        return String(scalars)
    }

    /// Turns the positions of literals from tokens to words.
    private mutating func placeLiterals() {
        self.parts.literals = self.scanner.literals.map { literal in
            let first = self.firstWords[min(literal.words.lowerBound, self.firstWords.count - 1)]
            let last = self.firstWords[min(literal.words.upperBound, self.firstWords.count - 1)]
            return Literal(kind: literal.kind, value: literal.value, words: first..<max(first, last))
        }
    }
}
