/// A small model of boosted trees with the calibration that belongs to its scores.
///
/// Each tree is complete: `1 << depth` leaves, chosen by one comparison per level. The sum of the chosen leaves is the
/// logarithm of the odds that the pair may share an answer, as far as the features tell. `Verifier` adds the rest.
package struct VerifierModel: Sendable, Equatable {
    /// Levels of a tree.
    package static let depth = 4
    /// Comparisons of a tree.
    package static let splits = 1 << Self.depth - 1
    /// Leaves of a tree.
    package static let leaves = 1 << Self.depth
    /// The most trees.
    package static let mostTrees = 1024

    /// What every pair begins with.
    package var base: Float
    /// The features that are compared, tree by tree, in the order of a heap.
    package var features: [UInt8]
    /// What they are compared with: at or below goes left.
    package var thresholds: [Float]
    /// The leaves, tree by tree.
    package var values: [Float]
    /// What is known of the scores before any evidence of the operator's own.
    package var calibration: AcceptanceCalibration?

    /// A model without trees.
    package init(base: Float) {
        self.base = base
        self.features = []
        self.thresholds = []
        self.values = []
    }

    /// How many trees there are.
    package var trees: Int { self.values.count / Self.leaves }

    /// Adds a tree; one of the wrong size, or with a feature that there is none of, is left out.
    package mutating func append(features: [UInt8], thresholds: [Float], values: [Float]) {
        guard self.trees < Self.mostTrees, features.count == Self.splits, thresholds.count == Self.splits,
            values.count == Self.leaves, features.allSatisfy({ Int($0) < PairFeatures.count })
        else { return }
        self.features += features
        self.thresholds += thresholds
        self.values += values
    }

    /// The logarithm of the odds.
    package func odds(_ features: PairFeatures) -> Float {
        var sum = self.base
        features.values.withUnsafeBufferPointer { row in
            for tree in 0..<self.trees {
                var node = 0
                for _ in 0..<Self.depth {
                    let split = tree * Self.splits + node
                    let goesLeft = row[Int(self.features[split])] <= self.thresholds[split]
                    node = 2 * node + (goesLeft ? 1 : 2)
                }
                sum += self.values[tree * Self.leaves + node - Self.splits]
            }
        }
        return sum
    }
}
