/// A JSON value that keeps the order of its keys, for texts that people read.
indirect enum JSONValue: Sendable, Equatable {
    case null
    case boolean(Bool)
    case integer(Int128)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([(key: String, value: JSONValue)])

    static func == (left: JSONValue, right: JSONValue) -> Bool {
        left.text() == right.text()
    }

    /// An object without the members that are nil.
    static func object(compacting members: [(String, JSONValue?)]) -> JSONValue {
        .object(members.compactMap { key, value in value.map { (key, $0) } })
    }

    /// A string, or nil for nil.
    static func string(orNil text: String?) -> JSONValue? {
        text.map { .string($0) }
    }

    /// An integer, or nil for nil.
    static func integer(orNil number: (some BinaryInteger)?) -> JSONValue? {
        number.map { .integer(Int128($0)) }
    }

    /// The value as JSON, indented by two spaces; scalars of short lists stay on one line.
    func text() -> String {
        var text = ""
        self.write(to: &text, indentation: 0)
        return text
    }

    private func write(to text: inout String, indentation: Int) {
        switch self {
        case .null: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .integer(let value): text += "\(value)"
        case .number(let value): text += value.isFinite ? "\(value)" : "null"
        case .string(let value): Self.write(value, to: &text)
        case .array(let elements):
            let isFlat = elements.allSatisfy(\.isScalar)
            Self.write(elements.count, brackets: ("[", "]"), isFlat: isFlat, indentation: indentation, to: &text) {
                elements[$0].write(to: &$1, indentation: indentation + 1)
            }
        case .object(let members):
            Self.write(members.count, brackets: ("{", "}"), isFlat: false, indentation: indentation, to: &text) {
                Self.write(members[$0].key, to: &$1)
                $1 += ": "
                members[$0].value.write(to: &$1, indentation: indentation + 1)
            }
        }
    }

    private var isScalar: Bool {
        switch self {
        case .array, .object: false
        default: true
        }
    }

    private static func write(
        _ count: Int,
        brackets: (open: String, close: String),
        isFlat: Bool,
        indentation: Int,
        to text: inout String,
        element: (Int, inout String) -> Void
    ) {
        text += brackets.open
        for index in 0..<count {
            if index > 0 {
                text += isFlat ? ", " : ","
            }
            if !isFlat {
                text += "\n" + String(repeating: "  ", count: indentation + 1)
            }
            element(index, &text)
        }
        if !isFlat, count > 0 {
            text += "\n" + String(repeating: "  ", count: indentation)
        }
        text += brackets.close
    }

    private static func write(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
