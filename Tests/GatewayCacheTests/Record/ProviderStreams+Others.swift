import GatewayCore

extension ProviderStream {
    private static func deepSeekChunk(_ delta: String, _ rest: String = "", finish: String = "null") -> Frame {
        .kept(
            Self.data(
                #"{"id":"ds","object":"chat.completion.chunk","created":9,"model":"deepseek-r","system_fingerprint":"fp_d","#
                    + #""choices":[{"index":0,"delta":\#(delta),"logprobs":null,"finish_reason":\#(finish)}]\#(rest)}"#
            )
        )
    }

    static let deepSeek = ProviderStream(
        name: "DeepSeek with reasoning",
        frames: [
            .dropped(": keep-alive\n\n"), .dropped(": keep-alive\n\n"),
            Self.deepSeekChunk(#"{"role":"assistant","content":null,"reasoning_content":""}"#),
            Self.deepSeekChunk(#"{"content":null,"reasoning_content":"First,"}"#),
            Self.deepSeekChunk(#"{"content":null,"reasoning_content":" think \ud83e"}"#),
            Self.deepSeekChunk(#"{"content":null,"reasoning_content":"\udd14."}"#),
            Self.deepSeekChunk(#"{"content":"42","reasoning_content":null}"#),
            Self.deepSeekChunk(
                #"{"content":"","reasoning_content":null}"#,
                #","usage":{"prompt_tokens":3,"completion_tokens":9,"prompt_cache_hit_tokens":2}"#,
                finish: #""stop""#
            ), Self.done,
        ],
        json: #"""
            {"id":"ds","object":"chat.completion","created":9,"model":"deepseek-r","system_fingerprint":"fp_d","choices":[
            {"index":0,"message":{"role":"assistant","content":"42","reasoning_content":"First, think 🤔."},
            "logprobs":null,"finish_reason":"stop"}],
            "usage":{"prompt_tokens":3,"completion_tokens":9,"prompt_cache_hit_tokens":2}}
            """#
    )

    private static func anthropicChunk(_ delta: String, finish: String = "") -> Frame {
        .kept(
            #"data: {"id":"msg_01","choices":[{"index":0,"delta":\#(delta)\#(finish)}],"created":4,"model":"claude","#
                + "\"object\":\"chat.completion.chunk\"}\r\n\r\n"
        )
    }

    static let anthropic = ProviderStream(
        name: "Anthropic's compatible endpoint, with CRLF",
        frames: [
            Self.anthropicChunk(#"{"role":"assistant","content":"Let me look."}"#),
            Self.anthropicChunk(
                #"{"tool_calls":[{"index":0,"id":"toolu_1","type":"function","function":{"name":"f","arguments":""}}]}"#
            ), .dropped(": ping\r\n\r\n"),
            Self.anthropicChunk(#"{"tool_calls":[{"index":0,"function":{"arguments":"{\"a\": "}}]}"#),
            Self.anthropicChunk(#"{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]}"#),
            Self.anthropicChunk("{}", finish: #","finish_reason":"tool_calls""#),
            .usage(
                #"data: {"id":"msg_01","choices":[],"created":4,"model":"claude","object":"chat.completion.chunk","#
                    + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}\r\n\r\n"
            ), .dropped("data: [DONE]\r\n\r\n"),
        ],
        finishReasons: ["tool_calls"],
        json: #"""
            {"id":"msg_01","object":"chat.completion","created":4,"model":"claude","choices":[{"index":0,"message":
            {"role":"assistant","content":"Let me look.","tool_calls":[{"id":"toolu_1","type":"function",
            "function":{"name":"f","arguments":"{\"a\": 1}"}}]},"finish_reason":"tool_calls"}],
            "usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}
            """#
    )

    private static func vLLMChunk(_ delta: String, finish: String = "null", stop: String = "null") -> Frame {
        .kept(
            Self.data(
                #"{"id":"chatcmpl-v","object":"chat.completion.chunk","created":5,"model":"qwen","choices":[{"index":0,"#
                    + #""delta":\#(delta),"logprobs":null,"finish_reason":\#(finish),"stop_reason":\#(stop)}]}"#
            )
        )
    }

    static let vLLM = ProviderStream(
        name: "vLLM",
        frames: [
            Self.vLLMChunk(#"{"role":"assistant","content":"","reasoning_content":null}"#),
            Self.vLLMChunk(#"{"reasoning_content":"Hm"}"#), Self.vLLMChunk(#"{"reasoning_content":"."}"#),
            Self.vLLMChunk(#"{"content":"漢"}"#), Self.vLLMChunk(#"{"content":"字 \\n"}"#),
            Self.vLLMChunk(#"{"content":""}"#, finish: #""stop""#, stop: "151645"),
            .usage(
                Self.data(
                    #"{"id":"chatcmpl-v","object":"chat.completion.chunk","created":5,"model":"qwen","choices":[],"#
                        + #""usage":{"prompt_tokens":8,"total_tokens":12,"completion_tokens":4}}"#
                )
            ), Self.done,
        ],
        json: #"""
            {"id":"chatcmpl-v","object":"chat.completion","created":5,"model":"qwen","choices":[{"index":0,"message":
            {"role":"assistant","content":"漢字 \\n","reasoning_content":"Hm."},"logprobs":null,"finish_reason":"stop",
            "stop_reason":151645}],"usage":{"prompt_tokens":8,"total_tokens":12,"completion_tokens":4}}
            """#
    )

    private static func ollamaChunk(_ created: Int, _ content: String, finish: String = "null") -> Frame {
        .kept(
            Self.data(
                #"{"id":"chatcmpl-7","object":"chat.completion.chunk","created":\#(created),"model":"llama3","#
                    + #""system_fingerprint":"fp_ollama","choices":[{"index":0,"delta":{"role":"assistant","content":"#
                    + #"\#(content)},"finish_reason":\#(finish)}]}"#
            )
        )
    }

    static let ollama = ProviderStream(
        name: "Ollama",
        frames: [
            Self.ollamaChunk(100, #""One""#), Self.ollamaChunk(100, #"" two""#), Self.ollamaChunk(101, #"" three""#),
            Self.ollamaChunk(101, #""""#, finish: #""stop""#), Self.done,
        ],
        json: #"""
            {"id":"chatcmpl-7","object":"chat.completion","created":100,"model":"llama3","system_fingerprint":"fp_ollama",
            "choices":[{"index":0,"message":{"role":"assistant","content":"One two three"},"finish_reason":"stop"}]}
            """#
    )

    static let gemini = ProviderStream(
        name: "Gemini's compatible endpoint",
        frames: [
            .kept(
                Self.data(
                    #"{"choices":[{"delta":{"role":"assistant","tool_calls":[{"extra_content":{"google":"#
                        + #"{"thought_signature":"ab=="}},"function":{"arguments":"{}","name":"f"},"id":"x","type":"function"},"#
                        + #"{"function":{"arguments":"{\"a\":1}","name":"f"},"id":"y","type":"function"}]},"#
                        + #""finish_reason":"tool_calls","index":0}],"created":6,"id":"gm","model":"gemini","#
                        + #""object":"chat.completion.chunk","usage":{"completion_tokens":2,"prompt_tokens":1}}"#
                )
            ), Self.done,
        ],
        finishReasons: ["tool_calls"],
        json: #"""
            {"id":"gm","object":"chat.completion","created":6,"model":"gemini","choices":[{"index":0,"message":
            {"role":"assistant","content":null,"tool_calls":[{"id":"x","type":"function","function":
            {"arguments":"{}","name":"f"},"extra_content":{"google":{"thought_signature":"ab=="}}},
            {"id":"y","type":"function","function":{"arguments":"{\"a\":1}","name":"f"}}]},
            "finish_reason":"tool_calls"}],"usage":{"completion_tokens":2,"prompt_tokens":1}}
            """#
    )

    private static func choice(_ index: Int, _ delta: String, finish: String = "null") -> Frame {
        .kept(
            Self.data(
                #"{"id":"n2","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":\#(index),"#
                    + #""delta":\#(delta),"finish_reason":\#(finish)}]}"#
            )
        )
    }

    static let twoChoices = ProviderStream(
        name: "two choices",
        frames: [
            Self.choice(1, #"{"role":"assistant","content":"b"}"#),
            Self.choice(0, #"{"role":"assistant","content":"a"}"#),
            Self.choice(1, #"{"content":"B"}"#), Self.choice(0, "{}", finish: #""stop""#),
            Self.choice(1, "{}", finish: #""tool_calls""#), Self.done,
        ],
        finishReasons: ["stop", "tool_calls"],
        json: #"""
            {"id":"n2","object":"chat.completion","created":1,"model":"m","choices":[
            {"index":0,"message":{"role":"assistant","content":"a"},"finish_reason":"stop"},
            {"index":1,"message":{"role":"assistant","content":"bB"},"finish_reason":"tool_calls"}]}
            """#
    )

    private static func textChunk(_ text: String, _ logprobs: String, finish: String = "null") -> Frame {
        .kept(
            Self.data(
                #"{"id":"cmpl-1","object":"text_completion","created":2,"model":"base","choices":[{"text":\#(text),"#
                    + #""index":0,"logprobs":\#(logprobs),"finish_reason":\#(finish)}]}"#
            )
        )
    }

    static let completion = ProviderStream(
        name: "completions with probabilities",
        endpoint: .completions,
        frames: [
            Self.textChunk(
                #"" the""#,
                #"{"tokens":[" the"],"token_logprobs":[-0.1],"top_logprobs":[{" the":-0.1}],"text_offset":[5]}"#
            ),
            Self.textChunk(
                #"" end.""#,
                #"{"tokens":[" end","."],"token_logprobs":[-0.2,-0.3],"top_logprobs":[{},{}],"text_offset":[9,13]}"#
            ), Self.textChunk(#""""#, "null", finish: #""stop""#), Self.done,
        ],
        json: #"""
            {"id":"cmpl-1","object":"text_completion","created":2,"model":"base","choices":[{"text":" the end.","index":0,
            "logprobs":{"tokens":[" the"," end","."],"token_logprobs":[-0.1,-0.2,-0.3],
            "top_logprobs":[{" the":-0.1},{},{}],"text_offset":[5,9,13]},"finish_reason":"stop"}]}
            """#
    )
}
