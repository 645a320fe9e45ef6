/// Refuses texts that would cost the parser more than they are worth: it recurses for each level of nesting, and
/// aliases of aliases grow exponentially.
///
/// The scan does not know quotes and comments. It may refuse what no sane configuration holds; it never lets through
/// what it is meant to refuse.
struct YAMLPrecheck {
    /// Nesting of brackets accepted at most.
    static let deepestFlow = 64
    /// Columns of indentation accepted at most, list markers included.
    static let deepestIndentation = 100

    private let text: [UInt8]
    private var position = Position.start
    private var depth = 0
    /// Whether only spaces and markers were seen on this line.
    private var isIndenting = true
    private var anchors = Set<ArraySlice<UInt8>>()
    private var aliases: [(name: ArraySlice<UInt8>, position: Position)] = []

    private init(_ text: [UInt8]) {
        self.text = text
    }

    /// Looks through a text.
    static func check(_ text: [UInt8]) throws(YAMLDocument.Problem) {
        var scan = YAMLPrecheck(text)
        for index in text.indices {
            try scan.step(at: index)
        }
        if let alias = scan.aliases.first(where: { scan.anchors.contains($0.name) }) {
            throw YAMLDocument.Problem(
                position: alias.position,
                message: "YAML anchors and aliases are not supported",
                advice: "write the value out"
            )
        }
    }

    private mutating func step(at index: Int) throws(YAMLDocument.Problem) {
        if self.isBreak(at: index) {
            self.position = Position(line: self.position.line + 1, column: 1)
            self.isIndenting = true
            return
        }
        try self.indent(at: index)
        switch self.text[index] {
        case UInt8(ascii: "["), UInt8(ascii: "{"): self.depth += 1
        case UInt8(ascii: "]"), UInt8(ascii: "}"): self.depth = max(0, self.depth - 1)
        case UInt8(ascii: "&"): self.anchors.insert(self.name(after: index))
        case UInt8(ascii: "*"):
            let name = self.name(after: index)
            if !name.isEmpty {
                self.aliases.append((name, self.position))
            }
        default: break
        }
        guard self.depth <= Self.deepestFlow else {
            throw YAMLDocument.Problem(
                position: self.position,
                message: "brackets are nested more than \(Self.deepestFlow) deep",
                advice: "close them, or nest less"
            )
        }
        if self.text[index] & 0xC0 != 0x80 {
            self.position.column += 1
        }
    }

    private mutating func indent(at index: Int) throws(YAMLDocument.Problem) {
        guard self.isIndenting else { return }
        switch self.text[index] {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): return
        case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"):
            let next = self.byte(at: index + 1)
            self.isIndenting = next == nil || next.map { $0 <= 0x20 } == true
        case UInt8(ascii: "#"):
            self.isIndenting = false
            return
        default: self.isIndenting = false
        }
        guard self.position.column <= Self.deepestIndentation else {
            throw YAMLDocument.Problem(
                position: self.position,
                message: "the line is indented by more than \(Self.deepestIndentation) columns",
                advice: "indent by two spaces for each level"
            )
        }
    }

    /// Whether the last byte of a line break stands here: LF, CR, NEL, LS or PS, as the parser has it.
    private func isBreak(at index: Int) -> Bool {
        switch self.text[index] {
        case 0x0A: true
        case 0x0D: self.byte(at: index + 1) != 0x0A
        case 0x85: self.byte(at: index - 1) == 0xC2
        case 0xA8, 0xA9: self.byte(at: index - 1) == 0x80 && self.byte(at: index - 2) == 0xE2
        default: false
        }
    }

    private func byte(at index: Int) -> UInt8? {
        self.text.indices.contains(index) ? self.text[index] : nil
    }

    private func name(after index: Int) -> ArraySlice<UInt8> {
        self.text[(index + 1)...].prefix { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }
}
