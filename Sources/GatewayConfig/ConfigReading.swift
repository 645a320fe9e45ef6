import Yams

/// One reading of one file: collects what is wrong while the tree is walked.
final class ConfigReading {
    /// What references stand for.
    let references: SecretReference
    private let fileName: String
    /// The file's lines.
    let lines: [Substring.UnicodeScalarView]
    private var errors: [ConfigError] = []

    init(text: String, fileName: String, references: SecretReference) {
        self.fileName = fileName
        self.references = references
        self.lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// Whether anything is wrong so far.
    var hasErrors: Bool {
        !self.errors.isEmpty
    }

    /// Notes that something is wrong. Positions behind the end, as the parser gives them for what is missing there,
    /// are moved to the end.
    func report(_ position: Position, _ key: String, _ message: String, _ advice: String? = nil) {
        let line = min(max(position.line, 1), self.lines.count)
        let column = line < position.line ? self.lines[line - 1].count + 1 : position.column
        self.errors.append(
            ConfigError(
                file: self.fileName,
                line: line,
                column: min(max(column, 1), self.lines[line - 1].count + 1),
                key: key,
                message: message,
                advice: advice
            )
        )
    }

    /// All that is wrong, or nil.
    func problems() -> ConfigErrors? {
        guard let first = self.errors.first else { return nil }
        return ConfigErrors(first, Array(self.errors.dropFirst()))
    }
}

/// A value that was read, with the place where it stands, for checks that need the whole file.
struct Placed<Value> {
    /// The value.
    var value: Value
    /// Where it stands.
    var position: Position
    /// Key that holds it.
    var key: String
    /// How errors quote it: as written, so that what a reference stands for is not shown.
    var shown: String
}

/// One value of the file with its place and its description.
struct ConfigValue {
    /// The reading that it belongs to.
    let reading: ConfigReading
    /// What YAML made of it.
    let node: Node
    /// Place in the tree: `providers[0].kind`.
    let key: String
    /// What it should look like.
    let type: ConfigType
    /// Where it stands.
    let position: Position

    init(reading: ConfigReading, node: Node, key: String, type: ConfigType, near fallback: Position) {
        self.reading = reading
        self.node = node
        self.key = key
        self.type = type
        self.position = node.mark.map { Position(line: $0.line, column: $0.column) } ?? fallback
    }

    /// Notes that something is wrong with it.
    func report(_ message: String, _ advice: String? = nil) {
        self.reading.report(self.position, self.key, message, advice)
    }

    /// The same value, of one of the types that it may have.
    func taken(as type: ConfigType) -> ConfigValue {
        ConfigValue(reading: self.reading, node: self.node, key: self.key, type: type, near: self.position)
    }

    /// The value with its place.
    func placed<Value>(_ value: Value) -> Placed<Value> {
        Placed(value: value, position: self.position, key: self.key, shown: self.shown)
    }

    /// How errors quote it: as written, so that what a reference stands for is not shown.
    var shown: String {
        Quote.short(self.node.scalar?.string ?? "")
    }

    /// Whether it is written as a mapping.
    var isMapping: Bool {
        self.node.mapping != nil
    }

    /// Whether it is written as a mapping without keys.
    var isEmptyMapping: Bool {
        self.node.mapping?.isEmpty == true
    }

    /// Whether it is written as a word.
    func reads(_ word: String) -> Bool {
        self.node.scalar?.string == word
    }

    /// Whether it is written as a list.
    var isList: Bool {
        self.node.sequence != nil
    }

    /// Whether it is written as a list without elements.
    var isEmptyList: Bool {
        self.node.sequence?.isEmpty == true
    }

    /// The elements of a list.
    func elements() -> [ConfigValue]? {
        guard let element = self.elementType else { return nil }
        guard let sequence = self.node.sequence else {
            self.report("this must be a list", "begin each element with '- ', or write [a, b]")
            return nil
        }
        return sequence.enumerated().map { index, node in
            ConfigValue(
                reading: self.reading,
                node: node,
                key: "\(self.key)[\(index)]",
                type: element,
                near: self.position
            )
        }
    }

    private var elementType: ConfigType? {
        switch self.type {
        case .list(let element): return element
        case .either(let types):
            for case .list(let element) in types {
                return element
            }
            return nil
        default: return nil
        }
    }

    /// The text as written and with its references replaced.
    func scalar() -> (raw: String, text: String)? {
        guard let scalar = self.node.scalar else {
            self.report("this must be a single value, not a list or a mapping")
            return nil
        }
        let isPlain = scalar.style == .plain || scalar.style == .any
        guard !scalar.string.isEmpty, !(isPlain && ["~", "null", "Null", "NULL"].contains(scalar.string)) else {
            self.report("this has no value", "give it one, or remove the key")
            return nil
        }
        do throws(SecretReference.Problem) {
            return (scalar.string, try self.reading.references.expand(scalar.string))
        } catch {
            self.report(error.message, error.advice)
            return nil
        }
    }
}

extension ConfigValue {
    /// Names and values of a mapping whose keys the operator chooses.
    func entries() -> [(name: Placed<String>, value: ConfigValue)] {
        guard case .names(let element) = self.type else { return [] }
        guard let mapping = self.node.mapping else {
            self.report("this must be a mapping", "write 'name: value' lines, indented alike")
            return []
        }
        return mapping.compactMap { nameNode, node in
            let name = ConfigValue(
                reading: self.reading,
                node: nameNode,
                key: self.key,
                type: .text,
                near: self.position
            )
            guard let text = name.node.scalar?.string else {
                name.report("a key must be a plain word", "write 'name: value'")
                return nil
            }
            let value = ConfigValue(
                reading: self.reading,
                node: node,
                key: "\(self.key).\(Quote.short(text))",
                type: element,
                near: name.position
            )
            return (name.placed(text), value)
        }
    }
}
