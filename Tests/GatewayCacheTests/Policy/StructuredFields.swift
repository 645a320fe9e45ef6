/// A small parser of structured field lists (RFC 8941), by the letter, to check what we write.
struct StructuredFields {
    /// A bare item.
    enum Item: Equatable {
        case integer(Int)
        case string(String)
        case token(String)
        case boolean(Bool)
    }

    /// A member of a list.
    struct Member: Equatable {
        var item: Item
        var parameters: [String: Item] = [:]
    }

    struct Malformed: Error {
        var at: Int
    }

    private let bytes: [UInt8]
    private var at = 0

    /// The members of a list (section 4.2.1).
    static func list(_ text: String) throws -> [Member] {
        var parser = StructuredFields(bytes: Array(text.utf8))
        parser.skip(" ")
        var members: [Member] = []
        while parser.at < parser.bytes.count {
            members.append(try parser.member())
            parser.skip(" \t")
            guard parser.at < parser.bytes.count else { return members }
            try parser.expect(",")
            parser.skip(" \t")
            guard parser.at < parser.bytes.count else { throw Malformed(at: parser.at) }
        }
        return members
    }

    private mutating func member() throws -> Member {
        var member = Member(item: try self.item())
        while self.take(";") {
            self.skip(" ")
            let name = try self.key()
            member.parameters[name] = self.take("=") ? try self.item() : .boolean(true)
        }
        return member
    }

    private mutating func key() throws -> String {
        guard let first = self.peek, first == "*" || ("a"..."z").contains(first) else { throw Malformed(at: self.at) }
        return self.run { $0 == "_" || $0 == "-" || $0 == "." || $0 == "*" || $0.isDigit || ("a"..."z").contains($0) }
    }

    private mutating func item() throws -> Item {
        guard let first = self.peek else { throw Malformed(at: self.at) }
        switch first {
        case "\"": return .string(try self.string())
        case "?":
            self.at += 1
            if self.take("1") { return .boolean(true) }
            try self.expect("0")
            return .boolean(false)
        case "-": return try self.integer()
        case _ where first.isDigit: return try self.integer()
        case _ where first == "*" || first.isLetter:
            return .token(self.run { $0.isDigit || $0.isLetter || "!#$%&'*+-.^_`|~:/".contains(Character($0)) })
        default: throw Malformed(at: self.at)
        }
    }

    private mutating func integer() throws -> Item {
        let sign = self.take("-") ? -1 : 1
        let digits = self.run { $0.isDigit }
        guard (1...15).contains(digits.count), let number = Int(digits) else { throw Malformed(at: self.at) }
        return .integer(sign * number)
    }

    private mutating func string() throws -> String {
        try self.expect("\"")
        var text = ""
        while let next = self.peek {
            self.at += 1
            switch next {
            case "\"": return text
            case "\\":
                guard let escaped = self.peek, escaped == "\"" || escaped == "\\" else { throw Malformed(at: self.at) }
                self.at += 1
                text.unicodeScalars.append(escaped)
            case " "..."~": text.unicodeScalars.append(next)
            default: throw Malformed(at: self.at)
            }
        }
        throw Malformed(at: self.at)
    }

    private var peek: Unicode.Scalar? {
        self.at < self.bytes.count ? Unicode.Scalar(self.bytes[self.at]) : nil
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard self.peek == scalar else { return false }
        self.at += 1
        return true
    }

    private mutating func expect(_ scalar: Unicode.Scalar) throws {
        guard self.take(scalar) else { throw Malformed(at: self.at) }
    }

    private mutating func skip(_ set: String) {
        while let next = self.peek, set.unicodeScalars.contains(next) { self.at += 1 }
    }

    private mutating func run(_ isPart: (Unicode.Scalar) -> Bool) -> String {
        var text = ""
        while let next = self.peek, isPart(next) {
            text.unicodeScalars.append(next)
            self.at += 1
        }
        return text
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }
}

extension Unicode.Scalar {
    fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
    fileprivate var isLetter: Bool { ("a"..."z").contains(self) || ("A"..."Z").contains(self) }
}
