#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What a member of a group has done between two looks.
package struct ShareSample: Sendable, Equatable {
    /// Attempts that ended and say something of the deployment.
    package var results: Double = 0
    /// Those of them that failed, or were refused for their rate.
    package var failures: Double = 0
    /// Latencies that were measured.
    package var latencies: Double = 0
    /// Sum of their logarithms to base 2, of nanoseconds.
    package var logSum: Double = 0
    /// Attempts that wait for their first content now.
    package var waiting: Double = 0
    /// Nanoseconds that those have waited on average.
    package var waitingFor: Double = 0

    /// Creates a sample of nothing.
    package init() {}
}

/// Shifts the shares of a group's members by how they do: down quickly and smoothly where one fails or becomes slow, back
/// up as it recovers.
///
/// A latency is compared with the member's own past, less what befell the others since, and with that of the others as it
/// is; the smaller of the two counts, so that neither one that is always slower loses its share nor one that is no worse
/// than the rest. A share is reduced only where measurements leave no doubt: by lower bounds of error rate and slowdown.
/// Once reduced it follows the measurements themselves, and is restored below a lower threshold than the one that reduced
/// it (hysteresis). Each look halves it at most, or lets
/// it grow by a bounded factor; without measurements it grows slowly, for the trickle that the floor leaves may be none.
/// Not hot: called once per interval. Pure.
package struct ShareController: Sendable {
    /// Standard deviation of latencies that is allowed for, in octaves: most of a group's differ by less.
    private static let deviation = 1.0
    /// How many standard errors the lower bound of a slowdown lies below what was measured.
    private static let certainty = 2.2
    /// The same for error rates, which have no other threshold behind them.
    private static let failureCertainty = 3.0
    /// Factor by which a share grows from look to look while nothing is measured.
    private static let blindGrowth = 1.1
    /// Weight of measurements below which nothing is known.
    private static let least = 0.2
    /// Latencies by which a member's past is known.
    private static let pastSamples = 12.0
    /// Part of the past that is learnt anew from look to look: half of it in about ten minutes, and while a share is
    /// reduced in half an hour.
    private static let learning = (usual: 0.0006, reduced: 0.0002)

    private struct Member {
        var share = 1.0
        var isReduced = false
        var results = 0.0
        var failures = 0.0
        var latencies = 0.0
        var logSum = 0.0
        var waiting = 0.0
        var waitingLog = 0.0
        /// Logarithm of the latency that it usually has; nil before that is known.
        var usual: Double?
        /// The first latencies, until the usual one is known.
        var firstCount = 0.0
        var firstSum = 0.0

        var hasEvidence: Bool { self.results >= ShareController.least }

        var errorRate: Double { self.results > 0 ? self.failures / self.results : 0 }

        /// Logarithm of its latency; what waits longer than that counts as well.
        var latency: Double? {
            guard self.latencies >= ShareController.least else { return self.waiting >= 4 ? self.waitingLog : nil }
            let measured = self.logSum / self.latencies
            return self.waiting >= 4 ? max(measured, self.waitingLog) : measured
        }

        /// Measurements behind the latency.
        var latencySamples: Double { max(self.latencies, self.waiting >= 4 ? self.waiting : 0) }

        mutating func take(_ sample: ShareSample, keeping kept: Double) {
            self.results = self.results * kept + sample.results
            self.failures = self.failures * kept + sample.failures
            self.latencies = self.latencies * kept + sample.latencies
            self.logSum = self.logSum * kept + sample.logSum
            if self.usual == nil {
                self.firstCount += sample.latencies
                self.firstSum += sample.logSum
            }
            self.waiting = sample.waiting
            // Whoever waits still will have waited longer than until now.
            self.waitingLog = sample.waitingFor > 0 ? log2(sample.waitingFor) : 0
        }
    }

    private let settings: ShareSettings
    private var members: [Member]
    private var nextLook: UInt64 = 0
    private var lastLook: UInt64 = 0

    /// Creates the controller of a group of so many members.
    package init(settings: ShareSettings, members: Int) {
        self.settings = settings
        self.members = Array(repeating: Member(), count: max(members, 0))
    }

    /// Members of the group.
    package var count: Int { self.members.count }

    /// The factor on a member's traffic.
    package func share(_ member: Int) -> Double {
        self.members[member].share
    }

    /// Takes over what is known of a member of another group, or of the same one before a reload.
    package mutating func adopt(_ member: Int, from other: ShareController, _ position: Int) {
        self.members[member] = other.members[position]
        self.lastLook = max(self.lastLook, other.lastLook)
        self.nextLook = max(self.nextLook, other.nextLook)
    }

    /// Takes what members did since the last look, and sets their shares.
    package mutating func look(_ samples: [ShareSample], at now: UInt64) {
        let halfLife = Double(max(self.settings.halfLife.wholeNanoseconds, 1))
        let kept = exp2(-Double(now.elapsed(since: self.lastLook)) / halfLife)
        self.lastLook = now
        for (index, sample) in zip(self.members.indices, samples) {
            self.members[index].take(sample, keeping: kept)
        }
        for index in self.members.indices {
            self.judge(index)
        }
    }

    private mutating func judge(_ index: Int) {
        let found = self.slowdown(of: index)
        let member = self.members[index]
        if !member.isReduced {
            let bound = log2(max(self.settings.slowdown, 1.01))
            let isSlow = found.map { $0.octaves > bound && $0.octaves - $0.doubt > bound * 0.75 } ?? false
            self.members[index].isReduced = isSlow || self.isFailing(member)
        }
        self.learn(index)
        guard self.members[index].isReduced else {
            self.members[index].share = min(member.share * self.settings.growth, 1)
            return
        }
        let badness = max(
            Self.part(member.errorRate, from: self.settings.errorRate / 2, to: self.settings.fullErrorRate),
            Self.part(
                found?.octaves ?? 0,
                from: log2(max(self.settings.slowdown * 0.75, 1.01)),
                to: log2(max(self.settings.fullSlowdown, 1.02))
            )
        )
        self.steer(index, to: 1 - badness, isSeen: member.hasEvidence)
    }

    /// Moves a share towards its target, by a bounded step.
    private mutating func steer(_ index: Int, to target: Double, isSeen: Bool) {
        let floor = min(max(self.settings.floor, 0.001), 1)
        let target = max(target, floor)
        let share = self.members[index].share
        guard isSeen else {
            // Nobody knows: it is given a little more, until it shows what it does with it.
            self.raise(index, to: 1, by: Self.blindGrowth)
            return
        }
        if target < share {
            self.members[index].share = max(target, share / 2)
        } else {
            self.raise(index, to: target, by: max(self.settings.growth, 1.01))
        }
    }

    private mutating func raise(_ index: Int, to target: Double, by factor: Double) {
        self.members[index].share = min(self.members[index].share * factor, target)
        if self.members[index].share >= 1 {
            self.members[index].isReduced = false
        }
    }

    /// Whether the error rate is too high beyond doubt (the lower bound of Wilson's interval).
    private func isFailing(_ member: Member) -> Bool {
        guard member.failures >= 2 else { return false }
        let square = Self.failureCertainty * Self.failureCertainty
        let count = member.results
        let rate = member.errorRate
        let spread = Self.failureCertainty * (rate * (1 - rate) / count + square / (4 * count * count)).squareRoot()
        let lower = (rate + square / (2 * count) - spread) / (1 + square / count)
        return lower > self.settings.errorRate
    }

    /// How much slower a member is than it should be, in octaves, and how much of it may be chance.
    private func slowdown(of index: Int) -> (octaves: Double, doubt: Double)? {
        guard let own = self.members[index].latency, let usual = self.members[index].usual else { return nil }
        var changes: [Double] = []
        var latencies: [Double] = []
        var samples = 0.0
        for (position, member) in self.members.enumerated() where position != index {
            guard let latency = member.latency, member.latencySamples >= 1 else { continue }
            latencies.append(latency)
            if let usual = member.usual {
                changes.append(latency - usual)
                samples += member.latencySamples
            }
        }
        let byPast = own - usual - max(Self.lowerMedian(&changes) ?? 0, 0)
        let others = Self.lowerMedian(&latencies).map { own - $0 } ?? byPast
        let doubt =
            Self.certainty * Self.deviation
            * (1 / max(self.members[index].latencySamples, 0.01) + (samples > 0 ? 1 / samples : 0)).squareRoot()
        return (min(byPast, others), doubt)
    }

    /// The middle value, or the lower of the two in the middle: of two that do not agree, the slow one is the sick one.
    private static func lowerMedian(_ values: inout [Double]) -> Double? {
        values.sort()
        return values.isEmpty ? nil : values[(values.count - 1) / 2]
    }

    /// Learns a member's usual latency: from the first ones, and then slowly.
    private mutating func learn(_ index: Int) {
        let member = self.members[index]
        guard let usual = member.usual else {
            if member.firstCount >= Self.pastSamples {
                self.members[index].usual = member.firstSum / member.firstCount
            }
            return
        }
        guard member.latencies >= 1, let latency = member.latency else { return }
        let rate = member.isReduced ? Self.learning.reduced : Self.learning.usual
        self.members[index].usual = usual + (latency - usual) * rate
    }

    /// Where a number lies between two others, 0 to 1.
    private static func part(_ value: Double, from low: Double, to high: Double) -> Double {
        guard high > low else { return value > low ? 1 : 0 }
        return min(max((value - low) / (high - low), 0), 1)
    }
}
