import GatewayAdmin
import GatewayCore
import GatewayTelemetry
import GatewayConfig
import GatewayWire
import Testing

/// Decisions that a test makes up.
private struct ScriptedDecisions: DecisionSource {
    var capacity = 1000
    var documents: [String] = [#"{"id":"dec_2"}"#, #"{"id":"dec_1"}"#]

    var isStored = false

    func latest(_ count: Int, maxBytes: Int) async -> [[UInt8]] { self.documents.prefix(count).map { Array($0.utf8) } }

    func decision(_ id: String) async -> [UInt8]? {
        self.documents.first { $0.contains("\"\(id)\"") }.map { Array($0.utf8) }
    }

    func explain(_ body: [UInt8]) async -> ExplainAnswer {
        body.isEmpty ? .malformed("Nothing to explain.", param: "model") : .document(body)
    }
}

private struct DecisionPlane: AdminSource {
    var decisions: (any DecisionSource)?

    var cache: (any CacheControl)? { nil }
    func metrics(_ format: MetricsFormat) async -> [UInt8] { [] }
    func configuration() async -> [UInt8] { [] }
    func deployments() async -> [DeploymentGauges] { [] }
    func reload() async -> ReloadOutcome? { nil }
    func isReady() -> Bool { true }
}

struct DecisionRoutesTests {
    private static func ask(
        _ method: HTTPMethod,
        _ target: String,
        body: String = "",
        source: (any DecisionSource)? = ScriptedDecisions(),
        key: String? = nil
    ) async -> AdminResponse {
        let parts = target.split(separator: "?", maxSplits: 1)
        let routes = AdminRoutes(
            source: DecisionPlane(decisions: source),
            key: key.map { Secret($0) },
            isOpen: key == nil,
            audit: { _ in },
            wallClock: { 0 }
        )
        return await routes.answer(
            AdminRequest(
                method: method,
                path: String(parts[0]),
                query: parts.count > 1 ? String(parts[1]) : "",
                accept: "",
                credential: nil,
                body: Array(body.utf8)
            )
        )
    }

    @Test(arguments: [
        ("", #"{"decisions":[{"id":"dec_2"},{"id":"dec_1"}]}"#, "application/json"),
        ("?limit=1", #"{"decisions":[{"id":"dec_2"}]}"#, "application/json"),
        ("?format=json", #"{"decisions":[{"id":"dec_2"},{"id":"dec_1"}]}"#, "application/json"),
        ("?format=jsonl&limit=2", "{\"id\":\"dec_2\"}\n{\"id\":\"dec_1\"}\n", "application/x-ndjson"),
    ])
    func `decisions are listed newest first`(query: String, body: String, type: String) async {
        let answer = await Self.ask(.get, "/admin/v1/decisions" + query)
        #expect(answer.status == 200)
        #expect(answer.text == body)
        #expect(answer.contentType == type)
    }

    @Test func `no decisions are an empty list`() async {
        let empty = ScriptedDecisions(documents: [])
        #expect(await Self.ask(.get, "/admin/v1/decisions", source: empty).text == #"{"decisions":[]}"#)
        #expect(await Self.ask(.get, "/admin/v1/decisions?format=jsonl", source: empty).text == "")
    }

    @Test(arguments: ["limit=0", "limit=x", "limit=1000000", "limit=", "format=xml", "colour=red"])
    func `a wrong parameter is refused`(query: String) async {
        #expect(await Self.ask(.get, "/admin/v1/decisions?" + query).status == 400)
    }

    @Test func `one decision is found by its id`() async {
        let found = await Self.ask(.get, "/admin/v1/decisions/dec_1")
        #expect(found.status == 200 && found.text == #"{"id":"dec_1"}"#)
        let missing = await Self.ask(.get, "/admin/v1/decisions/dec_9")
        #expect(missing.status == 404 && missing.text.contains("1000 of this process are (routing"))
        let stored = ScriptedDecisions(isStored: true)
        let neither = await Self.ask(.get, "/admin/v1/decisions/dec_9", source: stored)
        #expect(neither.status == 404 && neither.text.contains("are, and what its file holds (routing"))
    }

    @Test func `a request is explained`() async {
        let answer = await Self.ask(.post, "/admin/v1/explain", body: "{}")
        #expect(answer.status == 200 && answer.text == "{}")
        let refused = await Self.ask(.post, "/admin/v1/explain")
        #expect(refused.status == 400 && refused.text.contains("Nothing to explain."))
        #expect(refused.text.contains(#""param":"model""#))
    }

    @Test func `each path takes its methods only`() async {
        #expect(await Self.ask(.get, "/admin/v1/explain").allow == "POST")
        #expect(await Self.ask(.post, "/admin/v1/decisions").allow == "GET, HEAD")
        #expect(await Self.ask(.post, "/admin/v1/decisions/dec_1").allow == "GET, HEAD")
    }

    @Test(arguments: ["/admin/v1/decisions", "/admin/v1/decisions/dec_1"])
    func `without the key nothing is shown`(path: String) async {
        #expect(await Self.ask(.get, path, key: "sk").status == 401)
        #expect(await Self.ask(.post, "/admin/v1/explain", key: "sk").status == 401)
    }

    @Test func `a gateway that keeps none says so`() async {
        let answer = await Self.ask(.get, "/admin/v1/decisions", source: ScriptedDecisions(capacity: 0))
        #expect(answer.status == 409 && answer.text.contains("routing.decisions"))
        #expect(
            await Self.ask(.post, "/admin/v1/explain", body: "{}", source: ScriptedDecisions(capacity: 0)).status == 200
        )
        #expect(await Self.ask(.get, "/admin/v1/decisions", source: nil).status == 404)
    }
}
