/// A pattern as instructions of a nondeterministic automaton over classes of characters.
struct RegexProgram: Sendable {
    enum Instruction: Sendable {
        case match
        /// One character of the set with that number.
        case set(Int, next: Int)
        case split(Int, Int)
        case assertion(RegexAssertion, next: Int)
    }

    private(set) var instructions: [Instruction] = []
    private(set) var sets: [ScalarSet] = []
    private(set) var start = 0
    private(set) var hasAssertions = false
    private(set) var looksAtWords = false
    private(set) var looksAtLines = false

    private var numbers: [ScalarSet: Int] = [:]
    private let most: Int
    private var work = 0

    init(_ node: RegexNode, limits: CELRegexLimits) throws(RegexError) {
        self.most = limits.maxInstructions
        let end = try self.emit(.match)
        self.start = try self.add(node, before: end)
        self.numbers = [:]
    }

    private mutating func emit(_ instruction: Instruction) throws(RegexError) -> Int {
        guard self.instructions.count < self.most else { throw Self.tooLarge }
        self.instructions.append(instruction)
        return self.instructions.count - 1
    }

    private static let tooLarge = RegexError(0, "it becomes too large; use smaller counts or split it")

    /// Adds what matches the node and then goes on at `next`; returns where it begins. Built from the end to the
    /// beginning, so that each instruction knows where to go.
    private mutating func add(_ node: RegexNode, before next: Int) throws(RegexError) -> Int {
        // Counts multiply, also of what needs no instructions.
        self.work += 1
        guard self.work <= 4 * self.most else { throw Self.tooLarge }
        switch node {
        case .empty: return next
        case .set(let set): return try self.emit(.set(self.number(of: set), next: next))
        case .assertion(let assertion):
            self.hasAssertions = true
            switch assertion {
            case .wordBoundary, .noWordBoundary: self.looksAtWords = true
            case .lineStart, .lineEnd: self.looksAtLines = true
            case .textStart, .textEnd: break
            }
            return try self.emit(.assertion(assertion, next: next))
        case .sequence(let parts):
            var place = next
            for part in parts.reversed() { place = try self.add(part, before: place) }
            return place
        case .alternatives(let parts):
            var place = try self.add(parts[parts.count - 1], before: next)
            for part in parts.dropLast().reversed() {
                let branch = try self.add(part, before: next)
                place = try self.emit(.split(branch, place))
            }
            return place
        case .repeated(let inner, let least, let most): return try self.add(inner, least, most, before: next)
        }
    }

    private mutating func add(
        _ inner: RegexNode,
        _ least: Int,
        _ most: Int?,
        before next: Int
    ) throws(RegexError) -> Int {
        var place = next
        if let most {
            for _ in 0..<max(0, most - least) {
                let body = try self.add(inner, before: place)
                place = try self.emit(.split(body, next))
            }
        } else {
            let loop = try self.emit(.split(next, next))
            let body = try self.add(inner, before: loop)
            self.instructions[loop] = .split(body, next)
            place = loop
        }
        for _ in 0..<least { place = try self.add(inner, before: place) }
        return place
    }

    private mutating func number(of set: ScalarSet) -> Int {
        if let known = self.numbers[set] { return known }
        self.sets.append(set)
        self.numbers[set] = self.sets.count - 1
        return self.sets.count - 1
    }

    /// Whether a match can only begin at the beginning of the text.
    var isAnchored: Bool {
        if case .assertion(.textStart, _) = self.instructions[self.start] { return true }
        return false
    }
}
