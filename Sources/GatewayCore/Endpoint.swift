package import GatewayWire

/// What a path of the data plane stands for.
package enum Endpoint: UInt8, CaseIterable, Sendable {
    /// `POST /v1/chat/completions`.
    case chatCompletions
    /// `POST /v1/completions`.
    case completions
    /// `POST /v1/embeddings`.
    case embeddings
    /// `GET /v1/models`, answered by the gateway.
    case models
    /// `GET /v1/models/{id}`, answered by the gateway.
    case model
    /// `POST /v1/feedback`, answered by the gateway.
    case feedback
    /// `GET /livez`, `/readyz`, `/health`, answered by the gateway.
    case health
    /// Any other endpoint of the OpenAI API, relayed as it is.
    case passthrough
    /// A path that the data plane does not know.
    case unknown
    /// Any path of the admin plane.
    case admin

    /// Spelt out, since the one that comes with a raw value is generic and called through a table.
    package static func == (left: Self, right: Self) -> Bool {
        left.rawValue == right.rawValue
    }

    /// Name in metrics and logs.
    package var label: StaticString {
        switch self {
        case .chatCompletions: "chat_completions"
        case .completions: "completions"
        case .embeddings: "embeddings"
        case .models: "models"
        case .model: "model"
        case .feedback: "feedback"
        case .health: "health"
        case .passthrough: "passthrough"
        case .unknown: "unknown"
        case .admin: "admin"
        }
    }

    /// Whether the body is JSON whose known fields are checked and whose `model` picks the deployment.
    package var isGeneration: Bool {
        switch self {
        case .chatCompletions, .completions, .embeddings: true
        case .models, .model, .feedback, .health, .passthrough, .unknown, .admin: false
        }
    }

    /// The rules that the body must meet.
    package var requestEndpoint: RequestEndpoint {
        switch self {
        case .chatCompletions: .chatCompletions
        case .completions: .completions
        case .embeddings: .embeddings
        case .models, .model, .feedback, .health, .passthrough, .unknown, .admin: .other
        }
    }

    /// Whether its exchanges are counted and logged; probes and scrapes are not.
    package var isObserved: Bool {
        self != .health && self != .admin
    }

    /// Whether a stream of this endpoint ends with a usage chunk if it is asked for one.
    package var isStreamedText: Bool {
        self == .chatCompletions || self == .completions
    }
}
