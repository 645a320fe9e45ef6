import GatewaySemantic

/// One tree, grown level by level.
struct VerifierTree {
    private(set) var features = [UInt8](repeating: 0, count: VerifierModel.splits)
    private(set) var thresholds = [Float](repeating: .infinity, count: VerifierModel.splits)
    private(set) var values = [Float](repeating: 0, count: VerifierModel.leaves)
    /// The leaf of each sample.
    private(set) var leaf: [Int]
    /// Whether any comparison was worth making.
    private(set) var isUseful = false

    /// What lies in a node, and between which values its leaves must stay.
    private struct Node {
        var gradient = 0.0
        var curvature = 0.0
        var weight = 0.0
        var low = -Double.infinity
        var high = Double.infinity

        func value(_ strength: Double) -> Double {
            min(max(self.gradient / (self.curvature + strength), self.low), self.high)
        }

        /// The loss that a node saves at its value.
        func gain(_ strength: Double) -> Double {
            let value = self.value(strength)
            return self.gradient * value - (self.curvature + strength) * value * value / 2
        }

        mutating func add(_ gradient: Double, _ curvature: Double, _ weight: Double) {
            self.gradient += gradient
            self.curvature += curvature
            self.weight += weight
        }
    }

    private struct Split {
        var gain: Double
        var feature: Int
        var range: Int
        var left: Node
        var right: Node
    }

    /// Grows a tree on the gradients.
    init(
        _ table: VerifierTable,
        _ gradients: [Double],
        _ curvatures: [Double],
        _ weights: [Double],
        _ options: VerifierTrainerOptions
    ) {
        var place = [Int](repeating: 0, count: table.count)
        var root = Node()
        for index in 0..<table.count { root.add(gradients[index], curvatures[index], weights[index]) }
        var nodes = [root]
        for level in 0..<VerifierModel.depth {
            var best = [Split?](repeating: nil, count: nodes.count)
            for feature in 0..<PairFeatures.count where !table.edges[feature].isEmpty {
                let ranges = table.edges[feature].count + 1
                var cells = [Node](repeating: Node(), count: nodes.count * ranges)
                let column = table.ranges[feature]
                for index in 0..<table.count {
                    cells[place[index] * ranges + Int(column[index])]
                        .add(gradients[index], curvatures[index], weights[index])
                }
                for node in nodes.indices {
                    let row = cells[node * ranges..<(node + 1) * ranges]
                    guard let split = Self.best(row, of: nodes[node], feature: feature, options) else { continue }
                    if split.gain > best[node]?.gain ?? 1e-9 { best[node] = split }
                }
            }
            var next: [Node] = []
            for node in nodes.indices {
                let heap = (1 << level) - 1 + node
                guard let split = best[node] else {
                    // Everything goes left; the right side is never reached.
                    next += [nodes[node], nodes[node]]
                    continue
                }
                self.isUseful = true
                self.features[heap] = UInt8(split.feature)
                self.thresholds[heap] = table.edges[split.feature][split.range]
                next += [split.left, split.right]
            }
            for index in 0..<table.count {
                let split = best[place[index]]
                let goesRight = split.map { Int(table.ranges[$0.feature][index]) > $0.range } ?? false
                place[index] = 2 * place[index] + (goesRight ? 1 : 0)
            }
            nodes = next
        }
        for (index, node) in nodes.enumerated() {
            self.values[index] = Float(options.rate * node.value(options.strength))
        }
        self.leaf = place
    }

    /// The best comparison of one feature in a node; nil where none is allowed.
    private static func best(
        _ cells: ArraySlice<Node>,
        of node: Node,
        feature: Int,
        _ options: VerifierTrainerOptions
    ) -> Split? {
        let direction = PairFeature(rawValue: feature)?.direction ?? 0
        let whole = node.gain(options.strength)
        var best: Split?
        var left = Node(low: node.low, high: node.high)
        var total = left
        for cell in cells { total.add(cell.gradient, cell.curvature, cell.weight) }
        for (range, cell) in cells.dropLast().enumerated() {
            left.add(cell.gradient, cell.curvature, cell.weight)
            var right = total
            right.add(-left.gradient, -left.curvature, -left.weight)
            guard left.weight >= options.leastRows, right.weight >= options.leastRows else { continue }
            let (lower, upper) = (left.value(options.strength), right.value(options.strength))
            guard direction == 0 || (upper - lower) * Double(direction) >= 0 else { continue }
            let gain = left.gain(options.strength) + right.gain(options.strength) - whole
            guard gain > best?.gain ?? 0 else { continue }
            var split = Split(gain: gain, feature: feature, range: range, left: left, right: right)
            // What grows below must not undo the order of the two sides.
            let middle = (lower + upper) / 2
            if direction > 0 {
                split.left.high = min(split.left.high, middle)
                split.right.low = max(split.right.low, middle)
            } else if direction < 0 {
                split.left.low = max(split.left.low, middle)
                split.right.high = min(split.right.high, middle)
            }
            best = split
        }
        return best
    }
}
