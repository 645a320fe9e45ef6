package import GatewayCore

/// Draws two members and takes the one with fewer requests in flight for its weight; the rest follow by load.
///
/// "The power of two choices" (Mitzenmacher, IEEE TPDS 12(10), 2001): nearly as even as asking all, without the herd
/// that runs to whoever was least loaded a moment ago.
package struct LeastLoad: RoutingStrategy {
    /// Creates the strategy.
    package init() {}

    package func rank(_ view: RoutingView, given chance: inout Chance, into order: inout [Int]) {
        let start = order.count
        for (member, weight) in zip(view.members, view.weights) where weight > 0 {
            order.append(member)
        }
        let count = order.count - start
        guard count > 1 else { return }
        let first = start + chance.below(count)
        var second = start + chance.below(count - 1)
        if second >= first {
            second += 1
        }
        let best = Self.isLess(order[second], order[first], in: view) ? second : first
        order.swapAt(start, best)
        // Insertion sort: groups are small, and nothing is allocated.
        guard count > 2 else { return }
        for index in (start + 2)..<order.count {
            var place = index
            while place > start + 1, Self.isLess(order[place], order[place - 1], in: view) {
                order.swapAt(place, place - 1)
                place -= 1
            }
        }
    }

    /// Compares load per weight without a division: a/w < b/v as a·v < b·w.
    private static func isLess(_ left: Int, _ right: Int, in view: RoutingView) -> Bool {
        let (leftLoad, leftWeight) = Self.load(of: left, in: view)
        let (rightLoad, rightWeight) = Self.load(of: right, in: view)
        return leftLoad * rightWeight < rightLoad * leftWeight
    }

    private static func load(of member: Int, in view: RoutingView) -> (load: Int, weight: Int) {
        for index in view.members.indices where view.members[index] == member {
            return (view.inFlight[member], view.weights[index])
        }
        return (0, 1)
    }
}
