import Yams

/// A place in the file, from 1; columns count Unicode scalars.
struct Position: Equatable {
    /// Line, from 1.
    var line: Int
    /// Column, from 1.
    var column: Int

    /// The begin of the file.
    static let start = Position(line: 1, column: 1)
}

/// Text of a configuration, and what YAML makes of it.
struct YAMLDocument {
    /// Bytes accepted at most.
    static let longestText = 4 << 20

    /// What stops a text from being read as YAML.
    struct Problem: Error {
        /// Where.
        var position: Position
        /// What is wrong.
        var message: String
        /// How to mend it.
        var advice: String?
    }

    /// Reads a text; nil if it holds no document.
    static func root(of text: String) throws(Problem) -> Node? {
        guard text.utf8.count <= Self.longestText else {
            throw Problem(position: .start, message: "the file is larger than 4MiB")
        }
        try YAMLPrecheck.check(Array(text.utf8))
        do {
            let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
            return try parser.singleRoot()
        } catch let error as YamlError {
            throw Self.problem(error, in: text)
        } catch {
            throw Problem(position: .start, message: "the file cannot be read as YAML")
        }
    }

    private static func problem(_ error: YamlError, in text: String) -> Problem {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            let position = Position(line: mark.line, column: mark.column)
            return Problem(position: position, message: "YAML: \(problem)", advice: Self.advice(at: position, in: text))
        case .reader(let problem, let offset, _, _):
            return Problem(
                position: Self.position(of: offset ?? 0, in: text),
                message: "YAML: \(problem)",
                advice: "remove the character; a configuration is plain text"
            )
        case .duplicatedKeysInMapping(let duplicates, let context):
            let names = duplicates.map { "'\(Quote.short($0))'" }.joined(separator: ", ")
            return Problem(
                position: Position(line: context.mark.line, column: context.mark.column),
                message: "\(names) stands more than once in the same mapping",
                advice: "keep one of them"
            )
        default:
            return Problem(position: .start, message: "the file cannot be read as YAML")
        }
    }

    /// The most frequent slips have advice of their own.
    private static func advice(at position: Position, in text: String) -> String? {
        let line = Self.line(position.line, of: text)
        if line.contains("\t") {
            return "indent with spaces, not with tabs"
        }
        let withoutReferences = line.replacing("${", with: "")
        if withoutReferences.count < line.count, withoutReferences.contains(where: { $0 == "{" || $0 == "[" }) {
            return "inside { } and [ ] put ${...} into quotes"
        }
        return "check indentation, colons and quotes of this line and the one above"
    }

    private static func line(_ number: Int, of text: String) -> Substring {
        let lines = text.split(maxSplits: max(number, 1), omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return lines.indices.contains(number - 1) ? lines[number - 1] : ""
    }

    private static func position(of offset: Int, in text: String) -> Position {
        var position = Position.start
        for character in text.prefix(offset) {
            if character.isNewline {
                position = Position(line: position.line + 1, column: 1)
            } else {
                position.column += character.unicodeScalars.count
            }
        }
        return position
    }
}
