import Synchronization

/// A lock that many hold at once and one alone, made of plain ones.
///
/// Whoever shares takes any lane that is free; whoever must be alone takes them all, in order. Sharing costs one
/// uncontended lock, and as long as there are no more threads than lanes, nobody who shares waits for another. Being
/// alone waits for everybody inside, and whoever comes meanwhile waits for it: it is for what is short and rare. A lane
/// is handed to whoever waited for it, so neither side starves.
///
/// Not reentrant: neither kind may be entered from within the other.
final class ReadingLanes: Sendable {
    private final class Lane: Sendable {
        let lock = Mutex(())
    }

    private let lanes: [Lane]
    private let next = Atomic<Int>(0)

    init(count: Int = 16) {
        self.lanes = (0..<max(1, count)).map { _ in Lane() }
    }

    /// Runs beside others that share.
    func shared<Result: Sendable, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        let first = self.next.wrappingAdd(1, ordering: .relaxed).oldValue
        for step in 0..<self.lanes.count {
            let lane = self.lanes[Int(UInt(bitPattern: first &+ step) % UInt(self.lanes.count))]
            let result = try lane.lock.withLockIfAvailable { (_) throws(Failure) -> Result in try body() }
            if let result { return result }
        }
        let lane = self.lanes[Int(UInt(bitPattern: first) % UInt(self.lanes.count))]
        return try lane.lock.withLock { (_) throws(Failure) -> Result in try body() }
    }

    /// Runs alone.
    func alone<Result: Sendable, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        try self.alone(from: 0, body)
    }

    private func alone<Result: Sendable, Failure: Error>(
        from lane: Int,
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard lane < self.lanes.count else { return try body() }
        return try self.lanes[lane].lock.withLock { (_) throws(Failure) -> Result in
            try self.alone(from: lane + 1, body)
        }
    }
}
