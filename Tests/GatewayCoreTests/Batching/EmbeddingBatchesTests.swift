import GatewayCore
import GatewayTesting
import GatewayWire
import NIOCore
import NIOEmbedded
import Testing

@Suite struct EmbeddingBatchesTests {
    private static let price = Price(input: 130_000_001, output: 0)

    private static func error(_ status: Int) -> GatewayError {
        var error = GatewayError(status < 500 ? .requestRejected : .providerError, "The provider answered \(status).")
        error.status = status
        error.fault = AttemptFault(status < 500 ? .rejected : .serverError)
        error.providerReply = ProviderErrorReply(
            body: ByteBuffer(string: #"{"error":{"message":"no"}}"#),
            isJSON: true,
            headerLines: ByteBuffer()
        )
        return error
    }

    @Test(arguments: [2, 3, 17, 100])
    func `requests that come within the window cost one call, and each gets its own vectors`(_ count: Int) throws {
        let scene = try EmbeddingScene(price: Self.price)
        let asked = try (0..<count).map { try $0 % 3 == 0 ? scene.ask("a\($0)") : scene.ask("b\($0)", "c\($0)") }
        #expect(scene.upstream.calls.isEmpty)
        scene.finish()
        #expect(scene.upstream.calls.count == 1)
        for (number, request) in asked.enumerated() {
            let expected = number % 3 == 0 ? ["a\(number)"] : ["b\(number)", "c\(number)"]
            #expect(request.vectors == expected.map { "vector of \($0)" })
            #expect(request.client.status == 200 && request.client.isWellFormed)
            #expect(request.exchange.attempts == 1 && request.exchange.error == nil)
        }
        let counts = scene.loop.embeddings.counts
        #expect(counts == .init(calls: 1, requests: count))
    }

    @Test func `usage and cost of the parts are those of the call, and each part settles once`() throws {
        let scene = try EmbeddingScene(price: Self.price)
        scene.upstream.tokens = { _ in 1009 }
        let asked = try (1...7).map { try scene.ask(String(repeating: "x", count: $0 * $0)) }
        scene.finish()
        #expect(scene.observer.settled.count == 7)
        let usages = asked.compactMap(\.exchange.usage?.input)
        #expect(usages.reduce(0, +) == 1009)
        let costs = asked.compactMap(\.exchange.cost)
        #expect(costs.reduce(.zero, +) == Self.price.cost(of: TokenUsage(input: 1009)))
        // 140 bytes in all; 1009 * 49 / 140 = 353.15.
        #expect(usages.last == 353)
        for request in asked {
            #expect(request.value["usage"]?["prompt_tokens"]?.integer == request.exchange.usage?.input)
            #expect(request.client.header("x-signalbox-cost") != nil)
        }
        #expect(scene.loop.activeExchanges == 0)
        #expect(scene.loop.inFlight.allSatisfy { $0 == 0 })
    }

    @Test func `each reply has an id of its own, and the provider's lines`() throws {
        let scene = try EmbeddingScene()
        let asked = [try scene.ask("a", headers: "x-request-id: mine\r\n"), try scene.ask("b")]
        scene.finish()
        #expect(asked[0].client.headers("x-request-id") == ["mine"])
        #expect(asked[1].client.headers("x-request-id").first?.hasPrefix("req_") == true)
        for request in asked {
            #expect(request.client.headers("x-request-id").count == 1)
            #expect(request.client.headers("x-signalbox-model") == ["m"])
            #expect(request.client.header("x-signalbox-attempts") == "1")
            #expect(request.client.header("x-ratelimit-remaining") == "7")
        }
    }

    @Test func `a request without company goes by itself when the window is over`() throws {
        let scene = try EmbeddingScene()
        let asked = try scene.ask("a")
        scene.eventLoop.advanceTime(by: .nanoseconds(1_999_999))
        #expect(scene.upstream.calls.isEmpty)
        scene.finish()
        #expect(scene.upstream.calls.count == 1)
        #expect(scene.upstream.calls[0].exchange === asked.exchange)
        #expect(asked.exchange.attempts == 1 && asked.exchange.failedAttempts.isEmpty)
        #expect(asked.exchange.queuedFor == 2_000_000)
        #expect(scene.loop.embeddings.counts == .init(alone: 1))
    }

    @Test func `nothing waits where the group does not say so`() throws {
        var off = BatchingSettings()
        off.window = .zero
        for settings in [nil, off] {
            let scene = try EmbeddingScene(settings)
            _ = try (0..<3).map { try scene.ask("a\($0)") }
            #expect(scene.upstream.calls.count == 3)
        }
    }

    @Test(
        arguments: [
            (#","dimensions":4"#, ""), (#","encoding_format":"base64""#, ""), (#","user":"u""#, ""),
            (#","odd":{"a":[1,2]}"#, ""), ("", "x-tenant-hint: blue\r\n"), ("", "idempotency-key: k\r\n"),
        ]
    )
    func `requests that differ in more than their inputs are not mixed`(_ members: String, _ headers: String) throws {
        let scene = try EmbeddingScene()
        let one = try scene.ask("a")
        let other = try scene.ask("b", members: members, headers: headers)
        scene.finish()
        #expect(scene.upstream.calls.count == 2)
        #expect(one.vectors == ["vector of a"] && other.vectors == ["vector of b"])
    }

    @Test func `two names of a group are not mixed, nor texts with tokens, nor a doubtful body with anything`() throws {
        let scene = try EmbeddingScene()
        _ = try scene.ask("a")
        _ = try scene.ask("a", model: "alias")
        _ = try scene.ask("a", members: #","x":1,"x":2"#)
        scene.finish()
        #expect(scene.upstream.calls.count == 3)
    }

    @Test func `another spelling of the same request is the same`() throws {
        let scene = try EmbeddingScene()
        _ = try scene.ask("a", members: #","dimensions":8,"user":"\u00e9""#, headers: "user-agent: x\r\n")
        _ = try scene.ask("b", members: #", "user" : "é", "dimensions": 8.0"#, headers: "traceparent: y\r\n")
        scene.finish()
        #expect(scene.upstream.calls.map(\.inputs) == [["a", "b"]])
    }

    @Test(arguments: [400, 413, 422])
    func `a bad input is its own request's alone`(_ status: Int) throws {
        let scene = try EmbeddingScene()
        scene.upstream.failure = { $0.inputs.contains("bad") ? Self.error(status) : nil }
        let asked = [try scene.ask("a"), try scene.ask("bad"), try scene.ask("c", "d")]
        scene.finish()
        #expect(scene.upstream.calls.map(\.inputs) == [["a", "bad", "c", "d"], ["a"], ["bad"], ["c", "d"]])
        #expect(asked.map(\.client.status) == [200, status, 200])
        #expect(asked[1].client.text == #"{"error":{"message":"no"}}"#)
        #expect(asked[0].exchange.attempts == 2 && asked[0].exchange.failedAttempts.count == 1)
        #expect(scene.observer.settled.count == 3)
        #expect(scene.loop.embeddings.counts.refused == 1)
    }

    @Test func `after three refusals in a row requests go by themselves for a while`() throws {
        let scene = try EmbeddingScene()
        scene.upstream.failure = { $0.inputs.count > 1 ? Self.error(400) : nil }
        for _ in 0..<3 {
            _ = [try scene.ask("a"), try scene.ask("b")]
            scene.passWindow()
            for _ in 0..<3 {
                scene.upstream.releaseAll()
                scene.eventLoop.run()
            }
        }
        #expect(scene.upstream.calls.count == 9)
        _ = [try scene.ask("a"), try scene.ask("b")]
        #expect(scene.upstream.calls.count == 11)
        scene.upstream.failure = { _ in nil }
        scene.upstream.releaseAll()
        scene.eventLoop.advanceTime(by: .seconds(10))
        _ = [try scene.ask("a"), try scene.ask("b")]
        scene.finish()
        #expect(scene.upstream.calls.count == 12)
    }

    @Test func `a fault of the provider counts once, and each request is repeated by its own course`() throws {
        let scene = try EmbeddingScene()
        scene.upstream.failure = { $0.inputs.count > 1 ? Self.error(500) : nil }
        let asked = try (0..<4).map { try scene.ask("a\($0)") }
        scene.finish()
        #expect(scene.upstream.calls.map(\.inputs.count) == [4, 1, 1, 1, 1])
        #expect(asked.allSatisfy { $0.client.status == 200 && $0.exchange.attempts == 2 })
        #expect(asked.allSatisfy { $0.exchange.failedAttempts.map(\.role) == [.first] && $0.exchange.role == .retry })
        #expect(asked.map(\.vectors) == (0..<4).map { ["vector of a\($0)"] })
        // Of the five outcomes one was a failure; four in a row would have opened the breaker of this deployment.
        #expect(scene.loop.snapshot.targets[0].health.takeOutlierSample(at: scene.loop.now).failures == 1)
    }

    @Test func `a reply that does not fit sends each by itself`() throws {
        let scene = try EmbeddingScene()
        scene.upstream.vectors = { $0.count > 1 ? Array($0.dropLast()) : $0 }
        let asked = [try scene.ask("a"), try scene.ask("b")]
        scene.finish()
        #expect(scene.upstream.calls.count == 3)
        #expect(asked.map(\.vectors) == [["vector of a"], ["vector of b"]])
    }

    @Test func `a call takes one place of the deployment, and gives it back`() throws {
        let scene = try EmbeddingScene(concurrency: 1)
        let asked = try (0..<5).map { try scene.ask("a\($0)") }
        scene.passWindow()
        let health = scene.loop.snapshot.targets[0].health
        #expect(health.sample(at: scene.loop.now).inFlight == 1)
        #expect(scene.upstream.calls.count == 1)
        scene.finish()
        #expect(asked.allSatisfy { $0.client.status == 200 })
        #expect(health.sample(at: scene.loop.now).inFlight == 0)
    }

    @Test func `a batch that is full does not wait for the window`() throws {
        var settings = BatchingSettings()
        settings.maxInputs = 4
        let scene = try EmbeddingScene(settings)
        _ = try (0..<9).map { try scene.ask("a\($0)") }
        #expect(scene.upstream.calls.map(\.inputs.count) == [4, 4])
        scene.finish()
        #expect(scene.upstream.calls.map(\.inputs.count) == [4, 4, 1])
    }

    @Test func `who brings no usage gets none`() throws {
        let scene = try EmbeddingScene(price: Self.price)
        scene.upstream.tokens = { _ in nil }
        let asked = [try scene.ask("a"), try scene.ask("b")]
        scene.finish()
        #expect(asked.allSatisfy { $0.exchange.usage == nil && $0.value["usage"] == nil && $0.vectors.count == 1 })
    }
}
