import GatewayAdmin
import Testing

@Suite struct WarmRequestTests {
    @Test(arguments: [
        (#"{"model":"m","messages":[]}"#, "/v1/chat/completions"),
        (#"{"model":"m","input":"x"}"#, "/v1/embeddings"),
        (#"{"model":"m","prompt":"x"}"#, "/v1/completions"),
        (#" {"messages" : [ ] , "n" : 1.0e0 } "#, "/v1/chat/completions"),
    ])
    func `a plain body is sent byte for byte to the endpoint that it is for`(line: String, endpoint: String) throws {
        let request = try WarmRequest(line: Array(line.utf8))
        #expect(request == WarmRequest(endpoint: endpoint, body: Array(line.utf8)))
        #expect(!request.hasCredential)
    }

    @Test func `a wrapped body comes with its endpoint and header fields`() throws {
        let line = #"""
            {"headers": {"X-Signalbox-Cache-Tags": "faq, doc:42", "x-a": "é"}, "endpoint": "/v1/embeddings?v=1",
             "body": {"model": "e", "input": ["a", 1.50, -0, 1e400, true, null, {"k": "\u0001\""}], "model": "f"}}
            """#
        let request = try WarmRequest(line: Array(line.utf8.filter { $0 != UInt8(ascii: "\n") }))
        #expect(request.endpoint == "/v1/embeddings?v=1")
        #expect(request.headers == [.init("x-signalbox-cache-tags", "faq, doc:42"), .init("x-a", "é")])
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == #"{"model":"e","input":["a",1.50,-0,1e400,true,null,{"k":"\u0001\""}],"model":"f"}"#
        )
    }

    @Test func `a wrapped body may leave the endpoint to the client`() throws {
        let request = try WarmRequest(line: Array(#"{"body":{"prompt":"x"}}"#.utf8))
        #expect(request.endpoint == "/v1/completions")
    }

    @Test(arguments: ["Authorization", "x-api-key", "API-Key", "x-goog-api-key"])
    func `a line may say who asks`(name: String) throws {
        let line = #"{"headers":{"\#(name)":"Bearer k"},"body":{"input":"x"}}"#
        #expect(try WarmRequest(line: Array(line.utf8)).hasCredential)
    }

    static let refusals: [(line: String, words: String)] = [
        ("nonsense", "not valid JSON: an unknown word at column 1"),
        (#"{"model":"m","messages":[}"#, "at column 26 (byte 25)"),
        (#"{"messages":[]} {"messages":[]}"#, "exactly one"),
        ("[]", "not an object"),
        ("\"messages\"", "not an object"),
        (#"{"model":"m"}"#, "none of 'messages', 'input' and 'prompt'"),
        (#"{"endpoint":"/v1/embeddings"}"#, "'body' is missing"),
        (#"{"headers":{},"messages":[]}"#, "'body' is missing"),
        (#"{"body":[]}"#, "'body' is not an object"),
        (#"{"body":null}"#, "'body' is not an object"),
        (#"{"body":{"model":"m"}}"#, "Name the endpoint"),
        (#"{"body":{"input":"x"},"method":"GET"}"#, "Unknown member 'method'"),
        (#"{"body":{"input":"x"},"body":{"input":"y"}}"#, "'body' is there twice"),
        (#"{"body":{"input":"x"},"endpoint":"/a","endpoint":"/b"}"#, "'endpoint' is there twice"),
        (#"{"body":{"input":"x"},"endpoint":"v1/embeddings"}"#, "not a path"),
        (#"{"body":{"input":"x"},"endpoint":"http://x/v1"}"#, "not a path"),
        (#"{"body":{"input":"x"},"endpoint":"/a b"}"#, "not a path"),
        (#"{"body":{"input":"x"},"endpoint":"/a\r\nhost: evil"}"#, "not a path"),
        (#"{"body":{"input":"x"},"endpoint":"/a#b"}"#, "not a path"),
        (#"{"body":{"input":"x"},"endpoint":7}"#, "not a path"),
        (#"{"body":{"input":"x"},"endpoint":"/\#(String(repeating: "a", count: 1024))"}"#, "not a path"),
        (#"{"body":{"input":"x"},"headers":[]}"#, "'headers' is not an object"),
        (#"{"body":{"input":"x"},"headers":{"":"a"}}"#, "not a header name"),
        (#"{"body":{"input":"x"},"headers":{"a b":"a"}}"#, "not a header name"),
        (#"{"body":{"input":"x"},"headers":{"a:":"a"}}"#, "not a header name"),
        (#"{"body":{"input":"x"},"headers":{"ä":"a"}}"#, "not a header name"),
        (#"{"body":{"input":"x"},"headers":{"a":1}}"#, "not a string"),
        (#"{"body":{"input":"x"},"headers":{"a":"b\r\nc: d"}}"#, "control characters"),
        (#"{"body":{"input":"x"},"headers":{"a":"b\u0000"}}"#, "control characters"),
        (#"{"body":{"input":"x"},"headers":{"Content-Length":"5"}}"#, "'content-length' is set by the client"),
        (#"{"body":{"input":"x"},"headers":{"transfer-encoding":"chunked"}}"#, "set by the client"),
        (#"{"body":{"input":"x"},"headers":{"Host":"a"}}"#, "set by the client"),
        (#"{"body":{"input":"x"},"headers":{"Connection":"close"}}"#, "set by the client"),
        (#"{"body":{"input":"x"},"headers":{"a":"\#(String(repeating: "b", count: 8192))"}}"#, "8193 bytes"),
    ]

    @Test(arguments: Self.refusals)
    func `a line that is no request is refused with the reason`(line: String, words: String) {
        do {
            let request = try WarmRequest(line: Array(line.utf8))
            Issue.record("it was taken: \(request)")
        } catch {
            #expect(error.message.contains(words), "\(error.message)")
        }
    }

    @Test func `too many header fields are refused`() {
        let fields = (0...WarmRequest.maxHeaders).map { "\"h\($0)\":\"v\"" }.joined(separator: ",")
        #expect(throws: WarmLineFault.self) {
            try WarmRequest(line: Array("{\"body\":{\"input\":\"x\"},\"headers\":{\(fields)}}".utf8))
        }
    }
}

@Suite struct WarmReaderTests {
    private static let file = """
        {"messages":[1]}

        nonsense
        {"input":"ünï"}\r
           \t
        {"body":{"prompt":"x"},"headers":{"a":"b"}}
        {"messages":[\(String(repeating: "0,", count: 60))0]}
        {"prompt":"last"}
        """

    private static func read(_ file: [UInt8], maxLineBytes: Int = 100, cuts: [Int] = []) -> [WarmLine] {
        var reader = WarmReader(maxLineBytes: maxLineBytes)
        var lines: [WarmLine] = []
        var start = 0
        for end in cuts + [file.count] {
            lines += reader.read(file[start..<end])
            start = end
        }
        return lines + (reader.finish().map { [$0] } ?? [])
    }

    @Test func `good lines are read and bad ones are reported with their numbers`() throws {
        let lines = Self.read(Array(Self.file.utf8))
        #expect(lines.map(\.number) == [1, 3, 4, 6, 7, 8])
        let bodies = lines.map { line in
            (try? line.request.get()).map { String(decoding: $0.body, as: UTF8.self) }
        }
        #expect(
            bodies == [
                #"{"messages":[1]}"#, nil, #"{"input":"ünï"}"#, #"{"prompt":"x"}"#, nil, #"{"prompt":"last"}"#,
            ]
        )
        #expect(lines[4].request == .failure(WarmLineFault("The line is longer than 100 bytes.")))
    }

    @Test func `a file that is cut anywhere reads the same`() {
        let file = Array(Self.file.utf8)
        let whole = Self.read(file)
        for cut in 0...file.count {
            #expect(Self.read(file, cuts: [cut]) == whole, "cut at \(cut)")
        }
        #expect(Self.read(file, cuts: Array(0...file.count)) == whole)
    }

    @Test(arguments: ["", "\n", "\r\n\r\n", " \n\t\n  "])
    func `a file without text has no lines`(file: String) {
        #expect(Self.read(Array(file.utf8)).isEmpty)
    }

    @Test(arguments: [(99, true), (100, true), (101, false)])
    func `a line may be as long as the limit`(count: Int, isTaken: Bool) {
        let line = #"{"input":""# + String(repeating: "x", count: count - 12) + #""}"#
        #expect(line.utf8.count == count)
        for file in [line, line + "\n"] {
            let requests = Self.read(Array(file.utf8), maxLineBytes: 100).compactMap { try? $0.request.get() }
            #expect(requests.count == (isTaken ? 1 : 0))
        }
    }

    @Test(arguments: [UInt64(11), 12, 13])
    func `whatever a file holds, each line of it gives one result at most`(seed: UInt64) {
        var chance = SplitMix64(seed: seed)
        let alphabet = Array(#"{}[]",:\ntruefalsenul0123456789.eE-+ body endpoint headers messages input /é"#.utf8)
        for _ in 0..<500 {
            var file: [UInt8] = []
            for _ in 0..<Int.random(in: 0...400, using: &chance) {
                file.append(alphabet[Int.random(in: 0..<alphabet.count, using: &chance)])
                if Int.random(in: 0..<20, using: &chance) == 0 { file.append(UInt8(ascii: "\n")) }
            }
            let cuts = (0..<3).map { _ in Int.random(in: 0...file.count, using: &chance) }.sorted()
            let lines = Self.read(file, maxLineBytes: 40, cuts: cuts)
            let numbers = lines.map(\.number)
            #expect(numbers == Array(Set(numbers)).sorted(), "seed \(seed)")
            #expect(numbers.last ?? 0 <= file.count { $0 == UInt8(ascii: "\n") } + 1, "seed \(seed)")
            #expect(lines == Self.read(file, maxLineBytes: 40), "seed \(seed)")
        }
    }
}
