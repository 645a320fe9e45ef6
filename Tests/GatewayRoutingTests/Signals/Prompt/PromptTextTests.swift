import GatewayRouting
import GatewayWire
import Testing

/// Which text is read, and how.
@Suite struct PromptTextTests {
    private static func text(_ messages: String) throws -> String {
        try OutlineSample.chat("", messages: messages).prompt().text
    }

    @Test(arguments: [
        (#"{"role":"user","content":"plain"}"#, "plain"),
        (#"{"role":"user","content":"a\nb\t\"c\" \\ \/ \u00e9 \ud83d\ude00"}"#, "a\nb\t\"c\" \\ / é 😀"),
        (#"{"role":"user","content":"lone \ud83d end"}"#, "lone \u{FFFD} end"),
        (#"{"role":"user","content":[{"type":"text","text":"one"},{"text":"two","type":"text"}]}"#, "one\ntwo"),
        (#"{"role":"user","content":[{"type":"image_url","text":"no"},{"type":"text","text":"yes"}]}"#, "yes"),
        (#"{"role":"user","content":["bare",{"text":"untyped"}]}"#, "bare\nuntyped"),
        (#"{"role":"user","content":[]}"#, ""),
        (#"{"role":"user","content":null}"#, ""),
        (#"{"role":"user"}"#, ""),
        (
            #"{"role":"user","content":"first"},{"role":"assistant","content":"no"},{"role":"user","content":"last"}"#,
            "last"
        ),
        (#"{"role":"user","content":"asked"},{"role":"assistant"},{"role":"tool","content":"no"}"#, "asked"),
        (#"{"role":"system","content":"s"},{"role":"assistant","content":"only"}"#, "only"),
        (#"{"content":"turned","role":"user"}"#, "turned"),
    ])
    func `the user's last message is read`(messages: String, text: String) throws {
        #expect(try Self.text(messages) == text)
    }

    @Test func `the instructions are those of the first system or developer message`() throws {
        let messages =
            #"{"role":"user","content":"u"},{"role":"developer","content":"d"},{"role":"system","content":"s"}"#
        let sample = try OutlineSample.chat("", messages: messages)
        #expect(sample.text(sample.outline.instructions).text == "d")
        #expect(try OutlineSample.chat("").outline.instructions == nil)
    }

    @Test(arguments: [
        (RequestEndpoint.completions, #"{"model":"m","prompt":"one\ttwo"}"#, "one\ttwo"),
        (.completions, #"{"model":"m","prompt":["a","b"]}"#, "a\nb"),
        (.completions, #"{"model":"m","prompt":[1,2,3]}"#, ""),
        (.embeddings, #"{"model":"m","input":"x"}"#, "x"),
        (.embeddings, #"{"input":["x","y"],"model":"m"}"#, "x\ny"),
    ])
    func `prompts and inputs are read`(endpoint: RequestEndpoint, body: String, text: String) throws {
        #expect(try OutlineSample(body, for: endpoint).prompt().text == text)
    }

    @Test(arguments: [
        (RequestEndpoint.embeddings, #"[1,2,3]"#, 3, 3, 3, true),
        (.embeddings, #"[[1,2],[3],[4,5,6,7]]"#, 7, 7, 4, true),
        (.embeddings, #"[]"#, 0, 0, 0, false),
        (.embeddings, #""12345678""#, 0, 2, 2, false),
        (.embeddings, #"["12345678","1"]"#, 0, 3, 2, false),
        (.completions, #"[1, -2 , 30]"#, 3, 3, 3, true),
        (.completions, #"["1234",[1]]"#, 1, 2, 1, false),
    ])
    func `tokens given as numbers are counted`(
        endpoint: RequestEndpoint,
        value: String,
        given: Int,
        all: Int,
        longest: Int,
        isCounted: Bool
    ) throws {
        let name = endpoint == .completions ? "prompt" : "input"
        let outline = try OutlineSample(#"{"model":"m","\#(name)":\#(value)}"#, for: endpoint).outline
        #expect(outline.tokenCount == given)
        #expect(outline.promptTokens == all)
        #expect(outline.longestPromptTokens == longest)
        #expect(outline.isCounted == isCounted)
    }

    @Test func `texts are measured as they are written`() throws {
        let messages = #"""
            {"role":"system","content":"12\n"},{"role":"user","content":[{"type":"text","text":"1234"},{"type":"image_url"}]},
            {"role":"assistant","content":null,"reasoning_content":"12345","tool_calls":[{"id":"x"}]},
            {"role":"tool","content":"123456"}
            """#
        let outline = try OutlineSample.chat(#""tools":[{"a":1}]"#, messages: messages).outline
        #expect(outline.textBytes == 4 + 4 + 5 + 6)
        #expect(outline.toolBytes == #"[{"a":1}]"#.utf8.count + #"[{"id":"x"}]"#.utf8.count)
        #expect(outline.imageCount == 1)
        #expect(outline.promptTokens == (19 + 3) / 4 + (21 + 3) / 4 + 4 * 4 + 85)
    }

    @Test func `a scratch forgets what it held`() throws {
        let long = try OutlineSample.chat(
            "",
            messages: #"{"role":"user","content":"\#(String(repeating: "x", count: 20_000))"}"#
        )
        let short = try OutlineSample.chat("")
        var scratch = PromptText()
        scratch.read(long.outline.prompt, in: long.bytes.span.bytes)
        #expect(scratch.isTruncated)
        scratch.read(short.outline.prompt, in: short.bytes.span.bytes)
        #expect(scratch.withText { String(decoding: $0, as: UTF8.self) } == "hi")
        #expect(!scratch.isTruncated)
        #expect(scratch.writtenBytes == 2)
        #expect(scratch.decodedBytes == 2)
        scratch.read(nil, in: short.bytes.span.bytes)
        #expect(scratch.isEmpty)
        #expect(scratch.writtenBytes == 0)
    }

    @Test func `anything but a generation has no outline`() throws {
        let sample = try OutlineSample(#"{"model":"m","messages":[{"role":"user","content":"x"}]}"#, for: .other)
        #expect(sample.outline.prompt == nil)
        #expect(sample.outline.features == [])
        #expect(sample.outline.conversation == Conversation())
    }
}
