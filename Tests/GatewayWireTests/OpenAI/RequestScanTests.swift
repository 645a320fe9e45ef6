import GatewayWire
import Testing

struct RequestScanTests {
    private static func scan(
        _ text: String,
        _ endpoint: RequestEndpoint = .chatCompletions
    ) throws(RequestScanError) -> RequestScan {
        try RequestScan.scan(Array(text.utf8).span.bytes, for: endpoint)
    }

    /// The text that a range covers.
    private static func cut(_ text: String, _ range: Range<Int>?) -> String? {
        range.map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) }
    }

    @Test func `every known field is found where it lies`() throws {
        let text = #"""
             { "model" : "gpt-4o" , "messages":[ {"role":"user","content":"hi"} , {"content":null,"role":"tool"}],
              "stream":true,"stream_options":{"x":1,"include_usage":false},"temperature":0.5,"top_p":1e-1,"n":3,
              "max_tokens":5,"max_completion_tokens":9,"tools":[{}],"response_format":{"type":"text"},
              "user":"me","metadata":{"a":"b"},"seed":42,"input":"i","prompt":["p"],"other":[{"model":"no"}] }
            """#
        let scan = try Self.scan(text)
        #expect(Self.cut(text, scan.model) == "gpt-4o")
        #expect(Self.cut(text, scan.modelValue) == "\"gpt-4o\"")
        #expect(!scan.modelHasEscapes)
        #expect(scan.modelName(in: Array(text.utf8).span.bytes) == "gpt-4o")
        #expect(Self.cut(text, scan.messages)?.hasPrefix("[ {") == true)
        #expect(Self.cut(text, scan.messages)?.hasSuffix("\"tool\"}]") == true)
        #expect(scan.messageCount == 2)
        #expect(scan.stream)
        #expect(Self.cut(text, scan.streamOptions) == #"{"x":1,"include_usage":false}"#)
        #expect(scan.includeUsage == false)
        #expect(Self.cut(text, scan.includeUsageValue) == "false")
        #expect(Self.cut(text, scan.temperature) == "0.5")
        #expect(Self.cut(text, scan.topP) == "1e-1")
        #expect(scan.n == 3)
        #expect(scan.maxTokens == 9)
        #expect(Self.cut(text, scan.tools) == "[{}]")
        #expect(Self.cut(text, scan.responseFormat) == #"{"type":"text"}"#)
        #expect(Self.cut(text, scan.user) == "\"me\"")
        #expect(Self.cut(text, scan.metadata) == #"{"a":"b"}"#)
        #expect(Self.cut(text, scan.seed) == "42")
        #expect(Self.cut(text, scan.input) == "\"i\"")
        #expect(Self.cut(text, scan.prompt) == #"["p"]"#)
        #expect(Self.cut(text, 0..<scan.objectStart)?.hasSuffix("{") == true)
        #expect(scan.end == text.utf8.count)
        #expect(scan.gatewayFields.isEmpty && !scan.isEmptyObject)
    }

    @Test func `null is absence`() throws {
        let text = #"""
            {"model":"m","messages":[{"role":"user"}],"stream":null,"stream_options":null,"temperature":null,
            "top_p":null,"n":null,"max_tokens":null,"tools":null,"user":null,"seed":null,"metadata":null}
            """#
        let scan = try Self.scan(text)
        #expect(!scan.stream && scan.n == nil && scan.maxTokens == nil)
        #expect(scan.streamOptions == nil && scan.temperature == nil && scan.topP == nil && scan.tools == nil)
        #expect(scan.user == nil && scan.seed == nil && scan.metadata == nil && scan.includeUsage == nil)
    }

    @Test func `of a field given twice the last one counts`() throws {
        let text = #"{"stream":true,"n":1,"model":"m","messages":3,"messages":[{"role":"a"}],"n":2,"stream":false}"#
        let scan = try Self.scan(text)
        #expect(!scan.stream && scan.n == 2 && scan.messageCount == 1)
    }

    @Test(arguments: [
        (#"{"mod\u0065l":"a\u002Fb\n","messages":[{"r\u006Fle":"user"}],"s\u0074ream":true}"#, "a/b\n", true),
        (#"{"model":"\ud83d\ude42\ud800","messages":[{"role":"user"}]}"#, "🙂\u{FFFD}", false),
        (#"{"model":"é/漢","messages":[{"role":"user"}]}"#, "é/漢", false),
    ])
    func `names spelled with escapes are the same names`(text: String, model: String, stream: Bool) throws {
        let scan = try Self.scan(text)
        #expect(scan.modelName(in: Array(text.utf8).span.bytes) == model)
        #expect(scan.modelHasEscapes == text.contains("\\"))
        #expect(scan.stream == stream)
    }

    private static let chat = #""messages":[{"role":"user","content":"x"}]"#

    @Test(
        arguments: [
            (#"[]"#, RequestScanError.Code.notAnObject, nil),
            (#" "text""#, .notAnObject, nil),
            (#"{}"#, .missingField, "model"),
            (#"{"model":null}"#, .missingField, "model"),
            (#"{"model":7}"#, .wrongType, "model"),
            (#"{"model":""}"#, .emptyValue, "model"),
            (#"{"model":"a","model":"a"}"#, .duplicateField, "model"),
            (#"{"model":"a","m\u006fdel":"b"}"#, .duplicateField, "model"),
            (#"{"model":"a","model":null}"#, .duplicateField, "model"),
            (#"{"model":"a"}"#, .missingField, "messages"),
            (#"{"model":"a","messages":null}"#, .missingField, "messages"),
            (#"{"model":"a","messages":"hi"}"#, .wrongType, "messages"),
            (#"{"model":"a","messages":{}}"#, .wrongType, "messages"),
            (#"{"model":"a","messages":[]}"#, .emptyValue, "messages"),
            (#"{"model":"a","messages":["x"]}"#, .wrongType, "messages[0]"),
            (
                #"{"model":"a","messages":[{"role":"u"},{"role":"u"},{"content":"x"}]}"#, .missingField,
                "messages[2].role"
            ),
            (#"{"model":"a","messages":[{"role":null}]}"#, .missingField, "messages[0].role"),
            (#"{"model":"a","messages":[{"role":"u"},{"role":1},3]}"#, .wrongType, "messages[1].role"),
            (#"{"model":"a",CHAT,"stream":"yes"}"#, .wrongType, "stream"),
            (#"{"model":"a",CHAT,"stream":1}"#, .wrongType, "stream"),
            (#"{"model":"a",CHAT,"stream_options":true}"#, .wrongType, "stream_options"),
            (#"{"model":"a",CHAT,"stream_options":{"include_usage":1}}"#, .wrongType, "stream_options.include_usage"),
            (#"{"model":"a",CHAT,"n":"2"}"#, .wrongType, "n"),
            (#"{"model":"a",CHAT,"n":0}"#, .outOfRange, "n"),
            (#"{"model":"a",CHAT,"n":-1}"#, .outOfRange, "n"),
            (#"{"model":"a",CHAT,"n":1.5}"#, .outOfRange, "n"),
            (#"{"model":"a",CHAT,"n":99999999999999999999}"#, .outOfRange, "n"),
            (#"{"model":"a",CHAT,"temperature":"hot"}"#, .wrongType, "temperature"),
            (#"{"model":"a",CHAT,"top_p":[1]}"#, .wrongType, "top_p"),
            (#"{"model":"a",CHAT,"max_tokens":"5"}"#, .wrongType, "max_tokens"),
            (#"{"model":"a",CHAT,"max_tokens":5.5}"#, .outOfRange, "max_tokens"),
            (#"{"model":"a",CHAT,"max_completion_tokens":true}"#, .wrongType, "max_completion_tokens"),
            (#"{"model":"a",CHAT,"tools":{}}"#, .wrongType, "tools"),
            (#"{"model":"a",CHAT,"user":5}"#, .wrongType, "user"),
        ] as [(String, RequestScanError.Code, String?)]
    )
    func `a wrong chat request is refused by the field at fault`(
        text: String,
        code: RequestScanError.Code,
        param: String?
    ) throws {
        let body = text.replacing("CHAT", with: Self.chat)
        let error = try #require(throws: RequestScanError.self) { try Self.scan(body) }
        #expect(error.code == code)
        #expect(error.param == param)
        #expect(error.json == nil)
        if let param { #expect(error.message.contains("'\(param)'")) }
    }

    @Test(arguments: [
        "", "{", #"{"model":"a","messages":[{"role":"user"}]"#, #"{"model":"a",}"#, "{} x", #"{"messages":[}"#,
        #"{"model":7,"stream":tru}"#, #"{"model":"a","messages":[{"role":"user","content":"\#u{1}"}]}"#,
    ])
    func `broken JSON is reported before any field`(text: String) throws {
        let error = try #require(throws: RequestScanError.self) { try Self.scan(text) }
        #expect(error.code == .invalidJSON && error.param == nil && error.json != nil)
        #expect(error.message.contains("line 1"))
    }

    @Test(arguments: [
        (#"{"model":"a"}"#, RequestEndpoint.completions, "prompt"),
        (#"{"model":"a","prompt":5}"#, .completions, "prompt"),
        (#"{"model":"a","prompt":"x","n":0}"#, .completions, "n"),
        (#"{"model":"a"}"#, .embeddings, "input"),
        (#"{"model":"a","input":{}}"#, .embeddings, "input"),
        (#"{"model":"a","input":[],"user":1}"#, .embeddings, "user"),
        (#"{"model":1}"#, .other, "model"),
        (#"{"model":"a","model":"b"}"#, .other, "model"),
    ])
    func `each endpoint has its own needs`(text: String, endpoint: RequestEndpoint, param: String) throws {
        let error = try #require(throws: RequestScanError.self) { try Self.scan(text, endpoint) }
        #expect(error.param == param)
    }

    @Test(arguments: [
        (#"{"model":"a","prompt":"x"}"#, RequestEndpoint.completions), (#"{"model":"a","prompt":[1,2]}"#, .completions),
        (#"{"model":"a","input":["x"],"stream":"whatever"}"#, .embeddings), ("{}", .other),
        (#"{"model":null,"stream":5,"n":"x","tools":1,"messages":[1]}"#, .other),
        (#"{"model":"a","messages":[{"role":"user"}],"n":2.0,"max_tokens":-1,"new_field":{"n":0}}"#, .chatCompletions),
    ])
    func `what an endpoint does not know is no error`(text: String, endpoint: RequestEndpoint) throws {
        let scan = try Self.scan(text, endpoint)
        #expect(scan.maxTokens == nil)
    }

    @Test func `the depth limit counts the body's object`() throws {
        let text = Array(#"{"model":"m","messages":[{"role":"u","content":[[]]}]}"#.utf8)
        #expect(throws: Never.self) { try RequestScan.scan(text.span.bytes, for: .chatCompletions, maxDepth: 5) }
        let error = try #require(throws: RequestScanError.self) {
            try RequestScan.scan(text.span.bytes, for: .chatCompletions, maxDepth: 4)
        }
        #expect(error.json?.kind == .tooDeep)
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `damaged bodies are accepted exactly when they are objects of valid JSON`(seed: UInt64) throws {
        var random = WireRandom(seed: seed)
        let alphabet = Array("{}[]\",:\\ modelusignbx12.".utf8)
        for _ in 0..<600 {
            let text =
                #"{"model":"m","messages":[{"role":"u","content":"# + random.json() + #"}],"signalbox":"#
                + random.json() + #","stream_options":{"include_usage":true},"x":"# + random.json() + "}"
            let body = random.mutate(Array(text.utf8), alphabet: alphabet)
            let tree = try? JSONValue.parse(body.span.bytes)
            do throws(RequestScanError) {
                let scan = try RequestScan.scan(body.span.bytes, for: .other)
                #expect(tree?.members != nil, "seed \(seed)")
                let model = tree?["model"]?.text
                #expect(scan.model == nil || scan.modelName(in: body.span.bytes) == model, "seed \(seed)")
            } catch {
                let isSound = tree?.members != nil && error.param != "model"
                #expect(!isSound, "seed \(seed): \(error.message) \(String(decoding: body, as: UTF8.self))")
            }
        }
    }
}
