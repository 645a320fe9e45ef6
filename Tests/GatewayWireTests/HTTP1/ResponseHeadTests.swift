import GatewayWire
import Testing

@Suite struct ResponseHeadTests {
    static func outcome(_ text: String, forHEAD: Bool = false) -> HTTP1Outcome<HTTP1ResponseView>? {
        HTTP1Probe.response(Array(text.utf8), forHEAD: forHEAD)
    }

    @Test func `a typical head is understood whole at every split`() throws {
        let text = "HTTP/1.1 200 Very OK\r\nContent-Type: text/event-stream\r\nRetry-After-Ms: 5\r\n\r\n"
        let view = try #require(Self.outcome(text)?.view)
        #expect(view.status == 200)
        #expect(view.reason == "Very OK")
        #expect(view.headLength == text.utf8.count)
        #expect(view.fields.map(\.known) == [.contentType, .retryAfterMs])
        #expect(view.body == .untilClose)
        #expect(!view.keepAlive)
    }

    @Test(
        arguments: [
            ("200 OK\r\nContent-Length: 5", false, ResponseFraming.length(5), true),
            ("200 OK\r\nContent-Length: 0", false, .length(0), true),
            ("200 OK\r\nContent-Length: 5\r\nConnection: close", false, .length(5), false),
            ("200 OK\r\nTransfer-Encoding: chunked", false, .chunked, true),
            ("200 OK", false, .untilClose, false),
            ("200 OK\r\nContent-Length: 5", true, .none, true),
            ("200 OK\r\nTransfer-Encoding: chunked", true, .none, true),
            ("200 OK", true, .none, true),
            ("100 Continue", false, .none, true),
            ("103 Early Hints\r\nLink: x", false, .none, true),
            ("204 No Content", false, .none, true),
            ("204 No Content\r\nContent-Length: 0", false, .none, true),
            ("204 No Content\r\nContent-Length: 5", false, .none, false),
            ("204 No Content\r\nTransfer-Encoding: chunked", false, .none, false),
            ("304 Not Modified\r\nContent-Length: 5", false, .none, true),
            ("429 Too Many Requests\r\nContent-Length: 5", false, .length(5), true),
        ]
    )
    func `the body's framing follows status, fields and method`(
        _ head: String,
        _ forHEAD: Bool,
        _ framing: ResponseFraming,
        _ keepAlive: Bool
    ) {
        let view = Self.outcome("HTTP/1.1 \(head)\r\n\r\n", forHEAD: forHEAD)?.view
        #expect(view?.body == framing)
        #expect(view?.keepAlive == keepAlive)
    }

    @Test func `an HTTP/1.0 response is kept alive only if it says so`() {
        let close = Self.outcome("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n")?.view
        #expect(close?.keepAlive == false)
        #expect(close?.isHTTP10 == true)
        let keep = Self.outcome("HTTP/1.0 200 OK\r\nContent-Length: 5\r\nConnection: Keep-Alive\r\n\r\n")?.view
        #expect(keep?.keepAlive == true)
    }

    @Test(arguments: [("200", ""), ("200 ", ""), ("200  ", " "), ("200 caf\u{E9}\tX", "caf\u{E9}\tX")])
    func `a reason may be empty, absent or any text`(_ line: String, _ reason: String) {
        let view = Self.outcome("HTTP/1.1 \(line)\r\nContent-Length: 0\r\n\r\n")?.view
        #expect(view?.status == 200)
        #expect(view?.reason == reason)
    }

    @Test func `only a status below 200 is interim`() throws {
        var head = HTTPResponseHead()
        for (status, isInterim) in [(100, true), (103, true), (200, false), (599, false)] {
            head.reset()
            let bytes = Array("HTTP/1.1 \(status) X\r\n\r\n".utf8)
            #expect(try head.parse(bytes.span.bytes, limits: HTTPLimits(), forHEAD: false))
            #expect(head.isInterim == isInterim)
        }
    }

    @Test(
        arguments: [
            ("HTTP/1.1 101 Switching Protocols\r\n\r\n", HTTPRefusal.switchingProtocols),
            ("\r\nHTTP/1.1 200 OK\r\n\r\n", .malformedStatusLine),
            ("HTTP/1.1 20 OK\r\n\r\n", .malformedStatusLine),
            ("HTTP/1.1 2000 OK\r\n\r\n", .malformedStatusLine),
            ("HTTP/1.1 099 OK\r\n\r\n", .malformedStatusLine),
            ("HTTP/1.1 600 OK\r\n\r\n", .malformedStatusLine),
            ("HTTP/1.1 -20 OK\r\n\r\n", .malformedStatusLine),
            ("HTTP/1.1 2x0 OK\r\n\r\n", .malformedStatusLine),
            ("HTTP/1.1  200 OK\r\n\r\n", .malformedStatusLine),
            ("HTTP/1.1\t200 OK\r\n\r\n", .malformedStatusLine),
            ("HTTP/1.1 200\tOK\r\n\r\n", .malformedStatusLine),
            ("HTTP/1.1 200OK\r\n\r\n", .malformedStatusLine),
            ("http/1.1 200 OK\r\n\r\n", .malformedStatusLine),
            ("ICY 200 OK-------\r\n\r\n", .malformedStatusLine),
            ("HTTP/2.0 200 OK\r\n\r\n", .unsupportedVersion),
            ("HTTP/1.1 200 OK\n\n", .bareLineFeed),
            ("HTTP/1.1 200 OK\r\r\n", .bareCarriageReturn),
            ("HTTP/1.1 200 O\u{0}K\r\n\r\n", .controlCharacter),
            ("HTTP/1.1 200 OK\r\nX: a\nY: b\r\n\r\n", .bareLineFeed),
            ("HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n", .obsoleteFolding),
            ("HTTP/1.1 200 OK\r\nX : a\r\n\r\n", .invalidFieldName),
            ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n", .duplicateContentLength),
            ("HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\n", .duplicateContentLength),
            ("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", .invalidContentLength),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                .contentLengthWithTransferEncoding
            ),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", .unsupportedTransferEncoding),
            ("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", .transferEncodingOnHTTP10),
        ]
    )
    func `a malformed or ambiguous response is refused with its reason at every split`(
        _ text: String,
        _ refusal: HTTPRefusal
    ) {
        #expect(Self.outcome(text) == .refused(refusal))
    }

    @Test func `a head beyond the limit is refused`() {
        let text = "HTTP/1.1 200 OK\r\nX: \(String(repeating: "y", count: 100))\r\n\r\n"
        let outcome = HTTP1Probe.response(Array(text.utf8), limits: HTTPLimits(maxHeadBytes: 100))
        #expect(outcome == .refused(.headTooLong))
    }
}
