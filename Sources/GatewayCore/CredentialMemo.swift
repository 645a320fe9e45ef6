package import NIOCore

/// Remembers whose credentials a loop has seen, so that each is looked up once and not with every request.
///
/// Credentials themselves are not kept: they are known by their SipHash-2-4 of 128 bits (Aumasson and Bernstein,
/// "SipHash: a fast short-input PRF", INDOCRYPT 2012) under a secret that nobody outside knows, who thus can neither make
/// two credentials collide nor learn from the time that a look takes. Confined to its loop.
package struct CredentialMemo {
    private struct Slot {
        let low: UInt64
        let high: UInt64
        let key: VirtualKey
    }

    /// Credentials that are remembered at most; a power of two.
    private static let slots = 256

    private let secret: (UInt64, UInt64)
    private var slots: [Slot?] = []

    /// Creates an empty memo.
    package init(secret: (UInt64, UInt64)) {
        self.secret = secret
    }

    /// The key of a credential, from memory or, where it is new, from the authenticator.
    package mutating func key(for credential: ByteBufferView, by authenticator: any Authenticator) -> VirtualKey? {
        let (low, high) = credential.withUnsafeBytes { Self.hash($0, self.secret) }
        let place = Int(truncatingIfNeeded: low) & (Self.slots - 1)
        if !self.slots.isEmpty, let slot = self.slots[place], slot.low == low, slot.high == high {
            return slot.key
        }
        // What is no key is not remembered: a flood of guesses would drive out those of real callers.
        guard let key = authenticator.key(for: credential) else { return nil }
        if self.slots.isEmpty {
            self.slots = Array(repeating: nil, count: Self.slots)
        }
        self.slots[place] = Slot(low: low, high: high, key: key)
        return key
    }

    /// SipHash-2-4 with 128 bits of output.
    package static func hash(_ bytes: UnsafeRawBufferPointer, _ secret: (UInt64, UInt64)) -> (UInt64, UInt64) {
        var state = SipState(secret)
        var offset = 0
        while offset + 8 <= bytes.count {
            state.absorb(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            offset += 8
        }
        var last = UInt64(truncatingIfNeeded: bytes.count) << 56
        for index in offset..<bytes.count {
            last |= UInt64(bytes[index]) << UInt64(8 * (index - offset))
        }
        state.absorb(last)
        return state.finish()
    }

    private struct SipState {
        private var v0: UInt64
        private var v1: UInt64
        private var v2: UInt64
        private var v3: UInt64

        init(_ secret: (UInt64, UInt64)) {
            self.v0 = secret.0 ^ 0x736F_6D65_7073_6575
            self.v1 = secret.1 ^ 0x646F_7261_6E64_6F6D ^ 0xEE
            self.v2 = secret.0 ^ 0x6C79_6765_6E65_7261
            self.v3 = secret.1 ^ 0x7465_6462_7974_6573
        }

        @inline(__always)
        private mutating func round() {
            self.v0 &+= self.v1
            self.v1 = self.v1 << 13 | self.v1 >> 51
            self.v1 ^= self.v0
            self.v0 = self.v0 << 32 | self.v0 >> 32
            self.v2 &+= self.v3
            self.v3 = self.v3 << 16 | self.v3 >> 48
            self.v3 ^= self.v2
            self.v0 &+= self.v3
            self.v3 = self.v3 << 21 | self.v3 >> 43
            self.v3 ^= self.v0
            self.v2 &+= self.v1
            self.v1 = self.v1 << 17 | self.v1 >> 47
            self.v1 ^= self.v2
            self.v2 = self.v2 << 32 | self.v2 >> 32
        }

        @inline(__always)
        mutating func absorb(_ word: UInt64) {
            self.v3 ^= word
            self.round()
            self.round()
            self.v0 ^= word
        }

        mutating func finish() -> (UInt64, UInt64) {
            self.v2 ^= 0xEE
            for _ in 0..<4 { self.round() }
            let low = self.v0 ^ self.v1 ^ self.v2 ^ self.v3
            self.v1 ^= 0xDD
            for _ in 0..<4 { self.round() }
            return (low, self.v0 ^ self.v1 ^ self.v2 ^ self.v3)
        }
    }
}
