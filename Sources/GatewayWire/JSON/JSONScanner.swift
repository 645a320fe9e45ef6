/// Validating scanner over one JSON text (RFC 8259) held in memory.
///
/// It reads each byte once, eight at a time inside strings, and builds nothing: callers walk the parts they want and
/// get offsets. Accepted is what RFC 8259's grammar accepts, encoded as strict UTF-8 (no overlong forms, no encoded
/// surrogates), with these decisions where the RFC leaves room:
/// - a lone surrogate written as an escape (`\ud800`) is accepted, for it is grammatical and providers accept it;
/// - duplicate names are accepted here; callers that cannot bear them check themselves;
/// - a byte order mark and anything but space after the value are refused;
/// - containers nest at most `maxDepth` deep, so hostile texts cannot exhaust the stack.
///
/// Functions take the offset at which something begins and return the offset just after it, so that the position stays
/// in a register. The offset of a value is that of its first byte, space skipped.
package struct JSONScanner {
    /// Nesting that is allowed where nothing else is said.
    package static let defaultMaxDepth = 128
    /// Ceiling of every depth limit: one stack frame is used per 64 levels.
    package static let highestMaxDepth = 4096

    let base: UnsafePointer<UInt8>
    let count: Int
    let maxDepth: Int

    /// A scanner over bytes that outlive it; nil when there are none.
    init?(_ bytes: UnsafeRawBufferPointer, maxDepth: Int) {
        guard let base = bytes.baseAddress, !bytes.isEmpty else { return nil }
        self.base = base.assumingMemoryBound(to: UInt8.self)
        self.count = bytes.count
        self.maxDepth = min(max(maxDepth, 1), Self.highestMaxDepth)
    }

    /// Checks that the bytes are exactly one JSON value.
    package static func validate(_ bytes: RawSpan, maxDepth: Int = Self.defaultMaxDepth) throws(JSONError) {
        try bytes.withUnsafeBytes { (buffer: UnsafeRawBufferPointer) throws(JSONError) in
            guard let scanner = JSONScanner(buffer, maxDepth: maxDepth) else { throw JSONError(.empty, at: 0) }
            let start = try scanner.start()
            try scanner.finish(after: try scanner.value(at: start, depth: 0))
        }
    }

    /// Offset of the first byte of the text's value.
    func start() throws(JSONError) -> Int {
        if self.count >= 3, self.base[0] == 0xEF, self.base[1] == 0xBB, self.base[2] == 0xBF {
            throw JSONError(.byteOrderMark, at: 0)
        }
        let start = self.skipSpace(0)
        guard start < self.count else { throw JSONError(.empty, at: start) }
        return start
    }

    /// Checks that only space follows the text's value.
    func finish(after end: Int) throws(JSONError) {
        let rest = self.skipSpace(end)
        guard rest == self.count else { throw JSONError(.trailingBytes, at: rest) }
    }

    /// The byte at an offset that has been compared with `count`.
    @inline(__always)
    func byte(_ offset: Int) -> UInt8 {
        self.base[offset]
    }

    /// The bytes of a range that this scanner returned.
    @inline(__always)
    func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: UnsafeRawPointer(self.base + range.lowerBound), count: range.count)
    }

    /// The offset of the next byte that is not space, or `count`.
    @inline(__always)
    func skipSpace(_ start: Int) -> Int {
        guard start < self.count, self.base[start] <= Byte.space else { return start }
        return self.skipSpaceRun(start)
    }

    @inline(never)
    private func skipSpaceRun(_ start: Int) -> Int {
        var index = start
        while index < self.count {
            while index &+ 8 <= self.count, Word.load(self.base, index) == 0x2020_2020_2020_2020 { index &+= 8 }
            guard index < self.count, Byte.isJSONSpace(self.base[index]) else { break }
            index &+= 1
        }
        return index
    }

    /// Checks the value at `start`, of any kind, that lies inside `depth` containers.
    ///
    /// Containers opened here are kept as bits of one word, 1 for an object; only every 64th level costs a call.
    func value(at start: Int, depth: Int) throws(JSONError) -> Int {
        var index = start
        var kinds: UInt64 = 0
        var level = 0
        while true {
            guard index < self.count else { throw JSONError(.unexpectedEnd, at: index) }
            let first = self.base[index]
            if first == Byte.quote {
                index = try self.string(at: index).end
            } else if first == Byte.openBrace || first == Byte.openBracket {
                guard depth &+ level < self.maxDepth else { throw JSONError(.tooDeep, at: index) }
                if level == 64 {
                    index = try self.value(at: index, depth: depth &+ level)
                } else {
                    let isObject = first == Byte.openBrace
                    index = self.skipSpace(index &+ 1)
                    guard index < self.count else { throw JSONError(.unexpectedEnd, at: index) }
                    guard self.base[index] == first &+ 2 else {
                        level &+= 1
                        kinds = kinds &<< 1 | (isObject ? 1 : 0)
                        if isObject { index = try self.key(at: index).value }
                        continue
                    }
                    index &+= 1
                }
            } else {
                index = try self.scalar(at: index)
            }
            // The value is over; close containers until a further value is announced.
            closing: while true {
                if level == 0 { return index }
                index = self.skipSpace(index)
                guard index < self.count else { throw JSONError(.unexpectedEnd, at: index) }
                let next = self.base[index]
                let isObject = kinds & 1
                if next == Byte.comma {
                    index = self.skipSpace(index &+ 1)
                    if isObject != 0 { index = try self.key(at: index).value }
                    break closing
                }
                guard next == Byte.closeBracket | UInt8(truncatingIfNeeded: isObject &<< 5) else {
                    throw JSONError(.expectedCommaOrEnd, at: index)
                }
                index &+= 1
                level &-= 1
                kinds &>>= 1
            }
        }
    }

    /// A name with its quotes and its colon, up to the value.
    struct Key {
        /// Offset of the opening quote.
        let open: Int
        /// Offset of the closing quote.
        let close: Int
        /// Whether a backslash stands in the name.
        let hasEscapes: Bool
        /// Offset of the member's value; the value itself is not checked yet and may be missing.
        let value: Int

        /// What stands between the quotes.
        var name: Range<Int> {
            Range(uncheckedBounds: (self.open &+ 1, self.close))
        }
    }

    /// Reads `"name" :` at the offset.
    @inline(__always)
    func key(at start: Int) throws(JSONError) -> Key {
        guard start < self.count else { throw JSONError(.unexpectedEnd, at: start) }
        guard self.base[start] == Byte.quote else { throw JSONError(.expectedKey, at: start) }
        let name = try self.string(at: start)
        var index = self.skipSpace(name.end)
        guard index < self.count else { throw JSONError(.unexpectedEnd, at: index) }
        guard self.base[index] == Byte.colon else { throw JSONError(.expectedColon, at: index) }
        index = self.skipSpace(index &+ 1)
        return Key(open: start, close: name.end &- 1, hasEscapes: name.hasEscapes, value: index)
    }
}
