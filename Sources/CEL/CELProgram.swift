/// A rule that is checked and ready to run.
///
/// Immutable, so all loops share it. Evaluations allocate nothing unless the rule itself makes lists, maps or text.
package final class CELProgram: Sendable {
    /// The text.
    package let source: String
    /// The type of the result, as far as it is known.
    package let type: CELType
    /// The slots of the variables and fields that can have a part in the result, in ascending order. Variables that
    /// drop out when constants are worked out are not among them.
    package let variablesUsed: [Int]
    /// The result, if it is the same for all requests.
    package let constantValue: CELValue?
    /// The most steps that an evaluation can take; `nil` if that depends on sizes that nobody declared.
    package let mostSteps: Int?
    /// The steps that an evaluation may take.
    package let maxSteps: Int

    let expression: TypedExpression
    let limits: CELLimits
    private let root: Node
    private let fixedCost: Int
    private let levels: Int

    /// Reads and checks a rule.
    ///
    /// - Parameters:
    ///   - source: The rule.
    ///   - environment: What it may name.
    ///   - type: What its result must be.
    ///   - limits: The bounds of the rule and its evaluation.
    ///   - foldsConstants: Whether what does not depend on variables is worked out now. Tests leave it out to see that it
    ///     changes nothing.
    package init(
        _ source: String,
        in environment: CELEnvironment,
        returning type: CELType = .bool,
        limits: CELLimits = CELLimits(),
        foldsConstants: Bool = true
    ) throws(CELCompileError) {
        let bytes = Array(source.utf8)
        let parsed: Expression
        do throws(Fault) {
            parsed = try Parser.parse(bytes, limits: limits)
        } catch {
            throw CELCompileError(diagnostics: [error.diagnostic(in: bytes)])
        }
        var checker = Checker(environment: environment, limits: limits)
        guard let checked = checker.check(parsed, wanted: type) else {
            let faults = checker.faults.sorted { $0.span.start < $1.span.start }
            throw CELCompileError(diagnostics: faults.map { $0.diagnostic(in: bytes) })
        }
        var folder = Folder(limits: limits)
        let expression = foldsConstants ? folder.fold(checked) : checked
        self.source = source
        self.type = checked.type
        self.expression = expression
        self.limits = limits
        self.variablesUsed = Self.slots(expression).sorted()
        self.constantValue = expression.literal
        self.mostSteps = CostEstimate(environment: environment, limits: limits).part(expression).cost
        self.maxSteps = limits.maxSteps
        self.root = Builder(limits: limits).node(expression)
        self.fixedCost = Cost.fixed(expression)
        self.levels = Cost.levels(expression)
    }

    /// The slots in an expression.
    private static func slots(_ expression: TypedExpression) -> Set<Int> {
        switch expression.kind {
        case .variable(let slot), .hasVariable(let slot): [slot]
        default: expression.parts.reduce(into: []) { $0.formUnion(self.slots($1)) }
        }
    }

    /// Whether the result is the same for all requests: always true, always false, always this value.
    package var isConstant: Bool { self.constantValue != nil }

    // MARK: Running

    /// Whether a request meets the rule. Only for rules whose result is `bool`.
    package func matches(
        _ activation: any CELActivation,
        maxSteps: Int? = nil
    ) throws(CELEvaluationError) -> Bool {
        let steps = (maxSteps ?? self.maxSteps) - self.fixedCost
        return try Evaluation.run(self.root, activation, steps: steps, levels: self.levels) {
            (node, frame) throws(CELEvaluationError) in try node.bool(&frame)
        }.result.get()
    }

    /// The result of the rule for a request.
    package func value(
        _ activation: any CELActivation,
        maxSteps: Int? = nil
    ) throws(CELEvaluationError) -> CELValue {
        try self.measure(activation, maxSteps: maxSteps).result.get()
    }

    /// The result with the steps that it took.
    package func measure(
        _ activation: any CELActivation,
        maxSteps: Int? = nil
    ) -> (result: Result<CELValue, CELEvaluationError>, steps: Int) {
        let most = maxSteps ?? self.maxSteps
        let run = Evaluation.run(self.root, activation, steps: most - self.fixedCost, levels: self.levels) {
            (node, frame) throws(CELEvaluationError) in try node.value(&frame)
        }
        return (run.result, most - run.stepsLeft)
    }

    /// What went wrong in an evaluation, with the place in the rule.
    package func explain(_ error: CELEvaluationError) -> CELDiagnostic {
        let bytes = Array(self.source.utf8)
        return CELDiagnostic(kind: .evaluation, range: error.span.range(in: bytes), message: error.message)
    }
}
