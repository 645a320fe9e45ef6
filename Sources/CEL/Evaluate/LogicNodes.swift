/// Truth values. What decides the result wins over a failure on the other side, in whatever order they stand.

/// Immutable, as all nodes are.
final class NotNode: Condition, @unchecked Sendable {
    private let operand: Node

    init(_ operand: Node, _ span: Span) {
        self.operand = operand
        super.init(span)
    }

    override func bool(_ frame: inout Frame) throws(CELEvaluationError) -> Bool { try !self.operand.bool(&frame) }
}

/// `&&` or `||` of two; rows of them are built as balanced trees.
/// Immutable, as all nodes are.
final class LogicalNode: Condition, @unchecked Sendable {
    private let left: Node
    private let right: Node
    /// The operand that decides: false for `&&`, true for `||`.
    private let decisive: Bool

    init(_ word: LogicalOperator, _ left: Node, _ right: Node, _ span: Span) {
        self.left = left
        self.right = right
        self.decisive = word == .or
        super.init(span)
    }

    override func bool(_ frame: inout Frame) throws(CELEvaluationError) -> Bool {
        do throws(CELEvaluationError) {
            guard try self.left.bool(&frame) != self.decisive else { return self.decisive }
        } catch {
            guard error.kind != .tooManySteps else { throw error }
            // Only the deciding value on the right makes the failure on the left unimportant.
            var right = !self.decisive
            do throws(CELEvaluationError) {
                right = try self.right.bool(&frame)
            } catch let other {
                throw other.kind == .tooManySteps ? other : error
            }
            guard right == self.decisive else { throw error }
            return self.decisive
        }
        return try self.right.bool(&frame)
    }
}

/// Immutable, as all nodes are.
final class ConditionalNode: Node, @unchecked Sendable {
    private let condition: Node
    private let yes: Node
    private let no: Node

    init(_ condition: Node, _ yes: Node, _ no: Node, _ span: Span) {
        self.condition = condition
        self.yes = yes
        self.no = no
        super.init(span)
    }

    override func value(_ frame: inout Frame) throws(CELEvaluationError) -> CELValue {
        try self.condition.bool(&frame) ? try self.yes.value(&frame) : try self.no.value(&frame)
    }

    override func bool(_ frame: inout Frame) throws(CELEvaluationError) -> Bool {
        try self.condition.bool(&frame) ? try self.yes.bool(&frame) : try self.no.bool(&frame)
    }
}
