/// Why a request gets an error object instead of an answer.
package struct RequestProblem: Error, Sendable, Equatable {
    /// HTTP status.
    package var status: Int
    /// What is wrong and how to mend it.
    package var message: String
    /// Field of the request that is wrong.
    package var param: String?
    /// Code of the error object.
    package var code: String?

    /// A problem with a request.
    package init(status: Int = 400, _ message: String, param: String? = nil, code: String? = nil) {
        self.status = status
        self.message = message
        self.param = param
        self.code = code
    }

    /// Type of the error object, as OpenAI's interface names it.
    package var type: String {
        switch self.status {
        case 429: "requests"
        case 500...: "server_error"
        default: "invalid_request_error"
        }
    }

    /// The problem that a forced or drawn error status is.
    package static func simulated(status: Int) -> RequestProblem {
        switch status {
        case 401:
            RequestProblem(status: status, "Incorrect API key provided (simulated).", code: "invalid_api_key")
        case 404:
            RequestProblem(status: status, "The model does not exist (simulated).", code: "model_not_found")
        case 429:
            RequestProblem(
                status: status,
                "Rate limit reached (simulated). Try again after the time that Retry-After tells.",
                code: "rate_limit_exceeded"
            )
        case 500...:
            RequestProblem(status: status, "The server had an error while processing your request (simulated).")
        default:
            RequestProblem(status: status, "The request was refused with status \(status) (simulated).")
        }
    }
}
