import GatewayCore
import GatewayTesting
import NIOCore
import NIOEmbedded
import Testing

@testable import GatewayCache

@Suite struct ExpirySweepTests {
    @Test func `what has expired goes without anybody asking`() throws {
        let eventLoop = EmbeddedEventLoop()
        let loop = try Fixture.loop(eventLoop)
        let state = SharedState(CacheSettings(), secret: [1], wallClock: { 0 })
        let refusals = try #require(state.refusals)
        let refusal = StoredRefusal(error: GatewayError(.requestRejected, "No."))
        for number in 0..<500 {
            let key = CacheKey(a: UInt64(number) &* 0x9E37_79B9_7F4A_7C15, b: 0, c: 0, d: 0)
            refusals.insert(key, refusal, size: 256, dropAt: loop.now + 1_000_000_000, now: loop.now)
        }
        ExpirySweep(state, loop: loop).start()
        #expect(refusals.statistics.entries == 500)
        eventLoop.advanceTime(by: .seconds(30))
        #expect(refusals.statistics.entries == 0)
    }
}
