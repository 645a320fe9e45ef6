import GatewayCore
import Testing

@Suite struct OutlierDetectorTests {
    private static let second: UInt64 = 1_000_000_000

    private static func sample(_ requests: Int, failures: Int = 0, median: UInt64? = nil) -> OutlierSample {
        OutlierSample(requests: requests, failures: failures, medianFirstToken: median)
    }

    private static func out(_ samples: [OutlierSample], _ settings: OutlierSettings = OutlierSettings()) -> [Int] {
        var detector = OutlierDetector(settings: settings, members: samples.count)
        detector.look(samples, at: Self.second)
        return samples.indices.filter { detector.isEjected($0, at: Self.second) }
    }

    @Test(
        arguments: [
            ([(100, 20), (100, 0)], [0]),
            ([(100, 19), (100, 0)], []),
            ([(19, 19), (100, 0)], []),
            ([(20, 20), (100, 0)], [0]),
            ([(100, 100), (19, 0)], []),
            ([(100, 100), (100, 100)], []),
            ([(100, 50), (100, 50), (100, 50)], []),
            ([(100, 100)], []),
            ([(100, 60), (100, 0), (100, 0), (100, 90)], [0, 3]),
            ([(100, 60), (100, 0), (100, 90)], [2]),
            ([], []),
        ] as [([(Int, Int)], [Int])]
    )
    func `a member that fails more than the others is out`(counts: [(Int, Int)], expected: [Int]) {
        #expect(Self.out(counts.map { Self.sample($0.0, failures: $0.1) }) == expected)
    }

    @Test(
        arguments: [
            ([500, 100], [0]),
            ([499, 100], []),
            ([nil, 100], []),
            ([500, nil], []),
            ([900, 100, 200, 300], []),
            ([1000, 100, 200, 300], [0]),
            ([1000, 100, 300], [0]),
            ([5, 0], []),
        ] as [([UInt64?], [Int])]
    )
    func `a member that is much slower than the others is out`(medians: [UInt64?], expected: [Int]) {
        #expect(Self.out(medians.map { Self.sample(100, median: $0) }) == expected)
    }

    @Test func `failing members go before slow ones, and the worst first`() {
        let samples = [
            Self.sample(100, median: 90_000), Self.sample(100, failures: 60, median: 100),
            Self.sample(100, failures: 90, median: 100), Self.sample(100, median: 100), Self.sample(100, median: 100),
        ]
        var settings = OutlierSettings()
        for (percent, expected) in [(0, []), (19, []), (20, [2]), (40, [1, 2]), (60, [0, 1, 2]), (100, [0, 1, 2])] {
            settings.maxEjectedPercent = percent
            #expect(Self.out(samples, settings) == expected)
        }
    }

    @Test func `who is out again is out for longer, and judged well it begins anew`() {
        var detector = OutlierDetector(settings: OutlierSettings(), members: 2)
        let bad = [Self.sample(50, failures: 50), Self.sample(50)]
        let good = [Self.sample(50), Self.sample(50)]
        var now = Self.second
        for times in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10] as [UInt64] {
            detector.look(bad, at: now)
            let span = times * 10 * Self.second
            #expect(detector.isEjected(0, at: now + span - 1))
            #expect(!detector.isEjected(0, at: now + span))
            now += span
        }
        #expect(detector.ejections == 12)
        // Unjudged, nothing is forgotten.
        detector.look([Self.sample(3), Self.sample(50)], at: now)
        detector.look(bad, at: now)
        #expect(detector.isEjected(0, at: now + 100 * Self.second - 1))
        now += 100 * Self.second
        detector.look(good, at: now)
        detector.look(bad, at: now)
        #expect(!detector.isEjected(0, at: now + 10 * Self.second))
    }

    @Test func `a look is due once per interval, and never where nobody may go`() {
        var detector = OutlierDetector(settings: OutlierSettings(), members: 2)
        #expect(detector.isDue(at: 0))
        detector.look([], at: Self.second)
        #expect(!detector.isDue(at: 11 * Self.second - 1))
        #expect(detector.isDue(at: 11 * Self.second))
        #expect(!OutlierDetector(settings: OutlierSettings(), members: 1).isDue(at: Self.second))
        #expect(!OutlierDetector(settings: OutlierSettings(), members: 0).isDue(at: Self.second))
    }

    @Test(arguments: 1...60)
    func `never are more out than the share, nor all, nor who was not judged`(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var settings = OutlierSettings()
        settings.maxEjectedPercent = .random(in: 0...120, using: &random)
        settings.errorMargin = .random(in: 0...30, using: &random)
        let members = Int.random(in: 1...9, using: &random)
        let most = min(members * min(settings.maxEjectedPercent, 100) / 100, members - 1)
        var detector = OutlierDetector(settings: settings, members: members)
        var now: UInt64 = 0
        for step in 0..<500 {
            now += .random(in: 0...(20 * Self.second), using: &random)
            let samples = (0..<members).map { _ in
                let requests = Int.random(in: 0...60, using: &random)
                return Self.sample(
                    requests,
                    failures: Bool.random(using: &random) ? .random(in: 0...requests, using: &random) : 0,
                    median: Bool.random(using: &random) ? .random(in: 0...2000, using: &random) : nil
                )
            }
            let before = (0..<members).map { detector.isEjected($0, at: now) }
            let ejections = detector.ejections
            detector.look(samples, at: now)
            let after = (0..<members).map { detector.isEjected($0, at: now) }
            #expect(detector.ejectedCount(at: now) == after.count { $0 })
            #expect(detector.ejectedCount(at: now) <= most, "seed \(seed) step \(step)")
            #expect(detector.ejections - ejections == after.count { $0 } - before.count { $0 })
            for member in 0..<members {
                #expect(after[member] || !before[member], "seed \(seed) step \(step)")
                if after[member], !before[member] {
                    #expect(samples[member].requests >= settings.minRequests, "seed \(seed) step \(step)")
                }
            }
        }
        #expect(detector.ejections > 0 || most == 0, "seed \(seed)")
    }
}
