import GatewayWire
import Testing

@Suite struct ChunkedDecoderTests {
    @Test(
        arguments: [
            ("0\r\n\r\n", ""),
            ("000\r\n\r\n", ""),
            ("5\r\nhello\r\n0\r\n\r\n", "hello"),
            ("5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n", "hello, world"),
            ("A\r\n0123456789\r\n0\r\n\r\n", "0123456789"),
            ("a\r\n0123456789\r\n00\r\n\r\n", "0123456789"),
            ("0010\r\n0123456789\r\nABCD\r\n0\r\n\r\n", "0123456789\r\nABCD"),
            ("1;a;bb=c;d=\"e; \\\" caf\u{E9}\t\";f\r\nx\r\n0;g\r\n\r\n", "x"),
            (
                "1\r\nx\r\n0\r\nTrailer: v\r\nEmpty:\r\nContent-Lengths: 9\r\nContent-Lengt: 9\r\nTransfer_Encoding: x\r\nContentXLength: 9\r\n\r\n",
                "x"
            ),
        ]
    )
    func `payload comes out the same at every split`(_ text: String, _ payload: String) {
        let bytes = Array(text.utf8)
        let whole = HTTP1BodyView(payload: Array(payload.utf8), consumed: bytes.count)
        #expect(HTTP1Probe.chunked(bytes) == .accepted(whole))
    }

    @Test(
        arguments: [
            ("\r\n", HTTPRefusal.invalidChunkSize),
            (";a\r\n", .invalidChunkSize),
            ("g\r\n", .invalidChunkSize),
            ("0x5\r\nhello\r\n", .invalidChunkSize),
            ("-1\r\n", .invalidChunkSize),
            ("+5\r\nhello\r\n", .invalidChunkSize),
            (" 5\r\nhello\r\n", .invalidChunkSize),
            ("5 \r\nhello\r\n", .invalidChunkSize),
            ("5\t\r\nhello\r\n", .invalidChunkSize),
            ("5_0\r\n", .invalidChunkSize),
            ("8000000000000000\r\n", .invalidChunkSize),
            ("10000000000000005\r\nhello\r\n0\r\n\r\n", .invalidChunkSize),
            ("FFFFFFFFFFFFFFFF\r\n", .invalidChunkSize),
            ("5\nhello\r\n", .bareLineFeed),
            ("5\rhello\r\n", .bareCarriageReturn),
            ("5\r\rhello\r\n", .bareCarriageReturn),
            ("5;a\nhello\r\n", .bareLineFeed),
            ("5;\r\nhello\r\n", .invalidChunkExtension),
            ("5;a=\r\nhello\r\n", .invalidChunkExtension),
            ("5;a=\"b\r\nhello\r\n", .invalidChunkExtension),
            ("5;a=\"b\"c\r\nhello\r\n", .invalidChunkExtension),
            ("5; a\r\nhello\r\n", .invalidChunkExtension),
            ("5;a\u{0}\r\nhello\r\n", .invalidChunkExtension),
            ("5;a=\"\u{0}\"\r\nhello\r\n", .invalidChunkExtension),
            ("5;a=\"\\\n\"\r\nhello\r\n", .bareLineFeed),
            ("5\r\nhello0\r\n\r\n", .missingChunkTerminator),
            ("5\r\nhello\n0\r\n\r\n", .missingChunkTerminator),
            ("5\r\nhello\r0\r\n\r\n", .missingChunkTerminator),
            ("4\r\nhello\r\n0\r\n\r\n", .missingChunkTerminator),
            ("6\r\nhello\r\n0\r\n\r\n", .missingChunkTerminator),
            ("0\r\n\n", .bareLineFeed),
            ("0\r\n\rX", .bareCarriageReturn),
            ("0\r\nX\r\n\r\n", .missingColon),
            ("0\r\n: x\r\n\r\n", .invalidFieldName),
            ("0\r\nX : x\r\n\r\n", .invalidFieldName),
            ("0\r\n X: x\r\n\r\n", .obsoleteFolding),
            ("0\r\nX: x\r\n y\r\n\r\n", .obsoleteFolding),
            ("0\r\nX: x\ny: z\r\n\r\n", .bareLineFeed),
            ("0\r\nX: x\ry: z\r\n\r\n", .bareCarriageReturn),
            ("0\r\nX: \u{0}\r\n\r\n", .controlCharacter),
            ("0\r\nContent-Length: 5\r\n\r\n", .framingTrailer),
            ("0\r\nA: b\r\ntransfer-ENCODING: chunked\r\n\r\n", .framingTrailer),
            ("0\r\nGET / HTTP/1.1\r\n\r\n", .invalidFieldName),
        ]
    )
    func `a malformed body is refused with its reason at every split`(_ text: String, _ refusal: HTTPRefusal) {
        #expect(HTTP1Probe.chunked(Array(text.utf8)) == .refused(refusal))
    }

    @Test func `the largest size that can be counted is taken`() throws {
        var decoder = ChunkedDecoder(limits: HTTPLimits())
        let bytes = Array("7fffffffffffffff\r\nx".utf8)
        #expect(try decoder.next(bytes.span.bytes, from: 0) == .data(18..<19))
        #expect(try decoder.next(bytes.span.bytes, from: 19) == .needMore)
    }

    @Test func `what follows the body is left alone, and the decoder is ready for the next one`() throws {
        var decoder = ChunkedDecoder(limits: HTTPLimits())
        let bytes = Array("1\r\na\r\n0\r\nT: u\r\n\r\n1\r\nb\r\n0\r\n\r\nGET".utf8)
        #expect(try decoder.next(bytes.span.bytes, from: 0) == .data(3..<4))
        #expect(try decoder.next(bytes.span.bytes, from: 4) == .end(consumed: 17))
        #expect(try decoder.next(bytes.span.bytes, from: 17) == .data(20..<21))
        #expect(try decoder.next(bytes.span.bytes, from: 21) == .end(consumed: 28))
    }

    @Test func `a truncated body is never taken for a whole one`() {
        let bytes = Array("5\r\nhello\r\n0\r\nA: b\r\n\r\n".utf8)
        for count in 0..<bytes.count {
            #expect(HTTP1Probe.chunked(Array(bytes[..<count]), ends: [count]) == .incomplete, "\(count)")
        }
    }
}
