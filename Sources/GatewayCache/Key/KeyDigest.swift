import Crypto
import GatewayWire

/// What a key is the key of: the first bytes of everything that is hashed, so that no input of one kind can be one of
/// another. The number is raised when the encoding behind it changes, which leaves older entries behind.
enum KeyDomain {
    /// A whole request.
    static let request = Array("signalbox/cache/request/1\0".utf8)
    /// A request for embeddings without its inputs.
    static let embeddings = Array("signalbox/cache/embeddings/1\0".utf8)
    /// One input of such a request.
    static let input = Array("signalbox/cache/input/1\0".utf8)
    /// A caller's idempotency key.
    static let idempotency = Array("signalbox/cache/idempotency/1\0".utf8)
    /// A body that can be put into canonical form.
    static let body = Array("signalbox/cache/body/1\0".utf8)
    /// A body that is taken as it is.
    static let rawBody = Array("signalbox/cache/raw-body/1\0".utf8)
    /// Settings.
    static let settings = Array("signalbox/cache/settings/1\0".utf8)
    /// A key's name outside the process.
    static let name = Array("signalbox/cache/name/1\0".utf8)
}

extension CacheKey {
    /// SHA-256 of bytes.
    init(hashing bytes: UnsafeRawBufferPointer) {
        var hash = SHA256()
        hash.update(bufferPointer: bytes)
        self = hash.finalize().withUnsafeBytes { CacheKey(digest: $0) }
    }

    /// SHA-256 of what has been put together.
    init(hashing scratch: borrowing ByteScratch) {
        self = scratch.withUnsafeBytes { CacheKey(hashing: $0) }
    }

    /// The key of 32 bytes, which the caller has proven to be there.
    init(digest: UnsafeRawBufferPointer) {
        precondition(digest.count == 32, "a SHA-256 digest has 32 bytes")
        func word(_ offset: Int) -> UInt64 {
            UInt64(bigEndian: digest.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
        self.init(a: word(0), b: word(8), c: word(16), d: word(24))
    }
}
