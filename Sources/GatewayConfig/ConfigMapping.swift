import GatewayCore
import Yams

/// A mapping of the file, checked against the keys that may stand in it.
struct ConfigMapping {
    /// Where it begins.
    let position: Position
    /// Its place in the tree; empty for the root.
    let key: String
    private let reading: ConfigReading
    private let values: [String: ConfigValue]

    /// Opens a mapping; unknown and missing keys are reported.
    ///
    /// - Parameter later: keys that one may expect because other places speak of them, and what to do without.
    init?(_ value: ConfigValue, later: [String: String] = [:]) {
        guard let mapping = value.node.mapping else {
            value.report("this must be a mapping", "write 'key: value' lines, indented alike")
            return nil
        }
        let keys = value.type.keys
        let prefix = value.key.isEmpty ? "" : value.key + "."
        var values: [String: ConfigValue] = [:]
        for (nameNode, node) in mapping {
            let position = nameNode.mark.map { Position(line: $0.line, column: $0.column) } ?? value.position
            guard let name = nameNode.scalar?.string else {
                value.reading.report(position, value.key, "a key must be a plain word", "write 'key: value'")
                continue
            }
            guard let known = keys.first(where: { $0.name == name }) else {
                if let advice = later[name] {
                    value.reading.report(position, value.key, "the key '\(name)' is not available yet", advice)
                } else {
                    Self.reportUnknown(name, among: keys, at: position, in: value)
                }
                continue
            }
            values[name] = ConfigValue(
                reading: value.reading,
                node: node,
                key: prefix + name,
                type: known.type,
                near: position
            )
        }
        self.position = value.position
        self.key = value.key
        self.reading = value.reading
        self.values = values
        for required in keys where required.isRequired && values[required.name] == nil {
            value.report("'\(required.name)' is missing", "add it: \(required.text)")
        }
    }

    private static func reportUnknown(
        _ name: String,
        among keys: [ConfigKey],
        at position: Position,
        in value: ConfigValue
    ) {
        let advice: String
        if let nearest = Suggestion.nearest(to: name, among: keys.lazy.map(\.name)) {
            advice = "did you mean '\(nearest)'?"
        } else {
            advice = "valid here: \(keys.map(\.name).joined(separator: ", "))"
        }
        value.reading.report(position, value.key, "unknown key '\(Quote.short(name))'", advice)
    }

    /// The value of a key, if the file has it.
    subscript(_ name: String) -> ConfigValue? {
        self.values[name]
    }

    /// Notes that something is wrong with the mapping as a whole.
    func report(_ message: String, _ advice: String? = nil) {
        self.reading.report(self.position, self.key, message, advice)
    }

    /// A mapping under a key.
    func mapping(_ name: String) -> ConfigMapping? {
        self.values[name].flatMap { ConfigMapping($0) }
    }

    /// The mappings listed under a key.
    func mappings(_ name: String) -> [ConfigMapping] {
        self.elements(name).compactMap { ConfigMapping($0) }
    }

    /// The values listed under a key.
    func elements(_ name: String) -> [ConfigValue] {
        self.values[name]?.elements() ?? []
    }

    /// Sets a time span where the file states one.
    func set(_ target: inout Duration, _ name: String) {
        target = self.values[name]?.duration() ?? target
    }

    /// Sets a number of bytes where the file states one.
    func setSize(_ target: inout Int, _ name: String) {
        target = self.values[name]?.size() ?? target
    }

    /// Sets a whole number where the file states one.
    func set(_ target: inout Int, _ name: String) {
        target = self.values[name]?.integer() ?? target
    }

    /// Sets a truth value where the file states one.
    func set(_ target: inout Bool, _ name: String) {
        target = self.values[name]?.boolean() ?? target
    }

    /// Sets a decimal number where the file states one.
    func setNumber(_ target: inout Double, _ name: String) {
        target = self.values[name]?.number() ?? target
    }

    /// Sets a share where the file states one.
    func setShare(_ target: inout Double, _ name: String) {
        target = self.values[name]?.share() ?? target
    }

    /// Sets a number of percent where the file states one.
    func setPercent(_ target: inout Int, _ name: String) {
        target = self.values[name]?.percent() ?? target
    }

    /// Words listed under a key, each once; nil where the file does not state them.
    ///
    /// - Parameter refused: words that deserve an explanation: what is wrong with them, and how to mend it.
    func choices<Word: RawRepresentable & Hashable>(
        _ name: String,
        refused: [String: (message: String, advice: String)] = [:]
    ) -> Set<Word>? where Word.RawValue == String {
        guard self.values[name] != nil else { return nil }
        var words = Set<Word>()
        for value in self.elements(name) {
            if let reason = refused[value.node.scalar?.string ?? ""] {
                value.report(reason.message, reason.advice)
                continue
            }
            guard let word = value.choice().flatMap({ Word(rawValue: $0) }) else { continue }
            if !words.insert(word).inserted {
                value.report("'\(value.shown)' is listed twice", "remove one of them")
            }
        }
        return words
    }

    /// A name with its place.
    func placedName(_ name: String) -> Placed<String>? {
        guard let value = self.values[name] else { return nil }
        return value.name().map { value.placed($0) }
    }

    /// Names listed under a key, each once, with their places.
    func placedNames(_ name: String) -> [Placed<String>] {
        var seen = Set<String>()
        return self.elements(name).compactMap { value in
            guard let name = value.name() else { return nil }
            guard seen.insert(name).inserted else {
                value.report("'\(value.shown)' is listed twice", "remove one of them")
                return nil
            }
            return value.placed(name)
        }
    }
}
