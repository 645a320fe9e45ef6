/// How often answers were right, by where their rows come from.
package struct EvaluationGroups: Sendable, Equatable {
    /// What is known of a group.
    package struct Group: Sendable, Equatable {
        package var name: String
        package var rows: Int
        package var right: Int

        /// The share of rows that were answered right.
        package var accuracy: Double { Double(self.right) / Double(max(self.rows, 1)) }
    }

    private var groups: [String: Group] = [:]

    /// No rows yet.
    package init() {}

    /// Notes one row of a group.
    package mutating func add(_ name: String, isRight: Bool) {
        var group = self.groups[name] ?? Group(name: name, rows: 0, right: 0)
        group.rows += 1
        group.right += isRight ? 1 : 0
        self.groups[name] = group
    }

    /// The groups by name.
    package var all: [Group] { self.groups.values.sorted { $0.name < $1.name } }

    /// The groups by the part of their names before the first slash, for names such as `collection/template`.
    package var collections: [Group] {
        var result: [String: Group] = [:]
        for group in self.groups.values {
            let name = String(group.name.prefix { $0 != "/" })
            var sum = result[name] ?? Group(name: name, rows: 0, right: 0)
            sum.rows += group.rows
            sum.right += group.right
            result[name] = sum
        }
        return result.values.sorted { $0.name < $1.name }
    }

    /// The groups that are worst among those with enough rows, worst first.
    package func weakest(_ most: Int, leastRows: Int) -> [Group] {
        let enough = self.all.filter { $0.rows >= leastRows }
        return Array(enough.sorted { ($0.accuracy, $0.name) < ($1.accuracy, $1.name) }.prefix(most))
    }

    /// The mean of the groups' accuracies, each counting once; nil without groups.
    package var meanAccuracy: Double? {
        self.groups.isEmpty
            ? nil : self.groups.values.reduce(0) { $0 + $1.accuracy } / Double(self.groups.count)
    }
}

/// How long something took, time after time.
package struct EvaluationTimes: Sendable, Equatable {
    private var nanoseconds: [Int64] = []

    /// No times yet.
    package init() {}

    /// Notes one time.
    package mutating func add(_ time: Duration) {
        let (seconds, attoseconds) = time.components
        self.nanoseconds.append(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    /// The least time that a share of all stayed within, in microseconds (nearest rank); nil without times.
    package func microseconds(at share: Double) -> Double? {
        guard !self.nanoseconds.isEmpty else { return nil }
        let sorted = self.nanoseconds.sorted()
        let rank = Int((share * Double(sorted.count)).rounded(.up))
        return Double(sorted[min(max(rank, 1), sorted.count) - 1]) / 1000
    }
}
