/// How often each class was answered for each class that was meant.
package struct EvaluationConfusion: Sendable, Equatable {
    /// A pair of classes with the number of rows that fell on it.
    package struct Cell: Sendable, Equatable {
        package var expected: Int
        package var answered: Int
        package var count: Int
    }

    /// The names of the classes, by their number.
    package let names: [String]
    private var counts: [Int]

    /// No rows yet.
    package init(names: [String]) {
        self.names = names
        self.counts = [Int](repeating: 0, count: names.count * names.count)
    }

    /// Notes one row.
    package mutating func add(expected: Int, answered: Int) {
        self.counts[expected * self.names.count + answered] += 1
    }

    /// How many rows of one class were answered with another.
    package subscript(expected expected: Int, answered answered: Int) -> Int {
        self.counts[expected * self.names.count + answered]
    }

    /// All rows.
    package var rows: Int { self.counts.reduce(0, +) }

    /// Rows of a class.
    package func expected(_ index: Int) -> Int {
        self.names.indices.reduce(0) { $0 + self[expected: index, answered: $1] }
    }

    /// Rows that a class was answered for.
    package func answered(_ index: Int) -> Int {
        self.names.indices.reduce(0) { $0 + self[expected: $1, answered: index] }
    }

    /// Classes that occur, as what was meant or as what was answered.
    package var used: [Int] {
        self.names.indices.filter { self.expected($0) > 0 || self.answered($0) > 0 }
    }

    /// The share of rows that were answered right; nil without rows.
    package var accuracy: Double? {
        let rows = self.rows
        guard rows > 0 else { return nil }
        return Double(self.names.indices.reduce(0) { $0 + self[expected: $1, answered: $1] }) / Double(rows)
    }

    /// The harmonic mean of precision and recall of a class: twice the hits by all that were meant and all that were
    /// answered. Nil for a class without rows, however often it was answered.
    package func f1(_ index: Int) -> Double? {
        let expected = self.expected(index)
        guard expected > 0 else { return nil }
        return 2 * Double(self[expected: index, answered: index]) / Double(expected + self.answered(index))
    }

    /// The mean of F1 over the classes that have rows; nil without any.
    package var macroF1: Double? {
        let values = self.names.indices.compactMap { self.f1($0) }
        return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    /// The pairs that occur, classes in order.
    package var cells: [Cell] {
        self.counts.indices.filter { self.counts[$0] > 0 }.map { index in
            Cell(
                expected: index / self.names.count,
                answered: index % self.names.count,
                count: self.counts[index]
            )
        }
    }

    /// The most frequent mistakes, most frequent first; equal ones in the order of the classes.
    package func mistakes(most: Int) -> [Cell] {
        let mistakes = self.cells.filter { $0.expected != $0.answered }
        let order = mistakes.indices.sorted { left, right in
            mistakes[left].count != mistakes[right].count
                ? mistakes[left].count > mistakes[right].count : left < right
        }
        return order.prefix(most).map { mistakes[$0] }
    }
}
