package import GatewayWire

/// What the client has of an answer, remembered in case the rest must come from elsewhere.
///
/// On the way of every stream that may be rescued, so text is kept as it stood in the chunks, escapes included, and
/// decoded only by a rescue. Bounded: beyond the limit everything is let go of and the answer cannot be rescued.
package struct DeliveredText: Sendable {
    /// A call of a tool whose name was delivered.
    package struct ToolCall: Sendable, Hashable {
        /// Its place among the calls.
        package let index: Int
        /// The tool's name as it stood in the chunk.
        package let name: [UInt8]
    }

    /// Calls that are remembered; an answer with more of them is over the limit.
    package static let maxToolCalls = 128
    private static let firstCapacity = 2048

    /// The text as it stood between the quotes, all chunks joined.
    package private(set) var content: [UInt8] = []
    /// The reasoning likewise.
    package private(set) var reasoning: [UInt8] = []
    /// Chunks that had text or reasoning: about the number of tokens.
    package private(set) var contentEvents = 0
    /// Tool calls in order of their first chunk.
    package private(set) var toolCalls: [ToolCall] = []
    /// Whether any call's arguments have begun.
    package private(set) var hasToolArguments = false
    /// Whether anything else was generated, which nothing here remembers.
    package private(set) var hasOtherText = false
    /// Whether there is more than one choice.
    package private(set) var hasManyChoices = false
    /// Whether there was more than is remembered; `content` and `reasoning` are empty then.
    package private(set) var isOverLimit = false
    /// The answer's id as the client saw it first, without quotes; nil while no chunk had one.
    package private(set) var id: [UInt8]?
    /// The value of `created` as the client saw it first; nil while no chunk had one.
    package private(set) var created: [UInt8]?

    private let maxBytes: Int

    /// Nothing yet.
    ///
    /// - Parameter maxBytes: Bytes of text and reasoning, as they stand in the chunks, that are remembered.
    package init(maxBytes: Int) {
        self.maxBytes = max(0, maxBytes)
    }

    /// Whether the client has seen nothing that was generated.
    package var isEmpty: Bool {
        self.contentEvents == 0 && self.toolCalls.isEmpty && !self.hasToolArguments && !self.hasOtherText
            && !self.isOverLimit
    }

    /// Whether the client has any part of a tool call.
    package var hasToolCalls: Bool {
        !self.toolCalls.isEmpty || self.hasToolArguments
    }

    /// Remembers everything of a chunk that goes to the client.
    ///
    /// - Parameters:
    ///   - scan: The scan of exactly these bytes.
    ///   - data: The data of the event.
    package mutating func note(_ scan: ChatChunkScan, in data: UnsafeRawBufferPointer) {
        if self.id == nil, let id = scan.id, !id.isEmpty { self.id = Array(data[id]) }
        if self.created == nil, let created = scan.created { self.created = Array(data[created]) }
        if scan.hasManyChoices { self.hasManyChoices = true }
        guard scan.hasContent || scan.hasToolCalls else { return }
        let content = scan.content ?? 0..<0
        let reasoning = scan.reasoning ?? 0..<0
        if !content.isEmpty { self.appendContent(UnsafeRawBufferPointer(rebasing: data[content])) }
        if !reasoning.isEmpty { self.appendReasoning(UnsafeRawBufferPointer(rebasing: data[reasoning])) }
        if !content.isEmpty || !reasoning.isEmpty { self.contentEvents += 1 }
        if scan.hasOtherText { self.hasOtherText = true }
        if scan.hasToolCalls { self.noteTools(scan, in: data) }
    }

    /// Remembers the text of a chunk, as it stands between the quotes.
    package mutating func appendContent(_ raw: UnsafeRawBufferPointer) {
        guard self.hasRoom(for: raw.count) else { return }
        if self.content.isEmpty { self.content.reserveCapacity(min(Self.firstCapacity, self.maxBytes)) }
        self.content.append(contentsOf: raw)
    }

    /// Remembers the reasoning of a chunk, as it stands between the quotes.
    package mutating func appendReasoning(_ raw: UnsafeRawBufferPointer) {
        guard self.hasRoom(for: raw.count) else { return }
        if self.reasoning.isEmpty { self.reasoning.reserveCapacity(min(Self.firstCapacity, self.maxBytes)) }
        self.reasoning.append(contentsOf: raw)
    }

    /// Remembers text that came decoded, such as what a rescue added.
    package mutating func appendContent(decoded text: [UInt8]) {
        guard !text.isEmpty else { return }
        var writer = JSONWriter(reserving: text.count + 16)
        writer.string(text.span.bytes)
        writer.bytes.withUnsafeBytes { quoted in
            self.appendContent(UnsafeRawBufferPointer(rebasing: quoted.dropFirst().dropLast()))
        }
        self.contentEvents += 1
    }

    /// The text in UTF-8.
    package func decodedContent() -> [UInt8] {
        Self.decoded(self.content)
    }

    /// The reasoning in UTF-8.
    package func decodedReasoning() -> [UInt8] {
        Self.decoded(self.reasoning)
    }

    private static func decoded(_ raw: [UInt8]) -> [UInt8] {
        var decoder = JSONTextDecoder()
        var text: [UInt8] = []
        text.reserveCapacity(raw.count)
        raw.withUnsafeBytes { decoder.feed($0, into: &text) }
        decoder.finish(into: &text)
        return text
    }

    private mutating func hasRoom(for count: Int) -> Bool {
        guard !self.isOverLimit, self.content.count + self.reasoning.count + count <= self.maxBytes else {
            self.forget()
            return false
        }
        return true
    }

    private mutating func forget() {
        self.isOverLimit = true
        self.content = []
        self.reasoning = []
    }

    /// Remembers the piece of a tool call in a chunk, and nothing else of it.
    package mutating func noteTools(_ scan: ChatChunkScan, in data: UnsafeRawBufferPointer) {
        if scan.hasToolArguments { self.hasToolArguments = true }
        let index = scan.toolIndex ?? 0
        guard !self.toolCalls.contains(where: { $0.index == index }) else { return }
        guard self.toolCalls.count < Self.maxToolCalls else { return self.forget() }
        self.toolCalls.append(ToolCall(index: index, name: scan.toolName.map { Array(data[$0]) } ?? []))
    }
}
