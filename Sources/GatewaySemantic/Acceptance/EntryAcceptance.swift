/// Similarities at which a stored entry's answer was compared, and whether it fitted: the newest `most` of them.
package struct EntryObservations: Sendable, Equatable {
    /// The most that are kept.
    package static let most = 48

    /// The cosines, in the order of a ring.
    private(set) var cosines: [Float] = []
    /// Whether the answer fitted, in the same order.
    private(set) var fitted: [Bool] = []
    private var next = 0

    /// No observations.
    package init() {}

    /// How many are kept.
    package var count: Int { self.cosines.count }

    /// Notes a comparison; the oldest one makes room.
    package mutating func add(cosine: Float, isWrong: Bool) {
        guard !cosine.isNaN else { return }
        if self.cosines.count < Self.most {
            self.cosines.append(cosine)
            self.fitted.append(!isWrong)
        } else {
            self.cosines[self.next] = cosine
            self.fitted[self.next] = !isWrong
            self.next = (self.next + 1) % Self.most
        }
    }
}

/// The per-entry rule of vCache (arXiv 2502.03771), to be compared with.
///
/// Every entry has its own logistic curve of correctness over the cosine, fitted to its own observations. A candidate
/// is explored (the model is asked, the answers are compared) with a probability that leaves the share of wrong
/// answers over **all** requests at or below `most`, misses counted as right: `(1 - explored) * wrong <= most`. How
/// far the curve may lie from the truth is met by moving its midpoint up to the end of its confidence interval, and by
/// minimising over the level of that interval.
///
/// It bounds less than `BoundedAcceptance` (wrong answers per request, not per hit) and starts without knowledge: an
/// entry is explored until its own observations speak for it.
package struct EntryAcceptance: AcceptancePolicy {
    /// Observations below which an entry is always explored.
    package static let leastObservations = 4
    /// The spread of the normal prior of both coefficients: it keeps a fit to separable observations finite.
    private static let spread = 40.0
    /// The levels over which the probability of exploring is minimised.
    private static let levels: [(weight: Double, quantile: Double)] = [
        0.005, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.18, 0.25, 0.35, 0.5,
    ].map { (1 - $0, BoundMath.normalQuantile(1 - $0)) }

    /// The share of wrong answers per request that is acceptable.
    package let most: Double

    /// A policy with a bound.
    package init(most: Double) { self.most = min(max(most, 0), 1) }

    /// The verdict on a candidate: a hit where the draw lies at or above the probability of exploring.
    package func verdict(on candidate: AcceptanceCase, chance: Double) -> AcceptanceVerdict {
        let explored = self.exploration(cosine: candidate.cosine, candidate.observations)
        return AcceptanceVerdict(
            decision: chance < explored ? .explore : .hit,
            risk: Float(explored),
            limit: Float(self.most)
        )
    }

    /// The probability with which a candidate at a cosine is explored.
    package func exploration(cosine: Float, _ observations: EntryObservations?) -> Double {
        guard let observations, observations.count >= Self.leastObservations, !cosine.isNaN,
            let curve = EntryCurve(observations, spread: Self.spread)
        else { return 1 }
        var least = 1.0
        for level in Self.levels {
            let midpoint = curve.midpoint + level.quantile * curve.deviation
            let right = level.weight * BoundMath.logistic(curve.slope * (Double(cosine) - midpoint))
            least = min(least, right >= 1 ? 0 : 1 - self.most / (1 - right))
        }
        return max(0, least)
    }
}

/// A logistic curve over the cosine, with the uncertainty of its midpoint.
struct EntryCurve {
    /// Where a right answer is as probable as a wrong one.
    let midpoint: Double
    /// How fast the odds rise; above zero.
    let slope: Double
    /// The standard deviation of the midpoint.
    let deviation: Double

    /// Fits by Newton's method; nil where the odds do not rise with the cosine.
    init?(_ observations: EntryObservations, spread: Double) {
        // Centred near where cosines lie, so that the coefficients hardly depend on each other.
        let centre = 0.85
        let ridge = 1 / (spread * spread)
        var base = 0.0
        var slope = 1.0
        var hessian = (base: ridge, cross: 0.0, slope: ridge)
        for _ in 0..<40 {
            var gradient = (base: -ridge * base, slope: -ridge * slope)
            hessian = (ridge, 0, ridge)
            for (cosine, fitted) in zip(observations.cosines, observations.fitted) {
                let x = Double(cosine) - centre
                let p = BoundMath.logistic(base + slope * x)
                let miss = (fitted ? 1 : 0) - p
                let weight = max(p * (1 - p), 1e-9)
                gradient.base += miss
                gradient.slope += miss * x
                hessian.base += weight
                hessian.cross += weight * x
                hessian.slope += weight * x * x
            }
            let determinant = hessian.base * hessian.slope - hessian.cross * hessian.cross
            guard determinant > 0 else { return nil }
            let change = (
                base: (hessian.slope * gradient.base - hessian.cross * gradient.slope) / determinant,
                slope: (hessian.base * gradient.slope - hessian.cross * gradient.base) / determinant
            )
            // A step is kept short, for Newton's method overshoots where the curve is flat.
            let length = max(change.base.magnitude / 4, change.slope.magnitude / 20, 1)
            base += change.base / length
            slope += change.slope / length
            if change.base.magnitude + change.slope.magnitude < 1e-9 { break }
        }
        guard slope > 1e-6 else { return nil }
        let determinant = hessian.base * hessian.slope - hessian.cross * hessian.cross
        let offset = -base / slope
        let variance =
            (hessian.slope - 2 * offset * hessian.cross + offset * offset * hessian.base) / determinant
        self.midpoint = centre + offset
        self.slope = slope
        self.deviation = max(0, variance).squareRoot() / slope
    }
}
