import CVectorKernels
import GatewaySemantic

/// Chance from a seed, so that a failure can be repeated: SplitMix64.
struct VectorChance: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) {
        self.state = seed
    }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number that lies about zero, nearly normally.
    mutating func number() -> Float {
        var sum: Float = 0
        for _ in 0..<4 {
            sum += Float(self.next() >> 40) * 0x1p-24
        }
        return sum - 2
    }

    /// Numbers of that kind.
    mutating func numbers(_ count: Int) -> [Float] {
        (0..<count).map { _ in self.number() }
    }

    /// Bytes as the kernels take them.
    mutating func components(_ count: Int) -> [Int8] {
        (0..<count).map { _ in Int8(truncatingIfNeeded: Int(self.next() % 255) - 127) }
    }

    /// A whole number below a limit.
    mutating func below(_ limit: Int) -> Int {
        Int(self.next() % UInt64(limit))
    }

    /// A vector of length 1.
    mutating func direction(_ dimensions: Int) -> [Float] {
        normalised(self.numbers(dimensions))
    }

    /// A vector near another.
    mutating func near(_ centre: [Float], noise: Float) -> [Float] {
        let length = noise / Float(centre.count).squareRoot()
        return normalised(centre.map { $0 + self.number() * length })
    }

    /// Vectors in clusters, as the wordings of questions lie.
    mutating func clusters(_ count: Int, of size: Int, dimensions: Int, noise: Float = 0.8) -> [[Float]] {
        (0..<count).flatMap { _ in
            let centre = self.direction(dimensions)
            return (0..<size).map { _ in self.near(centre, noise: noise) }
        }
    }
}

/// A vector brought to length 1.
func normalised(_ vector: [Float]) -> [Float] {
    let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return vector.map { $0 / length }
}

/// The cosine, computed with doubles.
func cosine(_ left: [Float], _ right: [Float]) -> Double {
    var product = 0.0
    var leftSquare = 0.0
    var rightSquare = 0.0
    for (one, other) in zip(left, right) {
        product += Double(one) * Double(other)
        leftSquare += Double(one) * Double(one)
        rightSquare += Double(other) * Double(other)
    }
    return product / (leftSquare * rightSquare).squareRoot()
}

/// What an index should answer, found by comparing with every entry.
func nearest(_ entries: [UInt64: [Float]], to query: [Float], k: Int) -> [(id: UInt64, similarity: Double)] {
    // The vectors of the tests have length 1, and the kernels are tested by themselves.
    let length = query.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    let dot = VectorKernels.best.call.dot_f32
    let all = entries.map { (id: $0.key, similarity: Double(dot($0.value, query, query.count)) / length) }
    return Array(all.sorted { ($0.similarity, $1.id) > ($1.similarity, $0.id) }.prefix(k))
}

/// The share of the nearest that an index finds; what is as near as the last of them counts.
func recall(of index: some VectorIndex, _ entries: [UInt64: [Float]], queries: [[Float]], k: Int) throws -> Double {
    var found = 0
    var all = 0
    for query in queries {
        let expected = nearest(entries, to: query, k: k)
        let floor = Float(expected.last?.similarity ?? 0) - 1e-3
        let matches = try index.search(query, k: k)
        found += min(expected.count, matches.count { $0.similarity >= floor && entries[$0.id] != nil })
        all += expected.count
    }
    return Double(found) / Double(max(1, all))
}

/// The kinds of index, for tests that hold for each.
enum IndexKind: String, CaseIterable, Sendable {
    case flat, graph, graphWithoutHalves, adaptive

    func make(dimensions: Int, capacity: Int) -> any VectorIndex {
        switch self {
        case .flat: FlatIndex(dimensions: dimensions, capacity: capacity)
        case .graph: GraphIndex(dimensions: dimensions, capacity: capacity)
        case .graphWithoutHalves:
            GraphIndex(dimensions: dimensions, capacity: capacity, settings: GraphSettings(rescored: 0))
        case .adaptive: AdaptiveIndex(dimensions: dimensions, capacity: capacity, flatLimit: max(1, capacity / 3))
        }
    }
}
