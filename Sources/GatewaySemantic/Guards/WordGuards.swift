/// Words against their opposites, or against another choice of a closed set.
enum OppositeGuard {
    static func refusals(_ pair: GuardPair) -> [GuardRefusal] {
        var found: [GuardRefusal] = []
        let mine = pair.alignment.newOnly.prefix(PairAlignment.mostLoose)
        let others = pair.alignment.storedOnly.prefix(PairAlignment.mostLoose)
        for one in mine {
            for other in others {
                self.check(one, other, pair, &found)
                guard WordSimilarity.isOpposite(pair.new.words[one].stem, pair.stored.words[other].stem) else {
                    continue
                }
                found.append(
                    GuardRefusal(.opposites, new: pair.new.words[one].text, stored: pair.stored.words[other].text)
                )
            }
        }
        if let refusal = self.tense(pair) { found.append(refusal) }
        // Prepositions and pronouns vary too much in free paraphrases to say anything there.
        guard pair.overlap >= 0.6 else { return found }
        for one in pair.newSigns {
            for other in pair.storedSigns where self.governSame(one, other, pair) {
                self.check(one, other, pair, &found)
            }
            for other in others { self.check(one, other, pair, &found) }
        }
        for one in mine {
            for other in pair.storedSigns { self.check(one, other, pair, &found) }
        }
        return found
    }

    /// The same words, but one side says that it will be and the other that it was.
    private static func tense(_ pair: GuardPair) -> GuardRefusal? {
        guard pair.alignment.newOnly.isEmpty, pair.alignment.storedOnly.isEmpty else { return nil }
        let mine = pair.newSigns.first { self.futures.contains(pair.new.words[$0].text) }
        let theirs = pair.storedSigns.first { self.futures.contains(pair.stored.words[$0].text) }
        guard (mine == nil) != (theirs == nil) else { return nil }
        for match in pair.alignment.matched {
            let word = mine == nil ? pair.new.words[match.new] : pair.stored.words[match.stored]
            let other = mine == nil ? pair.stored.words[match.stored] : pair.new.words[match.new]
            let isIrregular = pair.lexicon.entries[Int(word.entry)].stem != nil
            guard word.text != other.text, isIrregular || word.text.hasSuffix("ed") else { continue }
            let future = mine.map { pair.new.words[$0].text } ?? theirs.map { pair.stored.words[$0].text } ?? ""
            return GuardRefusal(.dates, new: mine == nil ? word.text : future, stored: mine == nil ? future : word.text)
        }
        return nil
    }

    private static let futures: Set<String> = ["will", "shall", "wird", "werden", "werde"]

    /// Whether two prepositions have the same object; other stop words need none.
    private static func governSame(_ one: Int, _ other: Int, _ pair: GuardPair) -> Bool {
        let first = pair.new.words[one]
        let second = pair.stored.words[other]
        if first.marks.contains(.person), second.marks.contains(.person) { return !self.speaksOfOthers(pair) }
        guard
            first.marks.contains(.relation) || first.marks.contains(.place) || first.marks.contains(.direction)
                || second.marks.contains(.relation) || second.marks.contains(.place)
                || second.marks.contains(.direction)
        else { return true }
        let mine = pair.new.content.first { $0 > one }
        let theirs = pair.stored.content.first { $0 > other }
        guard let mine, let theirs else { return (mine == nil) == (theirs == nil) }
        return pair.partner(ofNew: mine) == theirs
    }

    /// Whether one side says "I" all along where the other says "you": the same question put to anybody.
    private static func speaksOfOthers(_ pair: GuardPair) -> Bool {
        let mine = self.speaks(pair.new)
        let theirs = self.speaks(pair.stored)
        return (mine.first && !theirs.first && theirs.second) || (theirs.first && !mine.first && mine.second)
    }

    private static func speaks(_ reading: PromptReading) -> (first: Bool, second: Bool) {
        var result = (first: false, second: false)
        for word in reading.words.prefix(64) where word.marks.contains(.person) {
            if self.firstPersons.contains(word.text) { result.first = true }
            if self.secondPersons.contains(word.text) { result.second = true }
        }
        return result
    }

    private static let firstPersons: Set<String> = ["i", "we", "ich", "wir", "je", "nous", "yo", "nosotros", "on"]
    private static let secondPersons: Set<String> = ["you", "du", "ihr", "tu", "vous", "usted", "tú", "vosotros"]

    private static func check(_ one: Int, _ other: Int, _ pair: GuardPair, _ found: inout [GuardRefusal]) {
        let first = pair.new.words[one]
        let second = pair.stored.words[other]
        guard let kind = pair.lexicon.clash(first.entry, second.entry) else { return }
        found.append(GuardRefusal(kind, new: first.text, stored: second.text))
    }
}

/// Proper names, which must be the same on both sides.
enum NameGuard {
    static func refusals(_ pair: GuardPair) -> [GuardRefusal] {
        let mine = pair.alignment.newOnly.filter { self.isMissing(pair.new.words[$0], in: pair.stored) }
        let others = pair.alignment.storedOnly.filter { self.isMissing(pair.stored.words[$0], in: pair.new) }
        guard !mine.isEmpty || !others.isEmpty else { return [] }
        return [GuardRefusal(.names, new: pair.newText(mine), stored: pair.storedText(others))]
    }

    /// Whether a word is a name that the other prompt does not have; that it has it once less is no matter.
    private static func isMissing(_ word: Word, in other: PromptReading) -> Bool {
        word.isName && !other.words.prefix(PairAlignment.mostWords).contains { $0.stem == word.stem }
    }
}

/// What is asked for.
enum QuestionGuard {
    static func refusals(_ pair: GuardPair) -> [GuardRefusal] {
        let one = pair.new.question
        let other = pair.stored.question
        guard one != other else { return [] }
        let isSameContent = pair.alignment.newOnly.isEmpty && pair.alignment.storedOnly.isEmpty
        guard !one.isCompatible(with: other, sameWords: isSameContent) else { return [] }
        return [GuardRefusal(.question, new: one.rawValue, stored: other.rawValue)]
    }
}

extension QuestionClass {
    /// Whether a paraphrase may ask in the other way: "what is the best way to" is "how do I".
    ///
    /// Where all other words are the same the question word is the whole difference, and less is let pass.
    package func isCompatible(with other: QuestionClass, sameWords: Bool) -> Bool {
        if self == other { return true }
        if sameWords { return self.looseGroup & other.looseGroup != 0 }
        return self.isOpen || other.isOpen || self.family == other.family
    }

    /// Whether the class says little of the answer.
    private var isOpen: Bool {
        switch self {
        case .none, .yesNo, .what, .which, .how: true
        default: false
        }
    }

    private var family: Int {
        switch self {
        case .howMany, .howMuch: 1
        case .when, .howLong, .howOften: 2
        case .who, .whose: 3
        case .where, .howFar: 4
        case .why: 5
        default: 0
        }
    }

    /// Sets of classes that stand for each other though no other word differs, one bit per set.
    private var looseGroup: Int {
        switch self {
        case .none: 1 | 2 | 4
        case .yesNo: 1
        case .what: 2 | 8 | 16
        case .which: 2 | 16
        case .how: 4 | 8
        case .howMany, .howMuch: 16
        default: 0
        }
    }
}

/// One word, or one short run, where another one stood.
enum ReplacementGuard {
    static func refusals(_ pair: GuardPair) -> [GuardRefusal] {
        let mine = pair.alignment.newOnly
        let others = pair.alignment.storedOnly
        let isHan = pair.new.language == .chinese
        // A Chinese word is several characters; longer exchanges are paraphrases as often as not.
        let longest = isHan ? 4 : 1
        guard (1...longest).contains(mine.count), (1...longest).contains(others.count),
            pair.alignment.matched.count >= max(mine.count, others.count) - (isHan ? 2 : 0)
        else { return [] }
        guard let one = self.slot(mine, pair.new.content), let other = self.slot(others, pair.stored.content),
            self.isPair(one.before, other.before, pair), self.isPair(one.after, other.after, pair)
        else { return [] }
        return [GuardRefusal(.replacement, new: pair.newText(mine), stored: pair.storedText(others))]
    }

    /// The words with meaning before and after a run of them; nil where the positions are no run.
    private static func slot(_ positions: [Int], _ content: [Int]) -> (before: Int, after: Int)? {
        guard let first = positions.first, let start = content.firstIndex(of: first) else { return nil }
        for (offset, position) in positions.enumerated() {
            guard start + offset < content.count, content[start + offset] == position else { return nil }
        }
        let end = start + positions.count
        return (start > 0 ? content[start - 1] : -1, end < content.count ? content[end] : -1)
    }

    private static func isPair(_ one: Int, _ other: Int, _ pair: GuardPair) -> Bool {
        if one < 0 || other < 0 { return one < 0 && other < 0 }
        return pair.alignment.matched.contains { $0.new == one && $0.stored == other }
    }
}
