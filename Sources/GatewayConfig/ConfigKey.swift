/// What a value of the configuration looks like.
package indirect enum ConfigType: Sendable {
    /// Any text that is not empty.
    case text
    /// A text that is masked wherever settings are shown.
    case secret
    /// A name: no white space, no control characters.
    case name
    /// A whole number within bounds.
    case integer(ClosedRange<Int>)
    /// A seed of 64 bits.
    case seed
    /// A decimal number within bounds.
    case number(ClosedRange<Double>)
    /// Yes or no.
    case boolean
    /// One of a few words.
    case choice([String])
    /// A time span within bounds.
    case duration(ClosedRange<Duration>)
    /// A number of bytes within bounds.
    case size(ClosedRange<Int>)
    /// Two time spans within bounds, the shorter one first; a single one is both.
    case durations(ClosedRange<Duration>)
    /// A percentage, or a fraction of one.
    case share
    /// A whole number of percent within bounds, written with its sign.
    case percent(ClosedRange<Int>)
    /// US dollars per million tokens, exact.
    case money
    /// US dollars, exact.
    case dollars
    /// A host and a port to listen on.
    case address
    /// An address of a server.
    case url
    /// 64 hexadecimal digits.
    case digest
    /// A list of values of one type.
    case list(ConfigType)
    /// A mapping with the keys given.
    case mapping([ConfigKey])
    /// A mapping whose keys the operator chooses.
    case names(ConfigType)
    /// A value of any of these types.
    case either([ConfigType])

    /// Keys of the mapping, or of the mappings listed, if the type has any; each once.
    package var keys: [ConfigKey] {
        switch self {
        case .mapping(let keys): keys
        case .list(let element), .names(let element): element.keys
        case .either(let types):
            types.reduce(into: []) { keys, type in
                keys += type.keys.filter { key in !keys.contains { $0.name == key.name } }
            }
        default: []
        }
    }

    /// What stands in paths between the key and its keys: `[]` for a list, `.NAME` for names, else nothing.
    package var infix: String {
        switch self {
        case .list: "[]"
        case .names: ".NAME"
        default: ""
        }
    }
}

/// One key of the configuration: all that validation, the JSON Schema and the reference say about it.
package struct ConfigKey: Sendable {
    /// Name in the file.
    package var name: String
    /// What its value looks like.
    package var type: ConfigType
    /// Whether it cannot be left out.
    package var isRequired: Bool
    /// The default as one would write it, if one can; a test loads it and compares it with the code's own.
    package var fallback: String?
    /// What is done without the key, where no value says it.
    package var whenAbsent: String?
    /// What it is for, in a sentence or two.
    package var text: String

    /// Describes a key.
    package init(
        _ name: String,
        _ type: ConfigType,
        required: Bool = false,
        default fallback: String? = nil,
        absent whenAbsent: String? = nil,
        _ text: String
    ) {
        self.name = name
        self.type = type
        self.isRequired = required
        self.fallback = fallback
        self.whenAbsent = whenAbsent
        self.text = text
    }
}

/// A key with its place in the tree.
package struct ConfigPath: Sendable {
    /// Names from the root, with `infix` behind them: `providers[].pool.max_connections`, `redis.NAME.url`.
    package var path: String
    /// The key at its end.
    package var key: ConfigKey
}
