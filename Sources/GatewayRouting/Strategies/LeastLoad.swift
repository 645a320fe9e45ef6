package import GatewayCore

/// Draws two members and takes the one where a request waits less; the rest follow by load.
///
/// Load is latency × (requests in flight + 1) / weight, with a latency that jumps to a peak and comes down slowly. "The
/// power of two choices" (Mitzenmacher, IEEE TPDS 12(10), 2001): nearly as even as asking all, without the herd that
/// runs to whoever was least loaded a moment ago. A member whose latency nobody knows counts as the quickest.
package struct LeastLoad: MeritStrategy {
    /// Creates the strategy.
    package init() {}

    package var isDrawn: Bool { true }

    package func needs(_ settings: RoutingSettings) -> RoutingNeeds { [.load, .latency] }

    package func rank(_ view: RoutingView, given chance: inout Chance, into order: inout [Int]) {
        self.rankByMerit(view, given: &chance, first: .betterOfTwo, into: &order)
    }

    /// The least latency that is known, or 1.
    package func basis(of view: RoutingView) -> Double {
        var least = Double.infinity
        for index in view.candidates.indices {
            let latency = view.candidates[index].latency
            if latency > 0, latency < least, view.counts(index) {
                least = latency
            }
        }
        return least.isFinite ? least : 1
    }

    package func merit(
        of candidate: borrowing Candidate,
        _ request: borrowing RoutingRequest,
        _ least: Double,
        into sink: inout some TermSink
    ) -> Double {
        let latency = candidate.latency > 0 ? candidate.latency : least
        sink.tell(.latency, latency)
        sink.tell(.weight, Double(candidate.weight))
        let requests = Double(candidate.inFlight + 1)
        // In terms of the quickest, so that loads of any group can be compared.
        let load = requests * (latency / least) / Double(max(candidate.weight, 1))
        return sink.add(.load, Double(candidate.inFlight), normalised: load, weight: -1)
    }
}
