/// What a `ChunkedDecoder` found next.
package enum ChunkedStep: Sendable, Equatable {
    /// Payload in this range of the bytes given; continue from its upper bound.
    case data(Range<Int>)
    /// All bytes are consumed, and the body goes on.
    case needMore
    /// The body is over; the next message begins at `consumed`.
    case end(consumed: Int)
}

/// Decoder of `Transfer-Encoding: chunked` (RFC 9112, 7.1) that neither copies nor keeps bytes.
///
/// Works at any split, because its state is a few counters. Extensions and trailers are checked and
/// dropped. After `.end` it stands at the beginning of the next body; after a refusal it is of no further use.
package struct ChunkedDecoder: Sendable {
    private let limits: HTTPLimits
    private var state = State.sizeStart
    /// Size being read, then payload bytes still to come.
    private var remaining = 0
    private var lineBytes = 0
    private var trailerBytes = 0
    private var trailerName = FramingNameMatcher()

    private enum State: UInt8 {
        case sizeStart, size, sizeLineFeed
        case extensionNameStart, extensionName, extensionValueStart, extensionValue
        case quoted, quotedPair, quotedEnd
        case data, dataReturn, dataLineFeed
        case trailerStart, trailerName, trailerValue, trailerLineFeed, endLineFeed
    }

    /// A decoder at the beginning of a body.
    package init(limits: HTTPLimits) {
        self.limits = limits
    }

    /// Reads on from `offset` in `bytes`.
    package mutating func next(_ bytes: RawSpan, from offset: Int) throws(HTTPRefusal) -> ChunkedStep {
        var at = offset
        let count = bytes.byteCount
        while at < count {
            if self.state == .data {
                let end = at &+ min(self.remaining, count &- at)
                self.remaining &-= end &- at
                if self.remaining == 0 { self.state = .dataReturn }
                return .data(at..<end)
            }
            let byte = HeadScan.byte(bytes, at)
            at &+= 1
            switch self.state {
            case .sizeStart, .size, .sizeLineFeed: try self.readSize(byte)
            case .extensionNameStart, .extensionName, .extensionValueStart, .extensionValue, .quoted, .quotedPair,
                .quotedEnd:
                try self.readExtension(byte)
            case .data: break
            case .dataReturn:
                guard byte == 0x0D else { throw .missingChunkTerminator }
                self.state = .dataLineFeed
            case .dataLineFeed:
                guard byte == 0x0A else { throw .missingChunkTerminator }
                self.state = .sizeStart
            case .trailerStart, .trailerName, .trailerValue, .trailerLineFeed: try self.readTrailer(byte)
            case .endLineFeed:
                guard byte == 0x0A else { throw .bareCarriageReturn }
                self = ChunkedDecoder(limits: self.limits)
                return .end(consumed: at)
            }
        }
        return .needMore
    }

    /// One byte of a chunk's size, or the line feed after size and extensions.
    @inline(__always)
    private mutating func readSize(_ byte: UInt8) throws(HTTPRefusal) {
        if self.state == .sizeLineFeed {
            guard byte == 0x0A else { throw .bareCarriageReturn }
            self.lineBytes = 0
            self.state = self.remaining == 0 ? .trailerStart : .data
            return
        }
        if let digit = ASCIINumber.hexValue(byte) {
            try self.countLineByte()
            guard self.remaining <= Int.max >> 4 else { throw .invalidChunkSize }
            self.remaining = self.remaining << 4 | digit
            self.state = .size
            return
        }
        guard self.state == .size else { throw .invalidChunkSize }
        switch byte {
        case 0x0D: self.state = .sizeLineFeed
        case 0x3B:
            try self.countLineByte()
            self.state = .extensionNameStart
        default: throw byte == 0x0A ? .bareLineFeed : .invalidChunkSize
        }
    }

    /// One byte of `;name=value` or `;name="quoted value"`.
    private mutating func readExtension(_ byte: UInt8) throws(HTTPRefusal) {
        if byte == 0x0A { throw .bareLineFeed }
        if byte == 0x0D {
            switch self.state {
            case .extensionName, .extensionValue, .quotedEnd: self.state = .sizeLineFeed
            default: throw .invalidChunkExtension
            }
            return
        }
        try self.countLineByte()
        let isText = byte == 0x09 || byte >= 0x20 && byte != 0x7F
        switch (self.state, byte) {
        case (.quoted, 0x22): self.state = .quotedEnd
        case (.quoted, 0x5C): self.state = .quotedPair
        case (.quoted, _) where isText: break
        case (.quotedPair, _) where isText: self.state = .quoted
        case (.extensionValueStart, 0x22): self.state = .quoted
        case (.extensionName, 0x3D): self.state = .extensionValueStart
        case (.extensionName, 0x3B), (.extensionValue, 0x3B), (.quotedEnd, 0x3B): self.state = .extensionNameStart
        case (.extensionNameStart, _) where ASCIISet.token.contains(byte): self.state = .extensionName
        case (.extensionValueStart, _) where ASCIISet.token.contains(byte): self.state = .extensionValue
        case (.extensionName, _) where ASCIISet.token.contains(byte): break
        case (.extensionValue, _) where ASCIISet.token.contains(byte): break
        default: throw .invalidChunkExtension
        }
    }

    /// One byte of the trailer section, whose lines are checked as fields are.
    private mutating func readTrailer(_ byte: UInt8) throws(HTTPRefusal) {
        guard self.trailerBytes < self.limits.maxTrailerBytes else {
            guard self.state == .trailerStart, byte == 0x0D else { throw .trailersTooLong }
            self.state = .endLineFeed
            return
        }
        self.trailerBytes &+= 1
        switch self.state {
        case .trailerStart:
            if byte == 0x0D {
                self.state = .endLineFeed
                return
            }
            if byte == 0x20 || byte == 0x09 { throw .obsoleteFolding }
            guard ASCIISet.token.contains(byte) else { throw byte == 0x0A ? .bareLineFeed : .invalidFieldName }
            self.trailerName = FramingNameMatcher()
            self.trailerName.add(byte)
            self.state = .trailerName
        case .trailerName:
            if byte == 0x3A {
                if self.trailerName.isFramingName { throw .framingTrailer }
                self.state = .trailerValue
                return
            }
            guard ASCIISet.token.contains(byte) else { throw byte == 0x0D ? .missingColon : .invalidFieldName }
            self.trailerName.add(byte)
        case .trailerLineFeed:
            guard byte == 0x0A else { throw .bareCarriageReturn }
            self.state = .trailerStart
        default:
            if byte == 0x0D {
                self.state = .trailerLineFeed
                return
            }
            if byte == 0x0A { throw .bareLineFeed }
            guard byte == 0x09 || byte >= 0x20 && byte != 0x7F else { throw .controlCharacter }
        }
    }

    @inline(__always)
    private mutating func countLineByte() throws(HTTPRefusal) {
        guard self.lineBytes < self.limits.maxChunkLineBytes else { throw .chunkLineTooLong }
        self.lineBytes &+= 1
    }
}
