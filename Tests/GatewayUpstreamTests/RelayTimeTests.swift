import GatewayCore
import GatewayTesting
import GatewayWire
import NIOCore
import NIOEmbedded
import Testing

@testable import GatewayUpstream

/// What runs out while a provider is waited for.
@Suite struct RelayTimeTests {
    private static let timeouts = AttemptTimeouts(
        connect: .seconds(2),
        firstToken: .seconds(10),
        reply: .seconds(10),
        idle: .seconds(5),
        total: .seconds(60)
    )

    @Test func `no free connection in time means that the gateway is full`() throws {
        let fixture = try RelayFixture(timeouts: Self.timeouts)
        let attempt = try fixture.begin(hasConnection: false)
        fixture.advance(.milliseconds(1990))
        #expect(!attempt.isOver)
        fixture.advance(.milliseconds(30))
        #expect(attempt.error?.code == .overloaded)
        #expect(attempt.error?.retryAfterSeconds == 1)
    }

    @Test(arguments: [Fixture.chat, Fixture.chatStream])
    func `no answer in time is a timeout, and the connection is given up`(body: String) throws {
        let fixture = try RelayFixture(timeouts: Self.timeouts)
        let attempt = try fixture.begin(body)
        fixture.advance(.milliseconds(9990))
        #expect(!attempt.isOver)
        fixture.advance(.milliseconds(30))
        #expect(attempt.error?.code == .providerTimeout)
        #expect(attempt.client.heads.isEmpty)
        #expect(!fixture.channel.isActive)
    }

    @Test func `a head alone does not stop the clock for the first byte`() throws {
        let fixture = try RelayFixture(timeouts: Self.timeouts)
        let attempt = try fixture.begin(Fixture.chatStream)
        try fixture.receive(Reply.openStream)
        fixture.advance(.seconds(11))
        #expect(attempt.error?.code == .providerTimeout)
        #expect(!attempt.exchange.contentSent)
    }

    @Test func `each read puts the idle timeout off`() throws {
        let fixture = try RelayFixture(timeouts: Self.timeouts)
        let attempt = try fixture.begin(Fixture.chatStream)
        try fixture.receive(Reply.openStream + Reply.content("a"))
        for _ in 0..<5 {
            fixture.advance(.seconds(4))
            try fixture.receive(Reply.content("b"))
            #expect(!attempt.isOver)
        }
        fixture.advance(.milliseconds(5020))
        #expect(attempt.error?.code == .providerTimeout)
        #expect(attempt.exchange.contentSent && attempt.client.ends == 0)
    }

    @Test func `silence after the finish reason ends a complete stream`() throws {
        let fixture = try RelayFixture(timeouts: Self.timeouts)
        let attempt = try fixture.begin(Fixture.chatStream)
        try fixture.receive(Reply.openStream + Reply.content("a") + Reply.finish)
        fixture.advance(.milliseconds(5020))
        #expect(attempt.isAnswered)
        #expect(attempt.client.text == Reply.content("a") + Reply.finish + Reply.done)
    }

    @Test func `a client that does not read is not the provider's silence`() throws {
        let fixture = try RelayFixture(timeouts: Self.timeouts)
        let attempt = try fixture.begin(Fixture.chatStream)
        try fixture.receive(Reply.openStream + Reply.content("a"))
        attempt.client.takesBytes = false
        fixture.advance(.seconds(20))
        #expect(!attempt.isOver)
        attempt.client.takesBytes = true
        fixture.advance(.milliseconds(5020))
        #expect(attempt.error?.code == .providerTimeout)
    }

    @Test func `the deadline ends everything`() throws {
        let fixture = try RelayFixture(timeouts: Self.timeouts)
        let attempt = try fixture.begin(Fixture.chatStream)
        try fixture.receive(Reply.openStream)
        for _ in 0..<20 where !attempt.isOver {
            try fixture.receive(Reply.content("b"))
            fixture.advance(.seconds(4))
        }
        #expect(attempt.error?.code == .deadlineExceeded)
        #expect(fixture.loop.now - attempt.exchange.startedAt <= 64_000_000_000)
    }

    @Test func `pings keep the client's connection open until content comes`() throws {
        let fixture = try RelayFixture(server: ServerSettings(pingInterval: .seconds(3)), timeouts: Self.timeouts)
        let attempt = try fixture.begin(Fixture.chatStream, headers: "x-request-id: trace-1\r\n")
        fixture.advance(.milliseconds(2980))
        #expect(attempt.client.heads.isEmpty)
        fixture.advance(.milliseconds(40))
        #expect(attempt.client.text == ": ping\n\n")
        #expect(attempt.client.header("content-type") == "text/event-stream; charset=utf-8")
        #expect(attempt.client.header("x-request-id") == "trace-1")
        #expect(!attempt.exchange.contentSent && attempt.exchange.headSent)
        fixture.advance(.milliseconds(3020))
        #expect(attempt.client.text == ": ping\n\n: ping\n\n")
        try fixture.receive(Reply.openStream + Reply.content("a"))
        fixture.advance(.milliseconds(4000))
        try fixture.receive(Reply.finish + Reply.done)
        fixture.close()
        #expect(attempt.isAnswered)
        #expect(attempt.client.text == ": ping\n\n: ping\n\n" + Reply.content("a") + Reply.finish + Reply.done)
    }

    @Test func `no ping is sent where none is wanted`() throws {
        let quiet = try RelayFixture(server: ServerSettings(pingInterval: .zero), timeouts: Self.timeouts)
        let first = try quiet.begin(Fixture.chatStream)
        quiet.advance(.seconds(9))
        #expect(first.client.heads.isEmpty)
        let fixture = try RelayFixture(server: ServerSettings(pingInterval: .seconds(1)), timeouts: Self.timeouts)
        let second = try fixture.begin(Fixture.chat)
        fixture.advance(.seconds(9))
        #expect(second.client.heads.isEmpty)
    }

    @Test func `a reply that is no event stream breaks the promise of a ping`() throws {
        let fixture = try RelayFixture(server: ServerSettings(pingInterval: .seconds(1)), timeouts: Self.timeouts)
        let attempt = try fixture.begin(Fixture.chatStream)
        fixture.advance(.milliseconds(1020))
        try fixture.receive(Reply.json(Reply.chat))
        #expect(attempt.error?.code == .providerBadResponse)
        #expect(attempt.client.heads.count == 1 && attempt.client.ends == 0)
    }
}
