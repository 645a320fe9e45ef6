/// What a strategy may look at; values only, so that a decision can be replayed.
package struct RoutingView {
    /// Members: positions in `Snapshot.targets`.
    package var members: [Int]
    /// Weight of each member.
    package var weights: [Int]
    /// Requests in flight per target, as the deciding loop knows it.
    package var inFlight: [Int]

    /// Creates a view.
    package init(members: [Int], weights: [Int], inFlight: [Int]) {
        self.members = members
        self.weights = weights
        self.inFlight = inFlight
    }
}

/// Orders the members of a model group for one request.
///
/// An implementer is a pure function of its arguments: same view and same chance, same order. It returns each member
/// that may serve exactly once, best first, and never waits.
package protocol RoutingStrategy: Sendable {
    /// The members in the order in which they should be tried; appended to `order`.
    func rank(_ view: RoutingView, given chance: inout Chance, into order: inout [Int])
}
