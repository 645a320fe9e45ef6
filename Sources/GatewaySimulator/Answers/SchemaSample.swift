import GatewayCore
package import GatewayWire

/// A JSON value that fits a JSON Schema, for structured outputs and arguments of tools.
///
/// Obeyed are const, enum, default, type, properties, required, items, prefixItems, minItems, minimum, maximum and their
/// exclusive forms, multipleOf, minLength, maxLength, format, anyOf, oneOf, allOf and `$ref` into the schema itself;
/// pattern and everything else are not.
package struct SchemaSample: Sendable {
    /// Nesting at which optional members are left out; recursion ends there.
    private static let optionalDepth = 6
    /// Nesting at which every value becomes null.
    private static let maxDepth = 32

    /// Schema used where any object will do.
    package static let anyObject: JSONValue = .object([
        .init("type", .string("object")),
        .init(
            "properties",
            .object([
                .init("answer", .object([.init("type", .string("string"))])),
                .init("confidence", .object([.init("type", .string("number")), .init("maximum", .number("1"))])),
                .init("final", .object([.init("type", .string("boolean"))])),
            ])
        ),
    ])
    /// Schema of a function without parameters.
    package static let emptyObject: JSONValue = .object([.init("type", .string("object"))])

    private let root: JSONValue
    private let question: String
    private var chance: Chance
    /// Values that may still be made; references could multiply without end.
    private var remaining = 4096

    /// A sample of a schema; equal seeds give equal samples.
    package init(_ schema: JSONValue, question: String, seed: UInt64) {
        self.root = schema
        self.question = question
        self.chance = Chance(seed: seed)
    }

    /// The value as JSON text.
    package mutating func text() -> String {
        var writer = JSONWriter()
        self.value().write(to: &writer)
        return writer.text
    }

    /// The value.
    package mutating func value() -> JSONValue {
        self.value(of: self.root, name: "", depth: 0)
    }

    private mutating func value(of schema: JSONValue, name: String, depth: Int) -> JSONValue {
        self.remaining -= 1
        guard depth < Self.maxDepth, self.remaining > 0 else { return .null }
        if let reference = schema["$ref"]?.text {
            guard let target = self.resolve(reference) else { return .null }
            return self.value(of: target, name: name, depth: depth + 1)
        }
        if let constant = schema["const"] { return constant }
        if let cases = schema["enum"]?.elements, !cases.isEmpty { return cases[self.chance.below(cases.count)] }
        if let preset = schema["default"], !preset.isNull { return preset }
        for key in ["anyOf", "oneOf"] {
            guard let options = schema[key]?.elements, let first = options.first else { continue }
            let option = options.first { $0["type"]?.text != "null" } ?? first
            return self.value(of: option, name: name, depth: depth + 1)
        }
        if let parts = schema["allOf"]?.elements, schema["type"] == nil {
            return self.merged(parts, name: name, depth: depth)
        }
        switch self.type(of: schema) {
        case "object": return self.object(schema, depth: depth)
        case "array": return self.array(schema, name: name, depth: depth)
        case "integer": return .number(String(SchemaNumber(schema).integer(from: &self.chance)))
        case "number": return .number(SchemaNumber(schema).text(from: &self.chance))
        case "boolean": return .bool(self.chance.below(2) == 0)
        case "null": return .null
        default:
            return .string(SchemaString(schema, name: name, question: self.question).text(from: &self.chance))
        }
    }

    private func type(of schema: JSONValue) -> String {
        if let type = schema["type"]?.text { return type }
        let types = schema["type"]?.elements?.compactMap(\.text) ?? []
        if let type = types.first(where: { $0 != "null" }) ?? types.first { return type }
        if schema["properties"] != nil { return "object" }
        return schema["items"] != nil || schema["prefixItems"] != nil ? "array" : "string"
    }

    private mutating func object(_ schema: JSONValue, depth: Int) -> JSONValue {
        let required = Set(schema["required"]?.elements?.compactMap(\.text) ?? [])
        var members: [JSONValue.Member] = []
        for property in schema["properties"]?.members ?? [] {
            guard depth < Self.optionalDepth || required.contains(property.name) else { continue }
            let value = self.value(of: property.value, name: property.name, depth: depth + 1)
            members.append(JSONValue.Member(property.name, value))
        }
        return .object(members)
    }

    private mutating func array(_ schema: JSONValue, name: String, depth: Int) -> JSONValue {
        var elements: [JSONValue] = []
        for prefix in schema["prefixItems"]?.elements ?? [] {
            elements.append(self.value(of: prefix, name: name, depth: depth + 1))
        }
        guard let items = schema["items"], items.members != nil else { return .array(elements) }
        let least = min(max(0, schema["minItems"]?.integer ?? 0), 256)
        let usual = depth < Self.optionalDepth ? max(least, elements.isEmpty ? 2 : 0) : least
        let most = schema["maxItems"]?.integer ?? Int.max
        while elements.count < min(usual, most) {
            elements.append(self.value(of: items, name: name, depth: depth + 1))
        }
        return .array(elements)
    }

    /// Samples of all parts as one object; of anything else, the first.
    private mutating func merged(_ parts: [JSONValue], name: String, depth: Int) -> JSONValue {
        var members: [JSONValue.Member] = []
        for part in parts {
            let value = self.value(of: part, name: name, depth: depth + 1)
            guard let more = value.members else { return value }
            members.append(contentsOf: more.filter { new in !members.contains { $0.name == new.name } })
        }
        return .object(members)
    }

    /// The schema that a reference such as `#/$defs/Item` or `#` points to.
    private func resolve(_ reference: String) -> JSONValue? {
        guard reference.hasPrefix("#") else { return nil }
        var target = self.root
        for part in reference.dropFirst().split(separator: "/") {
            guard let next = target[String(part)] else { return nil }
            target = next
        }
        return target
    }
}
