/// What is known of a prompt: a set of (sense, plane) pairs and shapes, one bit each.
struct Facts: Equatable, Sendable {
    /// Bits of one plane; the eighth plane holds the shapes.
    static let planeBits = 128

    private var words = InlineArray<16, UInt64>(repeating: 0)

    static func == (left: Facts, right: Facts) -> Bool {
        left.words.indices.allSatisfy { left.words[$0] == right.words[$0] }
    }

    /// The bit of a sense in a plane.
    static func index(_ sense: Sense, _ plane: Plane) -> UInt16 {
        UInt16(plane.rawValue) * UInt16(self.planeBits) + UInt16(sense.rawValue)
    }

    /// The bit of a shape.
    static func index(_ shape: Shape) -> UInt16 { 7 * UInt16(self.planeBits) + UInt16(shape.rawValue) }

    @inline(__always)
    func contains(_ index: UInt16) -> Bool {
        self.words[Int(index >> 6)] & (1 << UInt64(index & 63)) != 0
    }

    func contains(_ sense: Sense, _ plane: Plane) -> Bool { self.contains(Self.index(sense, plane)) }

    func contains(_ shape: Shape) -> Bool { self.contains(Self.index(shape)) }

    mutating func insert(_ index: UInt16) {
        self.words[Int(index >> 6)] |= 1 << UInt64(index & 63)
    }

    mutating func insert(_ shape: Shape, when condition: Bool = true) {
        if condition { self.insert(Self.index(shape)) }
    }

    /// Adds a set of senses in one plane.
    mutating func insert(_ senses: SenseSet, _ plane: Plane) {
        let first = Int(plane.rawValue) * 2
        self.words[first] |= senses.low
        self.words[first + 1] |= senses.high
    }
}

/// A set of senses.
struct SenseSet: Equatable, Sendable {
    var low: UInt64 = 0
    var high: UInt64 = 0

    var isEmpty: Bool { self.low | self.high == 0 }

    mutating func insert(_ sense: Sense) {
        if sense.rawValue < 64 {
            self.low |= 1 << UInt64(sense.rawValue)
        } else {
            self.high |= 1 << UInt64(sense.rawValue - 64)
        }
    }

    mutating func remove(_ sense: Sense) {
        if sense.rawValue < 64 {
            self.low &= ~(1 << UInt64(sense.rawValue))
        } else {
            self.high &= ~(1 << UInt64(sense.rawValue - 64))
        }
    }

    mutating func formUnion(_ other: SenseSet) {
        self.low |= other.low
        self.high |= other.high
    }

    func contains(_ sense: Sense) -> Bool {
        sense.rawValue < 64
            ? self.low & (1 << UInt64(sense.rawValue)) != 0
            : self.high & (1 << UInt64(sense.rawValue - 64)) != 0
    }
}
