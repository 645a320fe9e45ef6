/// Makes a rule ready to run: picks the node that knows most about its operands.
struct Builder {
    let limits: CELLimits

    func node(_ expression: TypedExpression) -> Node {
        let span = expression.span
        switch expression.kind {
        case .literal(let value): return Constant(value, span)
        case .variable(let slot): return Variable(slot, expression.type, span)
        case .local(let index): return Local(index, span)
        case .field(let target, let name): return FieldNode(self.node(target), name, isTest: false, span)
        case .hasField(let target, let name): return FieldNode(self.node(target), name, isTest: true, span)
        case .hasVariable(let slot): return HasVariableNode(slot, span)
        case .not(let operand): return NotNode(self.node(operand), span)
        case .negate(let operand): return NegateNode(self.node(operand), span)
        case .logical(let word, let operands): return self.balanced(word, operands[...], span)
        case .binary(let word, let left, let right): return self.binary(word, left, right, span)
        case .conditional(let condition, let yes, let no):
            return ConditionalNode(self.node(condition), self.node(yes), self.node(no), span)
        case .index(let target, let index): return IndexNode(self.node(target), self.node(index), span)
        case .call(let builtin, let arguments): return self.call(builtin, arguments, span)
        case .external(let function, let arguments): return ExternalNode(function, arguments.map(self.node), span)
        case .list(let elements): return ListNode(elements.map(self.node), span)
        case .map(let entries):
            return MapNode(entries.map { MapEntry(key: self.node($0.key), value: self.node($0.value)) }, span)
        case .comprehension(let each): return self.comprehension(each, span)
        }
    }

    /// Long rows become trees of small depth, still evaluated from the left.
    private func balanced(_ word: LogicalOperator, _ operands: ArraySlice<TypedExpression>, _ span: Span) -> Node {
        guard operands.count > 1 else { return self.node(operands[operands.startIndex]) }
        let middle = operands.startIndex + operands.count / 2
        let left = self.balanced(word, operands[..<middle], span)
        return LogicalNode(word, left, self.balanced(word, operands[middle...], span), span)
    }

    private func binary(_ word: BinaryOperator, _ left: TypedExpression, _ right: TypedExpression, _ span: Span) -> Node
    {
        switch word {
        case .equal, .notEqual:
            let wanted = word == .equal
            if left.type == .string, case .string(let text)? = right.literal {
                return EqualTextNode(self.node(left), text, wanted: wanted, span)
            }
            if right.type == .string, case .string(let text)? = left.literal {
                return EqualTextNode(self.node(right), text, wanted: wanted, span)
            }
            if let node = self.numbers(word, left, right, span) { return node }
            return EqualNode(self.node(left), self.node(right), wanted: wanted, span)
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            if let node = self.numbers(word, left, right, span) { return node }
            return OrderNode(word, self.node(left), self.node(right), span)
        case .in:
            if left.type == .string, case .list(let values)? = right.literal, let texts = Self.texts(values) {
                return TextInListNode(self.node(left), texts, span)
            }
            return InNode(self.node(left), self.node(right), span)
        case .add, .subtract, .multiply, .divide, .remainder:
            return ArithmeticNode(word, self.node(left), self.node(right), span)
        }
    }

    /// A comparison without values in between, where both types are known. Whole literals beside doubles are converted
    /// now, if nothing is lost.
    private func numbers(
        _ word: BinaryOperator,
        _ left: TypedExpression,
        _ right: TypedExpression,
        _ span: Span
    ) -> Node? {
        if left.type == .int, right.type == .int {
            return IntOrderNode(word, self.node(left), self.node(right), span)
        }
        guard let a = self.double(left), let b = self.double(right) else { return nil }
        return DoubleOrderNode(word, a, b, span)
    }

    private func double(_ expression: TypedExpression) -> Node? {
        if expression.type == .double { return self.node(expression) }
        guard case .int(let value)? = expression.literal, let exact = Double(exactly: value) else { return nil }
        return Constant(.double(exact), expression.span)
    }

    private static func texts(_ values: [CELValue]) -> [String]? {
        var texts: [String] = []
        for value in values {
            guard case .string(let text) = value else { return nil }
            texts.append(text)
        }
        return texts
    }

    private func call(_ builtin: Builtin, _ arguments: [TypedExpression], _ span: Span) -> Node {
        let constant = arguments.count == 2 ? arguments[1].literal : nil
        switch (builtin, constant) {
        case (.size, _): return SizeNode(self.node(arguments[0]), span)
        case (.startsWith, .string(let part)?), (.endsWith, .string(let part)?), (.contains, .string(let part)?):
            return TextTestNode(builtin, self.node(arguments[0]), part, span)
        case (.matches, .string(let pattern)?):
            // The checker has seen that the pattern is valid, unless it became constant by folding.
            guard let regex = try? Regex(pattern, limits: self.limits.regex) else { break }
            return MatchNode(self.node(arguments[0]), regex, span)
        case (_, nil) where builtin.isGetter && arguments.count == 1:
            return PartNode(builtin, self.node(arguments[0]), nil, span)
        case (_, .string(let name)?) where builtin.isGetter:
            guard let zone = FixedZone(name) else { break }
            return PartNode(builtin, self.node(arguments[0]), zone, span)
        default: break
        }
        return CallNode(builtin, arguments.map(self.node), self.limits.regex, span)
    }

    private func comprehension(_ each: TypedExpression.Comprehension, _ span: Span) -> Node {
        let range = self.node(each.range)
        let price = [each.condition, each.transform].reduce(1) { $0 + ($1.map(Cost.fixed) ?? 0) }
        let condition = each.condition.map(self.node)
        switch (each.macro, condition) {
        case (.all, let condition?), (.exists, let condition?):
            let decisive = each.macro == .exists
            return QuantifierNode(range, local: each.local, price: price, condition, decisive: decisive, span)
        case (.existsOne, let condition?):
            return ExistsOneNode(range, local: each.local, price: price, condition, span)
        default:
            let transform = each.transform.map(self.node)
            return CollectNode(range, local: each.local, price: price, condition, transform, span)
        }
    }
}
