import GatewayCore
import NIOCore
import NIOEmbedded
import Testing

@Suite struct LoopTimersTests {
    private final class Recorder: WheelTimer {
        var fired: [UInt64] = []
        var onFire: (() -> Void)?

        override func fired(at now: UInt64) {
            self.fired.append(now)
            self.onFire?()
        }
    }

    private let eventLoop = EmbeddedEventLoop()

    @Test(arguments: [1, 9_999_999, 10_000_000, 10_000_001, 123_456_789, 30_000_000_000])
    func `a timer fires once, at its deadline or within a slot after it`(deadline: UInt64) throws {
        let timers = LoopTimers(eventLoop: self.eventLoop)
        let timer = Recorder()
        timers.set(timer, to: deadline)
        for _ in 0..<4000 {
            self.eventLoop.advanceTime(by: .milliseconds(10))
        }
        #expect(timer.fired.count == 1)
        let at = try #require(timer.fired.first)
        #expect(at >= deadline && at - deadline <= TimerWheel.granularity)
    }

    @Test func `an earlier timer is not kept waiting by a later one`() {
        let timers = LoopTimers(eventLoop: self.eventLoop)
        let late = Recorder()
        let early = Recorder()
        timers.set(late, to: 5_000_000_000)
        timers.set(early, to: 20_000_000)
        self.eventLoop.advanceTime(by: .milliseconds(30))
        #expect(early.fired.count == 1)
        #expect(late.fired.isEmpty)
        self.eventLoop.advanceTime(by: .seconds(5))
        #expect(late.fired.count == 1)
    }

    @Test func `a cancelled timer stays silent`() {
        let timers = LoopTimers(eventLoop: self.eventLoop)
        let timer = Recorder()
        timers.set(timer, to: 20_000_000)
        timers.cancel(timer)
        self.eventLoop.advanceTime(by: .seconds(60))
        #expect(timer.fired.isEmpty)
    }

    @Test func `a timer can be set again while it fires`() {
        let timers = LoopTimers(eventLoop: self.eventLoop)
        let timer = Recorder()
        timer.onFire = { [unowned timer] in
            if timer.fired.count < 3 {
                timers.set(timer, to: timers.now + 100_000_000)
            }
        }
        timers.set(timer, to: 100_000_000)
        self.eventLoop.advanceTime(by: .seconds(1))
        #expect(timer.fired == [100_000_000, 200_000_000, 300_000_000])
    }

    @Test func `a timer that fires may cancel its neighbour of a later slot`() {
        let timers = LoopTimers(eventLoop: self.eventLoop)
        let first = Recorder()
        let second = Recorder()
        first.onFire = { timers.cancel(second) }
        timers.set(first, to: 50_000_000)
        timers.set(second, to: 80_000_000)
        self.eventLoop.advanceTime(by: .seconds(1))
        #expect(first.fired.count == 1)
        #expect(second.fired.isEmpty)
    }

    @Test(
        arguments: [
            (Duration.zero, 0), (.seconds(-1), 0), (.nanoseconds(1), 1), (.milliseconds(1500), 1_500_000_000),
            (.seconds(20_000_000_000), .max), (Duration(secondsComponent: .max, attosecondsComponent: 0), .max),
        ] as [(Duration, UInt64)]
    )
    func `durations become whole nanoseconds that saturate`(duration: Duration, nanoseconds: UInt64) {
        #expect(duration.wholeNanoseconds == nanoseconds)
    }
}

@Suite struct TickFlusherTests {
    private final class Target: FlushTarget {
        let name: Int
        let log: Log
        var onFlush: (() -> Void)?

        init(_ name: Int, _ log: Log) {
            self.name = name
            self.log = log
            super.init()
        }

        override func flushNow() {
            self.log.names.append(self.name)
            self.onFlush?()
        }
    }

    private final class Log {
        var names: [Int] = []
    }

    private let eventLoop = EmbeddedEventLoop()
    private let log = Log()

    @Test func `a target is flushed once per tick however often it was added`() {
        let flusher = TickFlusher(eventLoop: self.eventLoop)
        let targets = (0..<3).map { Target($0, self.log) }
        for _ in 0..<3 {
            for target in targets {
                flusher.add(target)
            }
        }
        #expect(self.log.names.isEmpty)
        self.eventLoop.run()
        #expect(self.log.names == [0, 1, 2])
        flusher.add(targets[1])
        self.eventLoop.run()
        #expect(self.log.names == [0, 1, 2, 1])
    }

    @Test func `what is added during a flush is flushed too, and not twice`() {
        let flusher = TickFlusher(eventLoop: self.eventLoop)
        let first = Target(1, self.log)
        let second = Target(2, self.log)
        first.onFlush = { flusher.add(second) }
        flusher.add(first)
        self.eventLoop.run()
        #expect(self.log.names == [1, 2])
    }

    @Test func `a target that adds itself while it is flushed is flushed again in the next tick`() {
        let flusher = TickFlusher(eventLoop: self.eventLoop)
        let target = Target(1, self.log)
        target.onFlush = { [unowned target] in
            if self.log.names.count == 1 {
                flusher.add(target)
            }
        }
        flusher.add(target)
        self.eventLoop.run()
        #expect(self.log.names == [1, 1])
    }
}
