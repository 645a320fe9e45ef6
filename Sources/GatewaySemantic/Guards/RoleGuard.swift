/// Who does what to whom: the same words in another order, unless the new order is provably harmless.
enum RoleGuard {
    static func refusals(_ pair: GuardPair) -> [GuardRefusal] {
        if let refusal = self.swappedObjects(pair) { return [refusal] }
        if let refusal = self.reordered(pair) { return [refusal] }
        if let refusal = self.passive(pair) { return [refusal] }
        return []
    }

    // MARK: - Objects of prepositions

    /// The object of the same preposition is another word, and both words are on both sides: from A to B, from B to A.
    private static func swappedObjects(_ pair: GuardPair) -> GuardRefusal? {
        for index in pair.new.words.indices.prefix(256) where pair.new.words[index].marks.contains(.relation) {
            let relation = pair.new.words[index]
            guard let place = self.only(relation.text, pair.stored), self.only(relation.text, pair.new) == index,
                let mine = self.object(after: index, pair.new), let other = self.object(after: place, pair.stored),
                let mineStored = pair.partner(ofNew: mine), let otherNew = pair.partner(ofStored: other),
                mineStored != other
            else { continue }
            let isReversed = (mine < otherNew) != (mineStored < other)
            guard isReversed || (relation.marks.contains(.origin) && self.isTarget(mineStored, pair.stored)) else {
                continue
            }
            return GuardRefusal(
                .roles,
                new: relation.text + " " + pair.new.words[mine].text,
                stored: relation.text + " " + pair.stored.words[other].text
            )
        }
        return nil
    }

    /// Whether a word is what a preposition of direction leads to: the `A` of "to A".
    private static func isTarget(_ position: Int, _ reading: PromptReading) -> Bool {
        var place = position - 1
        while place >= 0, reading.words[place].isStopWord {
            if reading.words[place].marks.contains(.relation) { return !reading.words[place].marks.contains(.origin) }
            place -= 1
        }
        return false
    }

    private static func only(_ text: String, _ reading: PromptReading) -> Int? {
        var found: Int?
        for (index, word) in reading.words.prefix(256).enumerated() where word.text == text {
            if found != nil { return nil }
            found = index
        }
        return found
    }

    private static func object(after index: Int, _ reading: PromptReading) -> Int? {
        for place in (index + 1)..<min(index + 5, reading.words.count) {
            if reading.words[place].marks.contains(.sentenceStart) { return nil }
            if !reading.words[place].isStopWord { return place }
        }
        return nil
    }

    // MARK: - Order

    private static func reordered(_ pair: GuardPair) -> GuardRefusal? {
        let matched = pair.alignment.matched.filter {
            pair.new.words[$0.new].marks.isDisjoint(with: [.free, .currency])
        }
        let loose = pair.alignment.newOnly.count + pair.alignment.storedOnly.count
        guard loose <= (matched.count >= 3 ? 1 : 0) else { return nil }
        if matched.count < 2 { return loose == 0 ? self.movedPreposition(pair) : nil }
        let order = matched.indices.sorted { matched[$0].stored < matched[$1].stored }
        guard let first = order.indices.first(where: { order[$0] != $0 }),
            let last = order.indices.last(where: { order[$0] != $0 })
        else { return loose == 0 ? self.movedPreposition(pair) : nil }
        let exchange = Exchange(matched, order, pair)
        for head in 0...3 where first - head >= 0 {
            for tail in 0...3 where last + tail < order.count {
                guard let middle = exchange.middle(first - head, last + tail) else { continue }
                if self.isHarmless(exchange, first - head, middle, last + tail, pair) { return nil }
            }
        }
        return GuardRefusal(
            .roles,
            new: pair.newText((first...last).map { matched[$0].new }),
            stored: pair.storedText((first...last).map { matched[order[$0]].stored })
        )
    }

    /// The same words with meaning in the same order, and the same prepositions, but between other words.
    private static func movedPreposition(_ pair: GuardPair) -> GuardRefusal? {
        let mine = self.skeleton(pair.new)
        let others = self.skeleton(pair.stored)
        guard mine.count == others.count,
            let first = mine.indices.first(where: { mine[$0].key != others[$0].key }), self.isSameBag(mine, others)
        else { return nil }
        return GuardRefusal(
            .roles,
            new: pair.newText(mine[first...].prefix(3).map(\.word)),
            stored: pair.storedText(others[first...].prefix(3).map(\.word))
        )
    }

    /// The words that hold a sentence together: all but auxiliaries, articles, persons and fillers, which may move.
    private static func skeleton(_ reading: PromptReading) -> [(key: String, word: Int)] {
        var result: [(String, Int)] = []
        for (index, word) in reading.words.prefix(128).enumerated() {
            if word.isStopWord, word.number < 0,
                !word.marks.isDisjoint(with: [.auxiliary, .article, .person, .filler, .questionWord, .negation])
            {
                continue
            }
            if !word.marks.isDisjoint(with: [.free, .movable, .currency]) { continue }
            result.append((word.stem, index))
        }
        return result
    }

    private static func isSameBag(_ one: [(key: String, word: Int)], _ other: [(key: String, word: Int)]) -> Bool {
        one.map(\.key).sorted() == other.map(\.key).sorted()
    }

    private static func isHarmless(
        _ exchange: Exchange,
        _ first: Int,
        _ middle: Int,
        _ last: Int,
        _ pair: GuardPair
    ) -> Bool {
        // In the new prompt: left, right; in the stored one: right, left.
        let left = first..<middle
        let right = middle..<(last + 1)
        let seam = first + right.count
        let newGap = self.between(exchange.new(middle - 1), exchange.new(middle), pair.new)
        let storedGap = self.between(exchange.stored(seam - 1), exchange.stored(seam), pair.stored)
        if let newGap, let storedGap {
            // A and B, B and A.
            let newPause = pair.new.words[exchange.new(middle)].marks.contains(.afterPause)
            let storedPause = pair.stored.words[exchange.stored(seam)].marks.contains(.afterPause)
            if left.count <= 4, right.count <= 4, self.joins(newGap, newPause), self.joins(storedGap, storedPause) {
                return true
            }
            // The purpose of life, life's purpose.
            if min(left.count, right.count) == 1, max(left.count, right.count) <= 3 {
                if self.owns(newGap), storedGap.isEmpty { return true }
                if self.owns(storedGap), newGap.isEmpty { return true }
            }
        }
        return self.moves(exchange.new(first), exchange.stored(seam), left.count, pair)
            || self.moves(exchange.new(middle), exchange.stored(first), right.count, pair)
    }

    /// The stop words between two words; nil where a word with meaning stands between them.
    private static func between(_ first: Int, _ last: Int, _ reading: PromptReading) -> [Word]? {
        guard first < last else { return nil }
        let words = reading.words[(first + 1)..<last]
        guard words.allSatisfy(\.isStopWord) else { return nil }
        return Array(words)
    }

    private static func joins(_ gap: [Word], _ hasPause: Bool) -> Bool {
        (hasPause || gap.contains { $0.marks.contains(.conjunction) })
            && gap.allSatisfy { $0.marks.contains(.conjunction) || $0.marks.contains(.article) }
    }

    private static func owns(_ gap: [Word]) -> Bool {
        gap.contains { $0.marks.contains(.genitive) }
            && gap.allSatisfy { !$0.marks.isDisjoint(with: [.genitive, .article, .person]) }
    }

    /// Whether a run may stand elsewhere: it begins with the same preposition of place or the same conjunction on both
    /// sides, or it is an adverb.
    private static func moves(_ new: Int, _ stored: Int, _ count: Int, _ pair: GuardPair) -> Bool {
        guard count <= 6 else { return false }
        if count == 1, pair.new.words[new].marks.contains(.movable) { return true }
        guard let mine = self.opener(of: new, pair.new), let other = self.opener(of: stored, pair.stored),
            mine.text == other.text
        else { return false }
        return mine.marks.contains(.place) || mine.marks.contains(.clause)
    }

    /// The word that begins the phrase of a word: the first one before it that is no article.
    private static func opener(of position: Int, _ reading: PromptReading) -> Word? {
        var place = position - 1
        while place >= 0, position - place <= 4 {
            let word = reading.words[place]
            guard word.isStopWord else { return nil }
            if word.marks.contains(.place) || word.marks.contains(.clause) { return word }
            guard word.marks.contains(.article) || word.marks.contains(.person) || word.marks.contains(.auxiliary)
            else {
                return nil
            }
            place -= 1
        }
        return nil
    }

    // MARK: - Passive

    /// Who was beaten by A, who beat A: the same order, but "by" turns the roles.
    private static func passive(_ pair: GuardPair) -> GuardRefusal? {
        guard pair.overlap >= 0.6 else { return nil }
        let mine = self.agents(pair.new)
        let others = self.agents(pair.stored)
        guard mine.isEmpty != others.isEmpty else { return nil }
        let isNew = !mine.isEmpty
        let reading = isNew ? pair.new : pair.stored
        for (verb, agent) in isNew ? mine : others {
            let verbPartner = isNew ? pair.partner(ofNew: verb) : pair.partner(ofStored: verb)
            let agentPartner = isNew ? pair.partner(ofNew: agent) : pair.partner(ofStored: agent)
            guard let verbPartner, let agentPartner, verbPartner < agentPartner else { continue }
            let text = reading.words[verb].text + " by " + reading.words[agent].text
            let other = isNew ? pair.stored : pair.new
            let plain = other.words[verbPartner].text + " " + other.words[agentPartner].text
            return GuardRefusal(.roles, new: isNew ? text : plain, stored: isNew ? plain : text)
        }
        return nil
    }

    /// Whether an auxiliary shortly before a verb makes it passive.
    private static func isPassive(_ verb: Int, _ reading: PromptReading) -> Bool {
        let text = reading.words[verb].text
        let isIrregular = reading.lexicon.entries[Int(reading.words[verb].entry)].stem != nil
        guard isIrregular || text.hasSuffix("ed") || text.hasSuffix("en") || text.hasSuffix("wn") else { return false }
        var place = verb - 1
        while place >= 0, verb - place <= 3 {
            if reading.words[place].marks.contains(.auxiliary) { return true }
            if reading.words[place].marks.contains(.sentenceStart) { return false }
            place -= 1
        }
        return false
    }

    /// Verbs with the doer that "by" names.
    private static func agents(_ reading: PromptReading) -> [(verb: Int, agent: Int)] {
        var found: [(Int, Int)] = []
        for index in reading.words.indices.dropFirst().prefix(256) where reading.words[index].marks.contains(.agent) {
            guard !reading.words[index - 1].isStopWord, self.isPassive(index - 1, reading),
                let agent = self.object(after: index, reading), !reading.words[agent].text.hasSuffix("ing")
            else { continue }
            found.append((index - 1, agent))
        }
        return found
    }
}

/// Two runs of matched words that changed places.
struct Exchange {
    private let matched: [(new: Int, stored: Int)]
    /// The matched words in the order of the stored prompt.
    private let order: [Int]
    private let words: [Word]

    init(_ matched: [(new: Int, stored: Int)], _ order: [Int], _ pair: GuardPair) {
        self.matched = matched
        self.order = order
        self.words = pair.new.words
    }

    /// The position in the new prompt of its matched word at a place.
    func new(_ place: Int) -> Int { self.matched[place].new }

    /// The position in the stored prompt of its matched word at a place.
    func stored(_ place: Int) -> Int { self.matched[self.order[place]].stored }

    /// Where the second run begins in the new prompt if the words from `first` to `last` are two runs that changed
    /// places; words are compared by stem, since a word that stands in both runs may be matched across them.
    func middle(_ first: Int, _ last: Int) -> Int? {
        let count = last - first + 1
        guard count <= 24 else { return nil }
        search: for shift in 1..<count {
            for offset in 0..<count {
                let mine = self.matched[first + (shift + offset) % count].new
                let other = self.matched[self.order[first + offset]].new
                guard self.words[mine].stem == self.words[other].stem else { continue search }
            }
            return first + shift
        }
        return nil
    }
}

extension GuardPair {
    func partner(ofNew position: Int) -> Int? {
        self.alignment.matched.first { $0.new == position }?.stored
    }

    func partner(ofStored position: Int) -> Int? {
        self.alignment.matched.first { $0.stored == position }?.new
    }
}
