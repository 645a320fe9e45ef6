import Testing

@testable import GatewayRouting

struct PairMergerTests {
    /// The rule as it is written: merge the leftmost pair of the least rank until there is none.
    private func plainMerge(_ piece: [UInt8], _ ranks: [[UInt8]: Int]) -> [Int32] {
        var parts = piece.map { [$0] }
        while true {
            var best: (rank: Int, index: Int)?
            for index in parts.indices.dropLast() {
                if let rank = ranks[parts[index] + parts[index + 1]], rank < best?.rank ?? .max { best = (rank, index) }
            }
            guard let best else { break }
            parts[best.index] += parts.remove(at: best.index + 1)
        }
        return parts.compactMap { ranks[$0].map(Int32.init) }
    }

    /// A vocabulary over few letters in which short and long tokens overlap in many ways.
    private func randomTokens(_ chance: inout SplitMix64) -> [String] {
        var tokens: Set<String> = []
        var order: [String] = []
        for _ in 0..<Int.random(in: 1...60, using: &chance) {
            let known = order.isEmpty ? "a" : order[Int.random(in: 0..<order.count, using: &chance)]
            let other = Bool.random(using: &chance) ? known : ["a", "b", "c"][Int.random(in: 0..<3, using: &chance)]
            let token = Bool.random(using: &chance) ? known + other : other + known
            if token.count > 1, token.count < 40, tokens.insert(token).inserted { order.append(token) }
        }
        return order
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6])
    func `pieces of any length are merged by the rule`(_ seed: UInt64) throws {
        var chance = SplitMix64(seed: seed)
        for _ in 0..<12 {
            let more = self.randomTokens(&chance)
            let vocabulary = try TinyVocabulary.make(more)
            var ranks: [[UInt8]: Int] = [:]
            for (rank, token) in TinyVocabulary.tokens(more).enumerated() { ranks[token] = rank }
            for length in [1, 2, 7, 8, 9, 95, 96, 97, 98, 140] {
                let letters = Int.random(in: 1...3, using: &chance)
                let piece = (0..<length).map { _ in 0x61 + UInt8.random(in: 0..<UInt8(letters), using: &chance) }
                let found = vocabulary.encode(piece)
                // A piece that is a token is that token, whatever merging would come to.
                let wanted = ranks[piece].map { [Int32($0)] } ?? self.plainMerge(piece, ranks)
                #expect(found == wanted, "seed \(seed) length \(length)")
                #expect(vocabulary.count(piece) == wanted.count)
            }
        }
    }

    @Test func `equal ranks are merged from the left`() throws {
        let vocabulary = try TinyVocabulary.make(["aa"])
        for length in [3, 95, 97, 201] {
            let ranks = vocabulary.encode(String(repeating: "a", count: length))
            #expect(ranks == Array(repeating: 256, count: length / 2) + [0x61])
        }
    }

    @Test func `candidates stay below three per byte whatever the text`() throws {
        var tokens = (1...7).map { String(repeating: "a", count: 1 << $0) }
        tokens += ["ab", "ba", "abab", "bb", "abb"]
        let vocabulary = try TinyVocabulary.make(tokens)
        var chance = SplitMix64(seed: 3)
        let random = (0..<20_000).map { _ in UInt8.random(in: 0x61...0x62, using: &chance) }
        let same = [UInt8](repeating: 0x61, count: 20_000)
        let pairs = (0..<20_000).map { UInt8(0x61 + $0 % 2) }
        for text in [same, pairs, random] {
            text.withUnsafeBufferPointer { text in
                vocabulary.withEncoder(of: text) { encoder in
                    let result = encoder.merger.mergeLong(0, text.count) { _, _ in }
                    #expect(result.steps < 3 * text.count)
                    #expect(result.tokens < text.count)
                }
            }
        }
    }

    @Test func `a longer piece than the limit is merged in parts`() throws {
        let vocabulary = try TinyVocabulary.make(["aa", "aaaa"])
        let length = PairMerger.longestPiece + 6
        #expect(vocabulary.count(Array(repeating: 0x61, count: length)) == PairMerger.longestPiece / 4 + 2)
    }

    @Test func `tokens around the length of a slot's word are told apart`() throws {
        let tokens = [
            "xy", "xyz", "abcdefg", "abcdefgh", "abcdefghi", "abcdefghij", "abcdefghijklmnopq", "abcdefghijklmnopr",
        ]
        let vocabulary = try TinyVocabulary.make(tokens)
        for (index, token) in tokens.enumerated() {
            #expect(vocabulary.encode(token) == [Int32(256 + index)])
            #expect(vocabulary.encode("\(token) !") == [Int32(256 + index), 0x20, 0x21])
        }
        // NUL bytes are bytes: what ends in them is not the token without them.
        for byte in UInt8.min...UInt8.max {
            for zeros in 1...7 {
                let text = [byte] + Array(repeating: 0, count: zeros)
                let rank = text.withUnsafeBufferPointer { text in
                    vocabulary.table.withView { $0.rank(of: text, from: 0, to: text.count) }
                }
                #expect(rank == TokenTable.absent)
            }
        }
        #expect(vocabulary.encode([0x78, 0x79, 0]) == [256, 0])
        #expect(vocabulary.encode([0, 0]) == [0, 0])
    }
}
