import GatewayCore
import GatewayWire

extension SettingsDump {
    /// What groups with a semantic cache share.
    static func value(of semantic: SemanticSettings) -> JSONValue {
        .object(compacting: [
            ("models", .string(orNil: semantic.models)),
            ("embedder", Self.value(of: semantic.embedder)),
            ("max_entries", .integer(Int128(semantic.maxEntries))),
            ("memory", Self.size(semantic.memoryBytes)),
            ("snapshot", .string(orNil: semantic.snapshot)),
            ("share", .string(semantic.sharing.rawValue)),
        ])
    }

    private static func value(of embedder: EmbedderChoice) -> JSONValue {
        switch embedder {
        case .staticVectors: .string("static")
        case .miniLM: .string("minilm")
        case .remote(let model, let dimensions, let timeout):
            .object([
                ("model", .string(model)), ("dimensions", .integer(Int128(dimensions))),
                ("timeout", Self.duration(timeout)),
            ])
        }
    }

    /// When a group answers another wording.
    static func value(of semantic: GroupSemanticSettings) -> JSONValue {
        .object(compacting: [
            ("compare", .string(semantic.compared.rawValue)),
            ("max_wrong", .number(semantic.maxWrong)),
            ("count_exact", .boolean(semantic.countsExact)),
            ("confidence", .number(semantic.confidence)),
            ("policy", .string(semantic.acceptance.rawValue)),
            ("verify", .number(semantic.verified)),
            ("judge", .string(orNil: semantic.judge)),
            ("max_question", Self.size(semantic.maxQuestionBytes)),
            ("opposites", .array(semantic.opposites.map { .string("\($0.one) / \($0.other)") })),
            ("names", .array(semantic.names.map { .string($0) })),
            ("faq", .string(orNil: semantic.frequent?.path)),
            ("faq_outside", semantic.frequent.map { .number($0.outside) }),
        ])
    }
}
