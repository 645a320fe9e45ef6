/// Models that share a tokenizer, or nearly so.
package enum TokenFamily: Sendable, Equatable, CaseIterable {
    /// Has a vocabulary that can be loaded.
    case o200k, cl100k
    /// Has weights that were fitted to the family's vocabulary: Llama 3, Qwen 2 and 3, Mistral's Tekken, DeepSeek.
    case llama, qwen, mistral, deepseek
    /// Has weights that were fitted to the last vocabulary that Anthropic published, of Claude 2. The newer ones are
    /// not public, so the stated error says little about them.
    case claude
    /// No public vocabulary, or none that was measured: estimated as the mean of the families above.
    case gemini, unknown

    /// The family of a model by its name, in any case, with or without a provider before a slash.
    package init(model: String) {
        let name = model.lowercased().split(separator: "/").last ?? ""
        self = Self.prefixes.first { Self.starts(name, with: $0.prefix) }?.family ?? .unknown
    }

    /// The encoding whose vocabulary counts the family exactly.
    package var encoding: TokenEncoding? {
        switch self {
        case .o200k: .o200k
        case .cl100k: .cl100k
        default: nil
        }
    }

    var weights: TokenWeights {
        switch self {
        case .o200k: .o200k
        case .cl100k: .cl100k
        case .llama: .llama
        case .qwen: .qwen
        case .mistral: .mistral
        case .deepseek: .deepseek
        case .claude: .claude
        case .gemini, .unknown: .unknown
        }
    }

    /// The first that fits decides: gpt-4o before gpt-4.
    private static let prefixes: [(prefix: String, family: TokenFamily)] = [
        ("gpt-4o", .o200k), ("gpt-4.1", .o200k), ("gpt-4.5", .o200k), ("gpt-5", .o200k), ("gpt-oss", .o200k),
        ("chatgpt", .o200k), ("o1", .o200k), ("o3", .o200k), ("o4", .o200k), ("codex", .o200k),
        ("gpt-4", .cl100k), ("gpt-3.5", .cl100k), ("gpt-35", .cl100k), ("text-embedding", .cl100k),
        ("llama", .llama), ("meta-llama", .llama), ("meta.llama", .llama), ("qwen", .qwen), ("qwq", .qwen),
        ("mistral", .mistral), ("ministral", .mistral), ("mixtral", .mistral), ("codestral", .mistral),
        ("devstral", .mistral), ("magistral", .mistral), ("pixtral", .mistral), ("open-mistral", .mistral),
        ("deepseek", .deepseek), ("claude", .claude), ("anthropic.claude", .claude), ("gemini", .gemini),
        ("gemma", .gemini),
    ]

    /// Whether a name starts with a prefix; one that ends in a digit is not followed by another (o1, not o12).
    private static func starts(_ name: Substring, with prefix: String) -> Bool {
        guard name.hasPrefix(prefix) else { return false }
        guard let end = prefix.last, end.isNumber, let next = name.dropFirst(prefix.count).first else { return true }
        return !next.isNumber
    }
}
