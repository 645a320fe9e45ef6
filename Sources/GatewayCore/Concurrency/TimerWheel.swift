/// Something that wants to be woken at a time: a node of the wheel, owned by a connection or an exchange.
///
/// A subclass overrides `fired(at:)`. Confined to the loop of its wheel.
open class WheelTimer {
    /// When to wake, in nanoseconds of the loop's clock; `UInt64.max` is never.
    package fileprivate(set) var deadline: UInt64 = .max
    fileprivate var slot = -1
    fileprivate var met: UInt64 = .max
    fileprivate var previous: WheelTimer?
    fileprivate var next: WheelTimer?

    /// Creates an idle timer.
    package init() {}

    /// Called once when the deadline has passed; the timer is idle again by then.
    open func fired(at now: UInt64) {}
}

/// Coarse timers of one event loop: 10 ms slots, O(1) to set, move and cancel, no allocation.
///
/// A pure machine: the owner calls `advance(to:)` and asks `nextWake`. Moving a deadline to later costs one store, since
/// a timer that is met too early is put back; a request therefore pays nothing for its timeouts but the stores.
package struct TimerWheel: ~Copyable {
    /// Nanoseconds per slot.
    package static let granularity: UInt64 = 10_000_000
    private static let slots = 1024

    private var heads: [WheelTimer?]
    private var occupied: [UInt64]
    private var position: UInt64
    /// Timers in the wheel.
    package private(set) var count = 0

    /// Creates an empty wheel that stands at a time.
    package init(now: UInt64) {
        self.heads = Array(repeating: nil, count: Self.slots)
        self.occupied = Array(repeating: 0, count: Self.slots / 64)
        self.position = now / Self.granularity
    }

    /// Sets or moves a timer; a deadline in the past fires at the next advance.
    ///
    /// - Returns: whether the owner has to look at `nextWake` again, because this timer may be the earliest.
    @discardableResult
    package mutating func set(_ timer: WheelTimer, to deadline: UInt64) -> Bool {
        if timer.slot >= 0, deadline >= timer.met {
            timer.deadline = deadline
            return false
        }
        self.unlink(timer)
        timer.deadline = deadline
        self.insert(timer)
        return true
    }

    /// Takes a timer out.
    package mutating func cancel(_ timer: WheelTimer) {
        timer.deadline = .max
        self.unlink(timer)
    }

    private mutating func unlink(_ timer: WheelTimer) {
        guard timer.slot >= 0 else { return }
        let slot = timer.slot
        if let previous = timer.previous {
            previous.next = timer.next
        } else {
            self.heads[slot] = timer.next
            if timer.next == nil {
                self.occupied[slot >> 6] &= ~(1 << UInt64(slot & 63))
            }
        }
        timer.next?.previous = timer.previous
        timer.previous = nil
        timer.next = nil
        timer.slot = -1
        self.count -= 1
    }

    private mutating func insert(_ timer: WheelTimer) {
        // A deadline beyond the wheel's span waits in the farthest slot and is put back when met.
        let tick = (timer.deadline &+ (Self.granularity - 1)) / Self.granularity
        let offset = min(max(tick, self.position + 1) - self.position, UInt64(Self.slots - 1))
        let slot = Int((self.position + offset) % UInt64(Self.slots))
        timer.slot = slot
        timer.met = (self.position + offset) * Self.granularity
        timer.next = self.heads[slot]
        timer.next?.previous = timer
        self.heads[slot] = timer
        self.occupied[slot >> 6] |= 1 << UInt64(slot & 63)
        self.count += 1
    }

    /// When `advance(to:)` has to be called next, in nanoseconds; nil while the wheel is empty.
    package var nextWake: UInt64? {
        guard self.count > 0 else { return nil }
        for offset in 1..<UInt64(Self.slots) {
            let slot = Int((self.position + offset) % UInt64(Self.slots))
            if slot & 63 == 0, self.occupied[slot >> 6] == 0, offset + 64 < UInt64(Self.slots) {
                continue
            }
            if self.occupied[slot >> 6] & (1 << UInt64(slot & 63)) != 0 {
                return (self.position + offset) * Self.granularity
            }
        }
        return (self.position + UInt64(Self.slots)) * Self.granularity
    }

    /// Moves the wheel on and hands out the timers whose deadline has passed.
    package mutating func advance(to now: UInt64) -> [WheelTimer] {
        let target = now / Self.granularity
        var due: [WheelTimer] = []
        guard target > self.position else { return due }
        let steps = min(target - self.position, UInt64(Self.slots))
        var met: [WheelTimer] = []
        for step in 1...steps {
            let slot = Int((self.position + step) % UInt64(Self.slots))
            while let timer = self.heads[slot] {
                self.unlink(timer)
                met.append(timer)
            }
        }
        self.position = target
        for timer in met {
            if timer.deadline <= now {
                timer.deadline = .max
                due.append(timer)
            } else if timer.deadline != .max {
                self.insert(timer)
            }
        }
        return due
    }
}
