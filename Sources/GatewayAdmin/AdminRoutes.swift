package import GatewayConfig
package import GatewayCore
package import GatewayTelemetry
import GatewayWire

/// What the admin plane shows and does; handed in by the assembly.
package protocol AdminSource: Sendable {
    /// The metrics page.
    func metrics(_ format: MetricsFormat) async -> [UInt8]
    /// The configuration in force, without secrets, as JSON.
    func configuration() async -> [UInt8]
    /// The state of all deployments, in the order of the configuration.
    func deployments() async -> [DeploymentGauges]
    /// Reads the configuration file again; nil where there is none.
    func reload() async -> ReloadOutcome?
    /// Whether the data plane takes requests.
    func isReady() -> Bool
    /// The response cache; nil where no model group has one.
    var cache: (any CacheControl)? { get }
    /// Decisions on who is asked; nil where the assembly has none.
    var decisions: (any DecisionSource)? { get }
}

extension AdminSource {
    /// None.
    package var decisions: (any DecisionSource)? { nil }
}

/// The admin plane: `/metrics`, health, and `/admin/v1/`.
package struct AdminRoutes: AdminService {
    private let source: any AdminSource
    private let key: Secret?
    private let isOpen: Bool
    private let audit: @Sendable (String) -> Void
    private let wallClock: @Sendable () -> UInt64

    /// Creates the routes.
    ///
    /// - Parameters:
    ///   - source: what is shown and done.
    ///   - key: credential of the `/admin/` paths.
    ///   - isOpen: whether they are open where no key is set; only true where nobody but this machine can connect.
    ///   - audit: takes a line of JSON about each change that cannot be taken back.
    ///   - wallClock: nanoseconds since 1970 in UTC.
    package init(
        source: any AdminSource,
        key: Secret?,
        isOpen: Bool,
        audit: @escaping @Sendable (String) -> Void,
        wallClock: @escaping @Sendable () -> UInt64
    ) {
        self.source = source
        self.key = key
        self.isOpen = isOpen
        self.audit = audit
        self.wallClock = wallClock
    }

    package func answer(_ request: AdminRequest) async -> AdminResponse {
        switch request.path {
        case "/metrics":
            return await self.reading(request) {
                let format: MetricsFormat =
                    request.accept.contains("application/openmetrics-text") ? .openMetrics : .prometheus
                let body = await self.source.metrics(format)
                return AdminResponse(contentType: format.contentType.description, body: body)
            }
        case "/livez", "/health/liveness", "/health/liveliness":
            return await self.reading(request) { Self.status(200, "ok") }
        case "/readyz", "/health", "/health/readiness":
            return await self.reading(request) {
                self.source.isReady() ? Self.status(200, "ok") : Self.status(503, "draining")
            }
        case "/admin/v1/config":
            if let refusal = self.refusal(of: request) {
                return refusal
            }
            return await self.reading(request) { AdminResponse(body: await self.source.configuration()) }
        case "/admin/v1/deployments":
            if let refusal = self.refusal(of: request) {
                return refusal
            }
            return await self.reading(request) {
                AdminResponse(body: DeploymentList.json(await self.source.deployments()))
            }
        case "/admin/v1/reload":
            if let refusal = self.refusal(of: request) {
                return refusal
            }
            guard request.method == .post else { return Self.notAllowed("POST") }
            return Self.report(await self.source.reload())
        case let path where CacheRoutes.own(path):
            if let refusal = self.refusal(of: request) {
                return refusal
            }
            let routes = CacheRoutes(cache: self.source.cache, audit: self.audit, wallClock: self.wallClock)
            return await routes.answer(request)
        case let path where DecisionRoutes.own(path):
            if let refusal = self.refusal(of: request) {
                return refusal
            }
            guard let source = self.source.decisions else { break }
            return await DecisionRoutes(source: source).answer(request)
        default:
            break
        }
        return Self.error(404, .unknownURL, "Unknown path of the admin plane.")
    }

    private func reading(_ request: AdminRequest, _ answer: () async -> AdminResponse) async -> AdminResponse {
        guard request.method == .get || request.method == .head else { return Self.notAllowed("GET, HEAD") }
        return await answer()
    }

    private func refusal(of request: AdminRequest) -> AdminResponse? {
        guard let key = self.key else {
            return self.isOpen
                ? nil
                : Self.error(403, .invalidAPIKey, "Set server.admin_key to use /admin/ on an address others can reach.")
        }
        guard let credential = request.credential, Self.equal(credential, key.reveal()) else {
            return Self.error(401, .invalidAPIKey, "Send the admin key as 'Authorization: Bearer KEY'.")
        }
        return nil
    }

    /// Compares without stopping at the first difference; only the length shows.
    private static func equal(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        return zip(left.utf8, right.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func status(_ status: Int, _ text: StaticString) -> AdminResponse {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("status", text)
        writer.endObject()
        return AdminResponse(status: status, body: writer.bytes)
    }

    /// A refusal that names the methods of a path.
    static func notAllowed(_ methods: String) -> AdminResponse {
        var response = Self.error(405, .methodNotAllowed, "This path takes \(methods).")
        response.allow = methods
        return response
    }

    /// A refusal in the form of all errors.
    static func error(_ status: Int, _ code: ErrorCode, _ message: String) -> AdminResponse {
        let envelope = ErrorEnvelope(
            message: message,
            type: code.wireType.description,
            code: code.wireName.description
        )
        return AdminResponse(status: status, body: envelope.bytes)
    }

    private static func report(_ outcome: ReloadOutcome?) -> AdminResponse {
        guard let outcome else {
            return Self.error(409, .invalidRequest, "The gateway was started without a configuration file.")
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("applied", outcome.isApplied)
        writer.member("version", outcome.version)
        writer.key("errors")
        writer.beginArray()
        for error in outcome.errors?.errors ?? [] {
            writer.string(error.description)
        }
        writer.endArray()
        writer.endObject()
        return AdminResponse(status: outcome.isApplied ? 200 : 422, body: writer.bytes)
    }
}
