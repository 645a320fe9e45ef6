/// What is wrong with the condition of a rule, by its place in the condition.
package struct ConditionProblem: Sendable, Equatable {
    /// Line in the condition, from 1.
    package var line: Int
    /// Column in that line in Unicode scalars, from 1.
    package var column: Int
    /// Unicode scalars that it is about; 0 at the end.
    package var length: Int
    /// What is wrong and how to mend it.
    package var message: String

    /// Creates a problem.
    package init(line: Int, column: Int, length: Int = 0, message: String) {
        self.line = line
        self.column = column
        self.length = length
        self.message = message
    }
}

/// Compiles the condition of a rule, and says all that is wrong with it. Handed in, because conditions are the router's
/// and this module does not know it.
package typealias ConditionCheck = @Sendable (_ condition: String) -> [ConditionProblem]
