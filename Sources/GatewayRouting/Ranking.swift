import GatewayCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What is compared of a candidate.
struct RankKey {
    var standing: Standing
    var merit: Double
    var name: UInt64
    var place: Int
    var weight: Int
    var target: Int

    @inline(__always)
    init(_ candidate: borrowing Candidate, standing: Standing, merit: Double) {
        self.standing = standing
        self.merit = merit
        self.name = candidate.name
        self.place = candidate.place
        self.weight = candidate.weight
        self.target = candidate.target
    }

    /// Whether this one comes first.
    ///
    /// - Parameter draw: settles ties by weight; nil settles them by place.
    func precedes(_ other: RankKey, draw: UInt64?) -> Bool {
        if self.standing.rawValue != other.standing.rawValue {
            return self.standing.rawValue < other.standing.rawValue
        }
        if self.merit != other.merit {
            return self.merit > other.merit
        }
        guard let draw else { return self.place < other.place }
        let own = Ranking.lot(draw, self.name, weight: Double(self.weight))
        let others = Ranking.lot(draw, other.name, weight: Double(other.weight))
        return own == others ? self.place < other.place : own > others
    }
}

/// How the first place of an order that is sorted by merit is found.
enum FirstPlace {
    /// It is the best one's.
    case best
    /// It is the best one's, but for a share of requests that try another.
    case explored(share: Double)
    /// Two are drawn, and the better one has it.
    case betterOfTwo
}

/// Sorts candidates by standing and merit; the only scratch is on the stack.
enum Ranking {
    /// Groups up to this size are sorted by insertion.
    private static let small = 32

    /// Appends the targets of the candidates that may serve, best first.
    @inline(__always)
    static func rank(
        _ view: RoutingView,
        draw: UInt64,
        first: FirstPlace,
        drawsTies: Bool,
        standingDraw: UInt64?,
        into order: inout [Int],
        merit: (borrowing Candidate) -> Double
    ) {
        let candidates = view.candidates.span
        withUnsafeTemporaryAllocation(of: RankKey.self, capacity: candidates.count) { keys in
            var count = 0
            for index in candidates.indices {
                let standing = candidates[index].standing(for: view.request, draw: standingDraw)
                guard !standing.isOut else { continue }
                keys.initializeElement(
                    at: count,
                    to: RankKey(candidates[index], standing: standing, merit: merit(candidates[index]))
                )
                count += 1
            }
            let found = UnsafeMutableBufferPointer(rebasing: keys[..<count])
            self.sort(found, draw: drawsTies ? draw : nil)
            self.settle(first, found, draw)
            for key in found {
                order.append(key.target)
            }
        }
    }

    private static func sort(_ keys: UnsafeMutableBufferPointer<RankKey>, draw: UInt64?) {
        guard keys.count > 1 else { return }
        guard keys.count <= self.small else {
            var keys = keys
            keys.sort { $0.precedes($1, draw: draw) }
            return
        }
        for index in 1..<keys.count {
            let key = keys[index]
            var place = index
            while place > 0, key.precedes(keys[place - 1], draw: draw) {
                keys[place] = keys[place - 1]
                place -= 1
            }
            keys[place] = key
        }
    }

    private static func settle(_ first: FirstPlace, _ keys: UnsafeMutableBufferPointer<RankKey>, _ draw: UInt64) {
        guard keys.count > 1 else { return }
        switch first {
        case .best:
            return
        case .explored(let share):
            guard share > 0, Draw.unit(draw, 0, .exploration) < min(share, 0.1) else { return }
            // Whoever gets less than its share takes part: that is how its recovery is seen.
            if let drawn = self.smallest(keys, 1..<keys.count, draw, .exploration, while: { $0 < .isRefusing }) {
                self.bringForward(keys, drawn)
            }
        case .betterOfTwo:
            let contends: (Standing) -> Bool = { $0.isIn }
            guard keys[1].standing.isIn,
                let one = self.smallest(keys, 0..<keys.count, draw, .pair, while: contends)
            else { return }
            // The second of the pair stands before or after the first.
            let before = self.smallest(keys, 0..<one, draw, .pair, while: contends)
            let after = self.smallest(keys, (one + 1)..<keys.count, draw, .pair, while: contends)
            // Sorted by merit: who stands before is better.
            if let before, let after {
                let isBefore =
                    Draw.bits(draw, keys[before].name, .pair) < Draw.bits(draw, keys[after].name, .pair)
                self.bringForward(keys, isBefore ? before : one)
            } else {
                self.bringForward(keys, before ?? one)
            }
        }
    }

    /// The position with the smallest random number, as long as standings pass.
    private static func smallest(
        _ keys: UnsafeMutableBufferPointer<RankKey>,
        _ range: Range<Int>,
        _ draw: UInt64,
        _ purpose: Draw,
        while passes: (Standing) -> Bool
    ) -> Int? {
        var found: Int?
        var least = UInt64.max
        for position in range {
            guard passes(keys[position].standing) else { break }
            let bits = Draw.bits(draw, keys[position].name, purpose)
            if found == nil || bits < least {
                found = position
                least = bits
            }
        }
        return found
    }

    private static func bringForward(_ keys: UnsafeMutableBufferPointer<RankKey>, _ position: Int) {
        let key = keys[position]
        var place = position
        while place > 0 {
            keys[place] = keys[place - 1]
            place -= 1
        }
        keys[0] = key
    }

    /// A random number whose order among candidates is a draw by weight, without replacement: the larger, the earlier.
    ///
    /// Efraimidis and Spirakis, "Weighted random sampling with a reservoir", Information Processing Letters 97(5), 2006.
    static func lot(_ draw: UInt64, _ name: UInt64, weight: Double) -> Double {
        log(Draw.unit(draw, name, .weight)) / weight
    }
}
