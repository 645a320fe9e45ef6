import GatewayWire
import Testing

struct ContinuationRequestTests {
    /// The patched body, or nil where the request cannot be continued; then the patch must have changed nothing.
    private static func patched(
        _ text: String,
        _ style: ContinuationRequest.Style,
        _ delivered: String = "Once upon",
        tokens: Int = 0,
        cutsFallbacks: Bool = false
    ) throws -> String? {
        let body = Array(text.utf8)
        let scan = try RequestScan.scan(body.span.bytes, for: .other)
        let request = ContinuationRequest(style: style, delivered: Array(delivered.utf8), deliveredTokens: tokens)
        var patch = JSONPatch(
            scan,
            quotedModel: JSONWriter.quoted("new"),
            asksForUsage: true,
            cutsFallbacks: cutsFallbacks
        )
        let before = patch.count
        guard patch.continueAnswer(request, scan: scan, body: body.span.bytes) else {
            #expect(patch.count == before)
            return nil
        }
        let result = patch.applied(to: body.span.bytes)
        try JSONScanner.validate(result.span.bytes)
        #expect(result.count == patch.patchedCount(of: body.count))
        return String(decoding: result, as: UTF8.self)
    }

    private static let chat = #"{"signalbox":1,"model":"old","messages":[ {"role":"user","content":"Tell"} ]}"#
    private static let usage = #"{"stream_options":{"include_usage":true},"#

    @Test func `a prefill ends the messages with what was delivered`() throws {
        let expected =
            Self.usage + #""model":"new","messages":[ {"role":"user","content":"Tell"} "#
            + #",{"role":"assistant","content":"a\"🙂\n"}]}"#
        #expect(try Self.patched(Self.chat, .prefill, "a\"🙂\n") == expected)
    }

    @Test func `a prefill for vLLM leaves the last message open`() throws {
        let expected =
            #"{"stream_options":{"include_usage":true},"continue_final_message":true,"add_generation_prompt":false,"#
            + #""model":"new","messages":[ {"role":"user","content":"Tell"} ,{"role":"assistant","content":"x"}]}"#
        #expect(try Self.patched(Self.chat, .prefillVLLM, "x") == expected)
        let given = #"{"add_generation_prompt":null,"messages":[{"role":"user"}],"continue_final_message": false}"#
        let result = try JSONValue.parse(try #require(try Self.patched(given, .prefillVLLM, "x")))
        #expect(result["continue_final_message"] == .bool(true) && result["add_generation_prompt"] == .bool(false))
        #expect(result.members?.count == 4)
    }

    @Test func `an instruction follows what was delivered`() throws {
        let result = try JSONValue.parse(try #require(try Self.patched(Self.chat, .instruction)))
        let messages = try #require(result["messages"]?.elements)
        #expect(messages.map { $0["role"]?.text } == ["user", "assistant", "user"])
        #expect(messages[1]["content"]?.text == "Once upon")
        #expect(messages[2]["content"]?.text == ContinuationRequest.instruction)
        #expect(!ContinuationRequest.instruction.contains("\n") && !ContinuationRequest.instruction.contains("  "))
    }

    @Test func `a prompt grows by what was delivered`() throws {
        #expect(
            try Self.patched(#"{"model":"m","prompt":"Tell\n"}"#, .prompt, "a\\\n")
                == Self.usage + #""model":"new","prompt":"Tell\na\\\n"}"#
        )
        #expect(try Self.patched(#"{"prompt":"","echo":false}"#, .prompt, "a")?.contains(#""prompt":"a""#) == true)
    }

    @Test(arguments: [
        (#"{}"#, ContinuationRequest.Style.prefill), (#"{"messages":null}"#, .prefill), (#"{"messages":{}}"#, .prefill),
        (#"{"messages":"[]"}"#, .instruction), (#"{"prompt":["a"]}"#, .prompt), (#"{"prompt":null}"#, .prompt),
        (#"{"messages":[{"role":"user"}]}"#, .prompt), (#"{"prompt":"a","echo":true}"#, .prompt),
        (#"{"messages":[{"role":"user"},{"role":"assistant"}]}"#, .prefill),
        (#"{"messages":[{"role":"assistant","content":"x"}]}"#, .prefillVLLM),
        (#"{"messages":[{"role":"user"}],"continue_final_message":true}"#, .instruction),
        (#"{"messages":[{"role":"user"}],"add_generation_prompt":false}"#, .instruction),
    ])
    func `what cannot be continued is refused and left alone`(text: String, style: ContinuationRequest.Style) throws {
        #expect(try Self.patched(text, style) == nil)
    }

    @Test func `nothing delivered is nothing to continue`() throws {
        #expect(try Self.patched(Self.chat, .prefill, "") == nil)
    }

    @Test(arguments: [
        (#"{"messages":[{"role":"assistant"},{"role":"user"}]}"#, ContinuationRequest.Style.prefill),
        (#"{"messages":[{"role":"assistant"},7]}"#, .prefill),
        (#"{"messages":[{"role":"assistant"}]}"#, .instruction),
        (#"{"messages":[{"role":"user"}],"add_generation_prompt":true}"#, .instruction),
        (#"{"messages":[]}"#, .prefill),
    ])
    func `what can be continued is`(text: String, style: ContinuationRequest.Style) throws {
        #expect(try Self.patched(text, style) != nil)
    }

    @Test(arguments: [
        ("100", 30, "70"), ("30", 30, "1"), ("5", 30, "1"), ("1", 1, "1"), ("0", 3, "0"), ("-1", 3, "-1"),
        ("null", 3, "null"), ("100.0", 1, "99"), ("100", 0, "100"), ("\"7\"", 1, "\"7\""),
    ])
    func `limits of tokens are lowered but never below one`(limit: String, tokens: Int, expected: String) throws {
        for name in ["max_tokens", "max_completion_tokens"] {
            let text = #"{"messages":[{"role":"user"}],"\#(name)": \#(limit) }"#
            let result = try Self.patched(text, .prefill, tokens: tokens)
            #expect(result?.contains(#""\#(name)": \#(expected) }"#) == true)
            let prompt = #"{"\#(name)":\#(limit),"prompt":"p"}"#
            #expect(try Self.patched(prompt, .prompt, tokens: tokens)?.contains(#""\#(name)":\#(expected),"#) == true)
        }
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `any body stays valid and keeps all else`(seed: UInt64) throws {
        var random = WireRandom(seed: seed)
        let styles: [ContinuationRequest.Style] = [.prefill, .prefillVLLM, .instruction]
        for _ in 0..<200 {
            var members = [#""model":"old""#, #""max_tokens":50"#]
            let messages = (0...random.below(3)).map { _ in #"{"role":"user","content":\#(random.jsonString())}"# }
            members.append(#""messages": [\#(messages.joined(separator: " , ")) ]"#)
            for number in 0..<random.below(3) { members.append(#""x\#(number)":\#(random.json())"#) }
            for number in 0..<random.below(3) { members.append(#""signalbox_\#(number)":\#(random.json())"#) }
            if random.below(2) == 0 { members.append(#""fallbacks":["a"]"#) }
            members.shuffle(using: &random)
            let text = "{" + members.joined(separator: [",", " ,\n "][random.below(2)]) + "}"
            let delivered = try JSONValue.parse("\"x" + random.jsonString().dropFirst()).text ?? "x"
            let style = styles[random.below(3)]
            let result = try #require(
                try Self.patched(text, style, delivered, tokens: 8, cutsFallbacks: true),
                "seed \(seed): \(text)"
            )
            let before = try JSONValue.parse(text)
            let after = try JSONValue.parse(result)
            #expect(after["model"]?.text == "new" && after["max_tokens"]?.integer == 42, "seed \(seed): \(text)")
            #expect(after["fallbacks"] == nil && after["x0"] == before["x0"], "seed \(seed): \(text)")
            let old = before["messages"]?.elements ?? []
            let new = after["messages"]?.elements ?? []
            #expect(Array(new.prefix(old.count)) == old, "seed \(seed): \(text)")
            let added = new.dropFirst(old.count).map { $0["role"]?.text }
            #expect(added == (style == .instruction ? ["assistant", "user"] : ["assistant"]), "seed \(seed): \(text)")
            #expect(new[old.count]["content"]?.text == delivered, "seed \(seed): \(text)")
        }
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `no body traps, and none becomes invalid`(seed: UInt64) throws {
        var random = WireRandom(seed: seed)
        let text = #"""
            {"signalbox":1,"fallbacks":[],"messages":[{"role":"user"}],"prompt":"p","max_tokens":9,"max_tokens":8,
            "continue_final_message":false,"messages":[{"role":"assistant"},{"role":"user"}],"signalbox":2,"echo":0,
            "stream_options":{},"add_generation_prompt":true,"max_completion_tokens":7,"model":"m","fallbacks":1}
            """#
        var continued = 0
        for _ in 0..<1500 {
            let body = random.mutate(Array(text.utf8), alphabet: Array(#"{}[]",:01ntf "#.utf8))
            guard let scan = try? RequestScan.scan(body.span.bytes, for: .other) else { continue }
            for style in ContinuationRequest.Style.allCases {
                var patch = JSONPatch(scan, quotedModel: [0x30], asksForUsage: true, cutsFallbacks: true)
                let request = ContinuationRequest(style: style, delivered: [0x22, 0xFF], deliveredTokens: 3)
                if patch.continueAnswer(request, scan: scan, body: body.span.bytes) { continued += 1 }
                let result = patch.applied(to: body.span.bytes)
                #expect(ReferenceJSON.accepts(result), "seed \(seed): \(String(decoding: body, as: UTF8.self))")
            }
        }
        #expect(continued > 100)
    }
}
