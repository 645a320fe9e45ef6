import GatewayCore

/// What the file with every key states about faults.
enum ResilienceFixture {
    static var health: HealthSettings {
        var health = HealthSettings()
        health.consecutiveFailures = 3
        health.errorPercent = 25
        health.window = .seconds(20)
        health.minRequests = 10
        health.openFor = .seconds(2)
        health.maxOpenFor = .seconds(40)
        health.slowStart = .zero
        health.maxCoolDown = .seconds(120)
        health.probeInterval = .milliseconds(500)
        return health
    }

    static var queue: QueueSettings {
        var queue = QueueSettings()
        queue.adaptive = true
        queue.minConcurrency = 2
        queue.maxConcurrency = 256
        queue.length = 100
        queue.timeout = .seconds(5)
        queue.target = .milliseconds(250)
        queue.interval = .seconds(2)
        return queue
    }

    static var retry: RetrySettings {
        var retry = RetrySettings()
        retry.attempts = 0
        retry.backoffBase = .milliseconds(100)
        retry.backoffMax = .seconds(2)
        retry.on = [.rateLimit, .serverError, .reset]
        retry.budgetPercent = 150
        retry.budgetReserve = 3
        retry.budgetWindow = .seconds(30)
        retry.maxWait = .seconds(4)
        return retry
    }

    static var timeouts: AttemptTimeouts {
        var adaptive = AdaptiveTimeout()
        adaptive.multiple = 4
        adaptive.floor = .seconds(1)
        adaptive.ceiling = .seconds(30)
        return AttemptTimeouts(
            connect: .seconds(1),
            tls: .milliseconds(1_500),
            head: .seconds(20),
            firstToken: .seconds(10),
            adaptiveFirstToken: adaptive,
            reply: .seconds(200),
            idle: .seconds(15),
            total: .seconds(120)
        )
    }

    static var rescue: RescueSettings {
        var rescue = RescueSettings()
        rescue.mode = .hold
        rescue.holdTokens = 8
        rescue.holdTime = .milliseconds(300)
        rescue.malformedEvents = 2
        rescue.maxBytes = 64 << 10
        rescue.buffersToolCalls = true
        return rescue
    }

    static var hedge: HedgeSettings {
        var hedge = HedgeSettings()
        hedge.quantile = 90
        hedge.minDelay = .milliseconds(20)
        hedge.defaultDelay = .milliseconds(700)
        hedge.percent = 10
        return hedge
    }

    static var outliers: OutlierSettings {
        var outliers = OutlierSettings()
        outliers.maxEjectedPercent = 30
        outliers.interval = .seconds(5)
        outliers.minRequests = 40
        outliers.ejectFor = .seconds(15)
        outliers.errorMargin = 10
        outliers.latencyFactor = 3
        return outliers
    }
}
