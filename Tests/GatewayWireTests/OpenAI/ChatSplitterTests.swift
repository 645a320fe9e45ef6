import GatewayWire
import Testing

struct ChatSplitterTests {
    private static func chunks(_ body: String, isChat: Bool = true, includesUsage: Bool = false) -> [String]? {
        let stream = split(Array(body.utf8), isChat: isChat, includesUsage: includesUsage, pieceBytes: 4)
        return stream.map { eventData($0).map { String(decoding: $0, as: UTF8.self) } }
    }

    @Test func `a chat completion becomes a role, pieces, an end and the usage`() {
        let body = #"""
            {
              "id": "c1", "object": "chat.completion", "created": 7, "model": "m",
              "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hello to you", "refusal": null},
                "logprobs": null, "finish_reason": "stop"}],
              "usage": {"prompt_tokens": 1, "completion_tokens": 2}, "extra": {"a": [1, 2]}
            }
            """#
        func chunk(_ choice: String, _ extra: String = "") -> String {
            #"{"id":"c1","object":"chat.completion.chunk","created":7,"model":"m","choices":[\#(choice)]\#(extra)}"#
        }
        func delta(_ delta: String, _ finish: String = "null") -> String {
            #"{"index":0,"delta":\#(delta),"logprobs":null,"finish_reason":\#(finish)}"#
        }
        let empty = #","usage":null"#
        #expect(
            Self.chunks(body, includesUsage: true) == [
                chunk(
                    delta(#"{"role":"assistant","content":"","refusal":null}"#),
                    empty + #","extra":{"a":[1,2]}"#
                ),
                chunk(delta(#"{"content":"Hello"}"#), empty), chunk(delta(#"{"content":" to you"}"#), empty),
                chunk(delta("{}", #""stop""#), empty),
                chunk("", #","usage":{"prompt_tokens":1,"completion_tokens":2}"#),
            ]
        )
        let plain = Self.chunks(body)
        #expect(plain?.count == 4)
        #expect(plain?.contains { $0.contains("usage") } == false)
    }

    @Test func `a call becomes a head and pieces of its arguments`() throws {
        let body = #"""
            {"id":"c","choices":[{"message":{"content":null,"tool_calls":[{"index":5,"id":"a","type":"function",
            "function":{"name":"f","arguments":"{\"a\": \"b c\"}"}}]},"finish_reason":"tool_calls"}]}
            """#
        let chunks = try #require(Self.chunks(body))
        let deltas = try chunks.compactMap {
            try JSONValue.parse($0)["choices"]?.elements?.first?["delta"]?["tool_calls"]?.elements?.first
        }
        #expect(deltas.count > 2)
        #expect(deltas.allSatisfy { $0["index"]?.integer == 0 })
        #expect(deltas.first?["id"]?.text == "a" && deltas.first?["function"]?["arguments"]?.text == "")
        #expect(deltas.dropFirst().allSatisfy { $0["id"] == nil && $0["function"]?["name"] == nil })
        #expect(deltas.compactMap { $0["function"]?["arguments"]?.text }.joined() == #"{"a": "b c"}"#)
    }

    @Test func `no piece is cut within a character`() throws {
        let content = #"\ud83d\ude42\ud83d\ude42\ud83d\ude42漢字漢字🙂🙂\\\\\\\"\n\u00e9\u00e9\ud800x"#
        for pieceBytes in 1...40 {
            let body = Array(#"{"choices":[{"message":{"content":"\#(content)"},"finish_reason":"stop"}]}"#.utf8)
            let stream = try #require(
                split(body, pieceBytes: pieceBytes)
            )
            let pieces = try eventData(stream).map {
                try JSONValue.reading($0)["choices"]?.elements?.first?["delta"]?["content"]?.text ?? ""
            }
            #expect(pieces.joined() == "🙂🙂🙂漢字漢字🙂🙂\\\\\\\"\néé\u{FFFD}x")
            // Only the surrogate that has no partner in the text itself stays without one.
            #expect(pieces.joined().unicodeScalars.filter { $0 == "\u{FFFD}" }.count == 1)
        }
    }

    @Test func `the number of pieces is bounded`() throws {
        let content = String(repeating: "word ", count: 100_000)
        let body = Array(#"{"choices":[{"message":{"content":"\#(content)"},"finish_reason":"stop"}]}"#.utf8)
        let stream = try #require(split(body))
        #expect(eventData(stream).count <= 260)
        #expect(stream.count < body.count + 64 * 1024)
    }

    @Test(arguments: [
        "", "{}", "[]", "5", #"{"choices":[]}"#, #"{"choices":[5]}"#, #"{"choices":[{"index":0}]}"#,
        #"{"choices":[{"message":{"content":[{"type":"text","text":"a"}]}}]}"#,
        #"{"choices":[{"message":{"content":null,"audio":{"id":"a"}}}]}"#,
        #"{"choices":[{"message":{"tool_calls":[{"function":{"arguments":{"a":1}}}]}}]}"#,
        #"{"choices":[{"message":{"content":"a"},"logprobs":5}]}"#,
        #"{"error":{"message":"x"},"choices":[{"message":{"content":"a"}}]}"#,
        #"{"choices":[{"message":{"content":"a"}}]"#, #"{"choices":[{"message":{"content":"a"}}]} x"#,
        #"{"object":"list","data":[{"embedding":[0.5]}]}"#,
    ])
    func `what chunks cannot tell is not split`(body: String) {
        #expect(Self.chunks(body) == nil)
    }
}
