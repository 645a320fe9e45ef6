/// Macros over lists and the keys of maps.

/// What all of them share: the range, the place of the element, and the price of a round.
/// Immutable, as all nodes are.
class ComprehensionNode: Node, @unchecked Sendable {
    let range: Node
    let local: Int
    /// The steps of one round, without what depends on lengths.
    let price: Int

    init(_ range: Node, local: Int, price: Int, _ span: Span) {
        self.range = range
        self.local = local
        self.price = price
        super.init(span)
    }

    /// Calls the body with each element in its place until that returns false.
    @inline(__always)
    final func forEach(
        _ frame: inout Frame,
        _ body: (inout Frame) throws(CELEvaluationError) -> Bool
    ) throws(CELEvaluationError) {
        switch try self.range.value(&frame) {
        case .list(let values):
            for index in values.indices {
                try frame.charge(self.price, self.span)
                frame.locals[self.local] = values[index]
                guard try body(&frame) else { break }
            }
        case .map(let map):
            for index in map.entries.indices {
                try frame.charge(self.price, self.span)
                frame.locals[self.local] = map.entries[index].key
                guard try body(&frame) else { break }
            }
        default: throw CELEvaluationError(.noMatchingOverload, self.range.span)
        }
    }
}

/// `all` and `exists`: `&&` and `||` over the elements, so an element that decides outweighs one that fails.
/// Immutable, as all nodes are.
final class QuantifierNode: ComprehensionNode, @unchecked Sendable {
    private let condition: Node
    private let decisive: Bool

    init(_ range: Node, local: Int, price: Int, _ condition: Node, decisive: Bool, _ span: Span) {
        self.condition = condition
        self.decisive = decisive
        super.init(range, local: local, price: price, span)
    }

    override func value(_ frame: inout Frame) throws(CELEvaluationError) -> CELValue { .bool(try self.bool(&frame)) }

    override func bool(_ frame: inout Frame) throws(CELEvaluationError) -> Bool {
        var failure: CELEvaluationError?
        var isDecided = false
        try self.forEach(&frame) { (frame) throws(CELEvaluationError) in
            do throws(CELEvaluationError) {
                isDecided = try self.condition.bool(&frame) == self.decisive
            } catch {
                guard error.kind != .tooManySteps else { throw error }
                if failure == nil { failure = error }
            }
            return !isDecided
        }
        if isDecided { return self.decisive }
        if let failure { throw failure }
        return !self.decisive
    }
}

/// Immutable, as all nodes are.
final class ExistsOneNode: ComprehensionNode, @unchecked Sendable {
    private let condition: Node

    init(_ range: Node, local: Int, price: Int, _ condition: Node, _ span: Span) {
        self.condition = condition
        super.init(range, local: local, price: price, span)
    }

    override func value(_ frame: inout Frame) throws(CELEvaluationError) -> CELValue {
        var count = 0
        try self.forEach(&frame) { (frame) throws(CELEvaluationError) in
            if try self.condition.bool(&frame) { count += 1 }
            return true
        }
        return .bool(count == 1)
    }
}

/// `filter` and `map`.
/// Immutable, as all nodes are.
final class CollectNode: ComprehensionNode, @unchecked Sendable {
    private let condition: Node?
    private let transform: Node?

    init(_ range: Node, local: Int, price: Int, _ condition: Node?, _ transform: Node?, _ span: Span) {
        self.condition = condition
        self.transform = transform
        super.init(range, local: local, price: price, span)
    }

    override func value(_ frame: inout Frame) throws(CELEvaluationError) -> CELValue {
        var result: [CELValue] = []
        try self.forEach(&frame) { (frame) throws(CELEvaluationError) in
            if let condition = self.condition, try !condition.bool(&frame) { return true }
            let element = frame.locals[self.local]
            if let transform = self.transform {
                result.append(try transform.value(&frame))
            } else {
                result.append(element)
            }
            return true
        }
        return .list(result)
    }
}
