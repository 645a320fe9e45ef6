package import GatewayCore

/// OpenAI's own dialect, which most providers and engines speak.
package struct OpenAICompatible: ProviderAdapter {
    package let asksForStreamUsage: Bool

    /// Creates the dialect.
    ///
    /// - Parameter asksForStreamUsage: false for providers that send usage with every stream and may refuse the option.
    package init(asksForStreamUsage: Bool = true) {
        self.asksForStreamUsage = asksForStreamUsage
    }

    package func path(for endpoint: Endpoint, model: String, at provider: Provider) -> [UInt8] {
        Array((provider.basePath + Self.suffix(of: endpoint)).utf8)
    }

    package func passthroughPath(_ path: String, query: String, model: String?, at provider: Provider) -> [UInt8] {
        Array((provider.basePath + path + (query.isEmpty ? "" : "?" + query)).utf8)
    }

    package func credential(_ apiKey: Secret) -> (name: String, value: Secret) {
        ("authorization", Secret("Bearer " + apiKey.reveal()))
    }

    /// Path of an endpoint below the base path.
    static func suffix(of endpoint: Endpoint) -> String {
        switch endpoint {
        case .chatCompletions: "/chat/completions"
        case .completions: "/completions"
        case .embeddings: "/embeddings"
        case .models, .model: "/models"
        case .feedback, .health, .passthrough, .unknown, .admin: ""
        }
    }
}
