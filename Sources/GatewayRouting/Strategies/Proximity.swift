package import GatewayCore

/// Takes the nearest member: first those in the region that is asked for, then by the round trip that was measured.
///
/// A member whose round trip nobody knows counts as near as the nearest; members that are equally near share the traffic
/// by weight.
package struct Proximity: MeritStrategy {
    /// Milliseconds that another region counts for: more than any round trip on earth.
    private static let otherRegion = 10_000.0

    /// Creates the strategy.
    package init() {}

    package func needs(_ settings: RoutingSettings) -> RoutingNeeds { .roundTrip }

    package func rank(_ view: RoutingView, given chance: inout Chance, into order: inout [Int]) {
        self.rankByMerit(view, given: &chance, into: &order)
    }

    /// The shortest round trip that is known, or 0.
    package func basis(of view: RoutingView) -> Double {
        var least = Double.infinity
        for index in view.candidates.indices {
            let roundTrip = view.candidates[index].roundTrip
            if roundTrip > 0, roundTrip < least, view.counts(index) {
                least = roundTrip
            }
        }
        return least.isFinite ? least : 0
    }

    package func merit(
        of candidate: borrowing Candidate,
        _ request: borrowing RoutingRequest,
        _ least: Double,
        into sink: inout some TermSink
    ) -> Double {
        let (wanted, own) = (request.region, candidate.region)
        let isElsewhere = wanted != 0 && own != wanted
        var merit = sink.add(.region, Double(own), normalised: isElsewhere ? 1 : 0, weight: -Self.otherRegion)
        let roundTrip = candidate.roundTrip > 0 ? candidate.roundTrip : least
        merit += sink.add(.roundTrip, roundTrip, normalised: roundTrip * 1e-6, weight: -1)
        return merit
    }
}
