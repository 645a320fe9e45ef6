/// A map with its entries in the order in which they were given.
package final class CELMap: Sendable, Equatable {
    /// A key with its value.
    package struct Entry: Sendable {
        /// A bool, an int, a uint or a string.
        package let key: CELValue
        /// Its value.
        package let value: CELValue
    }

    /// The entries. No two keys are equal.
    package let entries: [Entry]
    /// Where each key is; empty for small maps, which are searched through.
    private let index: [MapKey: Int]
    private static let mostSearchedThrough = 8

    /// A map of strings, such as headers. Of equal keys the first counts.
    package convenience init(strings: some Sequence<(String, String)>) {
        self.init(strings.map { (CELValue.string($0.0), CELValue.string($0.1)) })
    }

    /// A map of anything. Of equal keys the first counts; keys of other kinds than CEL allows are left out.
    package init(_ pairs: some Sequence<(CELValue, CELValue)>) {
        var entries: [Entry] = []
        var index: [MapKey: Int] = [:]
        for (key, value) in pairs {
            guard let wrapped = MapKey(key), index[wrapped] == nil else { continue }
            index[wrapped] = entries.count
            entries.append(Entry(key: key, value: value))
        }
        self.entries = entries
        self.index = entries.count > Self.mostSearchedThrough ? index : [:]
    }

    /// The value with a key; numbers are the same key whatever their type.
    func value(for key: CELValue) -> CELValue? {
        if case .string(let name) = key { return self.value(named: name) }
        guard let wrapped = MapKey(key) else { return nil }
        if self.index.isEmpty { return self.entries.first { MapKey($0.key) == wrapped }?.value }
        return self.index[wrapped].map { self.entries[$0].value }
    }

    /// The value with a text key.
    func value(named name: String) -> CELValue? {
        guard self.index.isEmpty else { return self.index[.string(name)].map { self.entries[$0].value } }
        for entry in self.entries {
            if case .string(let key) = entry.key, Text.areSame(key, name) { return entry.value }
        }
        return nil
    }

    /// The same keys with the same values, in any order.
    package static func == (left: CELMap, right: CELMap) -> Bool {
        left.entries.count == right.entries.count && left.entries.allSatisfy { right.value(for: $0.key) == $0.value }
    }
}

/// A key of a map, so that equal ones are the same: whole numbers of all types, text by its bytes.
enum MapKey: Hashable {
    case bool(Bool)
    /// Below zero.
    case negative(Int64)
    case whole(UInt64)
    case string(String)

    init?(_ value: CELValue) {
        switch value {
        case .bool(let value): self = .bool(value)
        case .int(let value): self = value < 0 ? .negative(value) : .whole(UInt64(value))
        case .uint(let value): self = .whole(value)
        case .double(let value):
            if let whole = WholeNumber.uint(value) {
                self = .whole(whole)
            } else if let whole = WholeNumber.int(value) {
                self = .negative(whole)
            } else {
                return nil
            }
        case .string(let value): self = .string(value)
        default: return nil
        }
    }

    static func == (left: MapKey, right: MapKey) -> Bool {
        switch (left, right) {
        case (.bool(let a), .bool(let b)): a == b
        case (.negative(let a), .negative(let b)): a == b
        case (.whole(let a), .whole(let b)): a == b
        case (.string(let a), .string(let b)): Text.areSame(a, b)
        default: false
        }
    }

    func hash(into hasher: inout Hasher) {
        switch self {
        case .bool(let value): hasher.combine(value)
        case .negative(let value): hasher.combine(value)
        case .whole(let value): hasher.combine(value)
        case .string(let value):
            // Not the string's own hash: that one is equal for texts that only look equal.
            Text.withBytes(value) { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        }
    }
}
