import GatewayWire
import Testing

struct ErrorEnvelopeTests {
    private static func read(_ text: String) -> ErrorEnvelope? {
        ErrorEnvelope(reading: Array(text.utf8).span.bytes)
    }

    @Test func `the body is OpenAI's object with all four members`() {
        let error = ErrorEnvelope(message: "a \"b\"", type: "invalid_request_error", param: "model", code: nil)
        #expect(
            String(decoding: error.bytes, as: UTF8.self)
                == #"{"error":{"message":"a \"b\"","type":"invalid_request_error","param":"model","code":null}}"#
        )
        #expect(ErrorEnvelope(reading: error.bytes.span.bytes) == error)
    }

    @Test(
        arguments: [
            (
                #"{"error":{"message":"m","type":"t","param":null,"code":"c"}}"#,
                ErrorEnvelope(message: "m", type: "t", code: "c")
            ),
            (
                #"{"error":{"message":"m","code":429,"metadata":{}}}"#,
                ErrorEnvelope(message: "m", type: nil, code: "429")
            ),
            (#"{"error":"m"}"#, ErrorEnvelope(message: "m", type: nil)),
            (#"{"error":"Bad Request","message":"m"}"#, ErrorEnvelope(message: "m", type: nil)),
            (#"{"message":"m"}"#, ErrorEnvelope(message: "m", type: nil)),
            (#"{"detail":"m"}"#, ErrorEnvelope(message: "m", type: nil)),
            (
                #"{"detail":[{"loc":["body","messages",0],"msg":"missing","type":"v"},{"msg":"other"}]}"#,
                ErrorEnvelope(message: "body.messages.0: missing; other", type: nil)
            ),
            (
                #"{"object":"error","message":"m","type":"BadRequestError","param":null,"code":400}"#,
                ErrorEnvelope(message: "m", type: "BadRequestError", code: "400")
            ),
            (
                #"[{"error":{"code":400,"message":"m","status":"INVALID_ARGUMENT"}}]"#,
                ErrorEnvelope(message: "m", type: "INVALID_ARGUMENT", code: "400")
            ),
            ("<html>502</html>", nil), ("", nil), ("{}", nil), ("[]", nil), (#"{"error":{}}"#, nil),
            (#"{"error":null}"#, nil),
        ] as [(String, ErrorEnvelope?)]
    )
    func `every provider's form is read`(text: String, expected: ErrorEnvelope?) {
        #expect(Self.read(text) == expected)
    }
}
