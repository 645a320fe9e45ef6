/// What the simulator serves.
package enum SimulatedEndpoint: Sendable, Equatable {
    /// Chat completions.
    case chat
    /// Plain completions.
    case completions
    /// Embeddings.
    case embeddings
    /// List of models.
    case models
    /// One model.
    case model(String)

    /// The endpoint at a path below the provider's base path or `/v1`; nil where there is none.
    package init?(path: String, basePath: String) {
        let prefixes = [basePath, "/v1"].filter { !$0.isEmpty && path.hasPrefix($0 + "/") }
        let rest = path.dropFirst(prefixes.first?.count ?? 0)
        switch rest {
        case "/chat/completions": self = .chat
        case "/completions": self = .completions
        case "/embeddings": self = .embeddings
        case "/models": self = .models
        default:
            guard rest.hasPrefix("/models/"), rest.count > 8 else { return nil }
            self = .model(String(rest.dropFirst(8)))
        }
    }

    /// Whether it is asked by GET; all others are asked by POST.
    package var isRead: Bool {
        switch self {
        case .models, .model: true
        default: false
        }
    }
}
