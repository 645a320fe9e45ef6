package import GatewaySemantic

/// Trains the verifier: gradient boosting of small complete trees on the logarithm of the odds.
///
/// Offline and deterministic: the same samples in the same order and the same options give the same model. Every
/// feature may move the odds one way only where `PairFeature.direction` says so, which keeps what was learned from
/// made-up examples sensible on real ones.
package enum VerifierTrainer {
    /// Trains the trees, without a calibration.
    package static func train(_ samples: [VerifierSample], options: VerifierTrainerOptions) -> VerifierModel {
        let rows = samples.filter { $0.weight > 0 }
        let same = rows.reduce(0.0) { $0 + ($1.isSame ? $1.weight : 0) }
        let all = rows.reduce(0.0) { $0 + $1.weight }
        guard same > 0, same < all else { return VerifierModel(base: 0) }
        var model = VerifierModel(base: Float(TrainingMath.ln(same / (all - same))))
        let table = VerifierTable(rows, ranges: options.ranges)
        var odds = [Double](repeating: Double(model.base), count: rows.count)
        for _ in 0..<min(max(options.trees, 0), VerifierModel.mostTrees) {
            var gradients = [Double](repeating: 0, count: rows.count)
            var curvatures = gradients
            for (index, row) in rows.enumerated() {
                let p = TrainingMath.logistic(odds[index])
                gradients[index] = row.weight * ((row.isSame ? 1 : 0) - p)
                curvatures[index] = row.weight * max(p * (1 - p), 1e-6)
            }
            let tree = VerifierTree(table, gradients, curvatures, rows.map(\.weight), options)
            guard tree.isUseful else { break }
            model.append(features: tree.features, thresholds: tree.thresholds, values: tree.values)
            for index in rows.indices { odds[index] += Double(tree.values[tree.leaf[index]]) }
        }
        return model
    }

    /// What the samples say of the scores when each source is judged by a model that was trained on the other ones.
    ///
    /// Sources are what stands before the first `/`. Pairs that a guard refuses are left out, as they never reach the
    /// verifier, and so are those whose source ends in `/kept` or `/broken`: what rules made of a prompt is unlike what
    /// people write, and how much of it there is says nothing of traffic.
    package static func evidence(_ samples: [VerifierSample], options: VerifierTrainerOptions) -> [LabelledScore] {
        func origin(_ sample: VerifierSample) -> Substring { sample.source.prefix { $0 != "/" } }
        var evidence: [LabelledScore] = []
        for source in Set(samples.map(origin)).sorted() {
            let verifier = Verifier(self.train(samples.filter { origin($0) != source }, options: options))
            for sample in samples where origin(sample) == source {
                guard !sample.isRefused, !sample.isMade else { continue }
                let score = verifier.score(sample.features)
                evidence.append(LabelledScore(score: score, isWrong: !sample.isSame, bucket: sample.bucket))
            }
        }
        return evidence
    }
}

/// The few functions that training needs.
enum TrainingMath {
    /// The natural logarithm.
    static func ln(_ x: Double) -> Double { Double(LanguageMath.log2(Float(x))) * 0.693_147_180_559_945_3 }

    /// The logistic function; single precision is plenty for a gradient.
    static func logistic(_ x: Double) -> Double {
        let part = Double(LanguageMath.exp(Float(-x.magnitude)))
        return x >= 0 ? 1 / (1 + part) : part / (1 + part)
    }
}

/// The samples by feature, each number replaced by its range.
struct VerifierTable {
    /// How many samples there are.
    let count: Int
    /// The upper ends of the ranges of each feature; the last range has none.
    private(set) var edges: [[Float]] = []
    /// The ranges, feature by feature.
    private(set) var ranges: [[UInt8]] = []

    init(_ rows: [VerifierSample], ranges: Int) {
        self.count = rows.count
        let most = min(max(ranges, 2), 255)
        for feature in 0..<PairFeatures.count {
            let column = rows.map { $0.features.values[feature] }
            let sorted = column.sorted()
            var edges: [Float] = []
            for part in 1..<most {
                let edge = sorted[min(sorted.count - 1, part * sorted.count / most)]
                if edge != edges.last, edge != sorted.last { edges.append(edge) }
            }
            self.edges.append(edges)
            self.ranges.append(column.map { value in UInt8(Self.range(of: value, edges)) })
        }
    }

    /// How many edges lie below a number.
    private static func range(of value: Float, _ edges: [Float]) -> Int {
        var (low, high) = (0, edges.count)
        while low < high {
            let middle = (low + high) / 2
            if edges[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
