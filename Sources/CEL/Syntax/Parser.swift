/// Reads a rule by recursive descent; operators by their precedence. The first fault ends it.
struct Parser {
    private var lexer: Lexer
    private(set) var token: Token
    private var nesting = 0
    private var nodes = 0
    let limits: CELLimits

    /// Reads a whole rule.
    static func parse(_ source: [UInt8], limits: CELLimits) throws(Fault) -> Expression {
        guard source.count <= limits.maxSourceBytes else {
            let span = Span(limits.maxSourceBytes, source.count)
            throw Fault(.limit, span, "the expression has more than \(limits.maxSourceBytes) bytes; split it")
        }
        var parser = try Parser(source, limits: limits)
        let expression = try parser.expression()
        guard parser.token.kind == .end else { throw parser.unexpected("an operator or the end") }
        return expression
    }

    private init(_ source: [UInt8], limits: CELLimits) throws(Fault) {
        self.lexer = Lexer(source, limits: limits)
        self.limits = limits
        self.token = try self.lexer.next()
    }

    // MARK: Words

    @discardableResult
    mutating func advance() throws(Fault) -> Token {
        let token = self.token
        self.token = try self.lexer.next()
        return token
    }

    mutating func take(_ symbol: Token.Symbol) throws(Fault) -> Bool {
        guard self.token.isSymbol(symbol) else { return false }
        try self.advance()
        return true
    }

    @discardableResult
    mutating func expect(_ symbol: Token.Symbol, _ purpose: String) throws(Fault) -> Token {
        guard self.token.isSymbol(symbol) else { throw self.unexpected("'\(symbol.rawValue)' \(purpose)") }
        return try self.advance()
    }

    func unexpected(_ wanted: String) -> Fault {
        Fault(.syntax, self.token.span, "found \(self.token.spoken) where \(wanted) is needed")
    }

    // MARK: Nodes

    mutating func make(_ kind: Expression.Kind, _ span: Span, over parts: [Expression] = []) throws(Fault) -> Expression
    {
        self.nodes += 1
        guard self.nodes <= self.limits.maxNodes else {
            throw Fault(.limit, span, "the expression has more than \(self.limits.maxNodes) parts; split it")
        }
        let depth = 1 + (parts.lazy.map(\.depth).max() ?? 0)
        guard depth <= self.limits.maxDepth else { throw self.tooDeep(span) }
        return Expression(kind: kind, span: span, depth: depth)
    }

    private func tooDeep(_ span: Span) -> Fault {
        Fault(.limit, span, "the expression is nested deeper than \(self.limits.maxDepth) levels; simplify it")
    }

    // MARK: Expressions

    mutating func expression() throws(Fault) -> Expression {
        self.nesting += 1
        defer { self.nesting -= 1 }
        guard self.nesting <= self.limits.maxDepth else { throw self.tooDeep(self.token.span) }
        let condition = try self.logical(.or)
        guard try self.take(.question) else { return condition }
        let yes = try self.logical(.or)
        try self.expect(.colon, "of '? :'")
        let no = try self.expression()
        let kind = Expression.Kind.conditional(condition, yes, no)
        return try self.make(kind, condition.span.joined(no.span), over: [condition, yes, no])
    }

    private mutating func logical(_ word: LogicalOperator) throws(Fault) -> Expression {
        let symbol: Token.Symbol = word == .or ? .or : .and
        var operands = [try self.operand(of: word)]
        while try self.take(symbol) { operands.append(try self.operand(of: word)) }
        guard operands.count > 1 else { return operands[0] }
        let span = operands[0].span.joined(operands[operands.count - 1].span)
        return try self.make(.logical(word, operands), span, over: operands)
    }

    private mutating func operand(of word: LogicalOperator) throws(Fault) -> Expression {
        word == .or ? try self.logical(.and) : try self.binary(atLeast: BinaryOperator.equal.precedence)
    }

    private mutating func binary(atLeast lowest: Int) throws(Fault) -> Expression {
        var left = try self.unary()
        while case .symbol(let symbol) = self.token.kind, let word = BinaryOperator(rawValue: symbol.rawValue),
            word.precedence >= lowest
        {
            let place = try self.advance().span
            let right = try self.binary(atLeast: word.precedence + 1)
            let kind = Expression.Kind.binary(word, left, right, operatorSpan: place)
            left = try self.make(kind, left.span.joined(right.span), over: [left, right])
        }
        return left
    }

    private mutating func unary() throws(Fault) -> Expression {
        guard self.token.isSymbol(.not) || self.token.isSymbol(.minus) else { return try self.member() }
        self.nesting += 1
        defer { self.nesting -= 1 }
        guard self.nesting <= self.limits.maxDepth else { throw self.tooDeep(self.token.span) }
        let sign = try self.advance()
        if sign.isSymbol(.minus), let number = self.negative() {
            let token = try self.advance()
            let literal = try self.make(.literal(number), sign.span.joined(token.span))
            return try self.members(of: literal)
        }
        let operand = try self.unary()
        let word: UnaryOperator = sign.isSymbol(.not) ? .not : .negate
        return try self.make(.unary(word, operand), sign.span.joined(operand.span), over: [operand])
    }

    /// The number that comes now with a minus in front.
    private func negative() -> CELValue? {
        switch self.token.kind {
        case .integer(let size): .int(Int64(truncatingIfNeeded: 0 &- size))
        case .double(let value): .double(-value)
        default: nil
        }
    }

    private mutating func member() throws(Fault) -> Expression { try self.members(of: try self.primary()) }

    /// Fields, indexes and methods behind an expression.
    private mutating func members(of first: Expression) throws(Fault) -> Expression {
        var result = first
        while true {
            if try self.take(.dot) {
                result = try self.selection(of: result)
            } else if try self.take(.leftBracket) {
                let index = try self.expression()
                let end = try self.expect(.rightBracket, "behind an index")
                result = try self.make(.index(result, index), result.span.joined(end.span), over: [result, index])
            } else if case .name(let name, _) = result.kind, self.token.isSymbol(.leftBrace) {
                throw Fault(.unsupported, self.token.span, "messages such as '\(name){...}' are not supported")
            } else {
                return result
            }
        }
    }

    private mutating func selection(of target: Expression) throws(Fault) -> Expression {
        guard case .name(let name) = self.token.kind else { throw self.unexpected("a field or method name") }
        let span = try self.advance().span
        guard self.token.isSymbol(.leftParenthesis) else {
            let kind = Expression.Kind.select(target, field: name, fieldSpan: span)
            return try self.make(kind, target.span.joined(span), over: [target])
        }
        let (arguments, end) = try self.arguments()
        if let macro = try self.macro(name, span, of: target, arguments, end) { return macro }
        let kind = Expression.Kind.method(target, name, nameSpan: span, arguments)
        return try self.make(kind, target.span.joined(end), over: [target] + arguments)
    }

    /// The arguments of a call with the place of the closing parenthesis.
    mutating func arguments() throws(Fault) -> ([Expression], Span) {
        try self.expect(.leftParenthesis, "of a call")
        let arguments = try self.elements(until: .rightParenthesis, mayTrail: false)
        return (arguments, try self.expect(.rightParenthesis, "behind the arguments").span)
    }

    /// Expressions with commas between them.
    mutating func elements(until end: Token.Symbol, mayTrail: Bool) throws(Fault) -> [Expression] {
        var elements: [Expression] = []
        while !self.token.isSymbol(end) {
            elements.append(try self.expression())
            guard elements.count <= self.limits.maxElements else { throw self.tooMany(self.token.span) }
            guard try self.take(.comma) else { break }
            if self.token.isSymbol(end), !mayTrail { throw self.unexpected("another argument") }
        }
        return elements
    }

    func tooMany(_ span: Span) -> Fault {
        Fault(.limit, span, "more than \(self.limits.maxElements) elements; split them")
    }
}
