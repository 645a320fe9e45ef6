package import NIOCore
package import Synchronization

/// What all loops together have taken on. The one thing that a request touches outside its loop: a ceiling that each
/// loop kept for itself would refuse requests while others have room.
package final class SharedLoad: Sendable {
    /// Exchanges that run.
    package let exchanges = Atomic<Int>(0)

    /// Creates counters at zero.
    package init() {}
}

/// All that one event loop owns: snapshot, timers, chance, counters, upstream pools. Nothing in it crosses loops.
///
/// `@unchecked Sendable`: every member but `eventLoop` and `executor` is touched on `eventLoop` only; references may
/// travel, accesses may not.
package final class LoopState: @unchecked Sendable {
    /// Position among the loops, from 0.
    package let index: Int
    /// The loop.
    package let eventLoop: any EventLoop
    /// Runs Swift tasks on the loop.
    package let executor: any TaskExecutor
    /// Timers of the loop.
    package let timers: LoopTimers
    /// Writes what a tick has queued.
    package let flusher: TickFlusher
    /// Configuration for exchanges that begin now.
    package private(set) var snapshot: Snapshot
    /// The snapshot's numbers that each request looks at.
    package private(set) var bounds: LoopBounds
    /// Finds callers.
    package private(set) var authenticator: any Authenticator
    /// Callers that were found.
    package var credentials: CredentialMemo
    /// Random source of ids and draws.
    package var chance: Chance
    /// Requests in flight per target.
    package var inFlight: [Int]
    /// What may be spent on further attempts.
    package var budgets: LoopBudgets
    /// Number of loops, which share what is bounded for the whole process.
    package let loops: Int
    /// What all loops together have taken on.
    package let load: SharedLoad
    /// Exchanges that run on this loop.
    package var activeExchanges = 0
    /// Client connections on this loop.
    package var connections = 0
    /// Whether the gateway is stopping: no new exchanges, responses close their connection.
    package var isDraining = false
    /// Attempts are carried out by this; set once by the assembly.
    package var upstream: (any Upstream)?
    /// Remembers answers; nil where nothing is cached. Set once by the assembly.
    package var cache: (any ResponseCache)?
    /// Reads requests for rules and needs; set once by the assembly.
    package var router: (any RequestRouter)?
    /// Learns of settled exchanges; set once by the assembly.
    package var observer: (any ExchangeObserver)?
    /// Lets requests for embeddings share calls, in groups that say so.
    package private(set) lazy var embeddings = EmbeddingBatches(self)
    /// Holds requests back that are tagged `batch`, in groups that say so.
    package private(set) lazy var batchWaits = BatchWaits(self)
    private var lines = ByteBuffer()
    /// Scratch for a plan's order, so that planning allocates nothing.
    package var order: [Int] = []
    /// Scratch for what a plan was made by.
    package var routing = RoutingView()

    /// Creates the state of a loop; call it on that loop.
    package init(
        index: Int,
        eventLoop: any EventLoop,
        executor: any TaskExecutor,
        snapshot: Snapshot,
        authenticator: any Authenticator,
        seed: UInt64,
        load: SharedLoad = SharedLoad(),
        loops: Int = 1
    ) {
        self.load = load
        self.loops = loops
        self.budgets = LoopBudgets(snapshot, loops: loops)
        self.index = index
        self.eventLoop = eventLoop
        self.executor = executor
        self.timers = LoopTimers(eventLoop: eventLoop)
        self.flusher = TickFlusher(eventLoop: eventLoop, timers: self.timers)
        self.snapshot = snapshot
        self.bounds = LoopBounds(snapshot.settings.server)
        self.authenticator = authenticator
        self.credentials = CredentialMemo(secret: authenticator.memoSecret)
        self.chance = Chance(seed: seed)
        self.inFlight = Array(repeating: 0, count: snapshot.targets.count)
    }

    /// Replaces the configuration for exchanges that begin from now on.
    package func apply(_ snapshot: Snapshot, authenticator: any Authenticator) {
        self.snapshot = snapshot
        self.bounds = LoopBounds(snapshot.settings.server)
        self.authenticator = authenticator
        self.credentials = CredentialMemo(secret: authenticator.memoSecret)
        // Exchanges of the old snapshot count down by their old positions; fresh counters must not be touched by them,
        // which `Exchange.release` sees by the snapshot's version.
        self.inFlight = Array(repeating: 0, count: snapshot.targets.count)
        self.budgets = LoopBudgets(snapshot, loops: self.loops)
        self.upstream?.apply(snapshot)
        self.router?.apply(snapshot)
        self.cache?.apply(snapshot)
    }

    /// An empty buffer for header lines; given back, it is used again.
    package func takeLines() -> ByteBuffer {
        var lines = self.lines
        self.lines = ByteBuffer()
        lines.clear()
        return lines
    }

    /// Takes a buffer of header lines back.
    package func returnLines(_ lines: ByteBuffer) {
        if lines.capacity <= 16 << 10 {
            self.lines = lines
        }
    }

    /// The loop's time in nanoseconds.
    package var now: UInt64 { self.timers.now }

    /// The time when `now` was last asked for, within this tick.
    package var recent: UInt64 { self.timers.recent }
}
