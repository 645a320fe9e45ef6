import CEL
package import GatewayCore
package import GatewayWire

/// A decision as JSON for people and programs: what was known, which rules counted, who could serve, and why the first
/// one is the first. Never a prompt, a credential or a header.
package enum DecisionDocument {
    /// Most bytes of one document that is read.
    package static let maxBytes = 4 << 20

    /// The document; its member `replay` holds all that the decision followed from, exactly.
    package static func json(_ decision: RecordedDecision, _ strategies: StrategyRegistry) -> [UInt8] {
        var writer = JSONWriter(reserving: 4096)
        Self.write(decision, strategies, to: &writer)
        return writer.bytes
    }

    /// Writes the document.
    ///
    /// - Parameters:
    ///   - isExplained: whether it was only asked for, so that nobody was called and no record is kept.
    ///   - refusal: why the request would be refused.
    package static func write(
        _ decision: RecordedDecision,
        _ strategies: StrategyRegistry,
        isExplained: Bool = false,
        refusal: GatewayError? = nil,
        to writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.member("id", DecisionID.text(decision.id))
        writer.member("request_id", decision.requestID)
        writer.member("time", Self.time(decision.madeAt))
        if isExplained {
            writer.member("explained", true)
        }
        Self.writeOutcome(decision, refusal, to: &writer)
        writer.key("request")
        Self.writeRequest(decision, to: &writer)
        writer.key("caller")
        Self.writeCaller(decision.facts.caller, to: &writer)
        Self.writeRules(decision.rules, faults: decision.ruleFaults, to: &writer)
        writer.key("candidates")
        writer.beginArray()
        if let strategy = strategies.strategy(named: decision.strategy) {
            let verdicts = CandidateVerdict.all(of: decision, strategy)
            let best = verdicts.first { $0.position == 0 }?.merit
            for verdict in verdicts {
                Self.write(verdict, decision, best: best, to: &writer)
            }
        }
        writer.endArray()
        writer.member("draw", bits: decision.id)
        writer.key("replay")
        decision.write(to: &writer)
        writer.endObject()
    }

    /// Reads a document again.
    package static func parse(_ bytes: [UInt8]) throws(DecisionFault) -> RecordedDecision {
        guard bytes.count <= Self.maxBytes else {
            throw DecisionFault("a decision is at most \(Self.maxBytes) bytes long")
        }
        guard let value = try? JSONValue.parse(bytes.span.bytes) else { throw DecisionFault("that is not JSON") }
        return try Self.parse(value)
    }

    /// Reads a document again.
    package static func parse(_ document: JSONValue) throws(DecisionFault) -> RecordedDecision {
        guard let replay = document["replay"] else {
            throw DecisionFault("that is no decision: it has no member 'replay'")
        }
        return try RecordedDecision(reading: replay)
    }

    static func time(_ nanoseconds: UInt64) -> String {
        let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return CELTimestamp(seconds: Int64(seconds), nanoseconds: Int64(rest))?.description ?? ""
    }

    private static func writeOutcome(
        _ decision: RecordedDecision,
        _ refusal: GatewayError?,
        to writer: inout JSONWriter
    ) {
        writer.member("outcome", decision.order.isEmpty ? "refused" : "routed")
        if let refusal {
            Self.write(refusal, to: &writer)
        }
        writer.member("model", decision.model)
        writer.member("group", decision.group)
        writer.member("endpoint", decision.endpoint.label)
        writer.member("strategy", decision.strategy)
        writer.member("config_version", decision.configVersion)
        writer.member("choice", decision.choice)
        let ids = decision.order.map { decision.deployment($0)?.id ?? "" }
        writer.member("order", strings: Array(ids.prefix(decision.memberCount)))
        writer.member("fallbacks", strings: Array(ids.dropFirst(decision.memberCount)))
        writer.member("affinity", decision.view.request.affinity != 0)
        writer.member("degraded_to", decision.degradedTo?.rawValue)
    }

    /// Writes the member `refusal`.
    package static func write(_ refusal: GatewayError, to writer: inout JSONWriter) {
        writer.key("refusal")
        writer.beginObject()
        writer.member("status", refusal.status)
        writer.member("code", refusal.code.wireName)
        writer.member("message", refusal.message)
        writer.member("param", refusal.param)
        writer.endObject()
    }

    private static func writeRequest(_ decision: RecordedDecision, to writer: inout JSONWriter) {
        let (request, facts) = (decision.view.request, decision.facts)
        writer.beginObject()
        writer.member("stream", request.isStream)
        writer.member("latency_sensitive", facts.isLatencySensitive)
        writer.member(
            "input_tokens",
            decision.needs.isDisjoint(with: [.inputTokens, .prefix]) ? nil : request.inputTokens
        )
        writer.member("input_tokens_exact", facts.content.tokens?.isExact ?? false)
        writer.member("output_tokens", shown: decision.needs.contains(.outputTokens) ? request.outputTokens : nil)
        writer.member("max_tokens", facts.maxTokens)
        writer.member("body_bytes", facts.bodyBytes)
        writer.member("region", decision.region.isEmpty ? nil : decision.region)
        writer.member("max_cost_usd", shown: request.maxCost.map { Double($0) * 1e-9 })
        writer.member("max_ttft_ms", shown: request.maxFirstToken.map { Double($0) * 1e-6 })
        writer.key("weights")
        writer.beginObject()
        writer.member("quality", shown: request.weights.quality)
        writer.member("cost", shown: request.weights.cost)
        writer.member("latency", shown: request.weights.latency)
        writer.member("load", shown: request.weights.load)
        writer.endObject()
        Self.writeFacts(facts, to: &writer)
        writer.endObject()
    }

    /// Writes the members of what a request's form and content told; null is what nobody asked for.
    package static func writeFacts(_ facts: RecordedFacts, to writer: inout JSONWriter) {
        let content = facts.content
        writer.member("task", content.task?.name)
        writer.member("task_confidence", shown: content.task == nil ? nil : content.taskConfidence)
        writer.member("language", content.language?.code)
        writer.member("language_confidence", shown: content.language == nil ? nil : content.languageConfidence)
        writer.member("complexity", shown: content.complexity)
        writer.key("tokens")
        if let tokens = content.tokens {
            writer.beginObject()
            writer.member("count", tokens.tokens)
            writer.member("error", shown: tokens.error)
            writer.endObject()
        } else {
            writer.null()
        }
        writer.key("needs")
        if let form = facts.form {
            writer.beginArray()
            for name in form.features.names {
                writer.string(name)
            }
            writer.endArray()
        } else {
            writer.null()
        }
        writer.member("turns", facts.form?.turns)
        writer.member("messages", facts.form?.messages)
        writer.member("prompt_bytes", facts.form?.textBytes)
        writer.member("images", facts.form?.images)
        writer.member("reasoning", facts.form?.effort.map { $0.label.description })
    }

    /// Writes who asked.
    package static func writeCaller(_ caller: DecisionRecord.Caller, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("tenant", caller.tenant.isEmpty ? nil : caller.tenant)
        writer.member("key", caller.key.isEmpty ? nil : caller.key)
        writer.member("tags", strings: caller.tags)
        writer.member("priority", ["low", "normal", "high"][min(max(caller.priority, 0), 2)])
        writer.member("region", caller.region.isEmpty ? nil : caller.region)
        writer.endObject()
    }

    /// Writes the rules that counted.
    package static func writeRules(_ rules: [RecordedDecision.Rule], faults: Int, to writer: inout JSONWriter) {
        writer.key("rules")
        writer.beginArray()
        for rule in rules {
            writer.beginObject()
            writer.member("name", rule.name)
            writer.member("when", rule.condition)
            writer.endObject()
        }
        writer.endArray()
        writer.member("rule_faults", faults)
    }
}

/// Requests for which there is no decision, because they are refused before.
extension DecisionDocument {
    /// What is known of a request that a rule refuses.
    package static func refused(_ decision: RecordedDecision, _ refusal: GatewayError) -> [UInt8] {
        var writer = JSONWriter(reserving: 1024)
        writer.beginObject()
        writer.member("id", nil as String?)
        writer.member("time", Self.time(decision.madeAt))
        writer.member("explained", true)
        writer.member("outcome", "refused")
        Self.write(refusal, to: &writer)
        writer.member("model", decision.model)
        writer.member("group", decision.group)
        writer.member("endpoint", decision.endpoint.label)
        writer.member("config_version", decision.configVersion)
        writer.key("request")
        writer.beginObject()
        writer.member("latency_sensitive", decision.facts.isLatencySensitive)
        writer.member("max_tokens", decision.facts.maxTokens)
        writer.member("body_bytes", decision.facts.bodyBytes)
        Self.writeFacts(decision.facts, to: &writer)
        writer.endObject()
        writer.key("caller")
        Self.writeCaller(decision.facts.caller, to: &writer)
        Self.writeRules(decision.rules, faults: decision.ruleFaults, to: &writer)
        writer.member("candidates", strings: [])
        writer.endObject()
        return writer.bytes
    }

    /// What is known of a request that names no model group, or is none.
    package static func refused(model: String, _ refusal: GatewayError) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("id", nil as String?)
        writer.member("explained", true)
        writer.member("outcome", "refused")
        Self.write(refusal, to: &writer)
        writer.member("model", model)
        writer.member("candidates", strings: [])
        writer.endObject()
        return writer.bytes
    }
}
