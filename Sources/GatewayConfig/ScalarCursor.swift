import Yams

/// Follows a scalar in the file, while its value is read.
///
/// Quotes, escapes, indentation and folded lines make the two differ. What is not understood ends the search: then the
/// scalar's begin is the best place that is known.
struct ScalarCursor {
    private let source: [Unicode.Scalar]
    private let style: Node.Scalar.Style
    private var index = 0
    private(set) var position: Position

    /// Begins at a scalar; the lines are those of the file from its first one on.
    private init?(lines: ArraySlice<Substring.UnicodeScalarView>, at position: Position, style: Node.Scalar.Style) {
        guard let first = lines.first, position.column >= 1, first.count >= position.column - 1 else { return nil }
        var source = Array(first.dropFirst(position.column - 1))
        for line in lines.dropFirst() {
            source.append("\n")
            source += line
        }
        self.source = source
        self.style = style
        self.position = position
        switch style {
        case .singleQuoted, .doubleQuoted: self.step()
        case .literal, .folded:
            while let next = self.next, next != "\n" { self.step() }
            self.skipBlanks()
        case .any, .plain: break
        }
    }

    /// Where a place of the value stands in the file; nil where that cannot be told.
    static func place(
        of wanted: Position,
        in value: String,
        at start: Position,
        style: Node.Scalar.Style,
        lines: [Substring.UnicodeScalarView]
    ) -> Position? {
        guard lines.indices.contains(start.line - 1),
            var cursor = ScalarCursor(lines: lines[(start.line - 1)...], at: start, style: style)
        else { return nil }
        var here = Position.start
        for scalar in value.unicodeScalars {
            if here == wanted { return cursor.position }
            guard cursor.pass(scalar) else { return nil }
            cursor.skipContinuation()
            if scalar == "\n" {
                here = Position(line: here.line + 1, column: 1)
            } else {
                here.column += 1
            }
        }
        return here == wanted ? cursor.position : nil
    }

    private var next: Unicode.Scalar? { self.index < self.source.count ? self.source[self.index] : nil }

    private mutating func step() {
        guard let next = self.next else { return }
        self.index += 1
        if next == "\n" {
            self.position = Position(line: self.position.line + 1, column: 1)
        } else {
            self.position.column += 1
        }
    }

    private mutating func skipBlanks() {
        while let next = self.next, Self.isBlank(next) { self.step() }
    }

    /// Goes over a line break that a quoted value does not have.
    private mutating func skipContinuation() {
        guard self.style == .doubleQuoted, self.next == "\\", self.index + 1 < self.source.count,
            self.source[self.index + 1] == "\n"
        else { return }
        self.step()
        self.skipBlanks()
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\n" || scalar == "\t" || scalar == "\r"
    }

    /// Goes over what stands for one scalar of the value; false where it is something else.
    private mutating func pass(_ scalar: Unicode.Scalar) -> Bool {
        if Self.isBlank(scalar) {
            let run = self.source[self.index...].prefix { Self.isBlank($0) }
            if run.contains("\n") {
                self.skipBlanks()
            } else if !run.isEmpty {
                self.step()
            }
            return true
        }
        if self.style == .doubleQuoted, self.next == "\\" {
            self.step()
        } else if self.style == .singleQuoted, scalar == "'" {
            self.step()
        }
        guard self.next == scalar else { return false }
        self.step()
        return true
    }
}

extension ConfigValue {
    /// Where a place of the text stands in the file; the value's begin where that cannot be told.
    func position(of place: Position) -> Position {
        guard let scalar = self.node.scalar else { return self.position }
        return ScalarCursor.place(
            of: place,
            in: scalar.string,
            at: self.position,
            style: scalar.style,
            lines: self.reading.lines
        ) ?? self.position
    }
}
