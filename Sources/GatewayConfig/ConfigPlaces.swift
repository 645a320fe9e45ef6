package import GatewayCore
import Yams

/// Where the values of a file stand, by their keys: for what is found out about settings after they were read.
package struct ConfigPlaces: Sendable {
    private var positions: [String: Position] = [:]

    /// Reads a text that was loaded before; of one that cannot be read no place is known.
    package init(text: String) {
        let text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        guard let root = try? YAMLDocument.root(of: text) else { return }
        self.add(root, at: "")
    }

    private mutating func add(_ node: Node, at key: String) {
        if let mark = node.mark {
            self.positions[key] = Position(line: mark.line, column: mark.column)
        }
        if let sequence = node.sequence {
            for (index, element) in sequence.enumerated() {
                self.add(element, at: "\(key)[\(index)]")
            }
        }
        for (name, value) in node.mapping ?? [:] {
            guard let name = name.scalar?.string else { continue }
            self.add(value, at: key.isEmpty ? name : "\(key).\(name)")
        }
    }

    /// Line and column of a key's value, from 1; where it is not in the file, those of what would hold it.
    package func place(of key: String) -> (line: Int, column: Int) {
        var key = key[...]
        while self.positions[String(key)] == nil, let end = key.lastIndex(where: { $0 == "." || $0 == "[" }) {
            key = key[..<end]
        }
        let position = self.positions[String(key)] ?? .start
        return (position.line, position.column)
    }

    /// Findings in the order of their places; those of one place by how bad they are.
    package func sorted(_ findings: [Finding]) -> [Finding] {
        let placed = findings.enumerated().map { (finding: $0.element, at: self.place(of: $0.element.key), $0.offset) }
        return placed.sorted { left, right in
            (left.at.line, left.at.column, left.finding.severity, left.2)
                < (right.at.line, right.at.column, right.finding.severity, right.2)
        }.map(\.finding)
    }

    /// A finding as one line: `file:line:column: severity: key: what is the matter`.
    package func line(_ finding: Finding, fileName: String) -> String {
        let place = self.place(of: finding.key)
        let subject = finding.key.isEmpty ? "" : "\(finding.key): "
        return "\(fileName):\(place.line):\(place.column): \(finding.severity.rawValue): \(subject)\(finding.message)"
    }
}
