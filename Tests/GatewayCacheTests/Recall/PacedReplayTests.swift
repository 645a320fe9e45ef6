import GatewayCore
import GatewayTesting
import GatewayWire
import NIOCore
import Testing

@testable import GatewayCache

@Suite struct PacedReplayTests {
    private static let whole = Reply.events().joined() + Reply.done

    private static func fixture(_ pace: ReplayPace) throws -> RecallFixture {
        let fixture = try RecallFixture(group: { $0.replayPace = pace })
        fixture.upstream.script = [.hold]
        _ = try fixture.ask(Ask.chat(stream: true))
        let held = try #require(fixture.upstream.held.last)
        held.sendHead()
        for event in Reply.events() {
            fixture.pass(milliseconds: 200)
            held.sendBody(event)
        }
        held.sendBody(Reply.done)
        held.sendEnd()
        fixture.run()
        return fixture
    }

    /// Lets time pass in small steps until the client has it all; how much it had after each.
    private static func arrivals(_ fixture: RecallFixture, _ asked: Asked, step: Int64) -> [Int] {
        var sizes = [asked.client.body.readableBytes]
        while !asked.client.isOver, sizes.count < 2_000 {
            fixture.pass(milliseconds: step)
            sizes.append(asked.client.body.readableBytes)
        }
        return sizes
    }

    @Test func `a stream is replayed with the gaps that the first caller saw`() throws {
        let fixture = try Self.fixture(.recorded)
        let asked = try fixture.ask(Ask.chat(stream: true))
        #expect(asked.client.heads.count == 1 && asked.outcome == .hit)
        let sizes = Self.arrivals(fixture, asked, step: 10)
        #expect(asked.client.text == Self.whole && asked.client.isWellFormed)
        var ends: [Int] = []
        for event in Reply.events() {
            ends.append((ends.last ?? 0) + event.utf8.count)
        }
        for (index, end) in ends.enumerated() {
            let when = try #require(sizes.firstIndex { $0 >= end }) * 10
            #expect(abs(when - 200 * (index + 1)) <= 20, "event \(index) after \(when) ms")
        }
        #expect(fixture.calls == 1)
        fixture.expectQuiet()
    }

    @Test(arguments: [1, 10, 50, 1_000])
    func `a stream is replayed at so many events per second`(rate: Int) throws {
        let fixture = try Self.fixture(.eventsPerSecond(rate))
        let asked = try fixture.ask(Ask.chat(stream: true))
        let sizes = Self.arrivals(fixture, asked, step: 10)
        #expect(asked.client.text == Self.whole && asked.client.isWellFormed)
        // Five events and the end mark among them: four gaps.
        let taken = (sizes.count - 1) * 10
        #expect(abs(taken - 4_000 / rate) <= 20, "\(taken) ms")
        fixture.expectQuiet()
    }

    @Test func `a stored text is replayed as a stream, and a text at once`() throws {
        let fixture = try RecallFixture(group: { $0.replayPace = .recorded })
        _ = try fixture.ask(answering: .answer(Reply.json()))
        let plain = try fixture.ask()
        #expect(plain.client.isOver && plain.client.text == Reply.json())
        let stream = try fixture.ask(Ask.chat(stream: true))
        #expect(!stream.client.isOver)
        _ = Self.arrivals(fixture, stream, step: 10)
        #expect(stream.client.isWellFormed && stream.client.text.hasSuffix(Reply.done))
    }

    @Test func `only-if-cached takes it at its pace, too`() throws {
        let fixture = try Self.fixture(.recorded)
        let asked = try fixture.ask(Ask.chat(stream: true), headers: "cache-control: only-if-cached\r\n")
        _ = Self.arrivals(fixture, asked, step: 10)
        #expect(asked.client.text == Self.whole && asked.outcome == .hit)
    }

    @Test func `a client that takes nothing is sent nothing, and gets all of it later`() throws {
        let fixture = try Self.fixture(.recorded)
        let asked = try fixture.ask(Ask.chat(stream: true))
        fixture.pass(milliseconds: 250)
        let before = asked.client.body.readableBytes
        asked.client.takesBytes = false
        fixture.pass(milliseconds: 5_000)
        #expect(asked.client.body.readableBytes == before && !asked.client.isOver)
        asked.client.takesBytes = true
        asked.client.listener?.clientBecameWritable()
        fixture.run()
        #expect(asked.client.text == Self.whole && asked.client.isWellFormed)
        fixture.expectQuiet()
    }

    @Test func `a client that leaves ends it`() throws {
        let fixture = try Self.fixture(.recorded)
        let asked = try fixture.ask(Ask.chat(stream: true))
        fixture.pass(milliseconds: 250)
        asked.client.hasLeft = true
        asked.client.listener?.clientWentAway()
        fixture.run()
        #expect(asked.exchange.isSettled && asked.exchange.error == .clientClosedRequest)
        #expect(asked.client.listener == nil)
        fixture.expectQuiet()
    }

    @Test(arguments: [true, false])
    func `a deadline ends it in band, whether the client takes bytes or not`(takesBytes: Bool) throws {
        let fixture = try Self.fixture(.recorded)
        let asked = try fixture.ask(Ask.chat(stream: true), headers: "x-request-timeout: 300ms\r\n")
        asked.client.takesBytes = takesBytes
        fixture.pass(milliseconds: 1_000)
        #expect(asked.exchange.isSettled && asked.exchange.error == .deadlineExceeded)
        #expect(asked.client.isWellFormed && asked.client.text.contains("deadline_exceeded"))
        #expect(!asked.client.text.contains("[DONE]"))
        fixture.expectQuiet()
    }
}
