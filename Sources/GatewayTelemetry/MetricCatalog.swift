/// One metric as it is described to a scraper and in `docs/metrics.md`.
struct MetricDescription: Sendable {
    /// What its numbers mean.
    enum Kind: String, Sendable {
        /// Only grows; its samples end in `_total`.
        case counter
        /// Goes up and down.
        case gauge
        /// Counts by size.
        case histogram
    }

    /// Name without the `_total` of counters.
    let name: StaticString
    /// Kind.
    let kind: Kind
    /// Unit, with which the name ends; empty for plain counts.
    let unit: StaticString
    /// Labels in order; `le` of histograms goes without saying.
    let labels: [StaticString]
    /// One sentence.
    let help: StaticString

    /// Describes a metric.
    init(
        _ name: StaticString,
        _ kind: Kind,
        unit: StaticString = "",
        labels: [StaticString] = [],
        _ help: StaticString
    ) {
        self.name = name
        self.kind = kind
        self.unit = unit
        self.labels = labels
        self.help = help
    }

    /// Name of the samples, or of the family of a histogram's samples.
    var sampleName: String {
        self.kind == .counter ? "\(self.name)_total" : "\(self.name)"
    }
}

/// All metrics of the gateway, in the order in which they are shown.
enum MetricCatalog {
    static let requests = MetricDescription(
        "signalbox_requests",
        .counter,
        labels: ["endpoint", "model", "deployment", "provider", "status", "error_type", "stream"],
        "Exchanges that settled, each exactly once."
    )
    static let duration = MetricDescription(
        "signalbox_request_duration_seconds",
        .histogram,
        unit: "seconds",
        labels: ["endpoint", "model", "provider"],
        "Time from the first byte of a request to the settlement of its exchange."
    )
    static let firstToken = MetricDescription(
        "signalbox_time_to_first_token_seconds",
        .histogram,
        unit: "seconds",
        labels: ["model", "provider"],
        "Time from the first byte of a streaming request to the first content of its reply."
    )
    static let perToken = MetricDescription(
        "signalbox_time_per_output_token_seconds",
        .histogram,
        unit: "seconds",
        labels: ["model", "provider"],
        "Mean time between two output tokens of a stream."
    )
    static let tokens = MetricDescription(
        "signalbox_tokens",
        .counter,
        labels: ["model", "deployment", "provider", "type"],
        "Tokens that providers reported, each in exactly one type; estimated for attempts that were broken off."
    )
    static let cost = MetricDescription(
        "signalbox_cost_usd",
        .counter,
        unit: "usd",
        labels: ["model", "deployment", "provider"],
        "Cost of those tokens in US dollars, where a price is known."
    )
    static let attempts = MetricDescription(
        "signalbox_attempts",
        .counter,
        labels: ["deployment", "provider", "outcome"],
        "Attempts on deployments, by success or error type."
    )
    static let extraAttempts = MetricDescription(
        "signalbox_extra_attempts",
        .counter,
        labels: ["role"],
        "Attempts after an exchange's first, by what they were made for."
    )
    static let rescues = MetricDescription(
        "signalbox_rescues",
        .counter,
        labels: ["mode", "outcome"],
        "Attempts to go on with a stream that had broken."
    )
    static let hedges = MetricDescription(
        "signalbox_hedges",
        .counter,
        labels: ["outcome"],
        "Attempts begun beside a slow first one."
    )
    static let budgetExhausted = MetricDescription(
        "signalbox_retry_budget_exhausted",
        .counter,
        "Exchanges that were denied a further attempt because the retry budget was used up."
    )
    static let queueWait = MetricDescription(
        "signalbox_queue_wait_seconds",
        .histogram,
        unit: "seconds",
        "Time that exchanges waited for a place at a deployment, of those that had to wait."
    )
    static let overhead = MetricDescription(
        "signalbox_overhead_seconds",
        .histogram,
        unit: "seconds",
        "Time of an exchange spent neither waiting for a provider nor relaying its reply."
    )
    static let phases = MetricDescription(
        "signalbox_phase_seconds",
        .histogram,
        unit: "seconds",
        labels: ["phase"],
        "Time of an exchange by phase."
    )
    static let refused = MetricDescription(
        "signalbox_requests_refused",
        .counter,
        labels: ["error_type"],
        "Requests refused before they became an exchange."
    )
    static let responseBytes = MetricDescription(
        "signalbox_response_bytes",
        .counter,
        unit: "bytes",
        "Bytes of response bodies sent to clients."
    )
    static let activeRequests = MetricDescription(
        "signalbox_active_requests",
        .gauge,
        "Exchanges in flight."
    )
    static let connections = MetricDescription(
        "signalbox_connections",
        .gauge,
        "Open client connections."
    )
    static let deploymentState = MetricDescription(
        "signalbox_deployment_state",
        .gauge,
        labels: ["deployment", "provider"],
        "State of the deployment's circuit breaker: 0 closed, 1 half open, 2 open."
    )
    static let deploymentAvailable = MetricDescription(
        "signalbox_deployment_available",
        .gauge,
        labels: ["deployment", "provider"],
        "1 if requests go to the deployment as usual; 0 while its breaker is not closed, it cools down or is ejected."
    )
    static let breakerOpened = MetricDescription(
        "signalbox_breaker_opened",
        .counter,
        labels: ["deployment", "provider"],
        "Times that the deployment's circuit breaker opened, failed probes included."
    )
    static let outlierEjections = MetricDescription(
        "signalbox_outlier_ejections",
        .counter,
        labels: ["deployment", "provider"],
        "Times that the deployment was taken out because it did worse than the others of its group."
    )
    static let concurrencyLimit = MetricDescription(
        "signalbox_deployment_concurrency_limit",
        .gauge,
        labels: ["deployment", "provider"],
        "Requests that the deployment may serve at the same time, where that is limited."
    )
    static let deploymentInFlight = MetricDescription(
        "signalbox_deployment_in_flight",
        .gauge,
        labels: ["deployment", "provider"],
        "Requests that the deployment serves now, where that is limited."
    )
    static let deploymentWaiting = MetricDescription(
        "signalbox_deployment_waiting",
        .gauge,
        labels: ["deployment", "provider"],
        "Requests that wait for a place at the deployment, where places are limited."
    )
    static let upstreamConnections = MetricDescription(
        "signalbox_upstream_connections",
        .gauge,
        labels: ["provider"],
        "Open connections to the provider."
    )
    static let upstreamIdle = MetricDescription(
        "signalbox_upstream_idle_connections",
        .gauge,
        labels: ["provider"],
        "Open connections to the provider that carry no request."
    )
    static let upstreamBusy = MetricDescription(
        "signalbox_upstream_busy_connections",
        .gauge,
        labels: ["provider"],
        "Open connections to the provider that carry a request."
    )
    static let upstreamWaiting = MetricDescription(
        "signalbox_upstream_waiting_requests",
        .gauge,
        labels: ["provider"],
        "Requests that wait for a connection to the provider."
    )
    static let upstreamOpened = MetricDescription(
        "signalbox_upstream_connections_opened",
        .counter,
        labels: ["provider"],
        "Connections opened to the provider."
    )
    static let upstreamReused = MetricDescription(
        "signalbox_upstream_connections_reused",
        .counter,
        labels: ["provider"],
        "Requests that went over a connection used before."
    )
    static let upstreamStale = MetricDescription(
        "signalbox_upstream_stale_retries",
        .counter,
        labels: ["provider"],
        "Requests sent again because the provider had closed the kept connection."
    )
    static let loopLag = MetricDescription(
        "signalbox_loop_lag_seconds",
        .gauge,
        unit: "seconds",
        labels: ["loop"],
        "Delay with which the event loop last ran a task that was due."
    )
    static let logDropped = MetricDescription(
        "signalbox_access_log_dropped",
        .counter,
        "Lines of the access log that were dropped."
    )
    static let configVersion = MetricDescription(
        "signalbox_config_version",
        .gauge,
        "Number of the configuration in force, counted from 1."
    )
    static let configReload = MetricDescription(
        "signalbox_config_last_reload_success",
        .gauge,
        "1 if the last attempt to load the configuration succeeded, else 0."
    )
    static let buildInfo = MetricDescription(
        "signalbox_build_info",
        .gauge,
        labels: ["version"],
        "Always 1; the label says which build runs."
    )
    static let processCPU = MetricDescription(
        "process_cpu_seconds",
        .counter,
        unit: "seconds",
        "User and system CPU time of the process."
    )
    static let processResident = MetricDescription(
        "process_resident_memory_bytes",
        .gauge,
        unit: "bytes",
        "Resident memory of the process."
    )
    static let processVirtual = MetricDescription(
        "process_virtual_memory_bytes",
        .gauge,
        unit: "bytes",
        "Virtual memory of the process."
    )
    static let processDescriptors = MetricDescription(
        "process_open_fds",
        .gauge,
        "Open file descriptors of the process."
    )
    static let processMaxDescriptors = MetricDescription(
        "process_max_fds",
        .gauge,
        "File descriptors that the process may open."
    )
    static let processStart = MetricDescription(
        "process_start_time_seconds",
        .gauge,
        unit: "seconds",
        "Start of the process in seconds since 1970 in UTC."
    )

    /// All of them.
    static let all =
        Self.ofExchanges + Self.routing + Self.batching + Self.cacheOfExchanges + Self.inside + Self.cacheOfProcess
        + Self.redis + Self.semantic
        + Self.storage + Self.ofProcess

    /// What exchanges used, and how they were attempted.
    private static let ofExchanges = [
        Self.requests, Self.duration, Self.firstToken, Self.perToken, Self.tokens, Self.cost, Self.promptCacheRatio,
        Self.attempts, Self.extraAttempts, Self.rescues, Self.hedges, Self.budgetExhausted, Self.queueWait,
    ]

    /// The gateway's own part, and the state of loops, deployments and pools.
    private static let inside = [
        Self.overhead, Self.phases, Self.refused, Self.responseBytes, Self.activeRequests, Self.connections,
        Self.deploymentState, Self.deploymentAvailable, Self.breakerOpened, Self.outlierEjections,
        Self.concurrencyLimit, Self.deploymentInFlight, Self.deploymentWaiting, Self.upstreamConnections,
        Self.upstreamIdle, Self.upstreamBusy, Self.upstreamWaiting, Self.upstreamOpened, Self.upstreamReused,
        Self.upstreamStale,
    ]

    /// The process and its configuration.
    private static let ofProcess = [
        Self.loopLag, Self.logDropped, Self.configVersion, Self.configReload, Self.buildInfo, Self.processCPU,
        Self.processResident, Self.processVirtual, Self.processDescriptors, Self.processMaxDescriptors,
        Self.processStart,
    ]
}
