/// Functions.

/// Any standard function on values.
/// Immutable, as all nodes are.
final class CallNode: Node, @unchecked Sendable {
    private let builtin: Builtin
    private let arguments: [Node]
    private let limits: CELRegexLimits

    init(_ builtin: Builtin, _ arguments: [Node], _ limits: CELRegexLimits, _ span: Span) {
        self.builtin = builtin
        self.arguments = arguments
        self.limits = limits
        super.init(span)
    }

    override func value(_ frame: inout Frame) throws(CELEvaluationError) -> CELValue {
        var values: [CELValue] = []
        values.reserveCapacity(self.arguments.count)
        for argument in self.arguments { values.append(try argument.value(&frame)) }
        return try Functions.call(self.builtin, values, limits: self.limits, &frame, self.span)
    }
}

/// A function of the host.
/// Immutable, as all nodes are.
final class ExternalNode: Node, @unchecked Sendable {
    private let function: CELFunction
    private let arguments: [Node]

    init(_ function: CELFunction, _ arguments: [Node], _ span: Span) {
        self.function = function
        self.arguments = arguments
        super.init(span)
    }

    override func value(_ frame: inout Frame) throws(CELEvaluationError) -> CELValue {
        try frame.charge(self.function.cost, self.span)
        var values: [CELValue] = []
        values.reserveCapacity(self.arguments.count)
        for index in self.arguments.indices {
            let value = try self.arguments[index].value(&frame)
            guard value.belongs(to: self.function.parameters[index]) else {
                throw CELEvaluationError(.noMatchingOverload, self.arguments[index].span)
            }
            values.append(value)
        }
        let result: CELValue
        do throws(CELFunction.Failure) {
            result = try self.function.body(values)
        } catch {
            throw CELEvaluationError(.functionFailed, self.span)
        }
        guard result.belongs(to: self.function.result) else { throw CELEvaluationError(.functionFailed, self.span) }
        return result
    }
}

/// `size` without an array of arguments.
/// Immutable, as all nodes are.
final class SizeNode: Node, @unchecked Sendable {
    private let operand: Node

    init(_ operand: Node, _ span: Span) {
        self.operand = operand
        super.init(span)
    }

    override func value(_ frame: inout Frame) throws(CELEvaluationError) -> CELValue {
        .int(try self.int(&frame))
    }

    override func int(_ frame: inout Frame) throws(CELEvaluationError) -> Int64 {
        Int64(try Functions.size(try self.operand.value(&frame), &frame, self.span))
    }
}

/// A part of a time, in UTC or a zone that is constant.
/// Immutable, as all nodes are.
final class PartNode: Node, @unchecked Sendable {
    private let builtin: Builtin
    private let operand: Node
    private let zone: FixedZone?

    init(_ builtin: Builtin, _ operand: Node, _ zone: FixedZone?, _ span: Span) {
        self.builtin = builtin
        self.operand = operand
        self.zone = zone
        super.init(span)
    }

    override func value(_ frame: inout Frame) throws(CELEvaluationError) -> CELValue { .int(try self.int(&frame)) }

    override func int(_ frame: inout Frame) throws(CELEvaluationError) -> Int64 {
        try Functions.part(self.builtin, of: try self.operand.value(&frame), in: self.zone, self.span)
    }
}

/// `startsWith`, `endsWith` or `contains` with a constant part.
/// Immutable, as all nodes are.
final class TextTestNode: Condition, @unchecked Sendable {
    private let builtin: Builtin
    private let operand: Node
    private let part: [UInt8]

    init(_ builtin: Builtin, _ operand: Node, _ part: String, _ span: Span) {
        self.builtin = builtin
        self.operand = operand
        self.part = Array(part.utf8)
        super.init(span)
    }

    override func bool(_ frame: inout Frame) throws(CELEvaluationError) -> Bool {
        let text = try self.operand.string(&frame)
        // The ends of a text cost what the part has, looking through it costs all of it.
        try frame.chargeBytes(self.builtin == .contains ? text.utf8.count : self.part.count, self.span)
        return self.part.withUnsafeBufferPointer { part in
            Text.withBytes(text) { Functions.test(self.builtin, $0, part) }
        }
    }
}

/// `matches` with a constant pattern.
/// Immutable, as all nodes are.
final class MatchNode: Condition, @unchecked Sendable {
    private let operand: Node
    private let regex: Regex

    init(_ operand: Node, _ regex: Regex, _ span: Span) {
        self.operand = operand
        self.regex = regex
        super.init(span)
    }

    override func bool(_ frame: inout Frame) throws(CELEvaluationError) -> Bool {
        let text = try self.operand.string(&frame)
        guard let result = self.regex.matches(text, steps: &frame.steps) else {
            throw CELEvaluationError(.tooManySteps, self.span)
        }
        return result
    }
}
