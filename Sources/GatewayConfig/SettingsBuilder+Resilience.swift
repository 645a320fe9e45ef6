import GatewayCore

extension SettingsBuilder {
    /// Words that one may expect under `retry.on`, and why they do not stand there.
    private static let neverRetried: [String: (message: String, advice: String)] = [
        FaultCause.timeout.rawValue: (
            "a silent deployment is never asked again: the next one is",
            "remove 'timeout', and lower 'timeouts.first_token' to go on earlier"
        ),
        FallbackCause.rateLimit.rawValue: ("'rate_limit' is a cause of fallbacks", "write 429 here"),
    ]

    /// Reads what a model group does about faults, fallbacks apart.
    func readResilience(_ section: ConfigMapping, into group: inout ModelGroup) {
        section.set(&group.takesRequestFallbacks, "request_fallbacks")
        section.setSize(&group.maxHeldReplyBytes, "max_held_reply")
        group.affinity = section["affinity"]?.choice().flatMap { Affinity(rawValue: $0) } ?? group.affinity
        group.onDisconnect =
            section["on_disconnect"]?.choice().flatMap { DisconnectPolicy(rawValue: $0) } ?? group.onDisconnect
        if let retry = section.mapping("retry") {
            self.readRetry(retry, into: &group.retry)
        }
        if let timeouts = section.mapping("timeouts") {
            self.readTimeouts(timeouts, into: &group.timeouts)
        }
        self.readRescue(section, into: &group.rescue)
        self.readHedge(section, into: &group.hedge)
        self.readOutliers(section, into: &group.outliers)
    }

    private func readRetry(_ section: ConfigMapping, into retry: inout RetrySettings) {
        section.set(&retry.attempts, "attempts")
        if let backoff = section["backoff"]?.durations() {
            retry.backoffBase = backoff.lowerBound
            retry.backoffMax = backoff.upperBound
        }
        retry.on = section.choices("on", refused: Self.neverRetried) ?? retry.on
        section.setPercent(&retry.budgetPercent, "budget")
        section.set(&retry.budgetReserve, "budget_reserve")
        section.set(&retry.budgetWindow, "budget_window")
        section.set(&retry.maxWait, "max_wait")
    }

    private func readTimeouts(_ section: ConfigMapping, into timeouts: inout AttemptTimeouts) {
        section.set(&timeouts.connect, "connect")
        section.set(&timeouts.tls, "tls")
        section.set(&timeouts.head, "head")
        section.set(&timeouts.firstToken, "first_token")
        section.set(&timeouts.reply, "reply")
        section.set(&timeouts.idle, "idle")
        section.set(&timeouts.total, "total")
        guard let value = section["adaptive"] else { return }
        guard value.isMapping else {
            timeouts.adaptiveFirstToken = value.boolean() == true ? AdaptiveTimeout() : nil
            return
        }
        guard let mapping = ConfigMapping(value) else { return }
        var adaptive = AdaptiveTimeout()
        mapping.set(&adaptive.multiple, "multiple")
        mapping.set(&adaptive.floor, "floor")
        mapping.set(&adaptive.ceiling, "ceiling")
        if adaptive.ceiling < adaptive.floor {
            (mapping["ceiling"] ?? mapping["floor"])?.report(
                "the largest bound is below the least",
                "raise 'ceiling' or lower 'floor'"
            )
        }
        timeouts.adaptiveFirstToken = adaptive
    }

    private func readRescue(_ section: ConfigMapping, into rescue: inout RescueSettings) {
        guard let value = section["rescue"] else { return }
        guard value.isMapping else {
            rescue.mode = value.choice().flatMap { RescueMode(rawValue: $0) } ?? rescue.mode
            return
        }
        guard let mapping = ConfigMapping(value) else { return }
        rescue.mode = mapping["mode"]?.choice().flatMap { RescueMode(rawValue: $0) } ?? rescue.mode
        mapping.set(&rescue.holdTokens, "hold_tokens")
        mapping.set(&rescue.holdTime, "hold_time")
        mapping.set(&rescue.malformedEvents, "malformed_events")
        mapping.setSize(&rescue.maxBytes, "max_bytes")
        mapping.set(&rescue.buffersToolCalls, "buffer_tool_calls")
    }

    private func readHedge(_ section: ConfigMapping, into hedge: inout HedgeSettings?) {
        guard let value = section["hedge"] else { return }
        guard value.isMapping else {
            hedge = value.boolean() == true ? HedgeSettings() : nil
            return
        }
        guard let mapping = ConfigMapping(value) else { return }
        var settings = HedgeSettings()
        mapping.set(&settings.quantile, "quantile")
        mapping.set(&settings.minDelay, "min_delay")
        settings.defaultDelay = mapping["default_delay"]?.duration()
        mapping.setPercent(&settings.percent, "budget")
        hedge = settings
    }

    private func readOutliers(_ section: ConfigMapping, into outliers: inout OutlierSettings) {
        guard let value = section["outliers"] else { return }
        guard value.isMapping else {
            if value.boolean() == false {
                outliers.maxEjectedPercent = 0
            }
            return
        }
        guard let mapping = ConfigMapping(value) else { return }
        mapping.setPercent(&outliers.maxEjectedPercent, "max_ejected")
        mapping.set(&outliers.interval, "interval")
        mapping.set(&outliers.minRequests, "min_requests")
        mapping.set(&outliers.ejectFor, "eject_for")
        mapping.setPercent(&outliers.errorMargin, "error_margin")
        mapping.set(&outliers.latencyFactor, "latency_factor")
    }
}

extension SettingsBuilder {
    /// Reads a deployment's `health`.
    func readHealth(_ section: ConfigMapping, into health: inout HealthSettings) {
        guard let mapping = section.mapping("health") else { return }
        mapping.set(&health.consecutiveFailures, "consecutive_failures")
        mapping.setPercent(&health.errorPercent, "error_rate")
        mapping.set(&health.window, "window")
        mapping.set(&health.minRequests, "min_requests")
        mapping.set(&health.openFor, "open_for")
        mapping.set(&health.maxOpenFor, "max_open_for")
        mapping.set(&health.slowStart, "slow_start")
        mapping.set(&health.maxCoolDown, "max_cool_down")
        health.probeInterval = mapping["probe_interval"]?.duration()
        if health.maxOpenFor < health.openFor {
            let least = DurationText.short(health.openFor)
            (mapping["max_open_for"] ?? mapping["open_for"])?.report(
                "'max_open_for' (\(DurationText.short(health.maxOpenFor))) is below 'open_for' (\(least))",
                "raise 'max_open_for' or lower 'open_for'"
            )
        }
    }

    /// Reads a deployment's `queue`.
    func readQueue(_ section: ConfigMapping, into queue: inout QueueSettings) {
        guard let mapping = section.mapping("queue") else { return }
        mapping.set(&queue.adaptive, "adaptive")
        mapping.set(&queue.minConcurrency, "min_concurrency")
        mapping.set(&queue.maxConcurrency, "max_concurrency")
        mapping.set(&queue.length, "length")
        mapping.set(&queue.timeout, "timeout")
        mapping.set(&queue.target, "target")
        mapping.set(&queue.interval, "interval")
        if queue.maxConcurrency < queue.minConcurrency {
            (mapping["max_concurrency"] ?? mapping["min_concurrency"])?.report(
                "the largest limit (\(queue.maxConcurrency)) is below the least (\(queue.minConcurrency))",
                "raise 'max_concurrency' or lower 'min_concurrency'"
            )
        }
    }
}
