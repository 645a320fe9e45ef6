import GatewayWire
import Testing

@Suite("The question of a chat")
struct ChatQuestionTests {
    private static func question(_ text: String, maxBytes: Int = 1_000) throws -> (ChatQuestion?, [UInt8]) {
        let body = Array(text.utf8)
        let scan = try RequestScan.scan(body.span.bytes, for: .chatCompletions)
        return (ChatQuestion(scan, in: body.span.bytes, maxBytes: maxBytes), body)
    }

    private static func chat(_ messages: String) -> String { #"{"model":"m","messages":[\#(messages)],"seed":1}"# }

    @Test(arguments: [
        (#"{"role":"user","content":"Hi \"you\" é\n"}"#, "Hi \"you\" é\n"),
        (#"{"role":"system","content":"Be kind"},{"content":"Why?","role":"user","name":"u"}"#, "Why?"),
        (#"{"role":"user","content":[{"type":"text","text":"One"}]}"#, "One"),
        (#"{"role":"user","content":[{"text":"One","type":"text"}]}"#, "One"),
        (#"{"role":"user","content":""}"#, ""),
    ])
    func `the text of the last turn is found`(messages: String, text: String) throws {
        #expect(try Self.question(Self.chat(messages)).0?.text == text)
    }

    @Test(arguments: [
        #"{"role":"user","content":"A"},{"role":"assistant","content":"B"}"#,
        #"{"role":"user","content":null}"#,
        #"{"role":"user","content":[]}"#,
        #"{"role":"user","content":[{"type":"text","text":"A"},{"type":"text","text":"B"}]}"#,
        #"{"role":"user","content":[{"type":"text","text":"A"},{"type":"image_url","image_url":{"url":"u"}}]}"#,
        #"{"role":"user","content":[{"type":"input_text","text":"A"}]}"#,
        #"{"role":"user","content":"A","content":"B"}"#,
    ])
    func `what is not one text of a user has no question`(messages: String) throws {
        let found = try? Self.question(Self.chat(messages)).0
        #expect((found ?? nil) == nil)
    }

    @Test func `a question that is longer than the bound is none`() throws {
        let body = Self.chat(#"{"role":"user","content":"12345"}"#)
        #expect(try Self.question(body, maxBytes: 5).0 != nil)
        #expect(try Self.question(body, maxBytes: 4).0 == nil)
    }

    @Test func `the rest is the same for all questions, and nothing else is left out`() throws {
        let (one, first) = try Self.question(
            Self.chat(#"{"role":"system","content":"S"},{"role":"user","content":"A"}"#)
        )
        let (two, second) = try Self.question(
            Self.chat(#"{"role":"system","content":"S"},{"role":"user","content":"Quite another \u00e9"}"#)
        )
        let rest = try #require(one).rest(of: first.span.bytes)
        #expect(rest == (try #require(two)).rest(of: second.span.bytes))
        #expect(
            String(decoding: rest, as: UTF8.self)
                == Self.chat(#"{"role":"system","content":"S"},{"role":"user","content":""}"#)
        )
    }
}
