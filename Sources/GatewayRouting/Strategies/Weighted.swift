package import GatewayCore

/// Draws the order by weight: the first place, and so on among those that are left.
///
/// The share of first places converges to weight times `share`; a member of weight 0 is never chosen.
package struct Weighted: MeritStrategy {
    /// Creates the strategy.
    package init() {}

    package var isDrawn: Bool { true }

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
        sink.tell(.share, candidate.share)
        return sink.add(
            .weight,
            Double(candidate.weight),
            normalised: sum > 0 ? Self.weight(of: candidate) / sum : 0
        )
    }

    private static func weight(of candidate: borrowing Candidate) -> Double {
        Double(candidate.weight) * candidate.share
    }
}

/// Draws orders by weights that are computed.
enum LotDrawing {
    @inline(__always)
    static func rank(
        _ view: RoutingView,
        given chance: inout Chance,
        into order: inout [Int],
        weight: (borrowing Candidate) -> Double
    ) {
        let draw = chance.next()
        // Shares are part of the weights already.
        Ranking.rank(view, draw: draw, first: .best, drawsTies: false, standingDraw: nil, into: &order) { candidate in
            let weight = weight(candidate)
            return weight > 0 ? Ranking.lot(draw, candidate.name, weight: weight) : -.infinity
        }
    }

    /// The sum of the weights of those that may be drawn first.
    static func sum(_ view: RoutingView, weight: (borrowing Candidate) -> Double) -> Double {
        var sum: Double = 0
        for index in view.candidates.indices
        where view.candidates[index].standing(for: view.request, draw: nil) == .contends {
            sum += weight(view.candidates[index])
        }
        return sum
    }
}
