/// What a word or phrase of an instruction means, whatever its language. The word lists map phrases to senses, the
/// rules combine senses to votes.
enum Sense: UInt8, CaseIterable, Sendable {
    // Verbs and nouns that name a task.
    case translate, howSay, intoLanguage, language
    case summarize, keyPoints, headline
    case classify, labelPair, labelNoun, verify, sentiment, entail, toxic, review
    case extract, entity, field, according, passageQuestion, questionMaker
    case make, rewrite, prose, verse, message, copy, sentenceNoun, idea, plan
    case codeVerb, codeStrong, codeWeak, codeTool, codeTrouble, language4Code
    case mathVerb, mathNoun, prove, quantity, wordProblem, unit, money
    case logic, puzzle, infer, cause, wouldBe, scenario, relation
    // What tells conclusions from facts: a name alone, home and street, premises, arguments, order, likely ends.
    case person, everyday, conditional, argument, order, ending, modal, auxiliary
    /// Words of subjects of study that `science` and `law` lack; the complexity score does not count them.
    case academic
    /// Two, half, a dozen.
    case numberWord
    /// I, me, my.
    case firstPerson
    /// Words that programs share with other things: code, function, program.
    case codePlain
    /// Two languages as in `DE->EN`.
    case languagePair
    case explain, whQuestion, howQuestion, whyQuestion, fact, science, define, compare, list, howMany
    case greet, roleplay, feeling, you, opinion, joke, advice, selfQuestion, thanks
    case passage, answerWord, questionWord, choose, options, please, imperative, context, subject, law
    /// Conditions on the answer; read by the complexity score only.
    case constraint
    /// Verbs that ask for a part of what is handed over, where something is: get the, list every.
    case seek
    /// How short the answer has to be: in two sentences, 25 words at most.
    case brief
    /// A part to be played, `as a pirate`, and the one who plays it: would you, your.
    case persona, addressed
    /// That the answer is one of a few words: reply with, exactly one of.
    case verdict

    /// The sense that a word list or a rule names, nil for an unknown one.
    init?(name: Substring) {
        guard let sense = Self.allCases.first(where: { "\($0)" == name }) else { return nil }
        self = sense
    }
}

/// The form of a prompt, apart from its words.
enum Shape: UInt8, CaseIterable, Sendable {
    // Length in words.
    case tiny, short, medium, long, passage
    /// A long text comes before any instruction.
    case passageFirst
    // Code.
    case fence, codeLine, codeDense, trace, signature
    // Mathematics.
    case latex, equation, twoNumbers, manyNumbers, numeric
    // Lists and choices.
    case options, bullets, commaList, choice, table, json, dialog, lines
    // Ends and marks.
    case question, anyQuestion, quote, longQuote, colonEnd, colonHead, labelEnd, mixedScript, nonLatin, noMark
    /// Names: words with a capital within a sentence.
    case proper
    /// The question stands on a line of its own, apart from a text; or before it.
    case apart
    /// A sentence that breaks off: the reader is to end it.
    case openEnd
    /// Names as programs have them: snake_case, camelCase, calls, arrows, file names, flags.
    case identifier
    /// Numbers and words for numbers: two of them, four.
    case amounts, manyAmounts
    /// A sum of money or a share: $3, 15%.
    case price
    /// The question takes up words of the text.
    case echo
    /// Something is handed over beside the instruction.
    case given
    /// Statements, and then a question about them.
    case story
    /// A gap to be filled: underscores that stand alone.
    case blank

    /// The shape that a rule names, nil for an unknown one.
    init?(name: Substring) {
        guard let shape = Self.allCases.first(where: { "\($0)" == name }) else { return nil }
        self = shape
    }
}

/// Where in a prompt a sense was met.
enum Plane: UInt8, CaseIterable, Sendable {
    /// Among the first words of a sentence of the instruction: imperatives and question words.
    case lead
    /// In the instruction before the content.
    case head
    /// In the instruction after the content, or the last sentence.
    case tail
    /// In either.
    case instruction
    /// Anywhere outside code.
    case anywhere
    /// In a short line that ends with a colon, such as `Question:`.
    case label
    /// Three times or more.
    case often

    /// The letter behind the `@` in rules.
    var letter: Character {
        switch self {
        case .lead: "l"
        case .head: "h"
        case .tail: "t"
        case .instruction: "i"
        case .anywhere: "a"
        case .label: "c"
        case .often: "o"
        }
    }
}
