package import GatewayCore

/// The kinds of provider that the gateway speaks with.
package struct ProviderRegistry: Sendable {
    private var kinds: [String: (info: ProviderKindInfo, adapter: any ProviderAdapter)] = [:]

    /// Creates an empty registry.
    package init() {}

    /// Adds a kind; the last one of a name wins.
    package mutating func register(_ info: ProviderKindInfo, _ adapter: any ProviderAdapter) {
        self.kinds[info.kind] = (info, adapter)
    }

    /// The dialect of a kind.
    package func adapter(for kind: String) -> (any ProviderAdapter)? {
        self.kinds[kind]?.adapter
    }

    /// What the configuration must know of the kinds, by name.
    package var infos: [ProviderKindInfo] {
        self.kinds.values.map(\.info).sorted { $0.kind < $1.kind }
    }
}
