import GatewayCore
import GatewayTesting
import GatewayWire
import NIOCore
import NIOEmbedded
import Testing

@Suite struct ExchangeTests {
    private let eventLoop = EmbeddedEventLoop()
    private let loop: LoopState
    private let observer = RecordingObserver()

    init() throws {
        self.loop = try Fixture.loop(self.eventLoop)
        self.loop.observer = self.observer
    }

    private func id(_ headers: String) throws -> String {
        let exchange = try Fixture.exchange(on: self.loop, RecordingClient(), headers: headers)
        var text = ByteBuffer()
        exchange.id.write(to: &text)
        return String(buffer: text)
    }

    private static let longest = String(repeating: "a", count: 128)

    @Test(arguments: ["abc-123", "a", "~!#$%&'()*+,-./:;<=>?@[]^_`{|}", ExchangeTests.longest])
    func `a sane request id of the client is kept`(text: String) throws {
        #expect(try self.id("x-request-id: \(text)\r\n") == text)
    }

    @Test(arguments: [
        "", "a b", "a\tb", "a\"b", #"a\b"#, "a\u{e9}", ExchangeTests.longest + "a",
    ])
    func `an insane request id is replaced`(text: String) throws {
        let id = try self.id("x-request-id: \(text)\r\n")
        #expect(id.count == 36 && id.hasPrefix("req_"))
        let isHex = id.dropFirst(4).allSatisfy { $0.isHexDigit && !$0.isUppercase }
        #expect(isHex)
    }

    @Test func `generated request ids differ`() throws {
        let ids = try (0..<100).map { _ in try self.id("") }
        #expect(Set(ids).count == 100)
    }

    @Test func `an exchange settles once`() throws {
        let exchange = try Fixture.exchange(on: self.loop, RecordingClient())
        #expect(self.loop.activeExchanges == 1)
        exchange.settle()
        exchange.settle()
        #expect(self.observer.settled.count == 1)
        #expect(self.loop.activeExchanges == 0)
    }

    @Test(arguments: [Endpoint.health, .admin])
    func `probes and the admin plane are neither counted nor observed`(endpoint: Endpoint) throws {
        let exchange = try Fixture.exchange(on: self.loop, RecordingClient(), endpoint: endpoint)
        #expect(self.loop.activeExchanges == 0)
        exchange.settle()
        #expect(exchange.isSettled)
        #expect(self.loop.activeExchanges == 0)
        #expect(self.observer.settled.isEmpty)
    }

    @Test func `the phases add up to the whole time`() throws {
        let exchange = try Fixture.exchange(on: self.loop, RecordingClient())
        let began = self.loop.now
        for (step, phase) in [Phase.authenticate, .receive, .plan, .attempt, .relay].enumerated() {
            self.eventLoop.advanceTime(by: .milliseconds(Int64(step + 1)))
            exchange.enter(phase)
        }
        self.eventLoop.advanceTime(by: .milliseconds(100))
        exchange.settle()
        var sum: UInt64 = 0
        for index in exchange.phaseNanoseconds.indices {
            sum += exchange.phaseNanoseconds[index]
        }
        #expect(sum == exchange.settledAt - began)
        #expect(exchange.phaseNanoseconds[Phase.receive.rawValue] == 4_000_000)
        #expect(exchange.phaseNanoseconds[Phase.relay.rawValue] == 100_000_000)
    }

    @Test func `an exchange of an old snapshot leaves the counters of the new one alone`() throws {
        let exchange = try Fixture.exchange(on: self.loop, RecordingClient())
        let target = self.loop.snapshot.targets[0]
        exchange.countInFlight(target, by: 1)
        #expect(self.loop.inFlight[0] == 1)
        let builder = Fixture.builder()
        _ = try builder.build(Fixture.settings())
        self.loop.apply(try builder.build(Fixture.settings()), authenticator: KeyTable([:]))
        exchange.countInFlight(target, by: -1)
        #expect(self.loop.inFlight == [0, 0])
        #expect(exchange.snapshot.version == 1)
    }

    @Test func `names of the phases are stable`() {
        #expect(
            Phase.allCases.map(\.label.description) == [
                "receive", "authenticate", "guardInput", "recall", "plan", "attempt", "relay", "settle",
            ]
        )
    }
}

@Suite struct PriceTests {
    @Test func `classes without a price of their own cost what their relative costs`() {
        let price = Price(input: 3, output: 15)
        #expect(price == Price(input: 3, output: 15, cachedInput: 3, cacheWrite: 3, reasoning: 15))
    }

    @Test(arguments: 1...20)
    func `a cost is the exact sum of its parts`(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let highest = DollarText.highestNanoDollars
        for _ in 0..<200 {
            let price = Price(
                input: .random(in: 0...highest, using: &random),
                output: .random(in: 0...highest, using: &random),
                cachedInput: .random(in: 0...highest, using: &random),
                cacheWrite: .random(in: 0...highest, using: &random),
                reasoning: .random(in: 0...highest, using: &random)
            )
            let usage = TokenUsage(
                input: Self.count(&random),
                cachedInput: Self.count(&random),
                cacheWrite: Self.count(&random),
                output: Self.count(&random),
                reasoning: Self.count(&random)
            )
            let parts = [
                TokenUsage(input: usage.input), TokenUsage(cachedInput: usage.cachedInput),
                TokenUsage(cacheWrite: usage.cacheWrite), TokenUsage(output: usage.output),
                TokenUsage(reasoning: usage.reasoning),
            ].map { price.cost(of: $0) }
            #expect(parts.reduce(.zero, +) == price.cost(of: usage), "seed \(seed)")
            #expect(parts[0].femtoDollars == Int128(usage.input) * Int128(price.input), "seed \(seed)")
            #expect(parts[4].femtoDollars == Int128(usage.reasoning) * Int128(price.reasoning), "seed \(seed)")
        }
    }

    private static func count(_ random: inout SplitMix64) -> Int {
        Bool.random(using: &random)
            ? .random(in: 0...Int.max, using: &random) : .random(in: 0...100_000, using: &random)
    }

    @Test func `the greatest cost does not overflow`() {
        let highest = DollarText.highestNanoDollars
        let price = Price(input: highest, output: highest)
        let usage = TokenUsage(input: .max, cachedInput: .max, cacheWrite: .max, output: .max, reasoning: .max)
        #expect(price.cost(of: usage).femtoDollars == 5 * Int128(Int.max) * Int128(highest))
    }

    @Test func `a million tokens at a dollar cost a dollar`() {
        let price = Price(input: 1_000_000_000, output: 0)
        #expect(price.cost(of: TokenUsage(input: 1_000_000)).decimalText == "1")
        #expect(price.cost(of: TokenUsage(input: 7)).decimalText == "0.000007")
    }

    @Test func `an exchange prices what its target charges`() throws {
        let loop = try Fixture.loop(
            EmbeddedEventLoop(),
            Fixture.settings(price: Price(input: 2_000_000_000, output: 8_000_000_000))
        )
        let exchange = try Fixture.exchange(on: loop, RecordingClient())
        exchange.record(TokenUsage(input: 10))
        #expect(exchange.cost == nil)
        exchange.target = loop.snapshot.targets[0]
        exchange.record(TokenUsage(input: 10, output: 5))
        #expect(exchange.cost?.decimalText == "0.00006")
    }
}
