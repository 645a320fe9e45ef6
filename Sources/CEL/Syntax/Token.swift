/// A word of a rule's text.
struct Token: Sendable {
    enum Kind: Sendable, Equatable {
        case name(String)
        /// An integer without its sign, so that the smallest one can be written.
        case integer(UInt64)
        case unsigned(UInt64)
        case double(Double)
        case string(String)
        case bytes([UInt8])
        case symbol(Symbol)
        case end
    }

    enum Symbol: String, Sendable {
        case leftParenthesis = "("
        case rightParenthesis = ")"
        case leftBracket = "["
        case rightBracket = "]"
        case leftBrace = "{"
        case rightBrace = "}"
        case dot = "."
        case comma = ","
        case colon = ":"
        case question = "?"
        case plus = "+"
        case minus = "-"
        case star = "*"
        case slash = "/"
        case percent = "%"
        case not = "!"
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case and = "&&"
        case or = "||"
        case `in` = "in"
        case `true` = "true"
        case `false` = "false"
        case null = "null"
    }

    let kind: Kind
    let span: Span

    /// How a message calls it.
    var spoken: String {
        switch self.kind {
        case .name(let name): "'\(name)'"
        case .integer, .unsigned, .double: "a number"
        case .string: "a string"
        case .bytes: "bytes"
        case .symbol(let symbol): "'\(symbol.rawValue)'"
        case .end: "the end"
        }
    }

    func isSymbol(_ symbol: Symbol) -> Bool { self.kind == .symbol(symbol) }
}
