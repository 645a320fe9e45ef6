import GatewayWire

/// Generator of whole JSON replies, with everything that streams can carry.
struct CompletionSample {
    var random: WireRandom
    /// Whether the tokens of all probabilities say their text.
    private(set) var isAligned = true

    init(seed: UInt64) {
        self.random = WireRandom(seed: seed)
    }

    /// A chat completion.
    mutating func chat() -> String {
        let count = 1 + self.random.below(3)
        let choices = (0..<count).map { self.chatChoice($0) }
        return self.reply(object: "chat.completion", choices)
    }

    /// A completion.
    mutating func completion() -> String {
        let count = 1 + self.random.below(3)
        let choices = (0..<count).map { self.textChoice($0) }
        return self.reply(object: "text_completion", choices)
    }

    private mutating func reply(object: String, _ choices: [String]) -> String {
        var members = [
            #""id":"chatcmpl-\#(self.random.below(1_000))""#, #""object":"\#(object)""#,
            #""created":\#(1 + self.random.below(1_000_000))"#, #""model":"m-\#(self.random.below(9))/é""#,
            #""choices":[\#(choices.joined(separator: self.space() + ","))]"#,
        ]
        self.add(#""usage":{"prompt_tokens":12, "completion_tokens":3,"details":{"a":[1, 2]}}"#, to: &members)
        self.add(#""system_fingerprint":\#(["null", #""fp_1""#][self.random.below(2)])"#, to: &members)
        self.add(#""service_tier":"default""#, to: &members)
        self.add(#""x_groq":{"id":"req_1"}"#, to: &members)
        self.add(#""prompt_filter_results":[{"prompt_index":0, "x":{}}]"#, to: &members)
        self.add(#""provider":"Some \"one\"""#, to: &members)
        members.shuffle(using: &self.random)
        return self.object(members)
    }

    private mutating func chatChoice(_ index: Int) -> String {
        let content = self.random.below(5) == 0 ? nil : self.text()
        let refusal = self.random.below(8) == 0 ? self.text() : nil
        var message = [
            #""role":"assistant""#, #""content":\#(content.map { #""\#($0)""# } ?? "null")"#,
        ]
        if refusal != nil || self.random.below(2) == 0 {
            message.append(#""refusal":\#(refusal.map { #""\#($0)""# } ?? "null")"#)
        }
        self.add(#""reasoning_content":"\#(self.text())""#, to: &message, oneIn: 3)
        self.add(#""reasoning":"\#(self.text())""#, to: &message, oneIn: 5)
        self.add(#""annotations":[{"type":"url_citation","url_citation":{"url":"a\nb"}}]"#, to: &message, oneIn: 4)
        self.add(#""annotations_2":[]"#, to: &message, oneIn: 4)
        self.add(#""provider_specific":{"a":null, "b":[ ]}"#, to: &message, oneIn: 4)
        self.add(#""audio":null"#, to: &message, oneIn: 30)
        if self.random.below(3) == 0 { message.append(self.calls()) }
        if self.random.below(6) == 0 { message.append(#""function_call":\#(self.function())"#) }
        var members = [
            #""index":\#(index)"#, #""message":\#(self.object(message))"#, #""finish_reason":"stop""#,
        ]
        self.add(#""content_filter_results":{"hate":{"filtered":false}}"#, to: &members, oneIn: 4)
        self.add(#""stop_reason":null"#, to: &members, oneIn: 4)
        self.add(#""token_ids":[1, 2,3]"#, to: &members, oneIn: 6)
        switch self.random.below(4) {
        case 0: break
        case 1: members.append(#""logprobs":null"#)
        default:
            var columns = [#""content":\#(self.tokens(of: content))"#]
            if self.random.below(3) > 0 { columns.append(#""refusal":\#(self.tokens(of: refusal))"#) }
            self.add(#""extra":{"a":1}"#, to: &columns, oneIn: 9)
            members.append(#""logprobs":\#(self.object(columns))"#)
        }
        members.shuffle(using: &self.random)
        return self.object(members)
    }

    private mutating func textChoice(_ index: Int) -> String {
        let pieces = (0..<self.random.below(30)).map { _ in self.piece() }
        var members = [
            #""index":\#(index)"#, #""text":"\#(pieces.joined())""#, #""finish_reason":"stop""#,
        ]
        self.add(#""stop_reason":151643"#, to: &members, oneIn: 3)
        if self.random.below(3) > 0 {
            let isComplete = self.random.below(5) > 0
            var columns = [
                #""tokens":[\#(pieces.map { #""\#($0)""# }.joined(separator: ", "))]"#,
                #""token_logprobs":[\#(pieces.map { _ in "-0.25" }.joined(separator: ","))]"#,
                #""text_offset":[\#(pieces.indices.map { "\($0)" }.joined(separator: ","))]"#,
            ]
            columns.append(isComplete ? #""top_logprobs":null"# : #""top_logprobs":[{"a":-1}]"#)
            members.append(#""logprobs":\#(self.object(columns))"#)
        }
        return self.object(members)
    }

    private mutating func calls() -> String {
        let calls = (0...self.random.below(3)).map { index in
            var members = [#""id":"call_\#(index)""#]
            if self.random.below(5) == 0 {
                members += [#""type":"custom""#, #""custom":{"name":"c","input":"\#(self.text())"}"#]
            } else {
                members += [#""type":"function""#, #""function":\#(self.function())"#]
            }
            self.add(#""extra_content":{"google":{"thought_signature":"ab=="}}"#, to: &members, oneIn: 4)
            return self.object(members)
        }
        return #""tool_calls":[\#(calls.joined(separator: ","))]"#
    }

    private mutating func function() -> String {
        let arguments = self.random.below(4) == 0 ? "" : #"{\"city\":\"\#(self.text())\"}"#
        return #"{"name":"get_weather","arguments":"\#(arguments)"}"#
    }

    /// Probabilities whose tokens are runs of a text's bytes, cut anywhere; sometimes those of another text.
    private mutating func tokens(of text: String?) -> String {
        guard let text else { return self.random.below(2) == 0 ? "null" : "[]" }
        let value = try? JSONValue.parse(#""\#(text)""#)
        var bytes = Array((value?.text ?? "").utf8)
        if self.random.below(5) == 0 {
            bytes.append(0x21)
            self.isAligned = false
        }
        var tokens: [String] = []
        while !bytes.isEmpty {
            let token = Array(bytes.prefix(1 + self.random.below(6)))
            bytes.removeFirst(token.count)
            let shown = JSONWriter.quoted(String(decoding: token, as: UTF8.self))
            let isText = self.random.below(3) == 0 && String(validating: token, as: UTF8.self) != nil
            let spelled = isText ? "null" : "[\(token.map { "\($0)" }.joined(separator: ","))]"
            let name = String(decoding: shown, as: UTF8.self)
            tokens.append(#"{"token":\#(name), "logprob":-0.5,"bytes":\#(spelled),"top_logprobs":[ ]}"#)
        }
        return "[\(tokens.joined(separator: self.space() + "," + self.space()))]"
    }

    /// The content of a string, escapes included, often empty.
    private mutating func text() -> String {
        let count = [0, 1, 3, 12, 60][self.random.below(5)]
        return (0..<count).map { _ in self.piece() }.joined()
    }

    private mutating func piece() -> String {
        let pieces = [
            " the", " quick", "brown", "\\n", "\\\"", "\\\\", "\\/", "\\u0020", "\\u00e9", "\\ud83d\\ude42", "é", "漢字",
            "🙂", " ", "  ", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "{", "}", ",", ":", "[",
        ]
        return pieces[self.random.below(pieces.count)]
    }

    private mutating func add(_ member: String, to members: inout [String], oneIn odds: Int = 2) {
        if self.random.below(odds) == 0 { members.append(member) }
    }

    /// An object, sometimes spread over lines.
    private mutating func object(_ members: [String]) -> String {
        let space = self.space()
        return "{" + space + members.joined(separator: "," + space) + space + "}"
    }

    private mutating func space() -> String {
        ["", "", "", " ", "\n  ", "\r\n\t"][self.random.below(6)]
    }
}
