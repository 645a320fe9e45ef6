/// Finder of the `model` field in the first bytes of a `multipart/form-data` body (RFC 7578).
///
/// Asked again whenever more of the body has come, always with the body from its beginning; it goes on where it
/// stopped. How long to go on is the caller's decision.
package struct MultipartScan: Sendable {
    /// What is known of the field.
    package enum Finding: Hashable, Sendable {
        /// The field's value, as offsets into the body.
        case found(Range<Int>)
        /// Not there so far.
        case needMore
        /// Not there at all: the body is over, or is no multipart body.
        case absent
    }

    /// Longest head of a part that is read.
    package static let maxHeadBytes = 8 * 1024
    /// Longest value that is taken for the name of a model.
    package static let maxValueBytes = 1024

    /// A line break, two hyphens and the boundary.
    private let delimiter: [UInt8]
    /// No delimiter that has not been dealt with begins before this offset.
    private var position = 0

    /// A scan for a body with the given boundary, as the `content-type` header names it.
    package init(boundary: String) {
        self.delimiter = Array("\r\n--".utf8) + Array(boundary.utf8)
    }

    /// Looks for the field in what has come of the body.
    ///
    /// - Parameter isWhole: Whether nothing more will come.
    package mutating func scan(_ body: RawSpan, isWhole: Bool = false) -> Finding {
        body.withUnsafeBytes { buffer in
            let finding = self.scan(buffer)
            return isWhole && finding == .needMore ? .absent : finding
        }
    }

    private mutating func scan(_ body: UnsafeRawBufferPointer) -> Finding {
        while true {
            guard let open = self.delimiterEnd(in: body) else { return .needMore }
            guard open + 2 <= body.count else { return .needMore }
            if body[open] == Byte.minus, body[open + 1] == Byte.minus { return .absent }
            guard let head = Self.find("\r\n\r\n", in: body, from: open) else {
                return body.count - open > Self.maxHeadBytes ? .absent : .needMore
            }
            guard Self.partName(body, open..<head) == "model" else {
                // The line break that ends the head may begin the next delimiter.
                self.position = head + 2
                continue
            }
            let value = head + 4
            guard let end = self.nextDelimiter(in: body, from: head + 2) else {
                return body.count - value > Self.maxValueBytes + self.delimiter.count ? .absent : .needMore
            }
            guard end >= value, end - value <= Self.maxValueBytes else { return .absent }
            return .found(value..<end)
        }
    }

    /// The offset after the next delimiter, which `position` is moved to.
    private mutating func delimiterEnd(in body: UnsafeRawBufferPointer) -> Int? {
        // Before the first part, the delimiter's line break may be missing.
        let opening = self.delimiter.count - 2
        if self.position == 0, body.count >= opening, body[0..<opening].elementsEqual(self.delimiter[2...]) {
            return opening
        }
        guard let found = self.nextDelimiter(in: body, from: self.position) else {
            if body.count >= opening { self.position = max(self.position, body.count - self.delimiter.count + 1) }
            return nil
        }
        self.position = found
        return found + self.delimiter.count
    }

    private func nextDelimiter(in body: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var index = start
        while index + self.delimiter.count <= body.count {
            if body[index] == Byte.carriageReturn,
                body[index..<(index + self.delimiter.count)].elementsEqual(self.delimiter)
            {
                return index
            }
            index += 1
        }
        return nil
    }

    private static func find(_ text: StaticString, in body: UnsafeRawBufferPointer, from start: Int) -> Int? {
        let length = text.utf8CodeUnitCount
        var index = start
        let last = min(body.count - length, start + self.maxHeadBytes)
        while index <= last {
            if UnsafeRawBufferPointer(rebasing: body[index..<(index + length)]).equals(text) { return index }
            index += 1
        }
        return nil
    }
}
