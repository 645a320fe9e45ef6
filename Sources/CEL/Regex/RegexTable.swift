/// A pattern as a table: one look-up per character. Made when the rule is loaded, within bounds, so that it never
/// changes and loops share it without locks; patterns whose table would be too large have none.
///
/// A state is the set of instructions that wait for a character, with what stood before them where assertions ask for
/// it. Assertions that look ahead wait in the set too, and are decided when the next character is known.
struct RegexTable: Sendable {
    static let dead: UInt16 = 0
    static let found: UInt16 = 1

    private let classCount: Int
    private let cells: [UInt16]
    /// Whether the text may end in a state.
    private let acceptsEnd: [Bool]
    private let start: UInt16
    /// The state in which the search waits for the first character of a match, where there is one.
    private let home: UInt16
    /// The bytes that leave it there.
    private let staysHome: [Bool]

    init?(_ program: RegexProgram, _ classes: RegexClasses, limits: CELRegexLimits) {
        var maker = RegexTableMaker(program, classes, limits: limits)
        guard let start = maker.state([program.start], before: .edge), maker.run() else { return nil }
        let home = maker.state([program.start], before: .other)
        self.classCount = classes.count
        self.cells = maker.cells
        self.acceptsEnd = maker.acceptsEnd
        self.start = start
        guard let home, Int(home) < maker.acceptsEnd.count, home > Self.found else {
            self.home = .max
            self.staysHome = []
            return
        }
        let row = Int(home) * classes.count
        let cells = maker.cells
        let staysBeyond = (0..<classes.count).allSatisfy { cells[row + $0] == home || classes.isASCIIOnly($0) }
        self.home = home
        self.staysHome = (0..<256).map { byte in
            byte < 0x80 ? cells[row + Int(classes.ascii[byte])] == home : staysBeyond
        }
    }

    /// Whether the text has a match. `end` is where the search gives up, for lack of steps.
    func search(_ text: UnsafeBufferPointer<UInt8>, upTo end: Int, _ classes: RegexClasses) -> Regex.Outcome {
        var place = 0
        var state = self.start
        return self.cells.withUnsafeBufferPointer { cells in
            self.staysHome.withUnsafeBufferPointer { staysHome in
                while place < end, state > Self.found {
                    if state == self.home {
                        while place < end, staysHome[Int(text[place])] { place += 1 }
                        guard place < end else { break }
                    }
                    state = cells[Int(state) * self.classCount + classes.next(text, &place)]
                }
                let isFound = state == Self.found || (place >= text.count && self.acceptsEnd[Int(state)])
                let isOpen = place < text.count && state > Self.found
                return Regex.Outcome(isFound: isFound, isUnfinished: isOpen, work: place)
            }
        }
    }
}

/// Makes the states of a table one after another.
struct RegexTableMaker {
    private struct Key: Hashable {
        let waiting: [Int]
        let before: RegexSide
    }

    private let program: RegexProgram
    private let classes: RegexClasses
    private let limits: CELRegexLimits
    private var states: [Key] = []
    private var known: [Key: UInt16] = [:]
    private var work = 0
    /// Whether a match may begin behind the beginning of the text.
    private var mayBeginLater = true
    private(set) var cells: [UInt16] = []
    private(set) var acceptsEnd: [Bool] = []

    init(_ program: RegexProgram, _ classes: RegexClasses, limits: CELRegexLimits) {
        self.program = program
        self.classes = classes
        self.limits = limits
        for state in [RegexTable.dead, RegexTable.found] {
            self.states.append(Key(waiting: [], before: .other))
            self.cells += [UInt16](repeating: state, count: classes.count)
            self.acceptsEnd.append(state == RegexTable.found)
        }
        self.mayBeginLater = [RegexSide.other, .newline, .word].contains { side in
            guard let first = self.expand([program.start], before: side, after: nil) else { return true }
            return first.isMatch || !first.waiting.isEmpty
        }
    }

    /// Fills the rows of all states. Gives up at the limits.
    mutating func run() -> Bool {
        var row = 2
        while row < self.states.count {
            let state = self.states[row]
            for characterClass in 0..<self.classes.count {
                guard let next = self.step(state, characterClass) else { return false }
                self.cells.append(next)
            }
            guard let atEnd = self.expand(state.waiting, before: state.before, after: .edge) else { return false }
            self.acceptsEnd.append(atEnd.isMatch)
            row += 1
        }
        return true
    }

    private mutating func step(_ state: Key, _ characterClass: Int) -> UInt16? {
        let side = self.classes.sides[characterClass]
        guard let now = self.expand(state.waiting, before: state.before, after: side) else { return nil }
        if now.isMatch { return RegexTable.found }
        var next: [Int] = []
        for place in now.waiting {
            guard case .set(let set, let target) = self.program.instructions[place] else { continue }
            if self.classes.contains(characterClass, in: set) { next.append(target) }
        }
        // A match may begin anywhere.
        next.append(self.program.start)
        return self.state(next, before: side)
    }

    /// The state of those instructions; made if it is new. Nothing at the limits.
    mutating func state(_ instructions: [Int], before: RegexSide) -> UInt16? {
        guard let now = self.expand(instructions, before: before, after: nil) else { return nil }
        if now.isMatch { return RegexTable.found }
        if now.waiting.isEmpty, !self.mayBeginLater { return RegexTable.dead }
        let key = Key(waiting: now.waiting.sorted(), before: self.program.hasAssertions ? before : .other)
        if let state = self.known[key] { return state }
        guard self.states.count < min(self.limits.maxStates, Int(UInt16.max)),
            self.states.count * self.classes.count < self.limits.maxTableCells
        else { return nil }
        let state = UInt16(self.states.count)
        self.states.append(key)
        self.known[key] = state
        return state
    }

    /// Follows what needs no character. Without knowing what comes, assertions that look ahead stay.
    private mutating func expand(
        _ instructions: [Int],
        before: RegexSide,
        after: RegexSide?
    ) -> (waiting: [Int], isMatch: Bool)? {
        var stack = instructions
        var seen: Set<Int> = []
        var waiting: [Int] = []
        while let place = stack.popLast() {
            guard seen.insert(place).inserted else { continue }
            self.work += 1
            switch self.program.instructions[place] {
            case .match: return ([], true)
            case .set: waiting.append(place)
            case .split(let first, let second): stack += [first, second]
            case .assertion(let assertion, let next):
                if let after {
                    if assertion.holds(before: before, after: after) { stack.append(next) }
                } else if !assertion.looksBackOnly {
                    waiting.append(place)
                } else if assertion.holds(before: before, after: .other) {
                    stack.append(next)
                }
            }
        }
        return self.work <= self.limits.maxTableWork ? (waiting, false) : nil
    }
}
