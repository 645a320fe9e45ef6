import GatewayCore
import GatewayWire
import Testing

@testable import GatewayTelemetry

struct PrometheusTextTests {
    static let process = ProcessStatistics(
        cpuMilliseconds: 1250,
        residentBytes: 4096,
        virtualBytes: 8192,
        openDescriptors: 12,
        maxDescriptors: 1024,
        startMilliseconds: 1_795_367_036_500
    )

    /// One deployment that rests and has places for two, one of them taken; and one that is well.
    static var deployments: [DeploymentGauges] {
        var limited = Deployment(id: "small", provider: "groq", model: "m")
        limited.limits.concurrency = 2
        let resting = DeploymentHealth(limited, seed: 1)
        for _ in 0..<5 {
            let fault = AttemptFault(.serverError)
            resting.ended(.failure(fault), began: 100, isProbe: false, bodyBytes: 0, at: 100)
        }
        resting.eject(until: 1_000_000_000, at: 100)
        _ = resting.enterIfFree()
        let well = DeploymentHealth(Deployment(id: "large", provider: "other-one", model: "m"), seed: 1)
        return [
            DeploymentGauges(deployment: "small", provider: "groq", model: "m", health: resting.sample(at: 200)),
            DeploymentGauges(deployment: "large", provider: "other-one", model: "m", health: well.sample(at: 200)),
        ]
    }

    /// A cache with a number of its own in each field.
    static var cache: CacheStatistics {
        var cache = CacheStatistics()
        cache.entries = 11
        cache.bytes = 12
        cache.capacity = 13
        cache.insertions = 14
        cache.rejections = 15
        cache.evictions = 16
        cache.expirations = 17
        cache.purged = 18
        cache.flights = 19
        cache.hasRedis = true
        cache.redisIsUp = true
        cache.redisCommands = 21
        cache.redisFailures = 22
        cache.redisHits = 23
        cache.redisMisses = 24
        cache.redisWrites = 25
        cache.redisDrops = 26
        cache.redisUnreadable = 27
        cache.redisQueuedBytes = 28
        return cache
    }

    /// Answers by meaning with a number of their own in each field.
    static var semantic: SemanticStatistics {
        var group = SemanticStatistics.Group(name: "chat")
        group.lookups = [.init("hit", 51), .init("none", 52)]
        group.refusals = [.init("numbers", 53)]
        (group.checked.right, group.checked.wrong, group.checked.unclear) = (54, 55, 56)
        (group.compared.right, group.compared.wrong, group.compared.unclear) = (57, 58, 59)
        (group.called.right, group.called.wrong) = (60, 61)
        (group.wrongRatio, group.wrongLow, group.wrongHigh) = (0.25, 0.125, 0.5)
        group.riskLimit = 0.0625
        var semantic = SemanticStatistics()
        (semantic.entries, semantic.bytes, semantic.groups) = (62, 63, [group])
        return semantic
    }

    @Test(arguments: [
        (#"signalbox_semantic_lookups_total{group="chat",result="none"}"#, "52"),
        (#"signalbox_semantic_guard_refusals_total{group="chat",guard="numbers"}"#, "53"),
        (#"signalbox_semantic_checks_total{group="chat",verdict="wrong"}"#, "55"),
        (#"signalbox_semantic_comparisons_total{group="chat",verdict="unclear"}"#, "59"),
        (#"signalbox_semantic_feedback_total{group="chat",verdict="wrong"}"#, "61"),
        (#"signalbox_semantic_wrong_ratio{group="chat",estimate="high"}"#, "0.5"),
        (#"signalbox_semantic_risk_limit{group="chat"}"#, "0.0625"),
        (#"signalbox_semantic_off{group="chat"}"#, "0"),
        ("signalbox_semantic_entries", "62"),
    ])
    func `answers by meaning are counted by group`(series: String, value: String) throws {
        let scrape = try Self.scrape(.prometheus, semantic: Self.semantic)
        #expect(scrape.text.split(separator: "\n").contains("\(series) \(value)"))
    }

    private static var decisionStore: DecisionStoreStatistics {
        var store = DecisionStoreStatistics()
        store.isUp = true
        store.stored = 31
        store.dropped = 32
        store.failed = 33
        store.pruned = 34
        store.bytes = 35
        return store
    }

    /// A scrape in which every metric has a sample.
    static func scrape(_ format: MetricsFormat, semantic: SemanticStatistics? = nil) throws -> Scrape {
        let telemetry = LoopTelemetry(index: 0, log: nil, wallClock: { Fixture.wallClock })
        var settings = Fixture.settings()
        settings.models[0].routing.rules = [RuleSettings(name: "quick", when: "stream")]
        let fixture = try Fixture(settings, observer: telemetry)
        let exchange = try fixture.typicalExchange()
        exchange.decision = 1
        exchange.ruling = Ruling()
        exchange.ruling?.matched = [0]
        exchange.signals.degradedTo = .standard
        exchange.settle()
        try fixture.storedExchange().settle()
        telemetry.requestRefused(GatewayError(.overloaded, "x"))
        fixture.loop.connections = 3
        let pool = PoolGauges(
            provider: "groq",
            open: 3,
            idle: 2,
            busy: 1,
            waiting: 4,
            openedTotal: 5,
            reusedTotal: 6,
            staleRetriesTotal: 7
        )
        var cache = Self.cache
        cache.semantic = semantic
        let gauges = GatewayGauges(
            version: "1.2.3",
            configVersion: 7,
            lastReloadSucceeded: false,
            accessLogDropped: 9,
            loopLagNanoseconds: [1_500_000, 0],
            pools: [pool, pool, PoolGauges(provider: "b\"\\\n", open: 1)],
            deployments: Self.deployments,
            shares: [.init(model: "fast", deployment: "small", share: 0.5)],
            cache: cache,
            decisionStore: Self.decisionStore
        )
        return Scrape([telemetry.sample(of: fixture.loop)], gauges: gauges, process: Self.process, format: format)
    }

    @Test func `samples are written as scrapers expect them`() throws {
        let scrape = try Self.scrape(.prometheus)
        let plain = scrape.text.split(separator: "\n").map(String.init).filter {
            !$0.hasPrefix("#") && !$0.contains("_bucket{")
        }
        let names = #"model="fast",deployment="fast-groq",provider="groq""#
        let none = #"model="fast",deployment="",provider="""#
        let saving = #"tenant="acme",model="fast",tier="memory""#
        let small = #"deployment="small",provider="groq""#
        let large = #"deployment="large",provider="other-one""#
        #expect(
            plain == [
                #"signalbox_requests_total{endpoint="chat_completions",\#(names),status="200",error_type="",stream="true"} 1"#,
                #"signalbox_requests_total{endpoint="chat_completions",\#(none),status="200",error_type="",stream="true"} 1"#,
                #"signalbox_request_duration_seconds_sum{endpoint="chat_completions",model="fast",provider="groq"} 0.2505"#,
                #"signalbox_request_duration_seconds_count{endpoint="chat_completions",model="fast",provider="groq"} 1"#,
                #"signalbox_request_duration_seconds_sum{endpoint="chat_completions",model="fast",provider=""} 0.00005"#,
                #"signalbox_request_duration_seconds_count{endpoint="chat_completions",model="fast",provider=""} 1"#,
                #"signalbox_time_to_first_token_seconds_sum{model="fast",provider="groq"} 0.1805"#,
                #"signalbox_time_to_first_token_seconds_count{model="fast",provider="groq"} 1"#,
                #"signalbox_time_per_output_token_seconds_sum{model="fast",provider="groq"} 0.007"#,
                #"signalbox_time_per_output_token_seconds_count{model="fast",provider="groq"} 1"#,
                #"signalbox_tokens_total{\#(names),type="input"} 100"#,
                #"signalbox_tokens_total{\#(names),type="cached_input"} 20"#,
                #"signalbox_tokens_total{\#(names),type="cache_write"} 0"#,
                #"signalbox_tokens_total{\#(names),type="output"} 8"#,
                #"signalbox_tokens_total{\#(names),type="reasoning"} 3"#,
                #"signalbox_cost_usd_total{\#(names)} 0.00007949"#,
                #"signalbox_prompt_cache_hit_ratio{model="fast",provider="groq"} 0.16666666666666666"#,
                #"signalbox_attempts_total{deployment="fast-groq",provider="groq",outcome="success"} 1"#,
                #"signalbox_extra_attempts_total{role="retry"} 0"#,
                #"signalbox_extra_attempts_total{role="fallback"} 0"#,
                #"signalbox_extra_attempts_total{role="hedge"} 0"#,
                #"signalbox_extra_attempts_total{role="rescue"} 0"#,
                #"signalbox_rescues_total{mode="restart",outcome="succeeded"} 0"#,
                #"signalbox_rescues_total{mode="restart",outcome="diverged"} 0"#,
                #"signalbox_rescues_total{mode="restart",outcome="failed"} 0"#,
                #"signalbox_rescues_total{mode="continue",outcome="succeeded"} 0"#,
                #"signalbox_rescues_total{mode="continue",outcome="diverged"} 0"#,
                #"signalbox_rescues_total{mode="continue",outcome="failed"} 0"#,
                #"signalbox_hedges_total{outcome="won"} 0"#,
                #"signalbox_hedges_total{outcome="lost"} 0"#,
                #"signalbox_hedges_total{outcome="failed"} 0"#,
                "signalbox_retry_budget_exhausted_total 0",
                "signalbox_queue_wait_seconds_sum 0.0",
                "signalbox_queue_wait_seconds_count 0",
                #"signalbox_routing_decisions_total{model="fast",strategy="weighted"} 1"#,
                #"signalbox_rule_matches_total{model="fast",rule="quick"} 1"#,
                #"signalbox_degraded_total{model="fast",tier="standard"} 1"#,
                #"signalbox_deployment_share{model="fast",deployment="small"} 0.5000"#,
                #"signalbox_batching_calls_total{outcome="taken"} 0"#,
                #"signalbox_batching_calls_total{outcome="refused"} 0"#,
                #"signalbox_batching_requests_total{way="shared"} 0"#,
                #"signalbox_batching_requests_total{way="alone"} 0"#,
                "signalbox_batch_waiting 0",
                #"signalbox_batch_waits_total{end="headroom"} 0"#,
                #"signalbox_batch_waits_total{end="window"} 0"#,
                #"signalbox_batch_waits_total{end="timeout"} 0"#,
                #"signalbox_batch_waits_total{end="left"} 0"#,
                #"signalbox_batch_waits_total{end="refused"} 0"#,
                "signalbox_batch_wait_seconds_total 0.0",
                #"signalbox_cache_requests_total{model="fast",outcome="hit",tier="memory"} 1"#,
                #"signalbox_cache_saved_cost_usd_total{\#(saving)} 0.0000123"#,
                #"signalbox_cache_saved_tokens_total{\#(saving),type="input"} 10"#,
                #"signalbox_cache_saved_tokens_total{\#(saving),type="cached_input"} 2"#,
                #"signalbox_cache_saved_tokens_total{\#(saving),type="cache_write"} 3"#,
                #"signalbox_cache_saved_tokens_total{\#(saving),type="output"} 4"#,
                #"signalbox_cache_saved_tokens_total{\#(saving),type="reasoning"} 5"#,
                #"signalbox_cache_saved_seconds_total{\#(saving)} 1.5"#,
                "signalbox_cache_age_seconds_sum 90.25",
                "signalbox_cache_age_seconds_count 1",
                "signalbox_overhead_seconds_sum 0.00008",
                "signalbox_overhead_seconds_count 2",
                #"signalbox_phase_seconds_sum{phase="receive"} 0.00001"#,
                #"signalbox_phase_seconds_count{phase="receive"} 1"#,
                #"signalbox_phase_seconds_sum{phase="authenticate"} 0.000005"#,
                #"signalbox_phase_seconds_count{phase="authenticate"} 1"#,
                #"signalbox_phase_seconds_sum{phase="recall"} 0.00005"#,
                #"signalbox_phase_seconds_count{phase="recall"} 1"#,
                #"signalbox_phase_seconds_sum{phase="plan"} 0.000015"#,
                #"signalbox_phase_seconds_count{phase="plan"} 1"#,
                #"signalbox_phase_seconds_sum{phase="attempt"} 0.18047"#,
                #"signalbox_phase_seconds_count{phase="attempt"} 1"#,
                #"signalbox_phase_seconds_sum{phase="relay"} 0.07"#,
                #"signalbox_phase_seconds_count{phase="relay"} 1"#,
                #"signalbox_requests_refused_total{error_type="gateway_overloaded"} 1"#,
                "signalbox_response_bytes_total 4821",
                "signalbox_active_requests 0",
                "signalbox_connections 3",
                #"signalbox_deployment_state{\#(small)} 2"#,
                #"signalbox_deployment_state{\#(large)} 0"#,
                #"signalbox_deployment_available{\#(small)} 0"#,
                #"signalbox_deployment_available{\#(large)} 1"#,
                #"signalbox_breaker_opened_total{\#(small)} 1"#,
                #"signalbox_breaker_opened_total{\#(large)} 0"#,
                #"signalbox_outlier_ejections_total{\#(small)} 1"#,
                #"signalbox_outlier_ejections_total{\#(large)} 0"#,
                #"signalbox_deployment_concurrency_limit{\#(small)} 2"#,
                #"signalbox_deployment_in_flight{\#(small)} 1"#,
                #"signalbox_deployment_waiting{\#(small)} 0"#,
                #"signalbox_upstream_connections{provider="groq"} 6"#,
                #"signalbox_upstream_connections{provider="b\"\\\n"} 1"#,
                #"signalbox_upstream_idle_connections{provider="groq"} 4"#,
                #"signalbox_upstream_idle_connections{provider="b\"\\\n"} 0"#,
                #"signalbox_upstream_busy_connections{provider="groq"} 2"#,
                #"signalbox_upstream_busy_connections{provider="b\"\\\n"} 0"#,
                #"signalbox_upstream_waiting_requests{provider="groq"} 8"#,
                #"signalbox_upstream_waiting_requests{provider="b\"\\\n"} 0"#,
                #"signalbox_upstream_connections_opened_total{provider="groq"} 10"#,
                #"signalbox_upstream_connections_opened_total{provider="b\"\\\n"} 0"#,
                #"signalbox_upstream_connections_reused_total{provider="groq"} 12"#,
                #"signalbox_upstream_connections_reused_total{provider="b\"\\\n"} 0"#,
                #"signalbox_upstream_stale_retries_total{provider="groq"} 14"#,
                #"signalbox_upstream_stale_retries_total{provider="b\"\\\n"} 0"#,
                "signalbox_cache_entries 11",
                "signalbox_cache_bytes 12",
                "signalbox_cache_capacity_bytes 13",
                "signalbox_cache_insertions_total 14",
                "signalbox_cache_rejections_total 15",
                "signalbox_cache_evictions_total 16",
                "signalbox_cache_expirations_total 17",
                "signalbox_cache_purged_total 18",
                "signalbox_cache_flights 19",
                "signalbox_cache_redis_up 1",
                "signalbox_cache_redis_commands_total 21",
                "signalbox_cache_redis_failures_total 22",
                "signalbox_cache_redis_hits_total 23",
                "signalbox_cache_redis_misses_total 24",
                "signalbox_cache_redis_writes_total 25",
                "signalbox_cache_redis_drops_total 26",
                "signalbox_cache_redis_unreadable_total 27",
                "signalbox_cache_redis_queued_bytes 28",
                #"signalbox_decision_store_records_total{outcome="stored"} 31"#,
                #"signalbox_decision_store_records_total{outcome="dropped"} 32"#,
                #"signalbox_decision_store_records_total{outcome="failed"} 33"#,
                #"signalbox_decision_store_records_total{outcome="pruned"} 34"#,
                "signalbox_decision_store_up 1",
                "signalbox_decision_store_bytes 35",
                #"signalbox_loop_lag_seconds{loop="0"} 0.0015"#,
                #"signalbox_loop_lag_seconds{loop="1"} 0.0"#,
                "signalbox_access_log_dropped_total 9",
                "signalbox_config_version 7",
                "signalbox_config_last_reload_success 0",
                #"signalbox_build_info{version="1.2.3"} 1"#,
                "process_cpu_seconds_total 1.25",
                "process_resident_memory_bytes 4096",
                "process_virtual_memory_bytes 8192",
                "process_open_fds 12",
                "process_max_fds 1024",
                "process_start_time_seconds 1795367036.5",
            ]
        )
    }

    @Test func `a histogram's buckets are cumulative and end with all`() throws {
        let scrape = try Self.scrape(.prometheus)
        let buckets = scrape.lines("signalbox_time_per_output_token_seconds_bucket").map { line in
            String(
                line.dropFirst(#"signalbox_time_per_output_token_seconds_bucket{model="fast",provider="groq","#.count)
            )
        }
        #expect(
            buckets == [
                #"le="0.0003125"} 0"#, #"le="0.000625"} 0"#, #"le="0.00125"} 0"#, #"le="0.0025"} 0"#, #"le="0.005"} 0"#,
                #"le="0.01"} 1"#, #"le="0.02"} 1"#, #"le="0.04"} 1"#, #"le="0.08"} 1"#, #"le="0.16"} 1"#,
                #"le="0.32"} 1"#, #"le="0.64"} 1"#, #"le="1.28"} 1"#, #"le="2.56"} 1"#, #"le="5.12"} 1"#,
                #"le="+Inf"} 1"#,
            ]
        )
    }

    @Test func `the two formats carry the same samples`() throws {
        let (prometheus, openMetrics) = (try Self.scrape(.prometheus), try Self.scrape(.openMetrics))
        func samples(_ scrape: Scrape) -> [Substring] {
            scrape.text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        }
        #expect(samples(prometheus) == samples(openMetrics))
    }

    @Test func `counters are described by the name that each format wants`() throws {
        let prometheus = try Self.scrape(.prometheus).text
        #expect(prometheus.contains("# TYPE signalbox_cost_usd_total counter\n"))
        #expect(!prometheus.contains("# UNIT"))
        #expect(!prometheus.contains("# EOF"))
        let openMetrics = try Self.scrape(.openMetrics).text
        #expect(openMetrics.contains("# TYPE signalbox_cost_usd counter\n# UNIT signalbox_cost_usd usd\n"))
        #expect(openMetrics.hasSuffix("\n# EOF\n"))
    }

    @Test func `a unit is the end of the metric's name`() {
        for metric in MetricCatalog.all where metric.unit.utf8CodeUnitCount > 0 {
            #expect("\(metric.name)".hasSuffix("_\(metric.unit)"))
        }
        #expect(Set(MetricCatalog.all.map(\.sampleName)).count == MetricCatalog.all.count)
    }

    @Test func `the kernel's account of this process is plausible`() throws {
        let process = try #require(ProcessStatistics.read())
        #expect(process.residentBytes > 1 << 20)
        #expect(process.virtualBytes > process.residentBytes)
        #expect((3...process.maxDescriptors).contains(process.openDescriptors))
        // After 2020 and before 2100.
        #expect((1_577_836_800_000...4_102_444_800_000).contains(process.startMilliseconds))
    }
}
