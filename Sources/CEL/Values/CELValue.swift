/// A value of a rule: what variables have, literals say and functions return.
package enum CELValue: Sendable {
    /// CEL's null. From a variable or a field of a record it also says: not there.
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    case list([CELValue])
    case map(CELMap)
    case record(CELRecord)
    case timestamp(CELTimestamp)
    case duration(CELDuration)

    /// A list of strings.
    package static func strings(_ values: some Sequence<String>) -> CELValue { .list(values.map { .string($0) }) }

    var isNull: Bool {
        if case .null = self { return true }
        return false
    }

    /// Whether the value may stand for a variable of that type. Elements of lists and maps are not looked at.
    func belongs(to type: CELType) -> Bool {
        switch (type, self) {
        case (.dyn, _), (.null, .null), (.bool, .bool), (.int, .int), (.uint, .uint), (.double, .double),
            (.string, .string), (.bytes, .bytes), (.list, .list), (.map, .map), (.timestamp, .timestamp),
            (.duration, .duration):
            true
        case (.record(let type), .record(let record)): record.type.name == type.name
        default: false
        }
    }
}

/// The same kind and the same content. CEL's own `==` is wider: it finds `1` and `1.0` equal (`Comparison.equal`).
extension CELValue: Equatable {
    package static func == (left: CELValue, right: CELValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.int(let a), .int(let b)): a == b
        case (.uint(let a), .uint(let b)): a == b
        case (.double(let a), .double(let b)): a == b || (a.isNaN && b.isNaN)
        case (.string(let a), .string(let b)): Text.areSame(a, b)
        case (.bytes(let a), .bytes(let b)): a == b
        case (.list(let a), .list(let b)): a == b
        case (.map(let a), .map(let b)): a == b
        case (.record(let a), .record(let b)): a.type.name == b.type.name && a.fields == b.fields
        case (.timestamp(let a), .timestamp(let b)): a == b
        case (.duration(let a), .duration(let b)): a == b
        default: false
        }
    }
}

/// A value of a record type.
package final class CELRecord: Sendable {
    /// Its type.
    package let type: CELRecordType
    /// The fields in the order of the type; null says that a field is not set. Missing ones are not set.
    package let fields: [CELValue]

    /// A record.
    package init(_ type: CELRecordType, _ fields: [CELValue]) {
        self.type = type
        self.fields = fields
    }

    func field(_ index: Int) -> CELValue { index < self.fields.count ? self.fields[index] : .null }
}

extension CELValue: CustomStringConvertible {
    /// The value as a CEL expression.
    package var description: String { Printer.print(self) }
}
