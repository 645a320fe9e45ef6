package import GatewayCore

/// Keeps the order of the configuration: the first member serves, the others are its fallbacks.
package struct Priority: RoutingStrategy {
    /// Creates the strategy.
    package init() {}

    package func rank(_ view: RoutingView, given chance: inout Chance, into order: inout [Int]) {
        for (member, weight) in zip(view.members, view.weights) where weight > 0 {
            order.append(member)
        }
    }
}
