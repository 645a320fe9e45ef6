/// The raw word lists of one language, or those that all share.
struct LexiconSource: Sendable {
    let languages: [ReadingLanguage]
    /// Forms that no ending rule finds: `bought=buy`.
    var forms = ""
    /// Lists of words with the marks they get.
    var marked: [(String, WordMarks)] = []
    /// Question words; the first word of a line is the class.
    var questions = ""
    /// Number words: `five=5`.
    var numerals: [(String, LexiconEntry.Numeral)] = []
    /// Units; the first word of a line is the canonical name and is itself no word.
    var units: [(String, WordMarks)] = []
    /// Sets of opposites.
    var axes: [(String, GuardKind)] = []
    /// Sets of words with the same meaning.
    var synonyms = ""
    /// Names.
    var names = ""

    static let builtIn: [LexiconSource] = [
        SharedLexicon.source, EnglishLexicon.source, GermanLexicon.source, FrenchLexicon.source,
        SpanishLexicon.source, ChineseLexicon.source,
    ]
}
