import GatewayWire

extension JSONValue {
    /// The value without what does not count: the order of members. Of several with one name the last counts.
    var meaning: JSONValue {
        switch self {
        case .object(let members):
            var last: [String: JSONValue] = [:]
            for member in members { last[member.name] = member.value.meaning }
            return .object(last.sorted { $0.key < $1.key }.map { Member($0.key, $0.value) })
        case .array(let elements):
            return .array(elements.map(\.meaning))
        case .string, .number, .bool, .null:
            return self
        }
    }

    /// The object without a member.
    func without(_ name: String) -> JSONValue {
        .object((self.members ?? []).filter { $0.name != name })
    }

    static func meaning(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        try self.reading(bytes).meaning
    }

    /// Reads bytes as JSON.
    static func reading(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        try self.parse(bytes.span.bytes)
    }

    static func meaning(_ text: String) throws(JSONError) -> JSONValue {
        try self.meaning(Array(text.utf8))
    }
}

/// The data of each event of a stream.
func eventData(_ stream: [UInt8]) -> [[UInt8]] {
    var parser = EventStreamParser(maxEventBytes: stream.count)
    var data: [[UInt8]] = []
    parser.feed(stream.span.bytes) { event in
        if event.hasData { data.append(Array(event.data)) }
    }
    return data
}

/// What the assembler makes of chunks; nil where it gives up.
func assembled(_ chunks: [[UInt8]], isChat: Bool = true) -> [UInt8]? {
    var assembler = ChatAssembler(isChat: isChat)
    for chunk in chunks {
        _ = chunk.withUnsafeBytes { assembler.add($0) }
    }
    return assembler.finish()
}

/// What the assembler makes of chunks.
func assembled(_ chunks: [String], isChat: Bool = true) -> [UInt8]? {
    assembled(chunks.map { Array($0.utf8) }, isChat: isChat)
}

/// What the splitter makes of a reply; nil where it gives up.
func split(_ body: [UInt8], isChat: Bool = true, includesUsage: Bool = false, pieceBytes: Int = 40) -> [UInt8]? {
    ChatSplitter.events(of: body.span.bytes, isChat: isChat, includesUsage: includesUsage, pieceBytes: pieceBytes)
}
