/// The standard functions.
enum Builtin: String, Sendable, CaseIterable {
    case size
    case startsWith
    case endsWith
    case contains
    case matches
    case lowerAscii
    case upperAscii
    case toInt = "int"
    case toUint = "uint"
    case toDouble = "double"
    case toString = "string"
    case toBool = "bool"
    case toBytes = "bytes"
    case toTimestamp = "timestamp"
    case toDuration = "duration"
    case toDyn = "dyn"
    case getFullYear
    case getMonth
    case getDate
    case getDayOfMonth
    case getDayOfWeek
    case getDayOfYear
    case getHours
    case getMinutes
    case getSeconds
    case getMilliseconds

    /// One way of calling a function.
    struct Overload: Sendable {
        let name: String
        let isMethod: Bool
        let parameters: [CELType]
        let result: CELType
        let builtin: Builtin
    }

    /// All of them. Made anew for each rule that is checked; nothing is kept for the life of the process.
    static func overloads() -> [Overload] {
        var all: [Overload] = []
        func add(_ builtin: Builtin, _ parameters: [CELType], _ result: CELType, isMethod: Bool = false) {
            let name = builtin.rawValue
            all.append(
                Overload(name: name, isMethod: isMethod, parameters: parameters, result: result, builtin: builtin)
            )
        }
        for type in [CELType.string, .bytes, .list(.dyn), .map(.dyn, .dyn)] {
            add(.size, [type], .int)
            add(.size, [type], .int, isMethod: true)
        }
        for builtin in [Builtin.startsWith, .endsWith, .contains, .matches] {
            add(builtin, [.string, .string], .bool, isMethod: true)
        }
        add(.matches, [.string, .string], .bool)
        add(.lowerAscii, [.string], .string, isMethod: true)
        add(.upperAscii, [.string], .string, isMethod: true)
        let numbers: [CELType] = [.int, .uint, .double]
        for type in numbers + [.string, .timestamp] { add(.toInt, [type], .int) }
        for type in numbers + [.string] { add(.toUint, [type], .uint) }
        for type in numbers + [.string] { add(.toDouble, [type], .double) }
        for type in numbers + [.string, .bool, .bytes, .timestamp, .duration] { add(.toString, [type], .string) }
        for type in [CELType.bool, .string] { add(.toBool, [type], .bool) }
        for type in [CELType.bytes, .string] { add(.toBytes, [type], .bytes) }
        for type in [CELType.timestamp, .string, .int] { add(.toTimestamp, [type], .timestamp) }
        for type in [CELType.duration, .string, .int] { add(.toDuration, [type], .duration) }
        add(.toDyn, [.dyn], .dyn)
        for builtin in Self.clockGetters + Self.dateGetters {
            add(builtin, [.timestamp], .int, isMethod: true)
            add(builtin, [.timestamp, .string], .int, isMethod: true)
        }
        for builtin in Self.clockGetters { add(builtin, [.duration], .int, isMethod: true) }
        return all
    }

    private static let clockGetters: [Builtin] = [.getHours, .getMinutes, .getSeconds, .getMilliseconds]
    private static let dateGetters: [Builtin] = [
        .getFullYear, .getMonth, .getDate, .getDayOfMonth, .getDayOfWeek, .getDayOfYear,
    ]

    var isGetter: Bool { Self.clockGetters.contains(self) || Self.dateGetters.contains(self) }

    /// Whether it looks at each byte of its first argument.
    var readsText: Bool {
        switch self {
        case .startsWith, .endsWith, .contains, .matches, .lowerAscii, .upperAscii, .toString, .toBytes, .size: true
        default: false
        }
    }
}
