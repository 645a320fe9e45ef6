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

    @Test(arguments: [
        (#"{"role":"user","content":"A"}"#, true),
        (#"{"role":"system","content":"S"},{"role":"developer","content":"D"},{"role":"user","content":"A"}"#, true),
        (#"{"role":"user","content":"A"},{"role":"user","content":"B"}"#, false),
        (#"{"role":"tool","content":"A","tool_call_id":"c"},{"role":"user","content":"B"}"#, false),
        (#"{"role":"assistant","content":"A"},{"role":"user","content":"B"}"#, false),
    ])
    func `an opening is a question before which nothing was said`(messages: String, isOpening: Bool) throws {
        #expect(try #require(Self.question(Self.chat(messages)).0).isOpening == isOpening)
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

@Suite("The question of a whole conversation")
struct ChatConversationTests {
    private static func question(_ messages: [String], maxBytes: Int = 10_000) throws -> (ChatQuestion?, [UInt8]) {
        let body = Array(#"{"model":"m","messages":[\#(messages.joined(separator: ","))],"seed":1}"#.utf8)
        let scan = try RequestScan.scan(body.span.bytes, for: .chatCompletions)
        return (ChatQuestion(scan, in: body.span.bytes, extent: .conversation, maxBytes: maxBytes), body)
    }

    private static func message(_ role: String, _ text: String) -> String {
        #"{"role":"\#(role)","content":\#(String(decoding: JSONWriter.quoted(text), as: UTF8.self))}"#
    }

    private static let talk = [
        Self.message("system", "Be kind"), Self.message("user", "What is France?"),
        Self.message("assistant", "A country."), Self.message("user", "Its capital?"),
    ]

    @Test func `all turns are the question, and what was set before is not`() throws {
        let (question, body) = try Self.question(Self.talk)
        let found = try #require(question)
        #expect(found.text == "user: What is France?\nassistant: A country.\nuser: Its capital?")
        let rest = String(decoding: found.rest(of: body.span.bytes), as: UTF8.self)
        #expect(
            rest == #"""
                {"model":"m","messages":[{"role":"system","content":"Be kind"},{"role":"user","content":""},\#
                {"role":"assistant","content":""},{"role":"user","content":""}],"seed":1}
                """#
        )
    }

    @Test func `a single turn is compared as it is`() throws {
        #expect(try Self.question([Self.talk[0], Self.message("user", "Why\nso?")]).0?.text == "Why\nso?")
    }

    @Test(arguments: [
        (#"{"role":"tool","tool_call_id":"c","content":"42"}"#, "42"),
        (#"{"role":"developer","content":"Rules"}"#, "Rules"),
        (#"{"role":"assistant","content":null,"tool_calls":[{"id":"c1"}]}"#, "c1"),
        (#"{"role":"assistant","content":"Text","tool_calls":[{"id":"c1"}]}"#, "c1"),
        (#"{"role":"user","content":[{"type":"text","text":"A"},{"type":"text","text":"B"}]}"#, "B"),
        (#"{"role":"user","name":"eve","content":"A"}"#, "eve"),
    ])
    func `what is not one text of a user or an assistant must be the same`(message: String, kept: String) throws {
        let (question, body) = try Self.question([message, Self.message("user", "Why?")])
        let rest = String(decoding: try #require(question).rest(of: body.span.bytes), as: UTF8.self)
        #expect(rest.contains(kept))
    }

    @Test(arguments: [
        [Self.message("user", "A"), Self.message("assistant", "B")],
        [Self.message("user", "A"), #"{"role":"user","content":[]}"#],
    ])
    func `a conversation that ends otherwise than with a user's text has no question`(messages: [String]) throws {
        #expect((try? Self.question(messages).0 ?? nil) == nil)
    }

    @Test func `the bound is for all turns together`() throws {
        let talk = [Self.message("user", "12345"), Self.message("user", "678")]
        #expect(try Self.question(talk, maxBytes: 8).0 != nil)
        #expect(try Self.question(talk, maxBytes: 7).0 == nil)
    }

    /// Texts that try to look like turns.
    private static let pieces = [
        "a", "b", "\n", " ", "user: ", "assistant: ", "\r\n", "\u{301}", "\u{2028}", "user:", ": ", "\n ", "\nuser: ",
        "é",
    ]

    @Test func `different conversations never have the same text, whatever is said in them`() {
        var random = WireRandom(seed: 7)
        var seen: [[UInt8]: [ChatTurn]] = [:]
        for _ in 0..<20_000 {
            let turns = (0..<Int.random(in: 2...3, using: &random)).map { _ in
                let text = (0..<Int.random(in: 0...3, using: &random)).map { _ in
                    Self.pieces.randomElement(using: &random) ?? ""
                }
                return ChatTurn(role: .allCases.randomElement(using: &random) ?? .user, text: text.joined())
            }
            let text = ChatTurn.text(of: turns)
            #expect(ChatTurn.turns(of: text) == turns)
            let bytes = turns.map { [UInt8]($0.text.utf8) }
            if let other = seen.updateValue(turns, forKey: Array(text.utf8)) {
                #expect(other.map(\.role) == turns.map(\.role) && other.map { Array($0.text.utf8) } == bytes)
            }
        }
    }

    @Test func `a change of anything but what is said is a change of the rest`() throws {
        var random = WireRandom(seed: 11)
        for _ in 0..<2_000 {
            var messages: [(role: String, text: String)] = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                (["system", "user", "assistant", "tool"].randomElement(using: &random) ?? "", "t")
            }
            messages.append(("user", "Why?"))
            func rest(_ messages: [(role: String, text: String)]) throws -> [UInt8] {
                let (question, body) = try Self.question(messages.map { Self.message($0.role, $0.text) })
                return try #require(question).rest(of: body.span.bytes)
            }
            let before = try rest(messages)
            let place = Int.random(in: 0..<messages.count - 1, using: &random)
            var changed = messages
            switch Int.random(in: 0..<3, using: &random) {
            case 0:
                changed[place].text = "another"
                let isSaid = ["user", "assistant"].contains(changed[place].role)
                #expect(try (rest(changed) == before) == isSaid)
            case 1:
                changed[place].role = changed[place].role == "user" ? "assistant" : "user"
                #expect(try rest(changed) != before)
            default:
                changed.insert(messages[place], at: place)
                #expect(try rest(changed) != before)
            }
        }
    }
}
