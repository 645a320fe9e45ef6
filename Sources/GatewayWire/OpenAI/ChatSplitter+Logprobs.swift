/// The probabilities of one choice, as columns that are cut along with its text.
struct LogprobColumns {
    /// One member of `logprobs`.
    private struct Column {
        let name: Range<Int>
        let value: Range<Int>
        /// The elements of an array.
        let elements: [Range<Int>]?
        var isWritten = false
    }

    /// Elements of the columns, from and to.
    typealias Rows = Range<Int>

    private let json: JSONScanner
    private var columns: [Column] = []
    private var hasWritten = false

    /// Reads the object at an offset.
    init(_ json: JSONScanner, at start: Int) throws(JSONError) {
        self.json = json
        _ = try json.members(at: start, depth: 3) { (key) throws(JSONError) -> Int in
            guard json.firstByte(key.value) == Byte.openBracket else {
                let end = try json.value(at: key.value, depth: 4)
                self.columns.append(Column(name: key.name, value: key.value..<end, elements: nil))
                return end
            }
            var elements: [Range<Int>] = []
            let end = try json.elements(at: key.value, depth: 4) { (element) throws(JSONError) -> Int in
                let end = try json.value(at: element, depth: 5)
                elements.append(element..<end)
                return end
            }
            self.columns.append(Column(name: key.name, value: key.value..<end, elements: elements))
            return end
        }
    }

    /// The column whose tokens are those of a text.
    private func place(of name: StaticString) -> Int? {
        self.columns.firstIndex { column in
            self.json.bytes(column.name).equals(name) && !(column.elements ?? []).isEmpty
        }
    }

    /// Pieces of a text with the rows that belong to each; nil where no probabilities belong to the text.
    ///
    /// One piece, with all rows, where the tokens do not say the text.
    func pieces(of text: CuttableText, _ name: StaticString, isChat: Bool) -> [(text: Range<Int>, rows: Rows)]? {
        guard let place = self.place(of: name), let elements = self.columns[place].elements else { return nil }
        let whole = [(text: 0..<text.raw.count, rows: 0..<elements.count)]
        let isEven = isChat || self.columns.allSatisfy { ($0.elements?.count ?? elements.count) == elements.count }
        guard isEven, let cuts = text.cuts(at: elements.map { self.token($0, isChat: isChat) }) else { return whole }
        let stride = max(1, cuts.count / ChatSplitter.maxPieces)
        var pieces: [(text: Range<Int>, rows: Rows)] = []
        var last = CuttableText.Cut(textEnd: 0, tokenEnd: 0)
        for (number, cut) in cuts.enumerated() where (number + 1) % stride == 0 || number + 1 == cuts.count {
            pieces.append((last.textEnd..<cut.textEnd, last.tokenEnd..<cut.tokenEnd))
            last = cut
        }
        return pieces
    }

    /// Writes the rows that go with a piece of text.
    ///
    /// - Parameter name: The column that is cut with the text; for completions all are.
    mutating func write(_ rows: Rows, of name: StaticString, isChat: Bool, into json: inout SplicedJSON) {
        let place = self.place(of: name)
        let isEven = isChat || self.columns.allSatisfy { ($0.elements?.count ?? rows.upperBound) >= rows.upperBound }
        self.hasWritten = true
        json.open(Byte.openBrace)
        for index in self.columns.indices {
            let column = self.columns[index]
            let isNull = self.json.firstByte(column.value.lowerBound) == Byte.letterN
            guard isNull || index == place || !isChat else { continue }
            self.columns[index].isWritten = true
            json.name(raw: self.json.bytes(column.name))
            guard let elements = column.elements, isEven else {
                json.value(self.json.bytes(column.value))
                continue
            }
            json.open(Byte.openBracket)
            for element in elements[rows] { json.value(self.json.bytes(element)) }
            json.close(Byte.closeBracket)
        }
        json.close(Byte.closeBrace)
    }

    /// Writes what no piece of text took along, or null.
    func writeRest(into json: inout SplicedJSON) {
        let rest = self.columns.filter { !$0.isWritten }
        guard !rest.isEmpty || !self.hasWritten else { return json.value("null") }
        json.open(Byte.openBrace)
        for column in rest {
            json.name(raw: self.json.bytes(column.name))
            json.value(self.json.bytes(column.value))
        }
        json.close(Byte.closeBrace)
    }

    /// What a token stands for: its bytes where they are told, for a part of a character has no text.
    private func token(_ element: Range<Int>, isChat: Bool) -> [UInt8] {
        let json = self.json
        guard isChat else { return Self.text(json.bytes(element)) }
        guard json.firstByte(element.lowerBound) == Byte.openBrace else { return [] }
        var text: [UInt8] = []
        var bytes: [UInt8]?
        _ = try? json.members(at: element.lowerBound, depth: 5) { (key) throws(JSONError) -> Int in
            let name = json.bytes(key.name)
            let end = try json.value(at: key.value, depth: 6)
            if name.equals("token") {
                text = Self.text(json.bytes(key.value..<end))
            } else if name.equals("bytes"), json.firstByte(key.value) == Byte.openBracket {
                var spelled: [UInt8] = []
                _ = try json.elements(at: key.value, depth: 6) { (byte) throws(JSONError) -> Int in
                    let end = try json.value(at: byte, depth: 7)
                    spelled.append(UInt8(clamping: json.clampedCount(byte..<end) ?? 0))
                    return end
                }
                bytes = spelled
            }
            return end
        }
        return bytes ?? text
    }

    private static func text(_ value: UnsafeRawBufferPointer) -> [UInt8] {
        guard value.first == Byte.quote else { return [] }
        return JSONString.unescaped(UnsafeRawBufferPointer(rebasing: value[1..<(value.count - 1)]))
    }
}
