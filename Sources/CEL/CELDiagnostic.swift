/// A part of a rule's text, as people count: lines and columns begin at 1, columns and lengths are Unicode scalars.
package struct CELSourceRange: Sendable, Hashable {
    /// The line, from 1.
    package let line: Int
    /// The column in that line, from 1.
    package let column: Int
    /// How many characters it has; 0 at the end of the text.
    package let length: Int

    /// A range.
    package init(line: Int, column: Int, length: Int) {
        self.line = line
        self.column = column
        self.length = length
    }
}

/// One fault of a rule: what, where, and how to mend it.
package struct CELDiagnostic: Sendable, Hashable, CustomStringConvertible {
    /// What sort of fault it is.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The text is not CEL.
        case syntax
        /// A literal has no value: an unknown escape, a number out of range.
        case literal
        /// The rule is larger than the limits allow.
        case limit
        /// A variable, field or function does not exist.
        case unknownName
        /// Operands or results have types that do not fit.
        case type
        /// A function got the wrong number or types of arguments.
        case arguments
        /// A regular expression is not valid, or uses what is not supported.
        case pattern
        /// CEL has it, but this subset does not.
        case unsupported
        /// Evaluation failed (`CELProgram.explain`).
        case evaluation
    }

    /// What sort of fault it is.
    package let kind: Kind
    /// Where it is.
    package let range: CELSourceRange
    /// What is wrong and how to mend it, one line.
    package let message: String

    /// Line, column and message.
    package var description: String { "\(self.range.line):\(self.range.column): \(self.message)" }
}

/// Why a rule was refused: at least one fault, in the order of the text.
package struct CELCompileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The faults.
    package let diagnostics: [CELDiagnostic]

    /// One fault a line.
    package var description: String { self.diagnostics.map(\.description).joined(separator: "\n") }
}

/// A part of the text in bytes, as it stands in trees.
struct Span: Sendable, Hashable {
    var start: Int32
    var end: Int32

    static let none = Span(0, 0)

    init(_ start: Int, _ end: Int) {
        self.start = Int32(truncatingIfNeeded: start)
        self.end = Int32(truncatingIfNeeded: end)
    }

    func joined(_ other: Span) -> Span {
        Span(Int(min(self.start, other.start)), Int(max(self.end, other.end)))
    }
}

/// A fault before its place is counted in lines.
struct Fault: Error, Hashable {
    let kind: CELDiagnostic.Kind
    let span: Span
    let message: String

    init(_ kind: CELDiagnostic.Kind, _ span: Span, _ message: String) {
        self.kind = kind
        self.span = span
        self.message = message
    }

    func diagnostic(in source: [UInt8]) -> CELDiagnostic {
        CELDiagnostic(kind: self.kind, range: self.span.range(in: source), message: self.message)
    }
}

extension Span {
    /// Counts lines and columns. Continuation bytes of UTF-8 are no characters of their own.
    func range(in source: [UInt8]) -> CELSourceRange {
        let start = min(max(Int(self.start), 0), source.count)
        let end = min(max(Int(self.end), start), source.count)
        var line = 1
        var column = 1
        for byte in source[..<start] {
            if byte == 0x0A {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        var length = 0
        for byte in source[start..<end] where byte & 0xC0 != 0x80 { length += 1 }
        return CELSourceRange(line: line, column: column, length: length)
    }
}
