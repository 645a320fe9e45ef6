/// The word lists that readings and guards go by: what is an opposite, a synonym, a name, a unit, a stop word.
///
/// A value; extending it makes another one. Readings that are compared must come from the same lexicon, or from
/// the built-in one and an extension of it, since an extension only appends.
package struct GuardLexicon: Sendable {
    /// Word lists of English, German, French, Spanish and Chinese.
    package static let builtIn = GuardLexicon(table: LexiconTable(sources: LexiconSource.builtIn, extensions: []))

    let table: LexiconTable
    private let extensions: [LexiconExtension]

    private init(table: LexiconTable, extensions: [LexiconExtension] = []) {
        self.table = table
        self.extensions = extensions
    }

    /// The lexicon with what an operator adds.
    package func adding(_ more: LexiconExtension) -> GuardLexicon {
        let all = self.extensions + [more]
        return GuardLexicon(table: LexiconTable(sources: LexiconSource.builtIn, extensions: all), extensions: all)
    }

    /// Whether two words are opposites, or two choices of a closed set, in a language.
    package func areOpposites(_ one: String, _ other: String, in language: ReadingLanguage) -> Bool {
        let first = self.table.entry(of: one, in: language)
        let second = self.table.entry(of: other, in: language)
        return self.table.clash(first, second) != nil
    }

    /// Whether two words are listed as meaning the same in a language.
    package func areSynonyms(_ one: String, _ other: String, in language: ReadingLanguage) -> Bool {
        let first = self.table.entry(of: one, in: language)
        let second = self.table.entry(of: other, in: language)
        return self.table.isSameMeaning(first, second)
    }

    /// How many words the lists hold.
    package var count: Int { self.table.rows.reduce(0) { $0 + $1.count } }
}

/// What an operator adds to the word lists; a blank inside a word makes a phrase of up to three words.
package struct LexiconExtension: Sendable, Equatable {
    /// The language that the words belong to; nil for all.
    package var language: ReadingLanguage?
    /// Sets of sides: a word of one side never stands for a word of another side of the same set.
    package var opposites: [[[String]]]
    /// Sets of words that mean the same.
    package var synonyms: [[String]]
    /// Names; each is a set of spellings of one name.
    package var names: [[String]]

    package init(
        language: ReadingLanguage? = nil,
        opposites: [[[String]]] = [],
        synonyms: [[String]] = [],
        names: [[String]] = []
    ) {
        self.language = language
        self.opposites = opposites
        self.synonyms = synonyms
        self.names = names
    }
}
