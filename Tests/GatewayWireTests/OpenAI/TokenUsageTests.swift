import GatewayWire
import Testing

struct TokenUsageTests {
    @Test(
        arguments: [
            (#"{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}"#, TokenUsage(input: 10, output: 5)),
            (#"{"prompt_tokens":8,"total_tokens":8}"#, TokenUsage(input: 8)),
            (#"{"total_tokens":8}"#, TokenUsage(input: 8)),
            (
                #"{"prompt_tokens":100,"completion_tokens":50,"total_tokens":150,"prompt_tokens_details":{"cached_tokens":60,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":30,"accepted_prediction_tokens":1}}"#,
                TokenUsage(input: 40, cachedInput: 60, output: 20, reasoning: 30)
            ),
            (
                #"{"input_tokens":36,"input_tokens_details":{"cached_tokens":6},"output_tokens":87,"output_tokens_details":{"reasoning_tokens":7},"total_tokens":123}"#,
                TokenUsage(input: 30, cachedInput: 6, output: 80, reasoning: 7)
            ),
            (
                #"{"prompt_tokens":20,"prompt_cache_hit_tokens":15,"prompt_cache_miss_tokens":5,"completion_tokens":1,"total_tokens":21}"#,
                TokenUsage(input: 5, cachedInput: 15, output: 1)
            ),
            (
                #"{"prompt_tokens":194,"completion_tokens":2,"total_tokens":196,"prompt_tokens_details":{"cached_tokens":0,"cache_write_tokens":100}}"#,
                TokenUsage(input: 94, cacheWrite: 100, output: 2)
            ),
            (
                #"{"prompt_tokens":32,"completion_tokens":9,"total_tokens":135,"completion_tokens_details":{"reasoning_tokens":94}}"#,
                TokenUsage(input: 32, output: 9, reasoning: 94)
            ),
            (
                #"{"prompt_tokens":10,"completion_tokens":20,"total_tokens":35,"completion_tokens_details":{"reasoning_tokens":5}}"#,
                TokenUsage(input: 10, output: 20, reasoning: 5)
            ),
            (
                #"{"prompt_tokens":7,"completion_tokens":3,"input_tokens":0,"output_tokens":0}"#,
                TokenUsage(input: 7, output: 3)
            ),
            (
                #"{"prompt_tokens":5,"completion_tokens":1,"prompt_tokens_details":null,"completion_tokens_details":{"reasoning_tokens":null}}"#,
                TokenUsage(input: 5, output: 1)
            ),
            (
                #"{"prompt_tokens":1,"completion_tokens":2,"completion_tokens_details":{"reasoning_tokens":9}}"#,
                TokenUsage(input: 1, output: 2, reasoning: 9)
            ),
            (#"{"prompt_tokens":-5,"completion_tokens":1e2}"#, TokenUsage(output: 100)),
            (#"{"prompt_tokens":3,"prompt_tokens_details":{"cached_tokens":9}}"#, TokenUsage(cachedInput: 3)),
            (#"{"prompt_tokens":99999999999999999999999,"completion_tokens":5}"#, TokenUsage(input: .max, output: 5)),
            (#"{"prompt_tokens":"7"}"#, nil), (#"{}"#, nil), ("null", nil), ("[1]", nil),
        ] as [(String, TokenUsage?)]
    )
    func `a usage object of any provider becomes disjoint classes`(usage: String, expected: TokenUsage?) {
        let body = Array(#"{"id":"x","usage":\#(usage)}"#.utf8)
        let reply = ReplyScan(body.span.bytes)
        #expect(reply.isValid)
        #expect(reply.usage == expected)
        #expect(ChatChunkScan(body.span.bytes).usage == expected)
        var tap = UsageTap()
        tap.feed(body.span.bytes)
        #expect(tap.usage == expected)
    }

    @Test func `sums neither wrap nor lose a class`() {
        let usage = TokenUsage(input: 1, cachedInput: 2, cacheWrite: 3, output: 4, reasoning: 5)
        #expect(usage.promptTotal == 6 && usage.completionTotal == 9 && usage.total == 15)
        #expect((usage + usage).total == 30)
        #expect((TokenUsage(input: .max) + usage).total == .max)
        #expect(TokenUsage(input: -1, output: -2) == TokenUsage())
    }
}
