import Crypto
import GatewayCache
import GatewayCore
import NIOCore
import Testing

struct RecordSealTests {
    private static func key(_ byte: UInt8) throws -> RootKey {
        try RootKey(bytes: (0..<32).map { UInt8($0) &+ byte })
    }

    private static func ring(
        _ ids: [String],
        active: String,
        generations: [String: UInt32] = [:],
        revoked: Set<String> = []
    ) throws -> KeyRing {
        let known: [String: UInt8] = ["old": 1, "new": 100, "other": 200]
        return try KeyRing(
            ids.map { KeyRing.Named(id: $0, key: try Self.key(known[$0] ?? 0)) },
            active: active,
            generations: generations,
            revokedTenants: revoked
        )
    }

    private static func codec(_ ring: KeyRing) -> RecordCodec {
        RecordCodec(seal: RecordSeal(ring), maxContentBytes: 1 << 20)
    }

    @Test func `what is sealed opens for the same tenant and key only`() throws {
        let codec = Self.codec(try Self.ring(["new"], active: "new"))
        let record = try RecordFixture.stream(.openAI)
        let entry = try codec.encode(record, for: RecordFixture.key, scope: "acme")
        #expect(try codec.decode(entry, for: RecordFixture.key, scope: "acme").told == record.told)
        #expect(throws: EnvelopeError.damaged) {
            try codec.decode(entry, for: CacheKey(a: 1, b: 2, c: 3, d: 4), scope: "acme")
        }
        for scope in ["", "acm", "acme ", "evil"] {
            #expect(throws: EnvelopeError.damaged) { try codec.decode(entry, for: RecordFixture.key, scope: scope) }
        }
    }

    @Test func `no sealed entry that was torn or changed anywhere is taken`() throws {
        let codec = Self.codec(try Self.ring(["new", "old"], active: "new"))
        let entry = try codec.encode(try RecordFixture.stream(.ollama), for: RecordFixture.key, scope: "acme").array
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
        #expect(throws: EnvelopeError.damaged) {
            try codec.decode(ByteBuffer(bytes: entry + [0]), for: RecordFixture.key, scope: "acme")
        }
    }

    @Test func `nothing but version and key id can be read`() throws {
        let codec = Self.codec(try Self.ring(["new"], active: "new"))
        let record = RecordFixture.json(#"{"choices":[{"message":{"content":"a secret answer"}}]}"#)
        let first = try codec.encode(record, for: RecordFixture.key, scope: "tenant-of-scope").array
        #expect(first.starts(with: [0x53, 0x42, 0x58, 1, 1, 3] + Array("new".utf8)))
        let words = [
            "secret", "choices", "chat", "groq", "llama", "acme", "doc:42", "stop", "tenant-of-scope", "answer",
        ]
        for word in words { #expect(!Self.contains(first, Array(word.utf8)), "\(word)") }
        let open = try RecordCodec(maxContentBytes: 1 << 20).encode(record, for: RecordFixture.key, scope: "").array
        for word in words where word != "tenant-of-scope" {
            #expect(Self.contains(open, Array(word.utf8)), "the search would find \(word)")
        }
        let second = try codec.encode(record, for: RecordFixture.key, scope: "tenant-of-scope").array
        #expect(zip(first, second).dropFirst(9).filter { $0 == $1 }.count < first.count / 4, "another nonce each time")
    }

    private static func contains(_ bytes: [UInt8], _ word: [UInt8]) -> Bool {
        bytes.indices.contains { bytes[$0...].starts(with: word) }
    }

    @Test func `keys are rotated without losing what is stored`() throws {
        let record = RecordFixture.json("{}")
        let seal = RecordSeal(try Self.ring(["old"], active: "old"))
        let codec = RecordCodec(seal: seal, maxContentBytes: 1 << 20)
        let before = try codec.encode(record, for: RecordFixture.key, scope: "acme")
        seal.use(try Self.ring(["old", "new"], active: "new"))
        let after = try codec.encode(record, for: RecordFixture.key, scope: "acme")
        #expect(try codec.decode(before, for: RecordFixture.key, scope: "acme").told == record.told)
        #expect(try codec.decode(after, for: RecordFixture.key, scope: "acme").told == record.told)
        seal.use(try Self.ring(["new"], active: "new"))
        #expect(throws: EnvelopeError.unknownKey) { try codec.decode(before, for: RecordFixture.key, scope: "acme") }
        #expect(throws: Never.self) { try codec.decode(after, for: RecordFixture.key, scope: "acme") }
        // Another key of the same name opens nothing.
        seal.use(try KeyRing([.init(id: "new", key: try Self.key(3))], active: "new"))
        #expect(throws: EnvelopeError.damaged) { try codec.decode(after, for: RecordFixture.key, scope: "acme") }
    }

    @Test func `giving up a tenant's key makes all its entries unreadable at once and nobody else's`() throws {
        let record = RecordFixture.json("{}")
        let seal = RecordSeal(try Self.ring(["new"], active: "new"))
        let codec = RecordCodec(seal: seal, maxContentBytes: 1 << 20)
        let gone = try codec.encode(record, for: RecordFixture.key, scope: "gone")
        let kept = try codec.encode(record, for: RecordFixture.key, scope: "kept")

        seal.use(try Self.ring(["new"], active: "new", generations: ["gone": 1]))
        #expect(throws: EnvelopeError.damaged) { try codec.decode(gone, for: RecordFixture.key, scope: "gone") }
        let fresh = try codec.encode(record, for: RecordFixture.key, scope: "gone")
        #expect(throws: Never.self) { try codec.decode(fresh, for: RecordFixture.key, scope: "gone") }
        #expect(throws: Never.self) { try codec.decode(kept, for: RecordFixture.key, scope: "kept") }

        seal.use(try Self.ring(["new"], active: "new", revoked: ["gone"]))
        #expect(throws: EnvelopeError.revoked) { try codec.decode(gone, for: RecordFixture.key, scope: "gone") }
        #expect(throws: EnvelopeError.revoked) { try codec.encode(record, for: RecordFixture.key, scope: "gone") }
        #expect(throws: Never.self) { try codec.decode(kept, for: RecordFixture.key, scope: "kept") }
    }

    @Test func `with keys no entry is taken that anybody could have written`() throws {
        let sealed = Self.codec(try Self.ring(["new"], active: "new"))
        let open = RecordCodec(maxContentBytes: 1 << 20)
        let record = RecordFixture.json("{}")
        let planted = try open.encode(record, for: RecordFixture.key, scope: "acme")
        #expect(throws: EnvelopeError.notSealed) { try sealed.decode(planted, for: RecordFixture.key, scope: "acme") }
        let entry = try sealed.encode(record, for: RecordFixture.key, scope: "acme")
        #expect(throws: EnvelopeError.noKeys) { try open.decode(entry, for: RecordFixture.key, scope: "acme") }
    }

    @Test func `more tenants than keys are remembered work all the same`() throws {
        let seal = RecordSeal(try Self.ring(["new"], active: "new"), maxDerived: 2)
        let codec = RecordCodec(seal: seal, maxContentBytes: 1 << 20)
        let record = RecordFixture.json("{}")
        let entries = try (0..<9).map { try codec.encode(record, for: RecordFixture.key, scope: "t\($0)") }
        for (number, entry) in entries.enumerated() {
            #expect(throws: Never.self) { try codec.decode(entry, for: RecordFixture.key, scope: "t\(number)") }
            #expect(throws: EnvelopeError.damaged) {
                try codec.decode(entry, for: RecordFixture.key, scope: "t\(number + 1)")
            }
        }
    }

    /// An entry is opened here by the primitives alone, so that the format and the derivation cannot change unseen.
    @Test func `the seal is what it says`() throws {
        let nonce = try AES.GCM.Nonce(data: Array(0..<12 as Range<UInt8>))
        let seal = RecordSeal(try Self.ring(["new"], active: "new"), makeNonce: { nonce })
        let codec = RecordCodec(seal: seal, maxContentBytes: 1 << 20)
        let record = RecordFixture.json("{}")
        let entry = try codec.encode(record, for: RecordFixture.key, scope: "acme").array
        #expect(Array(entry[9..<21]) == Array(0..<12))

        let root = SymmetricKey(data: (0..<32).map { UInt8($0) &+ 100 })
        let tenant = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: root,
            salt: Array("signalbox cache entry, AES-256-GCM".utf8),
            info: [0, 0, 0, 0] + Array("acme".utf8),
            outputByteCount: 32
        )
        var known: [UInt8] = [0x53, 0x42, 0x58, 1, 1, 3, 0, 0, 0] + Array("new".utf8)
        known += [4, 0, 0, 0] + Array("acme".utf8)
        for word in [RecordFixture.key.a, RecordFixture.key.b, RecordFixture.key.c, RecordFixture.key.d] {
            known += (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) }
        }
        let box = try AES.GCM.SealedBox(combined: entry.dropFirst(9))
        let payload = try AES.GCM.open(box, using: tenant, authenticating: known)
        let open = try RecordCodec(maxContentBytes: 1 << 20).encode(record, for: RecordFixture.key, scope: "").array
        #expect(Array(payload) == Array(open.dropFirst(5).dropLast(16)))
    }
}
