import GatewayCore

/// Label values by small number: a text is hashed when a configuration names it first, never per request.
///
/// Bounded: names beyond the limit become `other`. Numbers stay valid for the life of the table, over all reloads.
struct LabelTable: Sendable {
    /// Number of the empty text, which stands for a label that does not apply.
    static let none: UInt16 = 0
    /// Number of `other`, which stands for everything beyond a limit.
    static let other: UInt16 = 1
    /// Names at most; a number has 14 bits in a `SeriesKey`.
    static let ceiling = 1 << 14

    /// Texts by number.
    private(set) var names = ["", "other"]
    private var numbers: [String: UInt16] = ["": Self.none, "other": Self.other]
    private let limit: Int

    /// Creates a table that takes a number of names, and `other`.
    init(limit: Int) {
        self.limit = min(max(limit, 2), Self.ceiling)
    }

    /// The number of a text; the text is kept if it is new and there is room.
    mutating func number(of name: String) -> UInt16 {
        if let number = self.numbers[name] {
            return number
        }
        guard self.names.count < self.limit else { return Self.other }
        let number = UInt16(self.names.count)
        self.names.append(name)
        self.numbers[name] = number
        return number
    }
}

/// Numbers of the labels of one snapshot's groups and targets, by their positions in it; filled as they are used.
struct SnapshotLabels: Sendable {
    /// Labels of one target.
    struct TargetLabels: Sendable {
        /// Deployment id, or `PROVIDER/*`.
        var deployment: UInt16
        /// Provider id.
        var provider: UInt16
    }

    /// The snapshot's version.
    let version: Int
    private var groups: [UInt16?]
    private var targets: [TargetLabels?]
    private var directs: [UInt16?]
    private var strategies: [UInt16?]
    /// By group, and within it by position of the rule.
    private var rules: [[UInt16?]]

    /// Creates labels for a snapshot; none is interned yet.
    init(_ snapshot: Snapshot) {
        self.version = snapshot.version
        self.groups = Array(repeating: nil, count: snapshot.groups.count)
        self.targets = Array(repeating: nil, count: snapshot.targets.count)
        self.directs = Array(repeating: nil, count: snapshot.targets.count)
        self.strategies = Array(repeating: nil, count: snapshot.groups.count)
        self.rules = snapshot.groups.map { Array(repeating: nil, count: $0.group.routing.rules.count) }
    }

    /// Number of the name of a group's strategy.
    mutating func number(ofStrategyOf group: GroupPlan, in table: inout LabelTable) -> UInt16 {
        if let known = self.strategies[group.index] {
            return known
        }
        let number = table.number(of: group.group.strategy)
        self.strategies[group.index] = number
        return number
    }

    /// Number of the name of a group's rule.
    mutating func number(ofRule position: Int, of group: GroupPlan, in table: inout LabelTable) -> UInt16 {
        guard position < self.rules[group.index].count else { return LabelTable.other }
        if let known = self.rules[group.index][position] {
            return known
        }
        let number = table.number(of: group.group.routing.rules[position].name)
        self.rules[group.index][position] = number
        return number
    }

    /// Number of a group's name.
    mutating func number(of group: GroupPlan, in table: inout LabelTable) -> UInt16 {
        if let known = self.groups[group.index] {
            return known
        }
        let number = table.number(of: group.group.name)
        self.groups[group.index] = number
        return number
    }

    /// Number of the model label of requests that named a target directly: `PROVIDER/MODEL`, or `PROVIDER/*`.
    mutating func number(ofDirect target: Target, in table: inout LabelTable) -> UInt16 {
        if let known = self.directs[target.index] {
            return known
        }
        let provider = target.provider.provider.id
        let number = table.number(of: provider + "/" + (Self.isWildcard(target) ? "*" : target.deployment.model))
        self.directs[target.index] = number
        return number
    }

    /// Numbers of a target's names. A model that only the request named is not among them.
    mutating func numbers(of target: Target, in table: inout LabelTable) -> TargetLabels {
        if let known = self.targets[target.index] {
            return known
        }
        let provider = target.provider.provider.id
        let labels = TargetLabels(
            deployment: table.number(of: Self.isWildcard(target) ? provider + "/*" : target.deployment.id),
            provider: table.number(of: provider)
        )
        self.targets[target.index] = labels
        return labels
    }

    private static func isWildcard(_ target: Target) -> Bool {
        target.index == target.provider.wildcard
    }
}
