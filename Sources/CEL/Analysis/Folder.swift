/// Works out when a rule is loaded what does not depend on variables. What would fail stays as it is, and fails when
/// the rule runs, unless nobody reaches it.
struct Folder {
    private let limits: CELLimits
    /// All folding of a rule together is bounded, too.
    private var steps: Int

    init(limits: CELLimits) {
        self.limits = limits
        self.steps = 4 * limits.maxSteps
    }

    mutating func fold(_ expression: TypedExpression) -> TypedExpression {
        let parts = expression.parts
        guard !parts.isEmpty || self.isEmptyLiteral(expression) else { return expression }
        var folded: [TypedExpression] = []
        for part in parts { folded.append(self.fold(part)) }
        let result = expression.replacingParts(folded)
        switch result.kind {
        case .logical(let word, let operands): return self.logical(word, operands, result)
        case .conditional(let condition, let yes, let no):
            if case .bool(let value)? = condition.literal { return value ? yes : no }
        default: break
        }
        guard Self.isClosed(result, bound: .max), let value = self.evaluate(result) else { return result }
        return result.with(.literal(value))
    }

    private func isEmptyLiteral(_ expression: TypedExpression) -> Bool {
        switch expression.kind {
        case .list, .map: true
        default: false
        }
    }

    /// Drops operands that decide nothing, and ends at one that decides all.
    private func logical(
        _ word: LogicalOperator,
        _ operands: [TypedExpression],
        _ whole: TypedExpression
    ) -> TypedExpression {
        let decisive = word == .or
        var flat: [TypedExpression] = []
        for operand in operands {
            if case .logical(word, let inner) = operand.kind { flat += inner } else { flat.append(operand) }
        }
        var kept: [TypedExpression] = []
        for operand in flat {
            guard case .bool(let value)? = operand.literal else {
                kept.append(operand)
                continue
            }
            if value == decisive { return whole.with(.literal(.bool(decisive))) }
        }
        guard let first = kept.first else { return whole.with(.literal(.bool(!decisive))) }
        guard kept.count == 1 else { return whole.with(.logical(word, kept)) }
        // Alone, something dynamic would no longer be checked for being true or false.
        return first.type == .bool
            ? first : whole.with(.logical(word, [first, first.with(.literal(.bool(!decisive)))]))
    }

    /// Whether no variable, and no element of a macro around, has a part in it.
    static func isClosed(_ expression: TypedExpression, bound: Int) -> Bool {
        switch expression.kind {
        case .variable, .hasVariable: return false
        case .local(let index): return index >= bound
        case .comprehension(let each):
            let inner = min(bound, each.local)
            return self.isClosed(each.range, bound: bound)
                && [each.condition, each.transform].allSatisfy { $0.map { self.isClosed($0, bound: inner) } ?? true }
        default: return expression.parts.allSatisfy { self.isClosed($0, bound: bound) }
        }
    }

    private mutating func evaluate(_ expression: TypedExpression) -> CELValue? {
        let budget = min(self.steps, self.limits.maxSteps)
        let run = Evaluation.run(
            Builder(limits: self.limits).node(expression),
            CELEmptyActivation(),
            steps: budget - Cost.fixed(expression),
            levels: self.limits.maxComprehensions
        ) { (node, frame) throws(CELEvaluationError) in try node.value(&frame) }
        self.steps -= budget - max(0, run.stepsLeft)
        guard case .success(let value) = run.result else { return nil }
        return value
    }
}
