/// The top-level fields of a request that the gateway reads.
enum RequestField {
    case model, messages, stream, streamOptions, temperature, topP, n, maxTokens, maxCompletionTokens, tools
    case responseFormat, user, metadata, seed, input, prompt
    /// Any field whose name begins with `signalbox`: meant for the gateway alone.
    case gateway

    /// The field of an unescaped name.
    @inline(__always)
    init?(_ name: UnsafeRawBufferPointer) {
        switch name.count {
        case 1 where name.equals("n"): self = .n
        case 4 where name.equals("user"): self = .user
        case 4 where name.equals("seed"): self = .seed
        case 5 where name.equals("model"): self = .model
        case 5 where name.equals("tools"): self = .tools
        case 5 where name.equals("top_p"): self = .topP
        case 5 where name.equals("input"): self = .input
        case 6 where name.equals("stream"): self = .stream
        case 6 where name.equals("prompt"): self = .prompt
        case 8 where name.equals("messages"): self = .messages
        case 8 where name.equals("metadata"): self = .metadata
        case 10 where name.equals("max_tokens"): self = .maxTokens
        case 11 where name.equals("temperature"): self = .temperature
        case 14 where name.equals("stream_options"): self = .streamOptions
        case 15 where name.equals("response_format"): self = .responseFormat
        case 21 where name.equals("max_completion_tokens"): self = .maxCompletionTokens
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
