/// A JSON value as a tree, for cold paths: price book, admin bodies, providers' errors.
///
/// Numbers keep their text, so that money is never rounded by a binary fraction.
package enum JSONValue: Hashable, Sendable {
    /// An object with its members in order, duplicates included.
    case object([Member])
    /// An array.
    case array([JSONValue])
    /// A string, unescaped; a lone surrogate becomes U+FFFD.
    case string(String)
    /// A number as it was written.
    case number(String)
    /// True or false.
    case bool(Bool)
    /// Null.
    case null

    /// A name with its value.
    package struct Member: Hashable, Sendable {
        /// The name, unescaped.
        package let name: String
        /// The value.
        package let value: JSONValue

        /// A member of an object.
        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The value of a member; of several with one name the last; nil for anything but an object.
    package subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.name == name }?.value
    }

    /// The text of a string.
    package var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The truth of a bool.
    package var bool: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }

    /// The number, where it is an integer that fits; `2.0` is one, `2e0` is not.
    package var integer: Int? {
        guard case .number(var text) = self else { return nil }
        return text.withUTF8 { JSONNumber.integer(UnsafeRawBufferPointer($0)) }
    }

    /// The number as it was written.
    package var numberText: String? {
        if case .number(let text) = self { text } else { nil }
    }

    /// The elements of an array.
    package var elements: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The members of an object.
    package var members: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// Whether this is null.
    package var isNull: Bool {
        self == .null
    }
}
