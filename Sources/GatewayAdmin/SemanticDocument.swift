import GatewayCore
import GatewayWire

/// What the admin plane writes about answers by meaning.
enum SemanticDocument {
    /// State of the questions and of what each group has learned.
    static func write(_ statistics: SemanticStatistics, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("entries", statistics.entries)
        writer.member("bytes", statistics.bytes)
        writer.member("namespaces", statistics.namespaces)
        writer.key("groups")
        writer.beginArray()
        for group in statistics.groups {
            self.write(group, to: &writer)
        }
        writer.endArray()
        writer.endObject()
    }

    private static func write(_ group: SemanticStatistics.Group, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("group", group.name)
        self.write("lookups", group.lookups, to: &writer)
        self.write("guard_refusals", group.refusals, to: &writer)
        self.write("checks", group.checked.counts, to: &writer)
        self.write("comparisons", group.compared.counts, to: &writer)
        self.write("feedback", Array(group.called.counts.prefix(2)), to: &writer)
        self.write("max_wrong", group.maxWrong, to: &writer)
        self.write("wrong_ratio", group.wrongRatio, to: &writer)
        self.write("wrong_ratio_low", group.wrongLow, to: &writer)
        self.write("wrong_ratio_high", group.wrongHigh, to: &writer)
        self.write("risk_limit", group.riskLimit, to: &writer)
        writer.member("standing", group.standing)
        writer.endObject()
    }

    private static func write(
        _ name: StaticString,
        _ counts: [SemanticStatistics.Count],
        to writer: inout JSONWriter
    ) {
        writer.key(name)
        writer.beginObject()
        for count in counts {
            writer.key(count.name)
            writer.integer(count.count)
        }
        writer.endObject()
    }

    private static func write(_ name: StaticString, _ share: Double?, to writer: inout JSONWriter) {
        writer.key(name)
        guard let share, share.isFinite else {
            writer.null()
            return
        }
        writer.raw(Array("\(share)".utf8))
    }
}
