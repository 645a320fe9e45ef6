import GatewayCore
import GatewayWire

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Remembers the keys of requests that were answered from memory, by their very bytes.
///
/// A hot request comes in the same spelling again and again: comparing it with its last copy costs a tenth of bringing
/// it into canonical form and hashing it. Nothing is taken on a hash alone: body, scope and policy are compared whole.
/// Confined to its loop.
struct RequestMemo {
    private struct Slot {
        let policy: ObjectIdentifier
        let endpoint: Endpoint
        let tenant: String?
        let body: [UInt8]
        let key: CacheKey
    }

    /// Requests that are remembered at most; a power of two.
    private static let slots = 2048
    /// Larger bodies are not remembered.
    static let maxBodyBytes = 64 << 10
    /// Bytes of all bodies.
    static let maxBytes = 8 << 20

    private var slots: [Slot?] = []
    private(set) var bytes = 0

    /// The key of a request with these very bytes.
    func key(
        of body: UnsafeRawBufferPointer,
        _ policy: GroupPolicy,
        _ endpoint: Endpoint,
        _ tenant: String?
    ) -> CacheKey? {
        guard !self.slots.isEmpty, let slot = self.slots[Self.place(of: body)],
            slot.policy == ObjectIdentifier(policy), slot.endpoint == endpoint, slot.body.count == body.count,
            slot.tenant == tenant
        else { return nil }
        let isSame = slot.body.withUnsafeBytes { known in
            guard let left = known.baseAddress, let right = body.baseAddress else { return body.isEmpty }
            return memcmp(left, right, body.count) == 0
        }
        return isSame ? slot.key : nil
    }

    /// Remembers a request in place of another one.
    mutating func note(
        _ key: CacheKey,
        of body: UnsafeRawBufferPointer,
        _ policy: GroupPolicy,
        _ endpoint: Endpoint,
        _ tenant: String?
    ) {
        guard body.count <= Self.maxBodyBytes else { return }
        if self.slots.isEmpty || self.bytes + body.count > Self.maxBytes {
            self.slots = Array(repeating: nil, count: Self.slots)
            self.bytes = 0
        }
        let place = Self.place(of: body)
        self.bytes += body.count - (self.slots[place]?.body.count ?? 0)
        self.slots[place] = Slot(
            policy: ObjectIdentifier(policy),
            endpoint: endpoint,
            tenant: tenant,
            body: Array(body),
            key: key
        )
    }

    /// Forgets everything: policies are known by their identity, which a new configuration may use again.
    mutating func clear() {
        self.slots = []
        self.bytes = 0
    }

    /// Where a body stands: a hash of some of its words, since the whole of it is compared anyway.
    private static func place(of body: UnsafeRawBufferPointer) -> Int {
        var hash = UInt64(body.count) &* 0x9E37_79B9_7F4A_7C15
        var index = 0
        // All words of a short body; of a long one about a hundred, and the end, where requests differ most.
        let step = max(8, body.count / 100 & ~7)
        while index + 8 <= body.count {
            hash = (hash ^ body.loadUnaligned(fromByteOffset: index, as: UInt64.self)) &* 0xBF58_476D_1CE4_E5B9
            hash ^= hash >> 32
            index += step
        }
        for offset in stride(from: 8, through: min(64, body.count), by: 8) {
            let word = body.loadUnaligned(fromByteOffset: body.count - offset, as: UInt64.self)
            hash = (hash ^ word) &* 0x94D0_49BB_1331_11EB
            hash ^= hash >> 29
        }
        return Int(truncatingIfNeeded: hash >> 20) & (Self.slots - 1)
    }
}
