import GatewayCore
import GatewayTesting
import NIOCore
import NIOEmbedded
import Testing

@testable import GatewayServer

/// How replies and connections end.
@Suite struct HTTP1EndTests {
    @Test
    func `a connection that was slow to read still has an idle timeout`() throws {
        let fixture = try HTTP1Fixture()
        #expect(try fixture.reply(to: HTTP1Fixture.post()).status == 200)
        fixture.setWritable(false)
        fixture.setWritable(true)
        fixture.advance(.seconds(76))
        #expect(!fixture.channel.isActive)
    }

    @Test
    func `a client that was slow to read still has to send its body in time`() throws {
        let fixture = try HTTP1Fixture()
        try fixture.send(String(HTTP1Fixture.post().dropLast(10)))
        fixture.setWritable(false)
        fixture.setWritable(true)
        fixture.advance(.seconds(31))
        #expect(try fixture.replies().map(\.status) == [408])
    }

    @Test
    func `a chunked upload beyond the limit is cut off`() throws {
        let fixture = try HTTP1Fixture(ServerSettings(maxBodyBytes: 200_000))
        fixture.upstream.script = [.hold]
        try fixture.send(
            "POST /v1/files HTTP/1.1\r\nhost: a\r\ncontent-type: multipart/form-data; boundary=b\r\n"
                + "transfer-encoding: chunked\r\n\r\n"
        )
        for _ in 0..<10 {
            try fixture.send("10000\r\n\(String(repeating: "x", count: 0x10000))\r\n")
        }
        let held = try #require(fixture.upstream.held.first)
        #expect(held.exchange.body.readableBytes + held.rest.readableBytes <= 200_000)
        #expect(held.goneCalls == 1 || !fixture.channel.isActive)
    }
}
