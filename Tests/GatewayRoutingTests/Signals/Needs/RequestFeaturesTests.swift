import GatewayRouting
import GatewayWire
import Testing

/// Each feature, and what merely looks like it.
@Suite struct RequestFeaturesTests {
    private static let tool = #"{"type":"function","function":{"name":"f"}}"#

    private static func user(_ content: String, after: String = "", before: String = "") -> String {
        [after, #"{"role":"user","content":\#(content)}"#, before].filter { !$0.isEmpty }.joined(separator: ",")
    }

    private static let fields: [(String, RequestFeatures)] = [
        ("", []),
        (#""tools":[\#(tool)]"#, [.tools, .toolDefinitions]),
        (#""tools":[ ]"#, []),
        (#""tools":null"#, []),
        (#""functions":[{"name":"f"}]"#, [.tools, .toolDefinitions]),
        (#""functions":[]"#, []),
        (#""tools":[\#(tool)],"parallel_tool_calls":true"#, [.tools, .toolDefinitions, .parallelTools]),
        (#""parallel_tool_calls":true,"tools":[\#(tool)]"#, [.tools, .toolDefinitions, .parallelTools]),
        (#""tools":[\#(tool)],"parallel_tool_calls":false"#, [.tools, .toolDefinitions]),
        (#""parallel_tool_calls":true"#, []),
        (#""response_format":{"type":"json_schema","json_schema":{"name":"n"}}"#, [.jsonSchema]),
        (#""response_format":{"json_schema":{"type":"object"},"type":"json\u005fschema"}"#, [.jsonSchema]),
        (#""response_format":{"type":"json_object"}"#, [.jsonObject]),
        (#""response_format":{"type":"text"}"#, []),
        (#""response_format":{"schema":{"type":"json_schema"}}"#, []),
        (#""response_format":"json_schema""#, []),
        (#""stream":true"#, [.streaming]),
        (#""stream":false"#, []),
        (#""logprobs":true"#, [.logprobs]),
        (#""logprobs":false,"top_logprobs":0"#, []),
        (#""seed":0"#, [.seed]),
        (#""n":1"#, []),
        (#""n":2"#, [.severalChoices]),
        (#""stop":"END""#, [.stop]),
        (#""stop":["a","b"]"#, [.stop]),
        (#""stop":[]"#, []),
        (#""stop":"""#, []),
        (#""modalities":["text","audio"],"audio":{"voice":"x"}"#, [.audio, .audioAnswer]),
        (#""modalities":["text"]"#, []),
        (#""audio":{"voice":"x"}"#, []),
        (#""unknown":{"stop":"x","tools":[1],"n":5}"#, []),
        (#""reas\u006fning_effort":"low""#, [.reasoning]),
    ]

    @Test(arguments: Self.fields)
    func `a field asks for a feature`(members: String, features: RequestFeatures) throws {
        #expect(try OutlineSample.chat(members).outline.features == features)
    }

    private static let messages: [(String, RequestFeatures)] = [
        (user(#""words""#), []),
        (user(#"[{"type":"text","text":"image_url"}]"#), []),
        (user(#"[{"type":"image_url","image_url":{"url":"data:"}}]"#), [.vision]),
        (user(#"[{"image_url":{"url":"data:"},"type":"image_url"}]"#), [.vision]),
        (user(#"[{"type":"input_image"}]"#), [.vision]),
        (user(#"[{"type":"video_url"}]"#), [.vision]),
        (user(#"[{"type":"input_audio","input_audio":{"data":"","format":"wav"}}]"#), [.audio]),
        (user(#"[{"type":"file","file":{"file_id":"x"}}]"#), [.files]),
        (user(#"[{"type":"input_file"}]"#), [.files]),
        (user(#"[{"type":"text","text":"a"},{"type":"image_url"},{"type":"file"}]"#), [.vision, .files]),
        (user(#"{"type":"image_url"}"#), []),
        (user(#"[{"note":{"type":"image_url"},"text":"x"}]"#), []),
        (user(#"[{"type":"image_url"}]"#, after: "", before: user(#""later""#)), [.vision]),
        (user(#""x""#, after: #"{"role":"assistant","audio":{"id":"a"}}"#), [.audio]),
        (user(#""x""#, after: #"{"role":"assistant","tool_calls":[{"id":"1"}]}"#), [.tools]),
        (
            user(#""x""#, after: #"{"role":"assistant","tool_calls":[{"id":"1"},{"id":"2"}]}"#),
            [.tools, .parallelTools]
        ),
        (user(#""x""#, after: #"{"role":"assistant","tool_calls":[]}"#), []),
        (user(#""x""#, after: #"{"role":"assistant","function_call":{"name":"f"}}"#), [.tools]),
        (user(#""x""#, before: #"{"role":"tool","tool_call_id":"1","content":"y"}"#), [.tools]),
        (user(#""x""#, before: #"{"role":"assistant","content":"{"}"#), [.prefill]),
        (user(#""x""#, before: #"{"content":"{","prefix":true,"role":"assistant"}"#), [.prefill, .continuation]),
        (user(#""x""#, before: #"{"role":"assistant","content":"{","partial":true}"#), [.prefill, .continuation]),
        (user(#""x""#, after: #"{"role":"assistant","content":"{","prefix":true}"#), []),
        (#"{"role":"user","content":"x","prefix":true}"#, []),
    ]

    @Test(arguments: Self.messages)
    func `a message asks for a feature`(messages: String, features: RequestFeatures) throws {
        #expect(try OutlineSample.chat("", messages: messages).outline.features == features)
    }

    @Test func `an engine's field says that the last message is continued, if it can be`() throws {
        let open = #"{"role":"user","content":"x"},{"role":"assistant","content":"y"}"#
        let field = #""continue_final_message":true"#
        #expect(try OutlineSample.chat(field, messages: open).outline.features == [.prefill, .continuation])
        #expect(try OutlineSample.chat(field).outline.features == [])
    }

    private static let efforts: [(String, ReasoningEffort?)] = [
        (#""reasoning_effort":"none""#, ReasoningEffort.none),
        (#""reasoning_effort":"minimal""#, .minimal),
        (#""reasoning_effort":"low""#, .low),
        (#""reasoning_effort":"medium""#, .medium),
        (#""reasoning_effort":"high""#, .high),
        (#""reasoning_effort":"xhigh""#, .highest),
        (#""reasoning_effort":"enormous""#, .medium),
        (#""reasoning_effort":null"#, nil),
        (#""reasoning":{"effort":"high"}"#, .high),
        (#""reasoning":{"max_tokens":5}"#, .medium),
        (#""reasoning":{"enabled":false,"effort":"high"}"#, ReasoningEffort.none),
        (#""reasoning":{}"#, nil),
        (#""thinking":{"type":"enabled","budget_tokens":9}"#, .medium),
        (#""thinking":{"type":"disabled"}"#, ReasoningEffort.none),
        (#""thinking":{"type":"enabled"},"reasoning":{"effort":"low"},"reasoning_effort":"high""#, .high),
        (#""thinking":{"type":"enabled"},"reasoning":{"effort":"low"}"#, .low),
    ]

    @Test(arguments: Self.efforts)
    func `an effort is read from any of its fields`(members: String, effort: ReasoningEffort?) throws {
        let outline = try OutlineSample.chat(members).outline
        #expect(outline.effort == effort)
        #expect(outline.features.contains(.reasoning) == (effort != nil && effort != ReasoningEffort.none))
    }

    @Test func `a completion asks by the same fields`() throws {
        let body =
            #"{"model":"m","prompt":"x","stream":true,"logprobs":3,"stop":"y","n":2,"max_tokens":9,"messages":[{"role":"tool"}]}"#
        let outline = try OutlineSample(body, for: .completions).outline
        #expect(outline.features == [.streaming, .logprobs, .stop, .severalChoices])
        #expect(outline.answerTokens == 9)
    }

    @Test func `an embedding asks for embeddings and nothing else`() throws {
        let body = #"{"model":"m","input":"x","tools":[1],"stream":true,"reasoning_effort":"low"}"#
        let outline = try OutlineSample(body, for: .embeddings).outline
        #expect(outline.features == .embeddings)
        #expect(outline.answerTokens == 0)
    }
}
