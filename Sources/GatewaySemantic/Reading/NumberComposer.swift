/// Joins number words and scales to values and gives numbers their units.
struct NumberComposer {
    private var words: [Word]
    private var numbers: [Quantity] = []
    private let old: [Quantity]
    private let language: ReadingLanguage
    private let lexicon: LexiconTable

    static func compose(_ parts: inout PromptParts, language: ReadingLanguage, lexicon: LexiconTable) {
        var composer = NumberComposer(parts, language, lexicon)
        parts.words = []
        composer.run()
        parts.words = composer.words
        parts.numbers = composer.numbers
    }

    private init(_ parts: PromptParts, _ language: ReadingLanguage, _ lexicon: LexiconTable) {
        self.words = parts.words
        self.old = parts.numbers
        self.language = language
        self.lexicon = lexicon
    }

    private mutating func run() {
        var index = 0
        while index < self.words.count {
            let word = self.words[index]
            let entry = self.lexicon.entries[Int(word.entry)]
            var used = 1
            if word.kind == .number, word.number >= 0 {
                used = self.takeDigits(index)
            } else if entry.numeral == .cardinal || entry.numeral == .ordinal || self.isBareScale(index, entry) {
                used = self.takeWords(index)
            } else if word.marks.contains(.allCapitals), index > 0, let value = RomanNumber.value(word.text) {
                self.add(String(value), .cardinal, isSoft: false, index, 1)
            } else if self.language == .german, word.entry == 0, word.text.utf8.count >= 7,
                let value = GermanNumber.value(word.text)
            {
                self.add(String(value), .cardinal, isSoft: false, index, 1)
            }
            index += used
        }
    }

    private mutating func takeDigits(_ index: Int) -> Int {
        let word = self.words[index]
        var quantity = self.old[Int(word.number)]
        var used = 1
        while index + used < self.words.count, let zeros = self.zeros(of: self.words[index + used]),
            quantity.kind == .cardinal
        {
            quantity.value = NumberText.shifted(quantity.value, by: zeros)
            used += 1
        }
        if word.marks.contains(.attached) == false, index > 0, self.words[index - 1].stem == "version" {
            quantity.kind = .version
        }
        used += self.takeTime(&quantity, index, used)
        self.add(quantity.value, quantity.kind, isSoft: quantity.isSoft, index, used)
        return used
    }

    /// Reads "pm", "p.m.", "Uhr" or "o'clock" after a number.
    private func takeTime(_ quantity: inout Quantity, _ index: Int, _ used: Int) -> Int {
        let next = index + used
        guard next < self.words.count, quantity.kind == .cardinal || quantity.kind == .time else { return 0 }
        let parts = quantity.value.split { $0 == ":" || $0 == "." }
        guard let hour = parts.first.flatMap({ Int($0) }), (0...24).contains(hour), parts.count <= 2 else { return 0 }
        let minute = parts.count == 2 ? Int(parts[1]) ?? 0 : 0
        let text = self.words[next].text
        let second = next + 1 < self.words.count ? self.words[next + 1].text : ""
        let afternoon: Bool?
        var taken = 1
        switch text {
        case "am": afternoon = false
        case "pm": afternoon = true
        case "a" where second == "m" && self.words[next + 1].marks.contains(.attached):
            (afternoon, taken) = (false, 2)
        case "p" where second == "m" && self.words[next + 1].marks.contains(.attached):
            (afternoon, taken) = (true, 2)
        case "uhr": afternoon = nil
        case "o" where second == "clock": (afternoon, taken) = (nil, 2)
        default: return 0
        }
        quantity.value = NumberText.clock(hour: hour, minute: minute, afternoon: afternoon)
        quantity.kind = .time
        return taken
    }

    // MARK: - Written numbers

    /// Whether a scale stands alone and counts: "a hundred", "hundreds" does not.
    private func isBareScale(_ index: Int, _ entry: LexiconEntry) -> Bool {
        entry.numeral == .scale && !(index > 0 && self.words[index - 1].kind == .number)
    }

    private func zeros(of word: Word) -> Int? {
        let entry = self.lexicon.entries[Int(word.entry)]
        guard entry.numeral == .scale, entry.number > 0 else { return nil }
        var value = entry.number
        var zeros = 0
        while value >= 10 {
            value /= 10
            zeros += 1
        }
        return zeros
    }

    private mutating func takeWords(_ first: Int) -> Int {
        var index = first
        var total: Int64 = 0
        var current: Int64 = 0
        var last: Int64 = -1
        var isOrdinal = false
        scan: while index < self.words.count {
            var step = 1
            if index > first, last >= 10, self.isBridge(self.words[index]), index + 1 < self.words.count {
                step = 2
            }
            let word = self.words[index + step - 1]
            let entry = self.lexicon.entries[Int(word.entry)]
            guard entry.number >= 0, index == first || word.marks.isDisjoint(with: [.sentenceStart, .afterPause]) else {
                break
            }
            switch entry.numeral {
            case .none: break scan
            case .scale:
                guard step == 1 || index == first else { break scan }
                if entry.number == 100 {
                    current = max(current, 1) * 100
                } else {
                    guard total < 1 << 50, current < 1 << 20 else { break scan }
                    total += max(current, index == first ? 1 : current) * entry.number
                    current = 0
                }
                last = entry.number
            case .cardinal, .ordinal:
                guard self.fits(entry.number, after: last, index == first) else { break scan }
                if self.language == .french, last == 4, entry.number == 20 {
                    current += 76
                } else {
                    current += entry.number
                }
                last = self.language == .french ? Self.frenchReach(current, entry.number) : entry.number
                if entry.numeral == .ordinal { isOrdinal = true }
            }
            index += step
            if isOrdinal { break }
        }
        let used = max(1, index - first)
        let value = total + current
        if self.isUnit(first, used) { return 1 }
        // "first" and "one" are adverb and pronoun as often as numbers.
        let isSoft = used == 1 && value == 1 && (isOrdinal || !self.hasUnit(after: first))
        self.add(String(value), isOrdinal ? .ordinal : .cardinal, isSoft: isSoft, first, used)
        return used
    }

    /// Sixty and eighty take numbers up to nineteen in French, seventy and ninety up to nine.
    private static func frenchReach(_ current: Int64, _ last: Int64) -> Int64 {
        switch current % 100 {
        case 60, 80: 80
        case 70, 90: 20
        default: last
        }
    }

    /// Whether a number word goes on a number: twenty + five, hundred + twenty, but not five + six.
    private func fits(_ number: Int64, after last: Int64, _ isFirst: Bool) -> Bool {
        if isFirst || last >= 100 { return true }
        if self.language == .french {
            if last == 4, number == 20 { return true }
            if last == 80 { return number < 20 }
        }
        return last >= 20 && number < 10
    }

    private func isBridge(_ word: Word) -> Bool {
        switch self.language {
        case .english: word.text == "and"
        case .french: word.text == "et"
        case .spanish: word.text == "y"
        case .german: word.text == "und"
        case .chinese: false
        }
    }

    /// Whether a word such as "second" is a unit here and no number.
    private func isUnit(_ index: Int, _ used: Int) -> Bool {
        guard used == 1, self.lexicon.entries[Int(self.words[index].entry)].unit > 0, index > 0 else { return false }
        let before = self.words[index - 1]
        return before.kind == .number || ["per", "a", "each", "every", "une", "un", "por", "pro"].contains(before.text)
    }

    private func hasUnit(after index: Int) -> Bool {
        guard index + 1 < self.words.count else { return false }
        return self.lexicon.entries[Int(self.words[index + 1].entry)].unit > 0
    }

    // MARK: - Result

    /// Adds a number that covers some words, with the unit after or the currency before it.
    private mutating func add(_ value: String, _ kind: Quantity.Kind, isSoft: Bool, _ first: Int, _ count: Int) {
        let number = Int32(self.numbers.count)
        var quantity = Quantity(value: value, kind: kind, unit: "", isSoft: isSoft, word: first)
        if kind == .cardinal {
            quantity.unit = self.unit(first, count)
            if !quantity.unit.isEmpty { quantity.value = NumberText.withoutTrailingZeros(value) }
        }
        for index in first..<(first + count) {
            self.words[index].kind = .number
            self.words[index].number = number
            self.words[index].stem = "#" + quantity.value
            self.words[index].marks.subtract([.stop, .name])
            if (isSoft && kind != .ordinal) || index > first { self.words[index].marks.insert(.stop) }
        }
        self.numbers.append(quantity)
    }

    private func unit(_ first: Int, _ count: Int) -> String {
        var after = first + count
        // "5 US dollars", "5 square metres".
        for _ in 0..<2 where after < self.words.count {
            let word = self.words[after]
            guard word.marks.isDisjoint(with: [.sentenceStart, .afterPause]) else { break }
            let unit = self.lexicon.entries[Int(word.entry)].unit
            if unit > 0 { return self.lexicon.units[Int(unit)] }
            guard word.text == "us" else { break }
            after += 1
        }
        guard first > 0 else { return "" }
        let before = self.words[first - 1]
        guard before.marks.contains(.currency) else { return "" }
        return self.lexicon.units[Int(self.lexicon.entries[Int(before.entry)].unit)]
    }
}

/// Roman numerals of at least two capitals.
enum RomanNumber {
    /// The value of well-formed numerals up to 39; larger ones are too often abbreviations.
    static func value(_ text: String) -> Int? {
        guard (2...6).contains(text.utf8.count) else { return nil }
        var total = 0
        var last = 0
        for letter in text.utf8.reversed() {
            let value: Int
            switch letter {
            case 0x69: value = 1
            case 0x76: value = 5
            case 0x78: value = 10
            default: return nil
            }
            total += value < last ? -value : value
            last = max(last, value)
        }
        return Self.form(of: total) == text ? total : nil
    }

    private static func form(of value: Int) -> String {
        guard value > 0, value < 40 else { return "" }
        let units = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"]
        return String(repeating: "x", count: value / 10) + units[value % 10]
    }
}

/// German number words, which are written as one: `zweihundertfünfunddreißig`.
enum GermanNumber {
    static func value(_ word: String) -> Int? {
        let folded = Folding.folded(word)
        guard folded.utf8.count <= 64 else { return nil }
        return Self.parse(folded[...])
    }

    private static func parse(_ text: Substring) -> Int? {
        if text.isEmpty { return nil }
        if let value = Self.small[String(text)] { return value }
        for (name, scale) in [("tausend", 1_000), ("hundert", 100)] {
            guard let range = Self.range(of: name, in: text) else { continue }
            let head = text[..<range.lowerBound]
            let rest = text[range.upperBound...]
            guard let count = head.isEmpty ? 1 : Self.parse(head) else { return nil }
            guard !rest.isEmpty else { return count * scale }
            let tail = rest.hasPrefix("und") && Self.parse(rest) == nil ? rest.dropFirst(3) : rest
            guard let more = Self.parse(tail), more < scale else { return nil }
            return count * scale + more
        }
        guard let und = Self.range(of: "und", in: text), let ones = Self.small[String(text[..<und.lowerBound])],
            let tens = Self.small[String(text[und.upperBound...])], ones < 10, tens >= 20
        else { return nil }
        return ones + tens
    }

    private static func range(of part: String, in text: Substring) -> Range<Substring.Index>? {
        var start = text.startIndex
        while start < text.endIndex {
            if text[start...].hasPrefix(part) { return start..<text.index(start, offsetBy: part.count) }
            start = text.index(after: start)
        }
        return nil
    }

    private static let small: [String: Int] = [
        "ein": 1, "eins": 1, "zwei": 2, "drei": 3, "vier": 4, "funf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9,
        "zehn": 10, "elf": 11, "zwolf": 12, "dreizehn": 13, "vierzehn": 14, "funfzehn": 15, "sechzehn": 16,
        "siebzehn": 17, "achtzehn": 18, "neunzehn": 19, "zwanzig": 20, "dreissig": 30, "vierzig": 40, "funfzig": 50,
        "sechzig": 60, "siebzig": 70, "achtzig": 80, "neunzig": 90,
    ]
}
