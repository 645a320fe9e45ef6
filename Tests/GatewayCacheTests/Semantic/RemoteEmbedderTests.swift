import NIOCore
import Testing

@testable import GatewayCache

@Suite("Vectors of a model")
struct RemoteEmbedderTests {
    @Test func `a vector gets length 1`() throws {
        let reply = ByteBuffer(string: #"{"data":[{"embedding":[3,0,-4.0]}],"usage":{}}"#)
        let vector = try #require(RemoteEmbedder.vector(in: reply, dimensions: 3))
        #expect(vector == [0.6, 0, -0.8])
    }

    @Test(arguments: [
        "", "{", "{}", #"{"data":[]}"#, #"{"data":[{"embedding":"AAAA"}]}"#, #"{"data":[{"embedding":[1,2]}]}"#,
        #"{"data":[{"embedding":[0,0,0]}]}"#, #"{"data":[{"embedding":[1,null,2]}]}"#,
        #"{"data":[{"embedding":[1e39,1e39,1e39]}]}"#,
    ])
    func `what is no vector of that size is refused`(reply: String) {
        #expect(RemoteEmbedder.vector(in: ByteBuffer(string: reply), dimensions: 3) == nil)
    }
}
