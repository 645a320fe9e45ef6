import Dispatch
package import GatewayCore
import Synchronization

/// Keeps records of decisions on disk, off every path of a request.
///
/// Records wait where they were made, in memory of a bounded size, and are fetched from there a few times per second by
/// one queue, the only one that writes. Whoever makes decisions never waits for it: what it has not fetched in time is
/// overwritten, and counted there. Without a file, or with one that is of no use, nothing is fetched.
package final class DecisionArchive: Sendable {
    /// Fetches records that wait, so many at most; fewer than that are all. Called on the queue.
    package typealias Source = @Sendable (_ most: Int) -> [StoredDecision]

    /// Records per transaction.
    package static let batch = 256
    /// Transactions per turn at most.
    private static let mostBatches = 64
    /// Transactions that remove records, per turn at most.
    private static let mostPrunings = 16
    /// How often to look for records that are too old, in nanoseconds.
    private static let pruneInterval: UInt64 = 60_000_000_000
    /// How often records are fetched.
    private static let interval = DispatchTimeInterval.milliseconds(100)

    private struct State {
        var settings: DecisionStoreSettings?
        var file: DecisionFile?
        var statistics = DecisionStoreStatistics()
        var isRunning = false
        var isScheduled = false
        var isFailing = false
        var pruneAt: UInt64 = 0
    }

    private let source: Source
    private let wallClock: @Sendable () -> UInt64
    private let onFault: @Sendable (StorageError) -> Void
    private let queue = DispatchQueue(label: "decisions", qos: .utility)
    private let state = Mutex(State())

    /// Creates an archive without a file.
    ///
    /// - Parameters:
    ///   - source: where records come from.
    ///   - wallClock: nanoseconds since 1970.
    ///   - onFault: told what the operator should know, once when it begins.
    package init(
        source: @escaping Source,
        wallClock: @escaping @Sendable () -> UInt64,
        onFault: @escaping @Sendable (StorageError) -> Void
    ) {
        self.source = source
        self.wallClock = wallClock
        self.onFault = onFault
    }

    /// What became of records so far; `dropped` is the source's to tell. Nil where no file is wanted.
    package var statistics: DecisionStoreStatistics? {
        self.state.withLock { $0.settings == nil ? nil : $0.statistics }
    }

    /// The file that is in use; nil where none is.
    package var file: DecisionFile? { self.state.withLock { $0.file } }

    // MARK: Life

    /// Uses the file of the settings from now on, or none; tries again where the last one was of no use.
    ///
    /// Waits for the disk, so it must not be called on a loop. A file that cannot be used is told to `onFault`.
    package func use(_ settings: DecisionStoreSettings?) {
        self.queue.sync {
            let (old, file) = self.state.withLock { ($0.settings, $0.file) }
            if let settings, file != nil, old?.path == settings.path {
                self.state.withLock { $0.settings = settings }
                return
            }
            if file != nil {
                self.writeAll()
            }
            var opened: DecisionFile?
            if let settings {
                do throws(StorageError) {
                    opened = try DecisionFile(settings.path)
                } catch {
                    self.onFault(error)
                }
            }
            self.state.withLock { state in
                state.settings = settings
                state.file = opened
                state.statistics.isUp = opened != nil
                state.isFailing = false
                state.pruneAt = 0
            }
            self.schedule()
        }
    }

    /// Fetches and writes by itself from now on, until it is stopped.
    package func start() {
        self.queue.sync {
            self.state.withLock { $0.isRunning = true }
            self.schedule()
        }
    }

    /// Sees to the next turn, where there is a file: nothing wakes up for nothing.
    private func schedule() {
        let isNeeded = self.state.withLock { state in
            guard state.isRunning, state.file != nil, !state.isScheduled else { return false }
            state.isScheduled = true
            return true
        }
        guard isNeeded else { return }
        self.queue.asyncAfter(deadline: .now() + Self.interval) { [weak self] in
            guard let self else { return }
            self.state.withLock { $0.isScheduled = false }
            self.turn()
            self.schedule()
        }
    }

    /// Writes what waits, and closes the file. Waits for the disk, so it must not be called on a loop.
    package func stop() {
        self.queue.sync {
            self.writeAll()
            self.state.withLock { state in
                state.file = nil
                state.isRunning = false
                state.statistics.isUp = false
            }
        }
    }

    /// Fetches, writes and prunes once; for tests, which have no timer.
    package func step() {
        self.queue.sync { self.turn() }
    }

    // MARK: On the queue

    private func turn() {
        guard self.file != nil else { return }
        self.writeAll()
        self.prune()
    }

    private func writeAll() {
        for _ in 0..<Self.mostBatches {
            guard let file = self.file else { return }
            let batch = self.source(Self.batch)
            guard !batch.isEmpty else { return }
            do throws(StorageError) {
                let added = try file.add(batch)
                self.state.withLock { state in
                    state.statistics.stored &+= UInt64(added)
                    state.isFailing = false
                }
            } catch {
                self.state.withLock { $0.statistics.failed &+= UInt64(batch.count) }
                self.note(error)
            }
            guard batch.count == Self.batch else { return }
        }
    }

    private func prune() {
        let now = self.wallClock()
        let (file, settings, isDue) = self.state.withLock { ($0.file, $0.settings, now >= $0.pruneAt) }
        guard let file, let settings else { return }
        do throws(StorageError) {
            let bytes = try file.usedBytes()
            self.state.withLock { $0.statistics.bytes = bytes }
            guard isDue || bytes > settings.maxBytes else { return }
            let age = settings.keep.wholeNanoseconds
            var isDone = false
            for _ in 0..<Self.mostPrunings where !isDone {
                let pruned = try file.prune(before: now > age ? now - age : 0, maxBytes: settings.maxBytes)
                isDone = pruned.isDone
                self.state.withLock { $0.statistics.pruned &+= UInt64(pruned.count) }
            }
            try file.shrink()
            let left = try file.usedBytes()
            self.state.withLock { state in
                state.statistics.bytes = left
                state.pruneAt = isDone ? now &+ Self.pruneInterval : now
            }
        } catch {
            self.note(error)
        }
    }

    /// Tells of a failure once, and lets go of a file that is of no use any more.
    private func note(_ error: StorageError) {
        let isNews = self.state.withLock { state in
            defer { state.isFailing = true }
            if error.isFinal {
                state.file = nil
                state.statistics.isUp = false
            }
            return !state.isFailing || error.isFinal
        }
        if isNews {
            self.onFault(error)
        }
    }
}
