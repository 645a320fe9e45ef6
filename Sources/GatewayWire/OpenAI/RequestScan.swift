/// The endpoint whose rules a body must meet.
package enum RequestEndpoint: UInt8, Hashable, Sendable, CaseIterable {
    /// `/v1/chat/completions`: needs `model` and `messages`.
    case chatCompletions
    /// `/v1/completions`: needs `model` and `prompt`.
    case completions
    /// `/v1/embeddings`: needs `model` and `input`.
    case embeddings
    /// Anything else that is relayed as it is: needs only to be a JSON object.
    case other
}

/// What the gateway knows of a request body: where the fields lie that it reads, found in one pass without allocation.
///
/// The pass also proves that the whole body is valid JSON. Ranges are offsets into the scanned bytes and cover a value
/// exactly, without space around it, unless said otherwise. A field that is absent or null is nil. When a field other
/// than `model` is given more than once, the last one counts here, and the bytes stay as they are; a second `model` is
/// refused, in every spelling of its name, for the choice of a model decides price and permission.
package struct RequestScan: Sendable {
    /// The model's name without its quotes, as written; see `modelName(in:)`.
    package internal(set) var model: Range<Int>?
    /// Whether the model's name holds a backslash, so that its bytes are not its name.
    package internal(set) var modelHasEscapes = false
    /// The array of messages.
    package internal(set) var messages: Range<Int>?
    /// Number of messages.
    package internal(set) var messageCount = 0
    /// Whether the reply is to be an event stream.
    package internal(set) var stream = false
    /// The object of stream options.
    package internal(set) var streamOptions: Range<Int>?
    /// What `stream_options.include_usage` says.
    package internal(set) var includeUsage: Bool?
    /// The value of `stream_options.include_usage`, null included.
    package internal(set) var includeUsageValue: Range<Int>?
    /// The number `temperature`.
    package internal(set) var temperature: Range<Int>?
    /// The number `top_p`.
    package internal(set) var topP: Range<Int>?
    /// How many choices are asked for.
    package internal(set) var n: Int?
    /// The larger of `max_tokens` and `max_completion_tokens`; negative values, some engines' word for "no limit",
    /// count as absent.
    package internal(set) var maxTokens: Int?
    /// The array of tools.
    package internal(set) var tools: Range<Int>?
    /// The value of `response_format`.
    package internal(set) var responseFormat: Range<Int>?
    /// The end user's name, with its quotes.
    package internal(set) var user: Range<Int>?
    /// The value of `metadata`.
    package internal(set) var metadata: Range<Int>?
    /// The value of `seed`.
    package internal(set) var seed: Range<Int>?
    /// The value of `input`.
    package internal(set) var input: Range<Int>?
    /// The value of `prompt`.
    package internal(set) var prompt: Range<Int>?
    /// The value of `fallbacks`.
    package internal(set) var fallbacks: Range<Int>?
    /// Whether the reply is to carry the probabilities of its tokens.
    package internal(set) var wantsLogprobs = false
    /// Whether a completion is to repeat its prompt.
    package internal(set) var wantsEcho = false
    /// Whether the last message is the assistant's, for the model to go on with or to answer anew: who knows.
    package internal(set) var endsWithAssistant = false
    /// Whether every member of every message is a text or null, so that no message can hold anything but words.
    package internal(set) var messagesAreText = true
    /// Whether a member is there that is seldom used, and says something about the answer's form or origin.
    var hasRareMembers = false
    /// The offset just after the opening brace.
    package internal(set) var objectStart = 0
    /// The offset just after the closing brace.
    package internal(set) var end = 0

    /// Members whose names begin with `signalbox`, each with the comma and the space that must go along with it.
    ///
    /// Cutting all of these ranges leaves a valid object; they are in order and do not overlap.
    package var gatewayFields: [Range<Int>] { self.gatewayCut.ranges }

    /// The gateway's own members and `fallbacks`, to be cut together instead of `gatewayFields`.
    ///
    /// Not `gatewayFields` and one range more: which comma goes with a member depends on which others stay.
    package var gatewayFieldsAndFallbacks: [Range<Int>] { (self.fallbacksCut ?? self.gatewayCut).ranges }

    /// Whether no member is left once the gateway's own fields are cut.
    package var isEmptyObject: Bool { self.gatewayCut.leavesNothing }

    /// Whether no member is left once `gatewayFieldsAndFallbacks` are cut.
    package var isEmptyWithoutFallbacks: Bool { (self.fallbacksCut ?? self.gatewayCut).leavesNothing }

    /// The model's name with its quotes.
    package var modelValue: Range<Int>? {
        self.model.map { Range(uncheckedBounds: ($0.lowerBound - 1, $0.upperBound + 1)) }
    }

    /// What stands where stream options are expected.
    enum OptionsShape: UInt8, Sendable {
        case absent, null, emptyObject, object, other
    }

    var gatewayCut = MemberCut()
    /// What is cut when `fallbacks` is; nil while there is no such member.
    var fallbacksCut: MemberCut?
    var optionsShape = OptionsShape.absent
    var optionsValue: Range<Int>?
    var flaw: MessageFlaw?
    var modelCount = 0
    var modelValueFound: Range<Int>?
    var streamValue: Range<Int>?
    var nValue: Range<Int>?
    var maxTokensValue: Range<Int>?
    var maxCompletionTokensValue: Range<Int>?
    var logprobs: Range<Int>?
    var echo: Range<Int>?
    var hasGrammar = false
    /// The values of two fields of vLLM's, null included.
    var continueFinalMessageValue: Range<Int>?
    var addGenerationPromptValue: Range<Int>?

    /// The first thing wrong with a message.
    struct MessageFlaw: Sendable {
        enum Problem: UInt8, Sendable {
            case notAnObject, roleMissing, roleNotAString
        }

        let index: Int
        let problem: Problem
        let found: UInt8
    }

    init() {}

    /// Scans a body, and checks it by the rules of its endpoint.
    ///
    /// - Parameter maxDepth: How deep containers may nest, the body's own object included.
    package static func scan(
        _ bytes: RawSpan,
        for endpoint: RequestEndpoint,
        maxDepth: Int = JSONScanner.defaultMaxDepth
    ) throws(RequestScanError) -> RequestScan {
        var scan = RequestScan()
        do throws(JSONError) {
            try bytes.withUnsafeBytes { (buffer: UnsafeRawBufferPointer) throws(JSONError) in
                guard let json = JSONScanner(buffer, maxDepth: maxDepth) else { throw JSONError(.empty, at: 0) }
                let start = try json.start()
                if json.byte(start) == Byte.openBrace {
                    scan.end = try scan.collect(json, at: start)
                } else {
                    scan.end = try json.value(at: start, depth: 0)
                    scan.objectStart = -1
                }
                try json.finish(after: scan.end)
            }
        } catch {
            throw RequestScanError(error, in: bytes)
        }
        try bytes.withUnsafeBytes { (buffer: UnsafeRawBufferPointer) throws(RequestScanError) in
            try scan.check(buffer, for: endpoint)
        }
        return scan
    }

    /// The model's name as text, unescaped.
    package func modelName(in bytes: RawSpan) -> String {
        guard let model = self.model else { return "" }
        return bytes.withUnsafeBytes { buffer in
            guard model.upperBound <= buffer.count else { return "" }
            return JSONString.text(UnsafeRawBufferPointer(rebasing: buffer[model]), hasEscapes: self.modelHasEscapes)
        }
    }
}

extension RequestScan {
    /// Whether the same request can be expected to yield the same answer again: `temperature` is exactly 0 in any
    /// spelling, or a seed is given.
    ///
    /// - Parameter bytes: The scanned body.
    package func isDeterministic(in bytes: RawSpan) -> Bool {
        if self.seed != nil { return true }
        guard let range = self.temperature else { return false }
        return bytes.withUnsafeBytes { buffer in
            guard range.upperBound <= buffer.count else { return false }
            for byte in buffer[range] {
                if byte | 0x20 == Byte.letterE { return true }
                guard byte == Byte.zero || byte == Byte.dot || byte == Byte.minus else { return false }
            }
            return true
        }
    }

    /// Whether the answer must follow a schema or a grammar, so that two answers can never be joined: a
    /// `response_format` of another type than text, or an engine's own field for it.
    ///
    /// - Parameter bytes: The scanned body.
    package func wantsStructure(in bytes: RawSpan) -> Bool {
        if self.hasGrammar { return true }
        guard let format = self.responseFormat else { return false }
        return bytes.withUnsafeBytes { buffer in
            guard format.upperBound <= buffer.count, buffer[format.lowerBound] == Byte.openBrace,
                let json = JSONScanner(buffer, maxDepth: JSONScanner.highestMaxDepth)
            else { return false }
            var isText = false
            _ = try? json.members(at: format.lowerBound, depth: 0) { (key) throws(JSONError) -> Int in
                let end = try json.value(at: key.value, depth: 1)
                if json.name(key, is: "type") { isText = json.bytes(key.value..<end).equals(#""text""#) }
                return end
            }
            return !isText
        }
    }
}

/// The ranges that cut some members out of an object, each with the one comma that must go along.
struct MemberCut: Sendable {
    /// What is cut, in order and without overlap.
    private(set) var ranges: [Range<Int>] = []
    /// Whether no member has stayed so far.
    private(set) var leavesNothing = true
    private var isOpen = false

    /// Comes to the next member, whose name begins at the offset.
    @inline(__always)
    mutating func begin(at open: Int) {
        if self.isOpen { self.close(at: open) }
    }

    /// Leaves the member.
    @inline(__always)
    mutating func keep() {
        self.leavesNothing = false
    }

    /// Cuts the member: after one that stays its comma goes along, before the first one the comma that follows.
    mutating func cut(from open: Int, to end: Int, previousEnd: Int) {
        self.ranges.append((self.leavesNothing ? open : previousEnd)..<end)
        self.isOpen = self.leavesNothing
    }

    /// Lengthens the last cut up to the next member.
    private mutating func close(at end: Int) {
        self.isOpen = false
        guard let last = self.ranges.popLast() else { return }
        self.ranges.append(last.lowerBound..<end)
    }
}
