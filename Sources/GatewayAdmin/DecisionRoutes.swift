import GatewayCore
import GatewayWire

/// What the admin plane knows of decisions; handed in by the assembly.
package protocol DecisionSource: Sendable {
    /// Decisions of which a record is kept at most; 0 where none are kept.
    var capacity: Int { get }
    /// Whether more are kept on disk.
    var isStored: Bool { get }
    /// The latest decisions of all loops, newest first, each a JSON object; as many as fit into some bytes.
    func latest(_ count: Int, maxBytes: Int) async -> [[UInt8]]
    /// The decision with an id, or the latest one for a request with that id.
    func decision(_ id: String) async -> [UInt8]?
    /// Makes the decision for a request without calling anybody.
    func explain(_ body: [UInt8]) async -> ExplainAnswer
}

/// What an explanation comes to.
package enum ExplainAnswer: Sendable {
    /// The decision, or why the request would be refused.
    case document([UInt8])
    /// What was sent is no request.
    case malformed(String, param: String?)
}

/// The paths of the admin plane about decisions: `/admin/v1/decisions` and `/admin/v1/explain`.
///
/// The caller has checked the credential.
struct DecisionRoutes: Sendable {
    /// Path of the list; decisions are below it.
    static let root = "/admin/v1/decisions"
    /// Path of explanations.
    static let explain = "/admin/v1/explain"
    /// Decisions that are listed where the request names no number.
    static let defaultLimit = 20
    /// Decisions that can be listed.
    static let limits = 1...100_000
    /// Bytes of a list at most; what is older is left out.
    static let maxListBytes = 64 << 20

    let source: any DecisionSource

    /// Whether a path is one of these.
    static func own(_ path: String) -> Bool {
        path == Self.root || path.hasPrefix(Self.root + "/") || path == Self.explain
    }

    /// The answer to a request.
    func answer(_ request: AdminRequest) async -> AdminResponse {
        if request.path == Self.explain {
            guard request.method == .post else { return AdminRoutes.notAllowed("POST") }
            switch await self.source.explain(request.body) {
            case .document(let body): return AdminResponse(body: body)
            case .malformed(let message, let param): return Self.refusal(400, .invalidRequest, message, param: param)
            }
        }
        guard request.method == .get || request.method == .head else { return AdminRoutes.notAllowed("GET, HEAD") }
        guard self.source.capacity > 0 else {
            return Self.refusal(409, .invalidRequest, "The gateway keeps no decisions. Set 'routing.decisions'.")
        }
        if request.path == Self.root {
            return await self.list(request.query)
        }
        let id = String(request.path.dropFirst(Self.root.count + 1))
        guard let document = await self.source.decision(id) else {
            let message =
                "No decision is kept under this id. The last \(self.source.capacity) of this process are"
                + (self.source.isStored ? ", and what its file holds" : "")
                + " (routing.decisions); an id is the value of x-signalbox-decision or x-request-id."
            return Self.refusal(404, .invalidRequest, message, param: "id")
        }
        return AdminResponse(body: document)
    }

    private func list(_ query: String) async -> AdminResponse {
        var limit = Self.defaultLimit
        var isLines = false
        for pair in query.split(separator: "&") {
            let name = pair.prefix { $0 != "=" }
            let value = pair.dropFirst(name.count + 1)
            switch name {
            case "limit":
                guard value.utf8.count <= 6, value.utf8.allSatisfy({ $0 &- 0x30 <= 9 }), let number = Int(value),
                    Self.limits.contains(number)
                else {
                    let range = "\(Self.limits.lowerBound) to \(Self.limits.upperBound)"
                    return Self.refusal(400, .invalidRequest, "'limit' is not a number from \(range).", param: "limit")
                }
                limit = number
            case "format" where value == "json" || value == "jsonl":
                isLines = value == "jsonl"
            case "format":
                return Self.refusal(400, .invalidRequest, "'format' is json or jsonl.", param: "format")
            default:
                let message = "Unknown parameter '\(name.prefix(50))'. This path takes 'limit' and 'format'."
                return Self.refusal(400, .invalidRequest, message)
            }
        }
        return Self.response(await self.source.latest(limit, maxBytes: Self.maxListBytes), isLines: isLines)
    }

    private static func response(_ documents: [[UInt8]], isLines: Bool) -> AdminResponse {
        var body: [UInt8] = isLines ? [] : Array(#"{"decisions":["#.utf8)
        var isFirst = true
        for document in documents {
            guard body.count + document.count < Self.maxListBytes else { break }
            if !isLines, !isFirst {
                body.append(UInt8(ascii: ","))
            }
            body += document
            if isLines {
                body.append(UInt8(ascii: "\n"))
            }
            isFirst = false
        }
        if !isLines {
            body += Array("]}".utf8)
        }
        return AdminResponse(contentType: isLines ? "application/x-ndjson" : "application/json", body: body)
    }

    private static func refusal(
        _ status: Int,
        _ code: ErrorCode,
        _ message: String,
        param: String? = nil
    ) -> AdminResponse {
        let envelope = ErrorEnvelope(
            message: message,
            type: code.wireType.description,
            param: param,
            code: code.wireName.description
        )
        return AdminResponse(status: status, body: envelope.bytes)
    }
}
