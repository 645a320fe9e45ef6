import GatewayCore
import GatewayTesting
import NIOCore
import Testing

@testable import GatewayUpstream

/// Behaviour that is wanted and not there yet; each test is enabled with its mending.
@Suite struct PoolKnownDefects {
    @Test(.disabled("Requests that gave up keep their places in the queue, and their bodies in memory."))
    func `requests that gave up leave their places in the queue to others`() async throws {
        let pool = PoolSettings(maxConnections: 1, maxWaiting: 2, preheat: 0)
        try await ScriptedProvider.with([[.awaitRequest, .stall]], pool: pool) { _, client in
            let first = try await client.begin()
            try await client.awaitSample { $0.open == 1 && $0.waiting == 0 }
            for _ in 0..<2 {
                let impatient = try await client.begin()
                impatient.leave()
                #expect(try await impatient.outcome.get().error == .clientClosedRequest)
            }
            let sample = try await client.sample()
            #expect(sample?.waiting == 0)
            let patient = try await client.begin()
            patient.leave()
            #expect(try await patient.outcome.get().error == .clientClosedRequest)
            first.leave()
            #expect(try await first.outcome.get().error == .clientClosedRequest)
        }
    }
}
