/// How well the order of guesses agrees with the order of what was measured.
package struct EvaluationCorrelation: Sendable {
    private struct Pairs {
        var guesses: [Double] = []
        var truths: [Double] = []
    }

    /// A set's correlation.
    package struct SetResult: Sendable, Equatable {
        package var name: String
        package var rows: Int
        /// Nil where the set is too small or all of its rows are alike.
        package var value: Double?
    }

    /// Smaller sets say nothing of their own.
    package static let leastRows = 10

    private var all = Pairs()
    private var sets: [String: Pairs] = [:]

    /// No rows yet.
    package init() {}

    /// Notes one row of a set.
    package mutating func add(guess: Double, truth: Double, set: String) {
        self.all.guesses.append(guess)
        self.all.truths.append(truth)
        self.sets[set, default: Pairs()].guesses.append(guess)
        self.sets[set, default: Pairs()].truths.append(truth)
    }

    /// All rows.
    package var rows: Int { self.all.truths.count }

    /// The correlation over all rows: it also tells hard sets from easy ones.
    package var overall: Double? { Self.spearman(self.all.guesses, self.all.truths) }

    /// Each set by itself, by name.
    package var perSet: [SetResult] {
        self.sets.sorted { $0.key < $1.key }.map { name, pairs in
            let isEnough = pairs.truths.count >= Self.leastRows
            return SetResult(
                name: name,
                rows: pairs.truths.count,
                value: isEnough ? Self.spearman(pairs.guesses, pairs.truths) : nil
            )
        }
    }

    /// The mean over the sets that have a correlation, each by its rows: what is left when the set is known.
    package var withinSets: Double? {
        var sum = 0.0
        var rows = 0
        for result in self.perSet {
            guard let value = result.value else { continue }
            sum += value * Double(result.rows)
            rows += result.rows
        }
        return rows > 0 ? sum / Double(rows) : nil
    }

    /// Spearman's rank correlation; nil for less than two pairs and where one side has only equal values.
    ///
    /// Ties share the mean of their ranks, and the correlation is taken over the ranks: the short formula with squared
    /// differences is wrong with ties.
    package static func spearman(_ left: [Double], _ right: [Double]) -> Double? {
        guard left.count == right.count, left.count > 1 else { return nil }
        let leftRanks = self.ranks(left)
        let rightRanks = self.ranks(right)
        let mean = Double(left.count + 1) / 2
        var products = 0.0
        var leftSquares = 0.0
        var rightSquares = 0.0
        for index in leftRanks.indices {
            let x = leftRanks[index] - mean
            let y = rightRanks[index] - mean
            products += x * y
            leftSquares += x * x
            rightSquares += y * y
        }
        guard leftSquares > 0, rightSquares > 0 else { return nil }
        return products / (leftSquares * rightSquares).squareRoot()
    }

    /// The rank of each value, from 1; equal values have the mean of the ranks that they take together.
    package static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Double](repeating: 0, count: values.count)
        var begin = 0
        while begin < order.count {
            var end = begin + 1
            while end < order.count, values[order[end]] == values[order[begin]] { end += 1 }
            for place in begin..<end { ranks[order[place]] = Double(begin + 1 + end) / 2 }
            begin = end
        }
        return ranks
    }
}
