import GatewayWire

/// What is sent for one request, and when; made whole before the first byte, so that it can be tested and repeated.
package struct Reply: Sendable {
    /// A body.
    package enum Body: Sendable {
        /// Bytes that are there at once.
        case whole([UInt8])
        /// An event stream.
        case stream(TokenStream)
    }

    /// A header line.
    package struct Header: Sendable, Equatable {
        /// Name, in lower case.
        package var name: String
        /// Value.
        package var value: String
    }

    /// HTTP status.
    package var status: Int
    /// Header lines besides those of framing.
    package var headers: [Header] = []
    /// The body.
    package var body: Body
    /// Nanoseconds before the first byte.
    package var delay: Int64 = 0
    /// Fault that strikes while the reply is sent: reset, cut or stall.
    package var fault: Fault?
    /// Draws the gaps of a stream; nil for whole bodies.
    package var latency: Latency?
    /// Completion tokens.
    package var tokens = 0

    /// An answer in JSON.
    package init(status: Int = 200, json: [UInt8]) {
        self.status = status
        self.body = .whole(json)
        self.add("content-type", "application/json")
    }

    /// An event stream.
    package init(stream: TokenStream) {
        self.status = 200
        self.body = .stream(stream)
        self.add("content-type", "text/event-stream; charset=utf-8")
        self.add("cache-control", "no-cache")
    }

    /// An error object.
    package init(_ problem: RequestProblem) {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("error")
        writer.beginObject()
        writer.member("message", problem.message)
        writer.member("type", problem.type)
        writer.member("param", problem.param)
        writer.member("code", problem.code)
        writer.endObject()
        writer.endObject()
        self.init(status: problem.status, json: writer.bytes)
    }

    /// Adds a header line.
    package mutating func add(_ name: String, _ value: String) {
        self.headers.append(Header(name: name, value: value))
    }
}
