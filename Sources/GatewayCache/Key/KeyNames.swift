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
}
