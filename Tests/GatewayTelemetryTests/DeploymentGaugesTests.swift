import GatewayCore
import Testing

@testable import GatewayTelemetry

struct DeploymentGaugesTests {
    private static let second: UInt64 = 1_000_000_000

    /// Samples of a deployment with a name, by metric.
    private static func values(_ gauges: [DeploymentGauges]) -> (String) -> Double? {
        let scrape = Scrape([], gauges: GatewayGauges(version: "1", configVersion: 1, deployments: gauges))
        return { metric in
            let lines = scrape.lines("signalbox_" + metric).filter { $0.contains("deployment=\"fast-groq\"") }
            return lines.first?.split(separator: " ").last.flatMap { Double($0) }
        }
    }

    private static func gauges(_ health: DeploymentHealth, at now: UInt64) -> [DeploymentGauges] {
        [DeploymentGauges(deployment: "fast-groq", provider: "groq", model: "m", health: health.sample(at: now))]
    }

    private static func health(concurrency: Int? = nil) -> DeploymentHealth {
        var deployment = Deployment(id: "fast-groq", provider: "groq", model: "m")
        deployment.limits.concurrency = concurrency
        return DeploymentHealth(deployment, seed: 1)
    }

    @Test func `all deployments are reported, and what stands for models that only requests name`() throws {
        let fixture = try Fixture()
        let all = DeploymentGauges.all(of: fixture.loop.snapshot, at: 0)
        #expect(all.map(\.deployment) == ["fast-groq", "groq/*", "other-one/*"])
        #expect(all.map(\.provider) == ["groq", "groq", "other-one"])
        #expect(all.map(\.model) == ["llama-fast", "", ""])
        let values = Self.values(all)
        #expect(values("deployment_state") == 0 && values("deployment_available") == 1)
    }

    @Test func `a breaker shows as open, then half open, then closed`() throws {
        let health = Self.health()
        for _ in 0..<5 {
            health.ended(.failure(AttemptFault(.serverError)), began: 1, isProbe: false, bodyBytes: 0, at: 1)
        }
        let open = Self.values(Self.gauges(health, at: 2))
        #expect(open("deployment_state") == 2)
        #expect(open("deployment_available") == 0)
        #expect(open("breaker_opened_total") == 1)
        let halfOpen = Self.values(Self.gauges(health, at: 10 * Self.second))
        #expect(halfOpen("deployment_state") == 1)
        #expect(halfOpen("deployment_available") == 0)
        #expect(health.admit(at: 10 * Self.second) == .probe)
        let began = 10 * Self.second
        health.ended(.success(latency: nil, isStream: true), began: began, isProbe: true, bodyBytes: 0, at: began + 1)
        let closed = Self.values(Self.gauges(health, at: began + 2))
        #expect(closed("deployment_state") == 0)
        #expect(closed("deployment_available") == 1)
        #expect(closed("breaker_opened_total") == 1)
    }

    @Test func `a deployment that cools down or is ejected is not available, whatever its breaker says`() {
        let cooling = Self.health()
        let fault = AttemptFault(.rateLimit, retryAfter: 5 * Self.second)
        cooling.ended(.failure(fault), began: 1, isProbe: false, bodyBytes: 0, at: 1)
        let (during, after) = (
            Self.values(Self.gauges(cooling, at: Self.second)), Self.values(Self.gauges(cooling, at: 6 * Self.second))
        )
        #expect(during("deployment_state") == 0 && during("deployment_available") == 0)
        #expect(after("deployment_available") == 1)
        let ejected = Self.health()
        ejected.eject(until: 5 * Self.second, at: 1)
        let values = Self.values(Self.gauges(ejected, at: 2))
        #expect(values("deployment_state") == 0 && values("deployment_available") == 0)
        #expect(values("outlier_ejections_total") == 1)
    }

    @Test func `places are shown only where they are limited`() {
        let unlimited = Self.values(Self.gauges(Self.health(), at: 1))
        let health = Self.health(concurrency: 3)
        #expect(health.enterIfFree() && health.enterIfFree())
        let limited = Self.values(Self.gauges(health, at: 1))
        for metric in ["deployment_concurrency_limit", "deployment_in_flight", "deployment_waiting"] {
            #expect(unlimited(metric) == nil, "\(metric)")
        }
        #expect(limited("deployment_concurrency_limit") == 3)
        #expect(limited("deployment_in_flight") == 2)
        #expect(limited("deployment_waiting") == 0)
    }
}
