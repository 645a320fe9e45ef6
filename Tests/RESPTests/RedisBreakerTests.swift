import NIOCore
import RESP
import Testing

struct RedisBreakerTests {
    private func at(_ milliseconds: Int64) -> NIODeadline { .uptimeNanoseconds(0) + .milliseconds(milliseconds) }

    private func breaker() -> RedisBreaker {
        RedisBreaker(threshold: 3, cooldown: .milliseconds(100), maximum: .milliseconds(400))
    }

    @Test func `failures in a row open it, a success between them does not`() {
        var breaker = self.breaker()
        var jitter = RedisJitter(seed: 1)
        let before = (0..<2).map { _ in breaker.failed(at: self.at(0), &jitter) }
        breaker.succeeded()
        let after = (0..<2).map { _ in breaker.failed(at: self.at(0), &jitter) }
        #expect(before == [nil, nil] && after == [nil, nil])
        #expect(breaker.retryAfter(at: self.at(0)) == nil)
        let cooldown = breaker.failed(at: self.at(0), &jitter)
        #expect(cooldown.map { (.milliseconds(50)...(.milliseconds(100))).contains($0) } == true)
        #expect(breaker.retryAfter(at: self.at(0)) == cooldown)
        #expect(breaker.retryAfter(at: self.at(1_000)) == .zero)
        #expect(breaker.name == .open)
    }

    @Test func `only a probe closes it, and failed probes prolong it up to a bound`() {
        var breaker = self.breaker()
        var jitter = RedisJitter(seed: 2)
        for _ in 0..<3 { _ = breaker.failed(at: self.at(0), &jitter) }
        breaker.succeeded()
        #expect(breaker.name == .open)
        for ceiling in [200, 400, 400, 400] as [Int64] {
            let began = breaker.beginProbe()
            #expect(began && breaker.name == .halfOpen)
            let cooldown = breaker.probeFailed(at: self.at(0), &jitter) ?? .zero
            #expect(cooldown >= .milliseconds(ceiling / 2) && cooldown <= .milliseconds(ceiling))
        }
        let begins = [breaker.beginProbe(), breaker.beginProbe()]
        #expect(begins == [true, false])
        breaker.close()
        #expect(breaker.name == .closed)
        let cooldowns = [breaker.probeFailed(at: self.at(0), &jitter), breaker.failed(at: self.at(0), &jitter)]
        #expect(cooldowns == [nil, nil])
    }

    @Test func `waits grow to a ceiling, differ, and can be repeated`() {
        func waits(_ seed: UInt64) -> [TimeAmount] {
            var backoff = RedisBackoff(base: .milliseconds(50), maximum: .seconds(1))
            var jitter = RedisJitter(seed: seed)
            return (0..<200).map { _ in backoff.next(&jitter) }
        }
        let first = waits(7)
        #expect(first == waits(7))
        #expect(first != waits(8))
        for (index, wait) in first.enumerated() {
            let ceiling = min(1_000, 50 << min(index, 10))
            #expect(wait >= .milliseconds(1) && wait <= .milliseconds(Int64(ceiling)))
        }
        #expect(Set(first.map(\.nanoseconds)).count > 190)
        #expect((first.max() ?? .zero) > .milliseconds(900))
    }
}
