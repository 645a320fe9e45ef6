/// Tokens of one exchange in disjoint classes: each token is counted in exactly one, so that a price per class can be
/// multiplied and summed without correction.
///
/// Providers nest their counts; this is the mapping from an OpenAI-shaped `usage` object:
///
/// | class | from |
/// |---|---|
/// | `cachedInput` | `cached_tokens` of the prompt's or input's details, DeepSeek's `prompt_cache_hit_tokens` |
/// | `cacheWrite` | OpenRouter's `prompt_tokens_details.cache_write_tokens` |
/// | `input` | `prompt_tokens` or `input_tokens`, less the two above |
/// | `reasoning` | `reasoning_tokens` of the completion's or output's details |
/// | `output` | `completion_tokens` or `output_tokens`, less `reasoning` |
///
/// xAI reports reasoning tokens beside `completion_tokens` instead of inside; that is recognised by a `total_tokens`
/// that only adds up with them, or by more reasoning than completion tokens. Counts are never negative, and sums are
/// clamped at `Int.max`.
package struct TokenUsage: Hashable, Sendable {
    /// Prompt tokens that were neither read from nor written to a prompt cache.
    package var input: Int
    /// Prompt tokens read from the provider's prompt cache.
    package var cachedInput: Int
    /// Prompt tokens written to the provider's prompt cache.
    package var cacheWrite: Int
    /// Completion tokens that the caller sees.
    package var output: Int
    /// Completion tokens spent on reasoning.
    package var reasoning: Int

    /// Usage by class; negative counts become 0.
    package init(input: Int = 0, cachedInput: Int = 0, cacheWrite: Int = 0, output: Int = 0, reasoning: Int = 0) {
        self.input = max(0, input)
        self.cachedInput = max(0, cachedInput)
        self.cacheWrite = max(0, cacheWrite)
        self.output = max(0, output)
        self.reasoning = max(0, reasoning)
    }

    /// Usage from nested counts as OpenAI reports them.
    ///
    /// - Parameters:
    ///   - prompt: All prompt tokens, cached ones included.
    ///   - cached: Those of them read from a cache.
    ///   - cacheWrite: Those of them written to a cache.
    ///   - completion: All completion tokens.
    ///   - reasoning: Those of them spent on reasoning.
    ///   - total: The reported sum, where there is one; only used to tell whether reasoning is inside completion.
    package init(prompt: Int, cached: Int, cacheWrite: Int, completion: Int, reasoning: Int, total: Int?) {
        let prompt = max(0, prompt)
        let completion = max(0, completion)
        let reasoning = max(0, reasoning)
        let cached = min(max(0, cached), prompt)
        let written = min(max(0, cacheWrite), prompt - cached)
        let separateSum = Self.sum(Self.sum(prompt, completion), reasoning)
        let isSeparate = reasoning > completion || (reasoning > 0 && total == separateSum)
        self.init(
            input: prompt - cached - written,
            cachedInput: cached,
            cacheWrite: written,
            output: isSeparate ? completion : completion - reasoning,
            reasoning: reasoning
        )
    }

    /// All prompt tokens.
    package var promptTotal: Int {
        Self.sum(Self.sum(self.input, self.cachedInput), self.cacheWrite)
    }

    /// All completion tokens.
    package var completionTotal: Int {
        Self.sum(self.output, self.reasoning)
    }

    /// All tokens.
    package var total: Int {
        Self.sum(self.promptTotal, self.completionTotal)
    }

    /// The sum by class, for several attempts or choices.
    package static func + (left: TokenUsage, right: TokenUsage) -> TokenUsage {
        TokenUsage(
            input: Self.sum(left.input, right.input),
            cachedInput: Self.sum(left.cachedInput, right.cachedInput),
            cacheWrite: Self.sum(left.cacheWrite, right.cacheWrite),
            output: Self.sum(left.output, right.output),
            reasoning: Self.sum(left.reasoning, right.reasoning)
        )
    }

    private static func sum(_ left: Int, _ right: Int) -> Int {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? Int.max : sum
    }
}
