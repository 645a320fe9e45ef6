package import GatewayCore

/// Takes the member whose answer is predicted to cost least: prompt tokens, of which those that the provider has cached
/// are cheaper, and the length of the answer as it usually is.
///
/// Members of equal cost share the traffic by weight; those of unknown price come after all others.
package struct LowestCost: MeritStrategy {
    /// Creates the strategy.
    package init() {}

    package func needs(_ settings: RoutingSettings) -> RoutingNeeds { .cost }

    package func aims(_ request: RoutingRequest) -> ScoreWeights { ScoreWeights(cost: 1) }

    package func rank(_ view: RoutingView, given chance: inout Chance, into order: inout [Int]) {
        self.rankByMerit(view, given: &chance, into: &order)
    }

    /// Nothing.
    package func basis(of view: RoutingView) {}

    package func merit(
        of candidate: borrowing Candidate,
        _ request: borrowing RoutingRequest,
        _ basis: Void,
        into sink: inout some TermSink
    ) -> Double {
        guard let price = candidate.price, let cost = candidate.cost(of: request) else {
            return sink.add(.cost, .infinity, normalised: .greatestFiniteMagnitude, weight: -1)
        }
        let input = Double(request.inputTokens) * 1e-6
        sink.tell(.inputCost, input * (1 - candidate.cachedShare) * Double(price.input))
        sink.tell(.cachedCost, input * candidate.cachedShare * Double(price.cachedInput))
        sink.tell(.outputCost, request.outputTokens * 1e-6 * Double(price.output))
        return sink.add(.cost, cost, normalised: cost, weight: -1)
    }
}
