/// Identity of a cacheable request: 256 bits of SHA-256 or of HMAC-SHA-256 over everything that can change the answer.
///
/// Never shortened, where it decides what is returned: a collision would hand one caller another one's answer.
package struct CacheKey: Hashable, Sendable {
    /// First 64 bits, most significant byte first in the digest.
    package let a: UInt64
    /// Second 64 bits.
    package let b: UInt64
    /// Third 64 bits.
    package let c: UInt64
    /// Fourth 64 bits.
    package let d: UInt64

    /// Creates a key from its four words.
    package init(a: UInt64, b: UInt64, c: UInt64, d: UInt64) {
        self.a = a
        self.b = b
        self.c = c
        self.d = d
    }

    /// Creates a key from a digest; nil unless it has 32 bytes.
    package init?(bytes: some Sequence<UInt8>) {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        var count = 0
        for byte in bytes {
            let value = UInt64(byte)
            switch count >> 3 {
            case 0: words.0 = words.0 << 8 | value
            case 1: words.1 = words.1 << 8 | value
            case 2: words.2 = words.2 << 8 | value
            case 3: words.3 = words.3 << 8 | value
            default: return nil
            }
            count += 1
        }
        guard count == 32 else { return nil }
        self.init(a: words.0, b: words.1, c: words.2, d: words.3)
    }

    /// Creates a key from 64 hexadecimal digits; nil for anything else.
    package init?(hex: some StringProtocol) {
        var bytes: [UInt8] = []
        var high: UInt8?
        for byte in hex.utf8 {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            default: return nil
            }
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        guard high == nil else { return nil }
        self.init(bytes: bytes)
    }

    /// The 32 bytes.
    package var bytes: [UInt8] {
        [self.a, self.b, self.c, self.d].flatMap { word in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
        }
    }

    /// 64 hexadecimal digits.
    package var hex: String {
        String(unsafeUninitializedCapacity: Self.hexCount) { buffer in
            self.writeHex(into: UnsafeMutableRawBufferPointer(buffer))
            return Self.hexCount
        }
    }

    /// Digits of a key.
    static let hexCount = 64

    /// Writes the digits to the front of memory.
    func writeHex(into target: UnsafeMutableRawBufferPointer) {
        precondition(target.count >= Self.hexCount, "a key has \(Self.hexCount) digits")
        var index = 0
        let words: InlineArray<4, UInt64> = [self.a, self.b, self.c, self.d]
        for position in words.indices {
            let word = words[position]
            for shift in stride(from: UInt64(60), through: 0, by: -4) {
                let digit = UInt8(truncatingIfNeeded: word >> shift & 15)
                target[index] = digit < 10 ? 0x30 + digit : 0x57 + digit
                index += 1
            }
        }
    }

    /// Feeds the first word only: a digest is uniform in every part of it.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(self.a)
    }
}
