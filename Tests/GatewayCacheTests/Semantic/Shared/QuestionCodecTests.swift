import Crypto
import NIOCore
import Testing

@testable import GatewayCache

struct QuestionCodecTests {
    private static func codec(isSealed: Bool) throws -> QuestionCodec {
        QuestionCodec(seal: isSealed ? RecordSeal(try QuestionSample.ring()) : nil)
    }

    @Test(arguments: [1, 2, 256, 384, 4096], [false, true])
    func `a question comes back as it was`(dimensions: Int, isSealed: Bool) throws {
        let codec = try Self.codec(isSealed: isSealed)
        for (text, language) in [("", nil), ("Wie spät ist es?", "de"), ("几点了？ 👋🏽", "zh-Hans"), ("a\0b", "en")] {
            var question = QuestionSample.question(vector: QuestionSample.vector(3, dimensions: dimensions))
            (question.text, question.language) = (text, language)
            question.expiry = dimensions == 1 ? .max : -5
            #expect(try codec.decode(codec.encode(question)) == .stored(question))
        }
        let gone = WithdrawnQuestion(namespace: .number(1), key: .number(2), space: "s")
        #expect(try codec.decode(codec.encode(gone)) == .withdrawn(gone))
    }

    @Test(arguments: [false, true])
    func `no entry that was torn or changed anywhere is taken`(isSealed: Bool) throws {
        let codec = try Self.codec(isSealed: isSealed)
        let question = QuestionSample.question(vector: QuestionSample.vector(1, dimensions: 8))
        let gone = WithdrawnQuestion(namespace: .number(1), key: .number(2), space: "s")
        for entry in [try codec.encode(question), try codec.encode(gone)] {
            let bytes = Array(entry.readableBytesView)
            for count in 0..<bytes.count {
                #expect(throws: EnvelopeError.self, "\(count) bytes") {
                    try codec.decode(ByteBuffer(bytes: bytes.prefix(count)))
                }
            }
            for index in bytes.indices {
                for bit in 0..<8 {
                    var changed = bytes
                    changed[index] ^= 1 << bit
                    #expect(throws: EnvelopeError.self, "bit \(bit) of byte \(index)") {
                        try codec.decode(ByteBuffer(bytes: changed))
                    }
                }
            }
        }
    }

    @Test func `what is wrong with an entry is told`() throws {
        let (plain, sealed) = (try Self.codec(isSealed: false), try Self.codec(isSealed: true))
        let question = QuestionSample.question()
        #expect(throws: EnvelopeError.notSealed) { try sealed.decode(plain.encode(question)) }
        #expect(throws: EnvelopeError.noKeys) { try plain.decode(sealed.encode(question)) }
        #expect(throws: EnvelopeError.notAnEntry) { try plain.decode(ByteBuffer(string: "SBX and so on")) }
        #expect(throws: EnvelopeError.truncated) { try plain.decode(ByteBuffer()) }
        #expect(throws: EnvelopeError.tooLarge) { try plain.decode(ByteBuffer(repeating: 0, count: 1 << 20)) }
        var newer = Array(try plain.encode(question).readableBytesView)
        newer[3] = 2
        #expect(throws: EnvelopeError.unknownVersion(2)) { try plain.decode(ByteBuffer(bytes: newer)) }
    }

    @Test func `questions of a tenant whose keys were given up are lost, and no others`() throws {
        let codec = try Self.codec(isSealed: true)
        let theirs = try codec.encode(QuestionSample.question(scope: "gone"))
        let ours = try codec.encode(QuestionSample.question(scope: "acme"))
        codec.use(try QuestionSample.ring(revoked: ["gone"]))
        #expect(throws: EnvelopeError.revoked) { try codec.decode(theirs) }
        #expect(throws: EnvelopeError.revoked) { try codec.encode(QuestionSample.question(scope: "gone")) }
        #expect(try codec.decode(ours) == .stored(QuestionSample.question(scope: "acme")))
    }

    @Test func `a sealed entry shows nothing of the question`() throws {
        let question = QuestionSample.question()
        let bytes = Array(try Self.codec(isSealed: true).encode(question).readableBytesView)
        for secret in QuestionSample.secrets(of: question) {
            #expect(!bytes.holds(secret))
        }
        // The search finds what there is.
        let plain = Array(try Self.codec(isSealed: false).encode(question).readableBytesView)
        #expect(QuestionSample.secrets(of: question).allSatisfy { plain.holds($0) })
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let error: EnvelopeError
        let change: @Sendable (inout SharedQuestion) -> Void
    }

    static let refused: [Refused] = [
        Refused(testDescription: "no vector", error: .malformed) { $0.vector = [] },
        Refused(testDescription: "too short a vector", error: .malformed) { $0.vector = [0.5, 0.5] },
        Refused(testDescription: "too long a vector", error: .malformed) { $0.vector = [1, 0.5] },
        Refused(testDescription: "NaN", error: .malformed) { $0.vector = [.nan, 1] },
        Refused(testDescription: "infinity", error: .malformed) { $0.vector = [.infinity, 1] },
        Refused(testDescription: "4,097 numbers", error: .tooLarge) {
            $0.vector = QuestionSample.vector(1, dimensions: 4_097)
        },
        Refused(testDescription: "a text of more than 64 KiB", error: .tooLarge) {
            $0.text = String(repeating: "x", count: (64 << 10) + 1)
        },
        Refused(testDescription: "a name of more than 1 KiB", error: .tooLarge) {
            $0.group = String(repeating: "x", count: 1_025)
        },
        Refused(testDescription: "a scope of more than 1 KiB", error: .tooLarge) {
            $0.scope = String(repeating: "x", count: 1_025)
        },
        Refused(testDescription: "a language of 17 bytes", error: .tooLarge) {
            $0.language = String(repeating: "x", count: 17)
        },
    ]

    @Test(arguments: Self.refused)
    func `what is beyond the bounds is not written`(_ each: Refused) throws {
        var question = QuestionSample.question()
        each.change(&question)
        for isSealed in [false, true] {
            let codec = try Self.codec(isSealed: isSealed)
            #expect(throws: each.error) { try codec.encode(question) }
        }
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `whoever can write to Redis makes nothing of it that breaks a bound`(seed: UInt64) throws {
        let codec = QuestionCodec()
        var random = CacheRandom(seed: seed)
        var taken = 0
        for round in 0..<4_000 {
            let dimensions = random.draw(1..<12)
            let question = QuestionSample.question(round, vector: QuestionSample.vector(round, dimensions: dimensions))
            var payload = Array(try codec.encode(question).readableBytesView.dropFirst(5).dropLast(16))
            for _ in 0..<random.draw(1..<4) {
                switch random.draw(0..<3) {
                case 0: payload[random.draw(0..<payload.count)] = UInt8(truncatingIfNeeded: random.next())
                case 1: payload.removeSubrange(random.draw(0..<payload.count)...)
                default: payload.insert(UInt8(truncatingIfNeeded: random.next()), at: random.draw(0..<payload.count))
                }
                if payload.isEmpty { payload.append(0) }
            }
            // The checksum is no secret.
            guard case .stored(let read)? = try? codec.decode(Self.plainEntry(payload)) else { continue }
            taken += 1
            #expect(read.vector.isOfUnitLength && read.vector.count <= QuestionLimits.maxDimensions, "seed \(seed)")
            #expect(read.text.utf8.count <= QuestionLimits.maxTextBytes)
            #expect((try? codec.encode(read)) != nil)
        }
        #expect(taken > 100)
    }

    @Test func `a count that promises more than there is allocates nothing`() throws {
        let question = QuestionSample.question(vector: [1])
        let payload = Array(try QuestionCodec().encode(question).readableBytesView.dropFirst(5).dropLast(16))
        // Behind the text, one number: its count is made 4,096.
        let forged = payload.dropLast(5) + [0x80, 0x20] + payload.suffix(4)
        #expect(throws: EnvelopeError.malformed) { try QuestionCodec().decode(Self.plainEntry(Array(forged))) }
        let huge = payload.dropLast(5) + [0xFF, 0xFF, 0xFF, 0xFF, 0x0F] + payload.suffix(4)
        #expect(throws: EnvelopeError.tooLarge) { try QuestionCodec().decode(Self.plainEntry(Array(huge))) }
    }

    /// An entry of any payload, with the checksum that fits.
    static func plainEntry(_ payload: [UInt8]) -> ByteBuffer {
        let binding = EntryBinding(scope: "", key: QuestionCodec.envelopeKey)
        let sum = binding.checksum(RecordCodec.checksumProtection, ByteBuffer(bytes: payload), from: 0)
        let head = QuestionCodec.magic + [QuestionCodec.version, RecordCodec.checksumProtection]
        return ByteBuffer(bytes: head + payload + Array(sum.prefix(16)))
    }
}

extension QuestionSample {
    /// What of a question nobody may see who has no key.
    static func secrets(of question: SharedQuestion) -> [[UInt8]] {
        let vector = Array(ByteBuffer(vector: question.vector).readableBytesView)
        return [Array(question.text.utf8), Array(question.scope.utf8), Array(question.space.utf8)]
            + [Array(vector.prefix(16)), Array(vector.suffix(16))]
    }
}

extension [UInt8] {
    /// Whether other bytes stand somewhere in these.
    func holds(_ other: [UInt8]) -> Bool {
        guard let first = other.first, other.count <= self.count else { return false }
        return (0...(self.count - other.count)).contains { start in
            self[start] == first && self[start..<(start + other.count)].elementsEqual(other)
        }
    }
}
