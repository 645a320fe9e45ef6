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
        writer.member("max_wrong", decimal: group.maxWrong)
        writer.member("wrong_ratio", decimal: group.wrongRatio)
        writer.member("wrong_ratio_low", decimal: group.wrongLow)
        writer.member("wrong_ratio_high", decimal: group.wrongHigh)
        writer.member("risk_limit", decimal: group.riskLimit)
        writer.member("standing", group.standing)
        if let frequent = group.frequent {
            writer.key("faq")
            writer.beginObject()
            writer.member("answers", frequent.answers)
            writer.member("prompts", frequent.prompts)
            writer.member("wrong_ratio_high", decimal: frequent.bound)
            writer.endObject()
        }
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
}
