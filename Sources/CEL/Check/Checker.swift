/// Finds names and types. Goes on behind a fault, so that several are reported at once; what depends on a faulty part
/// is not reported a second time.
struct Checker {
    /// The element of a comprehension.
    struct Local {
        let name: String
        let type: CELType
    }

    let environment: CELEnvironment
    let limits: CELLimits
    let overloads = Builtin.overloads()
    var locals: [Local] = []
    var faults: [Fault] = []

    init(environment: CELEnvironment, limits: CELLimits) {
        self.environment = environment
        self.limits = limits
    }

    /// The checked rule, if nothing is wrong with it.
    mutating func check(_ expression: Expression, wanted: CELType) -> TypedExpression? {
        guard let result = self.expression(expression) else { return nil }
        if !wanted.accepts(result.type) {
            let hint = wanted == .bool ? "; compare it with something" : ""
            self.report(.type, result.span, "the expression is \(result.type.article), not \(wanted.article)\(hint)")
        }
        return self.faults.isEmpty ? result : nil
    }

    mutating func report(_ kind: CELDiagnostic.Kind, _ span: Span, _ message: String) {
        guard self.faults.count < self.limits.maxDiagnostics else { return }
        self.faults.append(Fault(kind, span, message))
    }

    mutating func expression(_ expression: Expression) -> TypedExpression? {
        let span = expression.span
        switch expression.kind {
        case .literal(let value): return TypedExpression(kind: .literal(value), type: Self.type(of: value), span: span)
        case .name(let name, let isRooted): return self.name(name, isRooted: isRooted, span)
        case .select(let target, let field, let fieldSpan): return self.select(target, field, fieldSpan, span)
        case .has(let target, let field, let fieldSpan): return self.has(target, field, fieldSpan, span)
        case .unary(let word, let operand): return self.unary(word, operand, span)
        case .binary(let word, let left, let right, let place): return self.binary(word, left, right, place, span)
        case .logical(let word, let operands):
            let checked = self.all(operands) { $0.condition($1, of: word.rawValue) }
            return checked.map { TypedExpression(kind: .logical(word, $0), type: .bool, span: span) }
        case .conditional(let condition, let yes, let no): return self.conditional(condition, yes, no, span)
        case .index(let target, let index): return self.index(target, index, span)
        case .call(let name, let nameSpan, let arguments): return self.call(name, nameSpan, arguments, nil, span)
        case .method(let target, let name, let nameSpan, let arguments):
            return self.call(name, nameSpan, arguments, target, span)
        case .list(let elements): return self.list(elements, span)
        case .map(let entries): return self.map(entries, span)
        case .comprehension(let call): return self.comprehension(call, span)
        }
    }

    /// Checks all, also behind a faulty one; nothing if one is faulty.
    mutating func all(
        _ parts: [Expression],
        _ check: (inout Checker, Expression) -> TypedExpression? = { $0.expression($1) }
    ) -> [TypedExpression]? {
        var checked: [TypedExpression] = []
        for part in parts {
            if let part = check(&self, part) { checked.append(part) }
        }
        return checked.count == parts.count ? checked : nil
    }

    /// Something that must be true or false.
    mutating func condition(_ expression: Expression, of owner: String) -> TypedExpression? {
        guard let checked = self.expression(expression) else { return nil }
        guard CELType.bool.accepts(checked.type) else {
            let message =
                "'\(owner)' needs true or false here, and this is \(checked.type.article); compare it with something"
            self.report(.type, checked.span, message)
            return nil
        }
        return checked
    }

    private mutating func name(_ name: String, isRooted: Bool, _ span: Span) -> TypedExpression? {
        if !isRooted, let place = self.locals.lastIndex(where: { $0.name == name }) {
            return TypedExpression(kind: .local(place), type: self.locals[place].type, span: span)
        }
        if let slot = self.environment.variable(name) {
            return TypedExpression(kind: .variable(slot: slot), type: self.environment.slots[slot].type, span: span)
        }
        let names = (isRooted ? [] : self.locals.map(\.name)) + self.environment.variableNames
        let isFunction = self.overloads.contains { $0.name == name }
        let hint =
            isFunction
            ? "; '\(name)' is a function and needs its parentheses"
            : Suggestion.clause(for: name, among: names, what: "there are")
        self.report(.unknownName, span, "unknown name '\(name)'\(hint)")
        return nil
    }

    // MARK: Fields

    private mutating func select(
        _ target: Expression,
        _ field: String,
        _ fieldSpan: Span,
        _ span: Span
    ) -> TypedExpression? {
        guard let target = self.expression(target), let type = self.fieldType(target, field, fieldSpan) else {
            return nil
        }
        if case .variable(let slot) = target.kind, let place = self.environment.slots[slot].fields[field] {
            return TypedExpression(kind: .variable(slot: place), type: type, span: span)
        }
        return TypedExpression(kind: .field(target, field), type: type, span: span)
    }

    private mutating func has(
        _ target: Expression,
        _ field: String,
        _ fieldSpan: Span,
        _ span: Span
    ) -> TypedExpression? {
        guard let target = self.expression(target), self.fieldType(target, field, fieldSpan) != nil else { return nil }
        if case .variable(let slot) = target.kind, let place = self.environment.slots[slot].fields[field] {
            return TypedExpression(kind: .hasVariable(slot: place), type: .bool, span: span)
        }
        return TypedExpression(kind: .hasField(target, field), type: .bool, span: span)
    }

    private mutating func fieldType(_ target: TypedExpression, _ field: String, _ span: Span) -> CELType? {
        switch target.type {
        case .dyn: return .dyn
        case .map(let key, let value) where key.accepts(.string): return value
        case .record(let record):
            if let place = record.index(of: field) { return record.fields[place].type }
            let hint = Suggestion.clause(for: field, among: record.fields.map(\.name), what: "it has")
            self.report(.unknownName, span, "'\(record.name)' has no field '\(field)'\(hint)")
            return nil
        default:
            self.report(.type, span, "\(target.type.article) has no fields, so there is no '.\(field)'")
            return nil
        }
    }

    private mutating func index(_ target: Expression, _ index: Expression, _ span: Span) -> TypedExpression? {
        let target = self.expression(target)
        guard let index = self.expression(index), let target else { return nil }
        let kind = TypedExpression.Kind.index(target, index)
        switch target.type {
        case .dyn: return TypedExpression(kind: kind, type: .dyn, span: span)
        case .list(let element):
            // Any number will do where a value may be dynamic; a literal that is no int is a slip.
            guard CELType.int.accepts(index.type) else {
                self.report(.type, index.span, "a list is indexed by an int, and this is \(index.type.article)")
                return nil
            }
            return TypedExpression(kind: kind, type: element, span: span)
        case .map(let key, let value):
            guard key.accepts(index.type) else {
                self.report(
                    .type,
                    index.span,
                    "the keys of this map are \(key.plural), and this is \(index.type.article)"
                )
                return nil
            }
            return TypedExpression(kind: kind, type: value, span: span)
        default:
            self.report(.type, span, "\(target.type.article) cannot be indexed; only lists and maps can")
            return nil
        }
    }

    // MARK: Literals

    private mutating func list(_ elements: [Expression], _ span: Span) -> TypedExpression? {
        guard let elements = self.all(elements) else { return nil }
        return TypedExpression(kind: .list(elements), type: .list(Self.common(elements.map(\.type))), span: span)
    }

    private mutating func map(_ entries: [MapEntry<Expression>], _ span: Span) -> TypedExpression? {
        let keys = self.all(entries.map(\.key)) { $0.key($1) }
        guard let values = self.all(entries.map(\.value)), let keys else { return nil }
        var known: Set<MapKey> = []
        for key in keys {
            guard let value = key.literal, let wrapped = MapKey(value) else { continue }
            guard known.insert(wrapped).inserted else {
                self.report(.type, key.span, "the key \(value) stands twice in this map; remove one")
                return nil
            }
        }
        let type = CELType.map(Self.common(keys.map(\.type)), Self.common(values.map(\.type)))
        let typed = zip(keys, values).map { MapEntry(key: $0, value: $1) }
        return TypedExpression(kind: .map(typed), type: type, span: span)
    }

    private mutating func key(_ expression: Expression) -> TypedExpression? {
        guard let key = self.expression(expression) else { return nil }
        switch key.type {
        case .bool, .int, .uint, .string, .dyn: return key
        default:
            self.report(.type, key.span, "a key is a string, an int, a uint or a bool, not \(key.type.article)")
            return nil
        }
    }

    /// What all of them are; dynamic if they differ or there are none.
    static func common(_ types: [CELType]) -> CELType {
        guard let first = types.first else { return .dyn }
        return types.dropFirst().reduce(first) { $0.joined($1) }
    }

    static func type(of value: CELValue) -> CELType {
        switch value {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        case .list(let values): .list(self.common(values.map(self.type)))
        case .map(let map):
            .map(
                self.common(map.entries.map { self.type(of: $0.key) }),
                self.common(map.entries.map { self.type(of: $0.value) })
            )
        case .record(let record): .record(record.type)
        case .timestamp: .timestamp
        case .duration: .duration
        }
    }
}

extension CELType {
    /// The type in a sentence: `a string`, `an int`.
    var article: String {
        switch self {
        case .int: "an int"
        case .null: "null"
        case .bytes: "bytes"
        case .dyn: "a dynamic value"
        case .record(let type): "a record '\(type.name)'"
        default: "a \(self)"
        }
    }

    var plural: String {
        switch self {
        case .bytes, .null: "\(self)"
        case .dyn: "dynamic"
        default: "\(self)s"
        }
    }
}
