import GatewayCore
import GatewayWire
import Testing

struct DeliveredTextTests {
    private static func note(_ chunks: [String], maxBytes: Int = 1000) -> DeliveredText {
        var delivered = DeliveredText(maxBytes: maxBytes)
        for chunk in chunks {
            Array(chunk.utf8).withUnsafeBytes { delivered.note(ChatChunkScan($0), in: $0) }
        }
        return delivered
    }

    private static func delta(_ delta: String, _ rest: String = "") -> String {
        #"{"choices":[{"index":0,"delta":\#(delta)}]\#(rest)}"#
    }

    @Test func `text and reasoning are kept as written and decoded whole`() {
        let delivered = Self.note([
            Self.delta(#"{"role":"assistant","content":""}"#, #","id":"one","created":7"#),
            Self.delta(#"{"reasoning":"h\u006D"}"#, #","id":"two","created":8"#),
            Self.delta(#"{"content":"a\n\ud83d"}"#), Self.delta(#"{"content":"\ude42"}"#),
            Self.delta(#"{}"#), "[DONE]", "broken",
        ])
        #expect(delivered.content == Array(#"a\n\ud83d\ude42"#.utf8))
        #expect(delivered.decodedContent() == Array("a\n🙂".utf8))
        #expect(delivered.decodedReasoning() == Array("hm".utf8))
        #expect(delivered.contentEvents == 3 && !delivered.isEmpty)
        #expect(delivered.id == Array("one".utf8) && delivered.created == Array("7".utf8))
        #expect(!delivered.hasToolCalls && !delivered.hasOtherText && !delivered.hasManyChoices)
    }

    @Test func `a role and nothing else is nothing delivered`() {
        let delivered = Self.note([Self.delta(#"{"role":"assistant","content":""}"#, #","id":"""#)])
        #expect(delivered.isEmpty && delivered.id == nil && delivered.contentEvents == 0)
    }

    @Test func `tool calls are told by place and name`() {
        let delivered = Self.note([
            Self.delta(#"{"tool_calls":[{"index":0,"function":{"name":"f","arguments":""}}]}"#),
            Self.delta(#"{"tool_calls":[{"index":1,"function":{"name":"g"}}]}"#),
        ])
        #expect(delivered.toolCalls.map(\.index) == [0, 1] && !delivered.hasToolArguments && !delivered.isEmpty)
        #expect(delivered.toolCalls.map(\.name) == [Array("f".utf8), Array("g".utf8)])
        let begun = Self.note([Self.delta(#"{"tool_calls":[{"index":0,"function":{"arguments":"{"}}]}"#)])
        #expect(begun.hasToolArguments && begun.hasToolCalls)
    }

    @Test func `what cannot be taken up is noted`() {
        #expect(Self.note([Self.delta(#"{"refusal":"no"}"#)]).hasOtherText)
        #expect(Self.note([#"{"choices":[{"index":1,"delta":{"content":"x"}}]}"#]).hasManyChoices)
    }

    @Test func `beyond the limit everything is let go of`() {
        var delivered = Self.note(
            [Self.delta(#"{"content":"12345"}"#), Self.delta(#"{"reasoning":"678"}"#)],
            maxBytes: 8
        )
        #expect(!delivered.isOverLimit && delivered.content.count == 5)
        Array("9".utf8).withUnsafeBytes { delivered.appendContent($0) }
        #expect(delivered.isOverLimit && delivered.content.isEmpty && delivered.reasoning.isEmpty)
        Array("9".utf8).withUnsafeBytes { delivered.appendReasoning($0) }
        #expect(delivered.content.isEmpty && delivered.reasoning.isEmpty && !delivered.isEmpty)
        let many = (0...DeliveredText.maxToolCalls).map { Self.delta(#"{"tool_calls":[{"index":\#($0)}]}"#) }
        #expect(Self.note(many).isOverLimit && !Self.note(many.dropLast()).isOverLimit)
    }

    @Test func `text of a rescue is added in its own spelling`() {
        var delivered = Self.note([Self.delta(#"{"content":"a\u0020"}"#)])
        delivered.appendContent(decoded: Array("\"b\"\n".utf8))
        #expect(delivered.decodedContent() == Array("a \"b\"\n".utf8) && delivered.contentEvents == 2)
    }
}
