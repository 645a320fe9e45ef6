/// A word of a prompt with what the word lists say of it.
package struct Word: Sendable {
    /// What a word is.
    package enum Kind: UInt8, Sendable {
        /// Letters.
        case word
        /// Digits, or a written-out number; `PromptReading.numbers` has its value.
        case number
        /// A word with digits, underscores or inner capitals: `s7`, `user_id`, `iPhone`.
        case identifier
        /// An address, path, mail address or handle.
        case address
        /// A symbol that is no punctuation.
        case symbol
    }

    /// The lower-case form, with its accents.
    package let text: String
    /// The form that is compared: without accents and without the ending; equal stems are the same word.
    package internal(set) var stem: String
    /// What it is.
    package internal(set) var kind: Kind
    /// What the text and the word lists say of it.
    package internal(set) var marks: WordMarks
    /// What the lexicon knows of it: the row of its entry, 0 where it has none.
    let entry: Int32
    /// Its number in `PromptReading.numbers`; -1 where it is none.
    var number: Int32
    /// Where it begins in the UTF-8 of the text.
    package let start: Int
    /// Where it ends in the UTF-8 of the text.
    package let end: Int

    /// Whether it carries no meaning by itself: articles, auxiliaries, pronouns, prepositions, question words.
    @inlinable package var isStopWord: Bool { self.marks.contains(.stop) }
    /// Whether it is a proper name as far as capitals and the lists of names can tell.
    @inlinable package var isName: Bool { self.marks.contains(.name) }
}

/// What is known of a word, as a set.
package struct WordMarks: OptionSet, Sendable {
    package let rawValue: UInt64
    @inlinable package init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Carries no meaning by itself.
    package static let stop = WordMarks(rawValue: 1 << 0)
    /// A proper name: capitalised inside a sentence, all capitals, or on the lists of names.
    package static let name = WordMarks(rawValue: 1 << 1)
    /// On the lists of names (places, languages, companies, products, months, currencies ...).
    package static let listedName = WordMarks(rawValue: 1 << 2)
    /// Negates: not, never, without.
    package static let negation = WordMarks(rawValue: 1 << 3)
    /// A preposition that moves or compares: from, to, than, before.
    package static let relation = WordMarks(rawValue: 1 << 4)
    /// A unit of measure or a currency.
    package static let unit = WordMarks(rawValue: 1 << 5)
    /// All, every, some, none, only, most.
    package static let quantifier = WordMarks(rawValue: 1 << 6)
    /// Begins a sentence.
    package static let sentenceStart = WordMarks(rawValue: 1 << 7)
    /// Begins with a capital letter.
    package static let capital = WordMarks(rawValue: 1 << 8)
    /// Two or more letters, all capitals.
    package static let allCapitals = WordMarks(rawValue: 1 << 9)
    /// Stands inside quotation marks.
    package static let quoted = WordMarks(rawValue: 1 << 10)
    /// A question word.
    package static let questionWord = WordMarks(rawValue: 1 << 11)
    /// Written without a blank before it, such as the unit of `5km`, or a Chinese word.
    package static let attached = WordMarks(rawValue: 1 << 12)
    /// A comma, colon or semicolon stands right before it.
    package static let afterPause = WordMarks(rawValue: 1 << 13)
    /// Joins two things of equal rank: and, or, versus.
    package static let conjunction = WordMarks(rawValue: 1 << 14)
    /// An auxiliary or form of to be.
    package static let auxiliary = WordMarks(rawValue: 1 << 15)
    /// A pronoun that says who is meant: my, your, he, she.
    package static let person = WordMarks(rawValue: 1 << 16)
    /// A word that adds politeness, vagueness or emphasis only: please, really, good old filler.
    package static let filler = WordMarks(rawValue: 1 << 17)
}

/// A number of a prompt: a cardinal, ordinal, date, time or version, in one canonical form.
package struct Quantity: Sendable, Equatable {
    /// What the number is.
    package enum Kind: UInt8, Sendable {
        case cardinal, ordinal, time, date, version
    }

    /// The canonical form: `1000` for 1,000 and for "one thousand", `17:30` for 5:30 pm, `2024` `1` for a date's parts.
    package internal(set) var value: String
    /// What it is.
    package internal(set) var kind: Kind
    /// The canonical unit or currency next to it; empty where there is none.
    package internal(set) var unit: String
    /// Whether it may as well be no number: "one" as a pronoun, "a", "first" as an adverb.
    package internal(set) var isSoft: Bool
    /// The position of its first word in `PromptReading.words`.
    package internal(set) var word: Int
}

/// A part of a prompt that must be the same to the letter.
package struct Literal: Sendable, Equatable {
    /// What the part is.
    package enum Kind: UInt8, Sendable {
        case quoted, code, address, identifier
    }

    /// What it is.
    package let kind: Kind
    /// The part itself, without its quotation marks.
    package let value: String
    /// The positions of its words in `PromptReading.words`.
    package let words: Range<Int>
}
