package import NIOCore

/// A connection with queued bytes. A base class for the same reason as `ClientStream`.
open class FlushTarget {
    fileprivate var isQueued = false

    /// For subclasses.
    public init() {}

    /// Lets the queued bytes go to the socket.
    open func flushNow() {}
}

/// Flushes each connection once per loop tick, after all of the tick's reads.
///
/// A tick under load reads from many connections. If each of them were written to at once, the peers would be woken one
/// by one, and a wake-up costs more than the write; so the writes of a tick are done together. A connection that comes
/// alone, after a pause, is flushed at once: there is nothing to wait for. Confined to its loop.
package final class TickFlusher {
    /// Nanoseconds without another connection after which one is taken to come alone.
    private static let pause: UInt64 = 30_000

    private let eventLoop: any EventLoop
    private let timers: LoopTimers?
    private var lastAdded: UInt64 = 0
    private var queued: [FlushTarget] = []
    private var running: [FlushTarget] = []
    private var isScheduled = false
    private var task: (@Sendable () -> Void)?

    /// Creates the flusher of a loop; call it on that loop.
    ///
    /// - Parameters:
    ///   - eventLoop: the loop.
    ///   - timers: tells the time; nil flushes only at the end of ticks.
    package init(eventLoop: any EventLoop, timers: LoopTimers? = nil) {
        self.eventLoop = eventLoop
        self.timers = timers
    }

    /// Flushes the target at the end of this tick, or now if nothing else was flushed for a while.
    package func add(_ target: FlushTarget) {
        guard !target.isQueued else { return }
        if let now = self.timers?.recent {
            let isAlone = now > self.lastAdded &+ Self.pause
            self.lastAdded = now
            if isAlone, !self.isScheduled {
                target.flushNow()
                return
            }
        }
        target.isQueued = true
        self.queued.append(target)
        guard !self.isScheduled else { return }
        self.isScheduled = true
        self.eventLoop.execute(self.sweep)
    }

    /// Made once, so that a tick allocates no closure.
    private var sweep: @Sendable () -> Void {
        if let task = self.task {
            return task
        }
        let this = NIOLoopBound(self, eventLoop: self.eventLoop)
        let task: @Sendable () -> Void = { this.value.run() }
        self.task = task
        return task
    }

    private func run() {
        self.isScheduled = false
        swap(&self.queued, &self.running)
        for target in self.running {
            target.isQueued = false
            target.flushNow()
        }
        self.running.removeAll(keepingCapacity: true)
    }
}
