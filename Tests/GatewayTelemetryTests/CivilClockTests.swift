import GatewayCore
import Glibc
import Synchronization
import Testing

@testable import GatewayTelemetry

struct CivilClockTests {
    private static func text(_ clock: inout CivilClock, at loopTime: UInt64) -> String {
        String(unsafeUninitializedCapacity: CivilClock.length) { buffer in
            guard let base = buffer.baseAddress else { return 0 }
            clock.write(at: loopTime, to: base)
            return CivilClock.length
        }
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400_000_000_000, "2000-02-29T00:00:00.000Z"),
            (1_709_251_199_999_999_999, "2024-02-29T23:59:59.999Z"),
            (1_795_367_036_123_456_789, "2026-11-22T17:03:56.123Z"),
            (4_107_542_400_007_000_000, "2100-03-01T00:00:00.007Z"),
        ] as [(UInt64, String)]
    )
    func `a moment is written in RFC 3339`(nanoseconds: UInt64, text: String) {
        var clock = CivilClock(wallClock: { nanoseconds })
        #expect(Self.text(&clock, at: 5) == text)
    }

    @Test func `every day agrees with the system's calendar`() {
        for day in stride(from: 0, to: 60000, by: 1) {
            let seconds = day * 86400 + day % 86400
            var clock = CivilClock(wallClock: { UInt64(seconds) * 1_000_000_000 })
            var time = time_t(seconds)
            var parts = tm()
            gmtime_r(&time, &parts)
            let date = [Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday)]
            let rest = [Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec)]
            let numbers = Self.text(&clock, at: 0).split { !$0.isNumber }.compactMap { Int($0) }
            guard numbers == date + rest + [0] else {
                Issue.record("day \(day): \(numbers)")
                return
            }
        }
    }

    @Test func `the wall clock is asked once per second and followed in between`() {
        let readings = Mutex(0)
        let wall = Fixture.wallClock
        var clock = CivilClock(wallClock: {
            readings.withLock { $0 += 1 }
            return wall
        })
        #expect(Self.text(&clock, at: 1_000_000_000) == "2026-11-22T17:03:56.123Z")
        #expect(Self.text(&clock, at: 1_900_000_000) == "2026-11-22T17:03:57.023Z")
        #expect(readings.withLock { $0 } == 1)
        #expect(Self.text(&clock, at: 2_000_000_000) == "2026-11-22T17:03:56.123Z")
        #expect(readings.withLock { $0 } == 2)
        #expect(Self.text(&clock, at: 1_999_000_000) == "2026-11-22T17:03:56.123Z")
        #expect(readings.withLock { $0 } == 3)
    }
}
