/// What a guard looks at; the raw values are metric labels.
package enum GuardKind: String, CaseIterable, Sendable {
    /// The text cannot be read: a language or script without word lists, or a text that is too long.
    case unreadable
    /// The two are in different languages.
    case language
    /// One says much more than the other.
    case length
    /// Numbers and ordinals.
    case numbers
    /// Units of measure.
    case units
    /// Currencies.
    case money
    /// Dates, weekdays, months, times of day.
    case dates
    /// Version numbers.
    case versions
    /// Quoted parts, code, addresses, paths, identifiers, symbols.
    case literals
    /// One negates what the other does not.
    case negation
    /// A word against its opposite, or another choice of a closed set.
    case opposites
    /// All, some, none, only.
    case quantifiers
    /// The same words in another order, so that who does what to whom differs.
    case roles
    /// Names of people, places, products, languages.
    case names
    /// What is asked for: who, when, where, why.
    case question
    /// He or she, mine or yours.
    case persons
    /// One word with meaning stands where another one stood, and nothing says that they mean the same.
    case replacement
}

/// Why a stored answer must not be served for a new prompt.
package struct GuardRefusal: Sendable, Equatable, CustomStringConvertible {
    /// The guard.
    package let kind: GuardKind
    /// What differs in the new prompt; empty where the stored one has more.
    package let new: String
    /// What differs in the stored prompt; empty where the new one has more.
    package let stored: String

    package init(_ kind: GuardKind, new: String, stored: String) {
        self.kind = kind
        self.new = new
        self.stored = stored
    }

    /// The refusal as one line, for explanations.
    package var description: String { "\(self.kind.rawValue): \"\(self.new)\" / \"\(self.stored)\"" }
}
