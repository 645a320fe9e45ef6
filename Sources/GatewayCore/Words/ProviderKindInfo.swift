/// What the configuration must know of a kind of provider; the provider registry states it.
package struct ProviderKindInfo: Sendable, Equatable {
    /// Name in the configuration's `kind`, a key of the provider registry.
    package var kind: String
    /// Address used where the file gives none.
    package var defaultBaseURL: String?
    /// Whether a provider of this kind cannot be used without `api_key`.
    package var needsAPIKey: Bool
    /// Whether the file must state `base_url`.
    package var needsBaseURL: Bool
    /// Whether the kind puts `api_version` into the query.
    package var takesAPIVersion: Bool

    /// Creates a description.
    package init(
        kind: String,
        defaultBaseURL: String? = nil,
        needsAPIKey: Bool = true,
        needsBaseURL: Bool = false,
        takesAPIVersion: Bool = false
    ) {
        self.kind = kind
        self.defaultBaseURL = defaultBaseURL
        self.needsAPIKey = needsAPIKey
        self.needsBaseURL = needsBaseURL
        self.takesAPIVersion = takesAPIVersion
    }
}
