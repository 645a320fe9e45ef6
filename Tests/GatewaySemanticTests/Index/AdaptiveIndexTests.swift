import GatewaySemantic
import Testing

@Suite
struct AdaptiveIndexTests {
    @Test
    func `below its limit an index has no graph`() throws {
        var chance = VectorChance(seed: 1)
        let index = AdaptiveIndex(dimensions: 16, capacity: 500, flatLimit: 100)
        for id in 0..<100 as Range<UInt64> {
            try index.insert(id, chance.direction(16))
        }
        // Replacing is not growing.
        try index.insert(50, chance.direction(16))
        #expect(index.leftToMove == 0)
        try index.insert(100, chance.direction(16))
        #expect(index.leftToMove > 0)
        #expect(index.count == 101)
    }

    @Test
    func `each writer moves a few entries until none is left, and none is ever missed`() throws {
        var chance = VectorChance(seed: 2)
        let index = AdaptiveIndex(dimensions: 32, capacity: 2000, flatLimit: 400, step: 3)
        var entries: [UInt64: [Float]] = [:]
        for id in 0..<401 as Range<UInt64> {
            entries[id] = chance.direction(32)
            try index.insert(id, entries[id] ?? [])
        }
        var left = index.leftToMove
        #expect(left == 397)
        var id = 401 as UInt64
        while left > 0 {
            entries[id] = chance.direction(32)
            try index.insert(id, entries[id] ?? [])
            #expect(index.leftToMove == max(0, left - 3))
            left = index.leftToMove
            for id in [id, UInt64(chance.below(Int(id)))] {
                #expect(try index.search(entries[id] ?? [], k: 1).first?.id == id)
            }
            #expect(index.count == entries.count)
            id += 1
        }
        for (id, vector) in entries {
            #expect(try index.search(vector, k: 1).first?.id == id)
        }
    }

    @Test
    func `entries can be removed and replaced while they move`() throws {
        var chance = VectorChance(seed: 3)
        let index = AdaptiveIndex(dimensions: 24, capacity: 1000, flatLimit: 300, step: 1)
        var entries: [UInt64: [Float]] = [:]
        for id in 0..<301 as Range<UInt64> {
            entries[id] = chance.direction(24)
            try index.insert(id, entries[id] ?? [])
        }
        for step in 0..<150 {
            let id = UInt64(chance.below(301))
            if step % 2 == 0 {
                #expect(index.remove(id) == (entries.removeValue(forKey: id) != nil))
            } else {
                entries[id] = chance.direction(24)
                try index.insert(id, entries[id] ?? [])
            }
            #expect(index.count == entries.count)
        }
        #expect(index.leftToMove > 0)
        #expect(index.move(1000) == 0)
        #expect(index.count == entries.count)
        for (id, vector) in entries {
            #expect(try index.search(vector, k: 1).first?.id == id)
        }
        let all = try index.search(chance.direction(24), k: 1000)
        #expect(Set(all.map(\.id)) == Set(entries.keys))
    }

    @Test
    func `searches see every entry while another thread moves them`() async throws {
        var chance = VectorChance(seed: 4)
        let index = AdaptiveIndex(dimensions: 32, capacity: 2000, flatLimit: 600, step: 1)
        let vectors = (0..<601).map { _ in chance.direction(32) }
        for (id, vector) in vectors.enumerated() {
            try index.insert(UInt64(id), vector)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while index.move(1) > 0 {}
            }
            for start in 0..<3 {
                group.addTask {
                    for (id, vector) in vectors.enumerated() where id % 3 == start {
                        let found = try index.search(vector, k: 1).first?.id
                        #expect(found == UInt64(id))
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(index.leftToMove == 0)
    }

    @Test
    func `where everything fits there is never a graph`() throws {
        var chance = VectorChance(seed: 5)
        let index = AdaptiveIndex(dimensions: 8, capacity: 50, flatLimit: 100)
        for id in 0..<50 as Range<UInt64> {
            try index.insert(id, chance.direction(8))
        }
        #expect(throws: VectorIndexError.full(capacity: 50)) { try index.insert(50, chance.direction(8)) }
        #expect(index.leftToMove == 0)
    }
}
