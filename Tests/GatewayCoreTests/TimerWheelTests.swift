import GatewayCore
import Testing

@Suite struct TimerWheelTests {
    private static let slot = TimerWheel.granularity

    fileprivate final class Numbered: WheelTimer {
        let number: Int

        init(_ number: Int) {
            self.number = number
            super.init()
        }
    }

    /// What is known of each timer without any wheel: its deadline, and the slot at which it has to have fired.
    private struct Model {
        var position: UInt64
        var deadlines: [Int: UInt64] = [:]
        var dueSlots: [Int: UInt64] = [:]

        mutating func set(_ number: Int, to deadline: UInt64) {
            let slot = deadline / TimerWheelTests.slot + (deadline % TimerWheelTests.slot == 0 ? 0 : 1)
            self.deadlines[number] = deadline == .max ? nil : deadline
            self.dueSlots[number] = deadline == .max ? nil : max(slot, self.position + 1)
        }

        /// Moves on; the timers that have to fire now, and those that may.
        mutating func advance(to now: UInt64) -> (due: Set<Int>, allowed: Set<Int>) {
            self.position = max(self.position, now / TimerWheelTests.slot)
            return (
                Set(self.dueSlots.filter { $0.value <= self.position }.keys),
                Set(self.deadlines.filter { $0.value <= now }.keys)
            )
        }
    }

    @Test(arguments: 1...40)
    func `the wheel fires what a plain list would fire`(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var now = UInt64.random(in: 0..<(40 * Self.slot), using: &random)
        let wheel = OwnedWheel(now: now)
        var model = Model(position: now / Self.slot)
        let timers = (0..<24).map { Numbered($0) }
        for step in 0..<3000 {
            let number = Int.random(in: 0..<timers.count, using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0...4:
                let deadline = Self.deadline(after: now, using: &random)
                wheel.set(timers[number], to: deadline)
                model.set(number, to: deadline)
                #expect(timers[number].deadline == deadline, "seed \(seed) step \(step)")
            case 5:
                wheel.cancel(timers[number])
                model.set(number, to: .max)
            default:
                now += Self.stride(using: &random)
                let fired = wheel.advance(to: now).compactMap { ($0 as? Numbered)?.number }
                let (due, allowed) = model.advance(to: now)
                #expect(due.isSubset(of: fired), "seed \(seed) step \(step): late")
                #expect(allowed.isSuperset(of: fired), "seed \(seed) step \(step): early")
                #expect(fired.count == Set(fired).count, "seed \(seed) step \(step): twice")
                for number in fired {
                    model.set(number, to: .max)
                }
            }
            if let first = model.dueSlots.values.min() {
                let wake = wheel.nextWake ?? .max
                #expect(wake <= first * Self.slot, "seed \(seed) step \(step): sleeps too long")
                #expect(wake > model.position * Self.slot, "seed \(seed) step \(step): does not sleep")
            }
        }
    }

    private static func deadline(after now: UInt64, using random: inout SplitMix64) -> UInt64 {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: now
        case 1: now - min(now, .random(in: 0..<(5 * Self.slot), using: &random))
        case 2: now + .random(in: 0..<(3000 * Self.slot), using: &random)
        case 3: .max
        case 4: (now / Self.slot + .random(in: 1..<1100, using: &random)) * Self.slot
        default: now + .random(in: 0..<(30 * Self.slot), using: &random)
        }
    }

    private static func stride(using random: inout SplitMix64) -> UInt64 {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: 0
        case 1: .random(in: 0..<(2500 * Self.slot), using: &random)
        default: .random(in: 0..<(4 * Self.slot), using: &random)
        }
    }

    @Test(arguments: 1...20)
    func `a wheel that is advanced when it asks fires never early and at most one slot late`(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed) &* 77)
        let start = UInt64.random(in: 0..<(1 << 40), using: &random)
        let wheel = OwnedWheel(now: start)
        let timers = (0..<50).map { Numbered($0) }
        var deadlines: [Int: UInt64] = [:]
        for timer in timers {
            let deadline = start + .random(in: 1..<(5000 * Self.slot), using: &random)
            deadlines[timer.number] = deadline
            wheel.set(timer, to: deadline)
        }
        var wakes = 0
        while let wake = wheel.nextWake, wakes < 10_000 {
            wakes += 1
            for timer in wheel.advance(to: wake) {
                guard let number = (timer as? Numbered)?.number, let deadline = deadlines.removeValue(forKey: number)
                else {
                    Issue.record("fired twice, seed \(seed)")
                    continue
                }
                #expect(wake >= deadline, "seed \(seed): early")
                #expect(wake - deadline <= Self.slot, "seed \(seed): late")
                #expect(timer.deadline == .max, "seed \(seed): idle again")
            }
        }
        #expect(deadlines.isEmpty, "seed \(seed)")
        #expect(wheel.isEmpty)
    }

    @Test func `a timer that was moved to later is put back when it is met`() {
        let wheel = OwnedWheel(now: 0)
        let timer = Numbered(0)
        let isFirst = wheel.set(timer, to: 3 * Self.slot)
        let isMoved = wheel.set(timer, to: 50 * Self.slot)
        #expect(isFirst)
        #expect(!isMoved)
        #expect(wheel.fired(at: 49 * Self.slot).isEmpty)
        #expect(wheel.fired(at: 50 * Self.slot) == [0])
    }

    @Test func `a timer that was moved to earlier asks for an earlier wake`() {
        let wheel = OwnedWheel(now: 0)
        let timer = Numbered(0)
        wheel.set(timer, to: 900 * Self.slot)
        let asks = wheel.set(timer, to: 2 * Self.slot)
        let wake = wheel.nextWake
        #expect(asks)
        #expect(wake == 2 * Self.slot)
        #expect(wheel.fired(at: 2 * Self.slot) == [0])
        #expect(wheel.isEmpty)
    }

    @Test func `timers of one slot are taken out one by one from any place`() {
        for removed in 0..<4 {
            let wheel = OwnedWheel(now: 0)
            let timers = (0..<4).map { Numbered($0) }
            for timer in timers {
                wheel.set(timer, to: 5 * Self.slot)
            }
            wheel.cancel(timers[removed])
            wheel.cancel(timers[removed])
            #expect(wheel.fired(at: 5 * Self.slot) == Set(0..<4).subtracting([removed]))
        }
    }

    @Test func `a deadline of never does not fire`() {
        let wheel = OwnedWheel(now: 0)
        let timer = Numbered(0)
        wheel.set(timer, to: .max)
        for step in 1...3000 {
            #expect(wheel.fired(at: UInt64(step) * Self.slot).isEmpty)
        }
    }
}

/// A wheel behind a reference, since expectations take no value that cannot be copied.
private final class OwnedWheel {
    private var wheel: TimerWheel

    init(now: UInt64) {
        self.wheel = TimerWheel(now: now)
    }

    var isEmpty: Bool { self.wheel.count == 0 }

    var nextWake: UInt64? { self.wheel.nextWake }

    @discardableResult
    func set(_ timer: WheelTimer, to deadline: UInt64) -> Bool {
        self.wheel.set(timer, to: deadline)
    }

    func cancel(_ timer: WheelTimer) {
        self.wheel.cancel(timer)
    }

    func advance(to now: UInt64) -> [WheelTimer] {
        self.wheel.advance(to: now)
    }

    func fired(at now: UInt64) -> Set<Int> {
        Set(self.wheel.advance(to: now).compactMap { ($0 as? TimerWheelTests.Numbered)?.number })
    }
}
