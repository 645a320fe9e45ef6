/// Which word of one prompt stands for which of the other.
package struct PairAlignment: Sendable {
    /// The most words of a side that are matched; longer texts are compared by their beginnings.
    static let mostWords = 512
    /// The most unmatched words of a side that are tried for synonyms and spellings.
    static let mostLoose = 24

    /// Positions of words that stand for each other, by the position in the new prompt.
    package private(set) var matched: [(new: Int, stored: Int)] = []
    /// Positions of words with meaning that only the new prompt has.
    package private(set) var newOnly: [Int] = []
    /// Positions of words with meaning that only the stored prompt has.
    package private(set) var storedOnly: [Int] = []

    package init(new: PromptReading, stored: PromptReading, lexicon: GuardLexicon = .builtIn) {
        self.init(new, stored, lexicon.table)
    }

    init(_ new: PromptReading, _ stored: PromptReading, _ lexicon: LexiconTable) {
        let left = new.content.prefix(Self.mostWords)
        let right = stored.content.prefix(Self.mostWords)
        var taken = [Bool](repeating: false, count: right.count)
        var partner = [Int](repeating: -1, count: left.count)
        Self.matchSame(left, right, new, stored, &partner, &taken)
        var newOnly: [Int] = []
        for index in left.indices where partner[index] < 0 { newOnly.append(index) }
        var storedOnly: [Int] = []
        for index in right.indices where !taken[index] { storedOnly.append(index) }
        if !newOnly.isEmpty, !storedOnly.isEmpty,
            newOnly.count <= Self.mostLoose, storedOnly.count <= Self.mostLoose
        {
            for (pass, isMatch) in [Self.isSame, Self.isSpelling].enumerated() {
                _ = pass
                newOnly.removeAll { mine in
                    for (place, other) in storedOnly.enumerated()
                    where isMatch(new.words[left[mine]], stored.words[right[other]], lexicon) {
                        partner[mine] = other
                        storedOnly.remove(at: place)
                        return true
                    }
                    return false
                }
            }
        }
        self.matched.reserveCapacity(left.count)
        for index in left.indices where partner[index] >= 0 {
            self.matched.append((left[index], right[partner[index]]))
        }
        self.newOnly = newOnly.map { left[$0] }
        self.storedOnly = storedOnly.map { right[$0] }
        guard !self.newOnly.isEmpty || !self.storedOnly.isEmpty else { return }
        Self.dropCompounds(&self.newOnly, &self.storedOnly, new, stored)
        Self.dropCompounds(&self.storedOnly, &self.newOnly, stored, new)
    }

    /// Matches equal stems: common beginning, common end, then from left to right.
    private static func matchSame(
        _ left: ArraySlice<Int>,
        _ right: ArraySlice<Int>,
        _ new: PromptReading,
        _ stored: PromptReading,
        _ partner: inout [Int],
        _ taken: inout [Bool]
    ) {
        var head = 0
        while head < left.count, head < right.count, new.words[left[head]].stem == stored.words[right[head]].stem {
            partner[head] = head
            taken[head] = true
            head += 1
        }
        var last = left.count - 1
        var other = right.count - 1
        while last >= head, other >= head, new.words[left[last]].stem == stored.words[right[other]].stem {
            partner[last] = other
            taken[other] = true
            last -= 1
            other -= 1
        }
        guard last >= head, other >= head else { return }
        if last - head > 48, other - head > 48 {
            Self.matchMany(head...last, head...other, left, right, new, stored, &partner, &taken)
            return
        }
        for index in head...last {
            let stem = new.words[left[index]].stem
            for candidate in head...other where !taken[candidate] && stored.words[right[candidate]].stem == stem {
                partner[index] = candidate
                taken[candidate] = true
                break
            }
        }
    }

    private static func matchMany(
        _ mine: ClosedRange<Int>,
        _ others: ClosedRange<Int>,
        _ left: ArraySlice<Int>,
        _ right: ArraySlice<Int>,
        _ new: PromptReading,
        _ stored: PromptReading,
        _ partner: inout [Int],
        _ taken: inout [Bool]
    ) {
        var places: [String: [Int]] = [:]
        for index in others.reversed() { places[stored.words[right[index]].stem, default: []].append(index) }
        for index in mine {
            guard let place = places[new.words[left[index]].stem]?.popLast() else { continue }
            partner[index] = place
            taken[place] = true
        }
    }

    private static func isSame(_ one: Word, _ other: Word, _ lexicon: LexiconTable) -> Bool {
        guard lexicon.clash(one.entry, other.entry) == nil else { return false }
        return lexicon.isSameMeaning(one.entry, other.entry)
    }

    private static func isSpelling(_ one: Word, _ other: Word, _ lexicon: LexiconTable) -> Bool {
        guard one.kind == .word, other.kind == .word, lexicon.clash(one.entry, other.entry) == nil else { return false }
        // Two listed names are two names, however alike they look.
        if one.marks.contains(.listedName), other.marks.contains(.listedName) { return false }
        if WordSimilarity.isOpposite(one.stem, other.stem) { return false }
        if WordSimilarity.isFamily(one.text, other.text) { return true }
        return WordSimilarity.isMisspelling(one.text, other.text, strict: one.isName || other.isName)
    }

    /// Drops words that are written as one on one side and as two on the other, and abbreviations with their long form.
    private static func dropCompounds(
        _ short: inout [Int],
        _ long: inout [Int],
        _ shorter: PromptReading,
        _ longer: PromptReading
    ) {
        guard !short.isEmpty, long.count >= 2, short.count <= mostLoose, long.count <= mostLoose else { return }
        short.removeAll { place in
            let text = shorter.words[place].text
            for index in long.indices.dropLast() {
                let first = longer.words[long[index]].text
                let second = longer.words[long[index + 1]].text
                if first.utf8.count + second.utf8.count == text.utf8.count, text.hasPrefix(first),
                    text.hasSuffix(second)
                {
                    long.removeSubrange(index...(index + 1))
                    return true
                }
            }
            guard shorter.words[place].marks.contains(.allCapitals), text.utf8.count <= long.count,
                text.utf8.count >= 2
            else { return false }
            let letters = Array(text.utf8)
            for start in 0...(long.count - letters.count) {
                let run = long[start..<(start + letters.count)]
                if zip(run, letters).allSatisfy({ longer.words[$0].text.utf8.first == $1 }) {
                    long.removeSubrange(start..<(start + letters.count))
                    return true
                }
            }
            return false
        }
    }
}
