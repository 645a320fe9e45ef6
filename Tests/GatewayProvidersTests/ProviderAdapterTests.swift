import GatewayCore
import GatewayProviders
import Testing

@Suite struct ProviderAdapterTests {
    private static func adapter(_ kind: String) throws -> any ProviderAdapter {
        try #require(ProviderRegistry.builtin().adapter(for: kind))
    }

    private static func provider(_ kind: String, basePath: String, apiVersion: String? = nil) -> Provider {
        Provider(
            id: "p",
            kind: kind,
            origin: Origin(isTLS: true, host: "host", port: 443),
            basePath: basePath,
            apiVersion: apiVersion
        )
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// Kind, base path, and the targets of chat, completions and embeddings.
    private static let compatible = [
        ("openai", "/v1"), ("groq", "/openai/v1"), ("together", "/v1"), ("fireworks", "/inference/v1"),
        ("deepseek", "/v1"), ("mistral", "/v1"), ("xai", "/v1"), ("openrouter", "/api/v1"), ("cerebras", "/v1"),
        ("vllm", "/v1"), ("ollama", "/v1"), ("lmstudio", "/v1"), ("openai-compatible", ""), ("simulated", "/v1"),
    ]

    @Test(arguments: ProviderAdapterTests.compatible)
    func `kinds of OpenAI's dialect put the endpoint behind the base path`(kind: String, basePath: String) throws {
        let adapter = try Self.adapter(kind)
        let provider = Self.provider(kind, basePath: basePath)
        let targets = [Endpoint.chatCompletions, .completions, .embeddings].map {
            Self.text(adapter.path(for: $0, model: "any/model", at: provider))
        }
        #expect(targets == [basePath + "/chat/completions", basePath + "/completions", basePath + "/embeddings"])
        #expect(
            Self.text(adapter.passthroughPath("/files/f-1/content", query: "", model: nil, at: provider))
                == basePath + "/files/f-1/content"
        )
        #expect(
            Self.text(adapter.passthroughPath("/files", query: "limit=3&after=a%20b", model: "m", at: provider))
                == basePath + "/files?limit=3&after=a%20b"
        )
        let credential = adapter.credential(Secret("sk-1"))
        #expect(credential.name == "authorization")
        #expect(credential.value.reveal() == "Bearer sk-1")
    }

    @Test(
        arguments: [
            ("", nil, "gpt-4o", "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21"),
            ("/openai", nil, "gpt-4o", "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21"),
            ("/sub", nil, "gpt-4o", "/sub/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21"),
            ("", "2025-01-01-preview", "d", "/openai/deployments/d/chat/completions?api-version=2025-01-01-preview"),
            (
                "", nil, "my model/ü?",
                "/openai/deployments/my%20model%2F%C3%BC%3F/chat/completions?api-version=2024-10-21"
            ),
            ("", nil, "a.b-c_d~e", "/openai/deployments/a.b-c_d~e/chat/completions?api-version=2024-10-21"),
            ("", nil, "\u{1}", "/openai/deployments/%01/chat/completions?api-version=2024-10-21"),
            ("/openai/v1", nil, "gpt-4o", "/openai/v1/chat/completions"),
            ("/openai/v1", "preview", "gpt-4o", "/openai/v1/chat/completions"),
        ] as [(String, String?, String, String)]
    )
    func `Azure names the deployment in the path and the version in the query`(
        basePath: String,
        version: String?,
        model: String,
        expected: String
    ) throws {
        let provider = Self.provider("azure", basePath: basePath, apiVersion: version)
        let path = try Self.adapter("azure").path(for: .chatCompletions, model: model, at: provider)
        #expect(Self.text(path) == expected)
    }

    @Test(
        arguments: [
            (
                "", "/images/generations", "", "dall-e",
                "/openai/deployments/dall-e/images/generations?api-version=2024-10-21"
            ),
            ("", "/files", "", nil, "/openai/files?api-version=2024-10-21"),
            ("", "/files", "limit=2", nil, "/openai/files?limit=2&api-version=2024-10-21"),
            ("/openai/v1", "/responses", "", "gpt", "/openai/v1/responses"),
            ("/openai/v1", "/files", "limit=2", nil, "/openai/v1/files?limit=2"),
        ] as [(String, String, String, String?, String)]
    )
    func `Azure's other endpoints keep the client's query`(
        basePath: String,
        path: String,
        query: String,
        model: String?,
        expected: String
    ) throws {
        let target = try Self.adapter("azure").passthroughPath(
            path,
            query: query,
            model: model,
            at: Self.provider("azure", basePath: basePath)
        )
        #expect(Self.text(target) == expected)
    }

    @Test func `Azure's key has a header of its own`() throws {
        let credential = try Self.adapter("azure").credential(Secret("k"))
        #expect(credential.name == "api-key" && credential.value.reveal() == "k")
    }

    @Test func `usage of a stream is asked for everywhere but at Mistral`() throws {
        for info in ProviderRegistry.builtin().infos {
            let asks = try Self.adapter(info.kind).asksForStreamUsage
            #expect(asks == (info.kind != "mistral"))
        }
    }

    @Test func `the kinds, their addresses and needs are those of the list`() {
        let lines = ProviderRegistry.builtin().infos.map { info in
            let needs = (info.needsAPIKey ? " key" : "") + (info.needsBaseURL ? " url" : "")
            return "\(info.kind) \(info.defaultBaseURL ?? "-")\(needs)\(info.takesAPIVersion ? " version" : "")"
        }
        #expect(
            lines == [
                "azure - key url version",
                "cerebras https://api.cerebras.ai/v1 key",
                "deepseek https://api.deepseek.com/v1 key",
                "fireworks https://api.fireworks.ai/inference/v1 key",
                "groq https://api.groq.com/openai/v1 key",
                "lmstudio http://127.0.0.1:1234/v1",
                "mistral https://api.mistral.ai/v1 key",
                "ollama http://127.0.0.1:11434/v1",
                "openai https://api.openai.com/v1 key",
                "openai-compatible - url",
                "openrouter https://openrouter.ai/api/v1 key",
                "simulated -",
                "together https://api.together.xyz/v1 key",
                "vllm http://127.0.0.1:8000/v1",
                "xai https://api.x.ai/v1 key",
            ]
        )
    }

    @Test func `an unknown kind has no adapter`() {
        #expect(ProviderRegistry.builtin().adapter(for: "unheard-of") == nil)
    }
}
