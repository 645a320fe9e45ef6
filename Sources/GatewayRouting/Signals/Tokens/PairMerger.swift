/// Merges the bytes of a piece into tokens: always the two neighbours whose union has the least rank, the leftmost
/// first.
///
/// Short pieces scan an array for the least rank, which is quadratic but fastest below about a hundred bytes. Longer
/// ones keep the candidates in a heap over a linked list: n log n, so that a megabyte of one letter is no trap.
struct PairMerger {
    /// Up to this length a piece is merged in the scratch array.
    static let shortPiece = 96
    /// A longer piece than this is merged in parts of this length: bounds the memory for one piece to about 28 MB.
    static let longestPiece = 1 << 20

    /// Where the tokens of a piece begin, and the rank of the union of each with the next one.
    struct Part {
        var rank: UInt32
        var start: UInt32
    }

    let table: TokenView
    let text: UnsafeBufferPointer<UInt8>
    /// Room for `shortPiece + 1` parts; what stands in it means nothing between pieces.
    let scratch: UnsafeMutableBufferPointer<Part>

    /// How many tokens a part of the text has; `visit` gets the bounds of each, in order.
    @inline(__always)
    func merge(from start: Int, to end: Int, _ visit: (Int, Int) -> Void) -> Int {
        if end - start <= Self.shortPiece { return self.mergeShort(start, end, visit) }
        return self.mergeParts(start, end, visit)
    }

    private func mergeParts(_ start: Int, _ end: Int, _ visit: (Int, Int) -> Void) -> Int {
        var count = 0
        for from in stride(from: start, to: end, by: Self.longestPiece) {
            count += self.mergeLong(from, min(end, from + Self.longestPiece), visit).tokens
        }
        return count
    }

    // MARK: short pieces

    @inline(__always)
    private func mergeShort(_ start: Int, _ end: Int, _ visit: (Int, Int) -> Void) -> Int {
        let parts = self.scratch
        var count = end - start
        for index in 0..<count {
            let rank = index + 1 < count ? self.table.rank(ofPair: self.text, start + index) : TokenTable.absent
            parts[index] = Part(rank: rank, start: UInt32(index))
        }
        parts[count] = Part(rank: TokenTable.absent, start: UInt32(count))
        while true {
            var least = TokenTable.absent
            var place = 0
            for index in 0..<count where parts[index].rank < least {
                least = parts[index].rank
                place = index
            }
            guard least != TokenTable.absent else { break }
            // The part at `place` takes in the next one; the ranks of it and of the one before change.
            count -= 1
            for index in place + 1...count { parts[index] = parts[index + 1] }
            parts[place].rank = self.rank(of: parts, place, count, start)
            if place > 0 { parts[place - 1].rank = self.rank(of: parts, place - 1, count, start) }
        }
        for index in 0..<count { visit(start + Int(parts[index].start), start + Int(parts[index + 1].start)) }
        return count
    }

    /// The rank of the union of a part and the next one.
    @inline(__always)
    private func rank(of parts: UnsafeMutableBufferPointer<Part>, _ index: Int, _ count: Int, _ start: Int) -> UInt32 {
        guard index + 2 <= count else { return TokenTable.absent }
        return self.table.rank(
            of: self.text,
            from: start + Int(parts[index].start),
            to: start + Int(parts[index + 2].start)
        )
    }

    // MARK: long pieces

    /// Counts the candidates that it takes from the heap as well: fewer than three per byte.
    @inline(never)
    func mergeLong(_ start: Int, _ end: Int, _ visit: (Int, Int) -> Void) -> (tokens: Int, steps: Int) {
        var list = PartList(length: end - start)
        var heap = CandidateHeap(capacity: end - start)
        for index in 0..<end - start - 1 {
            let rank = self.table.rank(ofPair: self.text, start + index)
            list.ranks[index] = rank
            if rank != TokenTable.absent { heap.append(rank, index) }
        }
        heap.order()
        var steps = 0
        while let (rank, place) = heap.popLeast() {
            steps += 1
            // A candidate whose part has gone or has changed since is skipped: its new rank is in the heap as well.
            guard list.ranks[place] == rank else { continue }
            list.removeNext(of: place)
            self.update(&list, &heap, place, start)
            if let previous = list.previous(of: place) { self.update(&list, &heap, previous, start) }
        }
        var count = 0
        var index = 0
        while index < end - start {
            let next = list.next(of: index)
            visit(start + index, start + next)
            count += 1
            index = next
        }
        return (count, steps)
    }

    @inline(__always)
    private func update(_ list: inout PartList, _ heap: inout CandidateHeap, _ place: Int, _ start: Int) {
        let next = list.next(of: place)
        guard next < list.length else {
            list.ranks[place] = TokenTable.absent
            return
        }
        let rank = self.table.rank(of: self.text, from: start + place, to: start + list.next(of: next))
        list.ranks[place] = rank
        if rank != TokenTable.absent { heap.push(rank, place) }
    }
}
