/// Joins days, months and years to dates: "5 January 2024", "Jan 5th, 2024", "5. Januar 2024" are one form.
enum DateComposer {
    static func compose(_ parts: inout PromptParts, lexicon: LexiconTable) {
        for index in parts.words.indices {
            let word = parts.words[index]
            guard word.kind == .word, let month = Self.month(of: word, lexicon) else { continue }
            let day = Self.day(around: index, parts)
            let year = Self.year(after: max(index, day?.word ?? index), parts)
            guard day != nil || year != nil else { continue }
            guard let value = NumberText.date(year?.value, month, day?.value) else { continue }
            Self.join(&parts, value, [index] + [day?.word, year?.word].compactMap { $0 })
        }
    }

    private static func month(of word: Word, _ lexicon: LexiconTable) -> Int? {
        guard word.marks.contains(.calendar) else { return nil }
        let number = lexicon.entries[Int(word.entry)].number
        return (1...12).contains(number) ? Int(number) : nil
    }

    private static func day(around index: Int, _ parts: PromptParts) -> (word: Int, value: Int)? {
        // "5 January", "5th of January", "January 5"; but not "5 dollars in January".
        for offset in [-1, -2, 1, 2] {
            let place = index + offset
            guard parts.words.indices.contains(place) else { continue }
            if abs(offset) == 2 {
                let between = parts.words[index + offset / 2]
                guard ["of", "de", "der", "the", "le", "el"].contains(between.text) else { continue }
            }
            let word = parts.words[place]
            guard word.kind == .number, word.number >= 0 else { continue }
            let quantity = parts.numbers[Int(word.number)]
            guard quantity.unit.isEmpty, !quantity.isSoft, quantity.kind == .cardinal || quantity.kind == .ordinal,
                let value = Int(quantity.value), (1...31).contains(value)
            else { continue }
            return (place, value)
        }
        return nil
    }

    private static func year(after index: Int, _ parts: PromptParts) -> (word: Int, value: Int)? {
        for place in [index + 1, index + 2] {
            guard parts.words.indices.contains(place) else { return nil }
            let word = parts.words[place]
            if word.kind == .number, word.number >= 0 {
                let quantity = parts.numbers[Int(word.number)]
                guard quantity.unit.isEmpty, let value = Int(quantity.value), (1_000...2_999).contains(value) else {
                    return nil
                }
                return (place, value)
            }
            guard ["of", "de", "del", "in"].contains(word.text) else { return nil }
        }
        return nil
    }

    /// Makes one quantity of the words' ones.
    private static func join(_ parts: inout PromptParts, _ value: String, _ places: [Int]) {
        guard let first = places.min() else { return }
        let dropped = Set(places.compactMap { parts.words[$0].number >= 0 ? parts.words[$0].number : nil })
        var numbers: [Quantity] = []
        var renumbered: [Int32: Int32] = [:]
        var own: Int32 = -1
        func addOwn() {
            guard own < 0 else { return }
            own = Int32(numbers.count)
            numbers.append(Quantity(value: value, kind: .date, unit: "", isSoft: false, word: first))
        }
        for (index, quantity) in parts.numbers.enumerated() {
            if quantity.word >= first { addOwn() }
            guard !dropped.contains(Int32(index)) else { continue }
            renumbered[Int32(index)] = Int32(numbers.count)
            numbers.append(quantity)
        }
        addOwn()
        for index in parts.words.indices where parts.words[index].number >= 0 {
            let number = parts.words[index].number
            if dropped.contains(number) {
                // Words inside a number that went into the date.
                parts.words[index].marks.insert(.stop)
                parts.words[index].number = own
            } else {
                parts.words[index].number = renumbered[number] ?? -1
            }
        }
        for place in places {
            parts.words[place].kind = .number
            parts.words[place].number = own
            parts.words[place].stem = "#" + value
            parts.words[place].marks.subtract([.name, .listedName])
            if place == first { parts.words[place].marks.remove(.stop) } else { parts.words[place].marks.insert(.stop) }
        }
        parts.numbers = numbers
    }
}
