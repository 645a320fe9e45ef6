import GatewayCore

/// Making of ids that look like a provider's.
enum Identifier {
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// Letters and digits.
    static func text(_ length: Int, from chance: inout Chance) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(length)
        for _ in 0..<length {
            bytes.append(Self.alphabet[chance.below(Self.alphabet.count)])
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Hexadecimal digits.
    static func hex(_ length: Int, from chance: inout Chance) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(length)
        for _ in 0..<length {
            let digit = UInt8(truncatingIfNeeded: chance.below(16))
            bytes.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
