/// One thing that is wrong with a configuration: where, what, and how to mend it.
///
/// Neither text ever holds the value of a secret: references such as `${env:NAME}` are quoted as written.
package struct ConfigError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Name of the file, as the caller gave it.
    package var file: String
    /// Line, from 1.
    package var line: Int
    /// Column in Unicode scalars, from 1.
    package var column: Int
    /// Key that the error is about, such as `providers[0].kind`; empty for the file as a whole.
    package var key: String
    /// What is wrong.
    package var message: String
    /// How to mend it.
    package var advice: String?

    /// Creates an error.
    package init(file: String, line: Int, column: Int, key: String = "", message: String, advice: String? = nil) {
        self.file = file
        self.line = line
        self.column = column
        self.key = key
        self.message = message
        self.advice = advice
    }

    /// One line: `file:line:column: key: what is wrong; how to mend it`.
    package var description: String {
        let subject = self.key.isEmpty ? "" : "\(self.key): "
        let remedy = self.advice.map { "; \($0)" } ?? ""
        return "\(self.file):\(self.line):\(self.column): \(subject)\(self.message)\(remedy)"
    }
}

/// Everything that is wrong with a configuration, in file order; never empty.
package struct ConfigErrors: Error, Sendable, Equatable, CustomStringConvertible {
    /// Errors that are kept at most; a file that is wrong from end to end is not worth more.
    package static let limit = 100

    /// The errors, by line and column.
    package let errors: [ConfigError]

    /// Sorts errors by position and keeps the first ones.
    package init(_ first: ConfigError, _ others: [ConfigError] = []) {
        // A stable order also among errors of one position: they come in the order in which they were found.
        let sorted = ([first] + others).enumerated().sorted { left, right in
            (left.element.line, left.element.column, left.offset)
                < (right.element.line, right.element.column, right.offset)
        }
        self.errors = sorted.prefix(Self.limit).map(\.element)
    }

    /// One line for each error.
    package var description: String {
        self.errors.map(\.description).joined(separator: "\n")
    }
}
