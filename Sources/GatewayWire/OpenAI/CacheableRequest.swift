/// Facts of a chat, completion or embedding request on which it depends whether a stored answer may serve it.
///
/// Read from a body that `RequestScan` has accepted. What is doubtful counts as present: a fact here only ever keeps
/// an answer from being stored by a group that does not ask for it.
package struct CacheableRequest: Hashable, Sendable {
    /// Whether the same answer can be expected again: temperature is zero or a seed is given.
    package private(set) var isDeterministic = false
    /// Whether the reply is to be an event stream.
    package private(set) var isStreamed = false
    /// How many choices are asked for; 1 when nothing is said.
    package private(set) var choices = 1
    /// Whether the model may call tools: `tools` or the older `functions` is anything but an empty array.
    package private(set) var hasTools = false
    /// Whether a message holds a part that is neither text nor a refusal: image, audio, video, file.
    package private(set) var hasMedia = false
    /// Whether the answer is to hold something other than text: `audio`, or `modalities` beyond `text`.
    package private(set) var wantsMedia = false
    /// Whether the engine may look at the web, so that the answer depends on the hour (`web_search_options`).
    package private(set) var searchesWeb = false
    /// Whether the provider is to keep the completion (`store` is true), which an answer from a cache would not do.
    package private(set) var storesAtProvider = false
    /// Whether the reply is to carry the probabilities of its tokens.
    package private(set) var wantsLogprobs = false
    /// How many inputs an embedding request has: 1 for a string or a list of tokens, 0 where `input` cannot be split.
    package private(set) var inputCount = 0

    /// Reads the facts of a request.
    ///
    /// - Parameters:
    ///   - scan: The scan of the body.
    ///   - body: The scanned bytes.
    ///   - endpoint: The endpoint by whose rules it was scanned.
    package init(_ scan: RequestScan, in body: RawSpan, for endpoint: RequestEndpoint) {
        self.isDeterministic = scan.isDeterministic(in: body)
        self.isStreamed = scan.stream
        self.choices = scan.n ?? 1
        self.wantsLogprobs = scan.wantsLogprobs
        body.withUnsafeBytes { buffer in
            guard let json = JSONScanner(buffer, maxDepth: JSONScanner.highestMaxDepth), scan.objectStart > 0,
                scan.end <= buffer.count
            else { return }
            if scan.tools != nil || scan.hasRareMembers { _ = try? self.readMembers(json, scan) }
            if let messages = scan.messages, !scan.messagesAreText {
                _ = try? self.readMessages(json, at: messages.lowerBound)
            }
        }
        if endpoint == .embeddings { self.inputCount = EmbeddingRequestSplit(scan, in: body)?.elements.count ?? 0 }
    }

    /// Looks at the outermost members that the scan does not note; the long ones among the others are jumped over.
    private mutating func readMembers(_ json: JSONScanner, _ scan: RequestScan) throws(JSONError) -> Int {
        try json.members(at: scan.objectStart &- 1, depth: 0) { (key) throws(JSONError) -> Int in
            for known in [scan.messages, scan.input, scan.prompt] {
                if let known, known.lowerBound == key.value { return known.upperBound }
            }
            let end = try json.value(at: key.value, depth: 1)
            self.note(json, key, json.byte(key.value), end)
            return end
        }
    }

    private mutating func note(_ json: JSONScanner, _ key: JSONScanner.Key, _ first: UInt8, _ end: Int) {
        guard first != Byte.letterN, key.hasEscapes || Self.lengths & 1 &<< UInt64(key.name.count & 63) != 0 else {
            return
        }
        if json.name(key, is: "tools") || json.name(key, is: "functions") {
            self.hasTools = self.hasTools || !json.isEmptyArray(key.value)
        } else if json.name(key, is: "audio") {
            self.wantsMedia = true
        } else if json.name(key, is: "modalities") {
            self.wantsMedia = self.wantsMedia || !json.isListOfText(key.value)
        } else if json.name(key, is: "web_search_options") {
            self.searchesWeb = true
        } else if json.name(key, is: "store") {
            self.storesAtProvider = self.storesAtProvider || first != Byte.letterF
        }
    }

    /// Bit `n` stands for a name above that has `n` bytes.
    private static let lengths: UInt64 = 1 << 5 | 1 << 9 | 1 << 10 | 1 << 18

    private mutating func readMessages(_ json: JSONScanner, at start: Int) throws(JSONError) -> Int {
        guard json.firstByte(start) == Byte.openBracket else { return start }
        return try json.elements(at: start, depth: 1) { (message) throws(JSONError) -> Int in
            guard json.firstByte(message) == Byte.openBrace else { return try json.value(at: message, depth: 2) }
            return try json.members(at: message, depth: 2) { (key) throws(JSONError) -> Int in
                let first = json.firstByte(key.value)
                if first == Byte.quote { return try json.string(at: key.value).end }
                let isContent = json.name(key, is: "content")
                if isContent, first == Byte.openBracket { return try self.readParts(json, at: key.value) }
                // A content of no known form counts, and an answer in sound or images that is sent back.
                if first == Byte.openBrace, isContent || json.name(key, is: "audio") { self.hasMedia = true }
                if first == Byte.openBracket, json.name(key, is: "images") { self.hasMedia = true }
                return try json.value(at: key.value, depth: 3)
            }
        }
    }

    private mutating func readParts(_ json: JSONScanner, at start: Int) throws(JSONError) -> Int {
        try json.elements(at: start, depth: 3) { (part) throws(JSONError) -> Int in
            let first = json.firstByte(part)
            guard first == Byte.openBrace else {
                if first != Byte.quote { self.hasMedia = true }
                return try json.value(at: part, depth: 4)
            }
            var isText = false
            let end = try json.members(at: part, depth: 4) { (key) throws(JSONError) -> Int in
                let end = try json.value(at: key.value, depth: 5)
                if json.name(key, is: "type") { isText = json.isTextType(key.value..<end) }
                return end
            }
            if !isText { self.hasMedia = true }
            return end
        }
    }
}

extension JSONScanner {
    fileprivate func isEmptyArray(_ start: Int) -> Bool {
        self.firstByte(start) == Byte.openBracket && self.firstByte(self.skipSpace(start &+ 1)) == Byte.closeBracket
    }

    /// Whether the value is an array of nothing but `"text"`.
    fileprivate func isListOfText(_ start: Int) -> Bool {
        guard self.firstByte(start) == Byte.openBracket else { return false }
        var isText = true
        _ = try? self.elements(at: start, depth: 1) { (element) throws(JSONError) -> Int in
            let end = try self.value(at: element, depth: 2)
            if !self.bytes(element..<end).equals(#""text""#) { isText = false }
            return end
        }
        return isText
    }

    /// Whether the type of a message's part is one of those that hold only words.
    fileprivate func isTextType(_ value: Range<Int>) -> Bool {
        let type = self.bytes(value)
        switch type.count {
        case 6: return type.equals(#""text""#)
        case 9: return type.equals(#""refusal""#)
        case 10: return type.equals(#""thinking""#)
        case 12: return type.equals(#""input_text""#)
        case 13: return type.equals(#""output_text""#)
        default: return false
        }
    }
}
