/// Reads patterns in the syntax of RE2. What cannot be matched in linear time is refused.
struct RegexParser {
    /// What `(?ims)` switches.
    struct Flags {
        var ignoresCase = false
        var isMultiline = false
        var dotTakesNewlines = false
    }

    let pattern: [UInt32]
    let limits: CELRegexLimits
    var place = 0
    var flags = Flags()
    private var depth = 0
    /// Text between `\Q` and `\E`.
    var isQuoting = false

    static func parse(_ pattern: String, limits: CELRegexLimits) throws(RegexError) -> RegexNode {
        guard pattern.utf8.count <= limits.maxPatternBytes else {
            throw RegexError(0, "it has more than \(limits.maxPatternBytes) bytes; split it")
        }
        var parser = RegexParser(pattern: pattern.unicodeScalars.map(\.value), limits: limits)
        let node = try parser.alternatives()
        guard parser.place == parser.pattern.count else {
            throw RegexError(parser.place, "')' closes nothing; write '\\)'")
        }
        return node
    }

    private init(pattern: [UInt32], limits: CELRegexLimits) {
        self.pattern = pattern
        self.limits = limits
    }

    /// The character that far ahead; nothing behind the end.
    func peek(_ ahead: Int = 0) -> UInt32? {
        let index = self.place + ahead
        return index < self.pattern.count ? self.pattern[index] : nil
    }

    func sees(_ character: Unicode.Scalar, _ ahead: Int = 0) -> Bool { self.peek(ahead) == character.value }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard self.sees(character) else { return false }
        self.place += 1
        return true
    }

    private mutating func alternatives() throws(RegexError) -> RegexNode {
        var all = [try self.sequence()]
        while !self.isQuoting, self.take("|") { all.append(try self.sequence()) }
        return all.count == 1 ? all[0] : .alternatives(all)
    }

    private mutating func sequence() throws(RegexError) -> RegexNode {
        var parts: [RegexNode] = []
        while let character = self.peek() {
            if self.isQuoting {
                parts += try self.repeated(self.quoted())
                continue
            }
            if self.sees("|") || self.sees(")") { break }
            if self.sees("\\"), self.sees("Q", 1) {
                self.place += 2
                self.isQuoting = true
                continue
            }
            if self.sees("\\"), self.sees("E", 1) {
                self.place += 2
                continue
            }
            if self.isRepetition(character) {
                throw RegexError(self.place, "there is nothing to repeat here; write '\\' in front of the character")
            }
            parts += try self.repeated(try self.atom())
        }
        return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
    }

    /// A character of quoted text; nothing where the quote ends.
    private mutating func quoted() -> RegexNode? {
        if self.sees("\\"), self.sees("E", 1) {
            self.place += 2
            self.isQuoting = false
            return nil
        }
        let character = self.pattern[self.place]
        self.place += 1
        // A repetition behind the quote takes its last character.
        if self.sees("\\"), self.sees("E", 1) {
            self.place += 2
            self.isQuoting = false
        }
        return self.literal(character)
    }

    func literal(_ character: UInt32) -> RegexNode {
        let set = ScalarSet(character)
        return .set(self.flags.ignoresCase ? set.foldingCase : set)
    }

    // MARK: Repetition

    private func isRepetition(_ character: UInt32) -> Bool {
        switch character {
        case 0x2A, 0x2B, 0x3F: true
        case 0x7B: self.counts() != nil
        default: false
        }
    }

    /// The node with the repetition that stands behind it.
    private mutating func repeated(_ node: RegexNode?) throws(RegexError) -> [RegexNode] {
        guard let node else { return [] }
        guard !self.isQuoting, let bounds = try self.bounds() else { return [node] }
        // A repetition that takes as little as it can finds the same matches.
        _ = self.take("?")
        if let next = self.peek(), self.isRepetition(next) {
            throw RegexError(self.place, "a repetition of a repetition; write (?:...) around the inner one")
        }
        return [.repeated(node, least: bounds.least, most: bounds.most)]
    }

    private mutating func bounds() throws(RegexError) -> (least: Int, most: Int?)? {
        if self.take("*") { return (0, nil) }
        if self.take("+") { return (1, nil) }
        if self.take("?") { return (0, 1) }
        guard self.sees("{"), let counts = self.counts() else { return nil }
        let start = self.place
        self.place += counts.length
        guard counts.least <= self.limits.maxRepeat, counts.most ?? 0 <= self.limits.maxRepeat else {
            throw RegexError(start, "a count is larger than \(self.limits.maxRepeat)")
        }
        if let most = counts.most, most < counts.least {
            throw RegexError(start, "the second count is smaller than the first")
        }
        return (counts.least, counts.most)
    }

    /// `{n}`, `{n,}` or `{n,m}`; other braces are plain characters.
    private func counts() -> (least: Int, most: Int?, length: Int)? {
        var index = self.place + 1
        func number() -> (Int, Int)? {
            var value = 0
            var end = index
            while end < self.pattern.count, let digit = Self.digit(self.pattern[end]) {
                value = min(value * 10 + digit, 1_000_000)
                end += 1
            }
            return end > index ? (value, end) : nil
        }
        guard let (least, end) = number() else { return nil }
        index = end
        var most: Int? = least
        if index < self.pattern.count, self.pattern[index] == 0x2C {
            index += 1
            most = nil
            if let (value, end) = number() {
                most = value
                index = end
            }
        }
        guard index < self.pattern.count, self.pattern[index] == 0x7D else { return nil }
        return (least, most, index + 1 - self.place)
    }

    static func digit(_ character: UInt32) -> Int? { (0x30...0x39).contains(character) ? Int(character - 0x30) : nil }

    // MARK: Groups

    mutating func group() throws(RegexError) -> RegexNode {
        let start = self.place
        self.place += 1
        self.depth += 1
        defer { self.depth -= 1 }
        guard self.depth <= self.limits.maxDepth else { throw RegexError(start, "groups are nested too deep") }
        let outer = self.flags
        if self.take("?") {
            guard try self.groupHead(start) else { return .empty }
        }
        let inner = try self.alternatives()
        guard self.take(")") else { throw RegexError(start, "this '(' is not closed; add ')' or write '\\('") }
        self.flags = outer
        return inner
    }

    /// What stands behind `(?`. Returns whether a group follows; `(?i)` only switches flags for what comes.
    private mutating func groupHead(_ start: Int) throws(RegexError) -> Bool {
        if self.take("P") {
            if self.sees("=") || self.sees(">") { throw RegexError(start, "references to groups are not supported") }
            try self.groupName(start)
            return true
        }
        if self.sees("<"), self.sees("=", 1) || self.sees("!", 1) {
            throw RegexError(start, "looking behind is not supported; match the text itself")
        }
        if self.sees("<") {
            try self.groupName(start)
            return true
        }
        if self.sees("=") || self.sees("!") {
            throw RegexError(start, "looking ahead is not supported; use two matches() with && or !")
        }
        if self.sees(">") { throw RegexError(start, "atomic groups are not supported; write (?:...)") }
        var isOn = true
        var flags = self.flags
        while let character = self.peek() {
            self.place += 1
            switch Unicode.Scalar(character) {
            case "i": flags.ignoresCase = isOn
            case "m": flags.isMultiline = isOn
            case "s": flags.dotTakesNewlines = isOn
            case "U": break
            case "-" where isOn: isOn = false
            case ":", ")":
                self.flags = flags
                return character == 0x3A
            default: throw RegexError(self.place - 1, "unknown flag; there are i, m, s and U")
            }
        }
        throw RegexError(start, "this '(' is not closed; add ')'")
    }

    private mutating func groupName(_ start: Int) throws(RegexError) {
        guard self.take("<") else { throw RegexError(start, "a named group is written (?P<name>...)") }
        let first = self.place
        while let character = self.peek(), character < 0x80, Lexer.continuesName(UInt8(character)) { self.place += 1 }
        guard self.place > first, self.take(">") else {
            throw RegexError(start, "a group's name has letters, digits and '_', as in (?P<name>...)")
        }
    }
}
