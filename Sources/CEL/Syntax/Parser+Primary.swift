/// Literals, names, calls, lists, maps and macros.
extension Parser {
    mutating func primary() throws(Fault) -> Expression {
        let token = self.token
        switch token.kind {
        case .integer(let value):
            guard value <= UInt64(Int64.max) else {
                throw Fault(.literal, token.span, "\(value) does not fit into an int; only -\(value) does")
            }
            return try self.literal(.int(Int64(value)))
        case .unsigned(let value): return try self.literal(.uint(value))
        case .double(let value): return try self.literal(.double(value))
        case .string(let value): return try self.literal(.string(value))
        case .bytes(let value): return try self.literal(.bytes(value))
        case .name(let name):
            try self.advance()
            return try self.named(name, token.span, isRooted: false)
        case .symbol(let symbol): return try self.primary(symbol, token)
        case .end: throw self.unexpected("a value")
        }
    }

    private mutating func literal(_ value: CELValue) throws(Fault) -> Expression {
        let span = try self.advance().span
        return try self.make(.literal(value), span)
    }

    private mutating func primary(_ symbol: Token.Symbol, _ token: Token) throws(Fault) -> Expression {
        switch symbol {
        case .true: return try self.literal(.bool(true))
        case .false: return try self.literal(.bool(false))
        case .null: return try self.literal(.null)
        case .leftParenthesis:
            try self.advance()
            let inner = try self.expression()
            let end = try self.expect(.rightParenthesis, "to close '('")
            return Expression(kind: inner.kind, span: token.span.joined(end.span), depth: inner.depth)
        case .leftBracket:
            try self.advance()
            let elements = try self.elements(until: .rightBracket, mayTrail: true)
            let end = try self.expect(.rightBracket, "to close the list")
            return try self.make(.list(elements), token.span.joined(end.span), over: elements)
        case .leftBrace: return try self.map()
        case .dot:
            try self.advance()
            guard case .name(let name) = self.token.kind else { throw self.unexpected("a name") }
            let span = try self.advance().span
            return try self.named(name, token.span.joined(span), isRooted: true)
        default: throw self.unexpected("a value")
        }
    }

    private mutating func map() throws(Fault) -> Expression {
        let start = try self.expect(.leftBrace, "of a map").span
        var entries: [MapEntry<Expression>] = []
        while !self.token.isSymbol(.rightBrace) {
            let key = try self.expression()
            try self.expect(.colon, "between key and value")
            entries.append(MapEntry(key: key, value: try self.expression()))
            guard entries.count <= self.limits.maxElements else { throw self.tooMany(self.token.span) }
            guard try self.take(.comma) else { break }
        }
        let end = try self.expect(.rightBrace, "to close the map").span
        let parts = entries.flatMap { [$0.key, $0.value] }
        return try self.make(.map(entries), start.joined(end), over: parts)
    }

    private mutating func named(_ name: String, _ span: Span, isRooted: Bool) throws(Fault) -> Expression {
        guard !Self.reservedWords.contains(name) else {
            throw Fault(.syntax, span, "'\(name)' is a reserved word of CEL and cannot be a name")
        }
        guard self.token.isSymbol(.leftParenthesis) else {
            return try self.make(.name(name, isRooted: isRooted), span)
        }
        let (arguments, end) = try self.arguments()
        let whole = span.joined(end)
        guard name == "has", !isRooted else {
            return try self.make(.call(name, nameSpan: span, arguments), whole, over: arguments)
        }
        guard arguments.count == 1, case .select(let target, let field, let fieldSpan) = arguments[0].kind else {
            throw Fault(.arguments, whole, "has() takes one field, as in has(request.user)")
        }
        return try self.make(.has(target, field: field, fieldSpan: fieldSpan), whole, over: [target])
    }

    /// The macro with that name, if there is one.
    mutating func macro(
        _ name: String,
        _ span: Span,
        of target: Expression,
        _ arguments: [Expression],
        _ end: Span
    ) throws(Fault) -> Expression? {
        guard let macro = name == "existsOne" ? .existsOne : Macro(rawValue: name) else { return nil }
        let mayTransform = macro == .map
        guard arguments.count == 2 || (mayTransform && arguments.count == 3) else {
            let wanted = mayTransform ? "a name, maybe a condition, and a result" : "a name and a condition"
            throw Fault(.arguments, span.joined(end), "\(name)() takes \(wanted), as in list.\(name)(x, x > 1)")
        }
        guard case .name(let variable, false) = arguments[0].kind else {
            throw Fault(
                .arguments,
                arguments[0].span,
                "the first argument of \(name)() is a new name, as in list.\(name)(x, ...)"
            )
        }
        let call = MacroCall(
            macro: macro,
            range: target,
            variable: variable,
            variableSpan: arguments[0].span,
            condition: mayTransform && arguments.count == 2 ? nil : arguments[1],
            transform: mayTransform ? arguments[arguments.count - 1] : nil
        )
        return try self.make(.comprehension(call), target.span.joined(end), over: [target] + arguments)
    }

    static let reservedWords: Set<String> = [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    ]
}
