extension ConfigSchema {
    /// The configuration as a JSON Schema (draft 2020-12), for editors.
    package static func jsonSchema() -> String {
        let head: [(key: String, value: JSONValue)] = [
            ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
            ("title", .string("Signalbox configuration")),
        ]
        let definitions = Self.definitions.map { definition in
            let pattern: [(key: String, value: JSONValue)] = [
                ("type", .string("string")), ("pattern", .string(definition.pattern)),
            ]
            return (key: definition.name, value: JSONValue.object(pattern))
        }
        let body = Self.members(of: Self.root) + [("$defs", .object(definitions))]
        return JSONValue.object(head + body).text() + "\n"
    }

    /// Patterns that more than one key uses.
    private static let definitions: [(name: String, pattern: String)] = [
        ("reference", #"\$\{(env|file):[^}]+\}"#),
        ("text", #"\S"#),
        ("name", #"^\S{1,256}$"#),
        ("duration", #"^[0-9]+(\.[0-9]{1,9})? *(us|ms|s|m|h|d)$|^0$"#),
        (
            "durations",
            #"^([0-9]+(\.[0-9]{1,9})? *(us|ms|s|m|h|d)|0)( *\.\. *([0-9]+(\.[0-9]{1,9})? *(us|ms|s|m|h|d)|0))?$"#
        ),
        ("size", #"^[0-9]+(\.[0-9]{1,9})? *([Bb]|[KkMmGg][Ii]?[Bb])?$"#),
        ("share", #"^[0-9]+(\.[0-9]{1,9})? *%?$"#),
        ("percent", #"^[0-9]+(\.0{1,9})? *%$|^0$"#),
        ("money", #"^[0-9]+(\.[0-9]{1,9})?$"#),
        ("address", #"^([A-Za-z0-9._-]*|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}$"#),
        ("digest", #"^[0-9A-Fa-f]{64}$"#),
    ]

    private static func members(of keys: [ConfigKey]) -> [(key: String, value: JSONValue)] {
        let properties = keys.map { key in
            var members = Self.members(of: key.type)
            members.insert(("description", .string(key.text)), at: 0)
            if let fallback = key.fallback {
                members.append(("default", Self.literal(fallback, of: key.type)))
            }
            return (key: key.name, value: JSONValue.object(members))
        }
        let required = keys.filter(\.isRequired).map { JSONValue.string($0.name) }
        var members: [(key: String, value: JSONValue)] = [
            ("type", .string("object")),
            ("properties", .object(properties)),
            ("additionalProperties", .boolean(false)),
        ]
        if !required.isEmpty {
            members.append(("required", .array(required)))
        }
        return members
    }

    private static func members(of type: ConfigType) -> [(key: String, value: JSONValue)] {
        switch type {
        case .text, .secret, .url: [Self.reference(to: "text")]
        case .name: [Self.reference(to: "name")]
        case .address: [Self.anyOf([[Self.reference(to: "address")], [Self.reference(to: "reference")]])]
        case .digest: [Self.anyOf([[Self.reference(to: "digest")], [Self.reference(to: "reference")]])]
        case .duration: [Self.scalar("duration", number: [("const", .integer(0))])]
        case .durations: [Self.scalar("durations", number: [("const", .integer(0))])]
        case .size(let bounds): [Self.scalar("size", number: Self.integer(bounds))]
        case .share: [Self.scalar("share", number: Self.number(0...1))]
        case .percent: [Self.scalar("percent", number: [("const", .integer(0))])]
        case .money, .dollars: [Self.scalar("money", number: [("type", .string("number")), ("minimum", .integer(0))])]
        case .integer(let bounds): [Self.scalar("reference", number: Self.integer(bounds), isReference: true)]
        case .seed: [Self.scalar("reference", number: Self.seed, isReference: true)]
        case .number(let bounds): [Self.scalar("reference", number: Self.number(bounds), isReference: true)]
        case .boolean: [Self.scalar("reference", number: [("type", .string("boolean"))], isReference: true)]
        case .choice(let words): [("enum", .array(words.map { .string($0) } + Self.numbers(among: words)))]
        case .list(let element): [("type", .string("array")), ("items", .object(Self.members(of: element)))]
        case .mapping(let keys): Self.members(of: keys)
        case .names(let element):
            [("type", .string("object")), ("additionalProperties", .object(Self.members(of: element)))]
        case .either(let types): [Self.anyOf(types.map { Self.members(of: $0) })]
        }
    }

    /// Words that YAML reads as numbers: an editor sees them so.
    private static func numbers(among words: [String]) -> [JSONValue] {
        words.compactMap { word in Int128(word).map { .integer($0) } }
    }

    private static let seed: [(key: String, value: JSONValue)] = [
        ("type", .string("integer")), ("minimum", .integer(0)), ("maximum", .integer(Int128(UInt64.max))),
    ]

    private static func integer(_ bounds: ClosedRange<Int>) -> [(key: String, value: JSONValue)] {
        [
            ("type", .string("integer")), ("minimum", .integer(Int128(bounds.lowerBound))),
            ("maximum", .integer(Int128(bounds.upperBound))),
        ]
    }

    private static func number(_ bounds: ClosedRange<Double>) -> [(key: String, value: JSONValue)] {
        [
            ("type", .string("number")), ("minimum", .number(bounds.lowerBound)),
            ("maximum", .number(bounds.upperBound)),
        ]
    }

    private static func reference(to name: String) -> (key: String, value: JSONValue) {
        ("$ref", .string("#/$defs/\(name)"))
    }

    private static func anyOf(_ types: [[(key: String, value: JSONValue)]]) -> (key: String, value: JSONValue) {
        ("anyOf", .array(types.map { .object($0) }))
    }

    /// A YAML number, a text of the named form, or a reference to one.
    private static func scalar(
        _ name: String,
        number: [(key: String, value: JSONValue)],
        isReference: Bool = false
    ) -> (key: String, value: JSONValue) {
        var types = [number, [Self.reference(to: name)]]
        if !isReference {
            types.append([Self.reference(to: "reference")])
        }
        return Self.anyOf(types)
    }

    private static func literal(_ text: String, of type: ConfigType) -> JSONValue {
        switch type {
        case .integer, .seed: Int128(text).map { .integer($0) } ?? .string(text)
        case .number: Double(text).map { .number($0) } ?? .string(text)
        case .boolean: .boolean(text == "true")
        case .list(let element):
            .array(
                text.split { "[], ".contains($0) }.map { Self.literal(String($0), of: element) }
            )
        case .either(let types): types.first.map { Self.literal(text, of: $0) } ?? .string(text)
        default: .string(text)
        }
    }
}
