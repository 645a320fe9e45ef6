/// Everything the guards and the verifier know of a prompt, read once per prompt.
///
/// Only the first part of a very long prompt is read; such a reading says so (`isTruncated`), and the guards then
/// let nothing pass but the same text.
package struct PromptReading: Sendable {
    /// The most bytes of a prompt that are read.
    package static let longestText = 16_384
    /// The most words of a prompt that are read.
    package static let mostWords = 2_048

    /// The prompt as it came.
    package let text: String
    /// The ISO 639-1 code that the caller's detector gave; nil where it gave none.
    package let detectedLanguage: String?
    /// The language whose word lists were used; nil where none of the covered ones fits.
    package let language: ReadingLanguage?
    /// The words in the order of the text; punctuation is no word, other symbols (`=`, `#`, emoji) are.
    package let words: [Word]
    /// The numbers, dates and times in the order of the text.
    package let numbers: [Quantity]
    /// Quoted parts, code, addresses, paths and identifiers in the order of the text.
    package let literals: [Literal]
    /// What the prompt asks for.
    package let question: QuestionClass
    /// How many negations there are; a double negation of one clause, as in French and Spanish, counts once.
    package let negations: Int
    /// Whether the text was too long to be read whole.
    package let isTruncated: Bool
    /// Whether the script and the language are ones that the word lists cover.
    package let isReadable: Bool

    /// The positions in `words` of those that carry meaning: all but the stop words.
    package let content: [Int]
    /// The positions of stop words that a guard looks at all the same: prepositions of direction, quantifiers, persons.
    let signs: [Int]
    /// What the readings of the words were looked up in.
    let lexicon: LexiconTable

    /// Reads a prompt.
    ///
    /// `language` is an ISO 639-1 code from a detector, nil where it is unknown: then the words themselves decide.
    package init(_ text: String, language: String? = nil, lexicon: GuardLexicon = .builtIn) {
        self = PromptReader.read(text, language: language, lexicon: lexicon)
    }

    init(
        text: String,
        detectedLanguage: String?,
        language: ReadingLanguage?,
        parts: PromptParts,
        question: QuestionClass,
        negations: Int,
        isReadable: Bool,
        lexicon: LexiconTable
    ) {
        self.text = text
        self.detectedLanguage = detectedLanguage
        self.language = language
        self.words = parts.words
        self.numbers = parts.numbers
        self.literals = parts.literals
        self.question = question
        self.negations = negations
        self.isTruncated = parts.isTruncated
        self.isReadable = isReadable
        var content: [Int] = []
        content.reserveCapacity(parts.words.count)
        var signs: [Int] = []
        for (index, word) in parts.words.enumerated() {
            if !word.isStopWord {
                content.append(index)
            } else if word.entry > 0, !lexicon.entries[Int(word.entry)].poles.isEmpty {
                signs.append(index)
            }
        }
        self.content = content
        self.signs = signs
        self.lexicon = lexicon
    }
}

/// What the scanner finds in a text, before it is judged.
struct PromptParts {
    var words: [Word] = []
    var numbers: [Quantity] = []
    var literals: [Literal] = []
    var isTruncated = false
    /// How many letters belong to a script that no word list covers.
    var foreignLetters = 0
    /// How many letters there are.
    var letters = 0
}

/// A language with word lists.
package enum ReadingLanguage: String, CaseIterable, Sendable {
    case english = "en"
    case german = "de"
    case french = "fr"
    case spanish = "es"
    case chinese = "zh"
}

/// What a prompt asks for; classes that paraphrase each other are compatible (`QuestionClass.isCompatible`).
package enum QuestionClass: String, CaseIterable, Sendable {
    case none, yesNo, what, which, who, whose, when, `where`, why, how, howMany, howMuch, howLong, howOften, howFar,
        howOld
}
