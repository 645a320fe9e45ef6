import GatewayCore
import GatewayTesting
import NIOCore
import NIOEmbedded
import Testing

/// A loop with one provider, three deployments in one group, and a script in place of the upstream client.
struct PipelineFixture {
    let eventLoop = EmbeddedEventLoop()
    let loop: LoopState
    let upstream = ScriptedUpstream()
    let observer = RecordingObserver()

    init(members: Int = 3, fallbacks: Int = 0, maxAttempts: Int = 3, total: Duration = .seconds(600)) throws {
        let names = (0..<(members + fallbacks)).map { "d\($0)" }
        let settings = Settings(
            providers: [Fixture.provider()],
            deployments: names.map { Deployment(id: $0, provider: "p", model: $0) },
            models: [
                ModelGroup(
                    name: "m",
                    members: names.prefix(members).map { GroupMember(deployment: $0) },
                    strategy: "in-order",
                    fallbacks: names.dropFirst(members).enumerated().map {
                        FallbackEntry(.deployment($0.element), rank: $0.offset)
                    },
                    retry: RetrySettings(attempts: maxAttempts - 1),
                    timeouts: AttemptTimeouts(total: total)
                )
            ]
        )
        self.loop = try Fixture.loop(self.eventLoop, settings)
        self.loop.upstream = self.upstream
        self.loop.observer = self.observer
        self.eventLoop.advanceTime(by: .seconds(1))
    }

    /// Lets the time pass that an exchange waits before it asks again.
    func passPauses(of exchange: Exchange) {
        for _ in 0..<12 where !exchange.isSettled && self.upstream.held.allSatisfy({ !$0.isWaiting }) {
            self.eventLoop.advanceTime(by: .seconds(6))
        }
    }

    /// Runs a request to its end, unless an attempt is held.
    func run(
        _ script: [ScriptedAttempt],
        body: String = Fixture.chat,
        prepare: (Exchange) -> Void = { _ in }
    ) throws -> (exchange: Exchange, client: RecordingClient) {
        self.upstream.script = script
        let client = RecordingClient()
        let exchange = try Fixture.exchange(on: self.loop, client, body: body)
        prepare(exchange)
        Pipeline.start(exchange)
        self.eventLoop.run()
        self.passPauses(of: exchange)
        return (exchange, client)
    }
}

@Suite struct PipelineTests {
    private static func failure(_ code: ErrorCode, status: Int? = nil) -> ScriptedAttempt {
        var error = GatewayError(code, "It failed.")
        if let status {
            error.status = status
        }
        return .fail(error)
    }

    @Test func `an answer of the first deployment is the client's answer`() throws {
        let fixture = try PipelineFixture()
        let (exchange, client) = try fixture.run([.answer(#"{"ok":1}"#)])
        #expect(client.status == 200 && client.text == #"{"ok":1}"#)
        #expect(client.isWellFormed)
        #expect(fixture.upstream.tried == ["d0"])
        #expect(exchange.attempts == 1 && exchange.failedAttempts.isEmpty && exchange.error == nil)
        #expect(fixture.observer.settled.count == 1)
        #expect(exchange.deadline == exchange.startedAt + 600_000_000_000)
    }

    @Test(
        arguments: [
            (ErrorCode.providerUnreachable, nil), (.providerTimeout, nil), (.providerCredentialsRejected, nil),
            (.providerBadResponse, nil), (.providerReset, nil), (.providerStreamIncomplete, nil),
            (.providerRateLimited, 429), (.providerError, 500), (.providerError, 503), (.providerError, 529),
        ] as [(ErrorCode, Int?)]
    )
    func `a failure before the first byte goes to the next deployment`(code: ErrorCode, status: Int?) throws {
        let fixture = try PipelineFixture()
        let (exchange, client) = try fixture.run([Self.failure(code, status: status), .answer("{}")])
        #expect(client.status == 200 && client.isWellFormed)
        #expect(fixture.upstream.tried == ["d0", "d1"])
        #expect(exchange.attempts == 2 && exchange.error == nil)
        #expect(exchange.failedAttempts.map(\.error) == [code])
        #expect(exchange.failedAttempts.map(\.target.deployment.id) == ["d0"])
        #expect(exchange.target?.deployment.id == "d1")
    }

    @Test(
        arguments: [
            (ErrorCode.requestRejected, 400), (.requestRejected, 404), (.requestRejected, 422), (.providerError, 418),
            (.deadlineExceeded, nil), (.overloaded, nil), (.internalError, nil),
        ] as [(ErrorCode, Int?)]
    )
    func `what another deployment would refuse as well is not asked of it`(code: ErrorCode, status: Int?) throws {
        let fixture = try PipelineFixture()
        let (exchange, client) = try fixture.run([Self.failure(code, status: status), .answer("{}")])
        #expect(client.status == status ?? code.status)
        #expect(client.isWellFormed)
        #expect(exchange.error == code)
        #expect(fixture.upstream.tried == ["d0"])
    }

    @Test(arguments: 1...6)
    func `attempts are bounded`(maxAttempts: Int) throws {
        let fixture = try PipelineFixture(members: 2, fallbacks: 2, maxAttempts: maxAttempts)
        let script = Array(repeating: Self.failure(.providerReset), count: 10)
        let (exchange, client) = try fixture.run(script)
        // Everybody once, in order; then the last one again, for somebody may have come back.
        #expect(fixture.upstream.tried == Array(["d0", "d1", "d2", "d3", "d3", "d3"].prefix(maxAttempts)))
        #expect(exchange.attempts == maxAttempts)
        #expect(client.status == 502 && client.isWellFormed)
        #expect(client.header("x-signalbox-attempts") == "\(exchange.attempts)")
        #expect(client.header("x-signalbox-model") == exchange.target?.deployment.id)
    }

    @Test func `a single deployment that cannot be reached is tried again as often as is allowed`() throws {
        let fixture = try PipelineFixture(members: 1, maxAttempts: 2)
        let unreachable = Self.failure(.providerUnreachable)
        let (first, _) = try fixture.run([unreachable, .answer("{}")])
        #expect(fixture.upstream.tried == ["d0", "d0"])
        #expect(first.error == nil)
        let (second, _) = try fixture.run([unreachable, unreachable, .answer("{}")])
        #expect(fixture.upstream.tried.count == 4)
        #expect(second.error == .providerUnreachable && second.attempts == 2)
    }

    @Test func `a single deployment that is silent is not tried again`() throws {
        let fixture = try PipelineFixture(members: 1)
        let (exchange, _) = try fixture.run([Self.failure(.providerTimeout), .answer("{}")])
        #expect(exchange.error == .providerTimeout && fixture.upstream.tried == ["d0"])
    }

    @Test func `after content nobody else is asked, and the stream ends with an error in band`() throws {
        let fixture = try PipelineFixture()
        let (exchange, client) = try fixture.run(
            [.stream(["data: 1\n\n"], end: GatewayError(.providerReset, "Cut.")), .answer("{}")],
            body: Fixture.chatStream
        )
        #expect(fixture.upstream.tried == ["d0"])
        #expect(
            client.text
                == "data: 1\n\n"
                + #"data: {"error":{"message":"Cut.","type":"server_error","param":null,"code":"provider_reset"}}"#
                + "\n\n"
        )
        #expect(client.ends == 1 && client.aborts == 0)
        #expect(exchange.status == 200 && exchange.error == .providerReset)
    }

    @Test func `a stream that only pings have begun may go to another deployment`() throws {
        let fixture = try PipelineFixture()
        let (exchange, client) = try fixture.run(
            [.committed(GatewayError(.providerTimeout, "Late.")), .stream(["data: 1\n\n"], end: nil)],
            body: Fixture.chatStream
        )
        #expect(fixture.upstream.tried == ["d0", "d1"])
        #expect(client.text == "data: 1\n\n" && client.isWellFormed)
        #expect(exchange.error == nil)
    }

    @Test func `a broken body that is no stream is broken off`() throws {
        let fixture = try PipelineFixture()
        let (exchange, client) = try fixture.run([
            .cutBody("{\"a", GatewayError(.providerReset, "Cut.")), .answer("{}"),
        ])
        #expect(client.aborts == 1 && client.ends == 0)
        #expect(client.text == "{\"a")
        #expect(exchange.error == .providerReset && fixture.upstream.tried == ["d0"])
    }

    @Test func `nothing is tried for a client that has left`() throws {
        let fixture = try PipelineFixture()
        fixture.upstream.attemptBegan = { exchange in
            (exchange.client as? RecordingClient)?.hasLeft = true
        }
        let (exchange, client) = try fixture.run([Self.failure(.providerReset), .answer("{}")])
        #expect(fixture.upstream.tried == ["d0"])
        #expect(client.heads.isEmpty)
        #expect(exchange.status == 499)
        #expect(fixture.observer.settled.count == 1)
    }

    @Test func `nothing more is tried once the deadline has passed`() throws {
        let fixture = try PipelineFixture(total: .seconds(5))
        fixture.upstream.attemptBegan = { _ in fixture.eventLoop.advanceTime(by: .seconds(6)) }
        let (exchange, _) = try fixture.run([Self.failure(.providerReset), .answer("{}")])
        #expect(fixture.upstream.tried == ["d0"])
        #expect(exchange.error == .providerReset)
    }

    @Test func `a body that is still arriving is not sent twice`() throws {
        let fixture = try PipelineFixture()
        let (_, client) = try fixture.run([Self.failure(.providerReset), .answer("{}")]) { $0.isBodyComplete = false }
        #expect(fixture.upstream.tried == ["d0"])
        #expect(client.status == 502)
    }

    @Test func `requests in flight are counted per target while they run`() throws {
        let fixture = try PipelineFixture()
        let (_, client) = try fixture.run([Self.failure(.providerReset), .hold])
        #expect(fixture.upstream.inFlight == [[1, 0, 0, 0], [0, 1, 0, 0]])
        #expect(fixture.loop.inFlight == [0, 1, 0, 0])
        #expect(fixture.observer.settled.isEmpty && fixture.loop.activeExchanges == 1)
        fixture.upstream.held[0].answer("{}")
        fixture.eventLoop.run()
        #expect(client.status == 200)
        #expect(fixture.loop.inFlight == [0, 0, 0, 0])
        #expect(fixture.observer.settled.count == 1 && fixture.loop.activeExchanges == 0)
    }

    @Test func `without an upstream client the gateway says that it is not ready`() throws {
        let fixture = try PipelineFixture()
        fixture.loop.upstream = nil
        let (exchange, client) = try fixture.run([])
        #expect(client.status == 500 && exchange.error == .internalError)
        #expect(fixture.observer.settled.count == 1)
    }

    @Test func `a group whose members all sleep has no deployment`() throws {
        let fixture = try PipelineFixture()
        var settings = fixture.loop.snapshot.settings
        for index in settings.models[0].members.indices {
            settings.models[0].members[index].weight = 0
        }
        fixture.loop.apply(try Fixture.builder().build(settings), authenticator: KeyTable([:]))
        let (exchange, client) = try fixture.run([])
        #expect(client.status == 503 && exchange.error == .noDeployment)
        #expect(fixture.upstream.tried.isEmpty)
    }

    @Test func `a caller without a key, or with an unknown one, is refused`() throws {
        let key = VirtualKey(name: "team", digest: [])
        let fixture = try PipelineFixture()
        fixture.loop.apply(fixture.loop.snapshot, authenticator: KeyTable(["sk-1": key]))
        for (headers, isKnown) in [("", false), ("x-api-key: sk-2\r\n", false), ("x-api-key: sk-1\r\n", true)] {
            let exchange = try Fixture.exchange(on: fixture.loop, RecordingClient(), headers: headers)
            if isKnown {
                try Pipeline.authenticate(exchange)
                #expect(exchange.caller == key)
            } else {
                let error = #expect(throws: GatewayError.self) { try Pipeline.authenticate(exchange) }
                #expect(error?.code == .invalidAPIKey && error?.status == 401)
                #expect(exchange.caller == nil)
            }
            exchange.settle()
        }
    }
}

@Suite struct SettlementPropertyTests {
    /// Law L2, and the client's half of L1: whatever the attempts do, the exchange settles once, and the client gets one
    /// head and one end, or a broken connection.
    @Test(arguments: 1...300)
    func `every exchange settles exactly once`(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let fixture = try PipelineFixture(
            members: .random(in: 1...4, using: &random),
            fallbacks: .random(in: 0...2, using: &random),
            maxAttempts: .random(in: 1...6, using: &random)
        )
        let leavesAt = Int.random(in: 0..<12, using: &random)
        var begun = 0
        fixture.upstream.attemptBegan = { exchange in
            begun += 1
            if begun == leavesAt {
                (exchange.client as? RecordingClient)?.hasLeft = true
            }
        }
        let isStream = Bool.random(using: &random)
        let script = (0..<12).map { _ in Self.attempt(isStream: isStream, using: &random) }
        let (exchange, client) = try fixture.run(script, body: isStream ? Fixture.chatStream : Fixture.chat)
        while let held = fixture.upstream.held.last, !exchange.isSettled {
            if Bool.random(using: &random) {
                held.finish(GatewayError(.providerTimeout, "Late."))
            } else if client.heads.isEmpty {
                held.answer("{}")
            } else {
                held.sendEnd()
            }
            fixture.eventLoop.run()
            fixture.passPauses(of: exchange)
        }
        #expect(fixture.observer.settled.count == 1, "seed \(seed)")
        #expect(exchange.isSettled, "seed \(seed)")
        #expect(exchange.status != 0, "seed \(seed)")
        #expect(fixture.loop.activeExchanges == 0, "seed \(seed)")
        let isQuiet = fixture.loop.inFlight.allSatisfy { $0 == 0 }
        #expect(isQuiet, "seed \(seed)")
        #expect(exchange.attempts == fixture.upstream.tried.count, "seed \(seed)")
        if !client.hasLeft {
            #expect(client.isWellFormed, "seed \(seed)")
            let saysError = exchange.error != nil
            let showsError = client.aborts == 1 || client.text.contains("\"error\"")
            #expect(saysError == showsError, "seed \(seed)")
        }
    }

    private static func attempt(isStream: Bool, using random: inout SplitMix64) -> ScriptedAttempt {
        let codes = ErrorCode.allCases.filter { $0.domain == .provider || $0 == .requestRejected }
        let error = GatewayError(codes.randomElement(using: &random) ?? .providerReset, "It failed.")
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return isStream ? .stream(["data: 1\n\n"], end: nil) : .answer("{}")
        case 1: return isStream ? .stream(["data: 1\n\n"], end: error) : .cutBody("{", error)
        case 2: return isStream ? .committed(error) : .fail(error)
        case 3: return .hold
        default: return .fail(error)
        }
    }
}
