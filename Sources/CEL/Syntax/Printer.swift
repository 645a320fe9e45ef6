/// Writes a rule's tree as CEL, with no more parentheses than it needs.
enum Printer {
    /// What binds tighter than any operator.
    private static let unaryPrecedence = 6
    private static let memberPrecedence = 7

    static func print(_ expression: Expression) -> String {
        switch expression.kind {
        case .literal(let value): self.print(value)
        case .name(let name, let isRooted): (isRooted ? "." : "") + name
        case .select(let target, let field, _): self.member(target) + "." + field
        case .has(let target, let field, _): "has(" + self.member(target) + "." + field + ")"
        case .unary(let word, let operand): self.unary(word, operand)
        case .binary(let word, let left, let right, _):
            self.inner(left, word.precedence) + " \(word.rawValue) " + self.inner(right, word.precedence + 1)
        case .logical(let word, let operands):
            operands.map { self.inner($0, word.precedence + 1) }.joined(separator: " \(word.rawValue) ")
        case .conditional(let condition, let yes, let no):
            self.inner(condition, 1) + " ? " + self.inner(yes, 1) + " : " + self.inner(no, 0)
        case .index(let target, let index): self.member(target) + "[" + self.print(index) + "]"
        case .call(let name, _, let arguments): name + "(" + self.row(arguments) + ")"
        case .method(let target, let name, _, let arguments):
            self.member(target) + "." + name + "(" + self.row(arguments) + ")"
        case .list(let elements): "[" + self.row(elements) + "]"
        case .map(let entries):
            "{" + entries.map { self.print($0.key) + ": " + self.print($0.value) }.joined(separator: ", ") + "}"
        case .comprehension(let call): self.macro(call)
        }
    }

    private static func row(_ parts: [Expression]) -> String { parts.map(self.print).joined(separator: ", ") }

    private static func macro(_ call: MacroCall) -> String {
        let parts = [call.variable] + [call.condition, call.transform].compactMap { $0.map(self.print) }
        return self.member(call.range) + ".\(call.macro.rawValue)(" + parts.joined(separator: ", ") + ")"
    }

    /// A minus in front of a number would become part of it, so it keeps a distance.
    private static func unary(_ word: UnaryOperator, _ operand: Expression) -> String {
        let text = self.inner(operand, self.unaryPrecedence)
        let isNumber = text.utf8.first.map(Lexer.isDigit) ?? false
        return word == .negate && isNumber ? "-(" + text + ")" : word.rawValue + text
    }

    private static func member(_ target: Expression) -> String { self.inner(target, self.memberPrecedence) }

    private static func inner(_ part: Expression, _ lowest: Int) -> String {
        self.precedence(part) >= lowest ? self.print(part) : "(" + self.print(part) + ")"
    }

    private static func precedence(_ expression: Expression) -> Int {
        switch expression.kind {
        case .conditional: 0
        case .logical(let word, _): word.precedence
        case .binary(let word, _, _, _): word.precedence
        case .unary: self.unaryPrecedence
        default: self.memberPrecedence + 1
        }
    }

    /// A literal as CEL; lists and maps too, as folding makes them.
    static func print(_ value: CELValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .int(let value): "\(value)"
        case .uint(let value): "\(value)u"
        case .double(let value): self.print(value)
        case .string(let value): self.quoted(value)
        case .bytes(let value): "b\"" + value.map { "\\x" + self.hex(UInt32($0), digits: 2) }.joined() + "\""
        case .list(let values): "[" + values.map(self.print).joined(separator: ", ") + "]"
        case .map(let map):
            "{" + map.entries.map { self.print($0.key) + ": " + self.print($0.value) }.joined(separator: ", ") + "}"
        case .record(let record): record.type.name + "{" + record.fields.map(self.print).joined(separator: ", ") + "}"
        case .timestamp(let value): "timestamp(\"\(value)\")"
        case .duration(let value): "duration(\"\(value)\")"
        }
    }

    private static func print(_ value: Double) -> String {
        if value.isNaN { return "double(\"NaN\")" }
        if value.isInfinite { return value < 0 ? "double(\"-Infinity\")" : "double(\"Infinity\")" }
        return "\(value)"
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                result += "\\u" + self.hex(scalar.value, digits: 4)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private static func hex(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
