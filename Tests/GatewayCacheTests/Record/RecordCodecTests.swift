import Crypto
import GatewayCache
import GatewayCore
import GatewayWire
import NIOCore
import Testing

struct RecordCodecTests {
    private static let limit = 1 << 20

    private static func codec(_ limit: Int = Self.limit) -> RecordCodec { RecordCodec(maxContentBytes: limit) }

    private static func records() throws -> [CacheRecord] {
        try ProviderStream.all.map { try RecordFixture.stream($0) } + [
            RecordFixture.json("{}"), RecordFixture.json("", .embeddings),
            RecordFixture.json(String(repeating: #"{"a":"compressible"}"#, count: 300), .completions),
            CacheRecord(
                json: ByteBuffer(string: #"{"error":{"message":"no such model"}}"#),
                status: 404,
                origin: RecordOrigin(endpoint: .passthrough),
                lifetime: RecordLifetime(storedAt: -5, freshMilliseconds: 0)
            ),
        ]
    }

    @Test func `what is written is read`() throws {
        let codec = Self.codec()
        for record in try Self.records() {
            let entry = try codec.encode(record, for: RecordFixture.key, scope: "acme")
            let read = try codec.decode(entry, for: RecordFixture.key, scope: "acme")
            #expect(read.told == record.told)
            #expect(read.json() == record.json())
            #expect(read.events(includeUsage: true) == record.events(includeUsage: true))
        }
    }

    @Test func `generated records are written and read alike`() throws {
        let codec = Self.codec()
        for seed in 0..<100 {
            var random = RecordRandom(seed: UInt64(seed))
            var origin = RecordOrigin(endpoint: [.chatCompletions, .completions, .embeddings][random.below(3)])
            func name() -> String {
                String((0..<random.below(40)).map { _ in ["a", "é", "漢", "\n"][random.below(4)] })
            }
            (origin.group, origin.deployment, origin.provider) = (name(), name(), name())
            (origin.model, origin.tenant) = (name(), name())
            origin.tags = (0..<random.below(5)).map { _ in name() }
            if random.below(2) == 0 { origin.usage = TokenUsage(input: random.below(.max), output: random.below(300)) }
            if random.below(2) == 0 {
                origin.cost = Cost(femtoDollars: Int128(random.next()) * Int128(random.below(9)))
            }
            origin.latencyNanoseconds = random.next() >> UInt64(random.below(64))
            if random.below(2) == 0 { origin.bodyFingerprint = CacheKey(a: random.next(), b: 1, c: 2, d: 3) }
            let lifetime = RecordLifetime(
                storedAt: Int64(bitPattern: random.next()),
                freshMilliseconds: Int64(random.below(.max))
            )
            var body = ByteBuffer()
            let isText = random.below(2) == 0
            for _ in 0..<random.below(4_000) {
                body.writeInteger(isText ? 0x61 : UInt8(truncatingIfNeeded: random.next()))
            }
            let record = CacheRecord(json: body, status: random.below(600), origin: origin, lifetime: lifetime)
            let entry = try codec.encode(record, for: RecordFixture.key, scope: name())
            #expect(throws: EnvelopeError.damaged, "seed \(seed)") {
                try codec.decode(entry, for: RecordFixture.key, scope: "another")
            }
            let other = try codec.encode(record, for: RecordFixture.key, scope: "s")
            let read = try codec.decode(other, for: RecordFixture.key, scope: "s")
            #expect(read.told == record.told, "seed \(seed)")
        }
    }

    @Test func `no entry that was torn or changed anywhere is taken`() throws {
        let codec = Self.codec()
        for record in [try RecordFixture.stream(.ollama), RecordFixture.json("{}")] {
            let entry = try codec.encode(record, for: RecordFixture.key, scope: "acme").array
            for count in 0..<entry.count {
                #expect(throws: EnvelopeError.self, "\(count) bytes") {
                    try codec.decode(ByteBuffer(bytes: entry.prefix(count)), for: RecordFixture.key, scope: "acme")
                }
            }
            for index in entry.indices {
                for bit in 0..<8 {
                    var changed = entry
                    changed[index] ^= 1 << bit
                    #expect(throws: EnvelopeError.self, "bit \(bit) of byte \(index)") {
                        try codec.decode(ByteBuffer(bytes: changed), for: RecordFixture.key, scope: "acme")
                    }
                }
            }
            for added in [entry + [0], [0] + entry, entry + entry] {
                #expect(throws: EnvelopeError.self) {
                    try codec.decode(ByteBuffer(bytes: added), for: RecordFixture.key, scope: "acme")
                }
            }
        }
    }

    @Test func `an entry under another key or scope is not taken`() throws {
        let codec = Self.codec()
        let entry = try codec.encode(RecordFixture.json("{}"), for: RecordFixture.key, scope: "acme")
        let other = CacheKey(a: 1, b: 2, c: 3, d: 4)
        #expect(throws: EnvelopeError.damaged) { try codec.decode(entry, for: other, scope: "acme") }
        #expect(throws: EnvelopeError.damaged) { try codec.decode(entry, for: RecordFixture.key, scope: "acm") }
    }

    private static let strangers: [([UInt8], EnvelopeError)] = [
        ([], .truncated), ([0x53, 0x42], .truncated), (Array("OKAY".utf8), .notAnEntry),
        ([0x53, 0x42, 0x58], .truncated), ([0x53, 0x42, 0x58, 2, 0], .unknownVersion(2)),
        ([0x53, 0x42, 0x58, 1], .truncated), ([0x53, 0x42, 0x58, 1, 9], .malformed),
        ([0x53, 0x42, 0x58, 1, 0], .truncated), ([0x53, 0x42, 0x58, 1, 1], .noKeys),
    ]

    @Test(arguments: strangers)
    func `what is no entry of this version is a miss`(bytes: [UInt8], expected: EnvelopeError) {
        #expect(throws: expected) {
            try Self.codec().decode(ByteBuffer(bytes: bytes), for: RecordFixture.key, scope: "")
        }
    }

    @Test func `content is compressed only where it pays`() throws {
        let codec = Self.codec()
        func size(_ text: String) throws -> Int {
            try codec.encode(RecordFixture.json(text), for: RecordFixture.key, scope: "").readableBytes
        }
        var random = RecordRandom(seed: 1)
        let alphabet = (0x23...0x5B).map { Character(Unicode.Scalar(UInt8($0))) }
        let noise = String((0..<4_000).map { _ in alphabet[random.below(alphabet.count)] })
        let overhead = try size("")
        #expect(try size(String(repeating: "a", count: 1_023)) == overhead + 1_023 + 2)
        #expect(try size(String(repeating: "a", count: 1_024)) < overhead + 100)
        // Six and a half bits of chance in a byte save more than 15 percent; eight save nothing.
        #expect(try size(noise) < overhead + 3_600)
        let bytes = ByteBuffer(bytes: (0..<4_000).map { _ in UInt8(truncatingIfNeeded: random.next()) })
        let record = CacheRecord(json: bytes, origin: RecordFixture.origin(), lifetime: RecordFixture.lifetime)
        let entry = try codec.encode(record, for: RecordFixture.key, scope: "")
        #expect(entry.readableBytes > 4_000)
        #expect(try codec.decode(entry, for: RecordFixture.key, scope: "").body == bytes)
    }

    @Test func `content larger than the limit is neither written nor read`() throws {
        let record = RecordFixture.json(String(repeating: " ", count: 900_000))
        let entry = try Self.codec().encode(record, for: RecordFixture.key, scope: "")
        #expect(entry.readableBytes < 1_000, "a small entry of large content")
        let small = Self.codec(899_000)
        #expect(throws: EnvelopeError.tooLarge) { try small.decode(entry, for: RecordFixture.key, scope: "") }
        #expect(throws: EnvelopeError.tooLarge) { try small.encode(record, for: RecordFixture.key, scope: "") }
    }

    @Test func `names that are too long are refused and not cut`() {
        var origin = RecordFixture.origin()
        origin.tags = [String(repeating: "t", count: 1_025)]
        let long = CacheRecord(json: ByteBuffer(), origin: origin, lifetime: RecordFixture.lifetime)
        #expect(throws: EnvelopeError.tooLarge) { try Self.codec().encode(long, for: RecordFixture.key, scope: "") }
        origin.tags = Array(repeating: "t", count: 257)
        let many = CacheRecord(json: ByteBuffer(), origin: origin, lifetime: RecordFixture.lifetime)
        #expect(throws: EnvelopeError.tooLarge) { try Self.codec().encode(many, for: RecordFixture.key, scope: "") }
    }

    /// An entry as the format describes it, made without the codec.
    private static func entry(_ payload: [UInt8]) -> ByteBuffer {
        let head: [UInt8] = [0x53, 0x42, 0x58, 1, 0]
        var covered = head + [0, 0, 0, 0, 4, 0, 0, 0] + Array("acme".utf8)
        for word in [RecordFixture.key.a, RecordFixture.key.b, RecordFixture.key.c, RecordFixture.key.d] {
            covered += (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) }
        }
        return ByteBuffer(bytes: head + payload + SHA256.hash(data: covered + payload).prefix(16))
    }

    /// A payload of JSON whose parts are as short as can be.
    private static func payload(parts: UInt8 = 0, body: UInt8 = 2, count: [UInt8] = [2], _ content: [UInt8]) -> [UInt8]
    {
        let origin: [UInt8] = [0, 0, 0, 0, 0, 0, 0]
        return [parts, 3, 0xC8, 0x01] + [9, 0, 0, 0, 0, 0, 0, 0] + [5, 0, 0] + origin + [0, 0] + [0] + [body] + count
            + content
    }

    @Test func `the format is what it says`() throws {
        let read = try Self.codec().decode(
            Self.entry(Self.payload(Array("{}".utf8))),
            for: RecordFixture.key,
            scope: "acme"
        )
        #expect(read.status == 200 && read.origin == RecordOrigin(endpoint: .embeddings))
        #expect(read.lifetime == RecordLifetime(storedAt: 9, freshMilliseconds: 5))
        #expect(String(buffer: read.body) == "{}")
    }

    private static let misfits: [([UInt8], EnvelopeError)] = [
        // Content that is longer or shorter than it says.
        (payload(Array("{} ".utf8)), .malformed), (payload(Array("{".utf8)), .malformed),
        // A body that is larger than the content, or smaller.
        (payload(body: 3, Array("{}".utf8)), .malformed), (payload(body: 1, Array("{}".utf8)), .malformed),
        // A stream without its end mark.
        (payload(parts: 1, body: 0, Array("{}".utf8)), .malformed),
        // Parts that are not known, content that is not compressed, and a number that is longer than it need be.
        (payload(parts: 0x20, Array("{}".utf8)), .malformed), (payload(parts: 2, Array("{}".utf8)), .malformed),
        (payload(count: [0x82, 0x00], Array("{}".utf8)), .malformed),
        // Content beyond the limit, and a number that does not end.
        (payload(count: [0xFF, 0xFF, 0xFF, 0xFF, 0x7F], Array("{}".utf8)), .tooLarge),
        (payload(count: Array(repeating: 0xFF, count: 11), []), .malformed), ([], .malformed), ([0, 0], .malformed),
    ]

    @Test(arguments: misfits)
    func `a payload that does not fit together is refused though its checksum is right`(
        payload: [UInt8],
        expected: EnvelopeError
    ) {
        #expect(throws: expected) {
            try Self.codec().decode(Self.entry(payload), for: RecordFixture.key, scope: "acme")
        }
    }

    @Test func `no payload whatever brings the reader down`() throws {
        let codec = Self.codec()
        let plain = try codec.encode(RecordFixture.stream(.groq), for: RecordFixture.key, scope: "acme").array
        let payload = Array(plain.dropFirst(5).dropLast(16))
        #expect(Self.entry(payload).array == plain)
        for seed in 0..<4_000 {
            var random = RecordRandom(seed: UInt64(seed))
            var changed = payload
            for _ in 0...random.below(3) {
                let place = random.below(min(changed.count, seed % 2 == 0 ? 200 : changed.count))
                changed[place] = random.below(3) == 0 ? 0xFF : UInt8(truncatingIfNeeded: random.next())
            }
            if random.below(4) == 0 { changed.removeLast(random.below(changed.count)) }
            let read = try? codec.decode(Self.entry(changed), for: RecordFixture.key, scope: "acme")
            if let read { _ = (read.json(), read.events(includeUsage: true), read.memoryBytes) }
        }
    }
}
