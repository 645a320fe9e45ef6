import CVectorKernels

/// The numbers that the verifier judges a pair by.
package struct PairFeatures: Sendable, Equatable {
    /// How many there are.
    package static let count = PairFeature.allCases.count

    /// The numbers, by `PairFeature.rawValue`.
    package private(set) var values: [Float]

    /// Compares two prompts; `cosine` is that of their vectors.
    package init(new: PairSide, stored: PairSide, cosine: Float) {
        self.values = [Float](repeating: 0, count: Self.count)
        self[.cosine] = cosine.isNaN ? 0 : cosine
        PairComparison(new, stored).fill(&self)
    }

    /// Numbers as they were stored; nil where their count is another.
    package init?(values: [Float]) {
        guard values.count == Self.count else { return nil }
        self.values = values
    }

    /// One number.
    package subscript(_ feature: PairFeature) -> Float {
        get { self.values[feature.rawValue] }
        set { self.values[feature.rawValue] = newValue }
    }
}

/// The work of comparing two sides.
struct PairComparison {
    let sides: (left: PairSide, right: PairSide)
    /// For each word whether the other side has it, and else its likeness to the nearest.
    private var leftLikeness: [Float]
    private var rightLikeness: [Float]
    /// Words with meaning that the other side lacks.
    private var leftOnly: [Int] = []
    private var rightOnly: [Int] = []
    private let width: Int

    init(_ left: PairSide, _ right: PairSide) {
        self.sides = (left, right)
        self.width = min(left.dimensions, right.dimensions)
        self.leftLikeness = left.stems.map { stem in right.stems.contains(stem) ? 1 : -1 }
        self.rightLikeness = right.stems.map { stem in left.stems.contains(stem) ? 1 : -1 }
        for index in 0..<left.count where self.leftLikeness[index] < 0 {
            self.leftLikeness[index] = self.nearest(index, of: left, in: right)
            if left.carries[index] { self.leftOnly.append(index) }
        }
        for index in 0..<right.count where self.rightLikeness[index] < 0 {
            self.rightLikeness[index] = self.nearest(index, of: right, in: left)
            if right.carries[index] { self.rightOnly.append(index) }
        }
    }

    /// The likeness of a word to the nearest of the other side.
    private func nearest(_ index: Int, of side: PairSide, in other: PairSide) -> Float {
        guard side.dimensions == other.dimensions else { return 0 }
        var best: Float = 0
        for candidate in 0..<other.count {
            best = max(best, self.likeness(index, of: side, candidate, of: other))
        }
        return best
    }

    private func likeness(_ index: Int, of side: PairSide, _ candidate: Int, of other: PairSide) -> Float {
        let kernels = VectorKernels.best.call
        return side.vectors.withUnsafeBufferPointer { mine in
            other.vectors.withUnsafeBufferPointer { theirs in
                guard let mine = mine.baseAddress, let theirs = theirs.baseAddress else { return 0 }
                return kernels.dot_f32(mine + index * self.width, theirs + candidate * self.width, self.width)
            }
        }
    }

    /// Writes everything but the cosine.
    func fill(_ features: inout PairFeatures) {
        self.fillOverlap(&features)
        self.fillLosses(&features)
        self.fillOrder(&features)
        self.fillFacts(&features)
    }

    private func fillOverlap(_ features: inout PairFeatures) {
        let (left, right) = self.sides
        if left.dimensions == right.dimensions {
            features[.direction] = VectorKernels.best.call.dot_f32(left.direction, right.direction, self.width)
        }
        var common: Float = 0
        var all: Float = 0
        var counts = (common: 0, all: 0)
        var plain = (common: 0, all: 0)
        for index in 0..<left.count where !left.stems[..<index].contains(left.stems[index]) {
            let isCommon = self.leftLikeness[index] == 1 && right.stems.contains(left.stems[index])
            if isCommon, let other = right.stems.firstIndex(of: left.stems[index]) {
                // Halfway, so that a word that is weighted differently on the sides counts alike both ways.
                let weight = (left.weights[index] + right.weights[other]) / 2
                common += weight
                all += weight
            } else {
                all += left.weights[index]
            }
            if left.carries[index] {
                counts.all += 1
                counts.common += isCommon ? 1 : 0
            } else {
                plain.all += 1
                plain.common += isCommon ? 1 : 0
            }
        }
        for index in 0..<right.count where !right.stems[..<index].contains(right.stems[index]) {
            guard !left.stems.contains(right.stems[index]) else { continue }
            all += right.weights[index]
            if right.carries[index] { counts.all += 1 } else { plain.all += 1 }
        }
        features[.overlap] = all > 0 ? common / all : 1
        features[.contentOverlap] = counts.all > 0 ? Float(counts.common) / Float(counts.all) : 1
        features[.functionOverlap] = plain.all > 0 ? Float(plain.common) / Float(plain.all) : 1
        features[.trigrams] = Self.dice(left.trigrams, right.trigrams)
    }

    private func fillLosses(_ features: inout PairFeatures) {
        let (left, right) = self.sides
        func rarest(_ side: PairSide, _ only: [Int]) -> Float { only.map { side.rarities[$0] }.max() ?? 0 }
        func total(_ side: PairSide, _ only: [Int]) -> Float { only.reduce(0) { $0 + side.rarities[$1] } }
        let rarest = (rarest(left, self.leftOnly), rarest(right, self.rightOnly))
        features[.rarestLoss] = max(rarest.0, rarest.1)
        features[.rarestLossOfBoth] = min(rarest.0, rarest.1)
        let losses = (total(left, self.leftOnly), total(right, self.rightOnly))
        features[.loss] = max(losses.0, losses.1)
        features[.lossOfBoth] = min(losses.0, losses.1)
        features[.missing] = Float(max(self.leftOnly.count, self.rightOnly.count))
        features[.missingOfBoth] = Float(min(self.leftOnly.count, self.rightOnly.count))
        var worst: (loss: Float, likeness: Float) = (0, 1)
        func look(_ side: PairSide, _ only: [Int], _ likeness: [Float]) {
            for index in only {
                let loss = side.rarities[index] * (1 - likeness[index])
                if loss > worst.loss || (loss == worst.loss && likeness[index] < worst.likeness) {
                    worst = (loss, likeness[index])
                }
            }
        }
        look(left, self.leftOnly, self.leftLikeness)
        look(right, self.rightOnly, self.rightLikeness)
        features[.worstLoss] = worst.loss
        features[.worstLikeness] = worst.likeness
        let alignments = (
            Self.alignment(left, self.leftLikeness), Self.alignment(right, self.rightLikeness)
        )
        features[.alignment] = min(alignments.0, alignments.1)
        features[.alignmentOfBetter] = max(alignments.0, alignments.1)
        if self.leftOnly.count == 1, self.rightOnly.count == 1, left.dimensions == right.dimensions {
            features[.substitution] = self.likeness(self.leftOnly[0], of: left, self.rightOnly[0], of: right)
        }
        features[.residue] = self.residue()
    }

    private static func alignment(_ side: PairSide, _ likeness: [Float]) -> Float {
        guard side.weight > 0 else { return 1 }
        var sum: Float = 0
        for index in 0..<side.count { sum += side.weights[index] * likeness[index] }
        return sum / side.weight
    }

    /// The likeness of what each side has alone: 1 where neither has anything, a half where one has.
    private func residue() -> Float {
        guard !self.leftOnly.isEmpty || !self.rightOnly.isEmpty else { return 1 }
        guard !self.leftOnly.isEmpty, !self.rightOnly.isEmpty, self.sides.left.dimensions == self.sides.right.dimensions
        else {
            return 0.5
        }
        func sum(_ side: PairSide, _ only: [Int]) -> [Float] {
            var sum = [Float](repeating: 0, count: self.width)
            for index in only {
                let factor = side.lengths[index] * side.rarities[index]
                let start = index * self.width
                for place in 0..<self.width { sum[place] += side.vectors[start + place] * factor }
            }
            return sum
        }
        let kernels = VectorKernels.best.call
        let mine = sum(self.sides.left, self.leftOnly)
        let theirs = sum(self.sides.right, self.rightOnly)
        let lengths = kernels.dot_f32(mine, mine, self.width) * kernels.dot_f32(theirs, theirs, self.width)
        return lengths > 0 ? kernels.dot_f32(mine, theirs, self.width) / lengths.squareRoot() : 0
    }

    /// Twice the common elements by all, of sorted lists.
    private static func dice(_ left: [UInt32], _ right: [UInt32]) -> Float {
        guard !left.isEmpty || !right.isEmpty else { return 1 }
        return 2 * Float(Self.common(left, right)) / Float(left.count + right.count)
    }

    /// How many elements two sorted lists share, repeated ones as often as both have them.
    static func common<Element: Comparable>(_ left: [Element], _ right: [Element]) -> Int {
        var (at, other, count) = (0, 0, 0)
        while at < left.count, other < right.count {
            if left[at] == right[other] {
                count += 1
                at += 1
                other += 1
            } else if left[at] < right[other] {
                at += 1
            } else {
                other += 1
            }
        }
        return count
    }
}
