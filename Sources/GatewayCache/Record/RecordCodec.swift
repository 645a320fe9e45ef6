import Crypto
import GatewayWire
package import NIOCore

/// Turns records into the bytes that are stored outside the process, and back; confined to one event loop.
///
/// An entry begins with three letters, the version, and how it is protected:
///
/// | protection | what follows |
/// |---|---|
/// | 0, checksum | the payload, and the first 128 bits of a SHA-256 |
/// | 1, sealed | length and id of the root key, nonce (12), AES-256-GCM of the payload, tag (16) |
///
/// Checksum and tag cover all that stands before them, and also the key and the scope of the entry, which are not
/// written down: an entry that was torn, changed, or put under another name is not taken. With keys only sealed
/// entries are taken, so that nobody who can write to the store can plant one.
///
/// The payload is the record's parts and then its bytes, compressed where it pays.
package final class RecordCodec {
    /// What entries begin with.
    static let magic: [UInt8] = [0x53, 0x42, 0x58]
    /// The only version that is read and written.
    static let version: UInt8 = 1
    static let checksumProtection: UInt8 = 0
    static let sealedProtection: UInt8 = 1
    static let headBytes = 5
    static let checksumBytes = 16
    /// Content below this size is not compressed.
    static let compressibleBytes = 1024
    /// Compression that saves less is not used.
    static let savingPercent = 15

    /// Largest content of a record that is read or written.
    package let maxContentBytes: Int
    let seal: RecordSeal?
    let compressor = ContentCompressor()

    /// Creates a codec.
    ///
    /// - Parameters:
    ///   - seal: Encrypts entries; nil leaves them readable, with a checksum.
    ///   - maxContentBytes: Largest body of a record, with its usage event.
    package init(seal: RecordSeal? = nil, maxContentBytes: Int) {
        self.seal = seal
        self.maxContentBytes = min(max(0, maxContentBytes), Int(UInt32.max) / 4)
    }

    /// The entry of a record.
    ///
    /// - Parameters:
    ///   - key: The key under which it will be looked up.
    ///   - scope: Who shares it: the tenant, as a rule. Its key encrypts the entry.
    package func encode(
        _ record: CacheRecord,
        for key: CacheKey,
        scope: String
    ) throws(EnvelopeError) -> ByteBuffer {
        guard record.storage.readableBytes <= self.maxContentBytes + EventStreamWriter.done.count else {
            throw .tooLarge
        }
        var entry = ByteBuffer()
        guard let seal = self.seal else {
            entry.reserveCapacity(record.storage.readableBytes + 512)
            Self.writeHead(Self.checksumProtection, to: &entry)
            try self.writePayload(of: record, to: &entry)
            let binding = EntryBinding(scope: scope, key: key)
            Self.writeChecksum(binding, to: &entry)
            return entry
        }
        var payload = ByteBuffer()
        payload.reserveCapacity(record.storage.readableBytes + 512)
        try self.writePayload(of: record, to: &payload)
        Self.writeHead(Self.sealedProtection, to: &entry)
        try seal.seal(payload, EntryBinding(scope: scope, key: key), into: &entry)
        return entry
    }

    /// The record of an entry.
    ///
    /// - Parameters:
    ///   - key: The key under which it was found.
    ///   - scope: Who shares it, as when it was written.
    package func decode(
        _ entry: ByteBuffer,
        for key: CacheKey,
        scope: String
    ) throws(EnvelopeError) -> CacheRecord {
        var entry = entry
        guard let magic = entry.readBytes(length: Self.magic.count) else { throw .truncated }
        guard magic == Self.magic else { throw .notAnEntry }
        guard let version = entry.readInteger(as: UInt8.self) else { throw .truncated }
        guard version == Self.version else { throw .unknownVersion(version) }
        guard let protection = entry.readInteger(as: UInt8.self) else { throw .truncated }
        let binding = EntryBinding(scope: scope, key: key)
        switch protection {
        case Self.checksumProtection:
            guard self.seal == nil else { throw .notSealed }
            return try self.readPayload(try Self.checked(entry, binding))
        case Self.sealedProtection:
            guard let seal = self.seal else { throw .noKeys }
            return try self.readPayload(try seal.open(entry, binding))
        default:
            throw .malformed
        }
    }

    private static func writeHead(_ protection: UInt8, to entry: inout ByteBuffer) {
        entry.writeBytes(self.magic)
        entry.writeInteger(self.version)
        entry.writeInteger(protection)
    }

    private static func writeChecksum(_ binding: EntryBinding, to entry: inout ByteBuffer) {
        let sum = binding.checksum(self.checksumProtection, entry, from: self.headBytes)
        sum.withUnsafeBytes { sum in
            _ = entry.writeBytes(UnsafeRawBufferPointer(rebasing: sum.prefix(self.checksumBytes)))
        }
    }

    /// The payload in front of a checksum that is right.
    private static func checked(_ rest: ByteBuffer, _ binding: EntryBinding) throws(EnvelopeError) -> ByteBuffer {
        var rest = rest
        guard rest.readableBytes >= self.checksumBytes,
            let payload = rest.readSlice(length: rest.readableBytes - self.checksumBytes)
        else { throw .truncated }
        let sum = binding.checksum(self.checksumProtection, payload, from: 0)
        let isRight = sum.withUnsafeBytes { sum in
            rest.withUnsafeReadableBytes { sum.prefix(self.checksumBytes).elementsEqual($0) }
        }
        guard isRight else { throw .damaged }
        return payload
    }
}

/// What an entry is tied to without saying it.
struct EntryBinding {
    let scope: String
    let key: CacheKey

    /// The bytes that checksum and tag cover in addition: they begin with the entry's own head, so that no version or
    /// protection passes for another.
    func bytes(_ protection: UInt8, keyID: String = "") -> [UInt8] {
        var bytes = RecordCodec.magic
        bytes.reserveCapacity(64 + self.scope.utf8.count + keyID.utf8.count)
        bytes.append(RecordCodec.version)
        bytes.append(protection)
        for text in [keyID, self.scope] {
            // Lengths in front, so that no two pairs of texts look alike.
            withUnsafeBytes(of: UInt32(clamping: text.utf8.count).littleEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: text.utf8)
        }
        for word in [self.key.a, self.key.b, self.key.c, self.key.d] {
            withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }

    /// The digest of these bytes and of a payload, which begins at an offset.
    func checksum(_ protection: UInt8, _ bytes: ByteBuffer, from start: Int) -> SHA256.Digest {
        var hash = SHA256()
        self.bytes(protection).withUnsafeBytes { hash.update(bufferPointer: $0) }
        bytes.withUnsafeReadableBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[start...])) }
        return hash.finalize()
    }
}
