/// Merges the tokens of a piece of text: always the two neighbours whose merge has the least rank, the leftmost first.
///
/// Short pieces scan an array, which is quadratic but fastest. Longer ones keep the candidates in a heap over a linked
/// list: n log n, so that a megabyte without a space is no trap.
struct TokenMerger {
    /// Up to this many tokens an array is scanned.
    static let shortPiece = 64

    /// Which tokens merge.
    let pairs: PairTable

    /// Merges what begins at `start` in a list of tokens.
    @inline(__always)
    func merge(_ tokens: inout [UInt32], from start: Int) {
        if tokens.count &- start <= Self.shortPiece {
            self.mergeShort(&tokens, start)
        } else {
            self.mergeLong(&tokens, start)
        }
    }

    private func mergeShort(_ tokens: inout [UInt32], _ start: Int) {
        var count = tokens.count - start
        guard count > 1 else { return }
        tokens.withUnsafeMutableBufferPointer { all in
            let tokens = UnsafeMutableBufferPointer(rebasing: all[start...])
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.shortPiece) { candidates in
                for index in 0..<count &- 1 {
                    candidates[index] = self.pairs.candidate(tokens[index], tokens[index &+ 1])
                }
                while count > 1 {
                    var least = PairTable.absent
                    var place = 0
                    for index in 0..<count &- 1 where candidates[index] < least {
                        least = candidates[index]
                        place = index
                    }
                    guard least != PairTable.absent else { break }
                    tokens[place] = least & 0xFFFF
                    count &-= 1
                    for index in place &+ 1..<max(count, place &+ 1) {
                        tokens[index] = tokens[index &+ 1]
                        candidates[index] = candidates[index &+ 1]
                    }
                    if place &+ 1 < count {
                        candidates[place] = self.pairs.candidate(tokens[place], tokens[place &+ 1])
                    }
                    if place > 0 {
                        candidates[place &- 1] = self.pairs.candidate(tokens[place &- 1], tokens[place])
                    }
                }
            }
        }
        tokens.removeLast(tokens.count - start - count)
    }

    /// Counts the candidates that it takes from the heap as well: fewer than three per token.
    @discardableResult
    func mergeLong(_ tokens: inout [UInt32], _ start: Int) -> Int {
        var list = MergeList(Array(tokens[start...]))
        var heap = MergeHeap(capacity: list.tokens.count)
        for place in 0..<list.tokens.count - 1 {
            list.candidates[place] = self.pairs.candidate(list.tokens[place], list.tokens[place + 1])
            if list.candidates[place] != PairTable.absent { heap.append(list.candidates[place], place) }
        }
        heap.order()
        var steps = 0
        while let (candidate, place) = heap.popLeast() {
            steps += 1
            // What has changed or gone since is skipped: the candidate that took its place is in the heap as well.
            guard list.candidates[place] == candidate else { continue }
            list.mergeNext(into: place, as: candidate & 0xFFFF)
            self.renew(place, &list, &heap)
            if let previous = list.previous(of: place) { self.renew(previous, &list, &heap) }
        }
        tokens.removeLast(tokens.count - start)
        var place = 0
        while place < list.tokens.count {
            tokens.append(list.tokens[place])
            place = list.next(of: place)
        }
        return steps
    }

    private func renew(_ place: Int, _ list: inout MergeList, _ heap: inout MergeHeap) {
        let next = list.next(of: place)
        guard next < list.tokens.count else {
            list.candidates[place] = PairTable.absent
            return
        }
        let candidate = self.pairs.candidate(list.tokens[place], list.tokens[next])
        list.candidates[place] = candidate
        if candidate != PairTable.absent { heap.push(candidate, place) }
    }
}

/// The tokens of a long piece as a doubly linked list over their first places.
private struct MergeList {
    var tokens: [UInt32]
    /// What a token and the next one merge into.
    var candidates: [UInt32]
    private var following: [UInt32]
    /// One more than the place before, so that 0 stands for none.
    private var preceding: [UInt32]

    init(_ tokens: [UInt32]) {
        self.tokens = tokens
        self.candidates = Array(repeating: PairTable.absent, count: tokens.count)
        self.following = Array(1...UInt32(tokens.count))
        self.preceding = Array(0..<UInt32(tokens.count))
    }

    func next(of place: Int) -> Int { Int(self.following[place]) }

    func previous(of place: Int) -> Int? { self.preceding[place] == 0 ? nil : Int(self.preceding[place]) - 1 }

    mutating func mergeNext(into place: Int, as token: UInt32) {
        let gone = Int(self.following[place])
        let next = Int(self.following[gone])
        self.tokens[place] = token
        self.candidates[gone] = PairTable.absent
        self.following[place] = UInt32(next)
        if next < self.tokens.count { self.preceding[next] = UInt32(place) + 1 }
    }
}

/// A binary heap of candidates, one word each: the rank above the place, so that the least is the leftmost of its rank.
private struct MergeHeap {
    private var words: [UInt64] = []

    init(capacity: Int) { self.words.reserveCapacity(capacity) }

    private static func word(_ candidate: UInt32, _ place: Int) -> UInt64 { UInt64(candidate) << 32 | UInt64(place) }

    /// Adds without keeping the order; `order` follows.
    mutating func append(_ candidate: UInt32, _ place: Int) { self.words.append(Self.word(candidate, place)) }

    mutating func order() {
        for index in stride(from: self.words.count / 2 - 1, through: 0, by: -1) { self.sink(index) }
    }

    mutating func push(_ candidate: UInt32, _ place: Int) {
        self.words.append(Self.word(candidate, place))
        var index = self.words.count - 1
        while index > 0, self.words[index] < self.words[(index - 1) / 2] {
            self.words.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    mutating func popLeast() -> (candidate: UInt32, place: Int)? {
        guard let least = self.words.first else { return nil }
        let last = self.words.removeLast()
        if !self.words.isEmpty {
            self.words[0] = last
            self.sink(0)
        }
        return (UInt32(least >> 32), Int(least & 0xFFFF_FFFF))
    }

    private mutating func sink(_ start: Int) {
        let word = self.words[start]
        var index = start
        while true {
            var child = 2 * index + 1
            guard child < self.words.count else { break }
            if child + 1 < self.words.count, self.words[child + 1] < self.words[child] { child += 1 }
            guard self.words[child] < word else { break }
            self.words[index] = self.words[child]
            index = child
        }
        self.words[index] = word
    }
}
