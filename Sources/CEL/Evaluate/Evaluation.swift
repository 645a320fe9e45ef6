/// Runs nodes.
enum Evaluation {
    /// How a run ended.
    struct Outcome<Value> {
        let result: Result<Value, CELEvaluationError>
        /// Below zero if there were not enough.
        let stepsLeft: Int
    }

    @inline(__always)
    static func run<Value>(
        _ node: Node,
        _ activation: any CELActivation,
        steps: Int,
        levels: Int,
        _ body: (Node, inout Frame) throws(CELEvaluationError) -> Value
    ) -> Outcome<Value> {
        // The frame does not hold it.
        defer { withExtendedLifetime(activation) {} }
        guard steps >= 0 else {
            return Outcome(result: .failure(CELEvaluationError(.tooManySteps, node.span)), stepsLeft: steps)
        }
        guard levels > 0 else {
            let none = UnsafeMutableBufferPointer<CELValue>(start: nil, count: 0)
            return self.run(node, Frame(activation: activation, steps: steps, locals: none), body)
        }
        // On the stack; a rule without macros does without it.
        return withUnsafeTemporaryAllocation(of: CELValue.self, capacity: levels) { locals in
            locals.initialize(repeating: .null)
            defer { locals.deinitialize() }
            return self.run(node, Frame(activation: activation, steps: steps, locals: locals), body)
        }
    }

    @inline(__always)
    private static func run<Value>(
        _ node: Node,
        _ frame: consuming Frame,
        _ body: (Node, inout Frame) throws(CELEvaluationError) -> Value
    ) -> Outcome<Value> {
        var frame = frame
        let result: Result<Value, CELEvaluationError>
        do throws(CELEvaluationError) {
            result = .success(try body(node, &frame))
        } catch {
            result = .failure(error)
        }
        return Outcome(result: result, stepsLeft: frame.steps)
    }
}
