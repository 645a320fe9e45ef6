import Synchronization

/// What a scan of rows needs. Owned by one operation at a time.
///
/// `@unchecked Sendable`: handed over by the pool, which gives it to one thread only.
final class ScanWorkspace: @unchecked Sendable {
    /// Rows of which the dot products are taken at once.
    static let block = 512

    var query: QueryVector
    var best: BestSlots
    let dots = UnsafeMutablePointer<Int32>.allocate(capacity: ScanWorkspace.block)
    let places = UnsafeMutablePointer<UInt32>.allocate(capacity: ScanWorkspace.block)
    let values = UnsafeMutablePointer<Float>.allocate(capacity: ScanWorkspace.block)

    init(dimensions: Int) {
        self.query = QueryVector(dimensions: dimensions)
        self.best = BestSlots(room: 32)
    }

    deinit {
        self.dots.deallocate()
        self.places.deallocate()
        self.values.deallocate()
    }
}

/// Workspaces that are not in use. There are never more than operations ran at once.
final class WorkspacePool<Item: AnyObject & Sendable>: Sendable {
    private let free = Mutex<[Item]>([])
    private let make: @Sendable () -> Item

    init(_ make: @escaping @Sendable () -> Item) {
        self.make = make
    }

    /// Runs with a workspace that nobody else has.
    func use<Result, Failure: Error>(_ body: (Item) throws(Failure) -> Result) throws(Failure) -> Result {
        let item = self.free.withLock { $0.popLast() } ?? self.make()
        defer { self.free.withLock { $0.append(item) } }
        return try body(item)
    }
}
