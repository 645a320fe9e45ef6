import GatewayCore
import Testing

@testable import GatewayConfig

@Suite struct LoaderTests {
    @Test func `every key of the server reaches the settings`() throws {
        let settings = try load(everything).get()
        let expected = ServerSettings(
            listen: ListenAddress(host: "::1", port: 8081),
            admin: ListenAddress(host: "0.0.0.0", port: 9091),
            adminKey: Secret("admin-secret"),
            loops: 3,
            tls: TLSSettings(certificateFile: "/etc/signalbox/tls.crt", keyFile: "/etc/signalbox/tls.key"),
            h2c: true,
            handover: "/run/signalbox/handover.sock",
            maxHeadBytes: 65_536,
            maxTargetBytes: 4_096,
            maxBodyBytes: 1_000_000,
            maxJSONDepth: 64,
            maxConnections: 100,
            maxConcurrentRequests: 50,
            maxStreamBufferBytes: 1 << 20,
            headTimeout: .seconds(1),
            bodyTimeout: .seconds(2),
            idleTimeout: .seconds(3),
            writeTimeout: .seconds(4),
            drainTimeout: .zero,
            pingInterval: .milliseconds(1_500)
        )
        #expect(settings.server == expected)
        #expect(settings.defaultProvider == "sim")
        #expect(
            settings.accessLog
                == AccessLogSettings(destination: .file("/var/log/signalbox.log"), maxBufferedBytes: 65_536)
        )
    }

    @Test func `every key of a provider reaches the settings`() throws {
        let settings = try load(everything).get()
        let azure = Provider(
            id: "azure-one",
            kind: "azure",
            origin: Origin(isTLS: true, host: "one.example.com", port: 8443),
            basePath: "/base",
            apiKey: Secret("azure-value"),
            apiVersion: "2024-10-21",
            headers: [
                HeaderLine(name: "x-team", value: Secret("platform")),
                HeaderLine(name: "x-trace", value: Secret("a-3-b")),
            ],
            http: .http2,
            proxy: ForwardProxy(
                host: "proxy.example.com",
                port: 3128,
                authorization: Secret("Basic dXNlcjpwYXNz")
            ),
            caFile: "/etc/signalbox/internal-ca.pem",
            verifiesCertificate: false,
            pool: PoolSettings(
                maxConnections: 8,
                maxWaiting: 9,
                preheat: 2,
                idleTimeout: .seconds(5),
                maxConnecting: 3
            )
        )
        let simulated = Provider(
            id: "sim",
            kind: "simulated",
            origin: Origin(isTLS: false, host: "127.0.0.1", port: 0),
            simulation: Simulation(
                firstToken: .milliseconds(10),
                tokenGap: .milliseconds(2),
                jitter: 0.5,
                tokens: 7,
                rateLimitShare: 0.05,
                errorShare: 0.01,
                resetShare: 0.02,
                cutShare: 0.03,
                stallShare: 0.04,
                seed: .max
            )
        )
        #expect(settings.providers == [azure, simulated])
    }

    @Test func `every key of deployments and model groups reaches the settings`() throws {
        let settings = try load(everything).get()
        var deployment = Deployment(
            id: "a",
            provider: "azure-one",
            model: "gpt",
            tier: .advanced,
            region: "us-east",
            price: Price(
                input: 590_000_000,
                output: 790_000_000,
                cachedInput: 300_000_000,
                cacheWrite: 700_000_000,
                reasoning: 1_000_000_000,
                batchInput: 295_000_000,
                batchOutput: 395_000_000
            ),
            limits: DeploymentLimits(requestsPerMinute: 1_000, tokensPerMinute: 300_000, concurrency: 64),
            capabilities: [.tools, .jsonSchema],
            contextWindow: 131_072
        )
        deployment.health = ResilienceFixture.health
        deployment.queue = ResilienceFixture.queue
        deployment.preheat = settings.deployments[0].preheat
        deployment.quality = [
            "code": 0.9, "math": 0.8, "reasoning": 0.7, "knowledge": 0.6, "writing": 0.5, "extraction": 0.4,
            "summarization": 0.3, "classification": 0.2, "translation": 0.1, "chat": 0, "default": 1,
        ]
        var tiny = Deployment(id: "b", provider: "sim", model: "tiny")
        tiny.quality = ["default": 0.25]
        #expect(settings.deployments == [deployment, tiny])
        var group = ModelGroup(
            name: "chat",
            aliases: ["gpt-4o-mini", "gpt-4o"],
            members: [GroupMember(deployment: "a", weight: 3)],
            strategy: "least-load",
            fallbacks: [
                FallbackEntry(.deployment("b")),
                FallbackEntry(.group("tiny"), causes: [.contextWindow, .contentPolicy], weight: 3, rank: 1),
                FallbackEntry(.tier(.advanced), causes: [.error], rank: 1),
            ],
            retry: ResilienceFixture.retry,
            timeouts: ResilienceFixture.timeouts
        )
        group.takesRequestFallbacks = true
        group.rescue = ResilienceFixture.rescue
        group.hedge = ResilienceFixture.hedge
        group.outliers = ResilienceFixture.outliers
        group.onDisconnect = .drain
        group.maxHeldReplyBytes = 256 << 10
        group.affinity = .session
        group.routing = RoutingFixture.routing
        group.cache = CacheFixture.group
        // These have tests of their own (`BatchingTests`).
        group.batching = settings.models[0].batching
        group.batch = settings.models[0].batch
        let members = [GroupMember(deployment: "b"), GroupMember(deployment: "a")]
        #expect(settings.routing.keptDecisions == 50)
        var store = DecisionStoreSettings(path: "/var/lib/signalbox/decisions.db")
        store.keep = .seconds(30 * 86_400)
        store.maxBytes = 256 << 20
        store.sample = 0.1
        #expect(settings.routing.decisionStore == store)
        #expect(settings.routing.vocabularies == "/var/lib/signalbox/vocabularies")
        let second = ModelGroup(name: "tiny", aliases: ["small"], members: members)
        #expect(settings.withoutLines.models == [group, second])
    }

    @Test func `keys are known by their hash alone`() throws {
        let keys = try load(everything).get().keys
        #expect(keys.map(\.name) == ["team-a", "team-b"])
        #expect(
            keys.map { HexText.encode($0.digest) } == [
                "9a437339f86986f3de68d17a40511c2e61588bb30f4c5e01ab5c4991a2a4dc41",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            ]
        )
        #expect(keys[0].tenant == "acme")
        #expect(keys[0].models == ["chat", "gpt-4o", "sim/tiny"])
        #expect(keys[1].models == nil)
    }

    @Test func `three lines are enough`() throws {
        let settings = try load("providers:\n  - kind: groq\n    api_key: ${env:GROQ_API_KEY}\n").get()
        let expected = Provider(
            id: "groq",
            kind: "groq",
            origin: Origin(isTLS: true, host: "api.groq.com", port: 443),
            basePath: "/openai/v1",
            apiKey: Secret("gsk-value-of-groq")
        )
        #expect(settings == Settings(providers: [expected]))
    }

    @Test func `prices that are not stated follow their relatives`() throws {
        let text = file(deployment: "    price: {input: 1, output: 2}\n")
        #expect(try load(text).get().deployments[0].price == Price(input: 1_000_000_000, output: 2_000_000_000))
    }

    @Test(arguments: ["127.0.0.1:1", "127.9.9.9:1", "localhost:1", "\"[::1]:1\""])
    func `without keys a loopback address is listened on`(_ address: String) throws {
        #expect(throws: Never.self) { try load(file(server: "  listen: \(address)\n")).get() }
    }

    @Test(arguments: ["0.0.0.0:1", ":1", "\"[::]:1\"", "10.0.0.1:1", "example.com:1"])
    func `any other address needs keys`(_ address: String) throws {
        let server = "  listen: \(address)\n"
        #expect(errors(file(server: server)).count == 1)
        let keys = "keys: [{name: k, key: 12345678}]"
        #expect(throws: Never.self) { try load(file(server: server, rest: keys)).get() }
    }

    @Test func `a byte order mark and CRLF line ends are read`() throws {
        let text = "\u{FEFF}" + file().replacing("\n", with: "\r\n")
        #expect(try load(text).get() == load(file()).get())
    }

    @Test func `retries are counted after the first attempt`() throws {
        let text = file(group: "    retry: {attempts: 2}\n")
        #expect(try load(text).get().models[0].retry.attempts == 2)
    }
}
