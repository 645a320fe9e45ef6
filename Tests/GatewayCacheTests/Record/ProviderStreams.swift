import GatewayCore
import Testing

/// A stream as a provider sends it, event by event, and the JSON reply that it amounts to.
struct ProviderStream: CustomTestStringConvertible, Sendable {
    /// One frame, with its blank line, and what becomes of it in a record.
    enum Frame {
        case kept(String)
        case usage(String)
        case dropped(String)

        var text: String {
            switch self {
            case .kept(let text), .usage(let text), .dropped(let text): text
            }
        }
    }

    let name: String
    var endpoint = Endpoint.chatCompletions
    let frames: [Frame]
    var finishReasons = ["stop"]
    /// The reply; with the usage of the usage event.
    let json: String

    var testDescription: String { self.name }

    /// What the client gets that asked for usage.
    var bytes: [UInt8] { self.frames.flatMap { Array($0.text.utf8) } }

    /// What a record keeps.
    var body: [UInt8] {
        self.frames.flatMap { frame -> [UInt8] in
            if case .kept(let text) = frame { Array(text.utf8) } else { [] }
        }
    }

    /// The usage event of a record.
    var usageEvent: [UInt8]? {
        for case .usage(let text) in self.frames { return Array(text.utf8) }
        return nil
    }

    static func data(_ json: String) -> String { "data: \(json)\n\n" }

    static let done = Frame.dropped("data: [DONE]\n\n")

    static let all: [ProviderStream] = [
        .openAI, .parallelCalls, .azure, .groq, .deepSeek, .anthropic, .vLLM, .ollama, .gemini, .twoChoices,
        .completion,
    ]
}

extension ProviderStream {
    private static func openAIChunk(_ choices: String, _ rest: String) -> String {
        Self.data(
            #"{"id":"chatcmpl-A1","object":"chat.completion.chunk","created":1741569952,"model":"gpt-x-2025","#
                + #""service_tier":"default","system_fingerprint":"fp_1","choices":[\#(choices)]\#(rest)}"#
        )
    }

    private static func openAIDelta(_ delta: String, finish: String = "null", logprobs: String = "null") -> Frame {
        .kept(
            Self.openAIChunk(
                #"{"index":0,"delta":\#(delta),"logprobs":\#(logprobs),"finish_reason":\#(finish)}"#,
                #","usage":null,"obfuscation":"\#(String(repeating: "x", count: delta.count % 7))""#
            )
        )
    }

    private static func token(_ text: String, _ bytes: String) -> String {
        #"{"content":[{"token":\#(text),"logprob":-0.5,"bytes":\#(bytes),"top_logprobs":[]}],"refusal":null}"#
    }

    static let openAI = ProviderStream(
        name: "OpenAI",
        frames: [
            .dropped(": signalbox\n\n"), Self.openAIDelta(#"{"role":"assistant","content":"","refusal":null}"#),
            Self.openAIDelta(#"{"content":"Hi"}"#, logprobs: Self.token(#""Hi""#, "[72,105]")),
            .dropped(": ping\n\n"),
            Self.openAIDelta(#"{"content":"\n\"é"}"#, logprobs: Self.token(#""\n\"é""#, "[10,34,195,169]")),
            Self.openAIDelta("{}", finish: #""stop""#),
            .usage(
                Self.openAIChunk(
                    "",
                    #","usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11,"#
                        + #""prompt_tokens_details":{"cached_tokens":4}},"obfuscation":"x""#
                )
            ), Self.done,
        ],
        json: #"""
            {"id":"chatcmpl-A1","object":"chat.completion","created":1741569952,"model":"gpt-x-2025","choices":[{"index":0,
            "message":{"role":"assistant","content":"Hi\n\"é","refusal":null},"logprobs":{"content":[
            {"token":"Hi","logprob":-0.5,"bytes":[72,105],"top_logprobs":[]},
            {"token":"\n\"é","logprob":-0.5,"bytes":[10,34,195,169],"top_logprobs":[]}],"refusal":null},
            "finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11,
            "prompt_tokens_details":{"cached_tokens":4}},"service_tier":"default","system_fingerprint":"fp_1"}
            """#
    )

    private static func call(_ index: Int, _ rest: String) -> Frame {
        Self.openAIDelta(#"{"tool_calls":[{"index":\#(index),\#(rest)}]}"#)
    }

    static let parallelCalls = ProviderStream(
        name: "parallel tool calls",
        frames: [
            Self.openAIDelta(#"{"role":"assistant","content":null}"#),
            Self.call(0, #""id":"call_a","type":"function","function":{"name":"weather","arguments":""}"#),
            Self.call(0, #""function":{"arguments":"{\"city\""}"#),
            Self.call(0, #""function":{"arguments":":\"Bern\"}"}"#),
            Self.call(1, #""id":"call_b","type":"function","function":{"name":"time","arguments":""}"#),
            Self.call(1, #""function":{"arguments":"{}"}"#), Self.openAIDelta("{}", finish: #""tool_calls""#),
            .usage(Self.openAIChunk("", #","usage":{"prompt_tokens":5,"completion_tokens":7}"#)), Self.done,
        ],
        finishReasons: ["tool_calls"],
        json: #"""
            {"id":"chatcmpl-A1","object":"chat.completion","created":1741569952,"model":"gpt-x-2025","choices":[{"index":0,
            "message":{"role":"assistant","content":null,"tool_calls":[
            {"id":"call_a","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Bern\"}"}},
            {"id":"call_b","type":"function","function":{"name":"time","arguments":"{}"}}]},
            "logprobs":null,"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":5,"completion_tokens":7},
            "service_tier":"default","system_fingerprint":"fp_1"}
            """#
    )

    static let azure = ProviderStream(
        name: "Azure",
        frames: [
            .kept(
                Self.data(
                    #"{"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0,"#
                        + #""content_filter_results":{"hate":{"filtered":false,"severity":"safe"}}}]}"#
                )
            ),
            .kept(Self.data(Self.azureChunk(#""delta":{"content":"","role":"assistant"}"#, "{}"))),
            .kept(Self.data(Self.azureChunk(#""delta":{"content":"Yes"}"#, #"{"hate":{"filtered":false}}"#))),
            .kept(
                Self.data(
                    Self.azureChunk(#""delta":{}"#, "{}")
                        .replacing(#""finish_reason":null"#, with: #""finish_reason":"stop""#)
                )
            ), Self.done,
        ],
        json: #"""
            {"id":"az1","object":"chat.completion","created":7,"model":"gpt-az","choices":[{"index":0,"message":
            {"role":"assistant","content":"Yes"},"logprobs":null,"finish_reason":"stop","content_filter_results":
            {"hate":{"filtered":false}}}],"prompt_filter_results":[{"prompt_index":0,"content_filter_results":
            {"hate":{"filtered":false,"severity":"safe"}}}],"system_fingerprint":"fp_az"}
            """#
    )

    private static func azureChunk(_ delta: String, _ filter: String) -> String {
        #"{"choices":[{"content_filter_results":\#(filter),\#(delta),"finish_reason":null,"index":0,"logprobs":null}],"#
            + #""created":7,"id":"az1","model":"gpt-az","object":"chat.completion.chunk","system_fingerprint":"fp_az"}"#
    }

    private static func groqChunk(_ delta: String, _ rest: String = "", finish: String = "null") -> Frame {
        .kept(
            Self.data(
                #"{"id":"chatcmpl-g","object":"chat.completion.chunk","created":3,"model":"llama","system_fingerprint":"#
                    + #""fp_g","choices":[{"index":0,"delta":\#(delta),"logprobs":null,"finish_reason":\#(finish)}]\#(rest)}"#
            )
        )
    }

    static let groq = ProviderStream(
        name: "Groq",
        frames: [
            Self.groqChunk(#"{"role":"assistant","content":""}"#, #","x_groq":{"id":"req_1"}"#),
            Self.groqChunk(#"{"content":"Grüezi"}"#), Self.groqChunk(#"{"content":" mitenand"}"#),
            Self.groqChunk(
                "{}",
                #","x_groq":{"id":"req_1","usage":{"queue_time":0.01,"prompt_tokens":4,"completion_tokens":3}}"#,
                finish: #""stop""#
            ), Self.done,
        ],
        json: #"""
            {"id":"chatcmpl-g","object":"chat.completion","created":3,"model":"llama","system_fingerprint":"fp_g",
            "choices":[{"index":0,"message":{"role":"assistant","content":"Grüezi mitenand"},"logprobs":null,
            "finish_reason":"stop"}],"usage":{"queue_time":0.01,"prompt_tokens":4,"completion_tokens":3},
            "x_groq":{"id":"req_1"}}
            """#
    )
}
