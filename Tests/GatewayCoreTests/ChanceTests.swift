import GatewayCore
import Testing

@Suite struct ChanceTests {
    @Test func `the sequence is that of SplitMix64`() {
        var chance = Chance(seed: 1_234_567)
        let drawn = (0..<5).map { _ in chance.next() }
        #expect(
            drawn == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ]
        )
    }

    @Test(arguments: [1, 2, 3, 7, 10, 64, 1000])
    func `draws below a bound are even`(bound: Int) {
        var chance = Chance(seed: 42)
        let draws = 2000 * bound
        var counts = Array(repeating: 0, count: bound)
        for _ in 0..<min(draws, 2_000_000) {
            counts[chance.below(bound)] += 1
        }
        let expected = Double(min(draws, 2_000_000)) / Double(bound)
        let statistic = counts.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
        // Chi square: mean bound - 1, variance twice that; five deviations, with a fixed seed.
        #expect(statistic <= Double(bound - 1) + 5 * (2.0 * Double(bound)).squareRoot())
    }

    @Test func `unit draws lie in their interval and are even`() {
        var chance = Chance(seed: 7)
        var sum = 0.0
        for _ in 0..<100_000 {
            let draw = chance.unit()
            #expect(draw >= 0 && draw < 1)
            sum += draw
        }
        #expect(abs(sum / 100_000 - 0.5) < 0.005)
    }

    @Test func `a copy replays the decisions`() {
        var chance = Chance(seed: 99)
        _ = chance.next()
        var copy = chance
        let left = (0..<20).map { _ in chance.below(1000) }
        let right = (0..<20).map { _ in copy.below(1000) }
        #expect(left == right)
        #expect(Set(left).count > 10)
    }
}
