import GatewayCache
import GatewayCore
import GatewayWire
import NIOCore

/// A small generator with a seed, so that a failing run can be repeated from the number that it prints.
struct RecordRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        self.state = seed
    }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int {
        Int.random(in: 0..<bound, using: &self)
    }
}

/// Records to test with.
enum RecordFixture {
    static let key = CacheKey(a: 1, b: 2, c: 3, d: 0xFFFF_FFFF_FFFF_FFFF)
    static let lifetime = RecordLifetime(
        storedAt: 1_741_569_952_123,
        freshMilliseconds: 3_600_000,
        staleRevalidateMilliseconds: 1_000,
        staleErrorMilliseconds: .max
    )

    /// An origin with everything that can be told.
    static func origin(_ endpoint: Endpoint = .chatCompletions) -> RecordOrigin {
        var origin = RecordOrigin(endpoint: endpoint)
        origin.group = "chat"
        origin.deployment = "groq-llama-70b"
        origin.provider = "groq"
        origin.model = "llama-3.3-70b-versatile"
        origin.tenant = "acme"
        origin.tags = ["doc:42", "prompt:v7", ""]
        origin.usage = TokenUsage(input: 1, cachedInput: 200, cacheWrite: 3, output: 40_000, reasoning: .max)
        origin.cost = Cost(femtoDollars: -(Int128(1) << 100) + 12_345)
        origin.latencyNanoseconds = .max
        origin.firstTokenNanoseconds = 123_456_789
        origin.bodyFingerprint = CacheKey(a: .max, b: 0, c: 5, d: 7)
        return origin
    }

    static func json(_ text: String, _ endpoint: Endpoint = .chatCompletions) -> CacheRecord {
        CacheRecord(
            json: ByteBuffer(string: text),
            finishReasons: ["stop"],
            origin: Self.origin(endpoint),
            lifetime: Self.lifetime
        )
    }

    static func stream(_ stream: ProviderStream) throws(NotStorable) -> CacheRecord {
        var recorder = StreamRecorder(maxBytes: 1 << 20)
        recorder.record(ByteBuffer(bytes: stream.bytes.prefix(300)), atMilliseconds: 120)
        recorder.record(ByteBuffer(bytes: stream.bytes.dropFirst(300)), atMilliseconds: 340)
        return CacheRecord(
            stream: try recorder.finish(),
            origin: Self.origin(stream.endpoint),
            lifetime: Self.lifetime
        )
    }
}

extension ByteBuffer {
    var array: [UInt8] { Array(self.readableBytesView) }
}

extension CacheRecord {
    /// All that a record says, to compare two.
    var told: [String] {
        [
            "\(self.form) \(self.status) \(self.lifetime) \(self.finishReasons) \(self.marks)", "\(self.origin)",
            String(buffer: self.body), self.usageEvent.map { String(buffer: $0) } ?? "none",
        ]
    }
}

extension JSONValue {
    /// The value without the order of members, which does not count.
    var meaning: JSONValue {
        switch self {
        case .object(let members):
            .object(members.map { Member($0.name, $0.value.meaning) }.sorted { $0.name < $1.name })
        case .array(let elements):
            .array(elements.map(\.meaning))
        case .string, .number, .bool, .null:
            self
        }
    }

    static func meaning(_ text: [UInt8]) throws(JSONError) -> JSONValue {
        try self.parse(text.span.bytes).meaning
    }

    /// The object without a member.
    func without(_ name: String) -> JSONValue {
        .object((self.members ?? []).filter { $0.name != name })
    }
}
