import GatewayCore
import GatewayWire

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A request that was answered from memory: the bytes it came in, and the key of its answer.
final class AnsweredRequest: KnownRequest {
    let policy: GroupPolicy
    let endpoint: Endpoint
    let tenant: String?
    let body: [UInt8]
    let key: CacheKey

    init(_ key: CacheKey, of body: UnsafeRawBufferPointer, _ scan: RequestScan, _ policy: GroupPolicy, _ who: Asker) {
        self.policy = policy
        self.endpoint = who.endpoint
        self.tenant = who.tenant
        self.body = Array(body)
        self.key = key
        super.init(scan, model: who.model)
    }

    /// What decides beside the body what a request asks for.
    struct Asker {
        var endpoint: Endpoint
        var model: String
        var tenant: String?
    }
}

/// Remembers requests that were answered from memory, by their very bytes.
///
/// A hot request comes in the same spelling again and again: comparing it with its last copy costs a tenth of scanning
/// it, bringing it into canonical form and hashing that. Nothing is taken on a hash alone: the body is compared whole
/// here, scope and policy by whoever uses the key. Confined to its loop.
struct RequestMemo {
    /// Requests that are remembered at most; a power of two.
    private static let slots = 2048
    /// Larger bodies are not remembered.
    static let maxBodyBytes = 64 << 10
    /// Bytes of all bodies.
    static let maxBytes = 8 << 20

    private var slots: [AnsweredRequest?] = []
    private(set) var bytes = 0

    /// The request with these very bytes.
    func request(with body: UnsafeRawBufferPointer, _ endpoint: Endpoint) -> AnsweredRequest? {
        guard !self.slots.isEmpty, let known = self.slots[Self.place(of: body)], known.endpoint == endpoint,
            known.body.count == body.count
        else { return nil }
        let isSame = known.body.withUnsafeBytes { known in
            guard let left = known.baseAddress, let right = body.baseAddress else { return body.isEmpty }
            return memcmp(left, right, body.count) == 0
        }
        return isSame ? known : nil
    }

    /// Remembers a request in place of another one.
    mutating func note(_ request: AnsweredRequest) {
        let count = request.body.count
        guard count <= Self.maxBodyBytes else { return }
        if self.slots.isEmpty || self.bytes + count > Self.maxBytes {
            self.slots = Array(repeating: nil, count: Self.slots)
            self.bytes = 0
        }
        let place = request.body.withUnsafeBytes { Self.place(of: $0) }
        self.bytes += count - (self.slots[place]?.body.count ?? 0)
        self.slots[place] = request
    }

    /// Forgets everything: a new configuration may allow less depth, or mean something else by the same words.
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
