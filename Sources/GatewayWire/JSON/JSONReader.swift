extension JSONValue {
    /// Highest nesting of a tree: reading and freeing one recurses.
    package static let highestMaxDepth = 256

    /// Reads exactly one JSON value, by the same rules as `JSONScanner`.
    ///
    /// - Parameters:
    ///   - bytes: The text.
    ///   - maxDepth: How deep containers may nest; at most `highestMaxDepth`.
    ///   - maxValues: How many values the text may hold, which bounds the memory of the tree.
    package static func parse(
        _ bytes: RawSpan,
        maxDepth: Int = JSONScanner.defaultMaxDepth,
        maxValues: Int = 1_000_000
    ) throws(JSONError) -> JSONValue {
        try bytes.withUnsafeBytes { (buffer: UnsafeRawBufferPointer) throws(JSONError) in
            guard let json = JSONScanner(buffer, maxDepth: min(maxDepth, self.highestMaxDepth)) else {
                throw JSONError(.empty, at: 0)
            }
            let start = try json.start()
            var reader = JSONReader(json: json, remaining: maxValues)
            let value = try reader.value(at: start, depth: 0)
            try json.finish(after: reader.end)
            return value
        }
    }

    /// Reads text as JSON.
    package static func parse(
        _ text: String,
        maxDepth: Int = JSONScanner.defaultMaxDepth
    ) throws(JSONError) -> JSONValue {
        try self.parse(Array(text.utf8).span.bytes, maxDepth: maxDepth)
    }
}

/// Builder of a tree over a scanner, bounded in depth by the scanner and in size by `remaining`.
private struct JSONReader {
    let json: JSONScanner
    /// Values that may still be read.
    var remaining: Int
    /// The offset after the value read last.
    var end = 0

    init(json: JSONScanner, remaining: Int) {
        self.json = json
        self.remaining = remaining
    }

    mutating func value(at start: Int, depth: Int) throws(JSONError) -> JSONValue {
        guard start < self.json.count else { throw JSONError(.unexpectedEnd, at: start) }
        guard self.remaining > 0 else { throw JSONError(.tooLarge, at: start) }
        self.remaining -= 1
        switch self.json.byte(start) {
        case Byte.openBrace: return try self.object(at: start, depth: depth)
        case Byte.openBracket: return try self.array(at: start, depth: depth)
        case Byte.quote:
            let string = try self.json.string(at: start)
            self.end = string.end
            let content = self.json.bytes((start + 1)..<(string.end - 1))
            return .string(JSONString.text(content, hasEscapes: string.hasEscapes))
        case let first:
            self.end = try self.json.scalar(at: start)
            switch first {
            case Byte.letterT: return .bool(true)
            case Byte.letterF: return .bool(false)
            case Byte.letterN: return .null
            default: return .number(String(decoding: self.json.bytes(start..<self.end), as: UTF8.self))
            }
        }
    }

    private mutating func object(at start: Int, depth: Int) throws(JSONError) -> JSONValue {
        var members: [JSONValue.Member] = []
        let json = self.json
        let end = try json.members(at: start, depth: depth) { (key) throws(JSONError) -> Int in
            let name = JSONString.text(json.bytes(key.name), hasEscapes: key.hasEscapes)
            members.append(JSONValue.Member(name, try self.value(at: key.value, depth: depth + 1)))
            return self.end
        }
        self.end = end
        return .object(members)
    }

    private mutating func array(at start: Int, depth: Int) throws(JSONError) -> JSONValue {
        var elements: [JSONValue] = []
        let end = try self.json.elements(at: start, depth: depth) { (element) throws(JSONError) -> Int in
            elements.append(try self.value(at: element, depth: depth + 1))
            return self.end
        }
        self.end = end
        return .array(elements)
    }
}
