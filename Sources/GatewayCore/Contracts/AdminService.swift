package import GatewayWire

/// A request to the admin plane.
package struct AdminRequest: Sendable {
    /// Method.
    package var method: HTTPMethod
    /// Path without query.
    package var path: String
    /// What follows the `?`, as it was sent; empty if nothing does.
    package var query: String
    /// Value of `Accept`; empty if there was none.
    package var accept: String
    /// Credential, from any of the headers that the data plane takes one from.
    package var credential: String?
    /// Body.
    package var body: [UInt8]

    /// Creates a request.
    package init(
        method: HTTPMethod,
        path: String,
        query: String,
        accept: String,
        credential: String?,
        body: [UInt8]
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.accept = accept
        self.credential = credential
        self.body = body
    }
}

/// An answer of the admin plane.
package struct AdminResponse: Sendable {
    /// Status code.
    package var status: Int
    /// Media type of the body.
    package var contentType: String
    /// Body.
    package var body: [UInt8]
    /// Methods for `Allow`, with status 405.
    package var allow: String?

    /// Creates an answer.
    package init(status: Int = 200, contentType: String = "application/json", body: [UInt8], allow: String? = nil) {
        self.status = status
        self.contentType = contentType
        self.body = body
        self.allow = allow
    }
}

/// Answers the requests of the admin plane.
///
/// Called on a loop. An implementer leaves it for anything that blocks, and checks the credential itself.
package protocol AdminService: Sendable {
    /// The answer to a request.
    func answer(_ request: AdminRequest) async -> AdminResponse
}
