/// W3C Trace Context, `traceparent` (section 3.2).
enum TraceParent {
    /// The 32 digits of the trace id, where the value is valid.
    static func traceID(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> UnsafeRawBufferPointer? {
        guard range.lowerBound >= 0, range.upperBound <= bytes.count, range.count >= 55 else { return nil }
        let value = UnsafeRawBufferPointer(rebasing: bytes[range])
        let dash = UInt8(ascii: "-")
        guard value[2] == dash, value[35] == dash, value[52] == dash else { return nil }
        guard Self.isHex(value[0..<2]), Self.isHex(value[3..<35]), Self.isHex(value[36..<52]),
            Self.isHex(value[53..<55])
        else { return nil }
        let zero = UInt8(ascii: "0")
        let isVersion0 = value[0] == zero && value[1] == zero
        let isInvalidVersion = value[0] == UInt8(ascii: "f") && value[1] == UInt8(ascii: "f")
        guard !isInvalidVersion, value.count == 55 || (!isVersion0 && value[55] == dash) else { return nil }
        guard value[3..<35].contains(where: { $0 != zero }), value[36..<52].contains(where: { $0 != zero }) else {
            return nil
        }
        return UnsafeRawBufferPointer(rebasing: value[3..<35])
    }

    private static func isHex(_ digits: Slice<UnsafeRawBufferPointer>) -> Bool {
        digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
