package import NIOCore

/// Drives a `TimerWheel` on its event loop: one scheduled call at a time, and none while no timer is set.
///
/// Confined to its event loop.
package final class LoopTimers {
    private let eventLoop: any EventLoop
    private var wheel: TimerWheel
    private var armedFor: UInt64 = .max
    private var armed: Scheduled<Void>?

    /// Creates the timers of a loop; call it on that loop.
    package init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        self.recent = eventLoop.now.uptimeNanoseconds
        self.wheel = TimerWheel(now: self.recent)
    }

    /// The loop's time in nanoseconds.
    package var now: UInt64 {
        let now = self.eventLoop.now.uptimeNanoseconds
        self.recent = now
        return now
    }

    /// The time when `now` was last asked for: good enough for timeouts, where a clock read would be wasted.
    package private(set) var recent: UInt64

    /// Wakes the timer at a time.
    package func set(_ timer: WheelTimer, to deadline: UInt64) {
        guard self.wheel.set(timer, to: deadline), deadline < self.armedFor else { return }
        self.arm()
    }

    /// Takes a timer out.
    package func cancel(_ timer: WheelTimer) {
        self.wheel.cancel(timer)
    }

    private func arm() {
        guard let wake = self.wheel.nextWake, wake < self.armedFor else { return }
        self.armed?.cancel()
        self.armedFor = wake
        let this = NIOLoopBound(self, eventLoop: self.eventLoop)
        self.armed = self.eventLoop.scheduleTask(deadline: .uptimeNanoseconds(wake)) {
            this.value.wake()
        }
    }

    private func wake() {
        self.armed = nil
        self.armedFor = .max
        let now = self.now
        for timer in self.wheel.advance(to: now) {
            timer.fired(at: now)
        }
        self.arm()
    }
}

extension Duration {
    /// The duration in whole nanoseconds, not below zero, saturating.
    package var wholeNanoseconds: UInt64 {
        let (seconds, attoseconds) = self.components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let (product, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return .max }
        let (sum, carried) = product.addingReportingOverflow(UInt64(attoseconds) / 1_000_000_000)
        return carried ? .max : sum
    }
}
