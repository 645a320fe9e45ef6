import GatewayWire

/// Comparing what stands between quotes, however it is spelled.
extension JSONWalk {
    /// Longest text that is compared, written out in escapes of six bytes.
    private static let mostSpelled = 24 * 6

    /// Gives the text between two quotes, unescaped, to a function that compares it.
    ///
    /// Nearly every name is written as it is; one with escapes costs an allocation.
    @inline(__always)
    func spelled<Result>(_ content: Range<Int>, _ compare: (UnsafeRawBufferPointer) -> Result) -> Result {
        let end = min(content.upperBound, content.lowerBound &+ Self.mostSpelled)
        guard self.find(Self.backslash, from: content.lowerBound, to: end) < end else {
            return compare(self.bytes(content))
        }
        return self.unescaped(Range(uncheckedBounds: (content.lowerBound, end))).withUnsafeBytes(compare)
    }

    /// What stands between the quotes of the string at the offset; nil for any other value.
    @inline(__always)
    func content(at value: Int) -> Range<Int>? {
        guard self.byte(value) == Self.quote else { return nil }
        return value &+ 1..<max(value &+ 1, self.stringEnd(value) &- 1)
    }

    @inline(never)
    private func unescaped(_ content: Range<Int>) -> [UInt8] {
        var text: [UInt8] = []
        var decoder = JSONTextDecoder()
        decoder.feed(self.bytes(content), into: &text)
        decoder.finish(into: &text)
        return text
    }
}

extension UnsafeRawBufferPointer {
    /// Whether the bytes are exactly the given ASCII text.
    @inline(__always)
    func spells(_ text: StaticString) -> Bool {
        guard self.count == text.utf8CodeUnitCount, let base = self.baseAddress else { return false }
        let other = text.utf8Start
        for index in 0..<self.count where base.load(fromByteOffset: index, as: UInt8.self) != other[index] {
            return false
        }
        return true
    }
}
