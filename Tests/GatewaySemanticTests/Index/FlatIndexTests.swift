import GatewaySemantic
import Testing

@Suite
struct FlatIndexTests {
    @Test(arguments: [3, 64, 100, 256, 384])
    func `the nearest are those that comparing with every entry finds`(dimensions: Int) throws {
        var chance = VectorChance(seed: UInt64(dimensions))
        let index = FlatIndex(dimensions: dimensions, capacity: 2000)
        var entries: [UInt64: [Float]] = [:]
        for (place, vector) in chance.clusters(60, of: 15, dimensions: dimensions).enumerated() {
            let id = UInt64(place) &* 0x1_0000_0001
            entries[id] = vector
            try index.insert(id, vector)
        }
        for _ in 0..<20 {
            let query = chance.near(entries[0] ?? [], noise: 1)
            let matches = try index.search(query, k: 5)
            let expected = nearest(entries, to: query, k: 5)
            for (match, wanted) in zip(matches, expected) {
                #expect(abs(Double(match.similarity) - wanted.similarity) < 5e-4)
                let vector = try #require(entries[match.id])
                #expect(abs(cosine(vector, query) - Double(match.similarity)) < 5e-4)
            }
            #expect(matches.count == 5)
        }
    }

    @Test
    func `halves put entries in order that bytes cannot tell apart`() throws {
        var chance = VectorChance(seed: 9)
        let index = FlatIndex(dimensions: 128, capacity: 40)
        let centre = chance.direction(128)
        var entries: [UInt64: [Float]] = [:]
        for id in 0..<30 as Range<UInt64> {
            let vector = chance.near(centre, noise: 0.05 + Float(id) * 0.002)
            entries[id] = vector
            try index.insert(id, vector)
        }
        let matches = try index.search(centre, k: 30)
        for (match, wanted) in zip(matches, nearest(entries, to: centre, k: 30)) {
            #expect(abs(Double(match.similarity) - wanted.similarity) < 1e-4)
        }
        #expect(matches.count == 30)
    }

    @Test
    func `every level of instructions finds the same`() throws {
        var chance = VectorChance(seed: 10)
        let vectors = chance.clusters(60, of: 20, dimensions: 100)
        let queries = (0..<10).map { chance.near(vectors[$0 * 100], noise: 0.5) }
        var answers: [[[UInt64]]] = []
        for kernels in VectorKernels.available {
            let index = FlatIndex(dimensions: 100, capacity: vectors.count, kernels: kernels)
            for (id, vector) in vectors.enumerated() {
                try index.insert(UInt64(id), vector)
            }
            answers.append(try queries.map { try index.search($0, k: 5).map(\.id) })
        }
        #expect(answers.allSatisfy { $0 == answers[0] })
    }

    @Test
    func `entries that move into gaps are still found and removed by their id`() throws {
        var chance = VectorChance(seed: 11)
        let index = FlatIndex(dimensions: 32, capacity: 3000)
        var entries: [UInt64: [Float]] = [:]
        for id in 0..<3000 as Range<UInt64> {
            let vector = chance.direction(32)
            entries[id] = vector
            try index.insert(id, vector)
        }
        // From the front, so that the last ones move; then some that have moved.
        for id in Array(0..<1000 as Range<UInt64>) + Array(2500..<2700 as Range<UInt64>) {
            #expect(index.remove(id))
            entries[id] = nil
        }
        #expect(index.count == entries.count)
        let found = try index.search(chance.direction(32), k: 3000).map(\.id)
        #expect(Set(found) == Set(entries.keys))
        for (id, vector) in entries {
            #expect(try index.search(vector, k: 1).first?.id == id)
        }
    }
}
