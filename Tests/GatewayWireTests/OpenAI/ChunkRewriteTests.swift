import GatewayWire
import Testing

struct ChunkRewriteTests {
    private static func rewritten(_ text: String, _ change: (inout ChunkRewrite) -> Void) -> String? {
        var rewrite = ChunkRewrite()
        change(&rewrite)
        return Array(text.utf8).withUnsafeBytes { data in
            rewrite.applied(to: data, ChatChunkScan(data)).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    private static let chunk =
        #"{ "id":"b" ,"created": 2,"choices":[{"index":0,"delta":{"content":"xy","reasoning":"r"}}],"usage":null}"#

    @Test func `nothing asked for changes nothing`() {
        #expect(Self.rewritten(Self.chunk) { _ in } == Self.chunk)
    }

    @Test func `everything is replaced in place`() {
        let result = Self.rewritten(Self.chunk) { rewrite in
            rewrite.id = Array("a-1".utf8)
            rewrite.created = Array("1".utf8)
            rewrite.text = .replaced(Array("q\"🙂\n".utf8))
            rewrite.removesReasoning = true
            rewrite.usage = Array(#"{"total_tokens":3}"#.utf8)
            rewrite.signalbox = Array(#"{"rescues":1}"#.utf8)
        }
        let expected =
            #"{ "id":"a-1" ,"created": 1,"choices":[{"index":0,"delta":{"content":"q\"🙂\n","reasoning":""}}],"#
            + #""usage":{"total_tokens":3},"signalbox":{"rescues":1}}"#
        #expect(result == expected)
    }

    @Test(arguments: [
        (#"{"choices":[{"delta":{"content":"x"}}]}"#, #"{"choices":[{"delta":{"content":""}}]}"#),
        (#"{"choices":[{"text":"x"}]}"#, #"{"choices":[{"text":""}]}"#),
        (#"{"choices":[{"delta":{"content":null}}]}"#, #"{"choices":[{"delta":{"content":null}}]}"#),
        (#"{"choices":[{"delta":{"role":"assistant"}}]}"#, #"{"choices":[{"delta":{"role":"assistant"}}]}"#),
        (#"{"choices":[]}"#, #"{"choices":[]}"#),
    ])
    func `text is removed where there is any`(text: String, expected: String) {
        #expect(Self.rewritten(text) { $0.text = .removed } == expected)
    }

    @Test(
        arguments: [
            (#"{"choices":[{"delta":{"content":null}}]}"#, #"{"choices":[{"delta":{"content":"n"}}]}"#),
            (#"{"choices":[{"delta":{ }}]}"#, #"{"choices":[{"delta":{"content":"n" }}]}"#),
            (
                #"{"choices":[{"delta":{"role":"assistant"},"finish_reason":"stop"}]}"#,
                #"{"choices":[{"delta":{"content":"n","role":"assistant"},"finish_reason":"stop"}]}"#
            ),
            (#"{"choices":[{"text":""}]}"#, #"{"choices":[{"text":"n"}]}"#),
            (#"{"choices":[]}"#, nil), (#"{"choices":[{}]}"#, nil), ("[DONE]", nil), ("7", nil), ("", nil),
        ] as [(String, String?)]
    )
    func `new text finds a place or is refused`(text: String, expected: String?) {
        #expect(Self.rewritten(text) { $0.text = .replaced(Array("n".utf8)) } == expected)
    }

    @Test(arguments: [
        (#"{}"#, #"{"id":"i","created":1,"usage":{},"signalbox":{}}"#),
        (#"{ }"#, #"{ "id":"i","created":1,"usage":{},"signalbox":{}}"#),
        (#"{"a":{}} "#, #"{"a":{},"id":"i","created":1,"usage":{},"signalbox":{}} "#),
        (
            #"{"signalbox":{"old":1},"id":"o"}"#, #"{"signalbox":{},"id":"i","created":1,"usage":{}}"#
        ),
    ])
    func `what is missing is added before the end, once`(text: String, expected: String) {
        let result = Self.rewritten(text) { rewrite in
            rewrite.id = Array("i".utf8)
            rewrite.created = Array("1".utf8)
            rewrite.usage = Array("{}".utf8)
            rewrite.signalbox = Array("{}".utf8)
        }
        #expect(result == expected)
    }

    @Test func `reasoning under both names goes under both`() {
        let text = #"{"choices":[{"delta":{"reasoning":"a","content":"","reasoning_content":"b"}}]}"#
        let expected = #"{"choices":[{"delta":{"reasoning":"","content":"","reasoning_content":""}}]}"#
        #expect(Self.rewritten(text) { $0.removesReasoning = true } == expected)
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `the rewritten chunk reads as intended`(seed: UInt64) throws {
        var random = WireRandom(seed: seed)
        for _ in 0..<300 {
            var members = [("id", random.jsonString()), ("model", random.jsonString()), ("usage", "null")]
            let delta = random.below(2) == 0 ? #"{"content":\#(random.jsonString())}"# : #"{"role":"assistant"}"#
            members.append(("choices", #"[{"index":0,"delta":\#(delta)}]"#))
            members.removeAll { $0.0 != "choices" && random.below(3) == 0 }
            members.shuffle(using: &random)
            let text = "{" + members.map { "\"\($0)\" : \($1)" }.joined(separator: " , ") + " }"
            let content = try JSONValue.parse(random.jsonString()).text ?? ""
            let result = try #require(
                Self.rewritten(text) { rewrite in
                    rewrite.id = Array("new".utf8)
                    rewrite.text = .replaced(Array(content.utf8))
                    rewrite.usage = Array(#"{"a":1}"#.utf8)
                    rewrite.signalbox = Array(#"{"b":2}"#.utf8)
                }
            )
            let value = try JSONValue.parse(result)
            #expect(value["id"]?.text == "new" && value["usage"]?["a"]?.integer == 1, "seed \(seed): \(text)")
            #expect(value["signalbox"]?["b"]?.integer == 2, "seed \(seed): \(text)")
            #expect(value["choices"]?.elements?.first?["delta"]?["content"]?.text == content, "seed \(seed): \(text)")
            let names = (value.members ?? []).map(\.name)
            #expect(Set(names).count == names.count, "seed \(seed): \(result)")
        }
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `no chunk traps, and none becomes invalid`(seed: UInt64) {
        var random = WireRandom(seed: seed)
        let text = #"""
            {"id":"a","created":1,"usage":null,"choices":[{"index":0,"delta":{"content":"x","reasoning":"y",
            "reasoning_content":"z","tool_calls":[{"index":0,"function":{"name":"f","arguments":"{"}}]},"text":"t"},
            {"delta":{"content":"w"}}],"signalbox":{},"choices":[{"delta":{},"finish_reason":"stop"}],"id":"b"}
            """#
        var rewrites = 0
        for _ in 0..<1500 {
            let data = random.mutate(Array(text.utf8), alphabet: Array(#"{}[]",:01ntf "#.utf8))
            var rewrite = ChunkRewrite()
            rewrite.id = Array("i".utf8)
            rewrite.created = Array("1".utf8)
            rewrite.text = [.kept, .removed, .replaced([0x22, 0xFF])][random.below(3)]
            rewrite.removesReasoning = true
            rewrite.usage = Array("{}".utf8)
            rewrite.signalbox = Array("{}".utf8)
            let result = data.withUnsafeBytes { rewrite.applied(to: $0, ChatChunkScan($0)) }
            guard let result else { continue }
            rewrites += 1
            #expect(ReferenceJSON.accepts(result), "seed \(seed): \(String(decoding: data, as: UTF8.self))")
        }
        #expect(rewrites > 100)
    }
}
