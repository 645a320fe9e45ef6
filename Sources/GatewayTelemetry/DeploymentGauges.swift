package import GatewayCore

/// State of one deployment, as it is shown to scrapers and on the admin plane.
package struct DeploymentGauges: Sendable {
    /// Deployment id, or `PROVIDER/*` for models that only requests name.
    package var deployment: String
    /// Provider id.
    package var provider: String
    /// Model name that the provider knows; empty for `PROVIDER/*`.
    package var model: String
    /// Breaker, cool-down, places and latencies.
    package var health: DeploymentHealthSample

    /// Creates a report.
    package init(deployment: String, provider: String, model: String, health: DeploymentHealthSample) {
        self.deployment = deployment
        self.provider = provider
        self.model = model
        self.health = health
    }

    /// Reports on all deployments of a snapshot, in its order.
    ///
    /// - Parameter now: nanoseconds of the loops' clock.
    package static func all(of snapshot: Snapshot, at now: UInt64) -> [DeploymentGauges] {
        snapshot.targets.map { target in
            DeploymentGauges(
                deployment: target.deployment.id,
                provider: target.provider.provider.id,
                model: target.deployment.model,
                health: target.health.sample(at: now)
            )
        }
    }

    /// Value of `signalbox_deployment_state`.
    var state: Int {
        switch self.health.breaker {
        case .closed: 0
        case .halfOpen: 1
        case .open: 2
        }
    }

    /// Whether requests go to the deployment as usual.
    var isAvailable: Bool {
        self.health.breaker == .closed && !self.health.isCoolingDown && !self.health.isEjected
    }
}
