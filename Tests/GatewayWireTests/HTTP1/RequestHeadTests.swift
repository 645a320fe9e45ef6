import GatewayWire
import Testing

@Suite struct RequestHeadTests {
    static let typical = """
        POST /v1/chat/completions?trace=1 HTTP/1.1\r
        Host: 127.0.0.1:8080\r
        Accept-Encoding: gzip, deflate\r
        Connection: keep-alive\r
        Content-Type: application/json\r
        User-Agent: OpenAI/Python 2.8.1\r
        X-Stainless-Lang: python\r
        authorization: Bearer sk-sb-1\r
        CONTENT-LENGTH: \t312 \t\r
        X-Empty:\r
        X-Text: caf\u{E9}\tau lait\r
        \r

        """

    static func view(_ text: String) -> HTTP1RequestView? { HTTP1Probe.request(Array(text.utf8))?.view }

    @Test func `a typical head is understood whole at every split`() throws {
        let view = try #require(Self.view(Self.typical))
        #expect(view.method == .post)
        #expect(view.methodText == "POST")
        #expect(view.target == "/v1/chat/completions?trace=1")
        #expect(view.path == "/v1/chat/completions")
        #expect(!view.isHTTP10)
        #expect(view.body == .length(312))
        #expect(view.keepAlive)
        #expect(view.headLength == Self.typical.utf8.count)
        #expect(
            view.fields.map(\.known) == [
                .host, .acceptEncoding, .connection, .contentType, .userAgent, .stainless, .authorization,
                .contentLength, .other, .other,
            ]
        )
        #expect(view.fields[7].value == "312")
        #expect(view.fields[8].value.isEmpty)
        #expect(view.fields[9].value == "caf\u{E9}\tau lait")
    }

    @Test func `the lines of the fields are the head as it was sent`() throws {
        let view = try #require(Self.view(Self.typical))
        let lines = view.fields.map(\.line).joined()
        #expect(Array(Self.typical.utf8) == Array("POST \(view.target) HTTP/1.1\r\n\(lines)\r\n".utf8))
    }

    @Test(
        arguments: [
            ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", BodyFraming.none),
            ("POST / HTTP/1.1\r\nHost: a\r\n\r\n", .none),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", .length(0)),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0000000000000000005\r\n\r\n", .length(5)),
            (
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9223372036854775807\r\n\r\n",
                .length(9_223_372_036_854_775_807)
            ),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n", .chunked),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\t chunked\t \r\n\r\n", .chunked),
            ("POST / HTTP/1.0\r\nContent-Length: 5\r\n\r\n", .length(5)),
        ]
    )
    func `the body's framing follows the fields`(_ text: String, _ framing: BodyFraming) {
        #expect(Self.view(text)?.body == framing)
    }

    @Test(
        arguments: [
            ("HTTP/1.1", "", true),
            ("HTTP/1.1", "Connection: close\r\n", false),
            ("HTTP/1.1", "Connection: CLOSE\r\n", false),
            ("HTTP/1.1", "Connection: x, close ,y\r\n", false),
            ("HTTP/1.1", "Connection: keep-alive\r\nConnection: close\r\n", false),
            ("HTTP/1.1", "Connection: ,,closed,, ;=\r\n", true),
            ("HTTP/1.1", "Connection:\r\n", true),
            ("HTTP/1.1", "Proxy-Connection: close\r\n", false),
            ("HTTP/1.0", "Proxy-Connection: keep-alive\r\n", false),
            ("HTTP/1.0", "", false),
            ("HTTP/1.0", "Connection: Keep-Alive\r\n", true),
            ("HTTP/1.0", "Connection: keep-alive, close\r\n", false),
        ]
    )
    func `keep-alive follows version and Connection`(_ version: String, _ lines: String, _ expected: Bool) {
        #expect(Self.view("GET / \(version)\r\nHost: a\r\n\(lines)\r\n")?.keepAlive == expected)
    }

    @Test(
        arguments: [
            ("HTTP/1.1", "Expect: 100-continue\r\nContent-Length: 5\r\n", true),
            ("HTTP/1.1", "Expect: 100-Continue\r\nTransfer-Encoding: chunked\r\n", true),
            ("HTTP/1.1", "Content-Length: 5\r\n", false),
            ("HTTP/1.1", "Expect: 100-continue\r\nContent-Length: 0\r\n", false),
            ("HTTP/1.1", "Expect: 100-continue\r\n", false),
            ("HTTP/1.1", "Expect: something\r\nContent-Length: 5\r\n", false),
            ("HTTP/1.0", "Expect: 100-continue\r\nContent-Length: 5\r\n", false),
        ]
    )
    func `a continue is expected only where one can be sent`(_ version: String, _ lines: String, _ expected: Bool) {
        #expect(Self.view("POST / \(version)\r\nHost: a\r\n\(lines)\r\n")?.expectsContinue == expected)
    }

    @Test(
        arguments: [
            ("GET /", "/"),
            ("GET /?", "/"),
            ("GET /a/b?c?d=/e", "/a/b"),
            ("GET /%20;x=\"<>|{}^`\\", "/%20;x=\"<>|{}^`\\"),
            ("OPTIONS *", "*"),
            ("GET http://a.b:80/c?d", "/c"),
            ("GET HTTPS://[::1]/", "/"),
            ("GET http://a", "/"),
            ("GET https://a?b", "/"),
            ("CONNECT a.b:443", "a.b:443"),
        ]
    )
    func `the path is found in each form of target`(_ start: String, _ path: String) {
        #expect(Self.view("\(start) HTTP/1.1\r\nHost: a\r\n\r\n")?.path == path)
    }

    @Test(
        arguments: [
            ("GET", HTTPMethod.get), ("HEAD", .head), ("POST", .post), ("PUT", .put), ("DELETE", .delete),
            ("OPTIONS", .options), ("PATCH", .patch), ("TRACE", .trace), ("get", .other), ("GOT", .other),
            ("PROPFIND", .other), ("M-SEARCH", .other), ("X", .other),
        ]
    )
    func `methods are told apart, letter case included`(_ text: String, _ method: HTTPMethod) {
        let view = Self.view("\(text) / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(view?.method == method)
        #expect(view?.methodText == text)
        #expect(HTTPMethod.classify(Array(text.utf8).span.bytes) == method)
    }

    @Test func `up to two empty lines before the request are skipped and counted`() {
        let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(Self.view("\r\n" + request)?.headLength == request.utf8.count + 2)
        let view = Self.view("\r\n\r\n" + request)
        #expect(view?.headLength == request.utf8.count + 4)
        #expect(view?.target == "/")
    }

    @Test func `one value parses pipelined requests one after another`() throws {
        let first =
            "POST /1 HTTP/1.0\r\nHost: a\r\nConnection: close, x-a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
        let second = "POST /2 HTTP/1.1\r\nHost: b\r\nContent-Length: 1\r\n\r\n"
        let bytes = Array((first + "xyz" + second).utf8)
        var head = HTTPRequestHead()
        #expect(try head.parse(bytes.span.bytes, limits: HTTPLimits()))
        #expect(head.body == .length(3))
        let next = Array(bytes[(head.headLength + 3)...])
        let reused = HTTP1Probe.request(next, ends: [next.count], reusing: &head)
        #expect(reused.view == Self.view(second))
        #expect(head.connection == [])
        #expect(head.first(.expect) == nil)
    }

    @Test func `fields that Connection names are told from others`() throws {
        let text = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close, X-Hop\r\nx-hop: 1\r\nX-Hope: 2\r\n\r\n"
        let bytes = Array(text.utf8)
        var head = HTTPRequestHead()
        #expect(try head.parse(bytes.span.bytes, limits: HTTPLimits()))
        #expect(head.connection == [.close, .others])
        let listed = head.fields.map { head.isConnectionListed($0, in: bytes.span.bytes) }
        #expect(listed == [false, false, true, false])
    }

    @Test func `the first field of a name is found, and no field of an absent one`() throws {
        let bytes = Array("GET / HTTP/1.1\r\nHost: a\r\nAccept: b\r\nAccept: c\r\n\r\n".utf8)
        var head = HTTPRequestHead()
        #expect(try head.parse(bytes.span.bytes, limits: HTTPLimits()))
        let accept = try #require(head.first(.accept))
        #expect(HTTP1Probe.text(bytes, accept) == "b")
        #expect(head.contains(.accept))
        #expect(head.first(.cookie) == nil)
        #expect(!head.contains(.cookie))
    }
}
