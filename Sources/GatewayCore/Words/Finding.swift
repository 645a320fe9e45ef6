/// Something about settings that an operator should know before they are used.
package struct Finding: Sendable, Equatable {
    /// How bad it is.
    package enum Severity: String, Sendable, CaseIterable, Comparable {
        /// Requests will be refused, or what is written cannot be meant.
        case error
        /// Something has no effect, or another one than it seems.
        case warning
        /// A fact.
        case info

        package static func < (left: Severity, right: Severity) -> Bool {
            left.rank < right.rank
        }

        private var rank: Int {
            switch self {
            case .error: 0
            case .warning: 1
            case .info: 2
            }
        }
    }

    /// How bad it is.
    package var severity: Severity
    /// Key that it is about, such as `models[2].rules[0].when`.
    package var key: String
    /// What is the matter.
    package var message: String

    /// Creates a finding.
    package init(_ severity: Severity, _ key: String, _ message: String) {
        self.severity = severity
        self.key = key
        self.message = message
    }
}
