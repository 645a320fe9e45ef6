import GatewayCore
import GatewayTesting
import NIOCore
import NIOEmbedded
import Testing

@testable import GatewayUpstream

/// How replies and connections end.
@Suite struct RelayEndTests {
    @Test
    func `a complete stream drops the half event at its end`() throws {
        for end in ["data: {\"choices\":[],\"usa", "data:", "event: x\nda"] {
            let fixture = try RelayFixture()
            let attempt = try fixture.begin(Fixture.chatStream)
            try fixture.receive(Reply.openStream + Reply.content("a") + Reply.finish + end)
            fixture.close()
            #expect(attempt.isAnswered)
            #expect(attempt.client.text == Reply.content("a") + Reply.finish + Reply.done)
        }
    }

    @Test
    func `a usage chunk at the very end is hidden without its blank line too`() throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin(Fixture.chatStream)
        try fixture.receive(Reply.openStream + Reply.content("a") + Reply.finish + String(Reply.usage.dropLast(2)))
        fixture.close()
        #expect(attempt.isAnswered)
        #expect(attempt.exchange.usage != nil)
        #expect(attempt.client.text == Reply.content("a") + Reply.finish + Reply.done)
    }

    @Test(arguments: [DisconnectPolicy.cancel, .drain])
    func `a client that closes after the end mark has its whole answer`(_ policy: DisconnectPolicy) throws {
        let fixture = try RelayFixture(onDisconnect: policy)
        let attempt = try fixture.begin(Fixture.chatStream)
        let events = Reply.content("a") + Reply.finish + Reply.done
        try fixture.receive(Reply.chunkedStream + Reply.chunk(events))
        #expect(!attempt.isOver, "the provider's own end is still to come")
        attempt.leave()
        fixture.eventLoop.run()
        #expect(attempt.isAnswered)
        #expect(!attempt.exchange.isDrained && attempt.exchange.error == nil)
        #expect(attempt.client.text == events)
        #expect(!fixture.channel.isActive, "nobody waits for a provider that does not end its answer")
    }

    @Test(arguments: [Reply.content("a"), Reply.content("a") + Reply.finish])
    func `a client that closes before the end mark has left its answer`(events: String) throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin(Fixture.chatStream)
        try fixture.receive(Reply.chunkedStream + Reply.chunk(events))
        attempt.leave()
        fixture.eventLoop.run()
        #expect(attempt.error?.code == .clientClosedRequest)
        #expect(attempt.client.ends == 0)
    }

    @Test(arguments: [204, 304])
    func `a reply without a body says no length`(status: Int) throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin("", method: "GET", path: "/v1/files/f-1", endpoint: .passthrough)
        try fixture.receive("HTTP/1.1 \(status) Nothing\r\netag: \"a\"\r\n\r\n")
        #expect(attempt.isAnswered)
        #expect(attempt.client.status == status)
        #expect(attempt.client.heads.first?.contentLength == nil)
    }

    @Test
    func `the reply to HEAD does not say that the resource is empty`() throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin("", method: "HEAD", path: "/v1/files/f-1", endpoint: .passthrough) {
            _,
            client in
            client.asksForHead = true
        }
        try fixture.receive("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 120\r\n\r\n")
        #expect(attempt.isOver && attempt.error == nil)
        #expect(attempt.client.heads.first?.contentLength != 0)
    }
}
