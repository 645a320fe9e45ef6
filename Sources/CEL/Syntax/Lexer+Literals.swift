/// Numbers, text and bytes.
extension Lexer {
    /// What stands in front of a text literal, and how it is quoted.
    struct TextPrefix {
        var isRaw = false
        var isBytes = false
        /// How many bytes it takes without the quotes.
        var length = 0
    }

    mutating func number() throws(Fault) -> Token {
        let start = self.place
        if self.peek() == UInt8(ascii: "0"), self.peek(1) | 0x20 == UInt8(ascii: "x") {
            self.place += 2
            let digits = self.place
            while Self.hexValue(self.peek()) != nil { self.place += 1 }
            return try self.integer(from: start, digits: digits, radix: 16)
        }
        while Self.isDigit(self.peek()) { self.place += 1 }
        var isDouble = false
        if self.peek() == UInt8(ascii: "."), Self.isDigit(self.peek(1)) {
            isDouble = true
            self.place += 1
            while Self.isDigit(self.peek()) { self.place += 1 }
        }
        if self.peek() | 0x20 == UInt8(ascii: "e") {
            let sign = self.peek(1) == UInt8(ascii: "+") || self.peek(1) == UInt8(ascii: "-") ? 1 : 0
            if Self.isDigit(self.peek(1 + sign)) {
                isDouble = true
                self.place += 1 + sign
                while Self.isDigit(self.peek()) { self.place += 1 }
            }
        }
        guard isDouble else { return try self.integer(from: start, digits: start, radix: 10) }
        try self.checkEndOfNumber(start)
        let text = String(decoding: self.source[start..<self.place], as: UTF8.self)
        let span = Span(start, self.place)
        guard let value = Double(text.first == "." ? "0" + text : text), value.isFinite else {
            throw Fault(.literal, span, "\(text) is too large for a double")
        }
        return Token(kind: .double(value), span: span)
    }

    private mutating func integer(from start: Int, digits: Int, radix: Int) throws(Fault) -> Token {
        let text = String(decoding: self.source[digits..<self.place], as: UTF8.self)
        let isUnsigned = self.peek() | 0x20 == UInt8(ascii: "u")
        if isUnsigned { self.place += 1 }
        try self.checkEndOfNumber(start)
        let span = Span(start, self.place)
        guard !text.isEmpty else { throw Fault(.literal, span, "'0x' needs hexadecimal digits") }
        guard let value = UInt64(text, radix: radix), isUnsigned || value <= UInt64(Int64.max) + 1 else {
            throw Fault(.literal, span, "\(text) does not fit into 64 bits")
        }
        return Token(kind: isUnsigned ? .unsigned(value) : .integer(value), span: span)
    }

    private func checkEndOfNumber(_ start: Int) throws(Fault) {
        guard Self.continuesName(self.peek()) else { return }
        let span = Span(start, self.place + 1)
        throw Fault(.literal, span, "a number ends with a letter; leave a blank between them")
    }

    /// What a text literal begins with here, if one does: `"`, `r"`, `b'`, `rb"`...
    func textPrefix() -> TextPrefix? {
        var prefix = TextPrefix()
        while prefix.length < 2 {
            switch self.peek(prefix.length) | 0x20 {
            case UInt8(ascii: "r") where !prefix.isRaw: prefix.isRaw = true
            case UInt8(ascii: "b") where !prefix.isBytes: prefix.isBytes = true
            default: return Self.isQuote(self.peek(prefix.length)) ? prefix : nil
            }
            prefix.length += 1
        }
        return Self.isQuote(self.peek(prefix.length)) ? prefix : nil
    }

    private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

    mutating func text(_ prefix: TextPrefix) throws(Fault) -> Token {
        let start = self.place
        self.place += prefix.length
        let quote = self.peek()
        let isTriple = self.peek(1) == quote && self.peek(2) == quote
        self.place += isTriple ? 3 : 1
        var content: [UInt8] = []
        while true {
            guard self.place < self.source.count, isTriple || (self.peek() != 0x0A && self.peek() != 0x0D) else {
                let end = self.place < self.source.count ? "this line" : "the text"
                throw Fault(.syntax, Span(start, self.place), "the string is not closed before the end of \(end)")
            }
            let byte = self.peek()
            if byte == quote, !isTriple || (self.peek(1) == quote && self.peek(2) == quote) {
                self.place += isTriple ? 3 : 1
                break
            }
            if byte == UInt8(ascii: "\\"), !prefix.isRaw {
                try self.escape(isBytes: prefix.isBytes, into: &content)
            } else if byte == 0x0D {
                // Line ends are line feeds, however the file writes them.
                self.place += self.peek(1) == 0x0A ? 2 : 1
                content.append(0x0A)
            } else {
                content.append(byte)
                self.place += 1
            }
            guard content.count <= self.limits.maxLiteralBytes else {
                let most = self.limits.maxLiteralBytes
                throw Fault(.limit, Span(start, self.place), "a literal has more than \(most) bytes; shorten it")
            }
        }
        let span = Span(start, self.place)
        if prefix.isBytes { return Token(kind: .bytes(content), span: span) }
        return Token(kind: .string(String(decoding: content, as: UTF8.self)), span: span)
    }

    private mutating func escape(isBytes: Bool, into content: inout [UInt8]) throws(Fault) {
        let start = self.place
        let letter = self.peek(1)
        if let plain = Self.plainEscapes[letter] {
            content.append(plain)
            self.place += 2
            return
        }
        var digits = 0
        switch letter {
        case UInt8(ascii: "x"), UInt8(ascii: "X"): digits = 2
        case UInt8(ascii: "u") where !isBytes: digits = 4
        case UInt8(ascii: "U") where !isBytes: digits = 8
        case UInt8(ascii: "0")...UInt8(ascii: "3"):
            try self.octal(isBytes: isBytes, into: &content)
            return
        default:
            throw Fault(.literal, Span(start, start + 2), "unknown escape; write '\\\\' for a backslash, or r\"...\"")
        }
        var value: UInt32 = 0
        for index in 0..<digits {
            guard let digit = Self.hexValue(self.peek(2 + index)) else {
                throw Fault(.literal, Span(start, start + 2 + index), "this escape needs \(digits) hexadecimal digits")
            }
            value = value << 4 | digit
        }
        self.place += 2 + digits
        try self.append(value, asByte: isBytes, from: start, into: &content)
    }

    private mutating func octal(isBytes: Bool, into content: inout [UInt8]) throws(Fault) {
        let start = self.place
        var value: UInt32 = 0
        for index in 1...3 {
            let byte = self.peek(index)
            guard byte >= 0x30, byte <= 0x37 else {
                throw Fault(.literal, Span(start, start + index), "an octal escape has three digits, as in \\012")
            }
            value = value << 3 | UInt32(byte - 0x30)
        }
        self.place += 4
        try self.append(value, asByte: isBytes, from: start, into: &content)
    }

    private func append(_ value: UInt32, asByte: Bool, from start: Int, into content: inout [UInt8]) throws(Fault) {
        if asByte {
            content.append(UInt8(truncatingIfNeeded: value))
            return
        }
        guard let scalar = Unicode.Scalar(value) else {
            throw Fault(.literal, Span(start, self.place), "this is no Unicode character; surrogates are not allowed")
        }
        content.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    private static let plainEscapes: [UInt8: UInt8] = [
        UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "?"): 0x3F, UInt8(ascii: "\""): 0x22, UInt8(ascii: "'"): 0x27,
        UInt8(ascii: "`"): 0x60, UInt8(ascii: "a"): 0x07, UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C,
        UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09, UInt8(ascii: "v"): 0x0B,
    ]
}
