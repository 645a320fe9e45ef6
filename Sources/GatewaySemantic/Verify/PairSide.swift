import CVectorKernels

/// One side of a pair as the verifier sees it: read once per prompt, compared with many.
package struct PairSide: Sendable {
    /// Words beyond are not compared.
    package static let mostWords = 64
    /// How much a word without a meaning of its own counts.
    private static let stopWeight: Float = 0.25

    /// The compared forms of the words, as hashes.
    let stems: [UInt64]
    /// How rare each word is.
    let rarities: [Float]
    /// How much each word counts.
    let weights: [Float]
    /// Whether each word carries meaning.
    let carries: [Bool]
    /// How long each word's vector was.
    let lengths: [Float]
    /// The words' vectors, one after the other, each of length 1.
    let vectors: [Float]
    /// How many numbers a vector has.
    let dimensions: Int
    /// The direction of the whole prompt, words weighted by rarity; of length 1.
    let direction: [Float]
    /// The sum of `weights`.
    let weight: Float
    /// Runs of three characters, as sorted hashes.
    let trigrams: [UInt32]
    /// What is asked for.
    let question: QuestionClass
    /// The numbers with their units, the names, the literals and the words that say who is meant, as sorted hashes.
    let numbers: [UInt64]
    let names: [UInt64]
    let literals: [UInt64]
    let persons: [UInt64]
    /// How many negations there are.
    let negations: Int

    /// Reads a side; `reading` must be of the prompt whose vectors are compared.
    package init(_ reading: PromptReading, words source: some WordVectorSource) {
        let words = reading.words.prefix(Self.mostWords)
        let width = source.dimensions
        let kernels = VectorKernels.best.call
        var rarities: [Float] = []
        var weights: [Float] = []
        var lengths: [Float] = []
        var vectors: [Float] = []
        var direction = [Float](repeating: 0, count: width)
        rarities.reserveCapacity(words.count)
        weights.reserveCapacity(words.count)
        lengths.reserveCapacity(words.count)
        vectors.reserveCapacity(words.count * width)
        for word in words {
            guard let known = source.knowledge(of: word.text), known.vector.count == width else {
                rarities.append(0)
                weights.append(0)
                lengths.append(0)
                vectors.append(contentsOf: repeatElement(0, count: width))
                continue
            }
            let weight = known.rarity * (word.isStopWord ? Self.stopWeight : 1)
            let length = kernels.dot_f32(known.vector, known.vector, width).squareRoot()
            let scale = length > 0 ? 1 / length : 0
            rarities.append(known.rarity)
            weights.append(weight)
            lengths.append(length)
            for value in known.vector { vectors.append(value * scale) }
            for index in 0..<width { direction[index] += known.vector[index] * weight }
        }
        let length = kernels.dot_f32(direction, direction, width).squareRoot()
        if length > 0 { kernels.scale_f32(&direction, 1 / length, width) }
        self.stems = words.map { Self.hash($0.stem.utf8) }
        self.rarities = rarities
        self.weights = weights
        self.carries = words.map { !$0.isStopWord }
        self.lengths = lengths
        self.vectors = vectors
        self.dimensions = width
        self.direction = direction
        self.weight = weights.reduce(0, +)
        self.trigrams = Self.trigrams(words)
        self.question = reading.question
        self.numbers = reading.numbers.filter { !$0.isSoft }.map { Self.hash(($0.value + " " + $0.unit).utf8) }.sorted()
        self.names = words.filter(\.isName).map { Self.hash($0.stem.utf8) }.sorted()
        self.literals = reading.literals.map { Self.hash($0.value.utf8) }.sorted()
        self.persons = words.filter { $0.marks.contains(.person) }.map { Self.hash($0.stem.utf8) }.sorted()
        self.negations = reading.negations
    }

    /// How many words are compared.
    var count: Int { self.stems.count }

    /// FNV-1a.
    private static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return hash
    }

    private static func trigrams(_ words: ArraySlice<Word>) -> [UInt32] {
        var bytes: [UInt8] = [0x20]
        for word in words {
            bytes.append(contentsOf: word.text.utf8)
            bytes.append(0x20)
        }
        guard bytes.count >= 3 else { return [] }
        var found: [UInt32] = []
        found.reserveCapacity(bytes.count)
        for at in 2..<bytes.count {
            found.append(UInt32(bytes[at - 2]) << 16 | UInt32(bytes[at - 1]) << 8 | UInt32(bytes[at]))
        }
        found.sort()
        return found
    }
}
