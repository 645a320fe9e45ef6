import GatewayCore
import Testing

@testable import GatewayCLI

@Suite struct HTTPAddressTests {
    @Test(arguments: [
        ("http://127.0.0.1:9090", HTTPAddress(host: "127.0.0.1", port: 9090)),
        ("HTTP://gateway.internal", HTTPAddress(host: "gateway.internal", port: 80)),
        ("https://gateway.internal/", HTTPAddress(isTLS: true, host: "gateway.internal", port: 443)),
        ("http://[::1]:8080/a/b//", HTTPAddress(host: "::1", port: 8080, path: "/a/b")),
        ("https://[2001:db8::1]", HTTPAddress(isTLS: true, host: "2001:db8::1", port: 443)),
        ("http://x:65535/v1", HTTPAddress(host: "x", port: 65_535, path: "/v1")),
    ])
    func `an address is taken apart`(text: String, address: HTTPAddress) throws {
        #expect(try HTTPAddress(text) == address)
        #expect(try HTTPAddress(address.description) == address)
    }

    @Test(arguments: [
        "", "127.0.0.1:9090", "localhost", "ftp://x", "http://", "http://:80", "http://x:", "http://x:0",
        "http://x:65536", "http://x:80a", "http://x:+80", "http://[::1", "http://[::1]80", "http://[]:80", "http://a b",
        "http://é",
        "http://user:secret@x", "http://x/?q=1", "http://x/#f", "http://x\r\nhost: y", "http://1:2:3",
    ])
    func `what is no address is refused`(text: String) {
        #expect(throws: HTTPAddress.Fault.self) { try HTTPAddress(text) }
    }

    @Test(arguments: [
        ("http://x:80/", "/v1/embeddings", "/v1/embeddings"), ("http://x/v1", "/v1/embeddings", "/v1/embeddings"),
        ("http://x/openai/v1/", "/v1/embeddings?a=b", "/openai/v1/embeddings?a=b"),
        ("http://x/v1", "/v2/embeddings", "/v1/v2/embeddings"), ("http://x/p", "/v1/a", "/p/v1/a"),
    ])
    func `whether it ends in v1 or not, the same is asked for`(address: String, path: String, target: String) throws {
        #expect(try HTTPAddress(address).target(path) == target)
    }

    @Test(arguments: [
        ("0.0.0.0", "127.0.0.1"), ("::", "::1"), ("10.1.2.3", "10.1.2.3"), ("localhost", "localhost"),
    ])
    func `a listener on all addresses is reached on loopback`(host: String, reached: String) throws {
        #expect(try HTTPAddress(of: ListenAddress(host: host, port: 1)).host == reached)
    }

    @Test func `a port that the system chooses cannot be known`() {
        #expect(throws: HTTPAddress.Fault.self) { try HTTPAddress(of: ListenAddress(host: "127.0.0.1", port: 0)) }
    }

    @Test func `a request is written with the fields that it needs`() throws {
        let address = try HTTPAddress("http://[::1]:8080/v1")
        let request = HTTPRequest("POST", "/v1/x", fields: [("a", "b")], body: Array("{}".utf8))
        #expect(
            String(decoding: request.bytes(for: address), as: UTF8.self)
                == "POST /v1/x HTTP/1.1\r\nhost: [::1]:8080\r\nuser-agent: signalbox\r\naccept: */*\r\na: b\r\n"
                + "content-type: application/json\r\ncontent-length: 2\r\n\r\n{}"
        )
        let empty = String(decoding: HTTPRequest("POST", "/").bytes(for: address), as: UTF8.self)
        #expect(empty.contains("content-length: 0\r\n"))
        let reading = String(decoding: HTTPRequest("GET", "/").bytes(for: address), as: UTF8.self)
        #expect(!reading.contains("content-length"))
    }
}
