/// A rule whose names are found and whose types are known.
struct TypedExpression: Sendable {
    indirect enum Kind: Sendable {
        case literal(CELValue)
        /// A variable or a field of one.
        case variable(slot: Int)
        /// The element of a comprehension, counted from the outermost one.
        case local(Int)
        /// A field of a map, a record or something dynamic.
        case field(TypedExpression, String)
        case hasField(TypedExpression, String)
        case hasVariable(slot: Int)
        case not(TypedExpression)
        case negate(TypedExpression)
        case logical(LogicalOperator, [TypedExpression])
        case binary(BinaryOperator, TypedExpression, TypedExpression)
        case conditional(TypedExpression, TypedExpression, TypedExpression)
        case index(TypedExpression, TypedExpression)
        case call(Builtin, [TypedExpression])
        case external(CELFunction, [TypedExpression])
        case list([TypedExpression])
        case map([MapEntry<TypedExpression>])
        case comprehension(Comprehension)
    }

    /// A macro over a list or the keys of a map.
    struct Comprehension: Sendable {
        let macro: Macro
        let range: TypedExpression
        let local: Int
        let condition: TypedExpression?
        let transform: TypedExpression?
    }

    let kind: Kind
    let type: CELType
    let span: Span

    var literal: CELValue? {
        if case .literal(let value) = self.kind { return value }
        return nil
    }

    func with(_ kind: Kind) -> TypedExpression { TypedExpression(kind: kind, type: self.type, span: self.span) }

    /// What it directly consists of, in the order of the text.
    var parts: [TypedExpression] {
        switch self.kind {
        case .literal, .variable, .local, .hasVariable: []
        case .field(let part, _), .hasField(let part, _), .not(let part), .negate(let part): [part]
        case .logical(_, let parts), .call(_, let parts), .external(_, let parts), .list(let parts): parts
        case .binary(_, let left, let right), .index(let left, let right): [left, right]
        case .conditional(let condition, let yes, let no): [condition, yes, no]
        case .map(let entries): entries.flatMap { [$0.key, $0.value] }
        case .comprehension(let each): [each.range] + [each.condition, each.transform].compactMap { $0 }
        }
    }

    /// The same with other parts. There must be as many as `parts` has.
    func replacingParts(_ new: [TypedExpression]) -> TypedExpression {
        switch self.kind {
        case .literal, .variable, .local, .hasVariable: return self
        case .field(_, let name): return self.with(.field(new[0], name))
        case .hasField(_, let name): return self.with(.hasField(new[0], name))
        case .not: return self.with(.not(new[0]))
        case .negate: return self.with(.negate(new[0]))
        case .logical(let word, _): return self.with(.logical(word, new))
        case .call(let builtin, _): return self.with(.call(builtin, new))
        case .external(let function, _): return self.with(.external(function, new))
        case .list: return self.with(.list(new))
        case .binary(let word, _, _): return self.with(.binary(word, new[0], new[1]))
        case .index: return self.with(.index(new[0], new[1]))
        case .conditional: return self.with(.conditional(new[0], new[1], new[2]))
        case .map:
            let entries = stride(from: 0, to: new.count, by: 2).map { MapEntry(key: new[$0], value: new[$0 + 1]) }
            return self.with(.map(entries))
        case .comprehension(let each):
            let comprehension = Comprehension(
                macro: each.macro,
                range: new[0],
                local: each.local,
                condition: each.condition == nil ? nil : new[1],
                transform: each.transform == nil ? nil : new[new.count - 1]
            )
            return self.with(.comprehension(comprehension))
        }
    }
}
