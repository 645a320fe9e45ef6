import GatewayCore

/// Gives the memory of expired entries back where no traffic does: an idle gateway would keep them.
///
/// Confined to its loop, whose timers hold it.
final class ExpirySweep: WheelTimer {
    private let state: SharedState
    private let loop: LoopState

    /// Between two sweeps, each of which looks at a bounded number of entries.
    static let interval: UInt64 = 5_000_000_000

    init(_ state: SharedState, loop: LoopState) {
        self.state = state
        self.loop = loop
    }

    /// Begins; it ends with its loop.
    func start() {
        self.loop.timers.set(self, to: self.loop.now &+ Self.interval)
    }

    override func fired(at now: UInt64) {
        self.state.memory?.collect(now: now)
        self.state.replays?.collect(now: now)
        self.state.refusals?.collect(now: now)
        self.loop.timers.set(self, to: now &+ Self.interval)
    }
}
