/// The parts of a long piece as a doubly linked list over its bytes. A part is named by the index of its first byte.
struct PartList {
    /// Bytes of the piece; also what `next` says at its end.
    let length: Int
    /// The rank of the union of a part and the next one; `TokenTable.absent` for none and for parts that have gone.
    var ranks: [UInt32]
    private var following: [UInt32]
    private var preceding: [UInt32]

    /// One part per byte.
    init(length: Int) {
        self.length = length
        self.ranks = Array(repeating: TokenTable.absent, count: length)
        self.following = Array(1...UInt32(length))
        self.preceding = Array(0..<UInt32(length))
    }

    @inline(__always)
    func next(of place: Int) -> Int { Int(self.following[place]) }

    /// The part before; nil for the first one. Indices are kept one too high, so that 0 stands for none.
    @inline(__always)
    func previous(of place: Int) -> Int? { self.preceding[place] == 0 ? nil : Int(self.preceding[place]) - 1 }

    /// Takes the next part into this one.
    @inline(__always)
    mutating func removeNext(of place: Int) {
        let removed = Int(self.following[place])
        let next = self.following[removed]
        self.ranks[removed] = TokenTable.absent
        self.following[place] = next
        if Int(next) < self.length { self.preceding[Int(next)] = UInt32(place) + 1 }
    }
}

/// A binary heap of candidates for merging; one word each, the rank above the place, so that the least is the leftmost
/// of the least rank.
struct CandidateHeap {
    private var words: [UInt64] = []

    init(capacity: Int) { self.words.reserveCapacity(capacity) }

    private static func word(_ rank: UInt32, _ place: Int) -> UInt64 { UInt64(rank) << 32 | UInt64(place) }

    /// Adds a candidate without keeping the order; `order` follows.
    mutating func append(_ rank: UInt32, _ place: Int) { self.words.append(Self.word(rank, place)) }

    /// Makes a heap of what was appended, in linear time.
    mutating func order() {
        for index in stride(from: self.words.count / 2 - 1, through: 0, by: -1) { self.sink(index) }
    }

    /// Adds a candidate.
    @inline(__always)
    mutating func push(_ rank: UInt32, _ place: Int) {
        let word = Self.word(rank, place)
        self.words.append(word)
        var index = self.words.count - 1
        while index > 0 {
            let parent = (index - 1) / 2
            guard word < self.words[parent] else { break }
            self.words[index] = self.words[parent]
            index = parent
        }
        self.words[index] = word
    }

    /// Removes the least candidate.
    @inline(__always)
    mutating func popLeast() -> (rank: UInt32, place: Int)? {
        guard let least = self.words.first else { return nil }
        let last = self.words.removeLast()
        if !self.words.isEmpty {
            self.words[0] = last
            self.sink(0)
        }
        return (UInt32(least >> 32), Int(least & 0xFFFF_FFFF))
    }

    @inline(__always)
    private mutating func sink(_ start: Int) {
        self.words.withUnsafeMutableBufferPointer { words in
            let word = words[start]
            var index = start
            while true {
                var child = 2 * index + 1
                guard child < words.count else { break }
                if child + 1 < words.count, words[child + 1] < words[child] { child += 1 }
                guard words[child] < word else { break }
                words[index] = words[child]
                index = child
            }
            words[index] = word
        }
    }
}
