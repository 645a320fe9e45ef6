import Testing

@testable import GatewaySemantic

struct AcceptancePolicyTests {
    static func table(_ risk: (Int) -> Float) -> [Float] {
        (0..<AcceptanceBucket.count * RiskTable.bands).map { risk($0 % RiskTable.bands) }
    }

    @Test func `only a risk at or below the limit is served`() {
        let policy = BoundedAcceptance(risks: Self.table { $0 == 31 ? 0.01 : $0 > 20 ? 0.2 : 0.9 }, limit: 0.02)
        func decision(_ score: Float) -> AcceptanceVerdict.Decision {
            policy.verdict(on: AcceptanceCase(score: score, cosine: 1), chance: 0).decision
        }
        #expect(decision(1) == .hit)
        #expect(decision(0.99) == .explore)
        #expect(decision(0.5) == .miss)
        #expect(decision(.nan) == .explore)
        #expect(BoundedAcceptance.off.verdict(on: AcceptanceCase(score: 1, cosine: 1), chance: 0).decision == .explore)
        #expect(BoundedAcceptance(risks: [0], limit: 1).limit == -1)
        #expect(BoundedAcceptance(risks: Self.table { _ in 0 }, limit: .nan).limit == -1)
    }

    @Test func `an entry's own evidence refuses it, and admits it only near the limit`() {
        let policy = BoundedAcceptance(risks: Self.table { $0 == 31 ? 0.01 : $0 > 20 ? 0.05 : 0.5 }, limit: 0.02)
        func decision(_ score: Float, wrong: UInt16, right: UInt16) -> AcceptanceVerdict.Decision {
            let entry = EntryEvidence(wrong: wrong, right: right)
            return policy.verdict(on: AcceptanceCase(score: score, cosine: 1, entry: entry), chance: 0).decision
        }
        #expect(decision(1, wrong: 1, right: 0) == .explore)
        #expect(decision(0.99, wrong: 0, right: 0) == .explore)
        #expect(decision(0.99, wrong: 0, right: 30) == .hit)
        #expect(decision(0.5, wrong: 0, right: 500) == .explore)
    }

    @Test func `an entry's counts are bounded`() {
        var entry = EntryEvidence()
        for _ in 0..<100_000 { entry.add(isWrong: false) }
        #expect(entry.right <= 512)
        for _ in 0..<100_000 { entry.add(isWrong: true) }
        #expect(entry.wrong <= 512)
        #expect(entry.risk(cell: 0) > 0.9)
    }

    @Test func `a higher score never has a higher risk`() {
        var chance = SeededDraws(seed: 2)
        var table = RiskTable()
        for draw in SimulatedTraffic().draws(300, &chance) { table.add(draw) }
        for risks in [table.risks(), table.risks(prior: Self.table { Float(31 - $0) / 31 })] {
            for bucket in 0..<AcceptanceBucket.count {
                for band in 1..<RiskTable.bands {
                    let at = bucket * RiskTable.bands + band
                    #expect(risks[at] <= risks[at - 1] + 1e-6)
                }
            }
        }
    }

    @Test func `a bucket without evidence has the risk of its score and one with evidence its own`() {
        var table = RiskTable()
        for index in 0..<4000 {
            table.add(LabelledScore(score: 0.9, isWrong: index % 4 == 0, bucket: AcceptanceBucket(index: 1)))
            table.add(LabelledScore(score: 0.9, isWrong: index % 50 == 0, bucket: AcceptanceBucket(index: 2)))
        }
        let risks = table.risks()
        func risk(_ bucket: Int) -> Float {
            risks[RiskTable.cell(score: 0.9, bucket: AcceptanceBucket(index: bucket))]
        }
        #expect(abs(risk(1) - 0.25) < 0.01)
        #expect(abs(risk(2) - 0.02) < 0.01)
        #expect(abs(risk(5) - 0.135) < 0.01)
        #expect(RiskTable().risks().allSatisfy { $0 >= 0.5 })
    }

    @Test func `a cell that nothing was observed in is not served`() throws {
        var judged = RiskTable()
        var risks = [Float](repeating: 1, count: judged.cells.count)
        risks[0] = 0.01
        risks[1] = 0.02
        for _ in 0..<500 { judged.add(cell: 0, isWrong: false) }
        func limit() -> Float? {
            AcceptanceLimit.loosest(risks: risks, judged: judged, most: 0.05, confidence: 0.95)?.risk
        }
        #expect(limit() == 0.01)
        for _ in 0..<50 { judged.add(cell: 1, isWrong: false) }
        #expect(limit() == 0.02)
    }

    @Test func `scores beyond the range fall into the ends`() {
        #expect(RiskTable.band(-1) == 0)
        #expect(RiskTable.band(0) == 0)
        #expect(RiskTable.band(1) == RiskTable.bands - 1)
        #expect(RiskTable.band(7) == RiskTable.bands - 1)
        #expect(RiskTable.band(.nan) == 0)
        #expect(LabelledScore(score: .nan, isWrong: true).score == 0)
        #expect(AcceptanceBucket(index: 99).index == 7)
        #expect(RiskTable(cells: []) == nil)
    }

    @Test func `buckets have names that say what they are`() {
        #expect(Set((0..<AcceptanceBucket.count).map { AcceptanceBucket(index: $0).name }).count == 8)
        #expect(AcceptanceBucket(isShort: true, isSpecific: true, isCrowded: false).name == "short-specific-lonely")
        let reading = PromptReading("What is the capital of France?", language: "en")
        #expect(AcceptanceBucket(of: reading, crowding: 0.9).name == "short-specific-crowded")
    }
}
