import Crypto

/// Why keys do not make a ring.
package enum KeyRingError: Error, Sendable, Hashable {
    /// There is no key.
    case empty
    /// An id is empty, longer than 32 bytes, or holds something other than letters, digits, `.`, `_` and `-`.
    case badID(String)
    /// Two keys have one id.
    case duplicateID(String)
    /// No key has the id of the active one.
    case unknownActive(String)
    /// A key cannot be read.
    case badKey(id: String, problem: RootKeyError)
}

/// The root keys of the encryption at rest, and what became of the tenants' keys.
///
/// Entries are written with the active key and read with any. To rotate, add a key and make it the active one; the old
/// one can go once the entries that it encrypted have expired. An immutable value, swapped whole.
package struct KeyRing: Sendable {
    /// A root key and the name that stands in front of each entry.
    package struct Named: Sendable {
        let id: String
        let key: RootKey

        /// Names a key.
        package init(id: String, key: RootKey) {
            self.id = id
            self.key = key
        }
    }

    /// Longest id of a key.
    static let maxIDBytes = 32
    /// What derived keys are for: keys of another purpose never equal them.
    private static let salt = Array("signalbox cache entry, AES-256-GCM".utf8)

    /// The id of the key that is written with.
    package let active: String
    private let keys: [String: RootKey]
    private let generations: [String: UInt32]
    private let revoked: Set<String>

    /// Makes a ring.
    ///
    /// - Parameters:
    ///   - keys: All keys that may be needed for reading.
    ///   - active: The id of the one that is written with.
    ///   - generations: How often a tenant's keys were replaced, 0 if not told; raising it makes all its entries
    ///     unreadable at once, and new ones can be written.
    ///   - revokedTenants: Tenants whose entries can be neither read nor written.
    package init(
        _ keys: [Named],
        active: String,
        generations: [String: UInt32] = [:],
        revokedTenants: Set<String> = []
    ) throws(KeyRingError) {
        guard !keys.isEmpty else { throw .empty }
        var table: [String: RootKey] = [:]
        for named in keys {
            guard (1...Self.maxIDBytes).contains(named.id.utf8.count), named.id.utf8.allSatisfy(Self.isIDByte) else {
                throw .badID(named.id)
            }
            guard table.updateValue(named.key, forKey: named.id) == nil else { throw .duplicateID(named.id) }
        }
        guard table[active] != nil else { throw .unknownActive(active) }
        self.keys = table
        self.active = active
        self.generations = generations
        self.revoked = revokedTenants
    }

    /// Whether a tenant's entries are given up.
    package func isRevoked(_ tenant: String) -> Bool {
        self.revoked.contains(tenant)
    }

    /// A tenant's key under a root key, by HKDF-SHA256 (RFC 5869); nil if there is no root key of this id.
    ///
    /// The `info` is the tenant's generation and name, so that no tenant's key tells anything of another's.
    func derivedKey(id: String, tenant: String) -> SymmetricKey? {
        guard let root = self.keys[id] else { return nil }
        var info: [UInt8] = []
        withUnsafeBytes(of: (self.generations[tenant] ?? 0).littleEndian) { info.append(contentsOf: $0) }
        info.append(contentsOf: tenant.utf8)
        return HKDF<SHA256>.deriveKey(
            inputKeyMaterial: root.secret,
            salt: Self.salt,
            info: info,
            outputByteCount: RootKey.byteCount
        )
    }

    private static func isIDByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
        default: false
        }
    }
}
