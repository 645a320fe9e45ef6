/// Cuts a rule's text into words.
struct Lexer {
    let source: [UInt8]
    let limits: CELLimits
    var place = 0

    init(_ source: [UInt8], limits: CELLimits) {
        self.source = source
        self.limits = limits
    }

    /// The byte that far ahead, 0 behind the end. (A zero byte in the text is no valid character anyway.)
    func peek(_ ahead: Int = 0) -> UInt8 {
        let index = self.place + ahead
        return index < self.source.count ? self.source[index] : 0
    }

    mutating func next() throws(Fault) -> Token {
        self.skipBlanks()
        let start = self.place
        guard start < self.source.count else { return Token(kind: .end, span: Span(start, start)) }
        let byte = self.peek()
        if Self.isDigit(byte) || (byte == UInt8(ascii: ".") && Self.isDigit(self.peek(1))) {
            return try self.number()
        }
        if let prefix = self.textPrefix() { return try self.text(prefix) }
        if Self.beginsName(byte) { return self.name() }
        if byte == UInt8(ascii: "`") {
            throw Fault(.unsupported, Span(start, start + 1), "names in backticks are not supported; write x[\"name\"]")
        }
        return try self.symbol()
    }

    private mutating func skipBlanks() {
        while self.place < self.source.count {
            switch self.peek() {
            case 0x09, 0x0A, 0x0C, 0x0D, 0x20: self.place += 1
            case UInt8(ascii: "/") where self.peek(1) == UInt8(ascii: "/"):
                while self.place < self.source.count, self.peek() != 0x0A { self.place += 1 }
            default: return
            }
        }
    }

    private mutating func name() -> Token {
        let start = self.place
        while Self.continuesName(self.peek()) { self.place += 1 }
        let text = String(decoding: self.source[start..<self.place], as: UTF8.self)
        let span = Span(start, self.place)
        return switch text {
        case "in": Token(kind: .symbol(.in), span: span)
        case "true": Token(kind: .symbol(.true), span: span)
        case "false": Token(kind: .symbol(.false), span: span)
        case "null": Token(kind: .symbol(.null), span: span)
        default: Token(kind: .name(text), span: span)
        }
    }

    private mutating func symbol() throws(Fault) -> Token {
        let start = self.place
        for length in [2, 1] where start + length <= self.source.count {
            let text = String(decoding: self.source[start..<start + length], as: UTF8.self)
            guard let symbol = Token.Symbol(rawValue: text) else { continue }
            self.place += length
            return Token(kind: .symbol(symbol), span: Span(start, self.place))
        }
        var end = start + 1
        while end < self.source.count, self.source[end] & 0xC0 == 0x80 { end += 1 }
        let span = Span(start, end)
        switch self.peek() {
        case UInt8(ascii: "="): throw Fault(.syntax, span, "'=' is no operator; write '==' to compare")
        case UInt8(ascii: "&"): throw Fault(.syntax, span, "'&' is no operator; write '&&'")
        case UInt8(ascii: "|"): throw Fault(.syntax, span, "'|' is no operator; write '||'")
        case 0..<0x20, 0x7F: throw Fault(.syntax, span, "a control character stands here; remove it")
        default:
            let text = String(decoding: self.source[start..<end], as: UTF8.self)
            throw Fault(.syntax, span, "'\(text)' has no meaning here; put text in quotes")
        }
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    static func beginsName(_ byte: UInt8) -> Bool {
        (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || byte == 0x5F
    }

    static func continuesName(_ byte: UInt8) -> Bool { self.beginsName(byte) || self.isDigit(byte) }

    static func hexValue(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46: UInt32(byte - 0x41 + 10)
        case 0x61...0x66: UInt32(byte - 0x61 + 10)
        default: nil
        }
    }
}
