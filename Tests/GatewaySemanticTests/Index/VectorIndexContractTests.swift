import GatewaySemantic
import Testing

/// What every kind of index does.
@Suite
struct VectorIndexContractTests {
    @Test(arguments: IndexKind.allCases)
    func `an empty index finds nothing`(kind: IndexKind) throws {
        let index = kind.make(dimensions: 8, capacity: 10)
        #expect(try index.search([Float](repeating: 1, count: 8), k: 5).isEmpty)
        #expect(index.count == 0)
        #expect(index.remove(3) == false)
        #expect(index.contains(3) == false)
    }

    @Test(arguments: IndexKind.allCases)
    func `vectors of another length and without direction are refused`(kind: IndexKind) throws {
        let index = kind.make(dimensions: 4, capacity: 10)
        #expect(throws: VectorIndexError.dimensions(expected: 4, found: 3)) { try index.insert(1, [1, 2, 3]) }
        #expect(throws: VectorIndexError.dimensions(expected: 4, found: 0)) { try index.search([], k: 1) }
        let wrong: [[Float]] = [
            [0, 0, 0, 0], [.nan, 1, 1, 1], [.infinity, 1, 1, 1], [3e38, 3e38, 0, 0], [1e-30, 0, 0, 0],
        ]
        for vector in wrong {
            #expect(throws: VectorIndexError.noDirection) { try index.insert(1, vector) }
            #expect(throws: VectorIndexError.noDirection) { try index.search(vector, k: 1) }
        }
        #expect(index.count == 0)
    }

    @Test(arguments: IndexKind.allCases)
    func `a vector of any length is found with the cosine of its direction`(kind: IndexKind) throws {
        let index = kind.make(dimensions: 3, capacity: 10)
        try index.insert(7, [30, 0, 40])
        let match = try #require(try index.search([0.06, 0, 0.08], k: 1).first)
        #expect(match.id == 7)
        #expect(abs(match.similarity - 1) < 0.005)
        let other = try #require(try index.search([-3, 0, -4], k: 1).first)
        #expect(abs(other.similarity + 1) < 0.005)
    }

    @Test(arguments: IndexKind.allCases)
    func `an id that is inserted again has its new vector only`(kind: IndexKind) throws {
        let index = kind.make(dimensions: 4, capacity: 2)
        try index.insert(1, [1, 0, 0, 0])
        try index.insert(2, [0, 0, 1, 0])
        // Also where the index is full: a replacement needs no room.
        try index.insert(1, [0, 1, 0, 0])
        #expect(index.count == 2)
        let matches = try index.search([0, 1, 0, 0], k: 5)
        #expect(matches.map(\.id) == [1, 2])
        #expect(try index.search([1, 0, 0, 0], k: 5).allSatisfy { abs($0.similarity) < 0.01 })
    }

    @Test(arguments: IndexKind.allCases)
    func `a full index refuses until something is removed`(kind: IndexKind) throws {
        let index = kind.make(dimensions: 16, capacity: 30)
        var chance = VectorChance(seed: 1)
        for id in 0..<30 as Range<UInt64> {
            try index.insert(id, chance.direction(16))
        }
        for round in 0..<200 as Range<UInt64> {
            let vector = chance.direction(16)
            #expect(throws: VectorIndexError.full(capacity: 30)) { try index.insert(30 + round, vector) }
            #expect(index.contains(30 + round) == false)
            #expect(index.remove(round))
            try index.insert(30 + round, vector)
            #expect(index.count == 30)
            #expect(try index.search(vector, k: 1).first?.id == 30 + round)
        }
    }

    @Test(arguments: IndexKind.allCases)
    func `as many as wanted come, best first, and none where none is wanted`(kind: IndexKind) throws {
        let index = kind.make(dimensions: 16, capacity: 200)
        var chance = VectorChance(seed: 2)
        for id in 0..<150 as Range<UInt64> {
            try index.insert(id, chance.direction(16))
        }
        let query = chance.direction(16)
        for k in [-1, 0, 1, 5, 32, 33, 100] {
            let matches = try index.search(query, k: k)
            #expect(matches.count == max(0, k))
            #expect(zip(matches, matches.dropFirst()).allSatisfy { $0.similarity >= $1.similarity })
            #expect(Set(matches.map(\.id)).count == matches.count)
        }
        #expect(try index.search(query, k: 1000).count == 150)
    }

    @Test(arguments: IndexKind.allCases)
    func `a filter chooses before the best are taken`(kind: IndexKind) throws {
        let index = kind.make(dimensions: 16, capacity: 300)
        var chance = VectorChance(seed: 3)
        var entries: [UInt64: [Float]] = [:]
        for id in 0..<200 as Range<UInt64> {
            entries[id] = chance.direction(16)
            try index.insert(id, entries[id] ?? [])
        }
        for _ in 0..<20 {
            let query = chance.direction(16)
            let matches = try index.search(query, k: 3) { $0 % 10 == 3 }
            #expect(matches.count == 3)
            #expect(matches.allSatisfy { $0.id % 10 == 3 })
            let wanted = nearest(entries.filter { $0.key % 10 == 3 }, to: query, k: 1)
            #expect(matches.first?.id == wanted.first?.id)
        }
        #expect(try index.search(chance.direction(16), k: 3) { _ in false }.isEmpty)
    }

    @Test(arguments: IndexKind.allCases, 0..<3)
    func `whatever is inserted and removed, the index agrees with a dictionary`(kind: IndexKind, seed: UInt64) throws {
        var chance = VectorChance(seed: seed)
        let capacity = 60 + chance.below(120)
        let index = kind.make(dimensions: 24, capacity: capacity)
        var model: [UInt64: [Float]] = [:]
        let centres = (0..<8).map { _ in chance.direction(24) }
        var missed = 0
        var searched = 0
        for _ in 0..<1500 {
            let id = UInt64(chance.below(capacity * 2))
            switch chance.below(10) {
            case 0..<5:
                let vector = chance.near(centres[chance.below(8)], noise: 1)
                if model[id] == nil, model.count == capacity {
                    #expect(throws: VectorIndexError.full(capacity: capacity)) { try index.insert(id, vector) }
                } else {
                    try index.insert(id, vector)
                    model[id] = vector
                }
            case 5..<8:
                #expect(index.remove(id) == (model.removeValue(forKey: id) != nil), "seed \(seed)")
            default:
                let query = chance.near(centres[chance.below(8)], noise: 1)
                let matches = try index.search(query, k: 5)
                let expected = nearest(model, to: query, k: 5)
                #expect(matches.count == expected.count, "seed \(seed)")
                for match in matches {
                    let vector = try #require(model[match.id], "a removed entry was found, seed \(seed)")
                    #expect(abs(cosine(vector, query) - Double(match.similarity)) < 0.01)
                }
                searched += expected.count
                let floor = Float(expected.last?.similarity ?? 0) - 0.003
                missed += expected.count - min(expected.count, matches.count { $0.similarity >= floor })
            }
            #expect(index.count == model.count)
            #expect(index.contains(id) == (model[id] != nil))
        }
        #expect(Double(missed) <= Double(searched) * 0.01, "\(missed) of \(searched), seed \(seed)")
    }

    @Test(arguments: IndexKind.allCases)
    func `memory stays bounded however much passes through`(kind: IndexKind) throws {
        let index = kind.make(dimensions: 64, capacity: 300)
        var chance = VectorChance(seed: 5)
        func pass(_ ids: Range<UInt64>) throws {
            for id in ids {
                if id >= 300 { index.remove(id - 300) }
                try index.insert(id, chance.direction(64))
            }
        }
        try pass(0..<800)
        let bytes = index.bytes
        try pass(800..<2400)
        #expect(index.count == 300)
        // Upper layers of a graph differ a little with the entries that happen to be in it.
        #expect(index.bytes <= bytes + bytes / 50)
    }

    @Test(arguments: IndexKind.allCases)
    func `many threads write and search at once`(kind: IndexKind) async throws {
        let index = kind.make(dimensions: 32, capacity: 900)
        let threads = 4 as UInt64
        try await withThrowingTaskGroup(of: Void.self) { group in
            for thread in 0..<threads {
                group.addTask {
                    var chance = VectorChance(seed: thread)
                    let mine = thread * 1000
                    for step in 0..<300 as Range<UInt64> {
                        // Each has its own ids, at most 150 of them at a time.
                        let id = mine + step
                        let vector = chance.direction(32)
                        try index.insert(id, vector)
                        let match = try index.search(vector, k: 1).first
                        #expect(match?.id == id, "thread \(thread), step \(step)")
                        if step >= 150 {
                            #expect(index.remove(id - 150))
                            let after = try index.search(vector, k: 10)
                            #expect(after.allSatisfy { $0.id != id - 150 })
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(index.count == Int(threads) * 150)
    }

    @Test(arguments: IndexKind.allCases)
    func `threads that write the same ids leave one entry of each`(kind: IndexKind) async throws {
        let index = kind.make(dimensions: 16, capacity: 400)
        await withTaskGroup(of: Void.self) { group in
            for thread in 0..<4 as Range<UInt64> {
                group.addTask {
                    var chance = VectorChance(seed: thread + 77)
                    for _ in 0..<700 {
                        let id = UInt64(chance.below(40))
                        if chance.below(3) == 0 {
                            index.remove(id)
                        } else {
                            #expect(throws: Never.self) { try index.insert(id, chance.direction(16)) }
                        }
                    }
                }
            }
        }
        let ids = (0..<40 as Range<UInt64>).filter { index.contains($0) }
        #expect(index.count == ids.count)
        let found = try index.search([Float](repeating: 1, count: 16), k: 400).map(\.id)
        #expect(found.sorted() == ids)
    }
}
