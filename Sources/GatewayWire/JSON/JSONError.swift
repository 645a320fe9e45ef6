/// Why and where a text is not the JSON that this gateway accepts.
///
/// Small and free of text, so that throwing one costs nothing; `message(in:)` looks at the bytes again to say it
/// for people.
package struct JSONError: Error, Hashable, Sendable {
    /// The closed list of reasons.
    package enum Kind: UInt8, Hashable, Sendable, CaseIterable {
        /// Nothing but space.
        case empty
        /// A byte order mark stands before the text (RFC 8259, section 8.1, forbids sending it).
        case byteOrderMark
        /// The text stops inside a value.
        case unexpectedEnd
        /// No value begins with this byte.
        case expectedValue
        /// A member of an object must begin with a name in double quotes.
        case expectedKey
        /// A colon must stand between a name and its value.
        case expectedColon
        /// A comma or the closing bracket must follow a value.
        case expectedCommaOrEnd
        /// The digits do not form a JSON number.
        case badNumber
        /// A word that is none of true, false and null.
        case badLiteral
        /// A backslash is followed by something that is no escape.
        case badEscape
        /// A control character stands unescaped in a string.
        case controlCharacter
        /// The bytes of a string are not UTF-8.
        case badUTF8
        /// More containers are nested than the limit allows.
        case tooDeep
        /// Something other than space follows the value.
        case trailingBytes
        /// More values than the reader's limit.
        case tooLarge
    }

    /// The reason.
    package let kind: Kind
    /// Offset in bytes at which the text went wrong, from 0 to the length of the text.
    package let offset: Int

    /// An error of one kind at one byte.
    package init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
    }

    /// Line and column, both from 1; columns count characters (Unicode scalars), not bytes.
    package func position(in bytes: RawSpan) -> (line: Int, column: Int) {
        bytes.withUnsafeBytes { buffer in
            var line = 1
            var column = 1
            for byte in buffer.prefix(self.offset) {
                if byte == Byte.lineFeed {
                    line += 1
                    column = 1
                } else if byte & 0xC0 != 0x80 {
                    column += 1
                }
            }
            return (line, column)
        }
    }

    /// What is wrong, where, and how to mend it; one sentence or two in plain English.
    package func message(in bytes: RawSpan) -> String {
        let (line, column) = self.position(in: bytes)
        return "The body is not valid JSON: \(self.reason) at line \(line), column \(column) (byte \(self.offset)). "
            + self.remedy
    }

    private var reason: String {
        switch self.kind {
        case .empty: "the text is empty"
        case .byteOrderMark: "a byte order mark stands before the text"
        case .unexpectedEnd: "the text ends too early"
        case .expectedValue: "a value was expected"
        case .expectedKey: "a name in double quotes was expected"
        case .expectedColon: "a colon was expected after the name"
        case .expectedCommaOrEnd: "a comma or a closing bracket was expected"
        case .badNumber: "a malformed number"
        case .badLiteral: "an unknown word"
        case .badEscape: "an unknown escape after a backslash"
        case .controlCharacter: "an unescaped control character in a string"
        case .badUTF8: "bytes that are not UTF-8"
        case .tooDeep: "objects and arrays are nested too deeply"
        case .trailingBytes: "something follows the end of the value"
        case .tooLarge: "the text holds too many values"
        }
    }

    private var remedy: String {
        switch self.kind {
        case .empty: "Send a JSON object."
        case .byteOrderMark: "Send UTF-8 without a byte order mark."
        case .unexpectedEnd: "Check that every quote and bracket is closed and that the whole body was sent."
        case .expectedValue: "Put an object, array, string, number, true, false or null there."
        case .expectedKey: "Write each member as \"name\": value, without a comma after the last one."
        case .expectedColon: "Write each member as \"name\": value."
        case .expectedCommaOrEnd: "Separate values by commas and close each bracket with its partner."
        case .badNumber: "Write numbers like 10, -1.5 or 2e3, without leading zeros or a plus sign."
        case .badLiteral: "Only true, false and null may stand without quotes."
        case .badEscape: "Write \\\\ for a backslash, or one of \\\" \\/ \\b \\f \\n \\r \\t \\uXXXX."
        case .controlCharacter: "Escape it, for instance a line break as \\n."
        case .badUTF8: "Encode the body as UTF-8."
        case .tooDeep: "Flatten the body."
        case .trailingBytes: "Send exactly one JSON value."
        case .tooLarge: "Send a smaller body."
        }
    }
}
