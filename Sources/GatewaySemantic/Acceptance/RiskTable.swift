/// How often candidates of a bucket and a range of scores were wrong, with what is known of others filling the gaps.
///
/// A hierarchy of beta priors: all buckets together are the prior of each bucket, and a bucket's cell is the prior of a
/// single entry. A cell without evidence has the risk of its score; with evidence, its own.
package struct RiskTable: Sendable, Equatable {
    /// Ranges of scores: even steps of the logarithm of the odds, because both ends matter more than the middle.
    package static let bands = 32
    private static let lowest = -4.0
    private static let step = 0.375
    /// How many observations the next wider level counts for.
    package static let bucketStrength = 12.0
    /// How many observations the cell counts for against those of a single entry.
    package static let entryStrength: Float = 6

    /// The observations, by bucket and band.
    package private(set) var cells: [WrongShare]

    /// No observations.
    package init() {
        self.cells = [WrongShare](repeating: WrongShare(), count: AcceptanceBucket.count * Self.bands)
    }

    /// Observations as they were stored; nil where their number is not that of the cells.
    package init?(cells: [WrongShare]) {
        guard cells.count == AcceptanceBucket.count * Self.bands else { return nil }
        self.cells = cells
    }

    /// The band of a score.
    package static func band(_ score: Float) -> Int {
        guard score > 0 else { return 0 }
        guard score < 1 else { return self.bands - 1 }
        let odds = BoundMath.ln(Double(score)) - BoundMath.lnOnePlus(-Double(score))
        return min(max(Int(((odds - self.lowest) / self.step).rounded(.down)), 0), self.bands - 1)
    }

    /// The number of a cell.
    package static func cell(score: Float, bucket: AcceptanceBucket) -> Int {
        bucket.index * self.bands + self.band(score)
    }

    /// All observations.
    package var total: WrongShare {
        self.cells.reduce(into: WrongShare()) { $0.add($1) }
    }

    /// Notes an observation.
    package mutating func add(cell: Int, isWrong: Bool, weight: Double = 1) {
        guard self.cells.indices.contains(cell) else { return }
        self.cells[cell].add(isWrong: isWrong, weight: weight)
    }

    /// Notes an observation.
    package mutating func add(_ observation: LabelledScore, weight: Double = 1) {
        self.add(
            cell: Self.cell(score: observation.score, bucket: observation.bucket),
            isWrong: observation.isWrong,
            weight: weight
        )
    }

    /// Adds the observations of another table.
    package mutating func add(_ other: Self, weight: Double) {
        for index in self.cells.indices {
            var share = other.cells[index]
            share.fade(by: weight)
            self.cells[index].add(share)
        }
    }

    /// Makes every observation count less.
    package mutating func fade(by factor: Double) {
        for index in self.cells.indices { self.cells[index].fade(by: factor) }
    }

    /// The risk of every cell.
    ///
    /// A higher score never has a higher risk within a bucket: neighbouring bands that contradict this are pooled.
    ///
    /// - Parameters:
    ///   - prior: the risks that count as much as `strength` observations of a cell; nil where nothing is known.
    ///   - strength: how many observations the prior of a cell counts for.
    package func risks(prior: [Float]? = nil, strength: Double = Self.bucketStrength) -> [Float] {
        var risks = [Float](repeating: 1, count: self.cells.count)
        let all = self.pooledRisks(prior: prior, strength: strength)
        for bucket in 0..<AcceptanceBucket.count {
            var shares: [WrongShare] = []
            for band in 0..<Self.bands {
                let cell = bucket * Self.bands + band
                // A stored prior knows the bucket; without one the bucket leans on all buckets.
                let base = prior.map { (Double($0[cell]) + all[band]) / 2 } ?? all[band]
                var share = self.cells[cell]
                share.add(WrongShare(wrong: strength * base, right: strength * (1 - base)))
                shares.append(share)
            }
            let falling = Self.falling(shares)
            for band in 0..<Self.bands { risks[bucket * Self.bands + band] = Float(falling[band]) }
        }
        return risks
    }

    /// The risk of each band over all buckets.
    private func pooledRisks(prior: [Float]?, strength: Double) -> [Double] {
        var shares: [WrongShare] = []
        for band in 0..<Self.bands {
            var share = WrongShare()
            var base = 0.0
            for bucket in 0..<AcceptanceBucket.count {
                share.add(self.cells[bucket * Self.bands + band])
                base += Double(prior?[bucket * Self.bands + band] ?? 0.5) / Double(AcceptanceBucket.count)
            }
            // Without a prior one observation, half of it wrong: enough to keep an empty band from being trusted.
            let weight = prior == nil ? 1 : strength
            share.add(WrongShare(wrong: weight * base, right: weight * (1 - base)))
            shares.append(share)
        }
        return Self.falling(shares)
    }

    /// The shares, pooled where they rise (pool adjacent violators).
    private static func falling(_ shares: [WrongShare]) -> [Double] {
        var pools: [(share: WrongShare, length: Int)] = []
        for share in shares {
            pools.append((share, 1))
            while let last = pools.last, pools.count > 1,
                (last.share.ratio ?? 1) > (pools[pools.count - 2].share.ratio ?? 1)
            {
                pools.removeLast()
                pools[pools.count - 1].share.add(last.share)
                pools[pools.count - 1].length += last.length
            }
        }
        return pools.flatMap { pool in [Double](repeating: pool.share.ratio ?? 1, count: pool.length) }
    }
}

/// What is known of a single stored entry: how often its answer was compared and did not fit.
package struct EntryEvidence: Sendable, Equatable {
    /// The most that either count keeps; both are halved beyond.
    private static let most: UInt16 = 512

    /// Comparisons in which the stored answer did not fit.
    package private(set) var wrong: UInt16
    /// Comparisons in which it did.
    package private(set) var right: UInt16

    /// Creates evidence; nothing is known at first.
    package init(wrong: UInt16 = 0, right: UInt16 = 0) {
        self.wrong = wrong
        self.right = right
    }

    /// Notes a comparison.
    package mutating func add(isWrong: Bool) {
        if isWrong { self.wrong += 1 } else { self.right += 1 }
        guard max(self.wrong, self.right) > Self.most else { return }
        self.wrong /= 2
        self.right /= 2
    }

    /// The risk of a candidate of this entry whose cell has a given risk.
    package func risk(cell: Float) -> Float {
        let strength = RiskTable.entryStrength
        let count = strength + Float(self.wrong) + Float(self.right)
        return (strength * cell + Float(self.wrong)) / count
    }
}
