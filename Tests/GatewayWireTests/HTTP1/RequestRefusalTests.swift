import GatewayWire
import Testing

/// A request that must be refused, and why.
struct RefusedRequest: Sendable, CustomTestStringConvertible {
    let bytes: [UInt8]
    let refusal: HTTPRefusal

    init(_ text: String, _ refusal: HTTPRefusal) {
        self.bytes = Array(text.utf8)
        self.refusal = refusal
    }

    /// Request that differs from a good one by these lines after Host.
    init(lines: String, _ refusal: HTTPRefusal) {
        self.init("POST /v1 HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\r\n", refusal)
    }

    var testDescription: String { "\(String(decoding: self.bytes, as: UTF8.self).debugDescription)" }
}

@Suite struct RequestRefusalTests {
    static let startLines: [RefusedRequest] = [
        RefusedRequest("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", .invalidTarget),
        RefusedRequest("GET /  HTTP/1.1\r\nHost: a\r\n\r\n", .invalidTarget),
        RefusedRequest("GET / HTTP/1.1 \r\nHost: a\r\n\r\n", .malformedRequestLine),
        RefusedRequest(" GET / HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        RefusedRequest("GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        RefusedRequest("GET / \r\nHost: a\r\n\r\n", .malformedRequestLine),
        RefusedRequest("GET /\r\n\r\n", .malformedRequestLine),
        RefusedRequest("GET HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        RefusedRequest("G(T / HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        RefusedRequest("G\u{E9}T / HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        RefusedRequest("GET / http/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        RefusedRequest("GET / HTTP/1,1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        RefusedRequest("GET / HTTP/1.a\r\nHost: a\r\n\r\n", .malformedRequestLine),
        RefusedRequest("GET / HTTP/11.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        RefusedRequest("GET / HTTP/1.2\r\nHost: a\r\n\r\n", .unsupportedVersion),
        RefusedRequest("GET / HTTP/0.9\r\n\r\n", .unsupportedVersion),
        RefusedRequest("GET / HTTP/2.0\r\nHost: a\r\n\r\n", .unsupportedVersion),
        RefusedRequest("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .unsupportedVersion),
        RefusedRequest("\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        RefusedRequest("\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", .bareLineFeed),
        RefusedRequest("GET / HTTP/1.1\nHost: a\r\n\r\n", .bareLineFeed),
        RefusedRequest("GET / HTTP/1.1\rHost: a\r\n\r\n", .bareCarriageReturn),
        RefusedRequest("GET /\r HTTP/1.1\r\nHost: a\r\n\r\n", .bareCarriageReturn),
        RefusedRequest("\u{16}\u{3}\u{1}\u{2}\u{0}", .controlCharacter),
        RefusedRequest("GET /a\u{0}b HTTP/1.1\r\nHost: a\r\n\r\n", .controlCharacter),
        RefusedRequest("GET /a\u{7F}b HTTP/1.1\r\nHost: a\r\n\r\n", .controlCharacter),
        RefusedRequest("GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n", .invalidTarget),
        RefusedRequest("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", .invalidTarget),
        RefusedRequest("GET /caf\u{E9} HTTP/1.1\r\nHost: a\r\n\r\n", .invalidTarget),
        RefusedRequest("GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", .invalidTarget),
        RefusedRequest("GET v1/models HTTP/1.1\r\nHost: a\r\n\r\n", .invalidTarget),
        RefusedRequest("GET * HTTP/1.1\r\nHost: a\r\n\r\n", .invalidTarget),
        RefusedRequest("OPTIONS ** HTTP/1.1\r\nHost: a\r\n\r\n", .invalidTarget),
        RefusedRequest("GET http:// HTTP/1.1\r\nHost: a\r\n\r\n", .invalidTarget),
        RefusedRequest("GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n", .invalidTarget),
        RefusedRequest("GET http://:80/x HTTP/1.1\r\nHost: a\r\n\r\n", .invalidTarget),
        RefusedRequest("GET http://u@a/x HTTP/1.1\r\nHost: a\r\n\r\n", .invalidTarget),
        RefusedRequest("GET ftp://a/x HTTP/1.1\r\nHost: a\r\n\r\n", .invalidTarget),
        RefusedRequest("CONNECT /x HTTP/1.1\r\nHost: a\r\n\r\n", .invalidTarget),
        RefusedRequest("CONNECT a HTTP/1.1\r\nHost: a\r\n\r\n", .invalidTarget),
        RefusedRequest("CONNECT a: HTTP/1.1\r\nHost: a\r\n\r\n", .invalidTarget),
        RefusedRequest("CONNECT :443 HTTP/1.1\r\nHost: a\r\n\r\n", .invalidTarget),
        RefusedRequest("GET / HTTP/1.1\r\n\r\n", .missingHost),
        RefusedRequest("GET http://a/ HTTP/1.1\r\nAccept: */*\r\n\r\n", .missingHost),
    ]

    static let fieldLines: [RefusedRequest] = [
        RefusedRequest(lines: "host: a", .duplicateHost),
        RefusedRequest("GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", .duplicateHost),
        RefusedRequest("GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", .invalidHost),
        RefusedRequest("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", .invalidHost),
        RefusedRequest("GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", .invalidHost),
        RefusedRequest(lines: "X: a\u{0}b", .controlCharacter),
        RefusedRequest(lines: "X: a\u{B}b", .controlCharacter),
        RefusedRequest(lines: "X: a\u{8}b", .controlCharacter),
        RefusedRequest(lines: "X: a\u{1B}b", .controlCharacter),
        RefusedRequest(lines: "X: a\u{7F}b", .controlCharacter),
        RefusedRequest(lines: "X: a\rb", .bareCarriageReturn),
        RefusedRequest(lines: "X: a\r", .bareCarriageReturn),
        RefusedRequest(lines: "X: a\nY: b", .bareLineFeed),
        RefusedRequest("GET / HTTP/1.1\r\nHost: a\n\n", .bareLineFeed),
        RefusedRequest(lines: "X: a\r\n b", .obsoleteFolding),
        RefusedRequest(lines: "X: a\r\n\tb", .obsoleteFolding),
        RefusedRequest(lines: "Transfer-Encoding:\r\n chunked", .unsupportedTransferEncoding),
        RefusedRequest("GET / HTTP/1.1\r\n Host: a\r\n\r\n", .obsoleteFolding),
        RefusedRequest(lines: " ", .obsoleteFolding),
        RefusedRequest(lines: "X", .missingColon),
        RefusedRequest(lines: "X y", .missingColon),
        RefusedRequest(lines: ": y", .invalidFieldName),
        RefusedRequest(lines: "X : y", .invalidFieldName),
        RefusedRequest(lines: "X\t: y", .invalidFieldName),
        RefusedRequest(lines: "Content-Length : 5", .invalidFieldName),
        RefusedRequest(lines: "Transfer-Encoding : chunked", .invalidFieldName),
        RefusedRequest(lines: "X\u{E9}: y", .invalidFieldName),
        RefusedRequest(lines: "A-long-name-that-goes-on-(: y", .invalidFieldName),
        RefusedRequest(lines: "x-stainless-@: y", .invalidFieldName),
        RefusedRequest(lines: "GET / HTTP/1.1", .missingColon),
    ]

    static let framing: [RefusedRequest] = [
        RefusedRequest(lines: "Content-Length: 5\r\nTransfer-Encoding: chunked", .contentLengthWithTransferEncoding),
        RefusedRequest(lines: "Transfer-Encoding: chunked\r\nContent-Length: 5", .contentLengthWithTransferEncoding),
        RefusedRequest(lines: "Transfer-Encoding: chunked\r\nContent-Length: 0", .contentLengthWithTransferEncoding),
        RefusedRequest(lines: "Content-Length: 5\r\nTransfer-Encoding: xchunked", .contentLengthWithTransferEncoding),
        RefusedRequest(lines: "Content-Length: 5\r\nContent-Length: 6", .duplicateContentLength),
        RefusedRequest(lines: "Content-Length: 5\r\ncontent-length: 5", .duplicateContentLength),
        RefusedRequest(lines: "Content-Length: 5, 5", .duplicateContentLength),
        RefusedRequest(lines: "Content-Length: 5,6", .duplicateContentLength),
        RefusedRequest(lines: "Content-Length: 5, 555555555555555555555555555", .duplicateContentLength),
        RefusedRequest(lines: "Content-Length: ,5", .duplicateContentLength),
        RefusedRequest(lines: "Content-Length:", .invalidContentLength),
        RefusedRequest(lines: "Content-Length: +5", .invalidContentLength),
        RefusedRequest(lines: "Content-Length: -5", .invalidContentLength),
        RefusedRequest(lines: "Content-Length: 5 5", .invalidContentLength),
        RefusedRequest(lines: "Content-Length: 0x5", .invalidContentLength),
        RefusedRequest(lines: "Content-Length: 5.0", .invalidContentLength),
        RefusedRequest(lines: "Content-Length: \u{FF15}", .invalidContentLength),
        RefusedRequest(lines: "Content-Length: 9223372036854775808", .invalidContentLength),
        RefusedRequest(lines: "Content-Length: 18446744073709551617", .invalidContentLength),
        RefusedRequest(lines: "Content-Length: 00000000000000000005", .invalidContentLength),
        RefusedRequest(lines: "Transfer-Encoding: xchunked", .unsupportedTransferEncoding),
        RefusedRequest(lines: "Transfer-Encoding: chunked, identity", .unsupportedTransferEncoding),
        RefusedRequest(lines: "Transfer-Encoding: identity, chunked", .unsupportedTransferEncoding),
        RefusedRequest(lines: "Transfer-Encoding: gzip, chunked", .unsupportedTransferEncoding),
        RefusedRequest(lines: "Transfer-Encoding: chunked, chunked", .unsupportedTransferEncoding),
        RefusedRequest(lines: "Transfer-Encoding: identity", .unsupportedTransferEncoding),
        RefusedRequest(lines: "Transfer-Encoding: \"chunked\"", .unsupportedTransferEncoding),
        RefusedRequest(lines: "Transfer-Encoding: chunked;q=1", .unsupportedTransferEncoding),
        RefusedRequest(lines: "Transfer-Encoding: chunked,", .unsupportedTransferEncoding),
        RefusedRequest(lines: "Transfer-Encoding:", .unsupportedTransferEncoding),
        RefusedRequest(lines: "Transfer-Encoding: \u{B}chunked", .controlCharacter),
        RefusedRequest(
            lines: "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
            .duplicateTransferEncoding
        ),
        RefusedRequest(
            lines: "Transfer-Encoding: chunked\r\ntransfer-encoding: cow",
            .duplicateTransferEncoding
        ),
        RefusedRequest("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", .transferEncodingOnHTTP10),
    ]

    @Test(arguments: Self.startLines + Self.fieldLines + Self.framing)
    func `a malformed or ambiguous request is refused with its reason at every split`(_ request: RefusedRequest) {
        #expect(HTTP1Probe.request(request.bytes) == .refused(request.refusal))
    }

    @Test func `an error is reported before the rest of the head has come`() {
        var head = HTTPRequestHead()
        for text in ["GET / HTTP/1.1\r\nX : y\r\n", "GET /\u{0}", "GET / HTTP/3.0\r\n"] {
            let bytes = Array(text.utf8)
            #expect(HTTP1Probe.request(bytes, ends: [bytes.count], reusing: &head).refusal != nil, "\(text)")
        }
    }

    @Test func `each refusal has a fitting status and a message of its own`() {
        #expect(Set(HTTPRefusal.allCases.map(\.status)) == [400, 414, 431, 501, 505])
        #expect(HTTPRefusal.targetTooLong.status == 414)
        #expect(HTTPRefusal.headTooLong.status == 431)
        #expect(HTTPRefusal.tooManyFields.status == 431)
        #expect(HTTPRefusal.unsupportedTransferEncoding.status == 501)
        #expect(HTTPRefusal.unsupportedVersion.status == 505)
        #expect(HTTPRefusal.contentLengthWithTransferEncoding.status == 400)
        #expect(Set(HTTPRefusal.allCases.map(\.message)).count == HTTPRefusal.allCases.count)
        #expect(HTTPRefusal.allCases.allSatisfy { $0.message.hasSuffix(".") })
    }
}
