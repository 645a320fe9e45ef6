import GatewayWire
import Testing

struct CacheableRequestTests {
    private static func facts(
        _ members: String,
        messages: String = #"[{"role":"user","content":"hi"}]"#
    ) throws -> CacheableRequest {
        let body = Array(#"{"model":"m","messages":\#(messages)\#(members)}"#.utf8)
        let scan = try RequestScan.scan(body.span.bytes, for: .chatCompletions)
        return CacheableRequest(scan, in: body.span.bytes, for: .chatCompletions)
    }

    @Test func `a plain request has none of the facts`() throws {
        let facts = try Self.facts("")
        #expect(!facts.isDeterministic && !facts.isStreamed && facts.choices == 1 && !facts.hasTools)
        #expect(!facts.hasMedia && !facts.wantsMedia && !facts.searchesWeb && !facts.storesAtProvider)
        #expect(!facts.wantsLogprobs && facts.inputCount == 0)
    }

    @Test func `each fact is read`() throws {
        #expect(try Self.facts(#","temperature":0.0"#).isDeterministic)
        #expect(try Self.facts(#","seed":7"#).isDeterministic)
        #expect(try !Self.facts(#","temperature":0.1"#).isDeterministic)
        #expect(try Self.facts(#","stream":true"#).isStreamed)
        #expect(try Self.facts(#","n":3"#).choices == 3)
        #expect(try Self.facts(#","logprobs":true"#).wantsLogprobs)
        #expect(try Self.facts(#","store":true"#).storesAtProvider)
        #expect(try Self.facts(#","st\u006fre":true"#).storesAtProvider)
        #expect(try !Self.facts(#","store":false"#).storesAtProvider)
        #expect(try !Self.facts(#","store":null"#).storesAtProvider)
        #expect(try Self.facts(#","web_search_options":{}"#).searchesWeb)
        #expect(try Self.facts(#","tools":[{"type":"function"}]"#).hasTools)
        #expect(try Self.facts(#","functions":[{"name":"f"}]"#).hasTools)
        #expect(try !Self.facts(#","tools":[ ]"#).hasTools)
        #expect(try !Self.facts(#","tools":null"#).hasTools)
        #expect(try Self.facts(#","modalities":["text","audio"]"#).wantsMedia)
        #expect(try Self.facts(#","audio":{"voice":"alloy"}"#).wantsMedia)
        #expect(try !Self.facts(#","modalities":["text"]"#).wantsMedia)
        #expect(try !Self.facts(#","x":{"store":true,"tools":[1],"audio":{}}"#).storesAtProvider)
    }

    @Test(
        arguments: [
            (#"[{"role":"user","content":[{"type":"text","text":"a"}]}]"#, false),
            (#"[{"role":"user","content":["a"]}]"#, false), (#"[{"role":"user","content":null}]"#, false),
            (#"[{"role":"user","content":"type image_url [{"}]"#, false),
            (#"[{"role":"assistant","content":[{"type":"refusal","refusal":"no"}]}]"#, false),
            (#"[{"role":"assistant","tool_calls":[{"type":"function"}]}]"#, false),
            (#"[{"role":"user","content":[{"type":"image_url","image_url":{"url":"u"}}]}]"#, true),
            (#"[{"role":"user","content":[{"type":"text"},{"ty\u0070e":"input_audio"}]}]"#, true),
            (#"[{"role":"user","content":[{"type":"file","file":{}}]}]"#, true),
            (#"[{"role":"user","content":[{"type":"new thing"}]}]"#, true),
            (#"[{"role":"user","content":[{"text":"no type"}]}]"#, true),
            (#"[{"role":"user","content":[7]}]"#, true), (#"[{"role":"user","content":{"type":"text"}}]"#, true),
            (#"[{"role":"user","c\u006fntent":[{"type":"video_url"}]}]"#, true),
            (#"[{"role":"user","content":"a"},{"role":"assistant","audio":{"id":"x"}}]"#, true),
        ]
    )
    func `parts that are not words are found in messages`(_ messages: String, _ hasMedia: Bool) throws {
        #expect(try Self.facts("", messages: messages).hasMedia == hasMedia)
        #expect(try Self.facts(#","tools":[]"#, messages: messages).hasMedia == hasMedia)
    }

    @Test func `the inputs of an embedding request are counted`() throws {
        for (input, count) in [(#""a""#, 1), (#"["a","b"]"#, 2), ("[1,2,3]", 1), ("[[1],[2,3]]", 2), (#"["a",1]"#, 0)] {
            let body = Array(#"{"model":"m","input":\#(input)}"#.utf8)
            let scan = try RequestScan.scan(body.span.bytes, for: .embeddings)
            #expect(CacheableRequest(scan, in: body.span.bytes, for: .embeddings).inputCount == count, "\(input)")
        }
    }
}
