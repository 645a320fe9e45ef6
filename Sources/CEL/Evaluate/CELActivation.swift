/// Where a rule gets the values of its variables.
///
/// A class, since the evaluation holds nothing but a reference to it. It is asked at most once for each time that a
/// variable is reached, and not at all for variables that the rule does not reach: what is costly to know may be found
/// out when it is asked for. It must answer the same each time during one evaluation.
package protocol CELActivation: AnyObject {
    /// The value of a variable or field, by its slot (`CELEnvironment.declare`, `.slot(of:)`); null if it has none.
    func value(_ slot: Int) -> CELValue
}

/// No variables at all.
package final class CELEmptyActivation: CELActivation {
    /// The activation.
    package init() {}

    /// Null.
    package func value(_ slot: Int) -> CELValue { .null }
}

/// Values in an array by slot, for tests and tools.
package final class CELValueActivation: CELActivation {
    private let values: [CELValue]

    /// An activation. Slots without a value have none.
    package init(_ values: [CELValue]) { self.values = values }

    /// The value of the slot.
    package func value(_ slot: Int) -> CELValue { slot < self.values.count ? self.values[slot] : .null }
}

/// What an evaluation has at hand.
struct Frame {
    /// Outlives the frame: whoever evaluates holds it.
    unowned(unsafe) let activation: any CELActivation
    /// The steps that are left.
    var steps: Int
    /// The elements of the comprehensions around, from the outermost; a place for each level that the rule has.
    let locals: UnsafeMutableBufferPointer<CELValue>

    /// How many bytes are looked at, copied or compared in one step.
    static let bytesPerStep = 64

    @inline(__always)
    mutating func charge(_ count: Int, _ span: Span) throws(CELEvaluationError) {
        self.steps &-= count
        guard self.steps >= 0 else { throw CELEvaluationError(.tooManySteps, span) }
    }

    @inline(__always)
    mutating func chargeBytes(_ count: Int, _ span: Span) throws(CELEvaluationError) {
        guard count >= Self.bytesPerStep else { return }
        try self.charge(count / Self.bytesPerStep, span)
    }
}
