/// Finds what in a scanned prompt is instruction and what is content, and turns words into facts.
///
/// The instruction stands at the start or at the end: before a colon or a blank line, or as the last sentences, before
/// the options. A long text that begins without an imperative or a question is content from its first word.
struct FactReader {
    private let scratch: PromptScratch
    private let lexicon: Lexicon
    private var facts = Facts()
    private var head = 0..<0
    private var tail = 0..<0
    private var headSenses = SenseSet()
    private var tailSenses = SenseSet()
    private var leadSenses = SenseSet()
    private var allSenses = SenseSet()
    private var oftenSenses = SenseSet()
    private var labelSenses = SenseSet()
    private var counts = InlineArray<128, UInt8>(repeating: 0)

    private static let headWords = 32
    private static let tailWords = 14
    private static let leadWords = 5

    init(_ scratch: PromptScratch, _ lexicon: Lexicon) {
        self.scratch = scratch
        self.lexicon = lexicon
    }

    /// The facts of the prompt in the scratch; also left there.
    mutating func read() -> Facts {
        self.findHead()
        self.findTail()
        self.readSenses()
        self.readShapes()
        self.scratch.facts = self.facts
        self.scratch.senseCounts = self.counts
        return self.facts
    }

    private func unit(_ index: Int) -> Unit { self.scratch.units[index] }

    /// The units of the instruction at the start.
    private mutating func findHead() {
        var words = 0
        var end = 0
        while end < self.scratch.unitCount, words < Self.headWords {
            let unit = self.unit(end)
            if unit.marks.contains(.option), words >= 4 { break }
            if end > 0, unit.marks.contains(.paragraph), words >= 4 { break }
            words += unit.count
            end += 1
            if unit.end == .colon, words >= 4, unit.count >= 3 { break }
            if unit.end == .colon, unit.count <= 3, end < self.scratch.unitCount, self.unit(end).count > 15,
                self.unit(end).end != .question
            {
                break
            }
        }
        self.head = 0..<end
    }

    /// The units of the instruction at the end: options, bullets and code do not count when something stands before.
    private mutating func findTail() {
        var end = self.scratch.unitCount
        while end > 1 {
            let marks = self.unit(end - 1).marks
            guard !marks.isDisjoint(with: [.option, .bullet, .code]) else { break }
            end -= 1
        }
        if end <= 1 { end = self.scratch.unitCount }
        var start = end
        var words = 0
        while start > 0, words < Self.tailWords, end - start < 3 {
            let unit = self.unit(start - 1)
            if words >= 4, unit.count > 30 { break }
            words += unit.count
            start -= 1
            if unit.marks.contains(.paragraph), words >= 3 { break }
        }
        self.tail = start..<end
    }

    private mutating func readSenses() {
        let words = self.scratch.foundWords
        for index in 0..<self.scratch.unitCount {
            let unit = self.unit(index)
            let isLabel = unit.end == .colon && unit.count <= 3
            let inHead = self.head.contains(index)
            let inTail = self.tail.contains(index)
            for position in Int(unit.firstWord)..<Int(unit.endWord) {
                let word = words[position]
                guard !word.marks.contains(.code) else { continue }
                var senses = self.lexicon.match(words, at: position).senses
                guard !senses.isEmpty else { continue }
                if senses.contains(.person), !self.isAlone(words, position, unit) { senses.remove(.person) }
                self.count(senses)
                self.allSenses.formUnion(senses)
                guard !word.marks.contains(.quoted) else { continue }
                let offset = position - Int(unit.firstWord)
                let fromEnd = Int(unit.endWord) - position
                let isNear = inHead && offset < Self.headWords
                let isLast = inTail && fromEnd <= 28
                if isNear { self.headSenses.formUnion(senses) }
                if isLast { self.tailSenses.formUnion(senses) }
                if isNear || isLast, offset < Self.leadWords || word.marks.contains(.single) {
                    self.leadSenses.formUnion(senses)
                }
                if isLabel { self.labelSenses.formUnion(senses) }
            }
        }
        self.dropContentHead()
        self.dropContentTail()
        var instruction = self.headSenses
        instruction.formUnion(self.tailSenses)
        self.facts.insert(self.leadSenses, .lead)
        self.facts.insert(self.headSenses, .head)
        self.facts.insert(self.tailSenses, .tail)
        self.facts.insert(instruction, .instruction)
        self.facts.insert(self.allSenses, .anywhere)
        self.facts.insert(self.labelSenses, .label)
        self.facts.insert(self.oftenSenses, .often)
    }

    /// Whether a given name stands without a surname or title, as people in stories do and people in history do not.
    private func isAlone(_ words: UnsafeBufferPointer<Word>, _ position: Int, _ unit: Unit) -> Bool {
        guard words[position].marks.contains(.capital) else { return false }
        let next = position + 1
        if next < Int(unit.endWord), words[next].marks.contains(.capital),
            words[next].start == words[position].end + 1
        {
            return false
        }
        guard position > Int(unit.firstWord) + 1 else { return true }
        return !words[position - 1].marks.contains(.capital)
    }

    private mutating func count(_ senses: SenseSet) {
        self.count(senses.low, from: 0)
        self.count(senses.high, from: 64)
    }

    private mutating func count(_ bits: UInt64, from offset: Int) {
        var left = bits
        while left != 0 {
            let bit = offset + left.trailingZeroBitCount
            left &= left - 1
            self.counts[bit] = min(self.counts[bit] + 1, 100)
            if self.counts[bit] == 3, let sense = Sense(rawValue: UInt8(bit)) { self.oftenSenses.insert(sense) }
        }
    }

    /// A long text whose start asks for nothing: its words must not vote as an instruction.
    private mutating func dropContentHead() {
        guard self.scratch.wordCount > 45, self.head.upperBound <= self.tail.lowerBound else { return }
        var lead = SenseSet()
        var asks = false
        let words = self.scratch.foundWords
        for index in self.head {
            let unit = self.unit(index)
            if unit.end == .question || unit.end == .colon || self.namesTask(unit) { asks = true }
            for position in Int(unit.firstWord)..<min(Int(unit.endWord), Int(unit.firstWord) + Self.leadWords) {
                lead.formUnion(self.lexicon.match(words, at: position).senses)
            }
        }
        guard !asks, !Self.asking.contains(where: { lead.contains($0) }) else { return }
        self.facts.insert(.passageFirst)
        self.headSenses = SenseSet()
        self.leadSenses = SenseSet()
        for index in self.tail {
            let unit = self.unit(index)
            for position in Int(unit.firstWord)..<min(Int(unit.endWord), Int(unit.firstWord) + Self.leadWords) {
                self.leadSenses.formUnion(self.lexicon.match(words, at: position).senses)
            }
        }
    }

    /// A text behind an instruction that ends without a request of its own: its last words are content.
    private mutating func dropContentTail() {
        guard self.scratch.wordCount > 45, self.head.upperBound <= self.tail.lowerBound, !self.tail.isEmpty,
            !self.facts.contains(.passageFirst), self.scratch.form.singles == 0
        else { return }
        guard self.isAsking(self.head), !self.isAsking(self.tail) else { return }
        self.tailSenses = SenseSet()
    }

    /// Whether some unit begins with an imperative or question word, or ends with a question mark or colon.
    private func isAsking(_ units: Range<Int>) -> Bool {
        let words = self.scratch.foundWords
        for index in units {
            let unit = self.unit(index)
            if unit.end == .question || unit.end == .colon { return true }
            for position in Int(unit.firstWord)..<min(Int(unit.endWord), Int(unit.firstWord) + 2) {
                let senses = self.lexicon.match(words, at: position).senses
                if Self.asking.contains(where: { senses.contains($0) }) { return true }
            }
        }
        return false
    }

    /// Whether a sentence ends with the verb of a task, as in Japanese, Korean, Turkish and some German.
    private func namesTask(_ unit: Unit) -> Bool {
        let words = self.scratch.foundWords
        for position in Int(unit.firstWord)..<Int(unit.endWord) {
            let isSingle = words[position].marks.contains(.single) && position - Int(unit.firstWord) < Self.headWords
            guard isSingle || Int(unit.endWord) - position <= 3 else { continue }
            let senses = self.lexicon.match(words, at: position).senses
            if Self.tasks.contains(where: { senses.contains($0) }) { return true }
        }
        return false
    }

    /// The units of the first line; none where it has options or is the last.
    private func firstLine() -> Range<Int> {
        var end = 0
        while end < self.scratch.unitCount {
            let marks = self.unit(end).marks
            guard marks.isDisjoint(with: [.option, .bullet, .code]) else { return 0..<0 }
            end += 1
            if marks.contains(.lastOfLine) { break }
        }
        return end < self.scratch.unitCount ? 0..<end : 0..<0
    }

    private static let tasks: [Sense] = [.translate, .summarize, .classify, .extract, .rewrite]
    private static let asking: [Sense] = [
        .translate, .summarize, .classify, .extract, .make, .rewrite, .explain, .list, .define, .compare, .mathVerb,
        .prove, .codeVerb, .choose, .imperative, .please, .roleplay, .whQuestion, .howQuestion, .whyQuestion, .greet,
    ]

    private mutating func readShapes() {
        let form = self.scratch.form
        let load = form.wordLoad
        self.facts.insert(.tiny, when: load <= 4)
        self.facts.insert(.short, when: load <= 14)
        self.facts.insert(.medium, when: load > 14 && load <= 60)
        self.facts.insert(.long, when: load > 60)
        self.facts.insert(.passage, when: self.contentWords() >= 30)
        self.facts.insert(.fence, when: form.fences > 0)
        self.facts.insert(.codeLine, when: form.codeLines > 0)
        self.facts.insert(
            .codeDense,
            when: form.codeLines >= 3 && form.codeLines * 4 >= form.lines || form.strongCodeLines >= 2
        )
        self.facts.insert(.trace, when: form.traceLines > 0)
        self.facts.insert(.signature, when: form.signatures > 0)
        self.facts.insert(.latex, when: form.dollars >= 1 && form.fences == 0 || form.commands >= 1)
        self.facts.insert(.equation, when: form.equations > 0 || form.operators >= 1)
        self.facts.insert(.twoNumbers, when: form.numbers >= 2)
        self.facts.insert(.manyNumbers, when: form.numbers >= 4)
        self.facts.insert(.numeric, when: form.numbers * 4 >= self.scratch.wordCount && form.numbers >= 2)
        let asksList = form.bullets >= 3 && load < 80 && self.tail.contains { self.unit($0).end == .question }
        self.facts.insert(.options, when: form.options >= 3 || form.options == 2 && load < 60 || asksList)
        self.facts.insert(.bullets, when: form.bullets >= 3)
        self.facts.insert(.commaList, when: form.commas >= 4 && form.commas * 2 >= load)
        let chooses = self.head.contains { self.unit($0).marks.contains(.choice) }
        self.facts.insert(.choice, when: chooses || self.tail.contains { self.unit($0).marks.contains(.choice) })
        let amounts = form.numbers + Int(self.counts[Int(Sense.numberWord.rawValue)])
        self.facts.insert(.amounts, when: amounts >= 2)
        self.facts.insert(.manyAmounts, when: amounts >= 4)
        self.facts.insert(.price, when: form.prices > 0)
        self.facts.insert(.table, when: form.tableLines >= 3)
        self.facts.insert(.json, when: form.jsonLines >= 1)
        self.facts.insert(.dialog, when: form.dialogLines >= 4)
        self.facts.insert(.lines, when: form.lines >= 4)
        self.facts.insert(.anyQuestion, when: form.questions > 0)
        self.facts.insert(.quote, when: form.quotes > 0)
        self.facts.insert(.longQuote, when: form.longestQuote >= 5)
        self.facts.insert(.nonLatin, when: form.otherLetters > form.latinLetters)
        self.facts.insert(.mixedScript, when: form.otherLetters >= 2 && form.latinLetters >= 2)
        self.facts.insert(.proper, when: form.names > 0)
        self.facts.insert(.identifier, when: form.identifiers > 0)
        self.facts.insert(.blank, when: form.blanks > 0)
        let first = form.lines > 1 ? self.firstLine() : 0..<0
        let asksFirst = self.isAsking(first) || first.contains { self.namesTask(self.unit($0)) }
        let material = Material(self.scratch, asksFirst: asksFirst)
        self.facts.insert(.given, when: material.isGiven)
        self.facts.insert(.story, when: material.isStory)
        self.readEnds()
    }

    /// Words that are neither in the head nor in the tail, or quoted.
    private func contentWords() -> Int {
        var outside = self.scratch.form.quotedWords
        for index in 0..<self.scratch.unitCount {
            let unit = self.unit(index)
            if unit.marks.contains(.option) { continue }
            let inHead = self.head.contains(index) && !self.facts.contains(.passageFirst)
            if !inHead, !self.tail.contains(index) {
                outside += unit.count
            } else {
                outside += max(0, unit.count - Self.headWords)
            }
        }
        return self.scratch.form.singles > outside / 2 ? outside / 2 : outside
    }

    private mutating func readEnds() {
        guard self.scratch.unitCount > 0 else { return }
        let last = self.unit(self.scratch.unitCount - 1)
        let asks = self.tail.contains { self.unit($0).end == .question }
        self.facts.insert(.question, when: asks)
        self.facts.insert(.colonEnd, when: last.end == .colon)
        self.facts.insert(.labelEnd, when: last.end == .colon && last.count <= 4)
        let opens = self.head.contains { self.unit($0).end == .colon && self.unit($0).count >= 3 }
        self.facts.insert(.colonHead, when: opens)
        self.facts.insert(.apart, when: self.isApart())
        if self.scratch.form.questions > 0, self.scratch.unitCount > 1 {
            self.facts.insert(.echo, when: QuestionEcho(self.scratch, lastQuestionIn: 0..<self.scratch.unitCount).holds)
        }
        let breaksOff = last.end == .line || last.end == .text
        self.facts.insert(.openEnd, when: breaksOff && last.count >= 4 && !last.marks.contains(.option))
        self.facts.insert(.noMark, when: self.scratch.unitCount == 1 && last.end == .text || last.end == .line)
    }

    /// Whether a question begins a line, in a prompt of several lines.
    private func isApart() -> Bool {
        guard self.scratch.form.lines > 1 else { return false }
        for index in self.tail where self.unit(index).end == .question {
            if index == 0 || self.unit(index - 1).marks.contains(.lastOfLine) { return true }
            if self.unit(index - 1).end == .colon { return true }
        }
        return self.head.contains {
            self.unit($0).end == .question && self.unit($0).marks.contains(.lastOfLine)
                && $0 + 1 < self.scratch.unitCount
        }
    }
}
