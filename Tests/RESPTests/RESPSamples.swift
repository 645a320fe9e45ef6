import NIOCore
import RESP

/// Random values of the protocol with their encoding, from a seed.
struct RESPSamples {
    var chance: RedisJitter

    init(seed: UInt64) { self.chance = RedisJitter(seed: seed) }

    /// A value of any type; aggregates to a depth of four.
    mutating func value(depth: Int = 0) -> RESPValue {
        let kinds = depth < 4 ? 13 : 9
        switch Int.random(in: 0..<kinds, using: &self.chance) {
        case 0: return .simple(self.text())
        case 1: return .bulk(self.bytes())
        case 2: return .error(RESPError("ERR " + String(buffer: self.text())))
        case 3: return .integer(self.integer())
        case 4: return .double(Double(Int.random(in: -9_999...9_999, using: &self.chance)) / 8)
        case 5: return .boolean(Bool.random(using: &self.chance))
        case 6: return .bigNumber(ByteBuffer(string: "-3492890328409238509324850943850943825024385"))
        case 7:
            var text = ByteBuffer(string: "txt:")
            text.writeImmutableBuffer(self.bytes())
            return .verbatim(text)
        case 8: return .null
        case 9, 10: return .array(self.values(depth))
        case 11: return .set(self.values(depth))
        default: return .map(self.values(depth).map { RESPMapEntry(key: $0, value: self.value(depth: depth + 1)) })
        }
    }

    private mutating func values(_ depth: Int) -> [RESPValue] {
        (0..<Int.random(in: 0...4, using: &self.chance)).map { _ in self.value(depth: depth + 1) }
    }

    private mutating func integer() -> Int64 {
        switch Int.random(in: 0..<4, using: &self.chance) {
        case 0: return .min
        case 1: return .max
        default: return Int64.random(in: -1_000...1_000, using: &self.chance)
        }
    }

    private mutating func text() -> ByteBuffer {
        ByteBuffer(bytes: (0..<Int.random(in: 0...12, using: &self.chance)).map { UInt8(0x61 + $0) })
    }

    /// Bytes with many line ends among them.
    private mutating func bytes() -> ByteBuffer {
        let alphabet: [UInt8] = [0x0D, 0x0A, 0x24, 0x00, 0xFF, 0x2A, 0x31]
        let count = Int.random(in: 0...40, using: &self.chance)
        return ByteBuffer(bytes: (0..<count).map { _ in alphabet.randomElement(using: &self.chance) ?? 0 })
    }
}

extension RESPValue {
    /// The value as a server writes it.
    var encoded: ByteBuffer {
        var bytes = ByteBuffer()
        self.write(into: &bytes)
        return bytes
    }

    private func write(into bytes: inout ByteBuffer) {
        switch self {
        case .simple(let text): bytes.writeString("+\(String(buffer: text))\r\n")
        case .bulk(let content): Self.write("$", content, into: &bytes)
        case .error(let error): bytes.writeString("-\(error.message)\r\n")
        case .integer(let number): bytes.writeString(":\(number)\r\n")
        case .double(let number): bytes.writeString(",\(number)\r\n")
        case .boolean(let flag): bytes.writeString(flag ? "#t\r\n" : "#f\r\n")
        case .bigNumber(let digits): bytes.writeString("(\(String(buffer: digits))\r\n")
        case .verbatim(let content): Self.write("=", content, into: &bytes)
        case .null: bytes.writeString("_\r\n")
        case .array(let values): Self.write("*", values, into: &bytes)
        case .set(let values): Self.write("~", values, into: &bytes)
        case .push(let values): Self.write(">", values, into: &bytes)
        case .map(let entries):
            bytes.writeString("%\(entries.count)\r\n")
            for entry in entries {
                entry.key.write(into: &bytes)
                entry.value.write(into: &bytes)
            }
        }
    }

    private static func write(_ type: String, _ content: ByteBuffer, into bytes: inout ByteBuffer) {
        bytes.writeString("\(type)\(content.readableBytes)\r\n")
        bytes.writeImmutableBuffer(content)
        bytes.writeString("\r\n")
    }

    private static func write(_ type: String, _ values: [RESPValue], into bytes: inout ByteBuffer) {
        bytes.writeString("\(type)\(values.count)\r\n")
        for value in values { value.write(into: &bytes) }
    }
}

extension RESPParser {
    /// Everything that can be parsed now.
    mutating func all() throws(RESPParseError) -> [RESPValue] {
        var values: [RESPValue] = []
        while let value = try self.next() { values.append(value) }
        return values
    }

    /// Parses one text whole.
    static func parse(_ text: String, limits: Limits = Limits()) throws(RESPParseError) -> [RESPValue] {
        var parser = RESPParser(limits: limits)
        parser.feed(ByteBuffer(string: text))
        return try parser.all()
    }
}

/// A bulk string from text.
func bulk(_ text: String) -> RESPValue { .bulk(ByteBuffer(string: text)) }

/// A status from text.
func simple(_ text: String) -> RESPValue { .simple(ByteBuffer(string: text)) }
