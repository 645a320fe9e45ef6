/// Incremental parser of `text/event-stream` (WHATWG HTML, section 9.2).
///
/// It takes the stream in pieces cut at any byte and reports each event as soon as its blank line is there. Lines end
/// with LF, CRLF or CR. An event that lies in one piece is reported in place, without a copy; only one that spans
/// pieces is collected first, and never more of it than the limit.
///
/// Three points differ from a browser, for the sake of a relay that hands on the raw bytes:
/// - events without data and comments are reported too, so that every byte of the stream belongs to an event, save
///   blank lines between events and the LF of a CRLF whose CR ended an event in an earlier piece;
/// - the end of an event is reported at its CR; the LF that may follow is awaited by nobody;
/// - an unfinished event at the end of the stream can be had by `finish`.
package struct EventStreamParser: ~Copyable, Sendable {
    private let maxEventBytes: Int
    /// The bytes of the unfinished event, empty while it is overlong.
    private var carry: [UInt8] = []
    /// Room for data of several lines.
    private var joined: [UInt8] = []
    /// Whether the last byte of the previous piece was a CR, whose LF may still come.
    private var endsInReturn = false
    /// Whether the line that the previous piece left unfinished has any bytes.
    private var lineHasBytes = false
    /// Whether a byte order mark may still stand at the beginning of the next event.
    private var isFirst = true

    /// Number of bytes at the end of what was fed that belong to an unfinished event; they may reach over several
    /// pieces.
    package private(set) var pendingBytes = 0

    /// A parser at the beginning of a stream.
    ///
    /// - Parameter maxEventBytes: The longest event, without its blank line, whose content is kept. A longer one is
    ///   reported as overlong and without content, and the parser goes on after its blank line.
    package init(maxEventBytes: Int) {
        self.maxEventBytes = max(0, maxEventBytes)
    }

    /// Whether the unfinished event is already longer than the limit.
    package var isOverlong: Bool {
        self.pendingBytes > self.maxEventBytes
    }

    /// Takes the next piece of the stream and reports the events that end in it.
    ///
    /// - Parameter onEvent: Called once for each event, in order.
    package mutating func feed(_ bytes: RawSpan, _ onEvent: (borrowing EventStreamEvent) -> Void) {
        bytes.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress, !buffer.isEmpty else { return }
            self.feed(start.assumingMemoryBound(to: UInt8.self), buffer.count, onEvent)
        }
    }

    /// Ends the stream and reports an event that no blank line has ended.
    package mutating func finish(_ onEvent: (borrowing EventStreamEvent) -> Void) {
        if self.pendingBytes > 0 {
            let isOverlong = self.isOverlong
            self.reportCarried(isOverlong: isOverlong, end: 0, onEvent)
        }
        self.carry = []
        self.endsInReturn = false
        self.lineHasBytes = false
        self.pendingBytes = 0
    }

    private mutating func feed(
        _ base: UnsafePointer<UInt8>,
        _ count: Int,
        _ onEvent: (borrowing EventStreamEvent) -> Void
    ) {
        var index = 0
        if self.endsInReturn, base[0] == Byte.lineFeed { index = 1 }
        self.endsInReturn = false
        // Where the current event begins, if it does so in this piece.
        var eventStart = self.pendingBytes == 0 ? index : 0
        var lineStart = index
        var fields = EventFields()
        while let lineEnd = Self.lineEnd(base, index, count) {
            index = lineEnd &+ 1
            if base[lineEnd] == Byte.carriageReturn {
                if index == count {
                    self.endsInReturn = true
                } else if base[index] == Byte.lineFeed {
                    index &+= 1
                }
            }
            if lineEnd > lineStart || self.lineHasBytes {
                fields.note(base, self.withoutMark(base, lineStart..<lineEnd, isAtStart: lineStart == 0))
                self.lineHasBytes = false
                lineStart = index
                continue
            }
            if self.pendingBytes > 0 {
                let isOverlong = self.pendingBytes &+ lineStart > self.maxEventBytes
                if !isOverlong { self.carry.append(contentsOf: UnsafeBufferPointer(start: base, count: lineStart)) }
                self.reportCarried(isOverlong: isOverlong, end: index, onEvent)
                self.carry.removeAll(keepingCapacity: true)
                self.pendingBytes = 0
            } else if lineStart > eventStart {
                self.report(base, eventStart..<lineStart, fields, eventStart, index, onEvent)
            }
            self.isFirst = false
            eventStart = index
            lineStart = index
            fields = EventFields()
        }
        self.keep(base, eventStart, count)
        if count > lineStart { self.lineHasBytes = true }
    }

    /// Keeps what belongs to an unfinished event, as long as the event is within the limit.
    private mutating func keep(_ base: UnsafePointer<UInt8>, _ eventStart: Int, _ count: Int) {
        guard count > eventStart else { return }
        self.pendingBytes &+= count &- eventStart
        if self.isOverlong {
            self.carry = []
        } else {
            self.carry.append(contentsOf: UnsafeBufferPointer(start: base + eventStart, count: count &- eventStart))
        }
    }

    /// The offset of the next CR or LF.
    @inline(__always)
    private static func lineEnd(_ base: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int? {
        var index = start
        while index < count {
            while index &+ 8 <= count {
                let stops = Word.controls(Word.load(base, index))
                if stops != 0 {
                    index &+= stops.trailingZeroBitCount &>> 3
                    break
                }
                index &+= 8
            }
            guard index < count else { return nil }
            if base[index] == Byte.lineFeed || base[index] == Byte.carriageReturn { return index }
            index &+= 1
        }
        return nil
    }

    /// The line without the byte order mark that may stand before a stream's first line.
    @inline(__always)
    private func withoutMark(_ base: UnsafePointer<UInt8>, _ line: Range<Int>, isAtStart: Bool) -> Range<Int> {
        guard self.isFirst, isAtStart, line.count >= 3, base[0] == 0xEF, base[1] == 0xBB, base[2] == 0xBF else {
            return line
        }
        return (line.lowerBound + 3)..<line.upperBound
    }

    /// Reports the event whose bytes were collected.
    private mutating func reportCarried(
        isOverlong: Bool,
        end: Int,
        _ onEvent: (borrowing EventStreamEvent) -> Void
    ) {
        let start = -self.pendingBytes
        let none = UnsafeRawBufferPointer(start: nil, count: 0)
        guard !isOverlong else {
            let event = EventStreamEvent(
                data: none,
                name: none,
                hasData: false,
                isCommentOnly: false,
                isOverlong: true,
                start: start,
                end: end
            )
            return onEvent(event)
        }
        let carry = self.carry
        carry.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            var fields = EventFields()
            Self.forEachLine(base, 0..<buffer.count) { line in
                fields.note(base, self.withoutMark(base, line, isAtStart: line.lowerBound == 0))
            }
            self.report(base, 0..<buffer.count, fields, start, end, onEvent)
        }
    }

    /// Reports the event whose lines are in `raw`.
    private mutating func report(
        _ base: UnsafePointer<UInt8>,
        _ raw: Range<Int>,
        _ fields: EventFields,
        _ start: Int,
        _ end: Int,
        _ onEvent: (borrowing EventStreamEvent) -> Void
    ) {
        let isOverlong = raw.count > self.maxEventBytes
        guard isOverlong || !fields.isEmpty else { return }
        let name = UnsafeRawBufferPointer(start: base + fields.name.lowerBound, count: fields.name.count)
        func report(_ data: UnsafeRawBufferPointer) {
            let event = EventStreamEvent(
                data: isOverlong ? UnsafeRawBufferPointer(start: nil, count: 0) : data,
                name: isOverlong ? UnsafeRawBufferPointer(start: nil, count: 0) : name,
                hasData: fields.dataLines > 0 && !isOverlong,
                isCommentOnly: fields.isCommentOnly && !isOverlong,
                isOverlong: isOverlong,
                start: start,
                end: end
            )
            onEvent(event)
        }
        guard fields.dataLines > 1, !isOverlong else {
            return report(UnsafeRawBufferPointer(start: base + fields.data.lowerBound, count: fields.data.count))
        }
        self.joined.removeAll(keepingCapacity: true)
        var isFollowing = false
        Self.forEachLine(base, raw) { line in
            let line = self.withoutMark(base, line, isAtStart: line.lowerBound == 0)
            guard let value = EventFields.value(of: "data", base, line) else { return }
            if isFollowing { self.joined.append(Byte.lineFeed) }
            isFollowing = true
            self.joined.append(contentsOf: UnsafeBufferPointer(start: base + value.lowerBound, count: value.count))
        }
        self.joined.withUnsafeBytes { report($0) }
    }

    /// Visits the lines of a range, the last one with or without a line end; lines without bytes are passed over.
    private static func forEachLine(_ base: UnsafePointer<UInt8>, _ range: Range<Int>, _ visit: (Range<Int>) -> Void) {
        var index = range.lowerBound
        while index < range.upperBound {
            let end = Self.lineEnd(base, index, range.upperBound) ?? range.upperBound
            if end > index { visit(index..<end) }
            index = end &+ 1
        }
    }
}
