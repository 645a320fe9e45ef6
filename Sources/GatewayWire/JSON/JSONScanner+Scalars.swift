#if canImport(CWireScan)
    import CWireScan
#endif

extension JSONScanner {
    /// The end of a string and whether it must be unescaped to be read.
    struct StringEnd {
        /// Offset just after the closing quote.
        let end: Int
        /// Whether a backslash stands in the string.
        let hasEscapes: Bool
    }

    /// Checks the string whose opening quote is at the offset.
    func string(at open: Int) throws(JSONError) -> StringEnd {
        #if canImport(CWireScan)
            let close = signalbox_plain_string_end(self.base, open &+ 1, self.count)
            if close >= 0 {
                return StringEnd(end: close &+ 1, hasEscapes: false)
            }
        #endif
        return try self.anyString(at: open)
    }

    /// The same for strings of any length and content.
    @inline(never)
    private func anyString(at open: Int) throws(JSONError) -> StringEnd {
        var index = open &+ 1
        var hasEscapes = false
        while true {
            #if canImport(CWireScan)
                let stop = signalbox_scan_string(self.base, index, self.count)
                index = stop.offset
                hasEscapes = hasEscapes || stop.has_escapes != 0
            #endif
            while index &+ 8 <= self.count {
                let stops = Word.stringStops(Word.load(self.base, index))
                if stops != 0 {
                    index &+= stops.trailingZeroBitCount &>> 3
                    break
                }
                index &+= 8
            }
            guard index < self.count else { throw JSONError(.unexpectedEnd, at: self.count) }
            let byte = self.base[index]
            if byte == Byte.quote {
                return StringEnd(end: index &+ 1, hasEscapes: hasEscapes)
            } else if byte == Byte.backslash {
                hasEscapes = true
                index = try self.escape(at: index)
            } else if byte >= 0x80 {
                index = try self.multibyteRun(at: index)
            } else if byte < 0x20 {
                throw JSONError(.controlCharacter, at: index)
            } else {
                // Reached only in the last seven bytes of the text, where no whole word can be loaded.
                index &+= 1
            }
        }
    }

    /// Checks the escape whose backslash is at the offset.
    @inline(__always)
    func escape(at start: Int) throws(JSONError) -> Int {
        guard start &+ 1 < self.count else { throw JSONError(.unexpectedEnd, at: self.count) }
        switch self.base[start &+ 1] {
        case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74:
            return start &+ 2
        case Byte.letterU:
            for place in 2..<6 {
                guard start &+ place < self.count else { throw JSONError(.unexpectedEnd, at: self.count) }
                guard Byte.hexValue(self.base[start &+ place]) != nil else { throw JSONError(.badEscape, at: start) }
            }
            return start &+ 6
        default:
            throw JSONError(.badEscape, at: start)
        }
    }

    /// Checks the UTF-8 sequences at the offset up to the next ASCII byte.
    private func multibyteRun(at start: Int) throws(JSONError) -> Int {
        var index = start
        while index < self.count, self.base[index] >= 0x80 {
            let length = UTF8Sequence.length(self.base + index, available: self.count &- index)
            guard length > 0 else { throw JSONError(.badUTF8, at: index) }
            index &+= length
        }
        return index
    }

    /// Checks a number, true, false or null.
    @inline(__always)
    func scalar(at start: Int) throws(JSONError) -> Int {
        let first = self.base[start]
        if first == Byte.minus || Byte.isDigit(first) { return try self.number(at: start) }
        return try self.literal(at: start)
    }

    /// Checks a number: `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`.
    func number(at start: Int) throws(JSONError) -> Int {
        var index = start
        if self.base[index] == Byte.minus { index &+= 1 }
        guard index < self.count else { throw JSONError(.unexpectedEnd, at: index) }
        if self.base[index] == Byte.zero {
            index &+= 1
            if index < self.count, Byte.isDigit(self.base[index]) { throw JSONError(.badNumber, at: start) }
        } else {
            index = try self.digits(at: index, of: start)
        }
        if index < self.count, self.base[index] == Byte.dot { index = try self.digits(at: index &+ 1, of: start) }
        if index < self.count, self.base[index] | 0x20 == Byte.letterE {
            index &+= 1
            if index < self.count, self.base[index] == Byte.plus || self.base[index] == Byte.minus { index &+= 1 }
            index = try self.digits(at: index, of: start)
        }
        return index
    }

    @inline(__always)
    private func digits(at start: Int, of number: Int) throws(JSONError) -> Int {
        var index = start
        while index < self.count, Byte.isDigit(self.base[index]) { index &+= 1 }
        guard index > start else {
            throw index < self.count ? JSONError(.badNumber, at: number) : JSONError(.unexpectedEnd, at: index)
        }
        return index
    }

    /// Checks one of the three words, and says what is wrong with anything else.
    private func literal(at start: Int) throws(JSONError) -> Int {
        switch self.base[start] {
        case Byte.letterT: return try self.word("true", at: start)
        case Byte.letterF: return try self.word("false", at: start)
        case Byte.letterN: return try self.word("null", at: start)
        case 0x41...0x5A, 0x61...0x7A: throw JSONError(.badLiteral, at: start)
        default: throw JSONError(.expectedValue, at: start)
        }
    }

    @inline(__always)
    private func word(_ text: StaticString, at start: Int) throws(JSONError) -> Int {
        let length = text.utf8CodeUnitCount
        let available = min(length, self.count &- start)
        for place in 0..<available where self.base[start &+ place] != text.utf8Start[place] {
            throw JSONError(.badLiteral, at: start)
        }
        guard available == length else { throw JSONError(.unexpectedEnd, at: self.count) }
        return start &+ length
    }
}

/// The strict UTF-8 of RFC 3629.
enum UTF8Sequence {
    /// Length of the sequence at the pointer (1 to 4), or 0 when it is malformed or cut off.
    @inline(__always)
    static func length(_ pointer: UnsafePointer<UInt8>, available: Int) -> Int {
        guard available > 0 else { return 0 }
        let first = pointer[0]
        if first < 0x80 { return 1 }
        guard available > 1 else { return 0 }
        let second = pointer[1]
        if first < 0xE0 {
            return first >= 0xC2 && self.isContinuation(second) ? 2 : 0
        }
        guard available > 2, self.isContinuation(second), self.isContinuation(pointer[2]) else { return 0 }
        if first < 0xF0 {
            if first == 0xE0, second < 0xA0 { return 0 }
            if first == 0xED, second >= 0xA0 { return 0 }
            return 3
        }
        guard first < 0xF5, available > 3, self.isContinuation(pointer[3]) else { return 0 }
        if first == 0xF0, second < 0x90 { return 0 }
        if first == 0xF4, second >= 0x90 { return 0 }
        return 4
    }

    @inline(__always)
    private static func isContinuation(_ byte: UInt8) -> Bool {
        byte & 0xC0 == 0x80
    }
}
