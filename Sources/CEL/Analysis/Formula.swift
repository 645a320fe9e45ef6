/// A condition with its negations pushed down to what cannot be taken apart.
///
/// It says when the condition is true, which is less than when it is not false: a part that fails is neither. So a
/// negated part must be false, not merely fail, and what is found out of a true condition also says that each part that
/// was needed had a value.
indirect enum Formula {
    case truth(Bool)
    case all([Formula])
    case any([Formula])
    case atom(Constraint)

    /// `choices` is how many `? :` within each other are taken apart; each one doubles what there is to look at.
    init(_ expression: TypedExpression, wanted: Bool = true, choices: Int = 4) {
        switch expression.kind {
        case .literal(.bool(let value)): self = .truth(value == wanted)
        case .not(let inner): self = Formula(inner, wanted: !wanted, choices: choices)
        case .logical(let word, let operands):
            let parts = operands.map { Formula($0, wanted: wanted, choices: choices) }
            self = (word == .and) == wanted ? .all(parts) : .any(parts)
        case .conditional(let condition, let yes, let no) where choices > 0:
            let left = choices - 1
            self = .any([
                .all([Formula(condition, choices: left), Formula(yes, wanted: wanted, choices: left)]),
                .all([Formula(condition, wanted: false, choices: left), Formula(no, wanted: wanted, choices: left)]),
            ])
        default: self = .atom(Constraint(expression, wanted: wanted))
        }
    }
}

/// What a part of a condition says about one subject: `complexity > 0.6` about `complexity`. Parts that say nothing
/// simple are their own subject, and are true or false.
struct Constraint {
    enum Demand {
        case oneOf([CELValue])
        case noneOf([CELValue])
        /// Compared with a constant. What is not a number meets the negation of any comparison.
        case order(BinaryOperator, CELValue, allowsNaN: Bool)
    }

    /// The subject, so that equal ones have equal names.
    let subject: String
    let type: CELType
    let demand: Demand
    /// The part as it stands, and what it must be.
    let expression: TypedExpression
    let wanted: Bool

    init(_ expression: TypedExpression, wanted: Bool) {
        self.expression = expression
        self.wanted = wanted
        if let (subject, demand) = Self.simple(expression, wanted) {
            self.subject = SubjectName.of(subject)
            self.type = subject.type
            self.demand = demand
            return
        }
        // `a != b` is the same subject as `a == b`.
        var value = wanted
        var part = expression
        if case .binary(.notEqual, let left, let right) = expression.kind {
            part = expression.with(.binary(.equal, left, right))
            value.toggle()
        }
        self.subject = SubjectName.of(part)
        self.type = .bool
        self.demand = .oneOf([.bool(value)])
    }

    private static func simple(_ expression: TypedExpression, _ wanted: Bool) -> (TypedExpression, Demand)? {
        guard case .binary(var word, var subject, var other) = expression.kind else { return nil }
        if subject.literal != nil, word != .in {
            swap(&subject, &other)
            word = word.mirrored
        }
        guard subject.literal == nil, let constant = other.literal else { return nil }
        switch word {
        case .equal: return (subject, self.membership([constant], wanted))
        case .notEqual: return (subject, self.membership([constant], !wanted))
        case .in:
            guard case .list(let values) = constant else { return nil }
            return (subject, self.membership(values, wanted))
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            // Of something dynamic a comparison would say its type, too; that is left out.
            guard subject.type != .dyn, PlainOrder.isOrdered(constant) else { return nil }
            let demand = wanted ? word : word.opposite
            return (subject, .order(demand, constant, allowsNaN: !wanted && subject.type == .double))
        default: return nil
        }
    }

    /// Nothing is equal to what is not a number.
    private static func membership(_ values: [CELValue], _ wanted: Bool) -> Demand {
        let values = values.filter { PlainOrder.areEqual($0, $0) }
        return wanted ? .oneOf(values) : .noneOf(values)
    }
}

extension BinaryOperator {
    /// What holds of numbers when the comparison does not.
    var opposite: BinaryOperator {
        switch self {
        case .less: .greaterOrEqual
        case .lessOrEqual: .greater
        case .greater: .lessOrEqual
        case .greaterOrEqual: .less
        case .equal: .notEqual
        case .notEqual: .equal
        default: self
        }
    }
}

/// Equality and order without a frame, for constants.
enum PlainOrder {
    static func isOrdered(_ value: CELValue) -> Bool {
        switch value {
        case .int, .uint, .string, .timestamp, .duration: true
        case .double(let value): !value.isNaN
        default: false
        }
    }

    static func areEqual(_ left: CELValue, _ right: CELValue) -> Bool {
        (try? self.with { (frame) throws(CELEvaluationError) in
            try Comparison.equal(left, right, &frame, .none)
        }) ?? false
    }

    static func order(_ left: CELValue, _ right: CELValue) -> Order? {
        (try? self.with { (frame) throws(CELEvaluationError) in
            try Comparison.order(left, right, &frame, .none)
        }) ?? nil
    }

    private static func with<Value>(
        _ body: (inout Frame) throws(CELEvaluationError) -> Value
    ) throws(CELEvaluationError) -> Value {
        let nobody = CELEmptyActivation()
        let none = UnsafeMutableBufferPointer<CELValue>(start: nil, count: 0)
        var frame = Frame(activation: nobody, steps: .max, locals: none)
        return try withExtendedLifetime(nobody) { () throws(CELEvaluationError) in try body(&frame) }
    }
}

/// Names for parts of rules, such that parts with the same name have the same value in each evaluation.
enum SubjectName {
    static func of(_ expression: TypedExpression) -> String {
        let parts = expression.parts.map(self.of)
        let row = parts.joined(separator: ", ")
        return switch expression.kind {
        case .literal(let value): Printer.print(value)
        case .variable(let slot): "$\(slot)"
        case .local(let index): "#\(index)"
        case .hasVariable(let slot): "has($\(slot))"
        case .field(_, let name): "\(row).\(name)"
        case .hasField(_, let name): "has(\(row).\(name))"
        case .not: "!(\(row))"
        case .negate: "-(\(row))"
        case .logical(let word, _): "(" + parts.joined(separator: " \(word.rawValue) ") + ")"
        case .binary(let word, _, _): self.binary(word, parts[0], parts[1])
        case .conditional: "if(\(row))"
        case .index: "\(parts[0])[\(parts[1])]"
        case .call(let builtin, _): "\(builtin.rawValue)(\(row))"
        case .external(let function, _): "\(function.isMethod ? "." : "@")\(function.name)(\(row))"
        case .list: "[\(row)]"
        case .map: "{\(row)}"
        case .comprehension(let each):
            "\(each.macro.rawValue)#\(each.local)(\(row); \(each.condition != nil) \(each.transform != nil))"
        }
    }

    /// `a == b` and `b == a` are one, `a > b` and `b < a` too.
    private static func binary(_ word: BinaryOperator, _ left: String, _ right: String) -> String {
        let isSwapped = word.isEquality ? right < left : word == .greater || word == .greaterOrEqual
        return isSwapped ? "(\(right) \(word.mirrored.rawValue) \(left))" : "(\(left) \(word.rawValue) \(right))"
    }
}
