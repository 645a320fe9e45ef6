/// Parses the word lists into a table.
///
/// Blanks divide words, `|` divides the sides of a set, `=` joins spellings of one name or a form and its base word,
/// `_` stands for the blank of a phrase, and each line is a set.
struct LexiconBuilder {
    private var rows: [[String: Int32]] = Array(repeating: [:], count: ReadingLanguage.allCases.count)
    private var stems: [[String: Int32]] = Array(repeating: [:], count: ReadingLanguage.allCases.count)
    private var entries: [LexiconEntry] = [LexiconEntry()]
    private var groupsOf: [[Int32]] = [[]]
    private var polesOf: [[LexiconPole]] = [[]]
    private var units: [String] = [""]
    private var unitNumbers: [String: Int32] = [:]
    private var common: [String: UInt8] = [:]
    private var longestHan: [UInt32: Int] = [:]
    private var nextGroup: Int32 = 1
    private var nextAxis: Int32 = 1

    struct Built {
        let rows: [[String: Int32]]
        let stems: [[String: Int32]]
        let entries: [LexiconEntry]
        let groups: [Int32]
        let poles: [LexiconPole]
        let units: [String]
        let common: [String: UInt8]
        let longestHan: [UInt32: Int]
    }

    /// Takes the lists of one language, or those shared by all.
    mutating func add(_ source: LexiconSource) {
        for language in source.languages {
            self.addForms(source.forms, language)
            for (list, marks) in source.marked { self.mark(list, marks, language) }
            for line in Self.lines(source.questions) { self.addQuestion(line, language) }
            for (list, role) in source.numerals { self.addNumerals(list, role, language) }
        }
        for (list, marks) in source.units {
            for line in Self.lines(list) { self.addUnit(line, marks, source.languages) }
        }
        for (list, kind) in source.axes {
            for line in Self.lines(list) {
                self.addAxis(
                    line.split(separator: "|").map { $0.split(separator: " ").map(Self.phrase) },
                    kind,
                    source.languages
                )
            }
        }
        for line in Self.lines(source.synonyms) {
            self.addGroup(line.split(separator: " ").map(Self.phrase), [], source.languages)
        }
        for line in Self.lines(source.names) {
            for name in line.split(separator: " ") {
                self.addGroup(name.split(separator: "=").map(Self.phrase), [.name, .listedName], source.languages)
            }
        }
    }

    /// Takes what an operator adds.
    mutating func add(_ more: LexiconExtension) {
        let languages = more.language.map { [$0] } ?? ReadingLanguage.allCases
        for sides in more.opposites { self.addAxis(sides, .opposites, languages) }
        for set in more.synonyms { self.addGroup(set, [], languages) }
        for set in more.names { self.addGroup(set, [.name, .listedName], languages) }
    }

    /// The table's parts.
    consuming func build() -> Built {
        var groups: [Int32] = []
        var poles: [LexiconPole] = []
        for index in self.entries.indices {
            let firstGroup = Int32(groups.count)
            groups += self.groupsOf[index]
            self.entries[index].groups = firstGroup..<Int32(groups.count)
            let firstPole = Int32(poles.count)
            poles += self.polesOf[index]
            self.entries[index].poles = firstPole..<Int32(poles.count)
        }
        return Built(
            rows: self.rows,
            stems: self.stems,
            entries: self.entries,
            groups: groups,
            poles: poles,
            units: self.units,
            common: self.common,
            longestHan: self.longestHan
        )
    }

    // MARK: - Lists

    private mutating func mark(_ list: String, _ marks: WordMarks, _ language: ReadingLanguage) {
        for line in Self.lines(list) {
            for word in line.split(separator: " ") {
                let row = self.row(of: Self.phrase(word), language, withStem: !marks.contains(.stop))
                self.entries[row].marks.formUnion(marks)
                guard marks.contains(.stop) else { continue }
                self.common[Folding.folded(Self.phrase(word)), default: 0] |= language.bit
            }
        }
    }

    private mutating func addForms(_ list: String, _ language: ReadingLanguage) {
        for line in Self.lines(list) {
            for pair in line.split(separator: " ") {
                let parts = pair.split(separator: "=").map(Self.phrase)
                guard parts.count == 2 else { continue }
                let base = self.row(of: parts[1], language, withStem: true)
                if self.entries[base].stem == nil {
                    self.entries[base].stem = Stemmer.stem(Folding.folded(parts[1]), language)
                }
                self.rows[language.index][Folding.folded(parts[0])] = Int32(base)
            }
        }
    }

    private mutating func addQuestion(_ line: Substring, _ language: ReadingLanguage) {
        let parts = line.split(separator: " ")
        guard let name = parts.first, let question = QuestionClass(rawValue: String(name)) else { return }
        for word in parts.dropFirst() {
            let row = self.row(of: Self.phrase(word), language, withStem: false)
            self.entries[row].question = question
            self.entries[row].marks.formUnion([.questionWord, .stop])
            self.common[Folding.folded(Self.phrase(word)), default: 0] |= language.bit
        }
    }

    private mutating func addNumerals(_ list: String, _ role: LexiconEntry.Numeral, _ language: ReadingLanguage) {
        for line in Self.lines(list) {
            for pair in line.split(separator: " ") {
                let parts = pair.split(separator: "=").map(Self.phrase)
                guard parts.count == 2, let value = Int64(parts[1]) else { continue }
                let row = self.row(of: parts[0], language, withStem: false)
                self.entries[row].number = value
                self.entries[row].numeral = role
            }
        }
    }

    private mutating func addUnit(_ line: Substring, _ marks: WordMarks, _ languages: [ReadingLanguage]) {
        let words = line.split(separator: " ").map(Self.phrase)
        guard let name = words.first else { return }
        let number = self.unitNumbers[name] ?? Int32(self.units.count)
        if Int(number) == self.units.count {
            self.units.append(name)
            self.unitNumbers[name] = number
        }
        for language in languages {
            for word in words.dropFirst() {
                let row = self.row(of: word, language, withStem: true)
                self.entries[row].unit = number
                self.entries[row].marks.formUnion(marks)
            }
        }
    }

    private mutating func addGroup(_ words: [String], _ marks: WordMarks, _ languages: [ReadingLanguage]) {
        let group = self.nextGroup
        self.nextGroup += 1
        for language in languages {
            for word in words {
                let row = self.row(of: word, language, withStem: true)
                self.entries[row].marks.formUnion(marks)
                if words.count > 1 { self.groupsOf[row].append(group) }
            }
        }
    }

    private mutating func addAxis(_ sides: [[String]], _ kind: GuardKind, _ languages: [ReadingLanguage]) {
        guard sides.count > 1 else { return }
        let axis = self.nextAxis
        self.nextAxis += 1
        for language in languages {
            for (side, words) in sides.enumerated() {
                let pole = LexiconPole(axis: axis, side: UInt16(truncatingIfNeeded: side), kind: kind)
                for word in words {
                    let row = self.row(of: word, language, withStem: true)
                    if !self.polesOf[row].contains(pole) { self.polesOf[row].append(pole) }
                }
            }
        }
    }

    // MARK: - Rows

    /// The row of a word, made where there is none; `withStem` lets its other endings find it too.
    private mutating func row(of word: String, _ language: ReadingLanguage, withStem: Bool) -> Int {
        let folded = Folding.folded(word)
        if let known = self.rows[language.index][folded] {
            if withStem { self.addStem(folded, known, language) }
            return Int(known)
        }
        // Another ending of a known word is that word.
        if withStem, let known = self.stems[language.index][Stemmer.stem(folded, language)] {
            self.rows[language.index][folded] = known
            return Int(known)
        }
        let row = Int32(self.entries.count)
        self.entries.append(LexiconEntry())
        self.groupsOf.append([])
        self.polesOf.append([])
        self.rows[language.index][folded] = row
        if language == .chinese, let first = folded.unicodeScalars.first, first.value >= 0x2E80 {
            self.longestHan[first.value] = max(self.longestHan[first.value] ?? 0, folded.unicodeScalars.count)
            return Int(row)
        }
        if let blank = folded.firstIndex(of: " ") {
            let first = self.row(of: String(folded[..<blank]), language, withStem: false)
            self.entries[first].marks.formUnion(.phraseStart)
        } else if withStem {
            self.addStem(folded, row, language)
        }
        return Int(row)
    }

    private mutating func addStem(_ folded: String, _ row: Int32, _ language: ReadingLanguage) {
        guard language != .chinese, !folded.contains(" ") else { return }
        let stem = Stemmer.stem(folded, language)
        if self.stems[language.index][stem] == nil { self.stems[language.index][stem] = row }
    }

    private static func lines(_ text: String) -> [Substring] { text.split(separator: "\n") }

    private static func phrase(_ word: Substring) -> String { String(word.map { $0 == "_" ? " " : $0 }) }
}

extension WordMarks {
    /// Begins a phrase of the lexicon.
    static let phraseStart = WordMarks(rawValue: 1 << 31)
    /// A currency.
    static let currency = WordMarks(rawValue: 1 << 30)
    /// A month, weekday or other word of the calendar.
    static let calendar = WordMarks(rawValue: 1 << 29)
    /// A preposition that places an action; what it begins may move within a sentence.
    static let place = WordMarks(rawValue: 1 << 28)
    /// Begins a clause that may stand first or last: if, when, because.
    static let clause = WordMarks(rawValue: 1 << 27)
    /// An adverb that may move: now, online, fast.
    static let movable = WordMarks(rawValue: 1 << 26)
    /// Says one thing of another: to be, to have, and the preposition of a possessor.
    static let genitive = WordMarks(rawValue: 1 << 25)
    /// Names the doer of a passive sentence.
    static let agent = WordMarks(rawValue: 1 << 24)
    /// A title or address before a name, which names nobody by itself.
    static let title = WordMarks(rawValue: 1 << 23)
    /// The place that something comes from.
    static let origin = WordMarks(rawValue: 1 << 22)
    /// An article or another word that only accompanies a noun.
    static let article = WordMarks(rawValue: 1 << 19)
    /// A judgement that may stand before or after what it judges: "which is the best X", "which X is best".
    static let free = WordMarks(rawValue: 1 << 32)
    /// In, out, up, down: says where to, with or without an object.
    static let direction = WordMarks(rawValue: 1 << 18)
    /// A reinforcement of a negation in the same clause, as in `ne ... pas` or `no ... nunca`.
    static let concord = WordMarks(rawValue: 1 << 21)
}
