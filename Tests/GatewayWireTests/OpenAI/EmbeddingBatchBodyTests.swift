import GatewayWire
import Testing

@Suite struct EmbeddingBatchBodyTests {
    private struct Part {
        var body: [UInt8]
        var split: EmbeddingRequestSplit
        var inputs: [String]
    }

    private static func split(_ body: [UInt8]) throws -> EmbeddingRequestSplit {
        let scan = try RequestScan.scan(body.span.bytes, for: .embeddings)
        let split = EmbeddingRequestSplit(scan, in: body.span.bytes)
        return try #require(split)
    }

    private static func merge(_ parts: [Part]) -> [UInt8] {
        let first = parts[0].body
        var merged = EmbeddingBatchBody(parts[0].split, of: first.span.bytes)
        for part in parts {
            let body = part.body
            merged.append(part.split, of: body.span.bytes)
        }
        return merged.finished()
    }

    private static func part(_ inputs: [String], alone: Bool, spaces: Bool) throws -> Part {
        let gap = spaces ? " \n" : ""
        let list = "[" + gap + inputs.joined(separator: gap + "," + gap) + gap + "]"
        let input = alone && inputs.count == 1 ? inputs[0] : list
        let body = Array(#"{"model": "m",\#(gap)"input":\#(input), "encoding_format":"base64"}"#.utf8)
        return Part(body: body, split: try Self.split(body), inputs: inputs)
    }

    private static func text(_ random: inout WireRandom) -> String {
        let pieces = ["a", "é", "日本", #"\""#, #"\\"#, #"\u00e9"#, "]", ",", "{", "🙂", " ", #"\n"#, "input"]
        let count = Int.random(in: 0...12, using: &random)
        return "\"" + (0..<count).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }.joined() + "\""
    }

    private static func tokens(_ random: inout WireRandom) -> String {
        let numbers = (0..<Int.random(in: 1...6, using: &random)).map { _ in
            String(Int.random(in: 0...100_000, using: &random))
        }
        return "[" + numbers.joined(separator: ",") + "]"
    }

    private static func parts(_ random: inout WireRandom) throws -> [Part] {
        let isText = Bool.random(using: &random)
        return try (0..<Int.random(in: 1...8, using: &random)).map { _ in
            let inputs = (0..<Int.random(in: 1...6, using: &random)).map { _ in
                isText ? Self.text(&random) : Self.tokens(&random)
            }
            return try Self.part(
                inputs,
                alone: Bool.random(using: &random),
                spaces: Bool.random(using: &random)
            )
        }
    }

    /// A provider's reply, its vectors in any order, with what a provider may add.
    private static func reply(_ vectors: [String], _ random: inout WireRandom, usage: Int?) -> [UInt8] {
        var places = Array(vectors.indices)
        places.shuffle(using: &random)
        let data = places.map { #"{"object":"embedding", "embedding": \#(vectors[$0]) ,"index":\#($0)}"# }
        let tail = usage.map { #","usage":{"prompt_tokens":\#($0),"total_tokens":\#($0)}"# } ?? ""
        return Array(#"{"id":"x","data":[\#(data.joined(separator: ","))],"model":"their-m"\#(tail)}"#.utf8)
    }

    private static func vector(_ random: inout WireRandom) -> String {
        if Bool.random(using: &random) {
            return "\""
                + String(
                    (0..<20).map { _ in
                        "AZaz09+/"[String.Index(utf16Offset: Int.random(in: 0..<8, using: &random), in: "AZaz09+/")]
                    }
                ) + "==\""
        }
        let numbers = ["0.1", "-1e-5", "1.0", "0", "-0.023064255", "1E+2"]
        let count = Int.random(in: 1...5, using: &random)
        return "[" + (0..<count).map { _ in numbers[Int.random(in: 0..<6, using: &random)] }.joined(separator: ", ")
            + "]"
    }

    @Test(arguments: 1...300 as ClosedRange<UInt64>)
    func `a merged request asks for the inputs of all, in order and byte for byte`(_ seed: UInt64) throws {
        var random = WireRandom(seed: seed)
        let parts = try Self.parts(&random)
        let merged = Self.merge(parts)
        let split = try Self.split(merged)
        #expect(split.form == parts[0].split.form, "seed \(seed)")
        let found = split.elements.map { String(decoding: merged[$0], as: UTF8.self) }
        #expect(found == parts.flatMap(\.inputs), "seed \(seed)")
        // Everything else is the first one's.
        let outside = merged[..<split.input.lowerBound] + merged[split.input.upperBound...]
        let first = parts[0]
        #expect(outside == first.body[..<first.split.input.lowerBound] + first.body[first.split.input.upperBound...])
    }

    @Test(arguments: 1...300 as ClosedRange<UInt64>)
    func `each gets its own vectors, byte for byte and counted from zero`(_ seed: UInt64) throws {
        var random = WireRandom(seed: seed)
        let counts = (0..<Int.random(in: 1...8, using: &random)).map { _ in Int.random(in: 1...6, using: &random) }
        let vectors = (0..<counts.reduce(0, +)).map { _ in Self.vector(&random) }
        let bytes = Self.reply(vectors, &random, usage: 7)
        let made = EmbeddingBatchReply(bytes.span.bytes, inputs: counts)
        let reply = try #require(made)
        var start = 0
        for (place, count) in counts.enumerated() {
            let usage = TokenUsage(input: place)
            let body = reply.body(of: place, from: bytes.span.bytes, usage: usage)
            let answer = EmbeddingReply(body.span.bytes, inputs: count)
            let read = try #require(answer, "seed \(seed)")
            let found = read.embeddings.map { String(decoding: body[$0], as: UTF8.self) }
            #expect(found == Array(vectors[start..<(start + count)]), "seed \(seed)")
            #expect(read.promptTokens == place)
            #expect(read.model.map { String(decoding: body[$0], as: UTF8.self) } == #""their-m""#)
            let value = try JSONValue.parse(String(decoding: body, as: UTF8.self))
            #expect(value["data"]?.elements?.compactMap { $0["index"]?.integer } == Array(0..<count))
            #expect(value["object"]?.text == "list")
            start += count
        }
    }

    @Test func `a reply without usage makes replies without usage`() throws {
        var random = WireRandom(seed: 1)
        let bytes = Self.reply(["[1]", "[2]"], &random, usage: nil)
        let made = EmbeddingBatchReply(bytes.span.bytes, inputs: [1, 1])
        let reply = try #require(made)
        let value = try JSONValue.parse(
            String(decoding: reply.body(of: 1, from: bytes.span.bytes, usage: nil), as: UTF8.self)
        )
        #expect(value["usage"] == nil)
        #expect(value["data"]?.elements?.count == 1)
    }

    @Test(arguments: [
        #"{"data":[{"index":0,"embedding":[1]}]}"#,
        #"{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[2]}]}"#,
        #"{"data":[{"index":0,"embedding":[1]},{"index":2,"embedding":[2]}]}"#,
        #"{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[2]},{"index":2,"embedding":[2]}]}"#,
        #"{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":null}]}"#, #"{"error":{"message":"no"}}"#, "",
        "{",
    ])
    func `a reply that does not answer each input once belongs to nobody`(_ text: String) {
        let bytes = Array(text.utf8)
        let made = EmbeddingBatchReply(bytes.span.bytes, inputs: [1, 1]) != nil
        #expect(!made)
    }
}
