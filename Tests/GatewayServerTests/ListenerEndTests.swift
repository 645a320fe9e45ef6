import GatewayCore
import GatewayTesting
import NIOCore
import Testing

@testable import GatewayServer

/// How replies and connections end.
@Suite struct ListenerEndTests {
    private static let body = String(repeating: "0123456789", count: 1_000_000)

    @Test
    func `a large reply that ends its connection arrives whole`() async throws {
        try await ServerFixture.with(script: [.answer(Self.body)]) { server in
            let client = try await server.connect()
            client.send(HTTP1Fixture.post(headers: "connection: close\r\n"))
            let text = try await client.textToEnd()
            #expect(text.hasSuffix("\r\n\r\n" + Self.body))
        }
    }

    @Test
    func `a large stream to an HTTP 1 dot 0 client arrives whole`() async throws {
        let event = "data: \(Self.body)\n\n"
        try await ServerFixture.with(script: [.stream([event, "data: [DONE]\n\n"], end: nil)]) { server in
            let client = try await server.connect()
            client.send(HTTP1Fixture.post(Fixture.chatStream, version: "1.0"))
            let text = try await client.textToEnd()
            #expect(text.hasSuffix("\r\n\r\n" + event + "data: [DONE]\n\n"))
        }
    }
}
