import GatewayWire

/// What became of recorded decisions.
struct ReplaySummary: Equatable {
    /// One decision that was made again.
    struct Decision: Equatable {
        /// How it ends.
        enum End: Equatable {
            /// With the deployment that is tried first.
            case routed(String)
            /// With a refusal of this code.
            case refused(String)
            /// Nobody can say, and why.
            case unknown(String)
        }

        var id: String
        var model: String
        /// The deployment that was tried first; nil where the request was refused.
        var before: String?
        var after: End
        /// What would have been asked for and was not measured.
        var unmeasured: [String] = []
    }

    /// A change of the deployment that is tried first; nil is a refusal.
    struct Change: Hashable {
        var model: String
        var before: String?
        var after: String?
    }

    /// Decisions that stay as they are.
    private(set) var unchanged = 0
    /// Decisions by what they change to, each with how often and one example.
    private(set) var changes: [Change: (count: Int, example: String)] = [:]
    /// Refusals that are new, by code.
    private(set) var refusals: [String: Int] = [:]
    /// Decisions that cannot be made again, by why.
    private(set) var unknown: [String: Int] = [:]
    /// Decisions that were made without a measurement that the new configuration asks for.
    private(set) var unmeasured: [String: Int] = [:]
    /// Lines that are no decisions.
    var invalid = 0

    static func == (left: ReplaySummary, right: ReplaySummary) -> Bool { left.json == right.json }

    /// All decisions.
    var total: Int { self.unchanged + self.changed + self.refused + self.unknowns }
    /// Those that go elsewhere, or are no longer refused.
    var changed: Int { self.changes.reduce(0) { $0 + ($1.key.after == nil ? 0 : $1.value.count) } }
    /// Those that are refused now.
    var refused: Int { self.changes.reduce(0) { $0 + ($1.key.after == nil ? $1.value.count : 0) } }
    /// Those of which nothing can be said.
    var unknowns: Int { self.unknown.values.reduce(0, +) }
    /// Whether anything changes.
    var hasChanges: Bool { !self.changes.isEmpty }

    /// Counts a decision.
    mutating func add(_ result: Decision) {
        let after: String?
        switch result.after {
        case .routed(let id): after = id
        case .refused(let code):
            after = nil
            if result.before != nil {
                self.refusals[code, default: 0] += 1
            }
        case .unknown(let why):
            self.unknown[why, default: 0] += 1
            return
        }
        for name in result.unmeasured {
            self.unmeasured[name, default: 0] += 1
        }
        guard after != result.before else {
            self.unchanged += 1
            return
        }
        let change = Change(model: result.model, before: result.before, after: after)
        self.changes[change, default: (0, result.id)].count += 1
    }

    /// The changes, most frequent first.
    private var sorted: [(change: Change, count: Int, example: String)] {
        let all = self.changes.map { (change: $0.key, count: $0.value.count, example: $0.value.example) }
        return all.sorted { left, right in
            left.count == right.count ? Self.title(left.change) < Self.title(right.change) : left.count > right.count
        }
    }

    private static func title(_ change: Change) -> String {
        let after = change.after ?? "refused"
        return CacheText.plain("\(change.model): \(change.before ?? "refused") → \(after)")
    }

    /// For people.
    var text: String {
        var text = "\(self.total) decisions: \(self.unchanged) unchanged, \(self.changed) changed, "
        text += "\(self.refused) refused, \(self.unknowns) unknown\n"
        for entry in self.sorted {
            text += "  \(entry.count) × \(Self.title(entry.change))  (\(entry.example))\n"
        }
        for (code, count) in Self.ordered(self.refusals) {
            text += "  refused \(count) × \(CacheText.plain(code))\n"
        }
        for (why, count) in Self.ordered(self.unknown) {
            text += "  unknown \(count) × \(CacheText.plain(why))\n"
        }
        for (name, count) in Self.ordered(self.unmeasured) {
            text += "  without measurement \(count) × \(CacheText.plain(name))\n"
        }
        if self.invalid > 0 {
            text += "  \(self.invalid) \(self.invalid == 1 ? "line is no decision" : "lines are no decisions")\n"
        }
        return text
    }

    /// For programs.
    var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("total", self.total)
        writer.member("unchanged", self.unchanged)
        writer.member("changed", self.changed)
        writer.member("refused", self.refused)
        writer.member("unknown", self.unknowns)
        writer.member("invalid", self.invalid)
        writer.key("changes")
        writer.beginArray()
        for entry in self.sorted {
            writer.beginObject()
            writer.member("model", entry.change.model)
            writer.member("from", entry.change.before)
            writer.member("to", entry.change.after)
            writer.member("count", entry.count)
            writer.member("example", entry.example)
            writer.endObject()
        }
        writer.endArray()
        Self.write("refusals", self.refusals, to: &writer)
        Self.write("unknown_reasons", self.unknown, to: &writer)
        Self.write("unmeasured", self.unmeasured, to: &writer)
        writer.endObject()
        return writer.text
    }

    private static func ordered(_ counts: [String: Int]) -> [(String, Int)] {
        counts.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }.map { ($0.key, $0.value) }
    }

    private static func write(_ name: StaticString, _ counts: [String: Int], to writer: inout JSONWriter) {
        writer.key(name)
        writer.beginObject()
        for (key, count) in Self.ordered(counts) {
            writer.key(key)
            writer.integer(count)
        }
        writer.endObject()
    }
}
