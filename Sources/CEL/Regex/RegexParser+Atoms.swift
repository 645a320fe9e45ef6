/// Characters, escapes and classes.
extension RegexParser {
    mutating func atom() throws(RegexError) -> RegexNode {
        let character = self.pattern[self.place]
        switch Unicode.Scalar(character) {
        case "(": return try self.group()
        case "[": return .set(try self.bracket())
        case "\\": return try self.escape()
        default: break
        }
        self.place += 1
        switch Unicode.Scalar(character) {
        case ".": return .set(self.flags.dotTakesNewlines ? .all : ScalarSet.newline.inverted)
        case "^": return .assertion(self.flags.isMultiline ? .lineStart : .textStart)
        case "$": return .assertion(self.flags.isMultiline ? .lineEnd : .textEnd)
        default: return self.literal(character)
        }
    }

    private mutating func escape() throws(RegexError) -> RegexNode {
        let start = self.place
        guard let letter = self.peek(1) else {
            throw RegexError(start, "the pattern ends with a backslash; write '\\\\' for one")
        }
        switch Unicode.Scalar(letter) {
        case "b":
            self.place += 2
            return .assertion(.wordBoundary)
        case "B":
            self.place += 2
            return .assertion(.noWordBoundary)
        case "A":
            self.place += 2
            return .assertion(.textStart)
        case "z":
            self.place += 2
            return .assertion(.textEnd)
        default: break
        }
        if let set = try self.namedSet() { return .set(set) }
        return self.literal(try self.escapedCharacter())
    }

    /// `\d`, `\pL` and such, if one stands here.
    private mutating func namedSet() throws(RegexError) -> ScalarSet? {
        guard self.sees("\\"), let letter = self.peek(1), let scalar = Unicode.Scalar(letter) else { return nil }
        switch scalar {
        case "d", "D", "w", "W", "s", "S":
            self.place += 2
            let name = Character(scalar).lowercased()
            let set: ScalarSet = name == "d" ? .digits : name == "w" ? .words : .blanks
            return Character(scalar).isUppercase ? set.inverted : set
        case "p", "P": return try self.category(isInverted: scalar == "P")
        default: return nil
        }
    }

    private mutating func category(isInverted: Bool) throws(RegexError) -> ScalarSet {
        let start = self.place
        self.place += 2
        var isInverted = isInverted
        var name = ""
        if self.take("{") {
            if self.take("^") { isInverted.toggle() }
            while let character = self.peek(), character != 0x7D {
                name.unicodeScalars.append(Unicode.Scalar(character) ?? " ")
                self.place += 1
            }
            guard self.take("}") else { throw RegexError(start, "this class is not closed; add '}'") }
        } else if let character = self.peek() {
            name.unicodeScalars.append(Unicode.Scalar(character) ?? " ")
            self.place += 1
        }
        guard let set = UnicodeTables.category(name) else {
            throw RegexError(start, "unknown class '\(name)'; general categories such as \\pL or \\p{Lu} are supported")
        }
        let folded = self.flags.ignoresCase ? set.foldingCase : set
        return isInverted ? folded.inverted : folded
    }

    /// A character behind a backslash.
    private mutating func escapedCharacter() throws(RegexError) -> UInt32 {
        let start = self.place
        guard let letter = self.peek(1), let scalar = Unicode.Scalar(letter) else {
            throw RegexError(start, "the pattern ends with a backslash; write '\\\\' for one")
        }
        self.place += 2
        switch scalar {
        case "a": return 0x07
        case "f": return 0x0C
        case "n": return 0x0A
        case "r": return 0x0D
        case "t": return 0x09
        case "v": return 0x0B
        case "x": return try self.hexadecimal(start)
        case "0": return self.octal(0)
        case "1"..."7" where self.octalDigit(0) != nil && self.octalDigit(1) != nil: return self.octal(letter - 0x30)
        case "1"..."9": throw RegexError(start, "references to groups are not supported")
        case "Z": throw RegexError(start, "'\\Z' is not supported; write '\\z' or '$'")
        case "C", "G", "K", "R", "X": throw RegexError(start, "'\\\(scalar)' is not supported")
        case _ where letter < 0x80 && !Lexer.continuesName(UInt8(letter)): return letter
        case "_": return letter
        default: throw RegexError(start, "unknown escape '\\\(scalar)'; write the character alone")
        }
    }

    private func octalDigit(_ ahead: Int) -> UInt32? {
        guard let character = self.peek(ahead), (0x30...0x37).contains(character) else { return nil }
        return character - 0x30
    }

    private mutating func octal(_ first: UInt32) -> UInt32 {
        var value = first
        for _ in 0..<2 {
            guard let digit = self.octalDigit(0) else { break }
            value = value << 3 | digit
            self.place += 1
        }
        return value
    }

    private mutating func hexadecimal(_ start: Int) throws(RegexError) -> UInt32 {
        let isBraced = self.take("{")
        var value: UInt32 = 0
        var count = 0
        while count < (isBraced ? 6 : 2), let character = self.peek(), character < 0x80,
            let digit = Lexer.hexValue(UInt8(character))
        {
            value = value << 4 | digit
            count += 1
            self.place += 1
        }
        guard isBraced ? count > 0 && self.take("}") : count == 2, Unicode.Scalar(value) != nil else {
            throw RegexError(
                start,
                "write two hexadecimal digits, as in \\x41, or a character's number, as in \\x{1F600}"
            )
        }
        return value
    }

    // MARK: Brackets

    private mutating func bracket() throws(RegexError) -> ScalarSet {
        let start = self.place
        self.place += 1
        let isInverted = self.take("^")
        var set = ScalarSet()
        var isFirst = true
        var ranges: [ClosedRange<UInt32>] = []
        while isFirst || !self.sees("]") {
            guard self.peek() != nil else { throw RegexError(start, "this '[' is not closed; add ']' or write '\\['") }
            isFirst = false
            if self.sees("["), self.sees(":", 1), let named = try self.posixSet() {
                set = set.union(named)
                continue
            }
            if let named = try self.namedSet() {
                set = set.union(named)
                continue
            }
            ranges.append(try self.range())
        }
        self.place += 1
        set = set.union(ScalarSet(ranges))
        if self.flags.ignoresCase { set = set.foldingCase }
        return isInverted ? set.inverted : set
    }

    private mutating func range() throws(RegexError) -> ClosedRange<UInt32> {
        let start = self.place
        let low = try self.bracketCharacter()
        guard self.sees("-"), let next = self.peek(1), next != 0x5D else { return low...low }
        self.place += 1
        let high = try self.bracketCharacter()
        guard low <= high else { throw RegexError(start, "the range runs backwards; swap its ends") }
        return low...high
    }

    private mutating func bracketCharacter() throws(RegexError) -> UInt32 {
        if self.sees("\\") { return try self.escapedCharacter() }
        guard let character = self.peek() else { throw RegexError(self.place, "a class is not closed; add ']'") }
        self.place += 1
        return character
    }

    /// `[:alpha:]` and such; nothing if it is not closed.
    private mutating func posixSet() throws(RegexError) -> ScalarSet? {
        let start = self.place
        var end = start + 2
        while end < self.pattern.count, self.pattern[end] != 0x3A, self.pattern[end] != 0x5D { end += 1 }
        guard end + 1 < self.pattern.count, self.pattern[end] == 0x3A, self.pattern[end + 1] == 0x5D else { return nil }
        var name = ""
        name.unicodeScalars.append(contentsOf: self.pattern[(start + 2)..<end].compactMap { Unicode.Scalar($0) })
        let isInverted = name.hasPrefix("^")
        guard let set = Self.posixSets[isInverted ? String(name.dropFirst()) : name] else {
            throw RegexError(start, "unknown class '[:\(name):]'")
        }
        self.place = end + 2
        return isInverted ? set.inverted : set
    }

    private static let posixSets: [String: ScalarSet] = [
        "alnum": ScalarSet([0x30...0x39, 0x41...0x5A, 0x61...0x7A]),
        "alpha": ScalarSet([0x41...0x5A, 0x61...0x7A]),
        "ascii": ScalarSet([0x00...0x7F]),
        "blank": ScalarSet([0x09...0x09, 0x20...0x20]),
        "cntrl": ScalarSet([0x00...0x1F, 0x7F...0x7F]),
        "digit": .digits,
        "graph": ScalarSet([0x21...0x7E]),
        "lower": ScalarSet([0x61...0x7A]),
        "print": ScalarSet([0x20...0x7E]),
        "punct": ScalarSet([0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E]),
        "space": ScalarSet([0x09...0x0D, 0x20...0x20]),
        "upper": ScalarSet([0x41...0x5A]),
        "word": .words,
        "xdigit": ScalarSet([0x30...0x39, 0x41...0x46, 0x61...0x66]),
    ]
}
