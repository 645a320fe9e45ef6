/// A regular expression in the syntax of RE2 that says whether a text has a match. The time is linear in the text.
final class Regex: Sendable {
    /// How a search ended.
    struct Outcome: Equatable {
        let isFound: Bool
        /// The search gave up before the end of the text.
        let isUnfinished: Bool
        /// Bytes looked at with a table, or instructions visited without one.
        let work: Int
    }

    /// How much work is one step of an evaluation.
    static let bytesPerStep = 32
    static let visitsPerStep = 8

    let pattern: String
    private let program: RegexProgram
    private let classes: RegexClasses
    private let table: RegexTable?

    init(_ pattern: String, limits: CELRegexLimits, wantsTable: Bool = true) throws(RegexError) {
        self.pattern = pattern
        self.program = try RegexProgram(try RegexParser.parse(pattern, limits: limits), limits: limits)
        self.classes = RegexClasses(self.program)
        self.table = wantsTable ? RegexTable(self.program, self.classes, limits: limits) : nil
    }

    var hasTable: Bool { self.table != nil }

    /// What making it has cost, in instructions.
    var size: Int { self.program.instructions.count }

    /// Whether the text has a match. Takes what it costs from `steps`; nothing if they do not suffice.
    func matches(_ text: UnsafeBufferPointer<UInt8>, steps: inout Int) -> Bool? {
        let outcome: Outcome
        if let table = self.table {
            let most = max(0, steps).multipliedReportingOverflow(by: Self.bytesPerStep)
            let end = most.overflow ? text.count : min(text.count, most.partialValue)
            outcome = table.search(text, upTo: end, self.classes)
            steps -= outcome.work / Self.bytesPerStep
        } else {
            let most = max(0, steps).multipliedReportingOverflow(by: Self.visitsPerStep)
            let simulation = RegexSimulation(program: self.program, classes: self.classes)
            outcome = simulation.search(text, most: most.overflow ? .max : most.partialValue)
            steps -= outcome.work / Self.visitsPerStep
        }
        guard outcome.isUnfinished else { return outcome.isFound }
        steps = -1
        return nil
    }

    func matches(_ text: String, steps: inout Int) -> Bool? {
        var left = steps
        let result = Text.withBytes(text) { self.matches($0, steps: &left) }
        steps = left
        return result
    }
}
