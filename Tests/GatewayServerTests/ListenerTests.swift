import GatewayCore
import GatewayTesting
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import GatewayServer

/// Connections over loopback: ceilings, draining, refusals that arrive, replies that are larger than any buffer.
@Suite struct ListenerTests {
    @Test func `requests are answered over a socket, one connection after the other`() async throws {
        try await ServerFixture.with { server in
            for _ in 0..<3 {
                let client = try await server.connect()
                client.send(HTTP1Fixture.post() + HTTP1Fixture.get("/v1/models"))
                let text = try await client.text { $0.contains("\"object\":\"list\"") }
                #expect(try HTTP1Reply.parse(text).map(\.status) == [200, 200])
                client.close()
            }
        }
    }

    @Test func `beyond the ceiling of connections a client reads why`() async throws {
        try await ServerFixture.with(ServerSettings(maxConnections: 1)) { server in
            let first = try await server.connect()
            first.send(HTTP1Fixture.get("/health"))
            _ = try await first.text { $0.hasSuffix("}") }
            let second = try await server.connect()
            let reply = try #require(try HTTP1Reply.parse(try await second.textToEnd()).first)
            #expect(reply.status == 503 && reply.errorCode == "overloaded" && reply.closes)
            #expect(reply.header("retry-after") == "1")
            first.send(HTTP1Fixture.get("/health"))
            _ = try await first.text { $0.components == 2 }
            first.close()
        }
    }

    @Test func `a client that sends on after its refusal gets to read it`() async throws {
        try await ServerFixture.with(ServerSettings(maxBodyBytes: 1000)) { server in
            let client = try await server.connect()
            client.send("POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ncontent-length: 500000\r\n\r\n")
            for _ in 0..<10 {
                client.send(String(repeating: "x", count: 50_000))
            }
            let reply = try #require(try HTTP1Reply.parse(try await client.textToEnd()).first)
            #expect(reply.status == 413 && reply.closes)
        }
    }

    @Test func `a reply larger than every buffer arrives whole`() async throws {
        let body = String(repeating: "0123456789", count: 400_000)
        try await ServerFixture.with(script: [.answer(body)]) { server in
            let client = try await server.connect()
            client.send(HTTP1Fixture.post() + HTTP1Fixture.get("/health"))
            let text = try await client.text { $0.hasSuffix("\"ok\"}") }
            let replies = try HTTP1Reply.parse(text)
            #expect(replies.map(\.status) == [200, 200])
            #expect(replies.first?.body == body)
            client.close()
        }
    }

    @Test(arguments: [false, true])
    func `HTTP 1.1 is served whether or not HTTP 2 is looked for`(h2c: Bool) async throws {
        try await ServerFixture.with(ServerSettings(h2c: h2c)) { server in
            let client = try await server.connect()
            let request = Array(HTTP1Fixture.get("/health", headers: "connection: close\r\n"))
            for character in request {
                client.send(String(character))
            }
            #expect(try HTTP1Reply.parse(try await client.textToEnd()).map(\.status) == [200])
        }
    }

    @Test func `draining waits for what runs and reports that all finished`() async throws {
        try await ServerFixture.with(script: [.hold]) { server in
            let idle = try await server.connect()
            idle.send(HTTP1Fixture.get("/health"))
            _ = try await idle.text { $0.hasSuffix("}") }
            let busy = try await server.connect()
            busy.send(HTTP1Fixture.post())
            try await server.awaitHeld(1)
            await server.listener.stopAccepting()
            async let finished = server.listener.drain(within: .seconds(120), clock: ContinuousClock())
            _ = try await idle.textToEnd()
            try await server.finishHeld()
            let reply = try #require(try HTTP1Reply.parse(try await busy.textToEnd()).first)
            #expect(reply.status == 200 && reply.closes)
            let isFinished = await finished
            #expect(isFinished)
        }
    }

    @Test func `what does not finish in time is cut off`() async throws {
        try await ServerFixture.with(script: [.hold]) { server in
            let busy = try await server.connect()
            busy.send(HTTP1Fixture.post())
            try await server.awaitHeld(1)
            let isFinished = await server.listener.drain(within: .zero, clock: ContinuousClock())
            #expect(!isFinished)
            #expect(try await busy.textToEnd().isEmpty)
            let settled = try await server.settled()
            #expect(settled == 1)
        }
    }

    @Test func `a client that goes away frees its place`() async throws {
        try await ServerFixture.with(ServerSettings(maxConnections: 1), script: [.hold]) { server in
            let first = try await server.connect()
            first.send(HTTP1Fixture.post())
            try await server.awaitHeld(1)
            first.close()
            try await server.awaitConnections(0)
            let second = try await server.connect()
            second.send(HTTP1Fixture.get("/health", headers: "connection: close\r\n"))
            #expect(try HTTP1Reply.parse(try await second.textToEnd()).map(\.status) == [200])
            #expect(try await server.settled() == 1)
        }
    }
}

extension String {
    /// Number of replies in a text of health replies.
    fileprivate var components: Int { self.split(separator: "\"status\":").count - 1 }
}
