/// Arithmetic, fields, indexes, calls and literals that are not constant.

/// Immutable, as all nodes are.
final class ArithmeticNode: Node, @unchecked Sendable {
    private let word: BinaryOperator
    private let left: Node
    private let right: Node

    init(_ word: BinaryOperator, _ left: Node, _ right: Node, _ span: Span) {
        self.word = word
        self.left = left
        self.right = right
        super.init(span)
    }

    override func value(_ frame: inout Frame) throws(CELEvaluationError) -> CELValue {
        let left = try self.left.value(&frame)
        let right = try self.right.value(&frame)
        return try Arithmetic.apply(self.word, left, right, &frame, self.span)
    }

    // Asked for only where the checker has found that type, so both operands have it.
    override func int(_ frame: inout Frame) throws(CELEvaluationError) -> Int64 {
        let left = try self.left.int(&frame)
        return try Arithmetic.whole(self.word, left, try self.right.int(&frame), self.span)
    }

    override func double(_ frame: inout Frame) throws(CELEvaluationError) -> Double {
        let left = try self.left.double(&frame)
        return try Arithmetic.double(self.word, left, try self.right.double(&frame), self.span)
    }
}

/// Immutable, as all nodes are.
final class NegateNode: Node, @unchecked Sendable {
    private let operand: Node

    init(_ operand: Node, _ span: Span) {
        self.operand = operand
        super.init(span)
    }

    override func value(_ frame: inout Frame) throws(CELEvaluationError) -> CELValue {
        try Arithmetic.negated(try self.operand.value(&frame), self.span)
    }
}

/// A field of a map, a record or something dynamic; or whether it is there.
/// Immutable, as all nodes are.
final class FieldNode: Node, @unchecked Sendable {
    private let target: Node
    private let field: String
    private let isTest: Bool

    init(_ target: Node, _ field: String, isTest: Bool, _ span: Span) {
        self.target = target
        self.field = field
        self.isTest = isTest
        super.init(span)
    }

    override func value(_ frame: inout Frame) throws(CELEvaluationError) -> CELValue {
        switch try self.target.value(&frame) {
        case .map(let map):
            try frame.charge(map.entries.count / 8, self.span)
            let value = map.value(named: self.field)
            if self.isTest { return .bool(value != nil) }
            if let value { return value }
        case .record(let record):
            guard let index = record.type.index(of: self.field) else { break }
            let value = record.field(index)
            if self.isTest { return .bool(!value.isNull) }
            guard value.isNull, record.type.fields[index].type != .null else { return value }
            throw CELEvaluationError(.absent, self.span)
        default: throw CELEvaluationError(.noMatchingOverload, self.span)
        }
        throw CELEvaluationError(.noSuchKey, self.span)
    }
}

/// Whether a variable has a value.
/// Immutable, as all nodes are.
final class HasVariableNode: Condition, @unchecked Sendable {
    private let slot: Int

    init(_ slot: Int, _ span: Span) {
        self.slot = slot
        super.init(span)
    }

    override func bool(_ frame: inout Frame) throws(CELEvaluationError) -> Bool {
        !frame.activation.value(self.slot).isNull
    }
}

/// Immutable, as all nodes are.
final class IndexNode: Node, @unchecked Sendable {
    private let target: Node
    private let index: Node

    init(_ target: Node, _ index: Node, _ span: Span) {
        self.target = target
        self.index = index
        super.init(span)
    }

    override func value(_ frame: inout Frame) throws(CELEvaluationError) -> CELValue {
        let target = try self.target.value(&frame)
        let index = try self.index.value(&frame)
        switch target {
        case .list(let values):
            guard Comparison.isNumber(index) else { throw CELEvaluationError(.noMatchingOverload, self.span) }
            // Numbers of other types come from dynamic values, and count if they are whole.
            guard case .whole(let place)? = MapKey(index), place < UInt64(values.count) else {
                throw CELEvaluationError(.indexOutOfBounds, self.span)
            }
            return values[Int(place)]
        case .map(let map):
            try frame.charge(map.entries.count / 8, self.span)
            guard let value = map.value(for: index) else { throw CELEvaluationError(.noSuchKey, self.span) }
            return value
        default: throw CELEvaluationError(.noMatchingOverload, self.span)
        }
    }
}

/// Immutable, as all nodes are.
final class ListNode: Node, @unchecked Sendable {
    private let elements: [Node]

    init(_ elements: [Node], _ span: Span) {
        self.elements = elements
        super.init(span)
    }

    override func value(_ frame: inout Frame) throws(CELEvaluationError) -> CELValue {
        var values: [CELValue] = []
        values.reserveCapacity(self.elements.count)
        for element in self.elements { values.append(try element.value(&frame)) }
        return .list(values)
    }
}

/// Immutable, as all nodes are.
final class MapNode: Node, @unchecked Sendable {
    private let entries: [MapEntry<Node>]

    init(_ entries: [MapEntry<Node>], _ span: Span) {
        self.entries = entries
        super.init(span)
    }

    override func value(_ frame: inout Frame) throws(CELEvaluationError) -> CELValue {
        var pairs: [(CELValue, CELValue)] = []
        for entry in self.entries {
            let key = try entry.key.value(&frame)
            pairs.append((key, try entry.value.value(&frame)))
            switch key {
            case .bool, .int, .uint, .string: continue
            default: throw CELEvaluationError(.badKey, self.span)
            }
        }
        let map = CELMap(pairs)
        guard map.entries.count == pairs.count else { throw CELEvaluationError(.badKey, self.span) }
        return .map(map)
    }
}
