import Testing

@testable import GatewaySemantic

struct LlamaTokenizerTests {
    private static func ids(_ names: [String]) -> [UInt32] {
        names.compactMap { name in TinyModel.tokens.firstIndex(of: name).map(UInt32.init) }
    }

    @Test(
        arguments: [
            ("", []),
            ("the", ["▁the"]),
            ("the the", ["▁the", "▁the"]),
            ("abc", ["▁a", "bc"]),
            ("  a", ["▁▁", "▁a"]),
            ("a▁a", ["▁a", "▁a"]),
            ("x", ["▁", "<0x78>"]),
            ("é\u{301}", ["▁", "é", "<0xCC>", "<0x81>"]),
            ("的的", ["▁", "的的"]),
            ("the,\nthe", ["▁the", ",", "\n", "the"]),
            ("a<s>a", ["▁a", "<s>", "▁a"]),
            ("<s></s>", ["<s>", "</s>"]),
            ("<s", ["▁", "<0x3C>", "<0x73>"]),
            ("<0x41>", ["▁", "<0x3C>", "<0x30>", "<0x78>", "<0x34>", "<0x31>", "<0x3E>"]),
        ] as [(String, [String])]
    )
    func `a text is merged by rank after a space was put before it`(_ text: String, _ names: [String]) throws {
        let expected = Self.ids(names)
        #expect(expected.count == names.count)
        #expect(try TinyModel.tokenizer().encode(text) == expected)
    }

    @Test func `cutting at joints and taking whole words changes no result`() throws {
        // The plain algorithm over the whole text, as slow as it is simple.
        let model = try TinyModel.description().withUnsafeBytes { try LlamaModel.parse($0) }
        let tokenizer = LlamaTokenizer(model)
        var chance = EmbeddingChance(seed: 6)
        let alphabet = Array("aabbccttthhheeee    é的,.\nx▁")
        for _ in 0..<500 {
            let length = Int.random(in: 1...60, using: &chance)
            let text = String((0..<length).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &chance)] })
            #expect(tokenizer.encode(text) == Self.plainly(text, model), "\(text.debugDescription)")
        }
    }

    private static func plainly(_ text: String, _ model: LlamaModel) -> [UInt32] {
        let plain = " " + text.unicodeScalars.map { $0 == "▁" ? " " : String($0) }.joined()
        var tokens: [UInt32] = plain.unicodeScalars.flatMap { scalar -> [UInt32] in
            let bytes = Array(String(scalar).utf8)
            if let id = model.tokens.firstIndex(of: bytes) { return [UInt32(id)] }
            return bytes.map { UInt32($0) + 3 }
        }
        while true {
            var best: (rank: Int, place: Int)?
            for place in tokens.indices.dropLast() {
                let rank = model.merges.firstIndex { $0.left == tokens[place] && $0.right == tokens[place + 1] }
                if let rank, rank < best?.rank ?? .max { best = (rank, place) }
            }
            guard let best else { return tokens }
            tokens[best.place] = model.merges[best.rank].merged
            tokens.remove(at: best.place + 1)
        }
    }

    @Test func `long pieces are merged as short ones are, in few steps`() throws {
        let model = try TinyModel.description().withUnsafeBytes { try LlamaModel.parse($0) }
        let merger = TokenMerger(pairs: PairTable(model.merges))
        var chance = EmbeddingChance(seed: 7)
        let alphabet = Self.ids(["▁", "a", "b", "c", "t", "h", "e", "的"])
        for length in 1...TokenMerger.shortPiece {
            let tokens = (0..<length).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &chance)] }
            var short = [7] + tokens
            var long = short
            merger.merge(&short, from: 1)
            merger.mergeLong(&long, 1)
            #expect(short == long)
        }
        var many = [UInt32](repeating: try #require(Self.ids(["a"]).first), count: 40_000)
        #expect(merger.mergeLong(&many, 0) < 3 * 40_000)
        #expect(many == [UInt32](repeating: try #require(Self.ids(["aaaa"]).first), count: 10_000))
    }

    @Test(.enabled(if: EmbeddingReference.hasStatic, Comment(rawValue: EmbeddingReference.reason)))
    func `tokens equal the reference's`() throws {
        let tokenizer = try EmbeddingReference.staticEmbedder.get().tokenizer
        let rows = try EmbeddingReference.rows()
        #expect(rows.count > 80)
        for row in rows {
            let tokens = tokenizer.encode(row.whole)
            if let expected = row.llama { #expect(tokens == expected, "\(row.name)") }
            if let expected = row.llamaSum { #expect(EmbeddingReference.sum(tokens) == expected, "\(row.name)") }
            if let expected = row.llamaCount { #expect(tokens.count == expected, "\(row.name)") }
        }
    }
}
