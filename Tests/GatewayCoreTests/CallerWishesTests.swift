import GatewayCore
import GatewayTesting
import NIOCore
import NIOEmbedded
import Testing

@Suite struct CallerWishesTests {
    private static let millisecond: UInt64 = 1_000_000
    private let eventLoop = EmbeddedEventLoop()
    private let loop: LoopState

    init() throws {
        let settings = Fixture.settings(timeouts: AttemptTimeouts(total: .seconds(100)))
        self.loop = try Fixture.loop(self.eventLoop, settings)
        self.eventLoop.advanceTime(by: .seconds(5))
    }

    private func apply(_ headers: String, isStream: Bool = false, hasGroup: Bool = true) throws -> Exchange {
        let exchange = try Fixture.exchange(
            on: self.loop,
            RecordingClient(),
            body: isStream ? Fixture.chatStream : Fixture.chat,
            headers: headers
        )
        exchange.group = hasGroup ? self.loop.snapshot.groups[0] : nil
        // Time spent on reading and planning is the caller's time.
        self.eventLoop.advanceTime(by: .milliseconds(300))
        try CallerWishes.apply(to: exchange)
        return exchange
    }

    @Test(
        arguments: [
            ("1500", 1500), ("1500ms", 1500), ("1500 ms", 1500), ("1.5", 1.5), ("1.5s", 1500), ("1.5 s", 1500),
            ("2S", 2000), ("30s", 30_000), ("2m", 120_000), ("2min", 120_000), ("0.5h", 1_800_000), (".5s", 500),
            ("0.000001", 0.000001), ("1M", 60_000), ("999999999999", 999_999_999_999),
        ] as [(String, Double)]
    )
    func `a time is milliseconds, or a number with a unit`(text: String, milliseconds: Double) {
        #expect(CallerWishes.timeout(text.utf8) == UInt64(milliseconds * 1e6))
    }

    @Test(arguments: [
        "", " ", "0", "0s", "-1", "+1", "s", "ms", "1x", "1 2", "1s2", "1..5", "1e3", "0x10", "nan", "inf", "1,5", "½",
        "١",
        "1d", "0.0000001", "1000000000000000", "99999999999999999999999", "1s ", "1\u{0}", "\u{FFFD}",
    ])
    func `anything else is no time`(text: String) {
        #expect(CallerWishes.timeout(text.utf8) == nil)
    }

    @Test(arguments: 1...200)
    func `no header value traps`(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let alphabet = Array("0123456789.. smhinMS-+e\u{E9}".utf8) + [0, 0x7F, 0xFF]
        for _ in 0..<200 {
            let length = Int.random(in: 0...24, using: &random)
            let bytes = (0..<length).compactMap { _ in alphabet.randomElement(using: &random) }
            if let time = CallerWishes.timeout(bytes) {
                #expect(time >= 1 && time < 1_000_000_000_000_000_000, "seed \(seed): \(bytes)")
            }
        }
    }

    @Test func `without wishes the group's total counts from the request's first byte`() throws {
        let exchange = try self.apply("")
        #expect(exchange.deadline == exchange.startedAt + 100_000 * Self.millisecond)
        #expect(!exchange.hasCallerDeadline && exchange.firstByteDeadline == .max && exchange.priority == 1)
        let direct = try self.apply("", hasGroup: false)
        #expect(direct.deadline == direct.startedAt + 600_000 * Self.millisecond)
    }

    @Test(
        arguments: [
            ("1500", 1500, true), ("99.9s", 99_900, true), ("100s", 100_000, false), ("101s", 100_000, false),
            ("24h", 100_000, false), ("1", 1, true),
        ] as [(String, UInt64, Bool)]
    )
    func `a caller may ask for less time, and not for more`(value: String, milliseconds: UInt64, isOwn: Bool) throws {
        let exchange = try self.apply("x-request-timeout: \(value)\r\n")
        #expect(exchange.deadline == exchange.startedAt + milliseconds * Self.millisecond)
        #expect(exchange.hasCallerDeadline == isOwn)
    }

    @Test(arguments: ["soon", "0", "-5", "1y"])
    func `what is no time is refused by name`(value: String) {
        let error = #expect(throws: GatewayError.self) { try self.apply("X-Request-Timeout: \(value)\r\n") }
        #expect(error?.code == .invalidRequest && error?.status == 400 && error?.param == "x-request-timeout")
    }

    @Test(
        arguments: [
            ("7", 7000), ("7.5", 7500), ("100", 100_000), ("600", 100_000), ("0", 100_000), ("soon", 100_000),
            ("", 100_000), ("-1", 100_000),
        ] as [(String, UInt64)]
    )
    func `an SDK's read timeout bounds the wait for a plain reply`(value: String, milliseconds: UInt64) throws {
        let exchange = try self.apply("x-stainless-lang: python\r\nX-Stainless-Read-Timeout: \(value)\r\n")
        #expect(exchange.deadline == exchange.startedAt + milliseconds * Self.millisecond)
        #expect(exchange.hasCallerDeadline == (milliseconds < 100_000) && exchange.firstByteDeadline == .max)
    }

    @Test(arguments: [("7", 7000), ("600", 600_000), ("soon", nil)] as [(String, UInt64?)])
    func `an SDK's read timeout bounds the wait for a stream's first byte`(value: String, milliseconds: UInt64?) throws
    {
        let exchange = try self.apply("x-stainless-read-timeout: \(value)\r\n", isStream: true)
        let expected = milliseconds.map { exchange.startedAt + $0 * Self.millisecond }
        #expect(exchange.firstByteDeadline == expected ?? .max)
        #expect(exchange.deadline == exchange.startedAt + 100_000 * Self.millisecond)
        #expect(!exchange.hasCallerDeadline)
    }

    @Test(arguments: [("3s", "7", 3000), ("7s", "3", 3000), ("7s", "7", 7000)] as [(String, String, UInt64)])
    func `of two times the shorter one counts`(own: String, hint: String, milliseconds: UInt64) throws {
        let exchange = try self.apply("x-stainless-read-timeout: \(hint)\r\nx-request-timeout: \(own)\r\n")
        #expect(exchange.deadline == exchange.startedAt + milliseconds * Self.millisecond)
        #expect(exchange.hasCallerDeadline)
    }

    @Test(arguments: [("low", 0), ("normal", 1), ("", 1), ("high", 2), ("HIGH", 2), ("Low", 0)])
    func `a priority has a name`(value: String, priority: Int) throws {
        let exchange = try self.apply("x-signalbox-note: 1\r\nx-signalbox-priority: \(value)\r\n")
        #expect(exchange.priority == priority)
    }

    @Test(arguments: ["urgent", "2", "highest", "low high"])
    func `an unknown priority is refused by name`(value: String) {
        let error = #expect(throws: GatewayError.self) { try self.apply("x-signalbox-priority: \(value)\r\n") }
        #expect(error?.code == .invalidRequest && error?.param == "x-signalbox-priority")
    }

    @Test func `a refused wish is the client's 400, and nobody is asked`() throws {
        let upstream = ScriptedUpstream()
        self.loop.upstream = upstream
        let client = RecordingClient()
        let exchange = try Fixture.exchange(on: self.loop, client, headers: "x-request-timeout: never\r\n")
        Pipeline.start(exchange)
        self.eventLoop.run()
        #expect(exchange.isSettled && client.status == 400 && client.isWellFormed && upstream.tried.isEmpty)
        #expect(client.text.contains(#""param":"x-request-timeout""#))
    }
}
