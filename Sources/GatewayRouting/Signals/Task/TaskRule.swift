/// One line of the rule tables: when all its conditions hold, it votes.
///
/// The text is `name: conditions -> votes`. A condition is `sense@plane` with one of the letters of `Plane`, or
/// `#shape`; `a@i/b@h` means either, `!` before it means not. A vote is `task+weight` or `task-weight`.
struct TaskRule: Sendable {
    var name: String
    var conditions: [Condition]
    var votes: SIMD16<Float>

    /// Any of some facts, or none of them.
    struct Condition: Sendable {
        var facts: [UInt16]
        var isNegated: Bool
    }

    @inline(__always)
    func holds(_ facts: borrowing Facts) -> Bool {
        for condition in self.conditions {
            var met = false
            for fact in condition.facts where facts.contains(fact) {
                met = true
                break
            }
            if met == condition.isNegated { return false }
        }
        return true
    }

    /// The tables that ship.
    static let tables = [productionRules, questionRules, textRules, talkRules]

    /// Reads tables; second, the lines that could not be read, of which a test says that there are none.
    static func read(_ tables: [String]) -> (rules: [TaskRule], unreadable: [String]) {
        var rules: [TaskRule] = []
        var unreadable: [String] = []
        for table in tables {
            for line in table.split(separator: "\n") where !line.hasPrefix("#") {
                if let rule = TaskRule(line) {
                    rules.append(rule)
                } else {
                    unreadable.append(String(line))
                }
            }
        }
        return (rules, unreadable)
    }

    /// Reads one line; nil when a name in it is unknown.
    init?(_ line: Substring) {
        guard let arrow = line.firstIndex(of: ">"), let colon = line.firstIndex(of: ":"), colon < arrow else {
            return nil
        }
        self.name = String(line[..<colon])
        self.conditions = []
        self.votes = .zero
        let left = line[line.index(after: colon)..<line.index(before: arrow)]
        for word in left.split(separator: " ") {
            guard let condition = Self.condition(word) else { return nil }
            self.conditions.append(condition)
        }
        for word in line[line.index(after: arrow)...].split(separator: " ") {
            guard let sign = word.firstIndex(where: { $0 == "+" || $0 == "-" }),
                let task = PromptTask(name: word[..<sign]), let weight = Float(word[sign...])
            else { return nil }
            self.votes[Int(task.rawValue)] += weight
        }
    }

    private static func condition(_ word: Substring) -> Condition? {
        let isNegated = word.hasPrefix("!")
        var facts: [UInt16] = []
        for part in (isNegated ? word.dropFirst() : word).split(separator: "/") {
            if part.hasPrefix("#") {
                guard let shape = Shape(name: part.dropFirst()) else { return nil }
                facts.append(Facts.index(shape))
                continue
            }
            let halves = part.split(separator: "@")
            guard halves.count == 2, let sense = Sense(name: halves[0]), let letter = halves[1].first,
                let plane = Plane.allCases.first(where: { $0.letter == letter })
            else { return nil }
            facts.append(Facts.index(sense, plane))
        }
        return facts.isEmpty ? nil : Condition(facts: facts, isNegated: isNegated)
    }
}
