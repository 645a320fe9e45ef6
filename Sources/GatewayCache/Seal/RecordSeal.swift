package import Crypto
import NIOCore

/// Encrypts entries with AES-256-GCM under their tenant's key; confined to one event loop.
///
/// The tag also covers the version, the id of the root key, the tenant and the key of the entry: an entry that was put
/// under another name or given to another tenant does not open. Of the plain text nothing is to be seen but its
/// length.
///
/// Nonces are random, so that nodes need not agree on them; with one tenant's key no more than 2^32 entries should be
/// written (NIST SP 800-38D, section 8.3), after which the root key is to be rotated.
package final class RecordSeal {
    private struct Derived: Hashable {
        let id: String
        let tenant: String
    }

    private static let nonceBytes = 12
    private static let tagBytes = 16

    private var ring: KeyRing
    private var derived: [Derived: SymmetricKey] = [:]
    private let maxDerived: Int
    private let makeNonce: () -> AES.GCM.Nonce

    /// Creates a seal.
    ///
    /// - Parameters:
    ///   - ring: The keys.
    ///   - maxDerived: Tenants' keys to remember; beyond, all are derived anew.
    ///   - makeNonce: Makes the number used once; must be unpredictable and never repeat, except in tests.
    package init(
        _ ring: KeyRing,
        maxDerived: Int = 1024,
        makeNonce: @escaping () -> AES.GCM.Nonce = { AES.GCM.Nonce() }
    ) {
        self.ring = ring
        self.maxDerived = max(1, maxDerived)
        self.makeNonce = makeNonce
    }

    /// Goes on with other keys: after a rotation, or when a tenant's were given up.
    package func use(_ ring: KeyRing) {
        self.ring = ring
        self.derived.removeAll()
    }

    /// Appends id, nonce, cipher text and tag.
    func seal(_ payload: ByteBuffer, _ binding: EntryBinding, into entry: inout ByteBuffer) throws(EnvelopeError) {
        let id = self.ring.active
        let key = try self.key(id, binding.scope)
        let known = binding.bytes(RecordCodec.sealedProtection, keyID: id)
        do {
            let box = try payload.withUnsafeReadableBytes { bytes in
                try AES.GCM.seal(bytes, using: key, nonce: self.makeNonce(), authenticating: known)
            }
            guard let combined = box.combined else { throw EnvelopeError.failed }
            entry.reserveCapacity(minimumWritableBytes: 1 + id.utf8.count + combined.count)
            entry.writeInteger(UInt8(truncatingIfNeeded: id.utf8.count))
            entry.writeString(id)
            entry.writeBytes(combined)
        } catch {
            throw .failed
        }
    }

    /// The payload of what stands behind an entry's head.
    func open(_ sealed: ByteBuffer, _ binding: EntryBinding) throws(EnvelopeError) -> ByteBuffer {
        var sealed = sealed
        guard let count = sealed.readInteger(as: UInt8.self) else { throw .truncated }
        guard (1...KeyRing.maxIDBytes).contains(Int(count)) else { throw .malformed }
        guard let id = sealed.readString(length: Int(count)),
            sealed.readableBytes >= Self.nonceBytes + Self.tagBytes
        else { throw .truncated }
        let key = try self.key(id, binding.scope)
        let known = binding.bytes(RecordCodec.sealedProtection, keyID: id)
        do {
            let box = try sealed.withUnsafeReadableBytes { try AES.GCM.SealedBox(combined: $0) }
            return ByteBuffer(bytes: try AES.GCM.open(box, using: key, authenticating: known))
        } catch {
            throw .damaged
        }
    }

    private func key(_ id: String, _ tenant: String) throws(EnvelopeError) -> SymmetricKey {
        guard !self.ring.isRevoked(tenant) else { throw .revoked }
        let name = Derived(id: id, tenant: tenant)
        if let key = self.derived[name] { return key }
        guard let key = self.ring.derivedKey(id: id, tenant: tenant) else { throw .unknownKey }
        if self.derived.count >= self.maxDerived { self.derived.removeAll(keepingCapacity: true) }
        self.derived[name] = key
        return key
    }
}
