import CEL
import GatewayCore
import GatewayWire

/// A recorded request as conditions see it; what was not recorded is noted when a condition asks for it.
final class RecordedActivation: CELActivation {
    private let decision: RecordedDecision
    /// Variables that were asked for and not recorded.
    private(set) var missing: [RuleVariable] = []

    init(_ decision: RecordedDecision) {
        self.decision = decision
    }

    /// Whether a condition holds; nil where that depends on what was not recorded.
    func holds(_ condition: RuleCondition) -> Bool? {
        self.missing = []
        let holds = (try? condition.program.matches(self)) ?? false
        return self.missing.isEmpty ? holds : nil
    }

    func value(_ slot: Int) -> CELValue {
        guard let variable = RuleVariable(rawValue: slot) else { return .null }
        if let value = self.value(variable) {
            return value
        }
        self.missing.append(variable)
        return .null
    }

    private func value(_ variable: RuleVariable) -> CELValue? {
        let facts = self.decision.facts
        switch variable {
        case .model: return .string(self.decision.model)
        case .endpoint: return .string(self.decision.endpoint.label.description)
        case .stream: return .bool(self.decision.view.request.isStream)
        case .maxTokens: return .int(Int64(facts.maxTokens ?? 0))
        case .tenant: return .string(facts.caller.tenant)
        case .key: return .string(facts.caller.key)
        case .tags: return .strings(facts.caller.tags)
        case .region: return .string(facts.caller.region)
        case .priority: return .string(["low", "normal", "high"][min(max(facts.caller.priority, 0), 2)])
        case .latencySensitive: return .bool(facts.isLatencySensitive)
        case .now: return self.now
        case .task, .taskConfidence, .language, .languageConfidence, .complexity, .tokens:
            return Self.value(variable, of: facts.content)
        default:
            return facts.form.flatMap { Self.value(variable, of: $0) }
        }
    }

    private var now: CELValue? {
        let (seconds, rest) = self.decision.madeAt.quotientAndRemainder(dividingBy: 1_000_000_000)
        return CELTimestamp(seconds: Int64(seconds), nanoseconds: Int64(rest)).map { .timestamp($0) }
    }

    private static func value(_ variable: RuleVariable, of content: ContentSignals) -> CELValue? {
        switch variable {
        case .task: content.task.map { .string($0.name) }
        case .taskConfidence: content.task == nil ? nil : .double(content.taskConfidence)
        case .language: content.language.map { .string($0.code) }
        case .languageConfidence: content.language == nil ? nil : .double(content.languageConfidence)
        case .complexity: content.complexity.map { .double($0) }
        case .tokens: content.tokens.map { .int(Int64($0.tokens)) }
        default: nil
        }
    }

    /// Nil for what no record holds: prompt, user, session, headers.
    private static func value(_ variable: RuleVariable, of form: RecordedFacts.Form) -> CELValue? {
        switch variable {
        case .turns: .int(Int64(form.turns))
        case .messages: .int(Int64(form.messages))
        case .hasSystem: .bool(form.hasInstructions)
        case .promptBytes: .int(Int64(form.textBytes))
        case .images: .int(Int64(form.images))
        case .needs: .strings(form.features.names)
        case .tools: .bool(form.features.contains(.tools))
        case .parallelTools: .bool(form.features.contains(.parallelTools))
        case .vision: .bool(form.features.contains(.vision))
        case .audio: .bool(form.features.contains(.audio))
        case .files: .bool(form.features.contains(.files))
        case .jsonSchema: .bool(form.features.contains(.jsonSchema))
        case .jsonObject: .bool(form.features.contains(.jsonObject))
        case .reasoning: .string(form.effort.map { $0.label.description } ?? "")
        case .logprobs: .bool(form.features.contains(.logprobs))
        default: nil
        }
    }
}
