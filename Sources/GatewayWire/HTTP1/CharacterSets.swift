/// Set of ASCII characters that answers membership with one shift.
struct ASCIISet: Sendable {
    private let low: UInt64
    private let high: UInt64

    /// The set of the characters of `text`.
    @inline(__always)
    private init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    /// Letters and digits with the characters that a token may also have (RFC 9110, 5.6.2).
    static var token: ASCIISet {
        ASCIISet(low: 0x03FF_6CFA_0000_0000, high: 0x57FF_FFFF_C7FF_FFFE)
    }

    /// Characters of a host with its port: unreserved, sub-delims, percent, brackets and colon (RFC 3986, 3.2.2).
    static var authority: ASCIISet {
        ASCIISet(low: 0x2FFF_7FF2_0000_0000, high: 0x47FF_FFFE_AFFF_FFFE)
    }

    /// Whether `byte` is in the set.
    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        if byte >= 0x80 { return false }
        return ((byte < 0x40 ? self.low : self.high) &>> UInt64(byte & 0x3F)) & 1 == 1
    }

    /// Whether every byte in `start..<end` is in the set.
    func containsAll(_ bytes: RawSpan, from start: Int, to end: Int) -> Bool {
        var at = start
        while at < end {
            if !self.contains(HeadScan.byte(bytes, at)) { return false }
            at &+= 1
        }
        return true
    }
}
