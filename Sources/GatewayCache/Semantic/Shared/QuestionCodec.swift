import Crypto
package import NIOCore

/// Turns what nodes tell each other of questions into bytes, and back; confined to one event loop.
///
/// An entry begins with three letters, the version, and how it is protected, like an answer's (``RecordCodec``):
///
/// | protection | what follows |
/// |---|---|
/// | 0, checksum | the payload, and the first 128 bits of a SHA-256 |
/// | 1, sealed | the payload, encrypted with a key that all tenants' questions share |
///
/// The payload of a stored question is its scope and then its parts. Where there are keys, the parts are encrypted once
/// more with the key of the scope: who reads an entry from a stream cannot know its scope before, and the questions of
/// a tenant whose keys were given up are to be lost. With keys only sealed entries are taken.
package final class QuestionCodec {
    /// What entries begin with.
    static let magic: [UInt8] = [0x53, 0x42, 0x51]
    /// The only version that is read and written.
    static let version: UInt8 = 1
    private static let storedNotice: UInt8 = 1
    private static let withdrawnNotice: UInt8 = 2
    /// Ties bytes to their purpose: the envelope, and the parts in it.
    static let envelopeKey = KeyMaker.fingerprint(of: ["shared question", "envelope"])
    private static let partsKey = KeyMaker.fingerprint(of: ["shared question", "parts"])

    private let seal: RecordSeal?

    /// Creates a codec.
    ///
    /// - Parameter seal: encrypts entries; nil leaves them readable, with a checksum.
    package init(seal: RecordSeal? = nil) {
        self.seal = seal
    }

    /// Whether entries are encrypted.
    package var isSealed: Bool { self.seal != nil }

    /// Goes on with other keys.
    package func use(_ ring: KeyRing) {
        self.seal?.use(ring)
    }

    /// The entry of a question.
    package func encode(_ question: SharedQuestion) throws(EnvelopeError) -> ByteBuffer {
        var payload = ByteBuffer()
        payload.reserveCapacity(question.text.utf8.count + question.vector.count * 4 + 512)
        payload.writeInteger(Self.storedNotice)
        try payload.writeName(question.scope)
        guard let seal = self.seal else {
            try payload.writeParts(of: question)
            return try self.enclose(payload)
        }
        var parts = ByteBuffer()
        parts.reserveCapacity(question.text.utf8.count + question.vector.count * 4 + 512)
        try parts.writeParts(of: question)
        try seal.seal(parts, EntryBinding(scope: question.scope, key: Self.partsKey), into: &payload)
        return try self.enclose(payload)
    }

    /// The entry that withdraws a question.
    package func encode(_ question: WithdrawnQuestion) throws(EnvelopeError) -> ByteBuffer {
        var payload = ByteBuffer()
        payload.writeInteger(Self.withdrawnNotice)
        payload.write(question.namespace)
        payload.write(question.key)
        try payload.writeName(question.space)
        return try self.enclose(payload)
    }

    /// What an entry tells.
    package func decode(_ entry: ByteBuffer) throws(EnvelopeError) -> QuestionNotice {
        let limit = QuestionLimits.maxTextBytes + QuestionLimits.maxDimensions * 4 + QuestionLimits.overheadBytes
        guard entry.readableBytes <= limit else { throw .tooLarge }
        var reader = RecordFieldReader(try self.disclose(entry))
        switch try reader.byte() {
        case Self.storedNotice:
            let scope = try reader.name()
            guard let seal = self.seal else { return .stored(try reader.question(scope: scope)) }
            var parts = RecordFieldReader(try seal.open(reader.rest, EntryBinding(scope: scope, key: Self.partsKey)))
            return .stored(try parts.question(scope: scope))
        case Self.withdrawnNotice:
            let (namespace, key, space) = (try reader.key(), try reader.key(), try reader.name())
            guard reader.rest.readableBytes == 0 else { throw .malformed }
            return .withdrawn(WithdrawnQuestion(namespace: namespace, key: key, space: space))
        default: throw .malformed
        }
    }

    // MARK: The envelope

    private var binding: EntryBinding { EntryBinding(scope: "", key: Self.envelopeKey) }

    private func enclose(_ payload: ByteBuffer) throws(EnvelopeError) -> ByteBuffer {
        var entry = ByteBuffer()
        entry.reserveCapacity(payload.readableBytes + 128)
        entry.writeBytes(Self.magic)
        entry.writeInteger(Self.version)
        guard let seal = self.seal else {
            entry.writeInteger(RecordCodec.checksumProtection)
            entry.writeImmutableBuffer(payload)
            self.checksum(of: payload).withUnsafeBytes { sum in
                _ = entry.writeBytes(UnsafeRawBufferPointer(rebasing: sum.prefix(RecordCodec.checksumBytes)))
            }
            return entry
        }
        entry.writeInteger(RecordCodec.sealedProtection)
        try seal.seal(payload, self.binding, into: &entry)
        return entry
    }

    private func disclose(_ entry: ByteBuffer) throws(EnvelopeError) -> ByteBuffer {
        var entry = entry
        guard let magic = entry.readBytes(length: Self.magic.count) else { throw .truncated }
        guard magic == Self.magic else { throw .notAnEntry }
        guard let version = entry.readInteger(as: UInt8.self) else { throw .truncated }
        guard version == Self.version else { throw .unknownVersion(version) }
        guard let protection = entry.readInteger(as: UInt8.self) else { throw .truncated }
        switch protection {
        case RecordCodec.checksumProtection:
            guard self.seal == nil else { throw .notSealed }
            return try self.checked(entry)
        case RecordCodec.sealedProtection:
            guard let seal = self.seal else { throw .noKeys }
            return try seal.open(entry, self.binding)
        default: throw .malformed
        }
    }

    private func checked(_ rest: ByteBuffer) throws(EnvelopeError) -> ByteBuffer {
        var rest = rest
        guard rest.readableBytes >= RecordCodec.checksumBytes,
            let payload = rest.readSlice(length: rest.readableBytes - RecordCodec.checksumBytes)
        else { throw .truncated }
        let isRight = self.checksum(of: payload).withUnsafeBytes { sum in
            rest.withUnsafeReadableBytes { sum.prefix(RecordCodec.checksumBytes).elementsEqual($0) }
        }
        guard isRight else { throw .damaged }
        return payload
    }

    private func checksum(of payload: ByteBuffer) -> SHA256.Digest {
        self.binding.checksum(RecordCodec.checksumProtection, payload, from: 0)
    }
}
