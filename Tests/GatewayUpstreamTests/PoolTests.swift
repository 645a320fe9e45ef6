import GatewayCore
import GatewayTesting
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import GatewayUpstream

/// Connections over loopback, against a provider that keeps to a script.
@Suite struct PoolTests {
    private static let serve: [ProviderStep] = [.awaitRequest, .send(Reply.json(Reply.chat))]
    private static let serveMany = Array(repeating: Self.serve, count: 50).flatMap { $0 }

    @Test func `a request opens a connection, and the next one uses it`() async throws {
        try await ScriptedProvider.with([Self.serveMany]) { provider, client in
            for _ in 0..<10 {
                let outcome = try await client.attempt()
                #expect(outcome.error == nil && outcome.text == Reply.chat)
            }
            #expect(provider.accepted.load(ordering: .relaxed) == 1)
            let sample = try #require(try await client.sample())
            #expect(sample.open == 1 && sample.idle == 1 && sample.opened == 1 && sample.reused == 9)
            #expect(sample.provider == "p" && sample.waiting == 0 && sample.connecting == 0)
            #expect(provider.requests.withLock { $0.count } == 10)
        }
    }

    @Test func `requests at the same time take connections of their own, up to the bound`() async throws {
        let pool = PoolSettings(maxConnections: 3, preheat: 0)
        try await ScriptedProvider.with([Self.serveMany], pool: pool) { provider, client in
            var running: [PoolClient.Running] = []
            for _ in 0..<20 {
                running.append(try await client.begin())
            }
            for attempt in running {
                #expect(try await attempt.outcome.get().text == Reply.chat)
            }
            #expect(provider.accepted.load(ordering: .relaxed) <= 3)
            #expect(provider.requests.withLock { $0.count } == 20)
        }
    }

    @Test func `requests beyond the queue are refused at once`() async throws {
        let pool = PoolSettings(maxConnections: 1, maxWaiting: 2, preheat: 0)
        try await ScriptedProvider.with([[.awaitRequest, .stall]], pool: pool) { provider, client in
            let first = try await client.begin()
            try await client.awaitSample { $0.open == 1 && $0.waiting == 0 }
            let second = try await client.begin()
            let third = try await client.begin()
            let fourth = try await client.attempt()
            #expect(fourth.error == .overloaded)
            let sample = try await client.sample()
            #expect(sample?.waiting == 2)
            for attempt in [first, second, third] {
                attempt.leave()
                #expect(try await attempt.outcome.get().error == .clientClosedRequest)
            }
        }
    }

    @Test func `a connection that frees itself serves who waits longest`() async throws {
        let pool = PoolSettings(maxConnections: 1, preheat: 0)
        try await ScriptedProvider.with([Self.serveMany], pool: pool) { provider, client in
            var running: [PoolClient.Running] = []
            for number in 0..<5 {
                let body = #"{"model":"m","user":"u\#(number)","messages":[{"role":"user","content":"hi"}]}"#
                running.append(try await client.begin(body))
            }
            for attempt in running {
                #expect(try await attempt.outcome.get().error == nil)
            }
            let users = provider.requests.withLock { $0 }.map { request in
                (0..<5).first { request.contains("\"u\($0)\"") }
            }
            #expect(users == [0, 1, 2, 3, 4])
        }
    }

    @Test func `a connection that the provider closed meanwhile is replaced without a word`() async throws {
        let scripts = [Self.serve + [.awaitRequest, .close], Self.serveMany]
        try await ScriptedProvider.with(scripts) { provider, client in
            #expect(try await client.attempt().error == nil)
            #expect(try await client.attempt().text == Reply.chat)
            let sample = try await client.sample()
            #expect(sample?.staleRetries == 1)
            #expect(provider.accepted.load(ordering: .relaxed) == 2)
            #expect(provider.requests.withLock { $0.count } == 3)
        }
    }

    @Test func `a stale connection is replaced once, by a fresh one`() async throws {
        let scripts: [[ProviderStep]] = [Self.serve + [.awaitRequest, .close], [.awaitRequest, .close]]
        try await ScriptedProvider.with(scripts) { provider, client in
            let outcomes = [try await client.attempt(), try await client.attempt()]
            #expect(outcomes.map(\.error) == [nil, .providerReset])
            #expect(provider.requests.withLock { $0.count } == 3)
        }
    }

    @Test func `a fresh connection that is closed without an answer is a reset`() async throws {
        for end in [ProviderStep.close, .reset] {
            try await ScriptedProvider.with([[.awaitRequest, end]]) { provider, client in
                let outcome = try await client.attempt()
                #expect(outcome.error == .providerReset)
                #expect(outcome.status == 0)
                #expect(provider.requests.withLock { $0.count } == 1)
            }
        }
    }

    @Test func `a stream that is cut by a reset is a failure after content`() async throws {
        let stream = Reply.chunkedStream + Reply.chunk(Reply.role + Reply.content("a"))
        for end in [ProviderStep.close, .reset] {
            try await ScriptedProvider.with([[.awaitRequest, .send(stream), end]]) { _, client in
                let outcome = try await client.attempt(Fixture.chatStream)
                #expect(outcome.error == .providerReset)
                #expect(outcome.text.isEmpty || outcome.text == Reply.role + Reply.content("a"))
            }
        }
    }

    @Test func `a port that nobody listens on is unreachable, and says so without an address`() async throws {
        try await ScriptedProvider.with([Self.serveMany]) { provider, client in
            provider.stopListening()
            // The listening socket closes on the loop that the attempt runs on, before it.
            let outcome = try await client.attempt()
            #expect(outcome.error == .providerUnreachable)
            #expect(outcome.message == "The provider cannot be reached: the connection was refused.")
            let sample = try await client.sample()
            #expect(sample?.connecting == 0 && sample?.waiting == 0 && sample?.open == 0)
        }
    }

    @Test func `connections are opened ahead of need, and kept`() async throws {
        let pool = PoolSettings(preheat: 3)
        try await ScriptedProvider.with([Self.serveMany], pool: pool) { provider, client in
            try await client.apply()
            try await client.awaitSample { $0.idle == 3 }
            #expect(provider.requests.withLock { $0.isEmpty })
            #expect(try await client.attempt().error == nil)
            #expect(provider.accepted.load(ordering: .relaxed) == 3)
            try await client.apply()
            let sample = try await client.sample()
            #expect(sample?.open == 3 && sample?.connecting == 0)
        }
    }

    @Test func `idle connections beyond the preheated ones are closed after a while`() async throws {
        let pool = PoolSettings(preheat: 1, idleTimeout: .milliseconds(50))
        try await ScriptedProvider.with([Self.serveMany], pool: pool) { _, client in
            var running: [PoolClient.Running] = []
            for _ in 0..<4 {
                running.append(try await client.begin())
            }
            for attempt in running {
                _ = try await attempt.outcome.get()
            }
            try await client.awaitSample { $0.idle == 1 && $0.open == 1 }
        }
    }

    @Test func `a client that leaves while it waits gives its place up`() async throws {
        let pool = PoolSettings(maxConnections: 1, preheat: 0)
        let scripts: [[ProviderStep]] = [[.awaitRequest, .stall], Self.serveMany]
        try await ScriptedProvider.with(scripts, pool: pool) { provider, client in
            let first = try await client.begin()
            try await client.awaitSample { $0.open == 1 }
            let second = try await client.begin()
            let third = try await client.begin()
            second.leave()
            #expect(try await second.outcome.get().error == .clientClosedRequest)
            first.leave()
            #expect(try await first.outcome.get().error == .clientClosedRequest)
            #expect(try await third.outcome.get().error == nil)
            #expect(provider.accepted.load(ordering: .relaxed) == 2)
        }
    }

    @Test func `requests that gave up leave their places in the queue to others`() async throws {
        let pool = PoolSettings(maxConnections: 1, maxWaiting: 2, preheat: 0)
        try await ScriptedProvider.with([[.awaitRequest, .stall]], pool: pool) { _, client in
            let first = try await client.begin()
            try await client.awaitSample { $0.open == 1 && $0.waiting == 0 }
            for _ in 0..<5 {
                let impatient = try await client.begin()
                impatient.leave()
                #expect(try await impatient.outcome.get().error == .clientClosedRequest)
            }
            first.leave()
            #expect(try await first.outcome.get().error == .clientClosedRequest)
        }
    }

    private static let tunnel: [ProviderStep] = [.awaitRequest, .send("HTTP/1.1 200 Connected\r\n\r\n")]

    @Test func `a forward proxy is asked for a tunnel first`() async throws {
        try await ScriptedProvider.with([Self.tunnel + Self.serveMany], isProxy: true) { provider, client in
            let outcome = try await client.attempt()
            #expect(outcome.error == nil && outcome.text == Reply.chat)
            let requests = provider.requests.withLock { $0 }
            #expect(
                requests.first == "CONNECT api.example.com:80 HTTP/1.1\r\nhost: api.example.com:80\r\n"
                    + "proxy-authorization: Basic dXNlcg==\r\n\r\n"
            )
            let request = try #require(requests.last)
            #expect(request.hasPrefix("POST /v1/chat/completions HTTP/1.1\r\nhost: api.example.com\r\n"))
            #expect(!request.contains("proxy-authorization"))
        }
    }

    @Test(arguments: [
        ("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "the proxy refused the tunnel (407)"),
        ("HTTP/1.1 502 Bad Gateway\r\n\r\n", "the proxy refused the tunnel (502)"),
        ("nonsense\r\n\r\n", "the proxy refused the tunnel (no status)"),
        (String(repeating: "x", count: 20_000), "the proxy's answer is too long"),
    ])
    func `a proxy that gives no tunnel makes the provider unreachable`(reply: String, reason: String) async throws {
        try await ScriptedProvider.with([[.awaitRequest, .send(reply)]], isProxy: true) { _, client in
            let outcome = try await client.attempt()
            #expect(outcome.error == .providerUnreachable)
            #expect(outcome.message == "The provider cannot be reached: \(reason).")
        }
    }

    @Test func `a connection that is not usable in time is an unreachable provider`() async throws {
        let timeouts = AttemptTimeouts(connect: .milliseconds(60))
        try await ScriptedProvider.with([[.stall]], timeouts: timeouts, isProxy: true) { _, client in
            let outcome = try await client.attempt()
            #expect(outcome.error == .providerUnreachable)
        }
    }

    @Test func `the first byte is awaited no longer than stated`() async throws {
        let timeouts = AttemptTimeouts(firstToken: .milliseconds(60), reply: .milliseconds(60))
        try await ScriptedProvider.with([[.awaitRequest, .stall]], timeouts: timeouts) { _, client in
            #expect(try await client.attempt().error == .providerTimeout)
            try await client.awaitSample { $0.open == 0 }
        }
    }

    @Test func `a request leaves the loop whole, however large`() async throws {
        let text = String(repeating: "word ", count: 400_000)
        let body = #"{"model":"m","messages":[{"role":"user","content":"\#(text)"}]}"#
        try await ScriptedProvider.with([Self.serveMany]) { provider, client in
            #expect(try await client.attempt(body).error == nil)
            let request = try #require(provider.requests.withLock { $0.first })
            #expect(request.hasSuffix("\r\n\r\n" + body.replacing("\"model\":\"m\"", with: "\"model\":\"their-m\"")))
        }
    }
}
