/// How a prompt is laid out: whether something is handed over beside the instruction, or told before a question.
struct Material {
    /// Something stands apart from the instruction: behind a blank line or a colon, or between quotation marks.
    private(set) var isGiven: Bool
    /// Statements, and then a question about them in the same paragraph.
    private(set) var isStory = false

    /// Fewest words of an instruction, of what is handed over, and of a statement that a question can rest on.
    private static let shortest = (instruction: 2, content: 3, statement: 4)

    /// Most words before a colon that introduces what is handed over.
    private static let longestInstruction = 40

    /// `asksFirst`: whether the first line asks for something; then what stands on the next line is handed over.
    init(_ scratch: PromptScratch, asksFirst: Bool) {
        var total = 0
        for index in 0..<scratch.unitCount { total += scratch.units[index].count }
        // A quotation within a story is part of it; one that is most of a prompt is what the prompt is about.
        self.isGiven = scratch.form.longestQuote >= Self.shortest.content && scratch.form.quotedWords * 3 >= total
        var before = 0
        for index in 0..<scratch.unitCount where !self.isGiven {
            let unit = scratch.units[index]
            let isBehindColon = index > 0 && scratch.units[index - 1].end == .colon && before <= Self.longestInstruction
            let isNextLine = asksFirst && index > 0 && scratch.units[index - 1].marks.contains(.lastOfLine)
            let isApart = unit.marks.contains(.paragraph) || isBehindColon || isNextLine
            let least = isNextLine ? 1 : Self.shortest.content
            if isApart, before >= Self.shortest.instruction, total - before >= least {
                self.isGiven = true
            }
            before += unit.count
        }
        self.isStory = Self.tellsAndAsks(scratch)
    }

    /// One statement or more from the start of a line on, then a question without a line between.
    private static func tellsAndAsks(_ scratch: PromptScratch) -> Bool {
        var statements = 0
        for index in 0..<scratch.unitCount {
            let unit = scratch.units[index]
            guard unit.marks.isDisjoint(with: [.option, .bullet, .code]) else { return false }
            if unit.marks.contains(.paragraph) { statements = 0 }
            switch unit.end {
            case .stop: if unit.count >= self.shortest.statement { statements += 1 }
            case .question: if statements >= 2 { return true }
            default: break
            }
        }
        return false
    }
}
