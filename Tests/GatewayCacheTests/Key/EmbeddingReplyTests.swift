import GatewayWire
import Testing

struct EmbeddingReplyTests {
    private static func read(_ text: String, inputs count: Int) -> EmbeddingReply? {
        EmbeddingReply(Array(text.utf8).span.bytes, inputs: count)
    }

    @Test func `vectors are found by their index, as they were sent`() throws {
        let text = #"""
            {"object":"list","data":[{"index":1,"embedding":[0.10, -2e-3],"object":"embedding"},
            {"embedding":"AACAPw==","object":"embedding","index":0}],"model":"e-1",
            "usage":{"prompt_tokens":7,"total_tokens":7}}
            """#
        let reply = try #require(Self.read(text, inputs: 2))
        let bytes = Array(text.utf8)
        let vectors = reply.embeddings.map { String(decoding: bytes[$0], as: UTF8.self) }
        #expect(vectors == [#""AACAPw==""#, "[0.10, -2e-3]"])
        #expect(reply.model.map { String(decoding: bytes[$0], as: UTF8.self) } == #""e-1""#)
        #expect(reply.promptTokens == 7)
        let bare = try #require(Self.read(#"{"data":[{"embedding":[1]},{"embedding":[2]}]}"#, inputs: 2))
        #expect(bare.model == nil && bare.promptTokens == nil)
        #expect(bare.embeddings[0].lowerBound < bare.embeddings[1].lowerBound)
    }

    @Test(
        arguments: [
            "", "[]", "{}", #"{"data":{}}"#, #"{"data":[]}"#, #"{"data":[{"embedding":[1],"index":0}]}"#,
            #"{"data":[{"embedding":[1],"index":0},{"embedding":[1],"index":0}]}"#,
            #"{"data":[{"embedding":[1],"index":0},{"embedding":[1],"index":2}]}"#,
            #"{"data":[{"embedding":[1],"index":0},{"embedding":[1],"index":-1}]}"#,
            #"{"data":[{"embedding":[1],"index":0},{"embedding":[1],"index":"1"}]}"#,
            #"{"data":[{"embedding":[1],"index":0},{"embedding":null,"index":1}]}"#,
            #"{"data":[{"embedding":[1],"index":0},{"index":1}]}"#, #"{"data":[{"embedding":[1]},7]}"#,
            #"{"data":[{"embedding":[1]},{"embedding":[1]},{"embedding":[1]}]}"#,
            #"{"data":[{"embedding":[1]},{"embedding":[1]}],"error":{"message":"half of it"}}"#,
            #"{"data":[{"embedding":[1]},{"embedding":[1]}],"data":[]}"#,
            #"{"data":[{"embedding":[1]},{"embedding":[1]}]"#, #"{"data":[{"embedding":[1]},{"embedding":[1]}]} x"#,
        ]
    )
    func `a reply that does not answer each input once is not used`(_ text: String) {
        #expect(Self.read(text, inputs: 2) == nil)
    }

    @Test func `a reply is put together in order of the inputs`() throws {
        var merge = EmbeddingReplyMerge(inputs: 3)
        merge.place(Array("[3]".utf8), tokens: 4, at: 2)
        merge.place(Array(#""AA==""#.utf8), tokens: 2, at: 0)
        #expect(!merge.isComplete)
        merge.place(Array("[2.0]".utf8), tokens: -1, at: 1)
        #expect(merge.isComplete)
        let expected =
            #"{"object":"list","data":[{"object":"embedding","index":0,"embedding":"AA=="},"#
            + #"{"object":"embedding","index":1,"embedding":[2.0]},{"object":"embedding","index":2,"embedding":[3]}],"#
            + #""model":"e","usage":{"prompt_tokens":6,"total_tokens":6}}"#
        #expect(String(decoding: merge.body(model: Array(#""e""#.utf8)), as: UTF8.self) == expected)
        var huge = EmbeddingReplyMerge(inputs: 2)
        for index in 0..<2 { huge.place([0x30], tokens: .max, at: index) }
        #expect(String(decoding: huge.body(model: [0x30]), as: UTF8.self).contains("\"total_tokens\":\(Int.max)}"))
    }

    @Test(arguments: 0..<4)
    func `shares lose and invent no token, and are fair`(_ run: UInt64) {
        let seed: UInt64 = 0x54A2E + run
        var random = KeyRandom(seed: seed)
        for round in 0..<500 {
            let weights = (0..<(1 + random.below(20))).map { _ in random.below(random.pick([3, 5000])) }
            let tokens = random.pick([0, 1, 7, 1000, 123_456])
            let shares = EmbeddingReplyMerge.shares(of: tokens, weights: weights)
            let sum = weights.reduce(0, +)
            #expect(shares.reduce(0, +) == (sum == 0 ? 0 : tokens), "seed \(seed), round \(round)")
            for (share, weight) in zip(shares, weights) where sum > 0 {
                #expect(share >= 0, "seed \(seed), round \(round)")
                let fair = Double(tokens) * Double(weight) / Double(sum)
                #expect(abs(Double(share) - fair) <= 1.001, "seed \(seed), round \(round)")
            }
        }
        #expect(EmbeddingReplyMerge.shares(of: .max, weights: [1, 0, 0]).allSatisfy { $0 >= 0 })
        #expect(EmbeddingReplyMerge.shares(of: 5, weights: [9]) == [5])
    }

    @Test(arguments: 0..<4)
    func `an answer in parts equals the answer in one`(_ run: UInt64) throws {
        let seed: UInt64 = 0x9A27 + run
        var random = KeyRandom(seed: seed)
        for round in 0..<100 {
            let note: Comment = "seed \(seed), round \(round)"
            let inputs = (0..<(1 + random.below(9))).map { _ in String(random.below(1_000_000)) }
            let asTokens = random.below(2) == 0
            let list = inputs.map { asTokens ? "[\($0)]" : "\"\($0)\"" }.joined(separator: random.pick([",", " , "]))
            let body = Array(#"{"input":[\#(list)],"model":"e"}"#.utf8)
            let scan = try RequestScan.scan(body.span.bytes, for: .embeddings)
            let found = EmbeddingRequestSplit(scan, in: body.span.bytes)
            let split = try #require(found, note)
            #expect(split.elements.count == inputs.count, note)
            let missing = inputs.indices.filter { _ in random.below(2) == 0 }
            var merge = EmbeddingReplyMerge(inputs: inputs.count)
            for index in inputs.indices where !missing.contains(index) {
                merge.place(Self.vector(inputs[index]), tokens: 1, at: index)
            }
            if !missing.isEmpty {
                var patch = JSONPatch()
                split.keep(only: missing, of: body.span.bytes, in: &patch)
                let reply = try Self.provider(patch.applied(to: body.span.bytes), &random)
                let answer = EmbeddingReply(reply.span.bytes, inputs: missing.count)
                let read = try #require(answer, note)
                for (place, index) in missing.enumerated() {
                    merge.place(Array(reply[read.embeddings[place]]), tokens: 1, at: index)
                }
            }
            let whole = merge.body(model: Array(#""e""#.utf8))
            let merged = EmbeddingReply(whole.span.bytes, inputs: inputs.count)
            let read = try #require(merged, note)
            #expect(read.embeddings.map { Array(whole[$0]) } == inputs.map { Self.vector($0) }, note)
            #expect(read.promptTokens == inputs.count, note)
        }
    }

    private static func vector(_ input: String) -> [UInt8] {
        Array("[\(input).5]".utf8)
    }

    /// A provider that answers each input with its own number, in any order.
    private static func provider(_ body: [UInt8], _ random: inout KeyRandom) throws -> [UInt8] {
        let value = try JSONValue.parse(body.span.bytes)
        let input = try #require(value["input"]?.elements)
        let items = try input.enumerated().map { index, element in
            let text = try #require(element.text ?? element.elements?.first?.numberText)
            return #"{"index":\#(index),"embedding":\#(String(decoding: Self.vector(text), as: UTF8.self))}"#
        }
        return Array(#"{"data":[\#(items.shuffled(using: &random).joined(separator: ","))]}"#.utf8)
    }

    @Test(arguments: 0..<4)
    func `broken requests and replies never trap`(_ run: UInt64) throws {
        let seed: UInt64 = 0xB40C + run
        var random = KeyRandom(seed: seed)
        let reply = #"{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":"AA"}],"usage":{"prompt_tokens":3}}"#
        let request =
            #"{"model":"m","input":["a",[1,2],3,"b"],"messages":[{"role":"user","content":[{"type":"text"}]}]}"#
        let alphabet = Array(#"{}[]",:\/u019eE-.tfn "#.utf8)
        for _ in 0..<3000 {
            var bytes = Array(random.pick([reply, request]).utf8)
            for _ in 0...random.below(4) {
                let place = random.below(bytes.count)
                switch random.below(3) {
                case 0: bytes[place] = random.pick(alphabet)
                case 1: bytes.remove(at: place)
                default: bytes.insert(random.pick(alphabet), at: place)
                }
            }
            if let read = EmbeddingReply(bytes.span.bytes, inputs: 2) {
                #expect(read.embeddings.allSatisfy { !$0.isEmpty && $0.upperBound <= bytes.count }, "seed \(seed)")
            }
            for endpoint in RequestEndpoint.allCases {
                guard let scan = try? RequestScan.scan(bytes.span.bytes, for: endpoint) else { continue }
                _ = CacheableRequest(scan, in: bytes.span.bytes, for: endpoint)
                guard let split = EmbeddingRequestSplit(scan, in: bytes.span.bytes) else { continue }
                #expect(split.weights(in: bytes.span.bytes).count == split.elements.count, "seed \(seed)")
            }
        }
    }
}
