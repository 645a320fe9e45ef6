/// A part of a rule, ready to run.
///
/// A tree of objects with one method per kind of result, so that numbers and truth values travel in registers and
/// nothing is wrapped where the types are known. Closures and an indirect enum, measured beside it, took 56 ns where
/// this takes 58; a class per part reads best and can have several such methods.
///
/// `@unchecked Sendable`: nodes and their subclasses have only immutable properties that are Sendable.
class Node: @unchecked Sendable {
    let span: Span

    init(_ span: Span) { self.span = span }

    /// The value of any kind. Each kind of node has its own.
    func value(_ frame: inout Frame) throws(CELEvaluationError) -> CELValue {
        preconditionFailure("a node without a value")
    }

    func bool(_ frame: inout Frame) throws(CELEvaluationError) -> Bool {
        if case .bool(let value) = try self.value(&frame) { return value }
        throw CELEvaluationError(.noMatchingOverload, self.span)
    }

    func int(_ frame: inout Frame) throws(CELEvaluationError) -> Int64 {
        if case .int(let value) = try self.value(&frame) { return value }
        throw CELEvaluationError(.noMatchingOverload, self.span)
    }

    func double(_ frame: inout Frame) throws(CELEvaluationError) -> Double {
        if case .double(let value) = try self.value(&frame) { return value }
        throw CELEvaluationError(.noMatchingOverload, self.span)
    }

    func string(_ frame: inout Frame) throws(CELEvaluationError) -> String {
        if case .string(let value) = try self.value(&frame) { return value }
        throw CELEvaluationError(.noMatchingOverload, self.span)
    }
}

/// A node whose result is true or false.
/// Immutable, as all nodes are.
class Condition: Node, @unchecked Sendable {
    final override func value(_ frame: inout Frame) throws(CELEvaluationError) -> CELValue {
        .bool(try self.bool(&frame))
    }

    override func bool(_ frame: inout Frame) throws(CELEvaluationError) -> Bool {
        preconditionFailure("a condition without a result")
    }
}

/// Immutable, as all nodes are.
final class Constant: Node, @unchecked Sendable {
    private let constant: CELValue
    private let number: Double?
    private let whole: Int64?

    init(_ constant: CELValue, _ span: Span) {
        self.constant = constant
        if case .double(let value) = constant { self.number = value } else { self.number = nil }
        if case .int(let value) = constant { self.whole = value } else { self.whole = nil }
        super.init(span)
    }

    override func value(_ frame: inout Frame) throws(CELEvaluationError) -> CELValue { self.constant }

    override func double(_ frame: inout Frame) throws(CELEvaluationError) -> Double {
        if let number = self.number { return number }
        throw CELEvaluationError(.noMatchingOverload, self.span)
    }

    override func int(_ frame: inout Frame) throws(CELEvaluationError) -> Int64 {
        if let whole = self.whole { return whole }
        throw CELEvaluationError(.noMatchingOverload, self.span)
    }
}

/// Immutable, as all nodes are.
final class Variable: Node, @unchecked Sendable {
    let slot: Int
    private let type: CELType
    private let isDynamic: Bool

    init(_ slot: Int, _ type: CELType, _ span: Span) {
        self.slot = slot
        self.type = type
        self.isDynamic = type == .dyn || type == .null
        super.init(span)
    }

    override func value(_ frame: inout Frame) throws(CELEvaluationError) -> CELValue {
        let value = frame.activation.value(self.slot)
        guard self.isDynamic || value.belongs(to: self.type) else { throw self.failure(value) }
        return value
    }

    override func bool(_ frame: inout Frame) throws(CELEvaluationError) -> Bool {
        let value = frame.activation.value(self.slot)
        if case .bool(let value) = value { return value }
        throw self.failure(value)
    }

    override func int(_ frame: inout Frame) throws(CELEvaluationError) -> Int64 {
        let value = frame.activation.value(self.slot)
        if case .int(let value) = value { return value }
        throw self.failure(value)
    }

    override func double(_ frame: inout Frame) throws(CELEvaluationError) -> Double {
        let value = frame.activation.value(self.slot)
        if case .double(let value) = value { return value }
        throw self.failure(value)
    }

    override func string(_ frame: inout Frame) throws(CELEvaluationError) -> String {
        let value = frame.activation.value(self.slot)
        if case .string(let value) = value { return value }
        throw self.failure(value)
    }

    private func failure(_ value: CELValue) -> CELEvaluationError {
        if self.isDynamic { return CELEvaluationError(.noMatchingOverload, self.span) }
        return CELEvaluationError(value.isNull ? .absent : .wrongType, self.span)
    }
}

/// Immutable, as all nodes are.
final class Local: Node, @unchecked Sendable {
    private let index: Int

    init(_ index: Int, _ span: Span) {
        self.index = index
        super.init(span)
    }

    override func value(_ frame: inout Frame) throws(CELEvaluationError) -> CELValue { frame.locals[self.index] }
}
