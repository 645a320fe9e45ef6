/// A rule as it is written, before its names and types are known.
struct Expression: Sendable {
    indirect enum Kind: Sendable {
        case literal(CELValue)
        /// A name; with a dot in front it means the variable even where a macro's name hides it.
        case name(String, isRooted: Bool)
        case select(Expression, field: String, fieldSpan: Span)
        case has(Expression, field: String, fieldSpan: Span)
        case unary(UnaryOperator, Expression)
        case binary(BinaryOperator, Expression, Expression, operatorSpan: Span)
        /// All operands of a row of `&&` or `||`, so that long rows do not make deep trees.
        case logical(LogicalOperator, [Expression])
        case conditional(Expression, Expression, Expression)
        case index(Expression, Expression)
        case call(String, nameSpan: Span, [Expression])
        case method(Expression, String, nameSpan: Span, [Expression])
        case list([Expression])
        case map([MapEntry<Expression>])
        case comprehension(MacroCall)
    }

    let kind: Kind
    let span: Span
    let depth: Int
}

/// A key with its value in a map literal.
struct MapEntry<Part: Sendable>: Sendable {
    let key: Part
    let value: Part
}

/// A macro that goes over a list or the keys of a map.
struct MacroCall: Sendable {
    let macro: Macro
    let range: Expression
    let variable: String
    let variableSpan: Span
    /// What an element must meet; `map` need not have it.
    let condition: Expression?
    /// What `map` makes of an element.
    let transform: Expression?
}

enum Macro: String, Sendable, CaseIterable {
    case all
    case exists
    case existsOne = "exists_one"
    case filter
    case map
}

enum UnaryOperator: String, Sendable {
    case not = "!"
    case negate = "-"
}

enum LogicalOperator: String, Sendable {
    case and = "&&"
    case or = "||"

    var precedence: Int { self == .and ? 2 : 1 }
}

enum BinaryOperator: String, Sendable, CaseIterable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case `in` = "in"
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"

    /// Rows of a higher one bind tighter.
    var precedence: Int {
        switch self {
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .in: 3
        case .add, .subtract: 4
        case .multiply, .divide, .remainder: 5
        }
    }

    var isOrdering: Bool {
        switch self {
        case .less, .lessOrEqual, .greater, .greaterOrEqual: true
        default: false
        }
    }

    var isEquality: Bool { self == .equal || self == .notEqual }

    /// The operator that says the same with its operands swapped.
    var mirrored: BinaryOperator {
        switch self {
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        default: self
        }
    }
}
