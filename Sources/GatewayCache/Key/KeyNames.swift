import Crypto

/// Names of keys outside the process: HMAC-SHA-256 under a secret, so that a shared store's names tell nothing about
/// the requests, and nobody without the secret can guess whether one was made.
package struct KeyNames: Sendable {
    /// The secret and the kind are absorbed already; each name begins with a copy.
    private let begun: HMAC<SHA256>

    /// Names under a secret, which should have at least 32 random bytes and be the same on all nodes.
    package init(secret: [UInt8]) {
        var begun = HMAC<SHA256>(key: SymmetricKey(data: secret))
        begun.update(data: KeyDomain.name)
        self.begun = begun
    }

    /// The key's name as bytes.
    package func shared(_ key: CacheKey) -> CacheKey {
        var code = self.begun
        withUnsafeBytes(of: (key.a.bigEndian, key.b.bigEndian, key.c.bigEndian, key.d.bigEndian)) {
            code.update(data: $0)
        }
        return code.finalize().withUnsafeBytes { CacheKey(digest: $0) }
    }

    /// The key's name in Redis: a prefix and 64 hexadecimal digits.
    package func redisName(prefix: String, key: CacheKey) -> String {
        let name = self.shared(key)
        return String(unsafeUninitializedCapacity: prefix.utf8.count + 64) { buffer in
            var count = 0
            for byte in prefix.utf8 {
                buffer[count] = byte
                count += 1
            }
            for place in 0..<64 {
                let digit = UInt8(truncatingIfNeeded: name.word(place >> 4) >> UInt64(60 - (place & 15) * 4)) & 15
                buffer[count] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit
                count += 1
            }
            return count
        }
    }
}

extension CacheKey {
    /// One of the four words.
    fileprivate func word(_ index: Int) -> UInt64 {
        switch index {
        case 0: self.a
        case 1: self.b
        case 2: self.c
        default: self.d
        }
    }
}
