import GatewayCore

extension ProviderRegistry {
    /// Every provider compiled into the gateway: one line each. Addresses are those of the vendors' API references.
    package static func builtin() -> ProviderRegistry {
        var registry = ProviderRegistry()
        let openAI = OpenAICompatible()
        registry.register(.preset("openai", "https://api.openai.com/v1"), openAI)
        registry.register(.preset("groq", "https://api.groq.com/openai/v1"), openAI)
        registry.register(.preset("together", "https://api.together.xyz/v1"), openAI)
        registry.register(.preset("fireworks", "https://api.fireworks.ai/inference/v1"), openAI)
        registry.register(.preset("deepseek", "https://api.deepseek.com/v1"), openAI)
        registry.register(.preset("mistral", "https://api.mistral.ai/v1"), OpenAICompatible(asksForStreamUsage: false))
        registry.register(.preset("xai", "https://api.x.ai/v1"), openAI)
        registry.register(.preset("openrouter", "https://openrouter.ai/api/v1"), openAI)
        registry.register(.preset("cerebras", "https://api.cerebras.ai/v1"), openAI)
        registry.register(.local("vllm", "http://127.0.0.1:8000/v1"), openAI)
        registry.register(.local("ollama", "http://127.0.0.1:11434/v1"), openAI)
        registry.register(.local("lmstudio", "http://127.0.0.1:1234/v1"), openAI)
        registry.register(ProviderKindInfo(kind: "azure", needsBaseURL: true, takesAPIVersion: true), AzureOpenAI())
        registry.register(
            ProviderKindInfo(kind: "openai-compatible", needsAPIKey: false, needsBaseURL: true),
            openAI
        )
        registry.register(ProviderKindInfo(kind: "simulated", needsAPIKey: false), openAI)
        return registry
    }
}

extension ProviderKindInfo {
    /// A hosted provider with an address of its own.
    fileprivate static func preset(_ kind: String, _ baseURL: String) -> ProviderKindInfo {
        ProviderKindInfo(kind: kind, defaultBaseURL: baseURL)
    }

    /// An engine that usually runs on the same machine, without a key.
    fileprivate static func local(_ kind: String, _ baseURL: String) -> ProviderKindInfo {
        ProviderKindInfo(kind: kind, defaultBaseURL: baseURL, needsAPIKey: false)
    }
}
