package import GatewayCore

/// Takes the member whose answer is predicted to be whole first: time to first token + output tokens × time per token.
///
/// A member of which little is known is taken for half as slow as the quickest, and the less so the more is known: it
/// gets its chance. A small share of requests tries another member than the best, so that recovery is noticed.
package struct LowestLatency: MeritStrategy {
    /// Creates the strategy.
    package init() {}

    package func needs(_ settings: RoutingSettings) -> RoutingNeeds { [.latency, .prediction, .outputTokens] }

    package func aims(_ request: RoutingRequest) -> ScoreWeights { ScoreWeights(latency: 1) }

    package func rank(_ view: RoutingView, given chance: inout Chance, into order: inout [Int]) {
        self.rankByMerit(view, given: &chance, first: .explored(share: view.request.exploration), into: &order)
    }

    package func basis(of view: RoutingView) -> LatencyBasis {
        LatencyBasis(view)
    }

    package func merit(
        of candidate: borrowing Candidate,
        _ request: borrowing RoutingRequest,
        _ basis: LatencyBasis,
        into sink: inout some TermSink
    ) -> Double {
        let duration = basis.duration(of: candidate, request)
        sink.tell(.firstToken, candidate.firstToken)
        sink.tell(.output, request.outputTokens * candidate.perOutputToken)
        // In milliseconds, for the eyes of those who read it.
        return sink.add(.latency, duration, normalised: duration * 1e-6, weight: -1)
    }
}

/// What is known of the latencies of a group's members.
package struct LatencyBasis {
    /// Samples at which half of a prediction is measured, and half hope.
    private static let hopefulSamples = 3.0
    /// Shortest duration that is known; 0 where none is.
    let least: Double

    @inline(__always)
    init(_ view: borrowing RoutingView) {
        var least = Double.infinity
        let candidates = view.candidates.span
        for index in candidates.indices where view.counts(index) {
            let duration = candidates[index].duration(of: view.request)
            if duration > 0, duration < least {
                least = duration
            }
        }
        self.least = least.isFinite ? least : 0
    }

    /// The predicted duration, the more hopeful the less is known.
    @inline(__always)
    func duration(of candidate: borrowing Candidate, _ request: borrowing RoutingRequest) -> Double {
        let measured = candidate.duration(of: request)
        let hope = self.least / 2
        guard measured > 0 else { return hope }
        let known = Double(candidate.samples)
        return (measured * known + hope * Self.hopefulSamples) / (known + Self.hopefulSamples)
    }
}
