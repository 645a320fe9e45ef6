/// Resumable finder of the `usage` object in a JSON reply that passes by in pieces.
///
/// Memory is bounded whatever the reply's size: only the bytes of the usage object itself are kept, up to a limit. The
/// tap does not validate values; it follows strings and brackets, which is enough to know whether the reply came
/// whole. A name spelled with escapes is not recognised: no provider writes one.
package struct UsageTap: ~Copyable, Sendable {
    /// Largest usage object that is read; a longer one is passed over.
    package static let maxUsageBytes = 16 * 1024
    private static let usageName = StaticString("usage")

    /// The usage report, once its object has passed by; the last one if there are several.
    package private(set) var usage: TokenUsage?
    /// Whether brackets do not match, or something follows the reply's end, or nesting exceeds 128.
    package private(set) var isMalformed = false
    /// Whether the reply's outermost object or array was closed.
    package private(set) var isClosed = false

    private var depth = 0
    /// One bit per open container, the innermost lowest: 1 for an object.
    private var kinds: UInt128 = 0
    private var isInString = false
    private var isEscaped = false
    /// Whether the next string in the outermost object is a name.
    private var expectsName = false
    private var isName = false
    /// Bytes of the current name that agree with `usage`, or -1.
    private var agreement = -1
    private var nameIsUsage = false
    private var isCapturing = false
    private var capture: [UInt8] = []

    /// A tap at the beginning of a reply.
    package init() {}

    /// Whether the whole reply passed by, with its brackets in balance.
    package var isComplete: Bool {
        self.isClosed && !self.isMalformed
    }

    /// Follows the next piece of the reply.
    package mutating func feed(_ bytes: RawSpan) {
        bytes.withUnsafeBytes { buffer in
            guard !self.isMalformed, let start = buffer.baseAddress else { return }
            self.feed(start.assumingMemoryBound(to: UInt8.self), buffer.count)
        }
    }

    private mutating func feed(_ base: UnsafePointer<UInt8>, _ count: Int) {
        var index = 0
        while index < count, !self.isMalformed {
            let start = index
            if !self.isInString {
                index = self.passPlain(base, index, count)
                if index < count { self.structure(base[index]) }
            } else if self.isName || self.isEscaped {
                self.nameByte(base[index])
            } else {
                index = self.passString(base, index, count)
                if index < count { self.endOrEscape(base[index]) }
            }
            index = min(index &+ 1, count)
            guard self.isCapturing else { continue }
            self.keep(UnsafeRawBufferPointer(start: base + start, count: index &- start))
            if self.depth == 1 { self.readCapture() }
        }
    }

    /// Skips to the next quote or backslash of a string.
    private func passString(_ base: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int {
        var index = start
        while index &+ 8 <= count {
            let word = Word.load(base, index)
            let quotes = word ^ Word.filled(with: Byte.quote)
            let backslashes = word ^ Word.filled(with: Byte.backslash)
            let stops = ((quotes &- Word.ones) & ~quotes | (backslashes &- Word.ones) & ~backslashes) & Word.highs
            if stops != 0 { return index &+ stops.trailingZeroBitCount &>> 3 }
            index &+= 8
        }
        while index < count, base[index] != Byte.quote, base[index] != Byte.backslash { index &+= 1 }
        return index
    }

    /// Skips to the next byte outside strings that may matter.
    private func passPlain(_ base: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int {
        guard self.depth > 1 else { return start }
        var index = start
        while index &+ 8 <= count {
            let word = Word.load(base, index)
            let quotes = word ^ Word.filled(with: Byte.quote)
            // Adding 0x25 to seven bits carries into the eighth from 0x5B, the opening bracket, upwards.
            let high = (word & ~Word.highs) &+ Word.filled(with: 0x25) | word
            let stops = ((quotes &- Word.ones) & ~quotes | high) & Word.highs
            if stops != 0 { return index &+ stops.trailingZeroBitCount &>> 3 }
            index &+= 8
        }
        return index
    }

    private mutating func endOrEscape(_ byte: UInt8) {
        if byte == Byte.quote {
            self.isInString = false
        } else if byte == Byte.backslash {
            self.isEscaped = true
        }
    }

    /// Follows one byte of a name, or the byte after a backslash.
    private mutating func nameByte(_ byte: UInt8) {
        if self.isEscaped {
            self.isEscaped = false
            self.agreement = -1
        } else if byte == Byte.quote {
            self.isInString = false
            self.isName = false
            self.nameIsUsage = self.agreement == Self.usageName.utf8CodeUnitCount
        } else if byte == Byte.backslash {
            self.isEscaped = true
            self.agreement = -1
        } else if self.agreement >= 0 {
            let place = self.agreement
            let agrees = place < Self.usageName.utf8CodeUnitCount && Self.usageName.utf8Start[place] == byte
            self.agreement = agrees ? place + 1 : -1
        }
    }

    /// Follows one byte outside strings.
    private mutating func structure(_ byte: UInt8) {
        if self.isClosed || (self.depth == 0 && byte != Byte.openBrace && byte != Byte.openBracket) {
            if !Byte.isJSONSpace(byte) { self.isMalformed = true }
            return
        }
        switch byte {
        case Byte.quote:
            self.isInString = true
            self.isName = self.depth == 1 && self.expectsName
            self.agreement = 0
        case Byte.openBrace, Byte.openBracket:
            self.open(byte)
        case Byte.closeBrace, Byte.closeBracket:
            self.close(byte)
        case Byte.comma where self.depth == 1:
            self.expectsName = self.kinds & 1 == 1
            self.nameIsUsage = false
        case Byte.colon where self.depth == 1:
            self.expectsName = false
        default:
            break
        }
    }

    private mutating func open(_ byte: UInt8) {
        guard self.depth < 128 else {
            self.isMalformed = true
            return
        }
        if self.depth == 1, self.nameIsUsage, byte == Byte.openBrace {
            self.isCapturing = true
            self.capture.removeAll(keepingCapacity: true)
        }
        self.depth += 1
        self.kinds = self.kinds << 1 | (byte == Byte.openBrace ? 1 : 0)
        self.expectsName = self.depth == 1 && byte == Byte.openBrace
    }

    private mutating func close(_ byte: UInt8) {
        let isObject = self.kinds & 1 == 1
        guard isObject == (byte == Byte.closeBrace) else {
            self.isMalformed = true
            return
        }
        self.depth -= 1
        self.kinds >>= 1
        if self.depth == 0 { self.isClosed = true }
    }

    private mutating func readCapture() {
        self.isCapturing = false
        let found = self.capture.withUnsafeBytes { buffer -> TokenUsage? in
            guard let json = JSONScanner(buffer, maxDepth: JSONScanner.defaultMaxDepth) else { return nil }
            return try? json.usage(at: 0, depth: 0).usage
        }
        if let found { self.usage = found }
        self.capture = []
    }

    private mutating func keep(_ bytes: UnsafeRawBufferPointer) {
        guard self.capture.count + bytes.count <= Self.maxUsageBytes else {
            self.isCapturing = false
            self.capture = []
            return
        }
        self.capture.append(contentsOf: bytes)
    }
}
