/// A credential that the gateway issues, known only by its hash.
///
/// A class, because each exchange refers to one: as a value, every look at it would retain five texts.
package final class VirtualKey: Sendable, Equatable {
    /// Name in logs and metrics.
    package let name: String
    /// SHA-256 of the key text, 32 bytes.
    package let digest: [UInt8]
    /// Owner, for attribution and scope.
    package let tenant: String?
    /// Model groups, aliases and `provider/model` names that it may use; nil is all.
    package let models: Set<String>?
    /// The owner, else the key itself, as a number: who shares a place fairly with whom.
    package let tenantNumber: Int
    /// Whose answers it shares: the owner's, else its own.
    package let tenantScope: String
    /// What is its own alone.
    package let keyScope: String

    /// Creates a key.
    package init(name: String, digest: [UInt8], tenant: String? = nil, models: Set<String>? = nil) {
        self.name = name
        self.digest = digest
        self.tenant = tenant
        self.models = models
        self.keyScope = "key:" + name
        self.tenantScope = tenant.map { "tenant:" + $0 } ?? self.keyScope
        // FNV-1a: equal on all loops and in all runs.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in (tenant ?? name).utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        self.tenantNumber = Int(truncatingIfNeeded: hash)
    }

    package static func == (left: VirtualKey, right: VirtualKey) -> Bool {
        left === right
            || left.name == right.name && left.digest == right.digest && left.tenant == right.tenant
                && left.models == right.models
    }
}
