import GatewayWire

/// The text of a prompt as content signals read it: decoded, in one piece, bounded; a scratch that is used again.
///
/// A text up to the budget is decoded whole; several parts are joined by a line break. Of a longer one only these are
/// decoded, in this order, joined by an empty line, with no character cut in half:
/// - the head, half of the budget, for many prompts begin with the instruction;
/// - where the middle holds a line labelled like `Question:`, an eighth of the budget from that label on;
/// - the tail, three eighths, for many prompts end with the instruction.
///
/// The rest is passed over from quote to quote, so that a long prompt costs hardly more than a short one.
package struct PromptText: Sendable {
    /// Bytes that are decoded where nothing else is said.
    package static let defaultBudget = 8 * 1024
    /// The least budget.
    package static let leastBudget = 64
    /// Parts of the content that are kept apart; of more, the first and the last halves of this number count.
    package static let mostParts = 128

    /// Bytes as written that are decoded at most; the text is never longer.
    package let budget: Int
    /// Whether the text is not all there is.
    package private(set) var isTruncated = false
    /// Bytes of the whole text as it is written.
    package private(set) var writtenBytes = 0
    /// Bytes as written that were decoded.
    package private(set) var decodedBytes = 0

    private var text: [UInt8] = []
    private var parts: [Range<Int>] = []
    private var partCount = 0

    /// A scratch of a budget.
    package init(budget: Int = PromptText.defaultBudget) {
        self.budget = max(budget, Self.leastBudget)
    }

    /// Bytes of the text.
    package var count: Int {
        self.text.count
    }

    /// Whether there is no text.
    package var isEmpty: Bool {
        self.text.isEmpty
    }

    /// Gives the text to a function; it is valid UTF-8.
    package func withText<Result, Failure: Error>(
        _ use: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try self.text.withUnsafeBufferPointer(use)
    }

    /// Reads the text of a value that an outline of the same body names.
    package mutating func read(_ value: Range<Int>?, in body: RawSpan) {
        self.text.removeAll(keepingCapacity: true)
        self.parts.removeAll(keepingCapacity: true)
        self.partCount = 0
        self.isTruncated = false
        self.writtenBytes = 0
        self.decodedBytes = 0
        guard let value else { return }
        body.withUnsafeBytes { bytes in
            guard value.upperBound <= bytes.count, let json = JSONWalk(bytes) else { return }
            self.collect(value, json)
            self.decode(json)
        }
    }

    private mutating func collect(_ value: Range<Int>, _ json: JSONWalk) {
        switch json.byte(value.lowerBound) {
        case JSONWalk.quote:
            // The range ends with the closing quote, which need not be looked for.
            self.add(value.lowerBound + 1..<max(value.lowerBound + 1, value.upperBound - 1))
        case JSONWalk.openBracket:
            _ = json.elements(at: value.lowerBound) { element in
                let part = ContentPart(json, at: element)
                if part.kind == .text, let text = part.text { self.add(text) }
                return part.end
            }
            self.order()
        default:
            break
        }
    }

    /// Keeps a part: once there is no room, over the oldest one of the second half.
    private mutating func add(_ part: Range<Int>) {
        guard !part.isEmpty else { return }
        self.writtenBytes += part.count
        if self.partCount < Self.mostParts {
            self.parts.append(part)
        } else {
            self.parts[Self.mostParts / 2 + self.partCount % (Self.mostParts / 2)] = part
        }
        self.partCount += 1
    }

    /// Puts the second half in order again.
    private mutating func order() {
        guard self.partCount > Self.mostParts else { return }
        self.isTruncated = true
        self.parts.sort { $0.lowerBound < $1.lowerBound }
    }

    private mutating func decode(_ json: JSONWalk) {
        let whole = self.parts.reduce(max(0, self.parts.count - 1)) { $0 + $1.count }
        if whole <= self.budget {
            for part in self.parts { self.append(part, json, separator: 1) }
        } else {
            self.isTruncated = true
            self.sample(json)
        }
    }

    /// A place in the text: the number of a part and an offset in it.
    private struct Place {
        var part: Int
        var offset: Int
    }

    private mutating func sample(_ json: JSONWalk) {
        let head = self.budget / 2
        let cue = self.budget / 8
        let tail = self.budget - head - cue
        let headEnd = self.decodeHead(head, json)
        let tailStart = self.tailStart(tail, json)
        if let place = self.cue(json, from: headEnd, to: tailStart) {
            let content = self.middle(place.part, headEnd, tailStart)
            let end = json.characterStart(min(place.offset + cue - 2, content.upperBound), in: content)
            self.append(place.offset..<end, json, separator: 2)
        }
        var separator = 2
        for index in tailStart.part..<self.parts.count {
            let part = self.parts[index]
            let start = index == tailStart.part ? tailStart.offset : part.lowerBound
            self.append(start..<part.upperBound, json, separator: separator)
            separator = 1
        }
    }

    /// Decodes the beginning; returns where it ends.
    private mutating func decodeHead(_ budget: Int, _ json: JSONWalk) -> Place {
        var left = budget
        for (index, part) in self.parts.enumerated() {
            guard part.count + 1 > left else {
                self.append(part, json, separator: 1)
                left -= part.count + 1
                continue
            }
            let end = json.characterStart(part.lowerBound + max(0, left - 1), in: part)
            self.append(part.lowerBound..<end, json, separator: 1)
            return Place(part: index, offset: end)
        }
        return Place(part: self.parts.count, offset: 0)
    }

    private func tailStart(_ budget: Int, _ json: JSONWalk) -> Place {
        var left = budget - 1
        for (index, part) in self.parts.enumerated().reversed() {
            guard part.count + 1 > left else {
                left -= part.count + 1
                continue
            }
            let start = json.nextCharacter(part.upperBound - max(0, left - 1), in: part)
            return Place(part: index, offset: start)
        }
        return Place(part: 0, offset: 0)
    }

    /// What of a part lies between head and tail.
    private func middle(_ index: Int, _ headEnd: Place, _ tailStart: Place) -> Range<Int> {
        let part = self.parts[index]
        let lower = index == headEnd.part ? headEnd.offset : part.lowerBound
        let upper = index == tailStart.part ? tailStart.offset : part.upperBound
        return lower..<max(lower, upper)
    }

    private func cue(_ json: JSONWalk, from headEnd: Place, to tailStart: Place) -> Place? {
        var colons = PromptCue.mostColons
        guard headEnd.part <= tailStart.part, tailStart.part < self.parts.count else { return nil }
        for index in headEnd.part...tailStart.part {
            let content = self.middle(index, headEnd, tailStart)
            if let offset = PromptCue.find(json, in: content, colons: &colons) {
                return Place(part: index, offset: offset)
            }
        }
        return nil
    }

    private mutating func append(_ content: Range<Int>, _ json: JSONWalk, separator: Int) {
        guard !content.isEmpty else { return }
        if !self.text.isEmpty {
            for _ in 0..<separator { self.text.append(0x0A) }
        }
        self.decodedBytes += content.count
        var decoder = JSONTextDecoder()
        decoder.feed(json.bytes(content), into: &self.text)
        decoder.finish(into: &self.text)
    }
}
