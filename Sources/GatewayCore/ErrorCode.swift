/// Whose fault an error is; prefix of the metric label `error_type`.
package enum FaultDomain: UInt8, Sendable {
    /// The request cannot be served as it was made, or the caller went away.
    case caller
    /// A rule of the operator refuses it.
    case policy
    /// A provider failed.
    case provider
    /// The gateway itself failed or is full.
    case gateway
}

/// Closed list of what can go wrong with an exchange; `code` of the error object. Listed in `docs/errors.md`.
package enum ErrorCode: UInt8, CaseIterable, Sendable {
    /// No credential, or one that nobody issued.
    case invalidAPIKey
    /// The key may not use that model.
    case modelNotAllowed
    /// No model group, alias or deployment of that name.
    case modelNotFound
    /// The path is not part of the API.
    case unknownURL
    /// The path exists for other methods.
    case methodNotAllowed
    /// A body without a length or chunked framing.
    case lengthRequired
    /// The body is over the limit.
    case requestTooLarge
    /// The request target is over the limit.
    case uriTooLong
    /// The body is not of a media type the endpoint takes.
    case unsupportedMediaType
    /// The request head is over the limit.
    case headersTooLarge
    /// HTTP framing that is not allowed.
    case malformedRequest
    /// A transfer coding or protocol version that is not served.
    case unsupportedProtocol
    /// The body is not valid JSON.
    case invalidJSON
    /// A known field is missing or of the wrong type.
    case invalidRequest
    /// The client took too long to send the request.
    case requestTimeout
    /// The client went away before the answer was complete.
    case clientClosedRequest
    /// The client stopped reading for too long.
    case clientStalled
    /// A ceiling of connections or concurrent requests is reached.
    case overloaded
    /// The gateway is stopping.
    case shuttingDown
    /// No deployment can take the request now.
    case noDeployment
    /// The deadline passed.
    case deadlineExceeded
    /// No connection to the provider.
    case providerUnreachable
    /// The provider did not answer in time.
    case providerTimeout
    /// The provider refused the gateway's own credential.
    case providerCredentialsRejected
    /// The provider's reply is not valid HTTP or JSON.
    case providerBadResponse
    /// The provider broke the connection.
    case providerReset
    /// The provider's stream ended before it was complete.
    case providerStreamIncomplete
    /// The provider is at its rate limit.
    case providerRateLimited
    /// The provider failed; its own status, type and code are kept.
    case providerError
    /// The provider refused the request as it was made; its own status, type and code are kept.
    case requestRejected
    /// The caller wants a stored answer only, and there is none.
    case notCached
    /// The idempotency key was used for another request.
    case idempotencyKeyReused
    /// Feedback on a response that is not known, or is another tenant's.
    case responseNotFound
    /// A rule of the model group refuses the request.
    case deniedByRule
    /// A fault of the gateway.
    case internalError

    /// Status of the HTTP response.
    package var status: Int {
        switch self {
        case .invalidAPIKey: 401
        case .modelNotAllowed, .deniedByRule: 403
        case .modelNotFound, .unknownURL, .responseNotFound: 404
        case .methodNotAllowed: 405
        case .requestTimeout: 408
        case .lengthRequired: 411
        case .requestTooLarge: 413
        case .uriTooLong: 414
        case .unsupportedMediaType: 415
        case .providerRateLimited: 429
        case .headersTooLarge: 431
        case .malformedRequest, .invalidJSON, .invalidRequest, .requestRejected: 400
        case .idempotencyKeyReused: 422
        case .clientClosedRequest, .clientStalled: 499
        case .unsupportedProtocol: 501
        case .overloaded, .shuttingDown, .noDeployment: 503
        case .deadlineExceeded, .providerTimeout, .notCached: 504
        case .providerUnreachable, .providerCredentialsRejected, .providerBadResponse, .providerReset,
            .providerStreamIncomplete, .providerError:
            502
        case .internalError: 500
        }
    }

    /// `code` in the error object.
    package var wireName: StaticString {
        switch self {
        case .invalidAPIKey: "invalid_api_key"
        case .modelNotAllowed: "model_not_allowed"
        case .modelNotFound: "model_not_found"
        case .unknownURL: "unknown_url"
        case .methodNotAllowed: "method_not_allowed"
        case .lengthRequired: "length_required"
        case .requestTooLarge: "request_too_large"
        case .uriTooLong: "uri_too_long"
        case .unsupportedMediaType: "unsupported_media_type"
        case .headersTooLarge: "headers_too_large"
        case .malformedRequest: "malformed_request"
        case .unsupportedProtocol: "unsupported_protocol"
        case .invalidJSON: "invalid_json"
        case .invalidRequest: "invalid_request"
        case .requestTimeout: "request_timeout"
        case .clientClosedRequest: "client_closed_request"
        case .clientStalled: "client_stalled"
        case .overloaded: "overloaded"
        case .shuttingDown: "shutting_down"
        case .noDeployment: "no_deployment"
        case .deadlineExceeded: "deadline_exceeded"
        case .providerUnreachable: "provider_unreachable"
        case .providerTimeout: "provider_timeout"
        case .providerCredentialsRejected: "provider_credentials_rejected"
        case .providerBadResponse: "provider_bad_response"
        case .providerReset: "provider_reset"
        case .providerStreamIncomplete: "provider_stream_incomplete"
        case .providerRateLimited: "provider_rate_limited"
        case .providerError: "provider_error"
        case .requestRejected: "request_rejected"
        case .notCached: "not_cached"
        case .idempotencyKeyReused: "idempotency_key_reused"
        case .responseNotFound: "response_not_found"
        case .deniedByRule: "denied_by_rule"
        case .internalError: "internal_error"
        }
    }

    /// `type` in the error object, one of OpenAI's.
    package var wireType: StaticString {
        switch self {
        case .invalidAPIKey: "authentication_error"
        case .modelNotAllowed, .deniedByRule: "permission_error"
        case .providerRateLimited: "rate_limit_error"
        default: self.status < 500 ? "invalid_request_error" : "server_error"
        }
    }

    /// Whose fault it is.
    package var domain: FaultDomain {
        switch self {
        case .invalidAPIKey, .modelNotFound, .unknownURL, .methodNotAllowed, .lengthRequired, .requestTooLarge,
            .uriTooLong, .unsupportedMediaType, .headersTooLarge, .malformedRequest, .unsupportedProtocol,
            .invalidJSON, .invalidRequest, .requestTimeout, .clientClosedRequest, .clientStalled, .requestRejected,
            .notCached, .idempotencyKeyReused, .responseNotFound:
            .caller
        case .modelNotAllowed, .deniedByRule: .policy
        case .providerUnreachable, .providerTimeout, .providerCredentialsRejected, .providerBadResponse,
            .providerReset, .providerStreamIncomplete, .providerRateLimited, .providerError:
            .provider
        case .overloaded, .shuttingDown, .noDeployment, .deadlineExceeded, .internalError: .gateway
        }
    }

    /// Value of the metric label `error_type`: the fault domain and the code, unless the code begins with it.
    package var metricLabel: String {
        let name = self.wireName.description
        let prefix =
            switch self.domain {
            case .caller: "caller_"
            case .policy: "policy_"
            case .provider: "provider_"
            case .gateway: "gateway_"
            }
        return name.hasPrefix(prefix) ? name : prefix + name
    }
}
