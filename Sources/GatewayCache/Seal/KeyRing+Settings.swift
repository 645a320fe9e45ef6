package import GatewayCore

extension KeyRing {
    /// Makes the ring that the configuration describes.
    package init(_ settings: CacheEncryption) throws(KeyRingError) {
        var keys: [Named] = []
        for entry in settings.keys {
            do throws(RootKeyError) {
                keys.append(Named(id: entry.id, key: try RootKey(text: entry.key.reveal())))
            } catch {
                throw .badKey(id: entry.id, problem: error)
            }
        }
        try self.init(keys, active: settings.active, revokedTenants: settings.erasedTenants)
    }
}

extension FinishPolicy {
    /// Makes the policy of a model group.
    package init(_ reasons: Set<StorableFinish>) {
        self.init(allowed: reasons.map(\.rawValue).sorted())
    }
}
