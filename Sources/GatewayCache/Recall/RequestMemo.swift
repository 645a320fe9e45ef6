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
    /// Requests that can stand at one place: with one, a fifth of 500 hot requests would drive each other out.
    private static let ways = 4
    /// Places; a power of two.
    private static let places = 512
    /// Larger bodies are not remembered.
    static let maxBodyBytes = 64 << 10
    /// Bytes of all bodies.
    static let maxBytes = 8 << 20

    /// The requests, place after place.
    private var slots: [AnsweredRequest?] = []
    /// A part of each one's hash, so that a request is looked at only if it is most likely the one.
    private var tags: [UInt32] = []
    /// The way that the next one takes in a full place.
    private var next = 0
    private(set) var bytes = 0

    /// The request with these very bytes.
    func request(with body: UnsafeRawBufferPointer, _ endpoint: Endpoint) -> AnsweredRequest? {
        guard !self.slots.isEmpty else { return nil }
        let (first, tag) = Self.place(of: body)
        return self.slot(of: body, endpoint, first, tag).flatMap { self.slots[$0] }
    }

    /// Where a request with these very bytes stands among the ways of its place.
    @inline(__always)
    private func slot(of body: UnsafeRawBufferPointer, _ endpoint: Endpoint, _ first: Int, _ tag: UInt32) -> Int? {
        for slot in first..<(first &+ Self.ways) where self.tags[slot] == tag {
            if let known = self.slots[slot], known.endpoint == endpoint, Self.isSame(known.body, body) {
                return slot
            }
        }
        return nil
    }

    /// Remembers a request: in its own place if it stands there already, else in a free one, else in another's.
    mutating func note(_ request: AnsweredRequest) {
        let count = request.body.count
        guard count <= Self.maxBodyBytes else { return }
        if self.slots.isEmpty || self.bytes + count > Self.maxBytes {
            self.slots = Array(repeating: nil, count: Self.places * Self.ways)
            self.tags = Array(repeating: 0, count: Self.places * Self.ways)
            self.bytes = 0
        }
        let (first, tag, own) = request.body.withUnsafeBytes { body in
            let (first, tag) = Self.place(of: body)
            return (first, tag, self.slot(of: body, request.endpoint, first, tag))
        }
        self.next = (self.next + 1) % Self.ways
        let free = (first..<(first + Self.ways)).first { self.slots[$0] == nil }
        let slot = own ?? free ?? first + self.next
        self.bytes += count - (self.slots[slot]?.body.count ?? 0)
        self.slots[slot] = request
        self.tags[slot] = tag
    }

    /// Forgets everything: a new configuration may allow less depth, or mean something else by the same words.
    mutating func clear() {
        self.slots = []
        self.tags = []
        self.bytes = 0
    }

    private static func isSame(_ known: [UInt8], _ body: UnsafeRawBufferPointer) -> Bool {
        guard known.count == body.count else { return false }
        return known.withUnsafeBytes { known in
            guard let left = known.baseAddress, let right = body.baseAddress else { return body.isEmpty }
            return memcmp(left, right, body.count) == 0
        }
    }

    /// Where a body stands, and its tag: of a hash of some of its words, since the whole of it is compared anyway.
    private static func place(of body: UnsafeRawBufferPointer) -> (first: Int, tag: UInt32) {
        var hash = UInt64(body.count) &* 0x9E37_79B9_7F4A_7C15
        // All words of a short body; of a long one about a hundred, and the end, where requests differ most.
        let step = max(8, body.count / 100 & ~7)
        Self.mix(body, from: 0, step, &hash)
        if body.count >= 8 {
            Self.mix(body, from: step == 8 ? body.count &- 8 : body.count &- 64, 8, &hash)
        }
        let place = Int(truncatingIfNeeded: hash >> 20) & (Self.places &- 1)
        return (place &* Self.ways, UInt32(truncatingIfNeeded: hash >> 32))
    }

    /// Takes each `step`th eight bytes into the hash.
    @inline(__always)
    private static func mix(_ body: UnsafeRawBufferPointer, from start: Int, _ step: Int, _ hash: inout UInt64) {
        var index = start
        while index &+ 8 <= body.count {
            hash = (hash ^ body.loadUnaligned(fromByteOffset: index, as: UInt64.self)) &* 0xBF58_476D_1CE4_E5B9
            hash ^= hash >> 32
            index &+= step
        }
    }
}
