import GatewayCore
import GatewaySemantic

extension MeaningGroup {
    /// What would be made of a question, were another one stored; takes a worker thread.
    func compare(_ asked: String, with stored: String, at now: Int64) -> QuestionComparison {
        var comparison = QuestionComparison()
        guard let matcher = self.matchers.last else { return comparison }
        // A matcher of its own with this one entry: what is stored has no part in it.
        let own = SemanticMatcher(matcher.parts, limits: matcher.limits)
        let place = SemanticKey(0, 0, 0, 0)
        guard let question = own.read(asked), let other = own.read(stored) else { return comparison }
        comparison.language = question.language
        comparison.similarity = zip(question.vector, other.vector).reduce(0) { $0 + $1.0 * $1.1 }
        guard own.insert(other, answer: place, in: place) else { return comparison }
        let result = self.lookUp(question, in: place, of: own, at: now, explains: true)
        guard let match = result.candidates.first else { return comparison }
        comparison.refusals = match.refusals.map { .init($0.kind.rawValue, asked: $0.new, stored: $0.stored) }
        comparison.score = match.score
        comparison.risk = match.verdict?.risk
        comparison.riskLimit = match.verdict?.limit
        comparison.decision = match.verdict?.decision.rawValue ?? "refused"
        if let features = match.features {
            comparison.features = PairFeature.allCases.map { .init("\($0)", features[$0]) }
        }
        return comparison
    }
}
