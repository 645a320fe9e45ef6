import Crypto

/// Why a text is not a root key. It never tells the text.
package enum RootKeyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The text is neither hexadecimal nor base64.
    case unreadable
    /// The text stands for another number of bytes than 32.
    case wrongLength(Int)
    /// All bytes of the key are the same.
    case weak

    /// What is wrong and how to mend it.
    package var description: String {
        switch self {
        case .unreadable:
            "The key is neither hexadecimal nor base64. Make one with: openssl rand -base64 32"
        case .wrongLength(let count):
            "The key has \(count) bytes, and 32 are needed. Make one with: openssl rand -base64 32"
        case .weak:
            "All bytes of the key are the same. Make a random one with: openssl rand -base64 32"
        }
    }
}

/// A root key of the encryption at rest: 32 bytes from which the keys of the tenants are derived.
///
/// It cannot be printed, and is compared in constant time.
package struct RootKey: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Bytes of a key.
    package static let byteCount = 32

    /// The key itself, for derivation only.
    let secret: SymmetricKey

    /// Reads 64 hexadecimal digits, or base64 of 32 bytes: either alphabet (RFC 4648 sections 4 and 5), with or without
    /// padding. Space around the text is passed over.
    package init(text: String) throws(RootKeyError) {
        var digits = Array(text.utf8)
        while let last = digits.last, last <= 0x20 { digits.removeLast() }
        digits = Array(digits.drop { $0 <= 0x20 })
        // 32 bytes have 64 digits or 43 letters, so no key is taken for the other writing.
        let isHex = !digits.isEmpty && digits.count % 2 == 0 && digits.allSatisfy { Self.hexValue($0) != nil }
        guard let bytes = isHex ? Self.bytes(ofHex: digits) : Self.bytes(ofBase64: digits) else { throw .unreadable }
        try self.init(bytes: bytes)
    }

    /// Takes a key as it is.
    package init(bytes: [UInt8]) throws(RootKeyError) {
        guard bytes.count == Self.byteCount else { throw .wrongLength(bytes.count) }
        guard bytes.contains(where: { $0 != bytes[0] }) else { throw .weak }
        self.secret = SymmetricKey(data: bytes)
    }

    /// A mask.
    package var description: String { "***" }
    /// A mask.
    package var debugDescription: String { "***" }
    /// An empty mirror, so that `dump` shows nothing.
    package var customMirror: Mirror { Mirror(self, children: [:]) }

    private static func hexValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x37
        case 0x61...0x66: digit - 0x57
        default: nil
        }
    }

    private static func bytes(ofHex digits: [UInt8]) -> [UInt8]? {
        stride(from: 0, to: digits.count, by: 2).map { index in
            (self.hexValue(digits[index]) ?? 0) << 4 | (self.hexValue(digits[index + 1]) ?? 0)
        }
    }

    private static func bytes(ofBase64 text: [UInt8]) -> [UInt8]? {
        var letters = text[...]
        var padding = 0
        while letters.last == 0x3D, padding < 2 {
            letters.removeLast()
            padding += 1
        }
        guard !letters.isEmpty, letters.count % 4 != 1, padding == 0 || (letters.count + padding) % 4 == 0 else {
            return nil
        }
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var bitCount: UInt32 = 0
        for letter in letters {
            guard let value = self.base64Value(letter) else { return nil }
            bits = bits << 6 | value
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> bitCount))
            }
        }
        // Bits that stand for nothing must be 0, or a mistyped letter would go unnoticed.
        guard bits & ((1 << bitCount) - 1) == 0 else { return nil }
        return bytes
    }

    private static func base64Value(_ letter: UInt8) -> UInt32? {
        switch letter {
        case 0x41...0x5A: UInt32(letter - 0x41)
        case 0x61...0x7A: UInt32(letter - 0x61) + 26
        case 0x30...0x39: UInt32(letter - 0x30) + 52
        case 0x2B, 0x2D: 62
        case 0x2F, 0x5F: 63
        default: nil
        }
    }
}
