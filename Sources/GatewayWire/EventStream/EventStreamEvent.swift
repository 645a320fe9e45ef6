/// One event of a stream, lent to a closure: its bytes are gone when the closure returns.
package struct EventStreamEvent: ~Copyable {
    /// The event's data: the values of its `data` lines, joined by line feeds. Valid only inside the closure.
    package let data: UnsafeRawBufferPointer
    /// The event's name; empty when it has none. Valid only inside the closure.
    package let name: UnsafeRawBufferPointer
    /// Whether the event has a `data` line; without one, a browser would not see the event at all.
    package let hasData: Bool
    /// Whether every line is a comment, as in `: ping`.
    package let isCommentOnly: Bool
    /// Whether the event was longer than the parser's limit, so that its content was dropped.
    package let isOverlong: Bool
    /// Where the event begins in the bytes of this feed; negative by as much as came in earlier feeds.
    package let start: Int
    /// Where the event ends in the bytes of this feed, just after its blank line.
    package let end: Int

    /// The name as text.
    package var nameText: String {
        String(decoding: self.name, as: UTF8.self)
    }

    /// Lends the data as a span.
    package func withData<Result>(_ body: (RawSpan) -> Result) -> Result {
        body(self.data.bytes)
    }
}

/// The lines of one event, as offsets into the bytes that hold it.
struct EventFields {
    private(set) var dataLines = 0
    private(set) var data = 0..<0
    private(set) var name = 0..<0
    private(set) var isCommentOnly = true
    /// Whether no line has any bytes, which happens only to a byte order mark that stands alone.
    private(set) var isEmpty = true

    /// Notes the line in `range`, which has no line end in it.
    @inline(__always)
    mutating func note(_ base: UnsafePointer<UInt8>, _ range: Range<Int>) {
        guard !range.isEmpty else { return }
        self.isEmpty = false
        guard base[range.lowerBound] != Byte.colon else { return }
        self.isCommentOnly = false
        if let value = Self.value(of: "data", base, range) {
            self.dataLines &+= 1
            self.data = value
        } else if let value = Self.value(of: "event", base, range) {
            self.name = value
        }
    }

    /// The value of a line whose field has the given name; one space after the colon is not part of it.
    @inline(__always)
    static func value(of field: StaticString, _ base: UnsafePointer<UInt8>, _ line: Range<Int>) -> Range<Int>? {
        let nameEnd = line.lowerBound &+ field.utf8CodeUnitCount
        guard nameEnd <= line.upperBound else { return nil }
        let name = UnsafeRawBufferPointer(start: base + line.lowerBound, count: field.utf8CodeUnitCount)
        guard name.equals(field) else { return nil }
        guard nameEnd < line.upperBound else { return nameEnd..<nameEnd }
        guard base[nameEnd] == Byte.colon else { return nil }
        var start = nameEnd &+ 1
        if start < line.upperBound, base[start] == Byte.space { start &+= 1 }
        return start..<line.upperBound
    }
}
