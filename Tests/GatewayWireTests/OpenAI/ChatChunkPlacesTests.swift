import GatewayWire
import Testing

struct ChatChunkPlacesTests {
    private static func scan(_ text: String) -> ChatChunkScan {
        ChatChunkScan(Array(text.utf8).span.bytes)
    }

    /// The text that a range covers.
    private static func cut(_ text: String, _ range: Range<Int>?) -> String? {
        range.map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) }
    }

    @Test(arguments: [("null", false), ("\"\"", false), ("\"stop\"", true), ("\"x\"", true)])
    func `only a reason that says something ends a choice`(reason: String, ends: Bool) {
        let data = Array(#"{"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":\#(reason)}]}"#.utf8)
        #expect(ChatChunkScan(data.span.bytes).hasFinishReason == ends)
    }

    @Test func `everything that a rescue needs is found where it lies`() {
        let text = #"""
             { "id" : "chat-1" , "created" : 1719 , "model":"m", "choices" : [ { "index" : 0 , "delta" :
             { "content" : "a\nb" , "reasoning_content":"hm" } , "finish_reason" : "stop" } ] , "usage" : {"prompt_tokens":1} }
            """#
        let scan = Self.scan(text)
        #expect(scan.isValid && scan.hasContent && scan.hasFinishReason)
        #expect(Self.cut(text, scan.id) == "chat-1")
        #expect(Self.cut(text, scan.created) == "1719")
        #expect(Self.cut(text, scan.model) == "m")
        #expect(Self.cut(text, scan.content) == #"a\nb"#)
        #expect(Self.cut(text, scan.reasoning) == "hm")
        #expect(Self.cut(text, scan.finishReason) == "stop")
        #expect(Self.cut(text, scan.usageValue) == #"{"prompt_tokens":1}"#)
        #expect(!scan.hasOtherText && !scan.hasToolCalls && !scan.hasManyChoices && scan.toolName == nil)
    }

    @Test(
        arguments: [
            (#"{"choices":[{"delta":{"content":"x"}}]}"#, "x"),
            (#"{"choices":[{"delta":{"content":""}}]}"#, ""),
            (#"{"choices":[{"delta":{"content":null}}]}"#, nil),
            (#"{"choices":[{"delta":{}}]}"#, nil),
            (#"{"choices":[]}"#, nil),
            (#"{"choices":[{"text":"t"}]}"#, "t"),
            (#"{"choices":[{"text":""}]}"#, ""),
            (#"{"choices":[{"text":null}]}"#, nil),
            (#"{"choices":[{"delta":{"content":"x"}},{"delta":{"content":"y"}}]}"#, "x"),
            (#"{"choices":[{"delta":{}},{"delta":{"content":"y"}}]}"#, nil),
            (#"{"choices":[{"delta":{"content":[{"type":"text","text":"x"}]}}]}"#, nil),
            (#"{"delta":"x","type":"response.output_text.delta"}"#, nil),
        ] as [(String, String?)]
    )
    func `content is the text of the first choice`(text: String, expected: String?) {
        let scan = Self.scan(text)
        #expect(scan.isValid && Self.cut(text, scan.content) == expected)
    }

    @Test(
        arguments: [
            (#"{"reasoning":"x"}"#, "x"), (#"{"reasoning_content":"x"}"#, "x"), (#"{"reasoning":""}"#, ""),
            (#"{"reasoning":null}"#, nil), (#"{"reasoning":"","reasoning_content":"x"}"#, "x"),
            (#"{"reasoning_content":"x","reasoning":""}"#, "x"), (#"{"content":"x"}"#, nil),
        ] as [(String, String?)]
    )
    func `reasoning is found under either name`(delta: String, expected: String?) {
        let text = #"{"choices":[{"delta":"# + delta + "}]}"
        #expect(Self.cut(text, Self.scan(text).reasoning) == expected)
    }

    @Test(arguments: [
        (#"{"content":"x"}"#, false), (#"{"reasoning":"x"}"#, false), (#"{"role":"assistant"}"#, false),
        (#"{"refusal":null}"#, false), (#"{"refusal":""}"#, false), (#"{"audio":{}}"#, false),
        (#"{"tool_calls":[{"index":0}]}"#, false), (#"{"refusal":"no"}"#, true), (#"{"audio":{"id":"a"}}"#, true),
        (#"{"images":[{}]}"#, true), (#"{"content":[{"type":"text"}]}"#, true), (#"{"reasoning":{"a":1}}"#, true),
        (#"{"tool_calls":"x"}"#, true),
    ])
    func `what cannot be joined is other text`(delta: String, expected: Bool) {
        #expect(Self.scan(#"{"choices":[{"delta":"# + delta + "}]}").hasOtherText == expected)
    }

    @Test(arguments: [
        (#"[{"index":0}]"#, false), (#"[{}]"#, false), (#"[]"#, false), (#"[{"index":null}]"#, false),
        (#"[{"index":1}]"#, true), (#"[{"index":0},{"index":0}]"#, true),
        (#"[{"index":10}]"#, true), (#"[{"index":"0"}]"#, true),
    ])
    func `many choices are those beyond the first`(choices: String, expected: Bool) {
        #expect(Self.scan(#"{"choices":"# + choices + "}").hasManyChoices == expected)
    }

    /// What is expected of a tool call.
    struct Call: Sendable {
        let delta: String
        var name: String?
        var index: Int?
        var isCall = true
        var hasArguments = false
    }

    @Test(arguments: [
        Call(
            delta: #"{"tool_calls":[{"index":2,"id":"c","type":"function","function":{"name":"f","arguments":""}}]}"#,
            name: "f",
            index: 2
        ),
        Call(
            delta: #"{"tool_calls":[{"function":{"arguments":"{","name":"f"},"index":0}]}"#,
            name: "f",
            index: 0,
            hasArguments: true
        ),
        Call(delta: #"{"tool_calls":[{"index":1,"function":{"arguments":null}}]}"#, index: 1),
        Call(delta: #"{"tool_calls":[{"function":{"arguments":{"a":1}}}]}"#, hasArguments: true),
        Call(
            delta: #"{"tool_calls":[{"index":0,"function":{"name":"f"}},"#
                + #"{"index":1,"function":{"name":"g","arguments":"1"}}]}"#,
            name: "f",
            index: 0,
            hasArguments: true
        ),
        Call(
            delta: #"{"tool_calls":[{"type":"custom","index":0,"custom":{"name":"c","input":"x"}}]}"#,
            name: "c",
            index: 0,
            hasArguments: true
        ),
        Call(delta: #"{"function_call":{"name":"f","arguments":"x"}}"#, name: "f", hasArguments: true),
        Call(delta: #"{"function_call":{"name":"f","arguments":""}}"#, name: "f"),
        Call(delta: #"{"function_call":null}"#, isCall: false),
        Call(delta: #"{"tool_calls":[]}"#, isCall: false),
        Call(delta: #"{"tool_calls":null}"#, isCall: false),
        Call(delta: #"{"content":"tool_calls"}"#, isCall: false),
    ])
    func `a tool call tells its name, its place and whether arguments have begun`(call: Call) {
        let text = #"{"choices":[{"delta":"# + call.delta + "}]}"
        let scan = Self.scan(text)
        #expect(scan.isValid && scan.hasToolCalls == call.isCall)
        #expect(Self.cut(text, scan.toolName) == call.name && scan.toolIndex == call.index)
        #expect(scan.hasToolArguments == call.hasArguments && !scan.hasOtherText)
    }

    @Test(arguments: [#"{"id":"x","choices":[{"delta":{"content":"a","refusal":"b"}}]"#, #"{"id":"x","choices":[7,]}"#])
    func `a chunk that breaks off says nothing`(text: String) {
        let scan = Self.scan(text)
        #expect(!scan.isValid && scan.id == nil && scan.content == nil && !scan.hasOtherText && !scan.hasManyChoices)
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `order and white space do not matter`(seed: UInt64) {
        var random = WireRandom(seed: seed)
        func object(_ members: [(String, String)]) -> String {
            let pads = ["", "", " ", "\n\t", "          "]
            var members = members
            for _ in 0..<random.below(3) { members.append(("other\(random.below(99))", random.json(depth: 4))) }
            members.shuffle(using: &random)
            let text = members.map { name, value in
                pads[random.below(5)] + "\"\(name)\"" + pads[random.below(5)] + ":" + pads[random.below(5)] + value
                    + pads[random.below(5)]
            }
            return "{" + text.joined(separator: ",") + "}"
        }
        for _ in 0..<200 {
            let content = random.jsonString()
            let reasoning = random.jsonString()
            let usage = object([("prompt_tokens", "3")])
            let delta = object([("role", #""assistant""#), ("content", content), ("reasoning", reasoning)])
            let choice = object([("index", "0"), ("delta", delta), ("finish_reason", #""length""#)])
            let id = random.jsonString()
            let text = object([
                ("id", id), ("created", "17"), ("model", #""m""#), ("choices", "[\(choice)]"), ("usage", usage),
            ])
            guard ReferenceJSON.accepts(Array(text.utf8)) else { continue }
            let scan = Self.scan(text)
            #expect(scan.isValid, "seed \(seed): \(text)")
            #expect(Self.cut(text, scan.id) == String(id.dropFirst().dropLast()), "seed \(seed): \(text)")
            #expect(Self.cut(text, scan.content) == String(content.dropFirst().dropLast()), "seed \(seed): \(text)")
            #expect(Self.cut(text, scan.reasoning) == String(reasoning.dropFirst().dropLast()), "seed \(seed): \(text)")
            #expect(Self.cut(text, scan.created) == "17" && Self.cut(text, scan.finishReason) == "length")
            #expect(Self.cut(text, scan.usageValue) == usage && !scan.hasManyChoices && !scan.hasOtherText)
        }
    }
}
