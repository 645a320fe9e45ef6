import GatewayCore
import GatewayTesting
import NIOCore
import Testing

@Suite struct ErrorCodeTests {
    /// Status, `type`, `code` and metric label of every error: what callers and dashboards rely on.
    private static let golden = """
        401 authentication_error invalid_api_key caller_invalid_api_key
        403 permission_error model_not_allowed policy_model_not_allowed
        404 invalid_request_error model_not_found caller_model_not_found
        404 invalid_request_error unknown_url caller_unknown_url
        405 invalid_request_error method_not_allowed caller_method_not_allowed
        411 invalid_request_error length_required caller_length_required
        413 invalid_request_error request_too_large caller_request_too_large
        414 invalid_request_error uri_too_long caller_uri_too_long
        415 invalid_request_error unsupported_media_type caller_unsupported_media_type
        431 invalid_request_error headers_too_large caller_headers_too_large
        400 invalid_request_error malformed_request caller_malformed_request
        501 server_error unsupported_protocol caller_unsupported_protocol
        400 invalid_request_error invalid_json caller_invalid_json
        400 invalid_request_error invalid_request caller_invalid_request
        408 invalid_request_error request_timeout caller_request_timeout
        499 invalid_request_error client_closed_request caller_client_closed_request
        499 invalid_request_error client_stalled caller_client_stalled
        503 server_error overloaded gateway_overloaded
        503 server_error shutting_down gateway_shutting_down
        503 server_error no_deployment gateway_no_deployment
        504 server_error deadline_exceeded gateway_deadline_exceeded
        502 server_error provider_unreachable provider_unreachable
        504 server_error provider_timeout provider_timeout
        502 server_error provider_credentials_rejected provider_credentials_rejected
        502 server_error provider_bad_response provider_bad_response
        502 server_error provider_reset provider_reset
        502 server_error provider_stream_incomplete provider_stream_incomplete
        429 rate_limit_error provider_rate_limited provider_rate_limited
        502 server_error provider_error provider_error
        400 invalid_request_error request_rejected caller_request_rejected
        504 server_error not_cached caller_not_cached
        422 invalid_request_error idempotency_key_reused caller_idempotency_key_reused
        404 invalid_request_error response_not_found caller_response_not_found
        403 permission_error denied_by_rule policy_denied_by_rule
        500 server_error internal_error gateway_internal_error
        """

    @Test func `status, type, code and label of every error are those of the list`() {
        let lines = ErrorCode.allCases.map { "\($0.status) \($0.wireType) \($0.wireName) \($0.metricLabel)" }
        #expect(lines == Self.golden.split(separator: "\n").map(String.init))
    }

    @Test func `names and labels are unique, and labels begin with their fault domain`() {
        let codes = ErrorCode.allCases
        #expect(Set(codes.map(\.wireName.description)).count == codes.count)
        #expect(Set(codes.map(\.metricLabel)).count == codes.count)
        for code in codes {
            let isPrefixed = ["caller_", "policy_", "provider_", "gateway_"].contains { code.metricLabel.hasPrefix($0) }
            #expect(isPrefixed)
        }
    }

    @Test func `only failures of a provider let another one be asked`() {
        for code in ErrorCode.allCases {
            let cause = AttemptFault(GatewayError(code, "x"))?.fallbackCause
            #expect(cause == nil || code.domain == .provider, "\(code.wireName)")
        }
        // Refused as it was made: a fault, but none that anybody else could mend.
        #expect(AttemptFault(GatewayError(.requestRejected, "x"))?.cause == .rejected)
        #expect(AttemptFault(GatewayError(.requestRejected, "x"))?.fallbackCause == nil)
        for code in [ErrorCode.clientClosedRequest, .overloaded, .deadlineExceeded, .noDeployment, .internalError] {
            #expect(AttemptFault(GatewayError(code, "x")) == nil, "\(code.wireName)")
        }
    }

    @Test func `an error object has OpenAI's members in OpenAI's order`() {
        let error = GatewayError(.modelNotFound, "No \"such\" model.\n", param: "model")
        #expect(
            String(decoding: ErrorReply.body(of: error), as: UTF8.self)
                == #"{"error":{"message":"No \"such\" model.\n","type":"invalid_request_error","param":"model","#
                + #""code":"model_not_found"}}"#
        )
        let bare = GatewayError(.internalError, "Broken.")
        #expect(
            String(decoding: ErrorReply.body(of: bare), as: UTF8.self)
                == #"{"error":{"message":"Broken.","type":"server_error","param":null,"code":"internal_error"}}"#
        )
    }

    @Test func `a provider's own error object is handed on as it is`() {
        var error = GatewayError(.requestRejected, "The provider answered with status 422.")
        error.status = 422
        error.providerReply = ProviderErrorReply(
            body: ByteBuffer(string: #"{"error": {"message": "too long"}}"#),
            isJSON: true,
            headerLines: ByteBuffer(string: "retry-after: 7\r\n")
        )
        let client = RecordingClient()
        ErrorReply.send(error, id: RequestID(high: 1, low: 0xABC), to: client)
        #expect(client.status == 422)
        #expect(client.text == #"{"error": {"message": "too long"}}"#)
        #expect(client.header("retry-after") == "7")
        #expect(client.header("x-request-id") == "req_00000000000000010000000000000abc")
        #expect(client.header("content-type") == "application/json")
        #expect(client.isWellFormed)
    }

    @Test func `an error reply says when to try again and which methods there are`() {
        var error = GatewayError(.methodNotAllowed, "No.", retryAfterSeconds: 3)
        error.allow = "GET, HEAD"
        let client = RecordingClient()
        ErrorReply.send(error, id: nil, to: client)
        #expect(client.header("retry-after") == "3")
        #expect(client.header("allow") == "GET, HEAD")
        #expect(client.header("x-request-id") == nil)
    }

    @Test func `a changed copy of an error leaves the original as it was`() {
        let original = GatewayError(.providerError, "Failed.", param: "p", retryAfterSeconds: 2)
        var copy = original
        copy.status = 529
        copy.allow = "GET"
        var second = copy
        second.status = 530
        #expect(original.status == 502)
        #expect(original.allow == nil)
        #expect(copy.status == 529)
        #expect(second.status == 530)
        #expect(second.allow?.description == "GET")
        #expect(second.message == "Failed." && second.param == "p" && second.retryAfterSeconds == 2)
    }
}

extension ErrorCode {
    /// Whether a failure of this code goes on to the next deployment.
    var allowsFallback: Bool {
        AttemptFault(GatewayError(self, "It failed."))?.fallbackCause != nil
    }
}
