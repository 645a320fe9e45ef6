/// Operators and macros.
extension Checker {
    mutating func unary(_ word: UnaryOperator, _ operand: Expression, _ span: Span) -> TypedExpression? {
        switch word {
        case .not:
            guard let operand = self.condition(operand, of: "!") else { return nil }
            return TypedExpression(kind: .not(operand), type: .bool, span: span)
        case .negate:
            guard let operand = self.expression(operand) else { return nil }
            switch operand.type {
            case .int, .double, .dyn: return TypedExpression(kind: .negate(operand), type: operand.type, span: span)
            default:
                self.report(.type, operand.span, "'-' needs an int or a double, and this is \(operand.type.article)")
                return nil
            }
        }
    }

    mutating func conditional(
        _ condition: Expression,
        _ yes: Expression,
        _ no: Expression,
        _ span: Span
    ) -> TypedExpression? {
        let condition = self.condition(condition, of: "?")
        let yes = self.expression(yes)
        guard let no = self.expression(no), let condition, let yes else { return nil }
        guard yes.type.isComparable(to: no.type) else {
            let message =
                "both results of '? :' must have one type; these are \(yes.type.article) and \(no.type.article)"
            self.report(.type, no.span, message)
            return nil
        }
        return TypedExpression(kind: .conditional(condition, yes, no), type: yes.type.joined(no.type), span: span)
    }

    mutating func binary(
        _ word: BinaryOperator,
        _ left: Expression,
        _ right: Expression,
        _ place: Span,
        _ span: Span
    ) -> TypedExpression? {
        let left = self.expression(left)
        guard let right = self.expression(right), let left else { return nil }
        guard let type = Self.result(word, left.type, right.type) else {
            self.report(.type, place, self.mismatch(word, left, right))
            return nil
        }
        return TypedExpression(kind: .binary(word, left, right), type: type, span: span)
    }

    /// The type of what an operator gives; nothing if it does not take these operands.
    private static func result(_ word: BinaryOperator, _ left: CELType, _ right: CELType) -> CELType? {
        switch word {
        case .equal, .notEqual: return left.isComparable(to: right) ? .bool : nil
        case .less, .lessOrEqual, .greater, .greaterOrEqual: return self.isOrdered(left, right) ? .bool : nil
        case .in:
            switch right {
            case .dyn: return .bool
            case .list(let element): return element.isComparable(to: left) ? .bool : nil
            case .map(let key, _): return key.isComparable(to: left) ? .bool : nil
            default: return nil
            }
        case .add, .subtract, .multiply, .divide, .remainder: return self.arithmetic(word, left, right)
        }
    }

    private static func isOrdered(_ left: CELType, _ right: CELType) -> Bool {
        switch (left, right) {
        case (.list, _), (.map, _), (.record, _), (.null, _), (_, .list), (_, .map), (_, .record), (_, .null): false
        case (.dyn, _), (_, .dyn): true
        default: left == right || (left.isNumber && right.isNumber)
        }
    }

    private static func arithmetic(_ word: BinaryOperator, _ left: CELType, _ right: CELType) -> CELType? {
        switch (left, right) {
        case (.int, .int), (.uint, .uint): left
        case (.double, .double): word == .remainder ? nil : left
        case (.string, .string), (.bytes, .bytes): word == .add ? left : nil
        case (.list, .list): word == .add ? left.joined(right) : nil
        case (.timestamp, .duration): word == .add || word == .subtract ? .timestamp : nil
        case (.duration, .timestamp): word == .add ? .timestamp : nil
        case (.timestamp, .timestamp): word == .subtract ? .duration : nil
        case (.duration, .duration): word == .add || word == .subtract ? .duration : nil
        case (.dyn, let other), (let other, .dyn):
            switch other {
            case .bool, .null, .map, .record: nil
            default: .dyn
            }
        default: nil
        }
    }

    private func mismatch(_ word: BinaryOperator, _ left: TypedExpression, _ right: TypedExpression) -> String {
        let types = "\(left.type.article) and \(right.type.article)"
        var hint = ""
        switch word {
        case .in:
            switch right.type {
            case .string: hint = "; write text.contains(part) to look into a string"
            case .list, .map: hint = ""
            default: hint = "; a list or a map stands behind 'in'"
            }
        case _ where left.type.isNumber && right.type.isNumber:
            if word == .remainder, left.type == .double || right.type == .double {
                hint = "; '%' takes whole numbers"
            } else {
                hint = Self.conversion(left, right)
            }
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: hint = "; convert one of them"
        default: hint = ""
        }
        return "'\(word.rawValue)' does not take \(types)\(hint)"
    }

    /// How two numbers are made one type.
    private static func conversion(_ left: TypedExpression, _ right: TypedExpression) -> String {
        for (number, other) in [(left, right), (right, left)] {
            guard case .int(let value)? = number.literal else { continue }
            if other.type == .double { return "; write \(value).0" }
            if other.type == .uint, value >= 0 { return "; write \(value)u" }
        }
        let name = left.type == .double || right.type == .double ? "double" : "int"
        return "; convert one of them with \(name)(...)"
    }

    // MARK: Macros

    mutating func comprehension(_ call: MacroCall, _ span: Span) -> TypedExpression? {
        let name = call.macro.rawValue
        guard self.locals.count < self.limits.maxComprehensions else {
            self.report(.limit, span, "macros are nested deeper than \(self.limits.maxComprehensions) levels")
            return nil
        }
        let range = self.expression(call.range)
        var element = CELType.dyn
        switch range?.type {
        case .list(let type)?, .map(let type, _)?: element = type
        case nil, .dyn?: break
        case let other?:
            self.report(.type, call.range.span, "\(name)() goes over a list or a map, and this is \(other.article)")
            return nil
        }
        let place = self.locals.count
        self.locals.append(Local(name: call.variable, type: element))
        let condition = call.condition.map { self.condition($0, of: "\(name)()") }
        let transform = call.transform.map { self.expression($0) }
        self.locals.removeLast()
        guard let range else { return nil }
        // A part that is there and faulty ends it; one that is not there does not.
        if let condition, condition == nil { return nil }
        if let transform, transform == nil { return nil }
        let result = TypedExpression.Comprehension(
            macro: call.macro,
            range: range,
            local: place,
            condition: condition ?? nil,
            transform: transform ?? nil
        )
        let type: CELType =
            switch call.macro {
            case .all, .exists, .existsOne: .bool
            case .filter: .list(element)
            case .map: .list(result.transform?.type ?? .dyn)
            }
        return TypedExpression(kind: .comprehension(result), type: type, span: span)
    }
}
