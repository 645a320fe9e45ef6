import GatewaySemantic
import GatewayTraining
import GatewayWire
import Testing

/// Words in a few dimensions by their first letter: enough to say which texts are near.
private struct LetterEmbedder: LocalEmbedder {
    let space = "letters-32"
    let dimensions = 32

    func embed(_ text: String) -> [Float]? {
        var sum = [Float](repeating: 0, count: self.dimensions)
        for word in text.lowercased().split(separator: " ") {
            sum[Int((word.utf8.first ?? 0) & 31)] += 1
            sum[Int((word.utf8.last ?? 0) & 31)] += 0.1
        }
        let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? sum.map { $0 / length } : nil
    }
}

@Suite struct CacheJudgeTests {
    private static func corpus() -> CacheCorpus {
        let corpus = CacheCorpus { _ in "en" }
        _ = corpus.add(LetterEmbedder())
        return corpus
    }

    private static func arrivals(_ rows: [(String, Int)]) -> [CacheArrival] {
        rows.compactMap {
            try? CacheArrival(.object([.init("prompt", .string($0.0)), .init("class", .number("\($0.1)"))]))
        }
    }

    @Test func `equal texts have one number, and what cosines say is kept`() {
        let corpus = Self.corpus()
        let first = corpus.id(of: "alpha beta")
        #expect(corpus.id(of: "alpha beta") == first)
        let second = corpus.id(of: "beta alpha")
        #expect(corpus.cosine(first, second, in: 0) > 0.9999)
        #expect(corpus.cosine(first, corpus.id(of: "gamma delta"), in: 0) < 0.2)
    }

    @Test(arguments: [
        ("What's UP, Doc?", "what s up doc"), ("  a  b ", "a b"), ("Ünïcode 42!", "ünïcode 42"), ("", ""), ("?!", ""),
    ])
    func `the normal form has letters and digits only`(text: String, normal: String) {
        #expect(CacheCorpus.normalise(text) == normal)
    }

    @Test func `a stream counts hits, wrong ones and what an oracle would have`() {
        let corpus = Self.corpus()
        let rows = [("alpha beta", 0), ("alpha beta", 0), ("Alpha beta!", 0), ("gamma", 1), ("gamma", 1), ("golf", 2)]
        let judge = StreamJudge(Self.arrivals(rows), into: corpus)
        #expect(judge.possible == 3)
        let exact = judge.run(ExactMethod(corpus), threshold: 1, neighbours: nil)
        #expect((exact.requests, exact.hits, exact.wrong) == (6, 2, 0))
        let normalised = judge.run(NormalisedMethod(corpus), threshold: 1, neighbours: nil)
        #expect((normalised.hits, normalised.wrong) == (3, 0))
        let cosine = CosineMethod(corpus, name: "cosine", space: 0)
        let near = CacheNeighbours(ofEarlier: judge.texts, in: 0, of: corpus)
        let loose = judge.run(cosine, threshold: 0.9, neighbours: near)
        #expect((loose.hits, loose.wrong, loose.possible) == (4, 1, 3))
        let strict = judge.run(cosine, threshold: 0.9999, neighbours: near)
        #expect((strict.hits, strict.wrong) == (3, 0))
    }

    @Test func `what was a hit is not stored, so that the first wording stays`() {
        let corpus = Self.corpus()
        // The third is near the second only; the second was a hit and is no entry.
        let rows = [("aa bb cc", 0), ("aa bb cd de", 0), ("ab bd cd de dx", 0)]
        let judge = StreamJudge(Self.arrivals(rows), into: corpus)
        let near = CacheNeighbours(ofEarlier: judge.texts, in: 0, of: corpus)
        let texts = judge.texts
        let chain = min(corpus.cosine(texts[1], texts[0], in: 0), corpus.cosine(texts[2], texts[1], in: 0))
        #expect(chain > corpus.cosine(texts[2], texts[0], in: 0))
        let counts = judge.run(CosineMethod(corpus, name: "cosine", space: 0), threshold: chain, neighbours: near)
        #expect(counts.hits == 1)
    }

    @Test func `pairs are counted by kind, and a curve falls as the threshold rises`() throws {
        let corpus = Self.corpus()
        let lines = [
            #"{"a":"alpha beta","b":"beta alpha","label":1,"slice":"x"}"#,
            #"{"a":"alpha beta","b":"alpha bravo","label":0,"slice":"y"}"#,
            #"{"a":"alpha beta","b":"zulu","label":0}"#,
        ]
        let pairs = try lines.map { try CachePair(JSONValue.parse(Array($0.utf8).span.bytes)) }
        let judge = PairJudge(pairs, into: corpus)
        let figures = judge.figures(CosineMethod(corpus, name: "cosine", space: 0), threshold: 0.9)
        #expect((figures.point.counts.hits, figures.point.counts.wrong, figures.point.counts.possible) == (2, 1, 1))
        #expect(figures.point.counts.falseHits == 0.5)
        let reordered = PairJudge.reordered + ", same"
        #expect(figures.slices.keys.sorted() == ["(none), other", reordered, "x, same", "y, other"])
        #expect(figures.slices[reordered] == figures.slices["x, same"])
        #expect(figures.slices["y, other"]?.hits == 1)
        let hits = figures.curve.map(\.counts.hits)
        #expect(hits == hits.sorted(by: >) && (hits.first ?? 0) == 2)
    }

    @Test func `canned answers count strays apart`() throws {
        let corpus = Self.corpus()
        let rows = [
            ("train", "alpha beta", "a"), ("train", "gamma delta", "g"), ("train", "november", "oos"),
            ("test", "beta alpha", "a"), ("test", "gamma dust", "g"), ("test", "alpha bravo", "g"),
            ("test", "delta golf", "oos"),
        ]
        let wordings = rows.compactMap { row in
            try? CacheWording(
                .object([
                    .init("split", .string(row.0)), .init("prompt", .string(row.1)), .init("class", .string(row.2)),
                ])
            )
        }
        let judge = WordingJudge(wordings, into: corpus)
        #expect(judge.stored.count == 2 && judge.calibration.count == 1 && judge.asking.count == 4)
        let near = CacheNeighbours(of: judge.asking.map(\.text), among: judge.stored.map(\.text), in: 0, of: corpus)
        let choices = judge.choices(CosineMethod(corpus, name: "cosine", space: 0), neighbours: near)
        let result = judge.result(choices, atLeast: 0.9)
        #expect((result.counts.requests, result.counts.hits, result.counts.wrong) == (4, 4, 2))
        #expect((result.outside, result.outsideHits) == (1, 1))
        #expect(result.insideHitRate == 1 && result.outsideHitRate == 1)
        #expect((result.insideWrongShare - 1.0 / 3).magnitude < 1e-9)
        #expect(judge.result(choices, atLeast: .infinity).counts.hits == 0)
    }

    @Test func `the per-entry rule explores until an entry has proved itself`() {
        let corpus = Self.corpus()
        // Wordings of one answer in other orders: all have the cosine 1, none the same text.
        let words = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot"]
        let rows = (0..<60).map { number in
            (((0..<6).map { words[($0 + number) % 6] } + ["x\(number)"]).joined(separator: " "), 0)
        }
        let judge = StreamJudge(Self.arrivals(rows), into: corpus)
        let near = CacheNeighbours(ofEarlier: judge.texts, in: 0, of: corpus)
        var chance = SeededChance(state: 1)
        let loose = judge.runEntryRule(EntryAcceptance(most: 1), of: corpus, in: 0, neighbours: near, chance: &chance)
        let never = judge.runEntryRule(EntryAcceptance(most: 0), of: corpus, in: 0, neighbours: near, chance: &chance)
        #expect(never.hits == 0)
        #expect(loose.hits > 0 && loose.hits <= 60 - 1 - EntryAcceptance.leastObservations)
        #expect(loose.wrong == 0)
    }
}

/// A small generator with a seed.
private struct SeededChance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        self.state = self.state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return self.state ^ (self.state >> 29)
    }
}
