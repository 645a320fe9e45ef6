import GatewayTraining
import Testing

/// The figures by which signals are judged, against values worked out by hand.
@Suite struct EvaluationTests {
    /// Ten rows: of five `a` three are right, of three `b` two; `c` was meant twice and never answered; `d` never meant.
    private static var confusion: EvaluationConfusion {
        var confusion = EvaluationConfusion(names: ["a", "b", "c", "d"])
        let rows = [(0, 0), (0, 0), (0, 0), (0, 1), (0, 3), (1, 1), (1, 1), (1, 0), (2, 0), (2, 0)]
        for (expected, answered) in rows { confusion.add(expected: expected, answered: answered) }
        return confusion
    }

    @Test func `accuracy is the share of the diagonal`() {
        #expect(Self.confusion.rows == 10)
        #expect(Self.confusion.accuracy == 0.5)
        #expect(Self.confusion[expected: 0, answered: 3] == 1)
        #expect(Self.confusion[expected: 3, answered: 0] == 0)
    }

    @Test(arguments: [(0, 6.0 / 11), (1, 4.0 / 6), (2, 0.0)])
    func `the F1 of a class weighs what was missed and what was wrongly taken`(_ index: Int, _ value: Double) throws {
        #expect(abs(try #require(Self.confusion.f1(index)) - value) < 1e-12)
    }

    @Test func `the macro F1 is the mean over the classes that have rows`() throws {
        #expect(Self.confusion.f1(3) == nil)
        let macro = try #require(Self.confusion.macroF1)
        #expect(abs(macro - (6.0 / 11 + 4.0 / 6 + 0) / 3) < 1e-12)
    }

    @Test func `mistakes come most frequent first, equal ones in the order of classes`() {
        let mistakes = Self.confusion.mistakes(most: 3).map { [$0.expected, $0.answered, $0.count] }
        #expect(mistakes == [[2, 0, 2], [0, 1, 1], [0, 3, 1]])
        #expect(Self.confusion.cells.reduce(0) { $0 + $1.count } == 10)
        #expect(Self.confusion.used == [0, 1, 2, 3])
    }

    @Test func `without rows there are no figures`() {
        let confusion = EvaluationConfusion(names: ["a"])
        #expect(confusion.accuracy == nil)
        #expect(confusion.macroF1 == nil)
        #expect(confusion.used.isEmpty)
        #expect(EvaluationCorrelation().overall == nil)
        #expect(EvaluationGroups().meanAccuracy == nil)
        #expect(EvaluationTimes().microseconds(at: 0.5) == nil)
    }

    @Test func `equal values share the mean of their ranks`() {
        #expect(EvaluationCorrelation.ranks([30, 10, 20, 20, 5]) == [5, 2, 3.5, 3.5, 1])
        #expect(EvaluationCorrelation.ranks([7, 7, 7]) == [2, 2, 2])
    }

    static let correlations: [(left: [Double], right: [Double], value: Double?)] = [
        ([1, 2, 3, 4], [10, 20, 30, 1000], 1),
        ([1, 2, 3, 4], [4, 3, 2, 1], -1),
        ([1, 2, 3, 4, 5], [2, 1, 4, 3, 5], 0.8),
        // Ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: 4.5 by the root of 4.5 times 5.
        ([1, 2, 2, 3], [1, 2, 3, 4], 0.948_683_298_050_513_8),
        ([1, 1, 1], [1, 2, 3], nil),
        ([1], [1], nil),
        ([1, 2], [1], nil),
    ]

    @Test(arguments: Self.correlations)
    func `the rank correlation looks at order alone`(_ left: [Double], _ right: [Double], _ value: Double?) {
        let found = EvaluationCorrelation.spearman(left, right)
        #expect((found == nil) == (value == nil))
        #expect(abs((found ?? 0) - (value ?? 0)) < 1e-12)
    }

    @Test func `within sets counts what is left when the set is known`() throws {
        var correlation = EvaluationCorrelation()
        // The sets differ by far and agree with the truth; one rises within itself, one of twice its rows falls.
        for step in 0..<10 { correlation.add(guess: Double(step), truth: Double(step), set: "up") }
        for step in 0..<20 { correlation.add(guess: 100 + Double(step), truth: 100 - Double(step), set: "down") }
        for step in 0..<9 { correlation.add(guess: Double(step), truth: Double(step), set: "small") }
        #expect(correlation.rows == 39)
        #expect(correlation.perSet.map(\.name) == ["down", "small", "up"])
        #expect(correlation.perSet.map(\.rows) == [20, 9, 10])
        #expect(correlation.perSet[1].value == nil)
        let within = try #require(correlation.withinSets)
        let expected: Double = -10.0 / 30.0
        #expect(abs(within - expected) < 1e-12)
        #expect(try #require(correlation.overall) > 0.3)
    }

    @Test func `groups are counted by name and by collection`() throws {
        var groups = EvaluationGroups()
        for (name, isRight) in [("x/1", true), ("x/1", true), ("x/2", false), ("y", true), ("y", false)] {
            groups.add(name, isRight: isRight)
        }
        #expect(groups.all.map(\.name) == ["x/1", "x/2", "y"])
        #expect(groups.collections.map { [$0.rows, $0.right] } == [[3, 2], [2, 1]])
        #expect(groups.meanAccuracy == 0.5)
        #expect(groups.weakest(2, leastRows: 1).map(\.name) == ["x/2", "y"])
        #expect(groups.weakest(2, leastRows: 2).map(\.name) == ["y", "x/1"])
    }

    @Test func `a percentile is a time that was measured`() {
        var times = EvaluationTimes()
        for step in (1...200).reversed() { times.add(.microseconds(step)) }
        #expect(times.microseconds(at: 0.5) == 100)
        #expect(times.microseconds(at: 0.99) == 198)
        #expect(times.microseconds(at: 0.333) == 67)
        #expect(times.microseconds(at: 1) == 200)
        #expect(times.microseconds(at: 0) == 1)
    }
}
