import GatewayCore
import Testing

@Suite struct SlidingCountTests {
    @Test(arguments: 1...30)
    func `one reading never counts too little and the other never too much`(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let slices = Int.random(in: 1...12, using: &random)
        let window = UInt64(slices) * .random(in: 1...50, using: &random)
        let slice = window / UInt64(slices)
        var count = SlidingCount(window: window, slices: slices)
        var events: [UInt64] = []
        var now = UInt64.random(in: 0...1000, using: &random)
        for step in 0..<600 {
            now += Self.stride(window: window, using: &random)
            if Bool.random(using: &random) {
                count.add(at: now)
                events.append(now)
            }
            let exact = events.count { $0 + window > now }
            let wider = events.count { $0 + window + slice > now }
            let narrower = events.count { $0 + window > now + slice }
            let covering = count.covering(at: now)
            let inside = count.inside(at: now)
            #expect(exact <= covering && covering <= wider, "seed \(seed) step \(step)")
            #expect(narrower <= inside && inside <= exact, "seed \(seed) step \(step)")
        }
    }

    private static func stride(window: UInt64, using random: inout SplitMix64) -> UInt64 {
        switch Int.random(in: 0..<20, using: &random) {
        case 0: .random(in: 0...(3 * window), using: &random)
        case 1...5: 0
        default: .random(in: 0...(window / 5 + 1), using: &random)
        }
    }

    @Test func `a late time counts as the latest one`() {
        var count = SlidingCount(window: 1000, slices: 10)
        count.add(at: 5000)
        count.add(at: 10)
        #expect(count.covering(at: 10) == 2)
        #expect(count.covering(at: 5999) == 2)
        #expect(count.covering(at: 6100) == 0)
    }

    @Test func `cleared, it is empty and counts on`() {
        var count = SlidingCount(window: 1000, slices: 10)
        count.add(at: 100)
        count.clear()
        #expect(count.covering(at: 100) == 0)
        count.add(at: 150)
        #expect(count.inside(at: 150) == 1)
    }

    @Test(arguments: [UInt64(0), 1, 9, .max])
    func `windows of any length count`(window: UInt64) {
        var count = SlidingCount(window: window, slices: 10)
        count.add(at: 7)
        #expect(count.covering(at: 7) == 1)
        #expect(count.inside(at: 7) == 1)
    }
}
