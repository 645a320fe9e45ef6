/// What is sent to a gateway.
struct HTTPRequest: Sendable, Equatable {
    var method: String
    /// Path and query.
    var target: String
    /// Header fields beside Host, Content-Type and Content-Length; the caller has checked their characters.
    var fields: [(name: String, value: String)]
    /// Body, JSON; empty for none.
    var body: [UInt8]

    init(_ method: String, _ target: String, fields: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.method = method
        self.target = target
        self.fields = fields
        self.body = body
    }

    static func == (left: HTTPRequest, right: HTTPRequest) -> Bool {
        left.method == right.method && left.target == right.target && left.body == right.body
            && left.fields.elementsEqual(right.fields) { $0 == $1 }
    }

    /// The bytes for the wire.
    func bytes(for address: HTTPAddress) -> [UInt8] {
        var head = "\(self.method) \(address.target(self.target)) HTTP/1.1\r\nhost: \(address.authority)\r\n"
        head += "user-agent: signalbox\r\naccept: */*\r\n"
        for field in self.fields {
            head += "\(field.name): \(field.value)\r\n"
        }
        if !self.body.isEmpty {
            head += "content-type: application/json\r\ncontent-length: \(self.body.count)\r\n"
        } else if self.method != "GET" {
            head += "content-length: 0\r\n"
        }
        return Array((head + "\r\n").utf8) + self.body
    }
}

/// What a gateway answered.
struct HTTPAnswer: Sendable {
    var status: Int
    /// Header fields, names in lower case.
    var fields: [(name: String, value: String)]
    /// The body, or as much of its end as was to be kept.
    var body: [UInt8]
    /// Whether the connection can carry another request.
    var keepsAlive: Bool

    /// Whether the status says that the request succeeded.
    var isSuccess: Bool { (200...299).contains(self.status) }

    /// The values of a header field, joined as the lines of a list are (RFC 9110, 5.3); nil if it is absent.
    func field(_ name: String) -> String? {
        let values = self.fields.filter { $0.name == name }.map(\.value)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }
}

/// Why there is no answer.
enum HTTPFault: Error, Equatable {
    /// No connection; in words that fit behind "cannot be reached:".
    case unreachable(String)
    /// No agreement on TLS, most often because of the certificate.
    case notTrusted
    /// It took too long.
    case timedOut
    /// The answer is not HTTP.
    case malformed(String)
    /// The answer has more bytes than are taken.
    case tooLarge(Int)
    /// The connection ended before the answer did.
    case brokenOff

    /// What happened, for people.
    var message: String {
        switch self {
        case .unreachable(let reason): "it cannot be reached: \(reason)"
        case .notTrusted: "it cannot be reached: the TLS handshake failed"
        case .timedOut: "it did not answer in time"
        case .malformed(let reason): "its answer is not HTTP: \(reason)"
        case .tooLarge(let limit): "its answer is larger than \(limit) bytes"
        case .brokenOff: "the connection ended before the answer did"
        }
    }
}
