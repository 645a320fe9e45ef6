import GatewayCore
import GatewayTelemetry
import GatewayWire

/// The body of `/admin/v1/deployments`: who is asked, who is left alone and for how long, and how quick each one is.
enum DeploymentList {
    /// Writes a list with an object per deployment. Members are always there; what is not known or not limited is null.
    static func json(_ deployments: [DeploymentGauges]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginArray()
        for deployment in deployments {
            Self.write(deployment, to: &writer)
        }
        writer.endArray()
        return writer.bytes
    }

    private static func write(_ deployment: DeploymentGauges, to writer: inout JSONWriter) {
        let health = deployment.health
        writer.beginObject()
        writer.member("id", deployment.deployment)
        writer.member("provider", deployment.provider)
        writer.member("model", deployment.model)
        writer.member("state", Self.name(of: health.breaker))
        writer.member("cooling_down", health.isCoolingDown)
        writer.member("ejected", health.isEjected)
        writer.key("retry_in_seconds")
        Self.number(health.refusesFor, in: 1_000_000_000, to: &writer)
        writer.member("consecutive_failures", health.consecutiveFailures)
        writer.member("opened", health.opened)
        writer.member("ejections", health.ejections)
        Self.member("limit", health.limit, to: &writer)
        Self.member("in_flight", health.inFlight, to: &writer)
        Self.member("waiting", health.limit == nil ? nil : health.waiting, to: &writer)
        Self.milliseconds("ttft_p50_ms", health.firstTokenMedian, to: &writer)
        Self.milliseconds("ttft_p95_ms", health.firstTokenP95, to: &writer)
        writer.endObject()
    }

    private static func name(of state: CircuitBreaker.State) -> StaticString {
        switch state {
        case .closed: "closed"
        case .open: "open"
        case .halfOpen: "half_open"
        }
    }

    private static func member(_ name: StaticString, _ value: Int?, to writer: inout JSONWriter) {
        writer.key(name)
        guard let value else { return writer.null() }
        writer.integer(value)
    }

    private static func milliseconds(_ name: StaticString, _ nanoseconds: UInt64?, to writer: inout JSONWriter) {
        writer.key(name)
        guard let nanoseconds else { return writer.null() }
        Self.number(nanoseconds, in: 1_000_000, to: &writer)
    }

    /// Writes nanoseconds in a larger unit, with three digits after the point.
    private static func number(_ nanoseconds: UInt64, in unit: UInt64, to writer: inout JSONWriter) {
        let thousandths = nanoseconds / (unit / 1000)
        let digits = String(thousandths % 1000)
        let fraction = String(repeating: "0", count: 3 - digits.utf8.count) + digits
        writer.raw(Array("\(thousandths / 1000).\(fraction)".utf8))
    }
}
