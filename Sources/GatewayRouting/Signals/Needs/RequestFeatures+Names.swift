extension RequestFeatures {
    /// Names in the order of explanations.
    private static let named: [(RequestFeatures, String)] = [
        (.tools, "tools"), (.parallelTools, "parallel_tools"), (.vision, "vision"), (.audio, "audio"),
        (.files, "files"), (.jsonSchema, "json_schema"), (.jsonObject, "json_object"), (.reasoning, "reasoning"),
        (.streaming, "streaming"), (.logprobs, "logprobs"), (.prefill, "prefill"),
        (.continuation, "continuation"), (.severalChoices, "several_choices"), (.seed, "seed"), (.stop, "stop"),
        (.embeddings, "embeddings"),
    ]

    /// The names of what the request uses.
    package var names: [String] {
        Self.named.filter { self.contains($0.0) }.map(\.1)
    }
}
