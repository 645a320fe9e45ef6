/// The top-level fields of a request that the gateway reads.
enum RequestField {
    case model, messages, stream, streamOptions, temperature, topP, n, maxTokens, maxCompletionTokens, tools
    case responseFormat, user, metadata, seed, input, prompt, fallbacks, logprobs, echo
    case continueFinalMessage, addGenerationPrompt
    /// Any field by which an engine is told a grammar or a schema, beside `response_format`.
    case grammar
    /// Any field that asks for something beyond words of the model's own, or to have the answer kept: tools in their
    /// older form, sound, a look at the web.
    case rare
    /// Any field whose name begins with `signalbox`: meant for the gateway alone.
    case gateway

    /// The field of an unescaped name.
    @inline(__always)
    init?(_ name: UnsafeRawBufferPointer) {
        switch name.count {
        case 1 where name.equals("n"): self = .n
        case 4 where name.equals("user"): self = .user
        case 4 where name.equals("seed"): self = .seed
        case 4 where name.equals("echo"): self = .echo
        case 5 where name.equals("model"): self = .model
        case 5 where name.equals("tools"): self = .tools
        case 5 where name.equals("top_p"): self = .topP
        case 5 where name.equals("input"): self = .input
        case 5 where name.equals("audio") || name.equals("store"): self = .rare
        case 6 where name.equals("stream"): self = .stream
        case 6 where name.equals("prompt"): self = .prompt
        case 7 where name.equals("grammar"): self = .grammar
        case 8 where name.equals("messages"): self = .messages
        case 8 where name.equals("metadata"): self = .metadata
        case 8 where name.equals("logprobs"): self = .logprobs
        case 9 where name.equals("fallbacks"): self = .fallbacks
        case 9 where name.equals("functions"): self = .rare
        case 10 where name.equals("max_tokens"): self = .maxTokens
        case 10 where name.equals("modalities"): self = .rare
        case 11 where name.equals("temperature"): self = .temperature
        case 11 where name.equals("guided_json") || name.equals("json_schema"): self = .grammar
        case 12 where name.equals("guided_regex"): self = .grammar
        case 13 where name.equals("guided_choice"): self = .grammar
        case 14 where name.equals("guided_grammar"): self = .grammar
        case 14 where name.equals("stream_options"): self = .streamOptions
        case 15 where name.equals("response_format"): self = .responseFormat
        case 18 where name.equals("structured_outputs"): self = .grammar
        case 18 where name.equals("web_search_options"): self = .rare
        case 21 where name.equals("max_completion_tokens"): self = .maxCompletionTokens
        case 21 where name.equals("add_generation_prompt"): self = .addGenerationPrompt
        case 22 where name.equals("continue_final_message"): self = .continueFinalMessage
        default:
            guard name.begins(with: "signalbox") else { return nil }
            self = .gateway
        }
    }

    /// The field of a name as it stands in the text.
    @inline(__always)
    init?(_ key: JSONScanner.Key, in json: JSONScanner) {
        if key.hasEscapes {
            self.init(escaped: json.bytes(key.name))
        } else {
            self.init(json.bytes(key.name))
        }
    }

    @inline(never)
    private init?(escaped name: UnsafeRawBufferPointer) {
        guard let field = JSONString.unescaped(name).withUnsafeBytes({ RequestField($0) }) else { return nil }
        self = field
    }
}
