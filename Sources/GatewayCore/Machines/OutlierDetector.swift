/// What a member of a model group did in the last interval.
package struct OutlierSample: Sendable, Equatable {
    /// Attempts that ended and say something of the provider.
    package var requests: Int
    /// Those that failed through its fault.
    package var failures: Int
    /// Median time to first token in nanoseconds; nil where none came.
    package var medianFirstToken: UInt64?

    /// Creates a sample.
    package init(requests: Int, failures: Int, medianFirstToken: UInt64? = nil) {
        self.requests = requests
        self.failures = failures
        self.medianFirstToken = medianFirstToken
    }
}

/// What takes members of a model group out for a while that do worse than the others.
///
/// Members are compared with each other, not with a fixed bound: what all suffer from takes nobody out. A member with
/// too few requests is not judged and no measure for the others, nor is one that is out. Of those that qualify the worst
/// go first: failing before slow, each by how far off it is. Never are more out at once than the settings' share of the
/// group, rounded down, and never all. Not hot: called once per interval, O(members²) at worst for medians.
package struct OutlierDetector: Sendable {
    private static let longestRow: UInt64 = 10

    private struct Standing {
        var ejectedUntil: UInt64 = 0
        var inARow: UInt64 = 0
    }

    /// A member that does worse than the others, and by how much.
    private struct Outlier {
        var member: Int
        var isFailing: Bool
        var excess: Double
    }

    private let capacity: Int
    private let interval: UInt64
    private let minRequests: Int
    private let ejectFor: UInt64
    private let errorMargin: Int
    private let latencyFactor: Int
    private var standings: [Standing]
    private var nextLook: UInt64 = 0
    /// Times that a member was taken out.
    package private(set) var ejections = 0

    /// Creates the detector of a group of so many members, none of them out.
    package init(settings: OutlierSettings, members: Int) {
        let members = max(0, members)
        let share = min(max(0, settings.maxEjectedPercent), 100)
        self.capacity = min(members * share / 100, max(0, members - 1))
        self.interval = settings.interval.wholeNanoseconds
        self.minRequests = max(1, settings.minRequests)
        self.ejectFor = settings.ejectFor.wholeNanoseconds
        self.errorMargin = settings.errorMargin
        self.latencyFactor = max(1, settings.latencyFactor)
        self.standings = Array(repeating: Standing(), count: members)
    }

    /// Whether it is time for a look; never where the settings leave no member to be taken out.
    package func isDue(at now: UInt64) -> Bool {
        self.capacity > 0 && now >= self.nextLook
    }

    /// Whether a member is out, by its place in the group.
    package func isEjected(_ member: Int, at now: UInt64) -> Bool {
        self.standings.indices.contains(member) && now < self.standings[member].ejectedUntil
    }

    /// Until when a member is out; a time that has passed, or 0, for one that is not.
    package func ejectedUntil(_ member: Int) -> UInt64 {
        self.standings.indices.contains(member) ? self.standings[member].ejectedUntil : 0
    }

    /// Members that are out.
    package func ejectedCount(at now: UInt64) -> Int {
        self.standings.count { now < $0.ejectedUntil }
    }

    /// Judges the members by what they did since the last look; one without a sample is not judged.
    package mutating func look(_ samples: [OutlierSample], at now: UInt64) {
        self.nextLook = now.later(by: self.interval)
        let judged = zip(self.standings.indices, samples).filter { member, sample in
            sample.requests >= self.minRequests && !self.isEjected(member, at: now)
        }
        let outliers = judged.compactMap { self.compare($0.0, among: judged) }
        var room = self.capacity - self.ejectedCount(at: now)
        for outlier in outliers.sorted(by: Self.isWorse) {
            guard room > 0 else { break }
            room -= 1
            self.eject(outlier.member, at: now)
        }
        for (member, _) in judged where !outliers.contains(where: { $0.member == member }) {
            self.standings[member].inARow = 0
        }
    }

    private mutating func eject(_ member: Int, at now: UInt64) {
        let inARow = min(self.standings[member].inARow + 1, Self.longestRow)
        self.standings[member].inARow = inARow
        self.standings[member].ejectedUntil = now.later(by: self.ejectFor.times(inARow))
        self.ejections += 1
    }

    private func compare(_ member: Int, among judged: [(Int, OutlierSample)]) -> Outlier? {
        guard let own = judged.first(where: { $0.0 == member })?.1 else { return nil }
        let others = judged.lazy.filter { $0.0 != member }.map(\.1)
        guard !others.isEmpty else { return nil }
        let mean = others.map(Self.successPercent).reduce(0, +) / Double(others.count)
        let gap = mean - Self.successPercent(own)
        if gap > 0, gap >= Double(self.errorMargin) {
            return Outlier(member: member, isFailing: true, excess: gap)
        }
        guard let median = own.medianFirstToken, let usual = Self.median(others.compactMap(\.medianFirstToken)),
            usual > 0, median >= usual.times(UInt64(self.latencyFactor)), median > usual
        else {
            return nil
        }
        return Outlier(member: member, isFailing: false, excess: Double(median) / Double(usual))
    }

    private static func isWorse(_ left: Outlier, than right: Outlier) -> Bool {
        guard left.isFailing == right.isFailing else { return left.isFailing }
        return left.excess == right.excess ? left.member < right.member : left.excess > right.excess
    }

    private static func successPercent(_ sample: OutlierSample) -> Double {
        Double(sample.requests - sample.failures) * 100 / Double(sample.requests)
    }

    /// The middle value, or the mean of the two in the middle.
    private static func median(_ values: some Sequence<UInt64>) -> UInt64? {
        let sorted = values.sorted()
        guard let upper = sorted.dropFirst(sorted.count / 2).first else { return nil }
        guard sorted.count.isMultiple(of: 2) else { return upper }
        let lower = sorted[sorted.count / 2 - 1]
        return lower + (upper - lower) / 2
    }
}
