import Dispatch
import GatewayAdmin
import GatewayCache
import GatewayConfig
import GatewayCore
import GatewayTelemetry
import GatewayUpstream
import NIOCore
import Synchronization

/// What the admin plane sees of a gateway.
struct AdminView: AdminSource {
    let gateway: Gateway

    var cache: (any CacheControl)? {
        self.gateway.settings.models.contains { $0.cache != nil } ? self.gateway.cache : nil
    }

    var decisions: (any DecisionSource)? { DecisionView(gateway: self.gateway) }

    func metrics(_ format: MetricsFormat) async -> [UInt8] {
        var samples: [TelemetrySample] = []
        var pools: [PoolGauges] = []
        var lags: [UInt64] = []
        for part in self.gateway.parts.withLock({ $0 }) {
            let asked = NIODeadline.now()
            let taken = try? await part.state.eventLoop.submit {
                (
                    part.telemetry.value.sample(of: part.state), part.upstream.value.sample(),
                    UInt64((NIODeadline.now() - asked).nanoseconds)
                )
            }.get()
            guard let taken else { continue }
            samples.append(taken.0)
            pools += taken.1.map { pool in
                PoolGauges(
                    provider: pool.provider,
                    open: pool.open,
                    idle: pool.idle,
                    busy: pool.open - pool.idle,
                    waiting: pool.waiting,
                    openedTotal: UInt64(pool.opened),
                    reusedTotal: UInt64(pool.reused),
                    staleRetriesTotal: UInt64(pool.staleRetries)
                )
            }
            lags.append(taken.2)
        }
        let gauges = GatewayGauges(
            version: SignalboxVersion.current,
            configVersion: self.gateway.snapshot.value.version,
            lastReloadSucceeded: self.gateway.reloader.withLock { $0?.lastOutcome.isApplied ?? true },
            accessLogDropped: self.gateway.accessLog?.droppedLines ?? 0,
            loopLagNanoseconds: lags,
            pools: pools,
            deployments: self.deploymentGauges(),
            shares: LoopTelemetry.shares(
                of: self.gateway.snapshot.value,
                at: NIODeadline.now().uptimeNanoseconds
            ),
            cache: await self.cache?.statistics(),
            decisionStore: self.gateway.decisions.statistics
        )
        return PrometheusText.render(samples: samples, gauges: gauges, process: .read(), format: format)
    }

    func configuration() async -> [UInt8] {
        Array(SettingsDump.json(self.gateway.settings).utf8)
    }

    func deployments() async -> [DeploymentGauges] {
        self.deploymentGauges()
    }

    /// Read in place: the state of deployments is shared by the loops, whose clock this is.
    private func deploymentGauges() -> [DeploymentGauges] {
        DeploymentGauges.all(of: self.gateway.snapshot.value, at: NIODeadline.now().uptimeNanoseconds)
    }

    func reload() async -> ReloadOutcome? {
        guard let reloader = self.gateway.reloader.withLock({ $0 }) else { return nil }
        return await withUnsafeContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: reloader.reload())
            }
        }
    }

    func isReady() -> Bool {
        // Who asks on a connection that this process still has asks about the address, which is served.
        !self.gateway.isStopping.load(ordering: .relaxed) || self.gateway.isHandedOver.load(ordering: .relaxed)
    }
}
