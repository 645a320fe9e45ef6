import GatewayCore
import GatewayWire

extension DecisionDocument {
    /// Writes a member of the group with why it is where it is.
    ///
    /// - Parameter best: the merit of the first.
    static func write(
        _ verdict: CandidateVerdict,
        _ decision: RecordedDecision,
        best: Double?,
        to writer: inout JSONWriter
    ) {
        let deployment = decision.deployment(verdict.target)
        writer.beginObject()
        writer.member("deployment", deployment?.id)
        writer.member("provider", deployment?.provider)
        writer.member("position", verdict.position)
        writer.member("reason", verdict.reason.name)
        switch verdict.reason {
        case .rule(let name): writer.member("rule", name)
        case .need(let name): writer.member("need", name)
        default: break
        }
        writer.member("merit", shown: verdict.merit)
        if verdict.reason == .lowerMerit {
            writer.member("best_merit", shown: best)
        }
        writer.key("terms")
        writer.beginArray()
        for term in verdict.terms {
            Self.write(term, to: &writer)
        }
        writer.endArray()
        writer.key("inputs")
        if let candidate = verdict.candidate {
            Self.writeInputs(of: candidate, decision, deployment, to: &writer)
        } else {
            writer.null()
        }
        writer.endObject()
    }

    private static func write(_ term: ScoreTerm, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("name", term.name.rawValue)
        writer.member("value", shown: term.value)
        writer.member("normalised", shown: term.normalised)
        writer.member("weight", shown: term.weight)
        writer.member("contribution", shown: term.contribution)
        writer.endObject()
    }

    /// What the strategy knew; null is what it did not ask for or nobody knows.
    private static func writeInputs(
        of candidate: Candidate,
        _ decision: RecordedDecision,
        _ deployment: RecordedDecision.Deployment?,
        to writer: inout JSONWriter
    ) {
        let needs = decision.needs
        let known = { (need: RoutingNeeds, value: Double) -> Double? in needs.contains(need) && value > 0 ? value : nil
        }
        writer.beginObject()
        writer.member("weight", candidate.weight)
        writer.member("share", shown: candidate.share)
        writer.member("tier", candidate.tier?.rawValue)
        writer.member("region", deployment.flatMap { $0.region.isEmpty ? nil : $0.region })
        writer.member("capability", shown: candidate.capability)
        writer.member("in_flight", needs.contains(.load) ? candidate.inFlight : nil)
        writer.member("concurrency", candidate.concurrency > 0 ? candidate.concurrency : nil)
        writer.member("latency_ns", shown: known(.latency, candidate.latency))
        writer.member("first_token_ns", shown: known(.prediction, candidate.firstToken))
        writer.member("per_output_token_ns", shown: known(.prediction, candidate.perOutputToken))
        writer.member("samples", needs.contains(.prediction) ? candidate.samples : nil)
        writer.member("error_rate", shown: needs.contains(.errorRate) ? candidate.errorRate : nil)
        writer.member("headroom", shown: needs.contains(.headroom) ? candidate.headroom : nil)
        writer.member("round_trip_ns", shown: known(.roundTrip, candidate.roundTrip))
        writer.member("cached_share", shown: candidate.cachedShare)
        writer.member("refusing", candidate.isRefusing)
        writer.key("price_usd_per_million")
        if let price = candidate.price {
            writer.beginObject()
            writer.member("input", shown: Double(price.input) * 1e-9)
            writer.member("cached_input", shown: Double(price.cachedInput) * 1e-9)
            writer.member("output", shown: Double(price.output) * 1e-9)
            writer.endObject()
        } else {
            writer.null()
        }
        writer.endObject()
    }
}
