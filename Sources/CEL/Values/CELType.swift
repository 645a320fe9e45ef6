/// The type of a variable, a field, an argument or a result.
package indirect enum CELType: Sendable, Hashable, CustomStringConvertible {
    case bool
    case int
    case uint
    case double
    case string
    case bytes
    case null
    case timestamp
    case duration
    /// Anything; what is done with it is checked when the rule runs.
    case dyn
    case list(CELType)
    case map(CELType, CELType)
    case record(CELRecordType)

    /// The type as messages and documents write it.
    package var description: String {
        switch self {
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .null: "null"
        case .timestamp: "timestamp"
        case .duration: "duration"
        case .dyn: "dyn"
        case .list(let element): "list<\(element)>"
        case .map(let key, let value): "map<\(key), \(value)>"
        case .record(let type): type.name
        }
    }

    var isNumber: Bool { self == .int || self == .uint || self == .double }

    /// Whether a value that is known to be `other` may stand where this is asked for. `dyn` may be anything.
    func accepts(_ other: CELType) -> Bool {
        switch (self, other) {
        case (.dyn, _), (_, .dyn): true
        case (.list(let own), .list(let element)): own.accepts(element)
        case (.map(let key, let value), .map(let otherKey, let otherValue)):
            key.accepts(otherKey) && value.accepts(otherValue)
        case (.record, .null), (.timestamp, .null), (.duration, .null): true
        default: self == other
        }
    }

    /// Whether values of both can be compared with `==`.
    func isComparable(to other: CELType) -> Bool { self.accepts(other) || other.accepts(self) }

    /// What a list of both has as its elements.
    func joined(_ other: CELType) -> CELType {
        switch (self, other) {
        case _ where self == other: self
        case (.list(let own), .list(let element)): .list(own.joined(element))
        case (.map(let key, let value), .map(let otherKey, let otherValue)):
            .map(key.joined(otherKey), value.joined(otherValue))
        default: .dyn
        }
    }
}

/// A record: fields with names and types, known when rules are loaded.
package struct CELRecordType: Sendable, Hashable {
    /// A field of a record.
    package struct Field: Sendable, Hashable {
        /// Its name.
        package let name: String
        /// Its type.
        package let type: CELType
        /// The most bytes or elements that it ever has, for the estimate of costs; `nil` says that nobody knows.
        package let maxSize: Int?

        /// A field.
        package init(_ name: String, _ type: CELType, maxSize: Int? = nil) {
            self.name = name
            self.type = type
            self.maxSize = maxSize
        }
    }

    /// What messages call it.
    package let name: String
    /// The fields; values have them in this order.
    package let fields: [Field]

    /// A record type.
    package init(_ name: String, _ fields: [Field]) {
        self.name = name
        self.fields = fields
    }

    /// The place of the field with that name.
    func index(of field: String) -> Int? { self.fields.firstIndex { $0.name == field } }
}
