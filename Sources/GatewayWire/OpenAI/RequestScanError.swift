/// Why a request body is refused before anything is sent; always the caller's fault, always status 400.
package struct RequestScanError: Error, Hashable, Sendable {
    /// The closed list of reasons.
    package enum Code: UInt8, Hashable, Sendable, CaseIterable {
        /// The body is not JSON.
        case invalidJSON
        /// The body is JSON, but no object.
        case notAnObject
        /// A field that the endpoint needs is absent or null.
        case missingField
        /// A known field has a value of the wrong type.
        case wrongType
        /// A known field is an empty string or array.
        case emptyValue
        /// A known field has the right type, but a value out of bounds.
        case outOfRange
        /// `model` is given more than once, so that nobody can say which one the provider would take.
        case duplicateField
    }

    /// The reason.
    package let code: Code
    /// The field at fault, as in `messages[2].role`; nil when the whole body is.
    package let param: String?
    /// What is wrong and how to mend it, in plain English.
    package let message: String
    /// What the scanner saw, when the body is not JSON.
    package let json: JSONError?

    init(_ code: Code, param: String?, _ message: String) {
        self.code = code
        self.param = param
        self.message = message
        self.json = nil
    }

    init(_ error: JSONError, in bytes: RawSpan) {
        self.code = .invalidJSON
        self.param = nil
        self.message = error.message(in: bytes)
        self.json = error
    }

    static func notAnObject(_ found: String) -> RequestScanError {
        RequestScanError(.notAnObject, param: nil, "The body must be a JSON object, but it is \(found).")
    }

    static func missing(_ param: String) -> RequestScanError {
        RequestScanError(.missingField, param: param, "Missing required parameter: '\(param)'.")
    }

    static func wrongType(_ param: String, expected: String, found: String) -> RequestScanError {
        RequestScanError(
            .wrongType,
            param: param,
            "Invalid type for '\(param)': expected \(expected), but got \(found) instead."
        )
    }

    static func empty(_ param: String, expected: String) -> RequestScanError {
        RequestScanError(.emptyValue, param: param, "Invalid '\(param)': it is empty; expected \(expected).")
    }

    static func outOfRange(_ param: String, expected: String) -> RequestScanError {
        RequestScanError(.outOfRange, param: param, "Invalid value for '\(param)': expected \(expected).")
    }

    static let duplicateModel = RequestScanError(
        .duplicateField,
        param: "model",
        "The body names 'model' more than once; send it exactly once."
    )
}
