/// Why a rule gave no result. `CELProgram.explain` says where, in words.
package struct CELEvaluationError: Error, Sendable, Hashable {
    /// The sorts of failure.
    package enum Kind: UInt8, Sendable, Hashable, CaseIterable {
        /// The activation has no value for a variable.
        case absent
        /// A variable has a value of another type than declared.
        case wrongType
        /// An operator or function got operands that it does not take. Only with dynamic values.
        case noMatchingOverload
        /// A map has no such key, or a record no such field.
        case noSuchKey
        /// A list has no such element.
        case indexOutOfBounds
        /// A map literal has a key twice, or one of a type that cannot be a key.
        case badKey
        /// Whole numbers left the range of 64 bits, or times their years.
        case overflow
        /// A whole number was divided by zero.
        case divisionByZero
        /// A text or number cannot be converted.
        case badConversion
        /// A pattern that is not constant is not valid.
        case badPattern
        /// A function of the host failed.
        case functionFailed
        /// The rule took more steps than allowed. This one ends the evaluation whatever stands around it.
        case tooManySteps
    }

    /// What happened.
    package let kind: Kind
    let span: Span

    init(_ kind: Kind, _ span: Span) {
        self.kind = kind
        self.span = span
    }

    var message: String {
        switch self.kind {
        case .absent: "this has no value; test it with has() or give it one"
        case .wrongType: "this has another type than declared"
        case .noMatchingOverload: "the values have types that this does not take"
        case .noSuchKey: "there is no such key; test it with has() or 'in'"
        case .indexOutOfBounds: "the list has no such element; compare with size() first"
        case .badKey: "a map has a key twice, or one that is no string, number or bool"
        case .overflow: "the result is out of range"
        case .divisionByZero: "division by zero"
        case .badConversion: "the value cannot be converted"
        case .badPattern: "the pattern is not valid"
        case .functionFailed: "the function failed"
        case .tooManySteps: "the rule takes more steps than allowed; simplify it or raise the limit"
        }
    }
}
