import GatewayCore
import Testing

/// A group of members under traffic, on virtual time: what the controller does with it.
private struct SharePlant {
    private static let step: UInt64 = 500_000_000
    var controller: ShareController
    var random: SplitMix64
    var now: UInt64 = 1_000_000_000
    /// Requests per second of the whole group.
    var rate: Double
    /// Median latency of each member, in nanoseconds.
    var latencies: [Double]
    /// Share of attempts that fail.
    var errors: [Double]
    /// Spread of latencies, in octaves.
    var spread = 0.7
    private var owed: [Double]
    /// Traffic of each member since the last clearing.
    private(set) var traffic: [Double]

    init(members: Int, rate: Double, seed: UInt64, latency: Double = 100e6, settings: ShareSettings = ShareSettings()) {
        self.controller = ShareController(settings: settings, members: members)
        self.random = SplitMix64(seed: seed)
        self.rate = rate
        self.latencies = Array(repeating: latency, count: members)
        self.errors = Array(repeating: 0, count: members)
        self.owed = Array(repeating: 0, count: members)
        self.traffic = Array(repeating: 0, count: members)
    }

    var shares: [Double] { (0..<self.controller.count).map { self.controller.share($0) } }

    /// The part of the group's traffic that a member gets now.
    func part(_ member: Int) -> Double {
        self.shares[member] / self.shares.reduce(0, +)
    }

    mutating func clear() {
        self.traffic = self.traffic.map { _ in 0 }
    }

    /// Lets the time from one look to the next pass.
    mutating func step() {
        self.now += Self.step
        var samples: [ShareSample] = []
        let sum = self.shares.reduce(0, +)
        for member in self.latencies.indices {
            var sample = ShareSample()
            self.owed[member] += self.rate * 0.5 * self.shares[member] / sum
            self.traffic[member] += self.rate * 0.5 * self.shares[member] / sum
            while self.owed[member] >= 1 {
                self.owed[member] -= 1
                sample.results += 1
                if Double.random(in: 0..<1, using: &self.random) < self.errors[member] {
                    sample.failures += 1
                    continue
                }
                sample.latencies += 1
                sample.logSum += self.latencies[member].logarithm + self.noise()
            }
            samples.append(sample)
        }
        self.controller.look(samples, at: self.now)
    }

    /// About normal: the sum of the four parts of a random number.
    private mutating func noise() -> Double {
        let bits = self.random.next()
        let sum = Int(bits & 0xFFFF) + Int(bits >> 16 & 0xFFFF) + Int(bits >> 32 & 0xFFFF) + Int(bits >> 48)
        return (Double(sum) / 65_536 - 2) * 1.732 * self.spread
    }

    mutating func run(seconds: Double, _ body: (Self) -> Void = { _ in }) {
        for _ in 0..<Int(seconds * 2) {
            self.step()
            body(self)
        }
    }
}

extension Double {
    /// Logarithm to base 2, close enough.
    fileprivate var logarithm: Double {
        Double(self.exponent) + (self.significand - 1) * (1.3465 - 0.3465 * (self.significand - 1))
    }
}

@Suite struct ShareControllerTests {
    private static let seeds: ClosedRange<UInt64> = 1...20

    @Test(arguments: [2, 3, 6], [20.0, 200.0])
    func `one that starts failing loses nine tenths in five seconds, and has them back in thirty`(
        members: Int,
        rate: Double
    ) {
        for seed in Self.seeds {
            var plant = SharePlant(members: members, rate: rate, seed: seed)
            plant.run(seconds: 30)
            let before = plant.part(0)
            plant.errors[0] = 1
            plant.run(seconds: 5)
            #expect(plant.part(0) <= before * 0.1, "seed \(seed)")
            plant.run(seconds: 30) { #expect($0.part(0) <= before * 0.2, "seed \(seed)") }
            plant.errors[0] = 0
            plant.run(seconds: 30)
            #expect(plant.part(0) >= before * 0.9, "seed \(seed)")
        }
    }

    @Test(arguments: [2, 3, 6], [20.0, 200.0])
    func `one that becomes ten times as slow loses nine tenths in five seconds, and has them back in thirty`(
        members: Int,
        rate: Double
    ) {
        for seed in Self.seeds {
            var plant = SharePlant(members: members, rate: rate, seed: seed)
            plant.run(seconds: 30)
            let before = plant.part(0)
            plant.latencies[0] *= 10
            plant.run(seconds: 5)
            #expect(plant.part(0) <= before * 0.1, "seed \(seed)")
            plant.run(seconds: 30) { #expect($0.part(0) <= before * 0.2, "seed \(seed)") }
            plant.latencies[0] /= 10
            plant.run(seconds: 30)
            #expect(plant.part(0) >= before * 0.9, "seed \(seed)")
        }
    }

    @Test(arguments: [2.0, 20, 200])
    func `members that differ by noise keep their shares`(rate: Double) {
        for seed in Self.seeds {
            var plant = SharePlant(members: 4, rate: rate, seed: seed)
            plant.latencies = [80e6, 100e6, 120e6, 130e6]
            plant.errors = [0.01, 0.02, 0.03, 0]
            plant.run(seconds: 300) { #expect($0.shares == [1, 1, 1, 1], "seed \(seed)") }
        }
    }

    @Test func `one that is always slower keeps its share`() {
        for seed in Self.seeds {
            var plant = SharePlant(members: 3, rate: 60, seed: seed)
            plant.latencies = [100e6, 110e6, 700e6]
            plant.run(seconds: 120) { #expect($0.shares == [1, 1, 1], "seed \(seed)") }
            // And loses it as any other when it becomes slower still.
            plant.latencies[2] *= 10
            plant.run(seconds: 5)
            #expect(plant.shares[2] <= 0.1, "seed \(seed)")
        }
    }

    @Test func `what befalls all takes the traffic from none`() {
        for seed in Self.seeds {
            var plant = SharePlant(members: 3, rate: 60, seed: seed)
            plant.run(seconds: 20)
            plant.latencies = plant.latencies.map { $0 * 10 }
            plant.run(seconds: 60) { #expect($0.shares == [1, 1, 1], "seed \(seed)") }
            plant.errors = [1, 1, 1]
            plant.run(seconds: 20)
            for member in 0..<3 {
                #expect(plant.part(member) > 0.2, "seed \(seed)")
            }
        }
    }

    @Test func `half of the failures take a part of the traffic, and leave some`() {
        for seed in Self.seeds {
            var plant = SharePlant(members: 2, rate: 100, seed: seed)
            plant.run(seconds: 10)
            plant.errors[0] = 0.17
            plant.run(seconds: 20)
            plant.clear()
            plant.run(seconds: 60)
            let part = plant.traffic[0] / plant.traffic.reduce(0, +)
            #expect((0.1...0.45).contains(part), "seed \(seed)")
        }
    }

    @Test func `a share moves by bounded steps, and never below the floor`() {
        let settings = ShareSettings()
        for seed in Self.seeds {
            var plant = SharePlant(members: 3, rate: 50, seed: seed)
            var last = plant.shares
            for phase in 0..<8 {
                plant.errors[phase % 3] = phase.isMultiple(of: 2) ? 0.9 : 0
                plant.latencies[(phase + 1) % 3] = phase < 4 ? 800e6 : 100e6
                plant.run(seconds: 8) { plant in
                    for (old, new) in zip(last, plant.shares) {
                        #expect(new >= old / 2 - 1e-12 && new <= old * settings.growth + 1e-12, "seed \(seed)")
                        #expect(new >= settings.floor && new <= 1, "seed \(seed)")
                    }
                    last = plant.shares
                }
            }
        }
    }

    @Test func `one that nobody asks gets its chance again`() {
        for seed in Self.seeds {
            var plant = SharePlant(members: 2, rate: 50, seed: seed)
            plant.errors[0] = 1
            plant.run(seconds: 10)
            plant.rate = 0
            plant.run(seconds: 60)
            #expect(plant.shares == [1, 1], "seed \(seed)")
        }
    }

    @Test func `requests that wait without an answer tell of a stall`() {
        var controller = ShareController(settings: ShareSettings(), members: 2)
        var now: UInt64 = 0
        func look(_ stalled: Double?) {
            var samples = [ShareSample(), ShareSample()]
            for index in 0..<2 where index == 1 || stalled == nil {
                samples[index].results = 20
                samples[index].latencies = 20
                samples[index].logSum = 20 * 26.6
            }
            if let stalled {
                samples[0].waiting = 20
                samples[0].waitingFor = stalled
            }
            now += 500_000_000
            controller.look(samples, at: now)
        }
        for _ in 0..<10 {
            look(nil)
        }
        #expect(controller.share(0) == 1)
        for tick in 1...10 {
            look(Double(tick) * 250e6)
        }
        #expect(controller.share(0) <= 0.1 && controller.share(1) == 1)
    }

    @Test func `a member keeps its share over a change of the group`() {
        var plant = SharePlant(members: 2, rate: 50, seed: 3)
        plant.errors[0] = 1
        plant.run(seconds: 10)
        var next = ShareController(settings: ShareSettings(), members: 3)
        next.adopt(2, from: plant.controller, 0)
        #expect(next.share(2) == plant.controller.share(0) && next.share(0) == 1 && next.share(2) < 0.1)
    }
}
