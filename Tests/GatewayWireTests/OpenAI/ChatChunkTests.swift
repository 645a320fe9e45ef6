import GatewayWire
import Testing

struct ChatChunkTests {
    private static func scan(_ text: String) -> ChatChunkScan {
        ChatChunkScan(Array(text.utf8).span.bytes)
    }

    @Test(arguments: ["[DONE]", " [DONE]".trimmingPrefix(" ") + " ", "[DONE]\n"])
    func `the end mark is recognised`(text: String) {
        let scan = Self.scan(text)
        #expect(scan.isDone && scan.isValid && !scan.hasContent)
    }

    @Test(arguments: [
        "", "[done]", "[DONE", "{", "[]", "7", #"{"choices":[}"#, #"{"a":1} x"#,
        #"{"choices":[{"delta":{"content":"x"}]}"#,
    ])
    func `anything but an object or the end mark is invalid and says nothing`(text: String) {
        let scan = Self.scan(text)
        #expect(!scan.isValid && !scan.isDone && !scan.hasContent && scan.usage == nil)
    }

    @Test(arguments: [
        (#"{"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}"#, false),
        (#"{"choices":[{"delta":{"content":null}}]}"#, false),
        (#"{"choices":[{"delta":{}}]}"#, false),
        (#"{"choices":[{"delta":{"tool_calls":[]}}]}"#, false),
        (#"{"choices":[{"delta":{"role":"assistant"}}]}"#, false),
        (#"{"choices":[{"delta":{"content":"x"}}]}"#, true),
        (#"{"choices":[{"delta":{"content":" "}},{"delta":{}}]}"#, true),
        (#"{"choices":[{"delta":{"reasoning_content":"x"}}]}"#, true),
        (#"{"choices":[{"delta":{"reasoning":"x"}}]}"#, true),
        (#"{"choices":[{"delta":{"refusal":"x"}}]}"#, true),
        (#"{"choices":[{"delta":{"tool_calls":[{"index":0}]}}]}"#, true),
        (#"{"choices":[{"delta":{"function_call":{"name":"f"}}}]}"#, true),
        (#"{"choices":[{"text":"x"}]}"#, true),
        (#"{"choices":[{"text":""}]}"#, false),
        (#"{"type":"response.output_text.delta","delta":"x"}"#, true),
        (#"{"type":"response.created","response":{"output":[]}}"#, false),
    ])
    func `content is what was generated`(text: String, expected: Bool) {
        let scan = Self.scan(text)
        #expect(scan.isValid)
        #expect(scan.hasContent == expected)
        #expect(!scan.choicesAreEmpty && !scan.hasFinishReason && !scan.hasError)
    }

    @Test func `a usage chunk has usage and no choices`() {
        let scan = Self.scan(#"{"model":"gpt","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4}}"#)
        #expect(scan.choicesAreEmpty && scan.usage == TokenUsage(input: 3, output: 4) && scan.model == 10..<13)
        #expect(Self.scan(#"{"choices":[{"delta":{}}],"usage":null}"#).usage == nil)
    }

    @Test func `usage of Groq and of the responses API is found in its place`() {
        let groq =
            #"{"choices":[{"delta":{},"finish_reason":"stop"}],"x_groq":{"id":"r","usage":{"prompt_tokens":1,"completion_tokens":2}}}"#
        let first = Self.scan(groq)
        #expect(first.usage == TokenUsage(input: 1, output: 2) && first.hasFinishReason && !first.choicesAreEmpty)
        let responses =
            #"{"type":"response.completed","response":{"model":"o3","usage":{"input_tokens":5,"output_tokens":6},"error":null}}"#
        let second = Self.scan(responses)
        #expect(second.usage == TokenUsage(input: 5, output: 6) && second.hasFinishReason && !second.hasError)
        #expect(second.model != nil)
    }

    @Test(arguments: [
        (#"{"error":{"message":"x"}}"#, true), (#"{"error":"x"}"#, true), (#"{"error":null,"choices":[]}"#, false),
        (#"{"type":"response.failed","response":{}}"#, true), (#"{"type":"error","message":"x"}"#, true),
    ])
    func `an error in the stream is seen`(text: String, expected: Bool) {
        #expect(Self.scan(text).hasError == expected)
    }
}
