import RESP
import Testing

struct RedisURLTests {
    @Test func `the parts of an URL are read`() throws {
        let url = try RedisURL("rediss://us%40er:p%3Ass@[::1]:7000,cache.example,10.0.0.1:1/3")
        #expect(url.isEncrypted)
        #expect(url.username == "us@er")
        #expect(url.password == "p:ss")
        #expect(url.database == 3)
        #expect(url.addresses.map(\.description) == ["[::1]:7000", "cache.example:6379", "10.0.0.1:1"])
    }

    @Test func `short forms have defaults`() throws {
        let url = try RedisURL("REDIS://localhost/")
        #expect(!url.isEncrypted)
        #expect(url.addresses == [RedisAddress(host: "localhost", port: 6379)])
        #expect(url.username == nil && url.password == nil && url.database == 0)
        let secret = try RedisURL("redis://:pass@localhost")
        #expect(secret.username == nil && secret.password == "pass")
    }

    @Test(arguments: [
        ("http://localhost", RedisURLError.unknownScheme), ("localhost", .unknownScheme), ("redis://", .badHost("")),
        ("redis://a?b", .unsupportedPart), ("redis://user@host", .missingPassword), ("redis://a:b", .badPort("b")),
        ("redis://a:0", .badPort("0")), ("redis://a:65536", .badPort("65536")), ("redis://a:", .badPort("")),
        ("redis://a:+1", .badPort("+1")), ("redis://a/b", .badDatabase("b")), ("redis://a/-1", .badDatabase("-1")),
        ("redis://a/1/2", .badDatabase("1/2")), ("redis://[::1", .badHost("[::1")),
        ("redis://[::1]x", .badHost("[::1]x")),
        ("redis://a,,b", .badHost("")), ("redis://u:%4@h", .badPercentEncoding),
        ("redis://u:%ff@h", .badPercentEncoding),
        ("redis://a b", .badHost("a b")),
    ])
    func `what is wrong is named`(_ text: String, _ error: RedisURLError) {
        #expect(throws: error) { try RedisURL(text) }
        #expect(!error.description.isEmpty)
    }

    @Test func `a node takes over an URL`() throws {
        let configuration = RedisNodeConfiguration(url: try RedisURL("redis://u:p@h:1/2"), tls: nil)
        #expect(configuration.address == RedisAddress(host: "h", port: 1))
        #expect(configuration.username == "u" && configuration.password == "p" && configuration.database == 2)
    }
}
