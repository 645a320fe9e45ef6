/// What is known of a word.
struct LexiconEntry: Sendable {
    var marks: WordMarks = []
    /// The stem of the word that this is a form of; nil where the ending rules find it.
    var stem: String?
    /// Sets of words with the same meaning, in `LexiconTable.groups`.
    var groups: Range<Int32> = 0..<0
    /// Sides of sets of opposites, in `LexiconTable.poles`.
    var poles: Range<Int32> = 0..<0
    /// The value of a number word; -1 for others.
    var number: Int64 = -1
    /// How the number word counts.
    var numeral: Numeral = .none
    /// The unit in `LexiconTable.units`; 0 for none.
    var unit: Int32 = 0
    /// What a question word asks for.
    var question: QuestionClass = .none

    enum Numeral: UInt8, Sendable {
        case none, cardinal, ordinal, scale
    }
}

/// One side of a set of opposites.
struct LexiconPole: Sendable, Equatable {
    let axis: Int32
    let side: UInt16
    let kind: GuardKind
}

/// The word lists of all languages, parsed and numbered; immutable.
final class LexiconTable: Sendable {
    /// Per language: a word or a phrase to its row in `entries`; row 0 is the unknown word.
    let rows: [[String: Int32]]
    /// Per language: a stem to the row of a word that has it.
    let stems: [[String: Int32]]
    let entries: [LexiconEntry]
    let groups: [Int32]
    let poles: [LexiconPole]
    /// The canonical names of units.
    let units: [String]
    /// In which languages a word is so common that it gives them away, one bit per language.
    let common: [String: UInt8]
    /// The longest Chinese word that begins with a character.
    let longestHan: [UInt32: Int]

    init(sources: [LexiconSource], extensions: [LexiconExtension]) {
        var builder = LexiconBuilder()
        for source in sources { builder.add(source) }
        for more in extensions { builder.add(more) }
        let built = builder.build()
        self.rows = built.rows
        self.stems = built.stems
        self.entries = built.entries
        self.groups = built.groups
        self.poles = built.poles
        self.units = built.units
        self.common = built.common
        self.longestHan = built.longestHan
    }

    /// The row of a word as it is written in its list or in another ending of it; 0 for an unknown one.
    func entry(of word: String, in language: ReadingLanguage) -> Int32 {
        let folded = Folding.folded(word)
        if let row = self.rows[language.index][folded] { return row }
        return self.stems[language.index][Stemmer.stem(folded, language)] ?? 0
    }

    /// Whether two rows share a set of words with the same meaning.
    func isSameMeaning(_ one: Int32, _ other: Int32) -> Bool {
        guard one > 0, other > 0 else { return false }
        let first = self.entries[Int(one)]
        let second = self.entries[Int(other)]
        for group in first.groups {
            for another in second.groups where self.groups[Int(group)] == self.groups[Int(another)] { return true }
        }
        for pole in first.poles {
            for another in second.poles where self.poles[Int(pole)] == self.poles[Int(another)] { return true }
        }
        return first.unit > 0 && first.unit == second.unit
    }

    /// The guard that keeps two rows apart: they stand on different sides of one set; nil where they do not.
    func clash(_ one: Int32, _ other: Int32) -> GuardKind? {
        guard one > 0, other > 0, one != other else { return nil }
        let first = self.entries[Int(one)].poles
        let second = self.entries[Int(other)].poles
        guard !first.isEmpty, !second.isEmpty else { return nil }
        for index in first {
            let pole = self.poles[Int(index)]
            for another in second {
                let facing = self.poles[Int(another)]
                if pole.axis == facing.axis, pole.side != facing.side { return pole.kind }
            }
        }
        return nil
    }
}

extension ReadingLanguage {
    /// The position in per-language tables.
    var index: Int {
        switch self {
        case .english: 0
        case .german: 1
        case .french: 2
        case .spanish: 3
        case .chinese: 4
        }
    }

    /// The bit in sets of languages.
    var bit: UInt8 { 1 << UInt8(self.index) }
}
