/// `+ - * / %` and the negative, with every overflow seen.
enum Arithmetic {
    static func apply(
        _ word: BinaryOperator,
        _ left: CELValue,
        _ right: CELValue,
        _ frame: inout Frame,
        _ span: Span
    ) throws(CELEvaluationError) -> CELValue {
        switch (left, right) {
        case (.int(let a), .int(let b)): return .int(try self.whole(word, a, b, span))
        case (.uint(let a), .uint(let b)): return .uint(try self.whole(word, a, b, span))
        case (.double(let a), .double(let b)): return .double(try self.double(word, a, b, span))
        case (.string(let a), .string(let b)) where word == .add:
            try frame.chargeBytes(a.utf8.count + b.utf8.count, span)
            return .string(a + b)
        case (.bytes(let a), .bytes(let b)) where word == .add:
            try frame.chargeBytes(a.count + b.count, span)
            return .bytes(a + b)
        case (.list(let a), .list(let b)) where word == .add:
            try frame.charge(a.count + b.count, span)
            return .list(a + b)
        default: return try self.time(word, left, right, span)
        }
    }

    static func whole<Whole: FixedWidthInteger>(
        _ word: BinaryOperator,
        _ left: Whole,
        _ right: Whole,
        _ span: Span
    ) throws(CELEvaluationError) -> Whole {
        let result: (partialValue: Whole, overflow: Bool)
        switch word {
        case .add: result = left.addingReportingOverflow(right)
        case .subtract: result = left.subtractingReportingOverflow(right)
        case .multiply: result = left.multipliedReportingOverflow(by: right)
        case .divide, .remainder:
            guard right != 0 else { throw CELEvaluationError(.divisionByZero, span) }
            let isDivision = word == .divide
            result =
                isDivision
                ? left.dividedReportingOverflow(by: right) : left.remainderReportingOverflow(dividingBy: right)
        default: throw CELEvaluationError(.noMatchingOverload, span)
        }
        guard !result.overflow else { throw CELEvaluationError(.overflow, span) }
        return result.partialValue
    }

    static func double(
        _ word: BinaryOperator,
        _ left: Double,
        _ right: Double,
        _ span: Span
    ) throws(CELEvaluationError) -> Double {
        switch word {
        case .add: return left + right
        case .subtract: return left - right
        case .multiply: return left * right
        case .divide: return left / right
        default: throw CELEvaluationError(.noMatchingOverload, span)
        }
    }

    private static func time(
        _ word: BinaryOperator,
        _ left: CELValue,
        _ right: CELValue,
        _ span: Span
    ) throws(CELEvaluationError) -> CELValue {
        let result: CELValue?
        switch (word, left, right) {
        case (.add, .timestamp(let moment), .duration(let span)), (.add, .duration(let span), .timestamp(let moment)):
            result = moment.advanced(by: span).map { .timestamp($0) }
        case (.subtract, .timestamp(let moment), .duration(let duration)):
            guard duration.nanoseconds != .min else { throw CELEvaluationError(.overflow, span) }
            result = moment.advanced(by: CELDuration(nanoseconds: -duration.nanoseconds)).map { .timestamp($0) }
        case (.subtract, .timestamp(let moment), .timestamp(let other)):
            result = moment.since(other).map { .duration($0) }
        case (.add, .duration(let a), .duration(let b)), (.subtract, .duration(let a), .duration(let b)):
            return .duration(CELDuration(nanoseconds: try self.whole(word, a.nanoseconds, b.nanoseconds, span)))
        default: throw CELEvaluationError(.noMatchingOverload, span)
        }
        guard let result else { throw CELEvaluationError(.overflow, span) }
        return result
    }

    static func negated(_ value: CELValue, _ span: Span) throws(CELEvaluationError) -> CELValue {
        switch value {
        case .int(let value): return .int(try self.whole(.subtract, 0, value, span))
        case .double(let value): return .double(-value)
        default: throw CELEvaluationError(.noMatchingOverload, span)
        }
    }
}
