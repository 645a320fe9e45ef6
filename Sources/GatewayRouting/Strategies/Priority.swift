package import GatewayCore

/// Keeps the order of the configuration: the first member serves, the others are its fallbacks.
package struct Priority: MeritStrategy {
    /// Creates the strategy.
    package init() {}

    package func rank(_ view: RoutingView, given chance: inout Chance, into order: inout [Int]) {
        self.rankByMerit(view, given: &chance, drawsTies: false, into: &order)
    }

    /// Nothing.
    package func basis(of view: RoutingView) {}

    package func merit(
        of candidate: borrowing Candidate,
        _ request: borrowing RoutingRequest,
        _ basis: Void,
        into sink: inout some TermSink
    ) -> Double {
        let place = Double(candidate.place)
        return sink.add(.place, place, normalised: place, weight: -1)
    }
}
