import GatewayCore
import Testing

@testable import GatewayConfig

@Suite struct AddressTests {
    @Test(arguments: [
        ("127.0.0.1:8080", "127.0.0.1", 8080), ("[::1]:8080", "::1", 8080), (":8080", "0.0.0.0", 8080),
        ("localhost:0", "localhost", 0), ("gateway.internal:65535", "gateway.internal", 65_535),
    ])
    func `an address to listen on is read`(_ text: String, _ host: String, _ port: Int) throws {
        #expect(try HostPort.listenAddress(text) == ListenAddress(host: host, port: port))
    }

    @Test(arguments: [
        "8080", "127.0.0.1", "127.0.0.1:", "::1:8080", "[::1]", "[::1:8080", "[x]:1", "[::1]x:1", "a b:1", "h:-1",
        "h:+1",
        "h:65536", "h:0x10", "-h:1", "", ":", "http://h:1", "h:٣",
    ])
    func `what is not an address is refused`(_ text: String) {
        #expect(throws: AddressProblem.self) { try HostPort.listenAddress(text) }
    }

    @Test(arguments: [
        ("https://api.openai.com/v1", Origin(isTLS: true, host: "api.openai.com", port: 443), "/v1"),
        ("https://api.openai.com/v1///", Origin(isTLS: true, host: "api.openai.com", port: 443), "/v1"),
        ("http://localhost:11434", Origin(isTLS: false, host: "localhost", port: 11434), ""),
        ("HTTP://EXAMPLE.com/", Origin(isTLS: false, host: "example.com", port: 80), ""),
        ("https://[2001:DB8::1]:8443/a/b", Origin(isTLS: true, host: "2001:db8::1", port: 8443), "/a/b"),
    ])
    func `a server's address is taken apart`(_ text: String, _ origin: Origin, _ path: String) throws {
        let url = try ServerURL(text)
        #expect(url.origin == origin)
        #expect(url.path == path)
        #expect(url.userInfo == nil)
    }

    @Test(arguments: [
        "api.openai.com/v1", "ftp://h/", "https:///v1", "https://h/?a=b", "https://h/#f", "https://h:0/", "https://h:/",
        "https://h:99999", "https://h/a b", "https://h/ü", "https://", "://", "https://h\\x/",
    ])
    func `a server's address that cannot be called is refused`(_ text: String) {
        #expect(throws: AddressProblem.self) { try ServerURL(text) }
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.255.0.3", true), ("localhost", true), ("LOCALHOST", true), ("::1", true),
        ("0.0.0.0", false), ("::", false), ("127.0.0.1.example.com", false), ("128.0.0.1", false), ("127.1", false),
        ("127.0.0.256", false), ("10.0.0.1", false), ("127.0.0.+1", false),
    ])
    func `only loopback hosts count as loopback`(_ host: String, _ expected: Bool) {
        #expect(HostPort.isLoopback(host) == expected)
    }

    @Test(
        arguments: [
            ("http://proxy:3128", "proxy", 3128, nil), ("proxy.example.com:8080", "proxy.example.com", 8080, nil),
            ("http://user:pass@proxy:3128/", "proxy", 3128, "Basic dXNlcjpwYXNz"),
            ("http://user@proxy", "proxy", 80, "Basic dXNlcjo="),
            ("http://u%40b:p%3Aw@proxy:1", "proxy", 1, "Basic dUBiOnA6dw=="),
        ] as [(String, String, Int, String?)]
    )
    func `a proxy's user becomes its authorization`(
        _ text: String,
        _ host: String,
        _ port: Int,
        _ authorization: String?
    ) throws {
        let proxy = try ForwardProxy(url: text)
        #expect(proxy == ForwardProxy(host: host, port: port, authorization: authorization.map { Secret($0) }))
    }

    @Test(arguments: ["https://proxy:1", "http://proxy:1/path", "http://a%4@proxy:1", "socks5://proxy:1", "http://"])
    func `a proxy that cannot be used is refused`(_ text: String) {
        #expect(throws: AddressProblem.self) { try ForwardProxy(url: text) }
    }

    @Test(arguments: [
        ("api.openai.com", "", true), ("api.openai.com", "openai.com", false), ("api.openai.com", ".openai.com", false),
        ("api.openai.com", "api.openai.com:443", false), ("api.openai.com", "api.openai.com:8443", true),
        ("api.openai.com", "penai.com", true), ("api.openai.com", "a, *.openai.com", false),
        ("api.openai.com", "*", false),
        ("localhost", "", false), ("127.0.0.1", "", false), ("10.0.0.1", "10.0.0.1", false),
        ("2001:db8::1", "[2001:db8::1]", false),
    ])
    func `NO_PROXY names the hosts that are called directly`(
        _ host: String,
        _ exceptions: String,
        _ isProxied: Bool
    ) throws {
        let environment = ProxyEnvironment(["HTTPS_PROXY": "http://proxy:3128", "NO_PROXY": exceptions])
        let proxy = try environment.proxy(for: Origin(isTLS: true, host: host, port: 443))
        #expect((proxy != nil) == isProxied)
    }

    @Test func `the environment's proxy serves https providers that state none`() throws {
        let text = """
            providers:
              - {id: a, kind: openai, api_key: '${env:OPENAI_API_KEY}'}
              - {id: b, kind: openai, api_key: '${env:OPENAI_API_KEY}', proxy: off}
              - {id: c, kind: openai, api_key: '${env:OPENAI_API_KEY}', proxy: 'http://own:1'}
              - {id: d, kind: ollama, base_url: 'http://ollama:11434'}
            """
        let variables = environment.merging(["https_proxy": "http://p:3128", "HTTPS_PROXY": "http://q:1"]) { $1 }
        let settings = try load(text, environment: variables).get()
        #expect(settings.providers.map { $0.proxy?.host } == ["p", nil, "own", nil])
        let broken = errors(text, environment: environment.merging(["HTTPS_PROXY": "http://secret:pw@"]) { $1 })
        #expect(broken.count == 1)
        #expect(
            broken.first?.contains("f.yaml:2:5: providers[0]: the environment's HTTPS_PROXY cannot be used") == true
        )
        #expect(broken.first?.contains("secret") == false)
    }
}
