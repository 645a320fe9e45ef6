import CEL
import GatewayCore

extension PolicyCheck {
    /// Conditions that say that a request needs a capability.
    private static let signs: [(capability: Capability, conditions: [String])] = [
        (.vision, ["vision", "images > 0", "\"vision\" in needs"]),
        (.audio, ["audio", "\"audio\" in needs"]),
        (.parallelTools, ["parallel_tools", "\"parallel_tools\" in needs"]),
        (.tools, ["tools", "\"tools\" in needs"]),
        (.jsonSchema, ["json_schema", "\"json_schema\" in needs"]),
        (.reasoning, ["reasoning != \"\"", "\"reasoning\" in needs"]),
        (.logprobs, ["logprobs", "\"logprobs\" in needs"]),
        (.prefill, ["\"continuation\" in needs"]),
        (.embeddings, ["endpoint == \"embeddings\"", "\"embeddings\" in needs"]),
    ]

    /// Capabilities that a chat may ask for together.
    private static let combined: [Capability] = [
        .tools, .parallelTools, .vision, .audio, .jsonSchema, .reasoning, .logprobs,
    ]

    /// Finds rules whose requests nobody can serve.
    mutating func checkCapabilities(
        _ rule: RuleSettings,
        _ condition: RuleCondition,
        _ scope: GroupScope,
        at key: String
    ) {
        let left = Self.left(scope.served, by: rule)
        guard rule.deny == nil, !left.isEmpty else { return }
        let needed = Self.signs.filter { sign in
            sign.conditions.contains { Self.implies(condition, $0) }
        }.map(\.capability)
        let mask = CapabilityMask(needed.map { CapabilityMask($0) })
        if left.allSatisfy({ !mask.isSubset(of: CapabilityMask(stated: $0.capabilities)) }) {
            let names = needed.map(\.rawValue).joined(separator: " and ")
            let message = "a request that meets the condition needs \(names), which "
            self.add(.error, "\(key).when", message + "nobody who is left has: \(Self.names(left.map(\.id)))")
            return
        }
        let windows = left.compactMap(\.contextWindow)
        if windows.count == left.count, let widest = windows.max(), Self.implies(condition, "tokens > \(widest)") {
            let message = "a request that meets the condition has more tokens than the largest context window"
            self.add(.error, "\(key).when", "\(message) that is left: \(widest)")
        }
    }

    private static func implies(_ condition: RuleCondition, _ other: String) -> Bool {
        guard let other = try? RuleCondition(other) else { return false }
        return condition.program.implies(other.program)
    }

    /// States what a group cannot serve, where all who serve it say what they can do.
    mutating func checkCapabilities(_ scope: GroupScope) {
        let masks = scope.served.compactMap { $0.capabilities.map { CapabilityMask(stated: $0) } }
        guard !masks.isEmpty, masks.count == scope.served.count else { return }
        let joint = masks.reduce(into: CapabilityMask()) { $0.formUnion($1) }
        // Of models that make vectors nobody asks for tools.
        guard masks.contains(where: { $0 != CapabilityMask(.embeddings) }) else { return }
        let missing = Self.combined.filter { !joint.contains(CapabilityMask($0)) }
        if !missing.isEmpty {
            let names = missing.map(\.rawValue).joined(separator: ", ")
            self.add(.info, scope.key, "requests that need one of these are refused: \(names)")
        }
        let present = Self.combined.filter { joint.contains(CapabilityMask($0)) }
        var pairs: [String] = []
        for (index, first) in present.enumerated() {
            for second in present[(index + 1)...] {
                let both: CapabilityMask = [CapabilityMask(first), CapabilityMask(second)]
                if !masks.contains(where: { both.isSubset(of: $0) }) {
                    pairs.append("\(first.rawValue) with \(second.rawValue)")
                }
            }
        }
        if !pairs.isEmpty {
            let message = "no deployment has these together, so that such requests are refused: "
            self.add(.info, scope.key, message + pairs.joined(separator: ", "))
        }
    }
}
