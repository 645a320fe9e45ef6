/// What rules cost, in steps: a step for each part that is reached, plus work by length.
enum Cost {
    /// The parts outside of the rounds of macros. Taken as a whole before the evaluation, or a round of it, begins;
    /// so nothing is counted while it runs but what depends on lengths.
    static func fixed(_ expression: TypedExpression) -> Int {
        if case .comprehension(let each) = expression.kind { return 1 + self.fixed(each.range) }
        return expression.parts.reduce(1) { $0 + self.fixed($1) }
    }

    /// How deep macros are nested in it.
    static func levels(_ expression: TypedExpression) -> Int {
        let inner = expression.parts.map(self.levels).max() ?? 0
        guard case .comprehension(let each) = expression.kind else { return inner }
        return max(inner, each.local + 1)
    }
}

/// The most that a rule can cost, as far as sizes are known when it is loaded.
struct CostEstimate {
    /// A part: its cost, and the bytes or elements of its value. `nil` says that there is no bound.
    struct Part {
        var cost: Int?
        var size: Int?
    }

    let environment: CELEnvironment
    let limits: CELLimits

    func part(_ expression: TypedExpression) -> Part {
        let parts = expression.parts.map(self.part)
        let inner = parts.reduce(Optional(1)) { Self.sum($0, $1.cost) }
        switch expression.kind {
        case .literal(let value): return Part(cost: 1, size: Self.size(of: value))
        case .variable(let slot):
            return Part(cost: 1, size: self.isScalar(expression) ? 1 : self.environment.slots[slot].maxSize)
        case .local: return Part(cost: 1, size: self.isScalar(expression) ? 1 : nil)
        case .hasVariable: return Part(cost: 1, size: 1)
        case .binary(let word, let left, let right):
            return self.binary(word, parts[0], parts[1], inner, isText: left.type == .string || right.type == .string)
        case .call(let builtin, let arguments): return self.call(builtin, arguments, parts, inner)
        case .external(let function, _): return Part(cost: Self.sum(inner, function.cost), size: nil)
        case .conditional:
            let size = parts[1].size.flatMap { yes in parts[2].size.map { max(yes, $0) } }
            return Part(cost: inner, size: self.isScalar(expression) ? 1 : size)
        case .list, .map: return Part(cost: inner, size: parts.count)
        case .field, .hasField, .index:
            let search = Self.scaled(parts[0].size, over: 8)
            return Part(cost: Self.sum(inner, search), size: self.isScalar(expression) ? 1 : nil)
        case .not, .negate, .logical: return Part(cost: inner, size: 1)
        case .comprehension: return self.comprehension(expression, parts)
        }
    }

    private func binary(_ word: BinaryOperator, _ left: Part, _ right: Part, _ inner: Int?, isText: Bool) -> Part {
        switch word {
        case .add where isText:
            let size = Self.sum(left.size, right.size)
            return Part(cost: Self.sum(inner, Self.scaled(size, over: Frame.bytesPerStep)), size: size)
        case .add, .subtract, .multiply, .divide, .remainder:
            // Lists are joined element by element; of numbers and times the size is 1.
            let size = Self.sum(left.size, right.size)
            return Part(cost: Self.sum(inner, size), size: size)
        case .in:
            let each = Self.scaled(left.size, over: Frame.bytesPerStep).map { $0 + 1 }
            return Part(cost: Self.sum(inner, Self.product(right.size, each)), size: 1)
        default:
            // Values of different length are not compared, so the shorter one decides.
            let shorter = [left.size, right.size].compactMap { $0 }.min()
            return Part(cost: Self.sum(inner, shorter), size: 1)
        }
    }

    private func call(_ builtin: Builtin, _ arguments: [TypedExpression], _ parts: [Part], _ inner: Int?) -> Part {
        let bytes = Self.scaled(parts[0].size, over: Frame.bytesPerStep)
        switch builtin {
        case .matches:
            guard case .string(let pattern)? = arguments[1].literal,
                let regex = try? Regex(pattern, limits: self.limits.regex)
            else { return Part(cost: nil, size: 1) }
            let scan =
                regex.hasTable
                ? Self.scaled(parts[0].size, over: Regex.bytesPerStep)
                : Self.scaled(Self.product(parts[0].size, regex.size), over: Regex.visitsPerStep)
            return Part(cost: Self.sum(inner, scan), size: 1)
        case .startsWith, .endsWith:
            let size = arguments[1].literal == nil ? parts[0].size : parts[1].size
            return Part(cost: Self.sum(inner, Self.scaled(size, over: Frame.bytesPerStep)), size: 1)
        case .size where arguments[0].type != .string: return Part(cost: inner, size: 1)
        case .toString where arguments[0].type != .string && arguments[0].type != .bytes:
            return Part(cost: inner, size: 64)
        case .toDyn, .toString, .toBytes, .lowerAscii, .upperAscii:
            return Part(cost: Self.sum(inner, bytes), size: parts[0].size)
        default: return Part(cost: builtin.isGetter ? inner : Self.sum(inner, bytes), size: 1)
        }
    }

    private func comprehension(_ expression: TypedExpression, _ parts: [Part]) -> Part {
        let round = parts.dropFirst().reduce(Optional(1)) { Self.sum($0, $1.cost) }
        let rounds = Self.product(parts[0].size, round)
        let isList = if case .list = expression.type { true } else { false }
        return Part(cost: Self.sum(Self.sum(1, parts[0].cost), rounds), size: isList ? parts[0].size : 1)
    }

    private func isScalar(_ expression: TypedExpression) -> Bool {
        switch expression.type {
        case .bool, .int, .uint, .double, .null, .timestamp, .duration: true
        default: false
        }
    }

    private static func size(of value: CELValue) -> Int? {
        switch value {
        case .string(let text): text.utf8.count
        case .bytes(let bytes): bytes.count
        // Elements may be of any size; the count alone bounds lists of small values only.
        case .list(let values): values.reduce(0) { self.sum($0, self.size(of: $1).map { 1 + $0 / Frame.bytesPerStep }) }
        case .map(let map): map.entries.count
        case .record: nil
        default: 1
        }
    }

    private static func sum(_ left: Int?, _ right: Int?) -> Int? {
        guard let left, let right else { return nil }
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }

    private static func product(_ left: Int?, _ right: Int?) -> Int? {
        guard let left, let right else { return nil }
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        return overflow ? .max : product
    }

    private static func scaled(_ size: Int?, over unit: Int) -> Int? { size.map { $0 / unit + 1 } }
}
