import Crypto
package import GatewayCore
package import NIOCore

/// Virtual keys of the configuration, found by the SHA-256 of the credential.
///
/// Only hashes are kept. The table is entered by eight bytes of the hash and the rest is compared in constant time, so
/// that timing tells nothing about a key.
package struct KeyAuthenticator: Authenticator {
    private let keys: [UInt64: [VirtualKey]]
    package let memoSecret: (UInt64, UInt64)

    package var isOpen: Bool { self.keys.isEmpty }

    /// Creates the table.
    package init(_ keys: [VirtualKey]) {
        var table: [UInt64: [VirtualKey]] = [:]
        for key in keys {
            table[Self.index(key.digest), default: []].append(key)
        }
        self.keys = table
        // As secret as the keys are: nobody who lacks one of them can work it out.
        var hash = SHA256()
        hash.update(data: Array("signalbox credential memo".utf8))
        for key in keys {
            hash.update(data: key.digest)
        }
        self.memoSecret = hash.finalize().withUnsafeBytes { digest in
            (digest.loadUnaligned(as: UInt64.self), digest.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        }
    }

    package func key(for credential: ByteBufferView) -> VirtualKey? {
        let digest = credential.withUnsafeBytes { bytes in
            SHA256.hash(data: bytes)
        }
        return digest.withUnsafeBytes { bytes -> VirtualKey? in
            var index: UInt64 = 0
            for byte in bytes.prefix(8) {
                index = index << 8 | UInt64(byte)
            }
            guard let candidates = self.keys[index] else { return nil }
            var found: VirtualKey?
            for candidate in candidates where Self.equal(candidate.digest, bytes) {
                found = candidate
            }
            return found
        }
    }

    private static func index(_ digest: [UInt8]) -> UInt64 {
        digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Compares without stopping at the first difference.
    private static func equal(_ left: [UInt8], _ right: UnsafeRawBufferPointer) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for index in left.indices {
            difference |= left[index] ^ right[index]
        }
        return difference == 0
    }
}
