import GatewayCore
import GatewaySimulator
import Testing

@Suite struct DrawTests {
    @Test(
        arguments: [
            ("sim", "sim", nil),
            ("sim!429", "sim", .status(429)),
            ("sim!500", "sim", .status(500)),
            ("sim!reset", "sim", .reset),
            ("sim!cut", "sim", .cut),
            ("sim!stall", "sim", .stall),
            ("sim!slow", "sim", .slow),
            ("a!b!cut", "a!b", .cut),
            ("sim!399", "sim!399", nil),
            ("sim!600", "sim!600", nil),
            ("sim!+50", "sim!+50", nil),
            ("sim!", "sim!", nil),
            ("sim!Reset", "sim!Reset", nil),
        ] as [(String, String, Fault?)]
    )
    func `a model name may ask for a fault`(name: String, model: String, fault: Fault?) {
        let split = Fault.split(name)
        #expect(split.model == model)
        #expect(split.fault == fault)
    }

    @Test func `faults come by their shares, those of streams only in streams`() {
        var simulation = Simulation()
        simulation.rateLimitShare = 0.1
        simulation.errorShare = 0.1
        simulation.resetShare = 0.1
        simulation.cutShare = 0.1
        simulation.stallShare = 0.1
        for isStream in [true, false] {
            var chance = Chance(seed: 11)
            var counts: [Fault?: Int] = [:]
            for _ in 0..<20_000 {
                counts[Fault.draw(simulation, isStream: isStream, from: &chance), default: 0] += 1
            }
            for fault in [Fault.status(429), .status(500), .reset] {
                #expect((1_800...2_200).contains(counts[fault] ?? 0))
            }
            for fault in [Fault.cut, .stall] {
                #expect((isStream ? 1_800...2_200 : 0...0).contains(counts[fault] ?? 0))
            }
        }
    }

    @Test func `delays have the configured median and spread`() {
        let simulation = Simulation(firstToken: .milliseconds(200), tokenGap: .milliseconds(10), jitter: 0.5)
        var latency = Latency(simulation, chance: Chance(seed: 5))
        let gaps = (0..<10_001).map { _ in latency.gap() }.sorted()
        #expect((9_700_000...10_300_000).contains(gaps[5_000]))
        // One standard deviation above the median lies e^0.5 = 1.6487 times as high, at the quantile 0.8413.
        #expect((15_900_000...17_100_000).contains(gaps[8_413]))
        #expect(gaps[0] > 0)
    }

    @Test func `without jitter delays are exact, and slow is slower`() {
        let simulation = Simulation(firstToken: .milliseconds(3), tokenGap: .milliseconds(2), jitter: 0)
        var latency = Latency(simulation, chance: Chance(seed: 5))
        #expect(latency.firstToken() == 3_000_000)
        #expect(latency.gap() == 2_000_000)
        #expect(latency.whole(tokens: 4) == 9_000_000)
        #expect(latency.whole(tokens: 10_001) == 20_003_000_000)
        var slow = Latency(simulation, factor: 10, chance: Chance(seed: 5))
        #expect(slow.firstToken() == 30_000_000)
    }

    @Test func `delays are bounded and zero stays zero`() {
        let wild = Simulation(firstToken: .seconds(3_600), tokenGap: .zero, jitter: 4)
        var latency = Latency(wild, chance: Chance(seed: 1))
        for _ in 0..<1_000 {
            #expect(latency.firstToken() <= Latency.ceiling)
            #expect(latency.gap() == 0)
        }
    }
}
