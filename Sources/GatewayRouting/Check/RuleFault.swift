import CEL

/// What is wrong with a condition, and where in it.
package struct RuleFault: Sendable, Equatable {
    /// Line in the condition, from 1.
    package let line: Int
    /// Column in that line in Unicode scalars, from 1.
    package let column: Int
    /// Unicode scalars that it is about.
    package let length: Int
    /// What is wrong and how to mend it.
    package let message: String
}

extension RuleCondition {
    /// All that is wrong with a condition; empty where it can be used.
    package static func faults(of source: String) -> [RuleFault] {
        do throws(CELCompileError) {
            _ = try RuleCondition(source)
            return []
        } catch {
            return error.diagnostics.map { fault in
                RuleFault(
                    line: fault.range.line,
                    column: fault.range.column,
                    length: fault.range.length,
                    message: fault.message
                )
            }
        }
    }
}
