package import GatewayCore

/// Draws members by what their providers' limits leave: weight × headroom.
///
/// Drawn and not sorted: what is left is only known from the last answers, and all requests until the next would go to
/// the same member. One with next to nothing left is left alone as long as another has more.
package struct Headroom: MeritStrategy {
    /// Headroom below which a member is spared.
    private static let scarce = 0.02

    /// Creates the strategy.
    package init() {}

    package var isDrawn: Bool { true }

    package func needs(_ settings: RoutingSettings) -> RoutingNeeds { .headroom }

    package func rank(_ view: RoutingView, given chance: inout Chance, into order: inout [Int]) {
        LotDrawing.rank(view, given: &chance, into: &order) { Self.weight(of: $0) }
    }

    /// All weights together.
    package func basis(of view: RoutingView) -> Double {
        LotDrawing.sum(view) { Self.weight(of: $0) }
    }

    package func merit(
        of candidate: borrowing Candidate,
        _ request: borrowing RoutingRequest,
        _ sum: Double,
        into sink: inout some TermSink
    ) -> Double {
        sink.tell(.weight, Double(candidate.weight))
        sink.tell(.share, candidate.share)
        return sink.add(
            .headroom,
            candidate.headroom,
            normalised: sum > 0 ? Self.weight(of: candidate) / sum : 0
        )
    }

    private static func weight(of candidate: borrowing Candidate) -> Double {
        let headroom = candidate.headroom
        // Steep, but never 0: somebody has to be asked.
        let part = headroom < Self.scarce ? headroom * 1e-3 + 1e-6 : headroom
        return Double(candidate.weight) * candidate.share * part
    }
}
