/// Numbers, units, money, dates, times and versions.
enum QuantityGuard {
    static func refusals(_ pair: GuardPair) -> [GuardRefusal] {
        var found = self.numbers(pair)
        found += self.unitWords(pair)
        found += self.calendar(pair)
        return found
    }

    private static func numbers(_ pair: GuardPair) -> [GuardRefusal] {
        let mine = pair.new.numbers.prefix(64)
        let others = pair.stored.numbers.prefix(64)
        if mine.isEmpty, others.isEmpty { return [] }
        var used = [Bool](repeating: false, count: others.count)
        var partner = [Int](repeating: -1, count: mine.count)
        // The same value with the same unit first, so that two equal values with two units find their own.
        for isExact in [true, false] {
            for (index, quantity) in mine.enumerated() where partner[index] < 0 {
                for (place, other) in others.enumerated()
                where !used[place] && other.value == quantity.value && (!isExact || other.unit == quantity.unit) {
                    partner[index] = place
                    used[place] = true
                    break
                }
            }
        }
        var found: [GuardRefusal] = []
        let newOnly = mine.indices.filter { partner[$0] < 0 && !mine[$0].isSoft }.map { mine[$0] }
        let storedOnly = others.indices.filter { !used[$0] && !others[$0].isSoft }.map { others[$0] }
        if !newOnly.isEmpty || !storedOnly.isEmpty {
            let kind = self.kind(of: newOnly.first ?? storedOnly.first)
            found.append(GuardRefusal(kind, new: self.text(newOnly), stored: self.text(storedOnly)))
        }
        for (index, place) in partner.enumerated() where place >= 0 {
            let one = mine[index]
            let other = others[place]
            guard !one.unit.isEmpty, !other.unit.isEmpty, one.unit != other.unit else { continue }
            let kind = self.isCurrency(one, pair.new) || self.isCurrency(other, pair.stored) ? GuardKind.money : .units
            found.append(GuardRefusal(kind, new: self.text([one]), stored: self.text([other])))
        }
        return found
    }

    private static func kind(of quantity: Quantity?) -> GuardKind {
        switch quantity?.kind {
        case .time, .date: .dates
        case .version: .versions
        default: .numbers
        }
    }

    private static func text(_ quantities: [Quantity]) -> String {
        quantities.prefix(8).map { $0.unit.isEmpty ? $0.value : $0.value + " " + $0.unit }.joined(separator: ", ")
    }

    private static func isCurrency(_ quantity: Quantity, _ reading: PromptReading) -> Bool {
        for place in [quantity.word - 1, quantity.word + 1, quantity.word + 2]
        where reading.words.indices.contains(place) {
            if reading.words[place].marks.contains(.currency) { return true }
        }
        return false
    }

    /// Units that stand for themselves: "kilograms to pounds".
    private static func unitWords(_ pair: GuardPair) -> [GuardRefusal] {
        let mine = pair.alignment.newOnly.filter { pair.new.words[$0].marks.contains(.unit) }
        let others = pair.alignment.storedOnly.filter { pair.stored.words[$0].marks.contains(.unit) }
        guard let first = mine.first, let second = others.first else { return [] }
        let isMoney =
            pair.new.words[first].marks.contains(.currency) || pair.stored.words[second].marks.contains(.currency)
        return [GuardRefusal(isMoney ? .money : .units, new: pair.newText(mine), stored: pair.storedText(others))]
    }

    /// Months and weekdays, which must be there or not on both sides.
    private static func calendar(_ pair: GuardPair) -> [GuardRefusal] {
        let mine = pair.alignment.newOnly.filter { self.isCalendar(pair.new.words[$0]) }
        let others = pair.alignment.storedOnly.filter { self.isCalendar(pair.stored.words[$0]) }
        guard !mine.isEmpty || !others.isEmpty else { return [] }
        return [GuardRefusal(.dates, new: pair.newText(mine), stored: pair.storedText(others))]
    }

    private static func isCalendar(_ word: Word) -> Bool { word.marks.contains(.calendar) && word.kind == .word }
}

/// Whether both negate or neither does.
enum NegationGuard {
    static func refusals(_ pair: GuardPair) -> [GuardRefusal] {
        guard pair.new.negations != pair.stored.negations || self.isMoved(pair) else { return [] }
        return [GuardRefusal(.negation, new: self.text(pair.new), stored: self.text(pair.stored))]
    }

    /// Whether the same words stand on both sides, but another part of them is negated.
    private static func isMoved(_ pair: GuardPair) -> Bool {
        guard pair.new.negations > 0, pair.alignment.newOnly.isEmpty, pair.alignment.storedOnly.isEmpty else {
            return false
        }
        let mine = self.places(pair.new)
        let others = self.places(pair.stored)
        // With an auxiliary it may stand before or after the subject: "don't people like", "do people not like".
        return mine.count == others.count
            && zip(mine, others).contains { abs($0.count - $1.count) > ($0.isAuxiliary || $1.isAuxiliary ? 1 : 0) }
    }

    /// How many words with meaning stand before each negation.
    private static func places(_ reading: PromptReading) -> [(count: Int, isAuxiliary: Bool)] {
        var count = 0
        var places: [(Int, Bool)] = []
        var isAuxiliary = false
        for word in reading.words.prefix(256) {
            if word.marks.contains(.negation) { places.append((count, isAuxiliary)) }
            if !word.isStopWord { count += 1 }
            isAuxiliary = word.marks.contains(.auxiliary)
        }
        return places
    }

    private static func text(_ reading: PromptReading) -> String {
        reading.words.lazy.filter { $0.marks.contains(.negation) }.prefix(8).map(\.text).joined(separator: " ")
    }
}

/// Quoted parts, code, addresses and symbols, which must be the same on both sides.
enum LiteralGuard {
    static func refusals(_ pair: GuardPair) -> [GuardRefusal] {
        if pair.new.literals.isEmpty, pair.stored.literals.isEmpty { return self.symbols(pair) }
        for kind in [Literal.Kind.code, .address] {
            let mine = pair.new.literals.lazy.filter { $0.kind == kind }.map { self.form($0) }
            let others = pair.stored.literals.lazy.filter { $0.kind == kind }.map { self.form($0) }
            let one = mine.sorted()
            let other = others.sorted()
            if one != other {
                return [
                    GuardRefusal(
                        .literals,
                        new: String(one.joined(separator: " ").prefix(200)),
                        stored: String(other.joined(separator: " ").prefix(200))
                    )
                ]
            }
        }
        // What is quoted on one side must stand on the other, quoted or not.
        let mine = pair.alignment.newOnly.filter { pair.new.words[$0].marks.contains(.quoted) }
        let others = pair.alignment.storedOnly.filter { pair.stored.words[$0].marks.contains(.quoted) }
        if !mine.isEmpty || !others.isEmpty {
            return [GuardRefusal(.literals, new: pair.newText(mine), stored: pair.storedText(others))]
        }
        return self.symbols(pair)
    }

    private static func form(_ literal: Literal) -> String {
        if literal.kind == .address {
            return literal.value.utf8.contains(0x2F) ? literal.value : Folding.folded(literal.value)
        }
        return literal.value.split { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "\r\n" }.joined(separator: " ")
    }

    private static func symbols(_ pair: GuardPair) -> [GuardRefusal] {
        let mine = pair.alignment.newOnly.filter { self.isSymbol(pair.new.words[$0]) }
        let others = pair.alignment.storedOnly.filter { self.isSymbol(pair.stored.words[$0]) }
        guard !mine.isEmpty || !others.isEmpty else { return [] }
        return [GuardRefusal(.literals, new: pair.newText(mine), stored: pair.storedText(others))]
    }

    /// Emoji and asterisks decorate; other symbols and identifiers with them mean something.
    private static func isSymbol(_ word: Word) -> Bool {
        word.kind == .symbol && word.text != "*" && word.text.utf8.allSatisfy { $0 < 0x80 }
    }
}
