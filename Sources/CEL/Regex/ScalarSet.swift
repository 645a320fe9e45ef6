/// A set of Unicode scalars.
struct ScalarSet: Sendable, Hashable {
    static let last: UInt32 = 0x10FFFF

    /// In order, not touching each other, once `normalize` has run.
    private(set) var ranges: [ClosedRange<UInt32>]

    init(_ ranges: [ClosedRange<UInt32>] = []) {
        self.ranges = ranges
        self.normalize()
    }

    init(_ scalar: UInt32) { self.ranges = [scalar...scalar] }

    static let all = ScalarSet([0...Self.last])
    static let newline = ScalarSet(0x0A)
    static let digits = ScalarSet([0x30...0x39])
    static let words = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    static let blanks = ScalarSet([0x09...0x0A, 0x0C...0x0D, 0x20...0x20])

    var inverted: ScalarSet {
        var result: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in self.ranges {
            if range.lowerBound > next { result.append(next...range.lowerBound - 1) }
            next = range.upperBound + 1
        }
        if next <= Self.last { result.append(next...Self.last) }
        return ScalarSet(result)
    }

    func union(_ other: ScalarSet) -> ScalarSet { ScalarSet(self.ranges + other.ranges) }

    func contains(_ scalar: UInt32) -> Bool {
        var low = 0
        var high = self.ranges.count
        while low < high {
            let middle = (low + high) / 2
            if self.ranges[middle].upperBound < scalar { low = middle + 1 } else { high = middle }
        }
        return low < self.ranges.count && self.ranges[low].lowerBound <= scalar
    }

    /// With all letters that differ only in case.
    var foldingCase: ScalarSet {
        var added: [ClosedRange<UInt32>] = []
        for range in self.ranges {
            self.foldASCII(range, into: &added)
            if range.upperBound >= 0x80 { UnicodeTables.addPartners(of: range, to: &added) }
        }
        return added.isEmpty ? self : ScalarSet(self.ranges + added)
    }

    private func foldASCII(_ range: ClosedRange<UInt32>, into added: inout [ClosedRange<UInt32>]) {
        for (letters, distance) in [(UInt32(0x41)...0x5A, Int64(32)), (0x61...0x7A, -32)] {
            guard range.overlaps(letters) else { continue }
            let part = range.clamped(to: letters)
            let low = UInt32(Int64(part.lowerBound) + distance)
            added.append(low...low + (part.upperBound - part.lowerBound))
        }
        // The two letters beyond ASCII that fold into it: the Kelvin sign and the long s.
        if range.contains(0x4B) || range.contains(0x6B) { added.append(0x212A...0x212A) }
        if range.contains(0x53) || range.contains(0x73) { added.append(0x017F...0x017F) }
    }

    private mutating func normalize() {
        guard self.ranges.count > 1 else { return }
        self.ranges.sort { $0.lowerBound < $1.lowerBound }
        var result: [ClosedRange<UInt32>] = []
        for range in self.ranges {
            if let before = result.last, range.lowerBound <= before.upperBound + 1 {
                result[result.count - 1] = before.lowerBound...max(before.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        self.ranges = result
    }
}
