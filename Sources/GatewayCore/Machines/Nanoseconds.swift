/// Arithmetic on times and spans of a monotonic clock that neither traps nor wraps.
///
/// A machine is shared by loops that read the clock each for itself, so that a time may come a little late: what lies
/// before counts as no time at all.
extension UInt64 {
    /// The time that went by since an earlier time; 0 where that one is later.
    func elapsed(since earlier: UInt64) -> UInt64 {
        self > earlier ? self - earlier : 0
    }

    /// The time that lies a span later, saturating: `UInt64.max` is never.
    func later(by span: UInt64) -> UInt64 {
        let (sum, carried) = self.addingReportingOverflow(span)
        return carried ? .max : sum
    }

    /// The span multiplied, saturating.
    func times(_ factor: UInt64) -> UInt64 {
        let (product, overflow) = self.multipliedReportingOverflow(by: factor)
        return overflow ? .max : product
    }
}

extension Chance {
    /// An even number in `range`.
    mutating func draw(_ range: ClosedRange<UInt64>) -> UInt64 {
        let span = range.upperBound - range.lowerBound
        guard span < .max else { return self.next() }
        return range.lowerBound + self.next().multipliedFullWidth(by: span + 1).high
    }
}
