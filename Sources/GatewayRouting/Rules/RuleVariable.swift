package import CEL

/// What the condition of a rule may ask of a request; the raw value is the variable's slot.
package enum RuleVariable: Int, CaseIterable, Sendable {
    case model, endpoint, stream
    case task, taskConfidence, language, languageConfidence, complexity, tokens
    case maxTokens, turns, messages, hasSystem, promptBytes, prompt, images
    case needs, tools, parallelTools, vision, audio, files, jsonSchema, jsonObject, reasoning, logprobs
    case tenant, key, tags, user, session, region, priority, latencySensitive, headers, now

    /// Its name in conditions.
    package var name: String {
        switch self {
        case .taskConfidence: "task_confidence"
        case .languageConfidence: "language_confidence"
        case .maxTokens: "max_tokens"
        case .hasSystem: "has_system"
        case .promptBytes: "prompt_bytes"
        case .parallelTools: "parallel_tools"
        case .jsonSchema: "json_schema"
        case .jsonObject: "json_object"
        case .latencySensitive: "latency_sensitive"
        default: "\(self)"
        }
    }

    /// Its type.
    package var type: CELType {
        switch self {
        case .model, .endpoint, .task, .language, .prompt, .reasoning, .tenant, .key, .user, .session, .region,
            .priority:
            .string
        case .taskConfidence, .languageConfidence, .complexity: .double
        case .tokens, .maxTokens, .turns, .messages, .promptBytes, .images: .int
        case .stream, .hasSystem, .tools, .parallelTools, .vision, .audio, .files, .jsonSchema, .jsonObject, .logprobs,
            .latencySensitive:
            .bool
        case .needs, .tags: .list(.string)
        case .headers: .map(.string, .string)
        case .now: .timestamp
        }
    }

    /// What has to be read of the prompt's content for it.
    package var content: ContentWants {
        switch self {
        case .task, .taskConfidence: .task
        case .language, .languageConfidence: .language
        case .complexity: .complexity
        case .tokens: .tokens
        default: []
        }
    }

    /// Elements or bytes of its value at most, for the bound on a condition's cost.
    var maxSize: Int? {
        switch self {
        case .prompt: PromptText.defaultBudget
        case .needs: 16
        case .tags, .headers: 64
        case .task, .language, .priority, .reasoning, .endpoint: 32
        default: self.type == .string ? 1024 : nil
        }
    }

    /// All variables, each in the slot of its raw value.
    package static let environment: CELEnvironment = {
        var environment = CELEnvironment()
        for variable in Self.allCases {
            let slot = try? environment.declare(variable.name, variable.type, maxSize: variable.maxSize)
            precondition(slot == variable.rawValue, "variables are declared in the order of their slots")
        }
        return environment
    }()
}
