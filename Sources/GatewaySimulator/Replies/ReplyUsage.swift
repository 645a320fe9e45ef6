import GatewayWire

/// Token counts that a reply reports.
package struct ReplyUsage: Sendable, Equatable {
    /// Tokens of all prompts.
    package var prompt: Int
    /// Those of them that were in the prompt cache.
    package var cached: Int
    /// Tokens of all choices.
    package var completion: Int

    /// Counts.
    package init(prompt: Int, cached: Int, completion: Int) {
        self.prompt = prompt
        self.cached = min(cached, prompt)
        self.completion = completion
    }

    /// Writes the usage object.
    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("prompt_tokens", self.prompt)
        writer.member("completion_tokens", self.completion)
        writer.member("total_tokens", self.prompt + self.completion)
        writer.key("prompt_tokens_details")
        writer.beginObject()
        writer.member("cached_tokens", self.cached)
        writer.member("audio_tokens", 0)
        writer.endObject()
        writer.key("completion_tokens_details")
        writer.beginObject()
        writer.member("reasoning_tokens", 0)
        writer.member("audio_tokens", 0)
        writer.member("accepted_prediction_tokens", 0)
        writer.member("rejected_prediction_tokens", 0)
        writer.endObject()
        writer.endObject()
    }
}
