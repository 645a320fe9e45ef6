import Testing

@testable import GatewaySemantic

@Suite
struct RankedSlotTests {
    @Test
    func `a word keeps slot and similarity and orders by similarity, then by the lower slot`() {
        let similarities: [Float] = [-2, -1, -0.5, -1e-20, 0, 1e-20, 0.25, 0.999, 1, 1.001]
        for (place, similarity) in similarities.enumerated() {
            let ranked = RankedSlot(slot: 7, similarity: similarity)
            #expect(ranked.slot == 7)
            #expect(ranked.similarity == similarity)
            #expect(RankedSlot(slot: 8, similarity: similarity) < ranked)
            for lower in similarities[..<place] {
                #expect(RankedSlot(slot: 0, similarity: lower) < ranked)
            }
        }
    }

    @Test(arguments: 0..<30)
    func `the best of many are kept and come in order`(seed: UInt64) {
        var chance = VectorChance(seed: seed)
        var best = BestSlots(room: 1)
        for limit in [1, 2, 3, 10, 33] {
            best.reset(limit: limit)
            let all = (0..<chance.below(80)).map {
                RankedSlot(slot: UInt32($0), similarity: Float(chance.below(20)) - 10)
            }
            for (place, slot) in all.enumerated() {
                let expected = place < limit ? -Float.infinity : all[..<place].sorted(by: >)[limit - 1].similarity
                let floor = best.floor
                #expect(floor == expected)
                best.offer(slot)
            }
            let found = Array(best.sorted())
            #expect(found == Array(all.sorted(by: >).prefix(limit)))
        }
    }

    @Test(arguments: 0..<30)
    func `a frontier gives the best first`(seed: UInt64) {
        var chance = VectorChance(seed: seed)
        var frontier = SlotFrontier(room: 1)
        frontier.push(RankedSlot(slot: 1, similarity: 5))
        frontier.removeAll()
        var model: [RankedSlot] = []
        for step in 0..<300 {
            if chance.below(3) > 0 {
                let slot = RankedSlot(slot: UInt32(step), similarity: chance.number())
                frontier.push(slot)
                model.append(slot)
            } else {
                model.sort()
                let popped = frontier.pop()
                #expect(popped == model.popLast())
            }
        }
    }
}
