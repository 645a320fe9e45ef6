/// The values that a subject can still have.
struct Domain {
    struct Bound {
        let value: CELValue
        let isOpen: Bool
    }

    let type: CELType
    /// The only ones, if they are known one by one.
    private(set) var allowed: [CELValue]?
    private(set) var excluded: [CELValue] = []
    private var lower: Bound?
    private var upper: Bound?
    private var mayBeNaN: Bool

    init(_ type: CELType) {
        self.type = type
        self.mayBeNaN = type == .double || type == .dyn
    }

    mutating func apply(_ demand: Constraint.Demand) {
        switch demand {
        case .oneOf(let values):
            self.allowed = self.allowed.map { old in old.filter { Self.holds(values, $0) } } ?? values
            self.mayBeNaN = false
        case .noneOf(let values):
            self.excluded += values
            // Of true and false the other one is left.
            if self.type == .bool, values.count == 1, case .bool(let value) = values[0] {
                self.apply(.oneOf([.bool(!value)]))
            }
        case .order(let word, let value, let allowsNaN):
            if !allowsNaN { self.mayBeNaN = false }
            self.tighten(word, value)
        }
        if let allowed = self.allowed { self.allowed = allowed.filter { self.isWithin($0) } }
    }

    private mutating func tighten(_ word: BinaryOperator, _ value: CELValue) {
        let bound = self.bound(word, value)
        switch word {
        case .less, .lessOrEqual:
            if let old = self.upper, !Self.isTighter(bound, old, .less) { return }
            self.upper = bound
        default:
            if let old = self.lower, !Self.isTighter(bound, old, .greater) { return }
            self.lower = bound
        }
    }

    /// For whole numbers the nearest one that is still within, so that `n > 1` and `n < 2` leave nothing.
    private func bound(_ word: BinaryOperator, _ value: CELValue) -> Bound {
        let isOpen = word == .less || word == .greater
        guard self.type == .int || self.type == .uint else { return Bound(value: value, isOpen: isOpen) }
        let isUpper = word == .less || word == .lessOrEqual
        var whole: Int64
        var isExact = true
        switch value {
        case .int(let number): whole = number
        case .uint(let number):
            guard let number = Int64(exactly: number) else { return Bound(value: value, isOpen: isOpen) }
            whole = number
        case .double(let number):
            let nearest = isUpper ? WholeNumber.floor(number) : WholeNumber.ceiling(number)
            guard let rounded = WholeNumber.int(nearest) else { return Bound(value: value, isOpen: isOpen) }
            whole = rounded
            isExact = Double(rounded) == number
        default: return Bound(value: value, isOpen: isOpen)
        }
        if isOpen, isExact {
            let (next, overflow) = isUpper ? whole.subtractingReportingOverflow(1) : whole.addingReportingOverflow(1)
            guard !overflow else { return Bound(value: value, isOpen: isOpen) }
            whole = next
        }
        return Bound(value: .int(whole), isOpen: false)
    }

    private static func isTighter(_ new: Bound, _ old: Bound, _ direction: Order) -> Bool {
        let order = PlainOrder.order(new.value, old.value)
        return order == direction || (order == .same && new.isOpen)
    }

    private static func holds(_ values: [CELValue], _ value: CELValue) -> Bool {
        values.contains { PlainOrder.areEqual($0, value) }
    }

    /// Whether a value is not ruled out by the bounds and exclusions.
    private func isWithin(_ value: CELValue) -> Bool {
        if Self.holds(self.excluded, value) { return false }
        return !self.isOutside(value)
    }

    private func isOutside(_ value: CELValue) -> Bool {
        if let lower = self.lower {
            guard let order = PlainOrder.order(value, lower.value) else { return false }
            if order == .less || (order == .same && lower.isOpen) { return true }
        }
        if let upper = self.upper {
            guard let order = PlainOrder.order(value, upper.value) else { return false }
            if order == .greater || (order == .same && upper.isOpen) { return true }
        }
        return false
    }

    /// Whether no value is left.
    var isEmpty: Bool {
        if let allowed = self.allowed { return allowed.isEmpty }
        guard !self.mayBeNaN, let lower = self.lower, let upper = self.upper else { return false }
        switch PlainOrder.order(lower.value, upper.value) {
        case .greater?: return true
        case .same?: return lower.isOpen || upper.isOpen || Self.holds(self.excluded, lower.value)
        default: return false
        }
    }

    /// Whether each value that is left meets a demand.
    func entails(_ demand: Constraint.Demand) -> Bool {
        if let allowed = self.allowed { return allowed.allSatisfy { self.meets($0, demand) } }
        switch demand {
        case .oneOf(let values):
            guard !self.mayBeNaN, let lower = self.lower, let upper = self.upper, !lower.isOpen, !upper.isOpen,
                PlainOrder.order(lower.value, upper.value) == .same
            else { return false }
            return Self.holds(values, lower.value)
        case .noneOf(let values): return values.allSatisfy { Self.holds(self.excluded, $0) || self.isOutside($0) }
        case .order(let word, let value, let allowsNaN):
            guard allowsNaN || !self.mayBeNaN else { return false }
            let isUpper = word == .less || word == .lessOrEqual
            guard let own = isUpper ? self.upper : self.lower else { return false }
            let wanted = self.bound(word, value)
            let order = PlainOrder.order(own.value, wanted.value)
            return order == (isUpper ? .less : .greater) || (order == .same && (own.isOpen || !wanted.isOpen))
        }
    }

    private func meets(_ value: CELValue, _ demand: Constraint.Demand) -> Bool {
        switch demand {
        case .oneOf(let values): Self.holds(values, value)
        case .noneOf(let values): !Self.holds(values, value)
        case .order(let word, let bound, _): Comparison.holds(word, PlainOrder.order(value, bound))
        }
    }

    /// The values that are allowed, where equal values are the same to every function. Of 1 and 1.0, or of zeros with
    /// different signs, that is not so.
    var exactValues: [CELValue]? {
        switch self.type {
        case .bool, .int, .uint, .string:
            self.allowed.flatMap { $0.allSatisfy { $0.belongs(to: self.type) } ? $0 : nil }
        default: nil
        }
    }

    /// The same with only one of the values that are allowed.
    func narrowed(to value: CELValue) -> Domain {
        var copy = self
        copy.allowed = [value]
        return copy
    }
}
