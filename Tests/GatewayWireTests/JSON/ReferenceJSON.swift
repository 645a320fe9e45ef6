/// A slow and plain recogniser of RFC 8259, written apart from the scanner, to compare it with.
struct ReferenceJSON {
    private let bytes: [UInt8]
    private let maxDepth: Int
    private var index = 0

    /// Whether the bytes are one JSON value in strict UTF-8.
    static func accepts(_ bytes: [UInt8], maxDepth: Int = 128) -> Bool {
        guard String(validating: bytes, as: UTF8.self) != nil else { return false }
        var reference = ReferenceJSON(bytes: bytes, maxDepth: maxDepth)
        return reference.space() && reference.value(0) && reference.space() && reference.index == bytes.count
    }

    private init(bytes: [UInt8], maxDepth: Int) {
        self.bytes = bytes
        self.maxDepth = maxDepth
    }

    private var current: Character? {
        self.index < self.bytes.count ? Character(Unicode.Scalar(self.bytes[self.index])) : nil
    }

    private mutating func space() -> Bool {
        while self.index < self.bytes.count, [32, 10, 13, 9].contains(self.bytes[self.index]) { self.index += 1 }
        return true
    }

    private mutating func take(_ text: String) -> Bool {
        guard self.bytes[self.index...].starts(with: text.utf8) else { return false }
        self.index += text.utf8.count
        return true
    }

    private mutating func value(_ depth: Int) -> Bool {
        switch self.current {
        case "{": return depth < self.maxDepth && self.container("}", depth, named: true)
        case "[": return depth < self.maxDepth && self.container("]", depth, named: false)
        case "\"": return self.string()
        case "t": return self.take("true")
        case "f": return self.take("false")
        case "n": return self.take("null")
        default: return self.number()
        }
    }

    private mutating func container(_ close: String, _ depth: Int, named: Bool) -> Bool {
        self.index += 1
        guard self.space(), !self.take(close) else { return true }
        repeat {
            if named { guard self.space(), self.string(), self.space(), self.take(":") else { return false } }
            guard self.space(), self.value(depth + 1), self.space() else { return false }
        } while self.take(",")
        return self.take(close)
    }

    private mutating func string() -> Bool {
        guard self.take("\"") else { return false }
        while let character = self.current {
            self.index += 1
            if character == "\"" { return true }
            if self.bytes[self.index - 1] < 32 { return false }
            guard character == "\\" else { continue }
            guard let escape = self.current else { return false }
            self.index += 1
            guard escape == "u" else {
                if "\"\\/bfnrt".contains(escape) { continue }
                return false
            }
            for _ in 0..<4 {
                guard let digit = self.current, digit.isASCII, digit.isHexDigit else { return false }
                self.index += 1
            }
        }
        return false
    }

    private mutating func number() -> Bool {
        _ = self.take("-")
        if !self.take("0") { guard self.digits() else { return false } }
        if self.take(".") { guard self.digits() else { return false } }
        if self.take("e") || self.take("E") {
            _ = self.take("+") || self.take("-")
            return self.digits()
        }
        return true
    }

    private mutating func digits() -> Bool {
        let start = self.index
        while let digit = self.current, digit.isASCII, digit.isNumber { self.index += 1 }
        return self.index > start
    }
}
