import GatewayCore

@testable import GatewayConfig

/// Kinds as the provider registry will state them.
let kinds: [ProviderKindInfo] = [
    ProviderKindInfo(kind: "openai-compatible", needsAPIKey: false, needsBaseURL: true),
    ProviderKindInfo(kind: "openai", defaultBaseURL: "https://api.openai.com/v1"),
    ProviderKindInfo(kind: "groq", defaultBaseURL: "https://api.groq.com/openai/v1"),
    ProviderKindInfo(kind: "vllm", needsAPIKey: false, needsBaseURL: true),
    ProviderKindInfo(kind: "ollama", defaultBaseURL: "http://127.0.0.1:11434/v1", needsAPIKey: false),
    ProviderKindInfo(kind: "azure", needsBaseURL: true, takesAPIVersion: true),
    ProviderKindInfo(kind: "simulated", needsAPIKey: false),
]

/// A condition is wrong here wherever `??` stands in it.
let conditions: ConditionCheck = { source in
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.enumerated().flatMap { number, line in
        line.ranges(of: "??").map { range in
            let column = line[..<range.lowerBound].unicodeScalars.count + 1
            return ConditionProblem(line: number + 1, column: column, length: 2, message: "'??' is no operator")
        }
    }
}

/// Variables and files that the tests' configurations refer to.
let environment = [
    "GROQ_API_KEY": "gsk-value-of-groq", "OPENAI_API_KEY": "sk-value-of-openai", "TEAM_A_KEY": "team-a-secret",
    "AZURE_SWEDEN_KEY": "azure-value", "ADMIN_KEY": "admin-secret", "EMPTY": "", "SHORT": "abc", "LOOPS": "3",
    "CACHE_SECRET": "Q0rS8JmD1s4bq5jxJvQx0yRkq3u5wYxL0vG4c3lqkF8=", "REDIS_PASSWORD": "redis-secret",
    "CACHE_KEY_1": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "SENTINEL_PASSWORD": "sentinel-secret",
    "CACHE_KEY_2": "202122232425262728292A2B2C2D2E2F303132333435363738393a3b3c3d3e3f",
]

let files: [String: String] = [
    "/run/secrets/azure-virginia": "virginia-value\n", "/run/secrets/signalbox-key": "everybody-secret\r\n",
    "/etc/signalbox/tls.crt": "x", "/etc/signalbox/tls.key": "x", "/etc/signalbox/internal-ca.pem": "x",
    "/empty": "\n", "/blank": "a b",
    "/etc/signalbox/faq.jsonl": """
    {"class": "hours", "prompt": "When do you open?"}
    {"class": "hours", "answer": "At 9."}

    {"class": null, "prompt": "Tell me a joke", "split": "train"}
    """,
]

/// Loads a text with the fixture's surroundings.
func load(
    _ text: String,
    environment variables: [String: String] = environment
) -> Result<Settings, ConfigErrors> {
    ConfigLoader.load(
        text: text,
        fileName: "f.yaml",
        environment: variables,
        knownKinds: kinds,
        conditions: conditions,
        readFile: { path throws(FileProblem) in
            guard let text = files[path] else { throw FileProblem(reason: "none") }
            return Array(text.utf8)
        }
    )
}

/// Errors of a text, one line each; empty if it loads.
func errors(_ text: String, environment variables: [String: String] = environment) -> [String] {
    guard case .failure(let errors) = load(text, environment: variables) else { return [] }
    return errors.errors.map(\.description)
}

/// A small valid file with what a test adds.
func file(
    server: String = "",
    provider: String = "",
    deployment: String = "",
    group: String = "",
    rest: String = ""
) -> String {
    """
    server:
      loops: 1
    \(server)providers:
      - id: sim
        kind: simulated
    \(provider)deployments:
      - id: a
        provider: sim
        model: m
    \(deployment)models:
      - name: chat
        deployments: [a]
    \(group)\(rest)
    """
}

/// SplitMix64 (Steele, Lea, Flood 2014): a small seeded source of chance.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        self.state = seed
    }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var word = self.state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
