/// What has to be filled into a `RoutingView` beside weights, shares and health; the rest costs nothing.
package struct RoutingNeeds: OptionSet, Sendable {
    package let rawValue: UInt16

    /// Creates a set from its bits.
    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// `inFlight` and `concurrency`.
    package static let load = RoutingNeeds(rawValue: 1 << 0)
    /// `latency`.
    package static let latency = RoutingNeeds(rawValue: 1 << 1)
    /// `firstToken`, `perOutputToken` and `samples`.
    package static let prediction = RoutingNeeds(rawValue: 1 << 2)
    /// `errorRate`.
    package static let errorRate = RoutingNeeds(rawValue: 1 << 3)
    /// `headroom`.
    package static let headroom = RoutingNeeds(rawValue: 1 << 4)
    /// `roundTrip`.
    package static let roundTrip = RoutingNeeds(rawValue: 1 << 5)
    /// `cachedShare`, and the request's `affinity`.
    package static let prefix = RoutingNeeds(rawValue: 1 << 6)
    /// The request's `outputTokens`.
    package static let outputTokens = RoutingNeeds(rawValue: 1 << 7)
    /// The request's exact `inputTokens`.
    package static let inputTokens = RoutingNeeds(rawValue: 1 << 8)
    /// The request's `task`.
    package static let task = RoutingNeeds(rawValue: 1 << 9)

    /// What the predicted cost depends on.
    package static let cost: RoutingNeeds = [.inputTokens, .outputTokens, .prefix]
}
