/// Proves things about rules, for whoever checks a configuration. All of it is sound and incomplete: "yes" is proven,
/// "no" says that no proof was found. Rules that are compared must come from the same environment.
extension CELProgram {
    /// Whether each request that meets this rule meets the other one, too.
    package func implies(_ other: CELProgram) -> Bool { self.isCovered(by: [other]) }

    /// Whether each request that meets this rule meets at least one of the others: behind those, and where the first
    /// that matches counts, this rule is never reached.
    package func isCovered(by others: [CELProgram]) -> Bool {
        let goal = Formula.any(others.map { Formula($0.expression) })
        var prover = Prover(limits: self.limits)
        return Prover.cases(of: Formula(self.expression)).allSatisfy { prover.prove(goal, from: $0) }
    }

    /// Whether no request can meet this rule, as with `x == "a" && x == "b"`.
    package var isContradiction: Bool { Prover.cases(of: Formula(self.expression)).isEmpty }
}

/// What is known in one case: for each subject its values.
struct Facts {
    private(set) var domains: [String: Domain] = [:]
    /// The subjects in the order in which they came, so that proofs always go the same way.
    private(set) var subjects: [String] = []

    /// Adds what a part says; false if that cannot be.
    mutating func add(_ constraint: Constraint) -> Bool {
        if self.domains[constraint.subject] == nil { self.subjects.append(constraint.subject) }
        var domain = self.domains[constraint.subject] ?? Domain(constraint.type)
        domain.apply(constraint.demand)
        self.domains[constraint.subject] = domain
        return !domain.isEmpty
    }

    func narrowed(_ subject: String, to value: CELValue) -> Facts {
        var copy = self
        copy.domains[subject] = self.domains[subject]?.narrowed(to: value)
        return copy
    }
}

struct Prover {
    private static let mostCases = 64
    private static let mostValues = 32
    private static let mostSplits = 2
    private static let mostReplacedParts = 64

    let limits: CELLimits
    /// How many parts may still be looked at; then nothing more is proven.
    private var work = 20_000
    private static let workOfReplacing = 10

    init(limits: CELLimits) { self.limits = limits }

    /// The cases in which a formula is true. Those that contradict themselves are left out. Where there would be too
    /// many, alternatives are forgotten as a whole, which leaves cases that know less.
    static func cases(of formula: Formula) -> [Facts] {
        self.extend([Facts()], by: formula)
    }

    private static func extend(_ cases: [Facts], by formula: Formula) -> [Facts] {
        switch formula {
        case .truth(let value): return value ? cases : []
        case .atom(let constraint):
            return cases.compactMap { facts in
                var facts = facts
                return facts.add(constraint) ? facts : nil
            }
        case .all(let parts):
            // What is certain first: it makes alternatives impossible before they are multiplied.
            let atoms = parts.filter { !$0.isAlternative }
            let rest = parts.filter(\.isAlternative)
            return (atoms + rest).reduce(cases) { self.extend($0, by: $1) }
        case .any(let parts):
            guard !cases.isEmpty else { return [] }
            guard cases.count * parts.count <= self.mostCases else { return cases }
            return parts.flatMap { self.extend(cases, by: $0) }
        }
    }

    mutating func prove(_ goal: Formula, from facts: Facts, splits: Int = 0) -> Bool {
        if self.follows(goal, from: facts) { return true }
        guard splits < Self.mostSplits else { return false }
        // One value at a time a goal of alternatives may hold though no alternative holds for all.
        for subject in facts.subjects {
            guard let values = facts.domains[subject]?.allowed, (2...Self.mostValues).contains(values.count) else {
                continue
            }
            if values.allSatisfy({ self.prove(goal, from: facts.narrowed(subject, to: $0), splits: splits + 1) }) {
                return true
            }
        }
        return false
    }

    private mutating func follows(_ goal: Formula, from facts: Facts) -> Bool {
        switch goal {
        case .truth(let value): value
        case .all(let parts): parts.allSatisfy { self.follows($0, from: facts) }
        case .any(let parts): parts.contains { self.follows($0, from: facts) }
        case .atom(let constraint): self.follows(constraint, from: facts)
        }
    }

    private mutating func follows(_ constraint: Constraint, from facts: Facts) -> Bool {
        self.work -= 1
        guard self.work > 0 else { return false }
        if let domain = facts.domains[constraint.subject], domain.entails(constraint.demand) { return true }
        guard Cost.fixed(constraint.expression) <= Self.mostReplacedParts else { return false }
        // Of a subject with known values each can be put in its place: `x == "gpt-4"` gives `x.startsWith("gpt")`.
        for subject in facts.subjects {
            guard let values = facts.domains[subject]?.exactValues, values.count <= Self.mostValues else { continue }
            if values.allSatisfy({ self.holds(constraint, with: $0, for: subject) }) { return true }
        }
        return false
    }

    private mutating func holds(_ constraint: Constraint, with value: CELValue, for subject: String) -> Bool {
        self.work -= Self.workOfReplacing
        guard self.work > 0, let replaced = Self.replace(subject, in: constraint.expression, by: value) else {
            return false
        }
        var folder = Folder(limits: self.limits)
        return folder.fold(replaced).literal == .bool(constraint.wanted)
    }

    /// The expression with a value for a subject; nothing if the subject is not in it.
    private static func replace(_ subject: String, in part: TypedExpression, by value: CELValue) -> TypedExpression? {
        if SubjectName.of(part) == subject { return part.with(.literal(value)) }
        var isChanged = false
        let parts = part.parts.map { inner in
            guard let new = self.replace(subject, in: inner, by: value) else { return inner }
            isChanged = true
            return new
        }
        return isChanged ? part.replacingParts(parts) : nil
    }
}

extension Formula {
    var isAlternative: Bool {
        if case .any = self { return true }
        return false
    }
}
