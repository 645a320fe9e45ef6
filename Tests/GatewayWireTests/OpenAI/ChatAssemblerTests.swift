import GatewayWire
import Testing

struct ChatAssemblerTests {
    private static func delta(_ delta: String, _ rest: String = "") -> String {
        #"{"id":"c1","object":"chat.completion.chunk","created":7,"model":"m","choices":[{"index":0,"#
            + #""delta":\#(delta),"finish_reason":null\#(rest)}]}"#
    }

    private static let end =
        #"{"id":"c1","object":"chat.completion.chunk","created":7,"model":"m","choices":[{"index":0,"#
        + #""delta":{},"finish_reason":"stop"}]}"#

    private static func message(_ deltas: [String]) throws -> JSONValue {
        let whole = try #require(assembled(deltas.map { Self.delta($0) } + [Self.end]))
        return try #require(try JSONValue.reading(whole)["choices"]?.elements?.first?["message"])
    }

    @Test func `text is joined and the order of members is fixed`() throws {
        let whole = try #require(
            assembled([
                Self.delta(#"{"role":"assistant","content":""}"#), Self.delta(#"{"content":"Hel"}"#),
                Self.delta(#"{"content":"lo"}"#), Self.end,
                #"{"choices":[],"usage":{"prompt_tokens": 1},"model":"m","id":"c1"}"#, "[DONE]",
            ])
        )
        #expect(
            String(decoding: whole, as: UTF8.self)
                == #"{"id":"c1","object":"chat.completion","created":7,"model":"m","choices":[{"index":0,"message":"#
                + #"{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1}}"#
        )
    }

    @Test func `a surrogate pair that came in two chunks is one character`() throws {
        let message = try Self.message([#"{"content":"a\ud83d"}"#, #"{"content":"\ude42b"}"#])
        #expect(message["content"]?.text == "a🙂b")
    }

    @Test(arguments: [
        // Pieces by index, in any order of the calls.
        (
            [
                #"{"tool_calls":[{"index":1,"id":"b","type":"function","function":{"name":"g","arguments":""}}]}"#,
                #"{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{"}}]}"#,
                #"{"tool_calls":[{"index":1,"function":{"arguments":"[]"}},{"index":0,"function":{"arguments":"}"}}]}"#,
            ], ["a f {}", "b g []"]
        ),
        // Every piece repeats id and name.
        (
            [
                #"{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{"}}]}"#,
                #"{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"}"}}]}"#,
            ], ["a f {}"]
        ),
        // Each piece has an id of its own, and only the first a name.
        (
            [
                #"{"tool_calls":[{"index":0,"id":"x1","function":{"name":"f"}}]}"#,
                #"{"tool_calls":[{"index":0,"id":"x2","function":{"arguments":"{"}}]}"#,
                #"{"tool_calls":[{"index":0,"id":"x3","function":{"name":null,"arguments":"}"}}]}"#,
            ], ["x1 f {}"]
        ),
        // Whole calls, all with one index.
        (
            [
                #"{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]}"#,
                #"{"tool_calls":[{"index":0,"id":"b","function":{"name":"g","arguments":"[]"}}]}"#,
            ], ["a f {}", "b g []"]
        ),
        // Whole calls without an index.
        (
            [
                #"{"tool_calls":[{"id":"a","function":{"name":"f","arguments":"{}"}},"#
                    + #"{"id":"b","function":{"name":"f","arguments":"[]"}}]}"#
            ], ["a f {}", "b f []"]
        ),
        // A name in pieces, and an empty id after the first.
        (
            [
                #"{"tool_calls":[{"index":0,"id":"a","function":{"name":"get_"}}]}"#,
                #"{"tool_calls":[{"index":0,"id":"","function":{"name":"time","arguments":"{}"}}]}"#,
            ], ["a get_time {}"]
        ),
    ])
    func `calls are put together`(deltas: [String], expected: [String]) throws {
        let calls = try #require(try Self.message(deltas)["tool_calls"]?.elements)
        let told = calls.map { call in
            [call["id"]?.text, call["function"]?["name"]?.text, call["function"]?["arguments"]?.text]
                .map { $0 ?? "?" }.joined(separator: " ")
        }
        #expect(told == expected)
        #expect(calls.allSatisfy { $0["index"] == nil })
    }

    @Test func `a function call of old is put together`() throws {
        let message = try Self.message([
            #"{"role":"assistant","content":null,"function_call":{"name":"f","arguments":""}}"#,
            #"{"function_call":{"arguments":"{\"a\""}}"#, #"{"function_call":{"arguments":":1}"}}"#,
        ])
        #expect(message["function_call"]?["name"]?.text == "f")
        #expect(message["function_call"]?["arguments"]?.text == #"{"a":1}"#)
        #expect(message["content"] == .null)
    }

    @Test func `an empty value takes nothing back and padding is left out`() throws {
        let whole = try #require(
            assembled([
                #"{"id":"","object":"","created":0,"model":"","choices":[],"prompt_filter_results":[{"a":1}]}"#,
                #"{"id":"c","created":5,"model":"m","obfuscation":"xx","system_fingerprint":"fp","choices":[{"index":0,"#
                    + #""delta":{"content":"a","annotations":[1]},"content_filter_results":{"h":1}}]}"#,
                #"{"id":"d","created":6,"model":"m2","system_fingerprint":null,"signalbox":{"a":1},"choices":[{"index":0,"#
                    + #""delta":{"annotations":[2,3]},"finish_reason":"stop","content_filter_results":{}}]}"#,
            ])
        )
        let expected =
            #"{"id":"c","object":"chat.completion","created":5,"model":"m2","choices":[{"index":0,"message":{"#
            + #""role":"assistant","content":"a","annotations":[1,2,3]},"finish_reason":"stop","#
            + #""content_filter_results":{"h":1}}],"prompt_filter_results":[{"a":1}],"system_fingerprint":"fp"}"#
        #expect(String(decoding: whole, as: UTF8.self) == expected)
    }

    @Test(arguments: [
        #"{"audio":{"id":"a","data":"UklG"}}"#, #"{"content":[{"type":"text","text":"a"}]}"#,
        #"{"content":5}"#, #"{"tool_calls":[5]}"#, #"{"tool_calls":{"index":0}}"#,
        #"{"tool_calls":[{"index":0,"function":{"arguments":{"a":1}}}]}"#,
    ])
    func `what cannot be put together makes it give up`(delta: String) {
        #expect(assembled([Self.delta(delta), Self.end]) == nil)
    }

    @Test(arguments: [
        [], ["[DONE]"], ["{}"], ["[1]"], ["{"], [#"{"error":{"message":"x"}}"#],
        [#"{"x_groq":{"error":"x"},"choices":[{"index":0,"delta":{}}]}"#],
        [#"{"choices":[{"index":"a","delta":{}}]}"#], [#"{"choices":[null]}"#],
    ])
    func `what is no answer is not put together`(chunks: [String]) {
        #expect(assembled(chunks) == nil)
    }

    @Test func `there is a bound to choices and calls`() {
        let choices = (0..<200).map { #"{"choices":[{"index":\#($0),"delta":{"content":"a"}}]}"# }
        #expect(assembled(choices) == nil)
        #expect(assembled(Array(choices.prefix(128))) != nil)
        let calls = (0..<1_100).map { Self.delta(#"{"tool_calls":[{"index":\#($0),"id":"a"}]}"#) }
        #expect(assembled(calls) == nil)
    }
}
