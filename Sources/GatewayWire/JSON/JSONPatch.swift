/// A few splices that turn one body into another, every other byte staying where and what it is.
///
/// Up to four splices are kept inline; more go to an array. Splices are kept in order and must not overlap, which is
/// checked: the ranges come from a scan of the same body.
package struct JSONPatch: Sendable {
    /// One replacement.
    package struct Splice: Sendable, Hashable {
        /// What is replaced; empty for an insertion.
        package let range: Range<Int>
        /// What stands there instead; empty for a removal.
        package let replacement: [UInt8]
    }

    /// A piece of the patched body.
    package enum Segment: Sendable, Hashable {
        /// Bytes of the original body.
        case original(Range<Int>)
        /// Bytes of a splice.
        case inserted([UInt8])
    }

    private static let inlineCapacity = 4
    private static let vacant = Splice(range: 0..<0, replacement: [])

    private var inline = InlineArray<4, Splice>(repeating: Self.vacant)
    private var overflow: [Splice] = []
    private var growth = 0

    /// Number of splices.
    package private(set) var count = 0

    /// A patch that changes nothing.
    package init() {}

    /// Whether the patched body is the body.
    package var isEmpty: Bool {
        self.count == 0
    }

    /// The splice at a place in order of the body.
    package subscript(_ index: Int) -> Splice {
        index < Self.inlineCapacity ? self.inline[index] : self.overflow[index - Self.inlineCapacity]
    }

    /// Replaces a range of the body.
    ///
    /// Splices may be given in any order. Of several at one offset, an insertion (an empty range) comes before a
    /// replacement, and of two insertions the one given first.
    package mutating func replace(_ range: Range<Int>, with replacement: [UInt8]) {
        var place = self.count
        while place > 0, Self.comesBefore(range, self[place - 1].range) { place -= 1 }
        precondition(place == 0 || self[place - 1].range.upperBound <= range.lowerBound, "splices overlap")
        precondition(place == self.count || range.upperBound <= self[place].range.lowerBound, "splices overlap")
        if self.count >= Self.inlineCapacity { self.overflow.append(Self.vacant) }
        self.count += 1
        var index = self.count - 1
        while index > place {
            self.put(self[index - 1], at: index)
            index -= 1
        }
        self.put(Splice(range: range, replacement: replacement), at: place)
        self.growth += replacement.count - range.count
    }

    /// Length of the patched body.
    package func patchedCount(of bodyCount: Int) -> Int {
        bodyCount + self.growth
    }

    /// Visits the pieces of the patched body in order; none of them is empty.
    package func forEachSegment<E: Error>(bodyCount: Int, _ visit: (Segment) throws(E) -> Void) throws(E) {
        var position = 0
        for index in 0..<self.count {
            let splice = self[index]
            if position < splice.range.lowerBound { try visit(.original(position..<splice.range.lowerBound)) }
            if !splice.replacement.isEmpty { try visit(.inserted(splice.replacement)) }
            position = splice.range.upperBound
        }
        if position < bodyCount { try visit(.original(position..<bodyCount)) }
    }

    /// The patched body as one array; for cold paths and tests.
    package func applied(to body: RawSpan) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(self.patchedCount(of: body.byteCount))
        body.withUnsafeBytes { buffer in
            self.forEachSegment(bodyCount: buffer.count) { segment in
                switch segment {
                case .original(let range): result.append(contentsOf: buffer[range])
                case .inserted(let bytes): result.append(contentsOf: bytes)
                }
            }
        }
        return result
    }

    private mutating func put(_ splice: Splice, at index: Int) {
        if index < Self.inlineCapacity {
            self.inline[index] = splice
        } else {
            self.overflow[index - Self.inlineCapacity] = splice
        }
    }

    private static func comesBefore(_ range: Range<Int>, _ other: Range<Int>) -> Bool {
        if range.lowerBound != other.lowerBound { return range.lowerBound < other.lowerBound }
        return range.isEmpty && !other.isEmpty
    }
}
