/// Finds the proper names of a prompt by its capitals; the listed ones are known already.
enum NameReading {
    static func mark(_ parts: inout PromptParts, language: ReadingLanguage, lexicon: LexiconTable) {
        var capitals = 0
        var allCapitals = 0
        var letters = 0
        var hasCapitalStop = false
        for word in parts.words where word.kind == .word {
            letters += 1
            if word.marks.contains(.allCapitals) { allCapitals += 1 }
            guard word.marks.contains(.capital), !word.marks.contains(.sentenceStart) else { continue }
            capitals += 1
            if word.isStopWord, word.text.utf8.count > 1, !word.marks.contains(.allCapitals) { hasCapitalStop = true }
        }
        // Headlines and shouted text capitalise all; German capitalises every noun.
        let isShouted = allCapitals * 2 > letters && letters >= 3
        let isHeadline = hasCapitalStop && capitals * 2 > letters
        let trustsCapitals = !isShouted && !isHeadline && language != .german
        for index in parts.words.indices {
            let word = parts.words[index]
            guard word.kind == .word || word.kind == .identifier, !word.marks.contains(.name) else { continue }
            guard !word.isStopWord || word.marks.contains(.allCapitals) else { continue }
            let entry = lexicon.entries[Int(word.entry)]
            guard word.entry == 0 || (entry.poles.isEmpty && entry.unit == 0), !word.marks.contains(.title) else {
                continue
            }
            if word.kind == .identifier {
                parts.words[index].marks.insert(.name)
            } else if word.marks.contains(.allCapitals), !isShouted, !word.isStopWord {
                parts.words[index].marks.insert(.name)
            } else if trustsCapitals, word.marks.contains(.capital), !word.marks.contains(.sentenceStart),
                entry.groups.isEmpty
            {
                parts.words[index].marks.insert(.name)
            }
        }
    }
}

/// Finds what a prompt asks for.
enum QuestionReading {
    /// The class of the first question word that asks; of a question that begins with an auxiliary where there is none.
    static func question(
        of words: [Word],
        _ lexicon: LexiconTable,
        _ language: ReadingLanguage
    ) -> QuestionClass {
        var isYesNo = false
        var weak = QuestionClass.none
        var place = 0
        for (index, word) in words.enumerated() {
            place = word.marks.contains(.sentenceStart) ? 0 : place + 1
            if place == 0, word.marks.contains(.auxiliary), !word.marks.contains(.questionWord) { isYesNo = true }
            guard word.marks.contains(.questionWord) else { continue }
            let question = lexicon.entries[Int(word.entry)].question
            if question == .yesNo { isYesNo = true }
            guard question != .none, question != .yesNo else { continue }
            if language == .chinese || place == 0 || self.asks(index, place, words, question) { return question }
            if weak == .none { weak = question }
        }
        return isYesNo ? .yesNo : weak
    }

    /// Whether a question word inside a sentence asks and does not join clauses: "in what way", "tell me why".
    private static func asks(_ index: Int, _ place: Int, _ words: [Word], _ question: QuestionClass) -> Bool {
        let before = words[index - 1]
        if Self.askers.contains(before.text) { return true }
        switch question {
        case .when, .where, .which, .who, .whose: return place == 1 && before.isStopWord
        default:
            if words[index].marks.contains(.afterPause) { return true }
            return place <= 2 && before.isStopWord
        }
    }

    private static let askers: Set<String> = [
        "know", "tell", "me", "explain", "understand", "guess", "describe", "us", "wonder", "wondering", "show", "ask",
        "wissen", "mir", "sagen", "erklaren", "moi", "dire", "savoir", "expliquer", "saber", "decir", "decirme", "dime",
        "explicar", "explicame", "dis",
    ]
}

/// Counts negations.
enum NegationReading {
    static func count(in words: [Word]) -> Int {
        var count = 0
        var isNegated = false
        for (index, word) in words.enumerated() {
            if !word.marks.isDisjoint(with: [.sentenceStart, .afterPause]) { isNegated = false }
            guard word.marks.contains(.negation) else { continue }
            // "or not" asks for both; "No. 5" is a number.
            if index > 0, self.alternatives.contains(words[index - 1].text) { continue }
            if index > 1, words[index - 1].text == "why", self.alternatives.contains(words[index - 2].text) { continue }
            if index + 1 < words.count, word.text == "no" || word.text == "non" || word.text == "nein" {
                let next = words[index + 1]
                // "No. 5" is a number, "No, ..." an answer, "no matter" no negation.
                if next.kind == .number, next.marks.contains(.sentenceStart) { continue }
                if word.marks.contains(.sentenceStart), next.marks.contains(.afterPause) { continue }
                if next.text == "matter" { continue }
            }
            if word.marks.contains(.concord), isNegated { continue }
            isNegated = true
            count += 1
        }
        return count
    }

    private static let alternatives: Set<String> = ["or", "oder", "ou", "o", "if"]
}
