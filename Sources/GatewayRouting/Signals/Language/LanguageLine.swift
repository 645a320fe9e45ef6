/// What a line is, told from its first bytes and its punctuation.
enum LanguageLine {
    /// Whether a fence of code begins or ends here.
    static func isFence(_ line: UnsafeBufferPointer<UInt8>, _ at: Int) -> Bool {
        at + 3 <= line.count && (line[at] == 0x60 || line[at] == 0x7E) && line[at + 1] == line[at]
            && line[at + 2] == line[at]
    }

    /// Whether a fence comes again later in the line.
    static func closes(_ line: UnsafeBufferPointer<UInt8>, _ from: Int) -> Bool {
        var at = from
        while at + 3 <= line.count {
            if self.isFence(line, at) { return true }
            at += 1
        }
        return false
    }

    /// The place after the next such byte; the place after this one where there is none on the line.
    static func after(_ byte: UInt8, in line: UnsafeBufferPointer<UInt8>, from begin: Int) -> Int {
        var at = begin + 1
        while at < line.count, at - begin < 400 {
            if line[at] == byte { return at + 1 }
            at += 1
        }
        return begin + 1
    }

    /// Whether the line is code, markup or part of a trace.
    static func isCode(_ line: UnsafeBufferPointer<UInt8>, _ begin: Int) -> Bool {
        guard begin < line.count else { return false }
        var symbols = 0
        var letters = 0
        var last: UInt8 = 0
        // Something is called: a parenthesis right after a letter.
        var calls = false
        for at in begin..<line.count {
            let byte = line[at]
            switch byte {
            case 0x80...: letters += 1
            case 0x41...0x5A, 0x61...0x7A: letters += 1
            case 0x7B, 0x7D, 0x5B, 0x5D, 0x28, 0x29, 0x3B, 0x3D, 0x3C, 0x3E, 0x24, 0x5C, 0x7C, 0x26, 0x5F, 0x22, 0x23,
                0x2B, 0x2A, 0x25, 0x40, 0x5E, 0x7E, 0x2F:
                symbols += 1
            default: break
            }
            if byte == 0x28, (last | 0x20) &- 0x61 < 26, at > begin, line[at - 1] == last { calls = true }
            if byte > 0x20 { last = byte }
        }
        // Code ends lines as prose does not; `;` after one word is prose more often than not.
        let endsAsCode = last == 0x3B || last == 0x7B || last == 0x7D
        if endsAsCode, symbols > 1, symbols * 20 > letters { return true }
        if symbols * 5 > letters, symbols > 2 { return true }
        if begin > 1, last == 0x29, calls { return true }
        return self.isTrace(line, begin)
    }

    private static func isTrace(_ line: UnsafeBufferPointer<UInt8>, _ begin: Int) -> Bool {
        if begin > 0, self.begins(line, begin, "at "), line.contains(0x2E) || line.contains(0x28) { return true }
        return self.namesError(line, begin) || self.begins(line, begin, "File \"")
            || self.begins(line, begin, "Traceback (")
            || self.begins(line, begin, "npm ERR!") || self.begins(line, begin, "Caused by:")
            || self.begins(line, begin, "Exception in ")
    }

    /// Whether the line begins as `TypeError: ...`, `java.io.IOException: ...` or `error[E0308]: ...` do.
    private static func namesError(_ line: UnsafeBufferPointer<UInt8>, _ begin: Int) -> Bool {
        var end = begin
        while end < line.count, end - begin < 80, line[end] != 0x3A, line[end] > 0x20 { end += 1 }
        guard end + 1 < line.count, line[end] == 0x3A, line[end + 1] == 0x20 else { return false }
        if self.begins(line, begin, "error") || self.begins(line, begin, "warning")
            || self.begins(line, begin, "fatal:")
            || self.begins(line, begin, "hint:")
        {
            return true
        }
        return self.ends(line, end, "Error") || self.ends(line, end, "Exception") || self.ends(line, end, "Warning")
    }

    private static func ends(_ line: UnsafeBufferPointer<UInt8>, _ end: Int, _ word: StaticString) -> Bool {
        self.begins(line, end - word.utf8CodeUnitCount, word)
    }

    private static func begins(_ line: UnsafeBufferPointer<UInt8>, _ at: Int, _ word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard at >= 0, at + length <= line.count else { return false }
        for place in 0..<length where line[at + place] != word.utf8Start[place] { return false }
        return true
    }
}

/// Decoding of one scalar beyond ASCII.
enum LanguageScalar {
    /// The scalar and its length; 0 and 1 where the bytes are none.
    static func decode(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> (scalar: UInt32, length: Int) {
        let lead = text[at]
        let length: Int
        var scalar: UInt32
        switch lead {
        case 0xC2...0xDF: (length, scalar) = (2, UInt32(lead & 0x1F))
        case 0xE0...0xEF: (length, scalar) = (3, UInt32(lead & 0x0F))
        case 0xF0...0xF4: (length, scalar) = (4, UInt32(lead & 0x07))
        default: return (0, 1)
        }
        guard at + length <= text.count else { return (0, 1) }
        for place in (at + 1)..<(at + length) {
            let byte = text[place]
            guard byte & 0xC0 == 0x80 else { return (0, 1) }
            scalar = scalar << 6 | UInt32(byte & 0x3F)
        }
        return (scalar, length)
    }
}
