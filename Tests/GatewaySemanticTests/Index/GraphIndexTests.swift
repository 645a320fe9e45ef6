import GatewaySemantic
import Testing

@Suite
struct GraphIndexTests {
    private static func entries(_ vectors: [[Float]]) -> [UInt64: [Float]] {
        Dictionary(uniqueKeysWithValues: vectors.enumerated().map { (UInt64($0), $1) })
    }

    private static func filled(
        _ vectors: [[Float]],
        settings: GraphSettings = GraphSettings()
    ) throws -> GraphIndex {
        let index = GraphIndex(dimensions: vectors[0].count, capacity: vectors.count, settings: settings)
        for (id, vector) in vectors.enumerated() {
            try index.insert(UInt64(id), vector)
        }
        return index
    }

    @Test(arguments: 0..<2)
    func `nearly all of the nearest in clusters are found`(seed: UInt64) throws {
        var chance = VectorChance(seed: seed)
        let vectors = chance.clusters(80, of: 20, dimensions: 64)
        let index = try Self.filled(vectors, settings: GraphSettings(seed: seed))
        let queries = (0..<100).map { _ in chance.near(vectors[chance.below(vectors.count)], noise: 0.8) }
        let found = try recall(of: index, Self.entries(vectors), queries: queries, k: 5)
        #expect(found >= 0.98, "recall \(found), seed \(seed)")
    }

    @Test
    func `entries without order are found too`() throws {
        var chance = VectorChance(seed: 20)
        let vectors = (0..<1500).map { _ in chance.direction(24) }
        let index = try Self.filled(vectors)
        let queries = (0..<100).map { _ in chance.direction(24) }
        let found = try recall(of: index, Self.entries(vectors), queries: queries, k: 5)
        #expect(found >= 0.98, "recall \(found)")
    }

    @Test
    func `many equal vectors do not hide the others`() throws {
        var chance = VectorChance(seed: 21)
        let same = chance.direction(32)
        let vectors = (0..<1500).map { $0 % 2 == 0 ? same : chance.direction(32) }
        let index = try Self.filled(vectors)
        var missed = 0
        for (id, vector) in vectors.enumerated() where id % 2 == 1 {
            missed += try index.search(vector, k: 1).first?.id == UInt64(id) ? 0 : 1
        }
        #expect(missed <= 3)
        #expect(try index.search(same, k: 5).allSatisfy { $0.similarity > 0.999 })
    }

    @Test
    func `the same entries in the same order give the same answers`() throws {
        var chance = VectorChance(seed: 22)
        let vectors = chance.clusters(60, of: 15, dimensions: 48)
        let queries = (0..<30).map { _ in chance.direction(48) }
        let settings = GraphSettings(links: 6, buildBreadth: 20, searchBreadth: 10, rescored: 0, seed: 5)
        func answers(_ settings: GraphSettings) throws -> [[VectorMatch]] {
            let index = try Self.filled(vectors, settings: settings)
            return try queries.map { try index.search($0, k: 5) }
        }
        let first = try answers(settings)
        #expect(try answers(settings) == first)
        var others = settings
        others.seed = 6
        // Other layers, other ways: a narrow search shows it.
        #expect(try answers(others) != first)
    }

    @Test
    func `a wider search finds no less`() throws {
        var chance = VectorChance(seed: 23)
        let vectors = (0..<1500).map { _ in chance.direction(32) }
        let index = try Self.filled(vectors, settings: GraphSettings(links: 6, buildBreadth: 30, rescored: 8))
        let queries = (0..<60).map { _ in chance.direction(32) }
        func found(_ breadth: Int) throws -> Double {
            try queries.reduce(0) { sum, query in
                try sum + Double(index.search(query, k: 5, breadth: breadth).reduce(0) { $0 + $1.similarity })
            }
        }
        let narrow = try found(8)
        let wide = try found(400)
        #expect(narrow < wide)
    }

    @Test(arguments: 0..<2)
    func `after nine of ten entries were replaced the nearest are still found`(seed: UInt64) throws {
        var chance = VectorChance(seed: seed + 40)
        var vectors = chance.clusters(50, of: 16, dimensions: 48)
        vectors.shuffle(using: &chance)
        let more = chance.clusters(50, of: 16, dimensions: 48)
        let index = try Self.filled(vectors, settings: GraphSettings(seed: seed))
        var entries = Self.entries(vectors)
        for (place, vector) in more.prefix(more.count * 9 / 10).enumerated() {
            let id = UInt64(10_000 + place)
            #expect(index.remove(UInt64(place)))
            entries[UInt64(place)] = nil
            try index.insert(id, vector)
            entries[id] = vector
        }
        let queries = (0..<60).map { _ in chance.near(more[chance.below(more.count)], noise: 0.8) }
        let found = try recall(of: index, entries, queries: queries, k: 5)
        #expect(found >= 0.97, "recall \(found), seed \(seed)")
        var missed = 0
        for (id, vector) in entries {
            missed += try index.search(vector, k: 1).first?.id == id ? 0 : 1
        }
        #expect(missed <= entries.count / 200, "\(missed) of \(entries.count) are out of reach, seed \(seed)")
    }

    @Test(arguments: 0..<2)
    func `those that stay are within reach after most others went`(seed: UInt64) throws {
        var chance = VectorChance(seed: seed + 60)
        let settings = GraphSettings(links: 4, buildBreadth: 32, searchBreadth: 16, rescored: 0, seed: seed)
        let vectors = (0..<900).map { _ in chance.direction(16) }
        let index = try Self.filled(vectors, settings: settings)
        for id in 0..<750 as Range<UInt64> {
            #expect(index.remove(id))
        }
        var missed = 0
        for (id, vector) in vectors.enumerated().dropFirst(750) {
            missed += try index.search(vector, k: 1).first?.id == UInt64(id) ? 0 : 1
        }
        #expect(missed <= 12, "\(missed) of 150 are out of reach, seed \(seed)")
    }

    @Test(arguments: [1, 5, 100, 400])
    func `an index that was emptied begins anew`(count: Int) throws {
        var chance = VectorChance(seed: UInt64(count))
        let index = GraphIndex(dimensions: 24, capacity: 500)
        for round in 0..<4 as Range<UInt64> {
            let vectors = (0..<count).map { _ in chance.direction(24) }
            for (id, vector) in vectors.enumerated() {
                try index.insert(round * 1000 + UInt64(id), vector)
            }
            var missed = 0
            for (id, vector) in vectors.enumerated() {
                missed += try index.search(vector, k: 1).first?.id == round * 1000 + UInt64(id) ? 0 : 1
            }
            #expect(missed <= count / 100, "\(missed) of \(count) are out of reach in round \(round)")
            for id in 0..<count {
                #expect(index.remove(round * 1000 + UInt64(id)))
            }
            #expect(index.count == 0)
            #expect(try index.search(chance.direction(24), k: 5).isEmpty)
        }
    }

    @Test
    func `settings out of range are brought into it`() {
        let low = GraphSettings(links: 0, buildBreadth: -1, searchBreadth: 0, rescored: -5)
        #expect(low == GraphSettings(links: 4, buildBreadth: 8, searchBreadth: 8, rescored: 0))
        let high = GraphSettings(links: 1000, buildBreadth: 1 << 30, searchBreadth: 1 << 30, rescored: 1 << 30)
        #expect(high == GraphSettings(links: 64, buildBreadth: 4096, searchBreadth: 4096, rescored: 4096))
    }
}
