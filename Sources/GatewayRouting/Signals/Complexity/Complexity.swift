/// How hard a prompt looks, 0...1, and what made it so.
package struct Complexity: Sendable {
    /// The score: nearer to 1 means that more models fail.
    package var value: Float
    /// What each part looked like, 0...1, by `ComplexityPart.rawValue`.
    package var parts: SIMD32<Float>
    /// What each part added to the value.
    package var contributions: SIMD32<Float>
    /// What the task added.
    package var taskShare: Float

    /// The parts that added something, strongest first; for the explain document.
    package func explanation() -> [(part: String, contribution: Float)] {
        ComplexityPart.allCases.map { ($0.name, self.contributions[Int($0.rawValue)]) }
            .filter { $0.1 > 0 }
            .sorted { $0.1 > $1.1 }
    }
}

/// What the complexity of a prompt is made of. Each part grows from 0 to 1 with what it counts and never falls.
package enum ComplexityPart: UInt8, CaseIterable, Sendable {
    case length, sentences, numbers, manyNumbers, formulas, anyFormula, symbols, longWords, longestWord
    case names, anyName, namedFact, science, law, facts, mathematics, logic, constraints, nesting, code, quantity
    case asked, askedFact, askedCount, studied

    /// The word for the explain document.
    package var name: String { "\(self)" }
}
