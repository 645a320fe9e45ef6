/// Equality and order.

/// Immutable, as all nodes are.
final class EqualNode: Condition, @unchecked Sendable {
    private let left: Node
    private let right: Node
    private let wanted: Bool

    init(_ left: Node, _ right: Node, wanted: Bool, _ span: Span) {
        self.left = left
        self.right = right
        self.wanted = wanted
        super.init(span)
    }

    override func bool(_ frame: inout Frame) throws(CELEvaluationError) -> Bool {
        let left = try self.left.value(&frame)
        let right = try self.right.value(&frame)
        return try Comparison.equal(left, right, &frame, self.span) == self.wanted
    }
}

/// A string compared with a constant one. The constant is kept as bytes.
/// Immutable, as all nodes are.
final class EqualTextNode: Condition, @unchecked Sendable {
    private let operand: Node
    private let text: [UInt8]
    private let wanted: Bool

    init(_ operand: Node, _ text: String, wanted: Bool, _ span: Span) {
        self.operand = operand
        self.text = Array(text.utf8)
        self.wanted = wanted
        super.init(span)
    }

    override func bool(_ frame: inout Frame) throws(CELEvaluationError) -> Bool {
        let operand = try self.operand.string(&frame)
        guard operand.utf8.count == self.text.count else { return !self.wanted }
        let areSame = self.text.withUnsafeBufferPointer { text in Text.withBytes(operand) { Text.areSame($0, text) } }
        return areSame == self.wanted
    }
}

/// A string looked for among constant ones, by its length first.
/// Immutable, as all nodes are.
final class TextInListNode: Condition, @unchecked Sendable {
    private let operand: Node
    /// By length, then by bytes.
    private let texts: [[UInt8]]

    init(_ operand: Node, _ texts: [String], _ span: Span) {
        self.operand = operand
        let bytes = Set(texts.map { Array($0.utf8) })
        self.texts = bytes.sorted { $0.count != $1.count ? $0.count < $1.count : $0.lexicographicallyPrecedes($1) }
        super.init(span)
    }

    override func bool(_ frame: inout Frame) throws(CELEvaluationError) -> Bool {
        let operand = try self.operand.string(&frame)
        return Text.withBytes(operand) { self.holds($0) }
    }

    private func holds(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var low = 0
        var high = self.texts.count
        while low < high {
            let middle = (low + high) / 2
            let order = self.texts[middle].withUnsafeBufferPointer { other in
                other.count == text.count ? Text.order(other, text) : Order(other.count, text.count)
            }
            switch order {
            case .same: return true
            case .less: low = middle + 1
            case .greater: high = middle
            }
        }
        return false
    }
}

/// Immutable, as all nodes are.
final class OrderNode: Condition, @unchecked Sendable {
    private let left: Node
    private let right: Node
    private let word: BinaryOperator

    init(_ word: BinaryOperator, _ left: Node, _ right: Node, _ span: Span) {
        self.word = word
        self.left = left
        self.right = right
        super.init(span)
    }

    override func bool(_ frame: inout Frame) throws(CELEvaluationError) -> Bool {
        let left = try self.left.value(&frame)
        let right = try self.right.value(&frame)
        return Comparison.holds(self.word, try Comparison.order(left, right, &frame, self.span))
    }
}

/// Two numbers that are both doubles.
/// Immutable, as all nodes are.
final class DoubleOrderNode: Condition, @unchecked Sendable {
    private let left: Node
    private let right: Node
    private let word: BinaryOperator

    init(_ word: BinaryOperator, _ left: Node, _ right: Node, _ span: Span) {
        self.word = word
        self.left = left
        self.right = right
        super.init(span)
    }

    override func bool(_ frame: inout Frame) throws(CELEvaluationError) -> Bool {
        let left = try self.left.double(&frame)
        let right = try self.right.double(&frame)
        return switch self.word {
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        case .equal: left == right
        default: left != right
        }
    }
}

/// Two numbers that are both ints.
/// Immutable, as all nodes are.
final class IntOrderNode: Condition, @unchecked Sendable {
    private let left: Node
    private let right: Node
    private let word: BinaryOperator

    init(_ word: BinaryOperator, _ left: Node, _ right: Node, _ span: Span) {
        self.word = word
        self.left = left
        self.right = right
        super.init(span)
    }

    override func bool(_ frame: inout Frame) throws(CELEvaluationError) -> Bool {
        let left = try self.left.int(&frame)
        let right = try self.right.int(&frame)
        return switch self.word {
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        case .equal: left == right
        default: left != right
        }
    }
}

/// `in` for lists and for the keys of maps.
/// Immutable, as all nodes are.
final class InNode: Condition, @unchecked Sendable {
    private let element: Node
    private let range: Node

    init(_ element: Node, _ range: Node, _ span: Span) {
        self.element = element
        self.range = range
        super.init(span)
    }

    override func bool(_ frame: inout Frame) throws(CELEvaluationError) -> Bool {
        let element = try self.element.value(&frame)
        switch try self.range.value(&frame) {
        case .list(let values):
            for index in values.indices {
                try frame.charge(1, self.span)
                if try Comparison.equal(values[index], element, &frame, self.span) { return true }
            }
            return false
        case .map(let map):
            try frame.charge(map.entries.count / 8, self.span)
            return map.value(for: element) != nil
        default: throw CELEvaluationError(.noMatchingOverload, self.span)
        }
    }
}
