/// CEL's equality and order.
enum Comparison {
    /// Whether two values are equal: numbers of all types on one line, other values only within their type.
    static func equal(
        _ left: CELValue,
        _ right: CELValue,
        _ frame: inout Frame,
        _ span: Span
    ) throws(CELEvaluationError) -> Bool {
        switch (left, right) {
        case (.string(let a), .string(let b)):
            guard a.utf8.count == b.utf8.count else { return false }
            try frame.chargeBytes(a.utf8.count, span)
            return Text.areSame(a, b)
        case (.int(let a), .int(let b)): return a == b
        case (.bool(let a), .bool(let b)): return a == b
        case (.null, .null): return true
        case (.bytes(let a), .bytes(let b)):
            guard a.count == b.count else { return false }
            try frame.chargeBytes(a.count, span)
            return a == b
        case (.list(let a), .list(let b)): return try self.equal(a, b, &frame, span)
        case (.map(let a), .map(let b)):
            guard a.entries.count == b.entries.count else { return false }
            try frame.charge(a.entries.count, span)
            for entry in a.entries {
                guard let other = b.value(for: entry.key) else { return false }
                guard try self.equal(entry.value, other, &frame, span) else { return false }
            }
            return true
        case (.record(let a), .record(let b)):
            guard a.type.name == b.type.name else { return false }
            return try self.equal(a.fields, b.fields, &frame, span)
        case (.timestamp(let a), .timestamp(let b)): return a == b
        case (.duration(let a), .duration(let b)): return a == b
        default: return self.numericOrder(left, right) == .same
        }
    }

    private static func equal(
        _ left: [CELValue],
        _ right: [CELValue],
        _ frame: inout Frame,
        _ span: Span
    ) throws(CELEvaluationError) -> Bool {
        guard left.count == right.count else { return false }
        try frame.charge(left.count, span)
        for index in left.indices where try !self.equal(left[index], right[index], &frame, span) { return false }
        return true
    }

    /// How two values stand to each other; nothing if not a number is among them.
    static func order(
        _ left: CELValue,
        _ right: CELValue,
        _ frame: inout Frame,
        _ span: Span
    ) throws(CELEvaluationError) -> Order? {
        switch (left, right) {
        case (.string(let a), .string(let b)):
            try frame.chargeBytes(min(a.utf8.count, b.utf8.count), span)
            return Text.order(a, b)
        case (.bytes(let a), .bytes(let b)):
            try frame.chargeBytes(min(a.count, b.count), span)
            return a.withUnsafeBufferPointer { a in b.withUnsafeBufferPointer { Text.order(a, $0) } }
        case (.bool(let a), .bool(let b)): return Order(a ? 1 : 0, b ? 1 : 0)
        case (.timestamp(let a), .timestamp(let b)): return a.order(b)
        case (.duration(let a), .duration(let b)): return Order(a.nanoseconds, b.nanoseconds)
        default:
            guard self.isNumber(left), self.isNumber(right) else {
                throw CELEvaluationError(.noMatchingOverload, span)
            }
            return self.numericOrder(left, right)
        }
    }

    static func isNumber(_ value: CELValue) -> Bool {
        switch value {
        case .int, .uint, .double: true
        default: false
        }
    }

    /// The order of two numbers; nothing for other values and for what is not a number.
    static func numericOrder(_ left: CELValue, _ right: CELValue) -> Order? {
        switch (left, right) {
        case (.int(let a), .int(let b)): Order(a, b)
        case (.uint(let a), .uint(let b)): Order(a, b)
        case (.double(let a), .double(let b)): a.isNaN || b.isNaN ? nil : Order(a, b)
        case (.int(let a), .uint(let b)): a < 0 ? .less : Order(UInt64(a), b)
        case (.uint, .int): self.numericOrder(right, left)?.reversed
        case (.int(let a), .double(let b)): self.order(a, b)
        case (.double(let a), .int(let b)): self.order(b, a)?.reversed
        case (.uint(let a), .double(let b)): self.order(a, b)
        case (.double(let a), .uint(let b)): self.order(b, a)?.reversed
        default: nil
        }
    }

    /// Exact: whole numbers are not rounded to doubles.
    private static func order(_ left: Int64, _ right: Double) -> Order? {
        guard !right.isNaN else { return nil }
        guard right >= -0x1p63 else { return .greater }
        guard right < 0x1p63 else { return .less }
        let floor = WholeNumber.floor(right)
        let whole = Int64(floor)
        guard left == whole else { return Order(left, whole) }
        return right > floor ? .less : .same
    }

    private static func order(_ left: UInt64, _ right: Double) -> Order? {
        guard !right.isNaN else { return nil }
        guard right >= 0 else { return .greater }
        guard right < 0x1p64 else { return .less }
        let floor = WholeNumber.floor(right)
        let whole = UInt64(floor)
        guard left == whole else { return Order(left, whole) }
        return right > floor ? .less : .same
    }

    static func holds(_ word: BinaryOperator, _ order: Order?) -> Bool {
        guard let order else { return false }
        return switch word {
        case .less: order == .less
        case .lessOrEqual: order != .greater
        case .greater: order == .greater
        case .greaterOrEqual: order != .less
        default: false
        }
    }
}
