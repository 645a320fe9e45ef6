package import NIOCore

/// Turns the server's bytes into values, however they are cut.
///
/// Complete values are slices of what was fed; only what is left of a cut value is copied, once. Elements of an
/// aggregate that is not complete yet wait on a stack, so no byte is looked at again, but for the header (30 bytes at
/// most) of the string that is cut. All sizes are checked before room is made. The first error is final.
package struct RESPParser {
    /// The limits of what is read.
    package struct Limits: Sendable, Equatable {
        /// The longest string, in bytes.
        package var maxBulk = 64 << 20
        /// The longest line (status, error, number), in bytes.
        package var maxLine = 64 << 10
        /// How many elements one value may have, all levels counted; a map's entry counts twice.
        package var maxElements = 1 << 20
        /// How many bytes one value may take, all levels counted.
        package var maxValueBytes = 256 << 20
        /// How deep aggregates may be nested.
        package var maxDepth = 32

        /// The defaults.
        package init() {}
    }

    /// What one step over the bytes has found.
    private enum Item {
        case incomplete
        case value(RESPValue)
        case opened
    }

    /// An aggregate whose elements are not complete.
    private struct Frame {
        let type: UInt8
        var remaining: Int
        var values: [RESPValue]
    }

    private let limits: Limits
    private var buffer = ByteBuffer()
    /// Whether the buffer was made here and nothing was sliced from it, so that appending copies nothing.
    private var isOwned = false
    /// How many bytes of a cut line are known to hold no line end.
    private var scanned = 0
    /// How many bytes the cut item needs from the reader index on, as far as that is known.
    private var expected = 0
    private var frames: [Frame] = []
    private var elements = 0
    private var valueBytes = 0
    private var failure: RESPParseError?

    /// A parser at the beginning of a connection.
    package init(limits: Limits = Limits()) { self.limits = limits }

    /// How many bytes wait for the rest of their value.
    package var bufferedBytes: Int { self.buffer.readableBytes }

    /// Takes in bytes; nothing is parsed before `next`.
    package mutating func feed(_ bytes: ByteBuffer) {
        if self.failure != nil { return }
        let left = self.buffer.readableBytes
        guard left > 0 else {
            self.buffer = bytes
            self.isOwned = false
            return
        }
        // Room for the whole item at once, unless it is large and nobody has seen that it really comes.
        let hint = min(self.expected, max(1 << 20, 2 * left))
        let needed = max(left + bytes.readableBytes, hint)
        if self.isOwned {
            if self.buffer.readerIndex > left { self.buffer.discardReadBytes() }
            self.buffer.reserveCapacity(minimumWritableBytes: needed - left)
        } else {
            var room = ByteBufferAllocator().buffer(capacity: needed)
            room.writeImmutableBuffer(self.buffer)
            self.buffer = room
            self.isOwned = true
        }
        self.buffer.writeImmutableBuffer(bytes)
    }

    /// The next complete value; nil when more bytes are needed.
    package mutating func next() throws(RESPParseError) -> RESPValue? {
        if let failure = self.failure { throw failure }
        do throws(RESPParseError) {
            return try self.advance()
        } catch {
            self.failure = error
            self.buffer = ByteBuffer()
            self.frames = []
            throw error
        }
    }

    private mutating func advance() throws(RESPParseError) -> RESPValue? {
        while true {
            switch try self.item() {
            case .incomplete: return nil
            case .opened: continue
            case .value(let value):
                guard let whole = self.placed(value) else { continue }
                self.elements = 0
                self.valueBytes = 0
                return whole
            }
        }
    }

    /// Puts a value where it belongs, and closes the aggregates that it completes. Nil while one is open.
    private mutating func placed(_ value: RESPValue) -> RESPValue? {
        var value = value
        while let last = self.frames.indices.last {
            self.frames[last].values.append(value)
            self.frames[last].remaining -= 1
            guard self.frames[last].remaining == 0 else { return nil }
            let frame = self.frames.removeLast()
            // Attributes stand in front of the value that they are about.
            if frame.type == RESPType.attribute { return nil }
            value = RESPValue(aggregate: frame.type, frame.values)
        }
        return value
    }

    private mutating func item() throws(RESPParseError) -> Item {
        guard let type = self.buffer.getInteger(at: self.buffer.readerIndex, as: UInt8.self) else { return .incomplete }
        switch type {
        case RESPType.bulk, RESPType.verbatim, RESPType.bulkError:
            return try self.bulk(type)
        case RESPType.array, RESPType.set, RESPType.push, RESPType.map, RESPType.attribute:
            return try self.aggregate(type)
        case RESPType.integer:
            guard let number = try self.number(allowsOpenLength: false) else { return .incomplete }
            return .value(.integer(number))
        case RESPType.simple, RESPType.error, RESPType.double, RESPType.bigNumber, RESPType.null, RESPType.boolean:
            guard let line = try self.line() else { return .incomplete }
            return .value(try RESPValue(type: type, line: line))
        default:
            throw .unknownType(type)
        }
    }

    private mutating func bulk(_ type: UInt8) throws(RESPParseError) -> Item {
        let start = self.buffer.readerIndex
        guard let length = try self.number(allowsOpenLength: true) else { return .incomplete }
        if length == -1, type == RESPType.bulk { return .value(.null) }
        guard length >= 0, length <= self.limits.maxBulk else { throw .stringTooLong }
        let count = Int(length)
        guard self.valueBytes + count <= self.limits.maxValueBytes else { throw .valueTooLarge }
        guard self.buffer.readableBytes >= count + 2 else {
            self.expected = self.buffer.readerIndex - start + count + 2
            self.valueBytes -= self.buffer.readerIndex - start
            self.buffer.moveReaderIndex(to: start)
            return .incomplete
        }
        guard let bytes = self.buffer.readSlice(length: count), self.buffer.readInteger(as: UInt16.self) == 0x0D0A
        else { throw .badLine }
        self.isOwned = false
        self.expected = 0
        self.valueBytes += count + 2
        switch type {
        case RESPType.bulk: return .value(.bulk(bytes))
        case RESPType.bulkError: return .value(.error(RESPError(String(buffer: bytes))))
        default:
            guard count >= 4, bytes.getInteger(at: bytes.readerIndex + 3, as: UInt8.self) == 0x3A else {
                throw .badVerbatim
            }
            return .value(.verbatim(bytes))
        }
    }

    private mutating func aggregate(_ type: UInt8) throws(RESPParseError) -> Item {
        guard let length = try self.number(allowsOpenLength: true) else { return .incomplete }
        if length == -1, type == RESPType.array { return .value(.null) }
        let isPaired = type == RESPType.map || type == RESPType.attribute
        guard length >= 0, length <= self.limits.maxElements else { throw .tooManyElements }
        let count = Int(length) * (isPaired ? 2 : 1)
        self.elements += count
        guard self.elements <= self.limits.maxElements else { throw .tooManyElements }
        if type == RESPType.push, !self.frames.isEmpty { throw .misplacedPush }
        if count == 0 { return type == RESPType.attribute ? .opened : .value(RESPValue(aggregate: type, [])) }
        guard self.frames.count < self.limits.maxDepth else { throw .tooDeep }
        var frame = Frame(type: type, remaining: count, values: [])
        // An element has three bytes at least: what is declared and not there yet gets no room in advance.
        frame.values.reserveCapacity(min(count, self.buffer.readableBytes / 3 + 1))
        self.frames.append(frame)
        return .opened
    }

    /// Reads a type byte with its number and line end; nil, and nothing read, when the line is cut.
    private mutating func number(allowsOpenLength: Bool) throws(RESPParseError) -> Int64? {
        let found = self.buffer.withUnsafeReadableBytes { RESPNumberLine($0) }
        switch found {
        case .incomplete: return nil
        case .malformed: throw .badNumber
        case .openLength: throw allowsOpenLength ? .streamed : .badNumber
        case .number(let number, let length):
            try self.consume(length)
            return number
        }
    }

    /// Reads a type byte with the rest of its line, without both; nil, and nothing read, when the line is cut.
    private mutating func line() throws(RESPParseError) -> ByteBuffer? {
        let from = max(1, self.scanned)
        let end = self.buffer.withUnsafeReadableBytes { bytes -> Int? in
            bytes[from...].firstIndex { $0 == 0x0D || $0 == 0x0A }
        }
        guard let end, end + 1 < self.buffer.readableBytes else {
            if let end, self.buffer.getInteger(at: self.buffer.readerIndex + end, as: UInt8.self) == 0x0A {
                throw .badLine
            }
            guard end ?? self.buffer.readableBytes <= self.limits.maxLine else { throw .lineTooLong }
            self.scanned = end ?? self.buffer.readableBytes
            return nil
        }
        guard end <= self.limits.maxLine else { throw .lineTooLong }
        let start = self.buffer.readerIndex
        guard self.buffer.getInteger(at: start + end, as: UInt16.self) == 0x0D0A,
            let line = self.buffer.getSlice(at: start + 1, length: end - 1)
        else { throw .badLine }
        self.scanned = 0
        self.isOwned = false
        try self.consume(end + 2)
        return line
    }

    private mutating func consume(_ count: Int) throws(RESPParseError) {
        self.buffer.moveReaderIndex(forwardBy: count)
        self.valueBytes += count
        guard self.valueBytes <= self.limits.maxValueBytes else { throw .valueTooLarge }
    }
}
