/// What the gateway needs to know of one event of a reply stream, found in one pass over the event's data.
///
/// Covers the chunks of chat completions and completions, and the events of `/v1/responses`. Ranges are offsets into
/// the data; those of strings leave the quotes out and cover the text as written, escapes included. What concerns one
/// choice is told of the first one. Nothing is allocated, and names spelled with escapes are not recognised: no
/// provider writes one.
package struct ChatChunkScan: Sendable {
    /// Whether the data is the word `[DONE]`, which ends a stream.
    package private(set) var isDone = false
    /// Whether the data is a JSON object, or `[DONE]`.
    package private(set) var isValid = false
    /// The usage report: top-level `usage`, Groq's `x_groq.usage`, or `response.usage` of `/v1/responses`.
    package internal(set) var usage: TokenUsage?
    /// Whether a choice says why it ended, or a response says that it is over.
    package internal(set) var hasFinishReason = false
    /// Whether there is an array of choices and it is empty, as in a pure usage chunk.
    package internal(set) var choicesAreEmpty = false
    /// Whether there is more than one choice, or one whose index is not 0.
    package internal(set) var hasManyChoices = false
    /// Whether a choice carries something that was generated: text, reasoning, a refusal or a tool call.
    package internal(set) var hasContent = false
    /// Whether something was generated that is neither plain text nor reasoning nor a call: a refusal, audio, images,
    /// or text in parts.
    package internal(set) var hasOtherText = false
    /// Whether a choice carries a piece of a tool call or of a function call.
    package internal(set) var hasToolCalls = false
    /// Whether any such piece carries arguments.
    package internal(set) var hasToolArguments = false
    /// The `index` of the first tool call.
    package internal(set) var toolIndex: Int?
    /// Whether the event reports an error.
    package internal(set) var hasError = false

    var modelPlace = Place()
    var idPlace = Place()
    var createdPlace = Place()
    /// The value of top-level `usage`, whatever it is.
    var usagePlace = Place()
    var usageIsObject = false
    /// The value of top-level `signalbox`, which another gateway may have written.
    var signalboxPlace = Place()
    /// The value of the text's member, whatever it is, with its quotes.
    var contentPlace = Place()
    var contentIsText = false
    /// The string of the reasoning, with its quotes; of two the first that is not empty.
    var reasoningPlace = Place()
    /// The other string, where a provider writes the reasoning under both names.
    var reasoningTwin = Place()
    var toolNamePlace = Place()
    var finishPlace = Place()
    /// The offset just after the opening brace of the first choice's delta, or 0.
    var deltaStart: UInt32 = 0
    /// The offset of the closing brace of the whole object.
    var objectEnd: UInt32 = 0

    /// Scans the data of one event.
    package init(_ data: RawSpan, maxDepth: Int = JSONScanner.defaultMaxDepth) {
        self = data.withUnsafeBytes { ChatChunkScan($0, maxDepth: maxDepth) }
    }

    /// Scans the data of one event; 4 GiB and more are invalid.
    package init(_ data: UnsafeRawBufferPointer, maxDepth: Int = JSONScanner.defaultMaxDepth) {
        if Self.isDoneMark(data) {
            self.isDone = true
            self.isValid = true
            return
        }
        guard data.count < UInt32.max, let json = JSONScanner(data, maxDepth: maxDepth) else { return }
        do throws(JSONError) {
            let start = try json.start()
            guard json.byte(start) == Byte.openBrace else { return }
            let end = try self.read(json, at: start)
            try json.finish(after: end)
            self.objectEnd = UInt32(truncatingIfNeeded: end &- 1)
            self.isValid = true
        } catch {
            self = ChatChunkScan()
        }
    }

    private init() {}

    /// The model's name.
    package var model: Range<Int>? { self.modelPlace.range }

    /// The id of the whole answer.
    package var id: Range<Int>? { self.idPlace.range }

    /// The number `created`.
    package var created: Range<Int>? { self.createdPlace.range }

    /// The object `usage` of the top level.
    package var usageValue: Range<Int>? { self.usageIsObject ? self.usagePlace.range : nil }

    /// The text, `delta.content` or, of completions, `text`; empty if it is "", nil if it is absent or null.
    package var content: Range<Int>? { self.contentIsText ? self.contentPlace.inner : nil }

    /// The reasoning, `delta.reasoning_content` or `delta.reasoning`; empty if it is "", nil if it is absent or null.
    package var reasoning: Range<Int>? { self.reasoningPlace.inner }

    /// The name in the first tool call, or in the function call.
    package var toolName: Range<Int>? { self.toolNamePlace.inner }

    /// Why the choice ended, where that is a string.
    package var finishReason: Range<Int>? { self.finishPlace.inner }

    /// A range in half the room, for a scan is made and copied for each chunk; nothing lies at offset 0.
    struct Place: Sendable {
        private var lower: UInt32 = 0
        private var upper: UInt32 = 0

        init() {}

        /// The place of a range within a text below 4 GiB.
        @inline(__always)
        init(_ lower: Int, _ upper: Int) {
            self.lower = UInt32(truncatingIfNeeded: lower)
            self.upper = UInt32(truncatingIfNeeded: upper)
        }

        /// Whether there is nothing between the quotes.
        var isEmptyString: Bool { self.upper &- self.lower == 2 }

        /// The range, unless nothing was found.
        var range: Range<Int>? {
            self.upper == 0 ? nil : Range(uncheckedBounds: (Int(self.lower), Int(self.upper)))
        }

        /// The range within the quotes.
        var inner: Range<Int>? {
            self.upper == 0 ? nil : Range(uncheckedBounds: (Int(self.lower) &+ 1, Int(self.upper) &- 1))
        }
    }

    private static func isDoneMark(_ data: UnsafeRawBufferPointer) -> Bool {
        var end = data.count
        while end > 0, data[end - 1] <= Byte.space { end -= 1 }
        return end == 6 && data.begins(with: "[DONE]")
    }
}
