/// Append-only text of JSON whose parts are JSON already: names and values as they were written elsewhere.
///
/// Commas are set here; that brackets match is the caller's part.
struct SplicedJSON: Sendable {
    private(set) var bytes: [UInt8] = []
    private var needsComma = false

    init(reserving capacity: Int) {
        self.bytes.reserveCapacity(capacity)
    }

    /// Opens an object or array.
    mutating func open(_ bracket: UInt8) {
        self.separate()
        self.bytes.append(bracket)
        self.needsComma = false
    }

    /// Closes an object or array.
    mutating func close(_ bracket: UInt8) {
        self.bytes.append(bracket)
        self.needsComma = true
    }

    /// Writes a name; its value comes next.
    mutating func name(_ text: StaticString) {
        self.separate()
        self.bytes.append(Byte.quote)
        text.withUTF8Buffer { self.bytes.append(contentsOf: $0) }
        self.endName()
    }

    /// Writes a name, given as it stands between its quotes.
    mutating func name(raw: UnsafeRawBufferPointer) {
        self.separate()
        self.bytes.append(Byte.quote)
        self.bytes.append(contentsOf: raw)
        self.endName()
    }

    /// Writes a value without the space between its parts, so that no line end is left in it.
    mutating func value(_ json: UnsafeRawBufferPointer) {
        self.separate()
        Self.appendCompact(json, to: &self.bytes)
        self.needsComma = true
    }

    /// Writes a value that has no space between its parts.
    mutating func value(_ json: StaticString) {
        self.separate()
        json.withUTF8Buffer { self.bytes.append(contentsOf: $0) }
        self.needsComma = true
    }

    /// Writes a string, given as it stands between its quotes.
    mutating func text(raw: UnsafeRawBufferPointer) {
        self.separate()
        self.bytes.append(Byte.quote)
        self.bytes.append(contentsOf: raw)
        self.bytes.append(Byte.quote)
        self.needsComma = true
    }

    /// Writes a number.
    mutating func number(_ value: Int) {
        self.separate()
        self.bytes.append(contentsOf: String(value).utf8)
        self.needsComma = true
    }

    /// Appends text as it is, after which no comma is due.
    mutating func plain(_ text: some Collection<UInt8>) {
        self.bytes.append(contentsOf: text)
        self.needsComma = false
    }

    /// Appends text as it is, after which no comma is due.
    mutating func plain(_ text: StaticString) {
        text.withUTF8Buffer { self.bytes.append(contentsOf: $0) }
        self.needsComma = false
    }

    /// Says that a value stands in front, so that a comma is due.
    mutating func follows() {
        self.needsComma = true
    }

    /// Appends a valid JSON value without the space outside its strings.
    static func appendCompact(_ json: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        guard let first = json.first, first == Byte.openBrace || first == Byte.openBracket else {
            bytes.append(contentsOf: json)
            return
        }
        var index = 0
        var copied = 0
        while index < json.count {
            let byte = json[index]
            if byte == Byte.quote {
                index = Self.stringEnd(json, index)
            } else {
                if Byte.isJSONSpace(byte) {
                    bytes.append(contentsOf: json[copied..<index])
                    copied = index + 1
                }
                index += 1
            }
        }
        bytes.append(contentsOf: json[copied...])
    }

    private static func stringEnd(_ json: UnsafeRawBufferPointer, _ open: Int) -> Int {
        var index = open + 1
        while index < json.count, json[index] != Byte.quote {
            index += json[index] == Byte.backslash ? 2 : 1
        }
        return min(index + 1, json.count)
    }

    private mutating func endName() {
        self.bytes.append(Byte.quote)
        self.bytes.append(Byte.colon)
        self.needsComma = false
    }

    private mutating func separate() {
        if self.needsComma { self.bytes.append(Byte.comma) }
    }
}

/// Members of one object of an answer, put together from the chunks that carry pieces of it.
///
/// Values are kept as they are written. Text is joined without unescaping it: the halves of a surrogate pair that came
/// in two chunks meet again.
struct MergedFields: Sendable {
    /// How the pieces of one member become one value.
    enum Rule {
        /// The first value that says anything.
        case first
        /// The last value that says anything; arrays too.
        case last
        /// Strings are joined.
        case text
        /// Arrays are joined, of other values the last one counts.
        case list
    }

    /// A member.
    private struct Field {
        let name: [UInt8]
        /// The value; that of a string or an array without its closing quote or bracket.
        var value: [UInt8]

        /// How much the value says: 0 null, 1 nothing but brackets, quotes or a zero, 2 something.
        var weight: Int {
            switch self.value.first {
            case Byte.letterN: 0
            case Byte.quote, Byte.openBracket: self.value.count > 1 ? 2 : 1
            case Byte.openBrace: self.value.count > 2 ? 2 : 1
            default: 2
            }
        }

        /// Whether the value is just this one, as it is in most chunks.
        func isWritten(as other: UnsafeRawBufferPointer) -> Bool {
            let count = self.closing == nil ? other.count : other.count - 1
            guard self.value.count == count else { return false }
            return self.value.withUnsafeBytes { $0.equals(UnsafeRawBufferPointer(rebasing: other.prefix(count))) }
        }

        /// What closes the value.
        var closing: UInt8? {
            switch self.value.first {
            case Byte.quote: Byte.quote
            case Byte.openBracket: Byte.closeBracket
            default: nil
            }
        }
    }

    private var fields: [Field] = []

    /// Takes a piece of a member.
    ///
    /// - Returns: false where the piece does not go with those before it.
    mutating func merge(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, _ rule: Rule) -> Bool {
        guard let first = value.first else { return false }
        guard rule != .text || first == Byte.quote || first == Byte.letterN else { return false }
        guard let index = self.place(of: name) else {
            self.fields.append(Field(name: Array(name), value: Self.opened(value)))
            return true
        }
        switch rule {
        case .text where first == Byte.quote && self.fields[index].value.first == Byte.quote:
            self.fields[index].value.append(contentsOf: value.dropFirst().dropLast())
        case .list where first == Byte.openBracket && self.fields[index].value.first == Byte.openBracket:
            let more = Self.opened(value)
            guard more.count > 1 else { return true }
            if self.fields[index].value.count > 1 { self.fields[index].value.append(Byte.comma) }
            self.fields[index].value.append(contentsOf: more.dropFirst())
        case .first where self.fields[index].weight == 2 && self.fields[index].value != [Byte.zero]:
            break
        case .last where self.fields[index].isWritten(as: value):
            break
        case .first, .last, .text, .list:
            let new = Field(name: self.fields[index].name, value: Self.opened(value))
            if new.weight >= self.fields[index].weight { self.fields[index] = new }
        }
        return true
    }

    private func place(of name: UnsafeRawBufferPointer) -> Int? {
        for index in self.fields.indices {
            let isSame = self.fields[index].name.withUnsafeBytes { $0.equals(name) }
            if isSame { return index }
        }
        return nil
    }

    /// The string of a member, without its quotes and as it is written; nil if it is absent, no string, or empty.
    func string(_ name: StaticString) -> ArraySlice<UInt8>? {
        let field = self.fields.first { field in field.name.withUnsafeBytes { $0.equals(name) } }
        guard let field, field.value.first == Byte.quote, field.value.count > 1 else { return nil }
        return field.value.dropFirst()
    }

    /// Writes a member if it is there, and forgets it.
    ///
    /// - Returns: whether it was there.
    mutating func take(_ name: StaticString, into json: inout SplicedJSON) -> Bool {
        let index = self.fields.firstIndex { field in field.name.withUnsafeBytes { $0.equals(name) } }
        guard let index else { return false }
        Self.write(self.fields.remove(at: index), into: &json)
        return true
    }

    /// Writes all members, in the order in which they appeared.
    func write(into json: inout SplicedJSON) {
        for field in self.fields {
            Self.write(field, into: &json)
        }
    }

    private static func write(_ field: Field, into json: inout SplicedJSON) {
        field.name.withUnsafeBytes { json.name(raw: $0) }
        json.plain(field.value)
        if let closing = field.closing { json.plain(CollectionOfOne(closing)) }
        json.follows()
    }

    private static func opened(_ value: UnsafeRawBufferPointer) -> [UInt8] {
        var bytes: [UInt8] = []
        SplicedJSON.appendCompact(value, to: &bytes)
        if value.first == Byte.quote || value.first == Byte.openBracket { bytes.removeLast() }
        return bytes
    }
}

extension UnsafeRawBufferPointer {
    /// Whether the bytes are the same.
    fileprivate func equals(_ other: UnsafeRawBufferPointer) -> Bool {
        guard self.count == other.count, let left = self.baseAddress, let right = other.baseAddress else {
            return self.count == other.count
        }
        let own = left.assumingMemoryBound(to: UInt8.self)
        let others = right.assumingMemoryBound(to: UInt8.self)
        var index = 0
        while index &+ 8 <= self.count {
            guard Word.load(own, index) == Word.load(others, index) else { return false }
            index &+= 8
        }
        while index < self.count {
            guard own[index] == others[index] else { return false }
            index &+= 1
        }
        return true
    }
}
