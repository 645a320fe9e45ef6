import GatewayCore
import GatewaySimulator
import GatewayWire
import Testing

@Suite struct AnswerTests {
    @Test(arguments: [1, 2, 3, 4, 5, 9, 10, 11, 12, 13, 20, 21, 60, 61, 500])
    func `prose has exactly the tokens asked for`(tokens: Int) {
        for seed: UInt64 in 0..<50 {
            var prose = Prose(seed: seed)
            let pieces = prose.answer(to: "How do I bake bread?", tokens: tokens)
            #expect(pieces.count == tokens, "seed \(seed)")
            #expect(pieces.joined().last == ".", "seed \(seed)")
            #expect(!pieces.contains(""), "seed \(seed)")
        }
    }

    @Test func `prose quotes the question on one line`() {
        var prose = Prose(seed: 3)
        let text = prose.answer(to: "How do\n I bake\tbread?", tokens: 60).joined()
        #expect(text.contains("“How do I bake bread”"))
    }

    @Test func `a quote is bounded however long the question and its words are`() {
        let long = String(repeating: "é", count: 100_000)
        #expect(Prose.quote(long).isEmpty)
        #expect(Prose.quote(String(repeating: "word ", count: 100_000)).unicodeScalars.count <= Prose.maxQuote)
    }

    @Test(arguments: ["", "a", "Hello, world!", "naïve café — 日本語テキスト 🙂🙂", "{\"a\":[1,2.5,true]}", "   \n\n  x"])
    func `pieces joined are the text`(text: String) {
        let pieces = TokenPieces.split(text)
        #expect(pieces.joined() == text)
        #expect(pieces.allSatisfy { 1...TokenPieces.maxLength ~= $0.unicodeScalars.count })
    }

    @Test(arguments: [
        (["Hello", ",", " world"], [","], ["Hello"]),
        (["Hello", " world"], ["lo w"], ["Hel"]),
        (["Hello", " world"], ["Hello"], []),
        (["ab", "cd"], ["d", "b"], ["a"]),
    ])
    func `text ends before the first stop string`(pieces: [String], stops: [String], kept: [String]) {
        #expect(TokenPieces.cut(pieces, before: stops) == kept)
    }

    @Test func `text without a stop string stays whole`() {
        #expect(TokenPieces.cut(["a", "b"], before: ["x"]) == nil)
        #expect(TokenPieces.cut(["a", "b"], before: ["abc"]) == nil)
        #expect(TokenPieces.cut(["a", "b"], before: []) == nil)
    }

    @Test func `base64 is that of RFC 4648`() {
        let vectors = [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ]
        for (plain, encoded) in vectors {
            #expect(Base64.encode(Array(plain.utf8)) == Array(encoded.utf8))
        }
    }

    @Test(arguments: [1, 2, 256, 1536])
    func `vectors have length 1 and are told apart by text and model`(dimensions: Int) {
        let vector = EmbeddingVector("cat", model: "m", dimensions: dimensions)
        let length = vector.values.reduce(Double(0)) { $0 + Double($1) * Double($1) }
        #expect(abs(length - 1) < 1e-4)
        #expect(vector.values.count == dimensions)
        #expect(vector == EmbeddingVector("cat", model: "m", dimensions: dimensions))
        guard dimensions > 1 else { return }
        #expect(vector != EmbeddingVector("dog", model: "m", dimensions: dimensions))
        #expect(vector != EmbeddingVector("cat", model: "n", dimensions: dimensions))
    }

    @Test func `a prompt seen before is cached in blocks, from 1024 tokens on`() {
        let long = Prompt(plain: String(repeating: "abcd", count: 1500))
        let branch = Prompt(plain: String(repeating: "abcd", count: 1100) + String(repeating: "wxyz", count: 400))
        let short = Prompt(plain: String(repeating: "abcd", count: 1000))
        var memory = PrefixMemory()
        let cached = [(long, "m"), (long, "m"), (long, "other"), (branch, "m"), (short, "m")].map { prompt, model in
            memory.cachedTokens(of: prompt, model: model)
        }
        #expect(cached == [0, 1408, 0, 1024, 0])
    }

    @Test func `the oldest prompts are forgotten`() {
        var memory = PrefixMemory(capacity: 4)
        let cached = ["a", "b", "c", "d", "a", "e", "a", "d"].map { letter in
            memory.cachedTokens(of: Prompt(plain: String(repeating: letter, count: 4096)), model: "m")
        }
        #expect(cached == [0, 0, 0, 0, 1024, 0, 0, 1024])
    }
}
