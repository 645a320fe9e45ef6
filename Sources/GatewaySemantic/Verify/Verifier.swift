/// Judges whether the stored answer of one prompt may be served for another: a score from 0 to 1.
///
/// The score orders candidates; it is no probability. What it is worth says a calibration (`AcceptanceCalibration`).
///
/// Three things are added up as the logarithm of odds. The trees know from labelled pairs what speaks against sharing an
/// answer; what they know in favour is cut off at `trust`, because changes that keep a meaning were learned from fewer
/// and simpler examples than the ways in which people rephrase. The cosine speaks beyond that. And crowding speaks
/// against: where many stored prompts are near, they differ by a nuance, and the nearest may have the wrong one.
package struct Verifier: Sendable {
    /// What the trees may say in favour at most.
    private static let trust: Float = 0.5
    /// How much the cosine counts, and from where.
    private static let cosineWeight: Float = 10
    private static let cosineCentre: Float = 0.85
    /// How much the likeness of the fifth nearest candidate counts, and from where.
    private static let crowdWeight: Float = 2.5
    private static let crowdCentre: Float = 0.5

    /// The trees and what is known of the scores.
    package let model: VerifierModel

    /// A verifier with a model.
    package init(_ model: VerifierModel) { self.model = model }

    /// The score of a pair.
    ///
    /// - Parameters:
    ///   - features: what the pair is judged by.
    ///   - crowding: the cosine of the fifth nearest candidate, 0 where there are fewer.
    package func score(_ features: PairFeatures, crowding: Float = 0) -> Float {
        let trees = self.model.odds(features)
        let crowd = crowding.isNaN ? 1 : max(0, crowding - Self.crowdCentre)
        let cosine = Self.cosineWeight * (features[.cosine] - Self.cosineCentre)
        let odds = min(trees, Self.trust) + cosine - Self.crowdWeight * crowd
        return odds.isNaN ? 0 : Float(BoundMath.logistic(Double(odds)))
    }
}
