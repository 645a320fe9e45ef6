import GatewayCore
import Testing

@testable import GatewayTelemetry

struct SeriesFamilyTests {
    @Test func `every error and endpoint has room in a key`() {
        #expect(ErrorCode.allCases.allSatisfy { $0.rawValue < SeriesKey.otherError })
        #expect(Endpoint.allCases.allSatisfy { $0.rawValue < SeriesKey.overflow.endpoint })
    }

    @Test(arguments: [1, 2] as [UInt64])
    func `a key gives back what was packed into it`(seed: UInt64) {
        var chance = Chance(seed: seed)
        for _ in 0..<1000 {
            let (endpoint, stream) = (UInt8(chance.below(16)), UInt8(chance.below(3)))
            let (status, error) = (chance.below(1024), UInt8(chance.below(64)))
            let names = (0..<3).map { _ in UInt16(chance.below(LabelTable.ceiling)) }
            let key = SeriesKey(
                endpoint: endpoint,
                stream: stream,
                status: status,
                error: error,
                model: names[0],
                deployment: names[1],
                provider: names[2]
            )
            #expect(key.endpoint == endpoint && key.stream == stream && key.status == status && key.error == error)
            #expect([key.model, key.deployment, key.provider] == names, "seed \(seed)")
        }
    }

    @Test(arguments: [1, 2] as [UInt64])
    func `a family counts as a dictionary does`(seed: UInt64) {
        var chance = Chance(seed: seed)
        var family = SeriesFamily<Int>(limit: 5000)
        var model: [SeriesKey: Int] = [:]
        for _ in 0..<20000 {
            let key = SeriesKey(
                status: chance.below(5),
                model: UInt16(chance.below(40)),
                deployment: UInt16(chance.below(20))
            )
            family.values[family.position(of: key, startingWith: 0)] += 1
            model[key, default: 0] += 1
        }
        let counted = Dictionary(uniqueKeysWithValues: zip(family.keys, family.values))
        #expect(counted == model, "seed \(seed)")
    }

    @Test func `what is beyond the limit shares one series`() {
        var family = SeriesFamily<Int>(limit: 3)
        for model in 0..<10 {
            for _ in 0..<2 {
                family.values[family.position(of: SeriesKey(model: UInt16(model)), startingWith: 0)] += 1
            }
        }
        #expect(family.keys.count == 4)
        #expect(family.keys.last == .overflow)
        #expect(family.values == [2, 2, 2, 14])
    }

    @Test func `names beyond the limit are other`() {
        var table = LabelTable(limit: 4)
        let numbers = ["a", "b", "c", "a", "d"].map { table.number(of: $0) }
        #expect(numbers == [2, 3, LabelTable.other, 2, LabelTable.other])
        #expect(table.names == ["", "other", "a", "b"])
    }
}
