import GatewayCore
import GatewayWire

/// What becomes of the events of an attempt that goes on with a broken stream: which text of them the client gets.
///
/// Keeps one id and one time of creation over both halves, and no byte of another answer.
struct StreamRescue {
    /// What becomes of one event.
    enum Verdict {
        /// Nothing of it goes out.
        case swallow
        /// These data go out, an event each, in order.
        case send([[UInt8]])
        /// The answer is another one.
        case diverged
    }

    private let way: RescueWay
    private let id: [UInt8]?
    private let created: [UInt8]?
    private var text: Join
    private var reasoning: RestartAligner
    private let pendingTools: [DeliveredText.ToolCall]
    private var decoder = JSONTextDecoder()
    private var reasoningDecoder = JSONTextDecoder()
    private let tokensBefore: Int
    private let isChat: Bool
    private var isOver = false

    private enum Join {
        case restart(RestartAligner)
        case `continue`(ContinuationJoin)
    }

    /// Begins with what the client has.
    init(_ way: RescueWay, _ delivered: DeliveredText, isChat: Bool) {
        self.way = way
        self.isChat = isChat
        self.id = delivered.id
        self.created = delivered.created
        self.pendingTools = delivered.toolCalls
        self.tokensBefore = delivered.contentEvents
        let content = delivered.decodedContent()
        switch way {
        case .restart:
            self.text = .restart(RestartAligner(delivered: content))
        case .prefill:
            self.text = .continue(ContinuationJoin(delivered: content, style: .prefill))
        case .instruction:
            self.text = .continue(ContinuationJoin(delivered: content, style: .instruction))
        }
        self.reasoning = RestartAligner(delivered: way == .restart ? delivered.decodedReasoning() : [])
    }

    /// Decides about a chunk, and notes in `delivered` what goes out.
    ///
    /// - Parameter note: the member that the chunk which ends the answer gets, a JSON object.
    mutating func take(
        _ data: UnsafeRawBufferPointer,
        _ scan: ChatChunkScan,
        _ delivered: inout DeliveredText,
        note: [UInt8]
    ) -> Verdict {
        if scan.hasManyChoices || scan.hasOtherText {
            return .diverged
        }
        var rewrite = ChunkRewrite()
        rewrite.id = self.id
        rewrite.created = self.created
        var sends = scan.hasFinishReason
        switch self.takeText(data, scan, &delivered, &rewrite) {
        case .some(true): sends = true
        case .some(false): break
        case .none: return .diverged
        }
        switch self.takeReasoning(data, scan, &delivered, &rewrite) {
        case .some(true): sends = true
        case .some(false): break
        case .none: return .diverged
        }
        if scan.hasToolCalls {
            guard let isNew = self.takeTools(data, scan) else { return .diverged }
            if isNew {
                delivered.noteTools(scan, in: data)
                sends = true
            }
        }
        var ahead: [[UInt8]] = []
        if scan.hasFinishReason {
            switch self.finish(&delivered) {
            case .none: return .diverged
            case .some(let rest) where !rest.isEmpty:
                ahead = [self.chunk(of: rest, model: scan.model.map { Array(data[$0]) })]
            case .some: break
            }
            rewrite.signalbox = note
        }
        if scan.choicesAreEmpty {
            rewrite.signalbox = note
            sends = true
        }
        if scan.usageValue != nil, let usage = scan.usage {
            rewrite.usage = self.whole(usage)
        }
        guard sends else { return .swallow }
        guard let chunk = rewrite.applied(to: data, scan) else { return .diverged }
        return .send(ahead + [chunk])
    }

    /// Whether the chunk has text for the client; nil if the answer is another one.
    private mutating func takeText(
        _ data: UnsafeRawBufferPointer,
        _ scan: ChatChunkScan,
        _ delivered: inout DeliveredText,
        _ rewrite: inout ChunkRewrite
    ) -> Bool? {
        guard let range = scan.content, !range.isEmpty else { return false }
        var piece: [UInt8] = []
        self.decoder.feed(UnsafeRawBufferPointer(rebasing: data[range]), into: &piece)
        guard let passing = self.feed(piece) else { return nil }
        guard !passing.isEmpty else {
            rewrite.text = .removed
            return false
        }
        rewrite.text = .replaced(passing)
        delivered.appendContent(decoded: passing)
        return true
    }

    private mutating func feed(_ piece: [UInt8]) -> [UInt8]? {
        switch self.text {
        case .restart(var aligner):
            let step = aligner.feed(piece)
            self.text = .restart(aligner)
            switch step {
            case .swallowed: return []
            case .diverged: return nil
            case .passes(let text): return text
            }
        case .continue(var join):
            let step = join.feed(piece)
            self.text = .continue(join)
            switch step {
            case .held: return []
            case .diverged: return nil
            case .passes(let text): return text
            }
        }
    }

    private mutating func takeReasoning(
        _ data: UnsafeRawBufferPointer,
        _ scan: ChatChunkScan,
        _ delivered: inout DeliveredText,
        _ rewrite: inout ChunkRewrite
    ) -> Bool? {
        guard let range = scan.reasoning, !range.isEmpty else { return false }
        rewrite.removesReasoning = true
        // A continuation thinks about how to go on; that is no part of the first answer's thoughts.
        guard self.way == .restart else { return false }
        var piece: [UInt8] = []
        self.reasoningDecoder.feed(UnsafeRawBufferPointer(rebasing: data[range]), into: &piece)
        let wasAligned = self.reasoning.isAligned
        switch self.reasoning.feed(piece) {
        case .swallowed:
            return false
        case .diverged:
            return nil
        case .passes:
            // A piece that straddles the seam lets its few bytes go: thoughts need not be whole.
            guard wasAligned else { return false }
            rewrite.removesReasoning = false
            delivered.appendReasoning(UnsafeRawBufferPointer(rebasing: data[range]))
            return true
        }
    }

    /// Whether a piece of a tool call is new to the client; nil where it does not fit what the client has.
    private func takeTools(_ data: UnsafeRawBufferPointer, _ scan: ChatChunkScan) -> Bool? {
        guard self.isAligned else { return nil }
        let index = scan.toolIndex ?? 0
        guard let name = scan.toolName.map({ Array(data[$0]) }), !name.isEmpty,
            let known = self.pendingTools.first(where: { $0.index == index })
        else { return true }
        // The head of a call that the client has: the same call, without arguments, or it does not fit.
        return known.name == name && !scan.hasToolArguments ? false : nil
    }

    private var isAligned: Bool {
        switch self.text {
        case .restart(let aligner): aligner.isAligned
        case .continue: true
        }
    }

    /// The text that was held back until the end; nil if the answer ended too early, or was another one.
    private mutating func finish(_ delivered: inout DeliveredText) -> [UInt8]? {
        guard !self.isOver else { return [] }
        self.isOver = true
        var last: [UInt8] = []
        self.decoder.finish(into: &last)
        switch self.text {
        case .restart(var aligner):
            if !last.isEmpty, case .diverged = aligner.feed(last) {
                return nil
            }
            return aligner.isAligned ? [] : nil
        case .continue(var join):
            var rest: [UInt8] = []
            if !last.isEmpty {
                guard case .passes(let text) = join.feed(last) else { return nil }
                rest = text
            }
            switch join.finish() {
            case .diverged: return nil
            case .held: break
            case .passes(let text): rest += text
            }
            delivered.appendContent(decoded: rest)
            return rest
        }
    }

    /// Ends an answer whose provider sent no reason for its end: the chunk with what was held back, if anything was; nil
    /// if the answer ended too early, or was another one.
    mutating func end(_ delivered: inout DeliveredText) -> [[UInt8]]? {
        guard let rest = self.finish(&delivered) else { return nil }
        return rest.isEmpty ? [] : [self.chunk(of: rest, model: nil)]
    }

    /// A chunk of its own for text that was held back.
    private func chunk(of text: [UInt8], model: [UInt8]?) -> [UInt8] {
        var writer = JSONWriter(reserving: text.count + 256)
        writer.beginObject()
        writer.key("id")
        writer.raw([UInt8(ascii: "\"")] + (self.id ?? []) + [UInt8(ascii: "\"")])
        writer.member("object", self.isChat ? "chat.completion.chunk" : "text_completion")
        writer.key("created")
        writer.raw(self.created ?? [UInt8(ascii: "0")])
        if let model {
            writer.key("model")
            writer.raw([UInt8(ascii: "\"")] + model + [UInt8(ascii: "\"")])
        }
        writer.key("choices")
        writer.beginArray()
        writer.beginObject()
        writer.member("index", 0)
        if self.isChat {
            writer.key("delta")
            writer.beginObject()
            writer.key("content")
            writer.string(text.span.bytes)
            writer.endObject()
        } else {
            writer.key("text")
            writer.string(text.span.bytes)
        }
        writer.key("finish_reason")
        writer.null()
        writer.endObject()
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    /// The usage of the whole answer: a continuation's report, less what it was told of the answer, and that added.
    private func whole(_ usage: TokenUsage) -> [UInt8]? {
        guard self.way != .restart else { return nil }
        let prompt = max(0, usage.input + usage.cachedInput + usage.cacheWrite - self.tokensBefore)
        let completion = usage.output + usage.reasoning + self.tokensBefore
        let text =
            #"{"prompt_tokens":\#(prompt),"completion_tokens":\#(completion),"#
            + #""total_tokens":\#(prompt + completion)}"#
        return Array(text.utf8)
    }
}
