package import GatewayWire
package import NIOCore

/// A whole stream, ready to be stored.
package struct RecordedStream: Sendable, Equatable {
    /// The events, byte for byte as they went to the client, but for comments, `[DONE]`, the event that has nothing but
    /// usage, and the member `signalbox`, which tells of one delivery.
    package let body: ByteBuffer
    /// The event that has nothing but usage.
    package let usageEvent: ByteBuffer?
    /// When how much of the body was there.
    package let marks: [RecordMark]
    /// Why each choice ended.
    package let finishReasons: [String]
    /// The last usage report.
    package let usage: TokenUsage?
}

/// Keeps what goes to a client of a stream, to store it once it proves to be a complete answer.
///
/// Takes the bytes as they pass, cut anywhere, and looks at them only once, at the end: what passes costs a copy. What
/// is recorded does not depend on the cuts, but for the marks. Memory is bounded; a stream that is larger is given up.
package struct StreamRecorder: Sendable {
    /// Bytes that are kept at most.
    package let maxBytes: Int
    private let maxMarks: Int
    /// What came so far, comments included: what a client that joins late has to get first. Hold it only shortly:
    /// while somebody does, the next piece copies all of it.
    package private(set) var recorded = ByteBuffer()
    /// Whether the stream is too large; nothing is kept of it any more.
    package private(set) var isOverflown = false
    /// Ends of pieces, counted in `recorded`.
    private var ends: [RecordMark] = []
    private var usageData: [UInt8]?

    /// A recorder at the beginning of a stream.
    ///
    /// - Parameters:
    ///   - maxBytes: Bytes to keep at most.
    ///   - maxMarks: Times to keep at most; of more, every second one is forgotten again and again.
    package init(maxBytes: Int, maxMarks: Int = 256) {
        self.maxBytes = min(max(0, maxBytes), Int(UInt32.max) / 4)
        self.maxMarks = min(max(2, maxMarks), RecordLimits.maxMarks)
    }

    /// Takes the next piece.
    ///
    /// - Parameter milliseconds: When it came, since the request began.
    package mutating func record(_ bytes: ByteBuffer, atMilliseconds milliseconds: Int) {
        guard !self.isOverflown, bytes.readableBytes > 0 else { return }
        guard bytes.readableBytes <= self.maxBytes - self.recorded.readableBytes else {
            self.giveUp()
            return
        }
        self.recorded.writeImmutableBuffer(bytes)
        let time = UInt32(clamping: milliseconds)
        let end = RecordMark(offset: UInt32(clamping: self.recorded.readableBytes), milliseconds: time)
        if let last = self.ends.last, last.milliseconds >= time {
            self.ends[self.ends.count - 1] = RecordMark(offset: end.offset, milliseconds: last.milliseconds)
            return
        }
        if self.ends.count == self.maxMarks { self.thinOut() }
        self.ends.append(end)
    }

    /// Takes the data of the event that has nothing but usage, where the client does not get it.
    package mutating func noteUsageEvent(_ data: RawSpan) {
        guard !self.isOverflown else { return }
        guard data.byteCount <= self.maxBytes - self.recorded.readableBytes else {
            self.giveUp()
            return
        }
        self.usageData = data.withUnsafeBytes { Array($0) }
    }

    /// Ends the stream and gives what is to be stored, or says why it is not; the recorder is empty afterwards.
    ///
    /// - Parameters:
    ///   - policy: Which ends are allowed.
    ///   - expectedChoices: How many choices were asked for.
    package mutating func finish(
        _ policy: FinishPolicy = .usual,
        expectedChoices: Int = 1
    ) throws(NotStorable) -> RecordedStream {
        guard !self.isOverflown else { throw .overflow }
        var reading = RecordReading(ends: self.ends)
        let recorded = self.recorded
        let usageData = self.usageData
        self.recorded = ByteBuffer()
        self.ends = []
        self.usageData = nil
        var parser = EventStreamParser(maxEventBytes: recorded.readableBytes)
        parser.feed(recorded.readableBytesSpan) { event in
            reading.take(event)
        }
        parser.finish { event in
            reading.takeUnfinished(event)
        }
        if let fault = reading.fault { throw fault }
        let check = reading.check
        guard reading.isDone, check.isFinished, check.choiceCount >= expectedChoices else { throw .incomplete }
        try policy.check(check.allReasons)
        let marks = reading.finishMarks()
        var usage = check.usage
        if !reading.hasUsageEvent, let usageData {
            reading.takeUsage(usageData)
            usage = reading.check.usage
        }
        return RecordedStream(
            body: reading.body(of: recorded),
            usageEvent: reading.usageEvent(of: recorded),
            marks: marks,
            finishReasons: check.finishReasons,
            usage: usage
        )
    }

    private mutating func giveUp() {
        self.isOverflown = true
        self.recorded = ByteBuffer()
        self.ends = []
        self.usageData = nil
    }

    /// Forgets the first of each two times, so that nothing is said to have been there before it was.
    private mutating func thinOut() {
        self.ends = self.ends.indices.filter { $0 % 2 == 1 || $0 == self.ends.count - 1 }.map { self.ends[$0] }
    }
}

/// The one look at a recorded stream.
private struct RecordReading {
    /// A part of the body.
    private enum Part {
        /// Bytes as they were recorded.
        case original(Range<Int>)
        /// An event from which something was taken out.
        case rewritten([UInt8])
    }

    private let ends: [RecordMark]
    private var nextEnd = 0
    private var parts: [Part] = []
    /// Bytes of the body so far.
    private var count = 0
    private var marks: [RecordMark] = []
    private(set) var check = StreamCheck()
    private var usagePart: Part?
    private(set) var isDone = false
    private(set) var fault: NotStorable?

    init(ends: [RecordMark]) {
        self.ends = ends
    }

    mutating func take(_ event: borrowing EventStreamEvent) {
        self.passEnds(before: event.end)
        guard self.fault == nil, event.hasData else { return }
        guard !self.isDone else {
            self.fault = .malformed
            return
        }
        switch self.check.note(event.data) {
        case .done:
            self.isDone = true
        case .error:
            self.fault = .error
        case .malformed:
            self.fault = .malformed
        case .usageOnly:
            self.keepUsage(event.data, at: max(0, event.start)..<event.end)
        case .chunk where self.check.hasSignalbox:
            guard let data = StreamCheck.withoutSignalbox(event.data) else { return }
            let rewritten = EventStreamWriter.event(data)
            self.parts.append(.rewritten(rewritten))
            self.count += rewritten.count
        case .chunk:
            self.keep(max(0, event.start)..<event.end)
        }
    }

    /// Takes what no blank line has ended: only the end mark counts without one.
    mutating func takeUnfinished(_ event: borrowing EventStreamEvent) {
        guard self.fault == nil, event.hasData else { return }
        if self.check.note(event.data) == .done, !self.isDone {
            self.isDone = true
        } else {
            self.fault = .incomplete
        }
    }

    mutating func takeUsage(_ data: [UInt8]) {
        data.withUnsafeBytes { bytes in
            guard self.check.note(bytes) == .usageOnly else { return }
            self.keepUsage(bytes, at: nil)
        }
    }

    var hasUsageEvent: Bool { self.usagePart != nil }

    func usageEvent(of recorded: ByteBuffer) -> ByteBuffer? {
        self.usagePart.map { Self.joined([$0], of: recorded, count: 0) }
    }

    mutating func finishMarks() -> [RecordMark] {
        self.passEnds(before: .max)
        return self.marks
    }

    func body(of recorded: ByteBuffer) -> ByteBuffer {
        Self.joined(self.parts, of: recorded, count: self.count)
    }

    private static func joined(_ parts: [Part], of recorded: ByteBuffer, count: Int) -> ByteBuffer {
        if case .original(let range)? = parts.first, parts.count == 1 {
            return recorded.getSlice(at: recorded.readerIndex + range.lowerBound, length: range.count) ?? ByteBuffer()
        }
        var joined = ByteBuffer()
        joined.reserveCapacity(count)
        for part in parts {
            switch part {
            case .original(let range):
                recorded.withUnsafeReadableBytes { bytes in
                    _ = joined.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[range]))
                }
            case .rewritten(let bytes):
                joined.writeBytes(bytes)
            }
        }
        return joined
    }

    private mutating func keep(_ range: Range<Int>) {
        self.count += range.count
        if case .original(let last)? = self.parts.last, last.upperBound == range.lowerBound {
            self.parts[self.parts.count - 1] = .original(last.lowerBound..<range.upperBound)
        } else {
            self.parts.append(.original(range))
        }
    }

    /// Keeps an event that has nothing but usage; the last one counts.
    private mutating func keepUsage(_ data: UnsafeRawBufferPointer, at range: Range<Int>?) {
        if self.check.hasSignalbox {
            guard let rest = StreamCheck.withoutSignalbox(data) else { return }
            self.usagePart = .rewritten(EventStreamWriter.event(rest))
        } else if let range {
            self.usagePart = .original(range)
        } else {
            self.usagePart = .rewritten(EventStreamWriter.event(Array(data)))
        }
    }

    /// Turns the ends of pieces that lie before an event's end into marks of the body.
    private mutating func passEnds(before end: Int) {
        while self.nextEnd < self.ends.count, Int(self.ends[self.nextEnd].offset) < end {
            let offset = UInt32(clamping: self.count)
            let time = self.ends[self.nextEnd].milliseconds
            if offset > self.marks.last?.offset ?? 0 {
                self.marks.append(RecordMark(offset: offset, milliseconds: time))
            }
            self.nextEnd += 1
        }
    }
}
