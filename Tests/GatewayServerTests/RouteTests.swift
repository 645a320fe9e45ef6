import GatewayCore
import GatewayTesting
import NIOCore
import Testing

@testable import GatewayServer

@Suite struct RouteTests {
    private static func route(_ target: String, method: String = "POST") throws -> (route: Route, rest: String) {
        let head = try Fixture.head("\(method) \(target) HTTP/1.1\r\nhost: a\r\n\r\n")
        let route = head.bytes.withUnsafeReadableBytes { Route(head.parsed, in: $0) }
        return (route, head.bytes.text(route.rest))
    }

    @Test(arguments: ["/v1", "", "/openai/v1", "/openai"])
    func `each endpoint is found under each prefix`(prefix: String) throws {
        for (path, endpoint) in [
            ("/chat/completions", Endpoint.chatCompletions), ("/completions", .completions),
            ("/embeddings", .embeddings), ("/models", .models), ("/models/a", .model), ("/models/a/b/c", .model),
            ("/responses", .passthrough), ("/responses/r-1/cancel", .passthrough), ("/files", .passthrough),
            ("/files/f-1/content", .passthrough), ("/audio/speech", .passthrough), ("/images/edits", .passthrough),
            ("/batches", .passthrough), ("/moderations", .passthrough), ("/uploads/u/parts", .passthrough),
            ("/vector_stores", .passthrough), ("/assistants", .passthrough), ("/threads/t/runs", .passthrough),
            ("/fine_tuning/jobs", .passthrough), ("/evals", .passthrough), ("/containers", .passthrough),
            ("/conversations", .passthrough), ("/videos", .passthrough), ("/rerank", .passthrough),
            ("/tokenize", .passthrough), ("/detokenize", .passthrough), ("/score", .passthrough),
            ("/realtime", .passthrough),
        ] {
            let (route, rest) = try Self.route(prefix + path)
            #expect(route.endpoint == endpoint, "\(prefix)\(path)")
            #expect(rest == path)
            let (withQuery, restOfQuery) = try Self.route(prefix + path + "?a=/v1/models")
            #expect(withQuery.endpoint == endpoint && restOfQuery == path)
        }
    }

    @Test(arguments: [
        "/", "/v1", "/v1/", "/openai", "/v1/chat", "/v1/chat/completions/", "/v1/chat/completions/x", "/v1/models/",
        "/v1x/models", "/openaix/models", "/v1/filesx", "/v1/v1/models", "/v1/livez", "/metrics", "/admin/v1/keys",
        "/v1/../models", "/v1/Models", "/v1%2Fmodels", "*",
    ])
    func `other paths are unknown`(target: String) throws {
        let method = target == "*" ? "OPTIONS" : "GET"
        #expect(try Self.route(target, method: method).route.endpoint == .unknown)
    }

    @Test(arguments: ["/livez", "/readyz", "/health"])
    func `health stands at the root alone`(path: String) throws {
        #expect(try Self.route(path, method: "GET").route.endpoint == .health)
        #expect(try Self.route("/v1" + path, method: "GET").route.endpoint == .unknown)
    }

    @Test func `an absolute target is routed by its path`() throws {
        #expect(try Self.route("http://gateway:8080/v1/models?x=1", method: "GET").route.endpoint == .models)
        #expect(try Self.route("http://gateway", method: "GET").route.endpoint == .unknown)
    }

    @Test(arguments: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW", "get"])
    func `each endpoint takes the methods that it says it takes`(method: String) throws {
        for target in ["/v1/chat/completions", "/v1/embeddings", "/v1/models", "/v1/models/a", "/health", "/v1/files"] {
            let (route, _) = try Self.route(target, method: method)
            let allowed = route.allow.description.split(separator: ", ").map(String.init)
            #expect((route.takesMethod || route.isOptions) == allowed.contains(method), "\(method) \(target)")
            #expect(route.isOptions == (method == "OPTIONS"))
        }
    }
}
