package import GatewayCore

/// Draws the first member by weight, and so on among those that are left.
///
/// The share of first places converges to the weights; a member of weight 0 is never chosen.
package struct Weighted: RoutingStrategy {
    /// Creates the strategy.
    package init() {}

    package func rank(_ view: RoutingView, given chance: inout Chance, into order: inout [Int]) {
        let start = order.count
        var left = 0
        for (member, weight) in zip(view.members, view.weights) where weight > 0 {
            order.append(member)
            left += weight
        }
        guard order.count - start > 1 else { return }
        // Draw without replacement: the drawn member is swapped to the front of the rest.
        for position in start..<(order.count - 1) {
            var draw = chance.below(left)
            for candidate in position..<order.count {
                let weight = Self.weight(of: order[candidate], in: view)
                if draw < weight {
                    order.swapAt(position, candidate)
                    left -= weight
                    break
                }
                draw -= weight
            }
        }
    }

    private static func weight(of member: Int, in view: RoutingView) -> Int {
        for index in view.members.indices where view.members[index] == member {
            return view.weights[index]
        }
        return 0
    }
}
