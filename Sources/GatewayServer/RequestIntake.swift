import GatewayCore
import GatewayWire
import NIOCore
import Synchronization

/// What a connection does with the body of a request whose head it has read.
enum BodyPlan {
    /// Collect all of it, then go on.
    case collect
    /// Collect the first bytes, then go on and stream the rest.
    case stream(after: Int)
}

/// Takes a request from its head to its pipeline; the same for HTTP/1.1 and HTTP/2.
struct RequestIntake {
    /// Bytes of a form that are collected before the rest is streamed; the `model` part stands in them.
    static let collectedFormBytes = 64 << 10

    /// Request bodies of the admin plane at most, in bytes.
    static let maxAdminBodyBytes = 1 << 20

    let loop: LoopState
    /// What answers here, where this is the admin plane; nil on the data plane.
    let admin: (any AdminService)?

    /// Looks at a head: begins an exchange, or answers at once.
    ///
    /// - Returns: the exchange and what to do with the body; nil where the request is answered already.
    func begin(_ head: RequestHead, on client: ClientStream, at startedAt: UInt64) -> (Exchange, BodyPlan)? {
        if self.admin != nil {
            let exchange = Exchange(loop: self.loop, client: client, endpoint: .admin, head: head, startedAt: startedAt)
            return (exchange, .collect)
        }
        let route = head.bytes.withUnsafeReadableBytes { Route(head.parsed, in: $0) }
        let exchange = Exchange(
            loop: self.loop,
            client: client,
            endpoint: route.endpoint,
            head: head,
            startedAt: startedAt
        )
        exchange.restPath = route.rest
        do throws(GatewayError) {
            if route.isOptions, route.endpoint != .unknown {
                self.answerOptions(exchange, route)
                return nil
            }
            try self.admit(exchange, route)
            return (exchange, self.bodyPlan(exchange))
        } catch {
            Pipeline.fail(exchange, with: error)
            exchange.settle()
            return nil
        }
    }

    private func answerOptions(_ exchange: Exchange, _ route: Route) {
        var lines = ByteBuffer()
        lines.writeStaticString("allow: ")
        lines.writeStaticString(route.allow)
        lines.writeStaticString("\r\n")
        LocalReply.send(exchange, status: 204, lines: lines, body: ByteBuffer())
    }

    private func admit(_ exchange: Exchange, _ route: Route) throws(GatewayError) {
        guard route.endpoint != .unknown else {
            throw GatewayError(
                .unknownURL,
                "Unknown request URL: \(exchange.head.bytes.text(exchange.head.parsed.path).prefix(200)). "
                    + "The API begins at /v1, for example /v1/chat/completions."
            )
        }
        guard route.takesMethod else {
            var error = GatewayError(
                .methodNotAllowed,
                "This path does not take the method \(exchange.head.bytes.text(exchange.head.parsed.methodRange).prefix(20))."
                    + " Use one of: \(route.allow)."
            )
            error.allow = route.allow
            throw error
        }
        guard route.endpoint != .health else { return }
        guard !self.loop.isDraining else {
            throw GatewayError(.shuttingDown, "The gateway is stopping. Try again.", retryAfterSeconds: 1)
        }
        guard self.loop.load.exchanges.load(ordering: .relaxed) <= self.loop.bounds.maxConcurrentRequests else {
            throw GatewayError(
                .overloaded,
                "The gateway serves as many requests as it is allowed to. Try again soon.",
                retryAfterSeconds: 1
            )
        }
        exchange.enter(.authenticate)
        try Pipeline.authenticate(exchange)
        exchange.enter(.receive)
        try self.checkBody(exchange)
    }

    private func checkBody(_ exchange: Exchange) throws(GatewayError) {
        let parsed = exchange.head.parsed
        let limit = self.loop.bounds.maxBodyBytes
        switch parsed.body {
        case .none:
            if exchange.endpoint.isGeneration {
                throw GatewayError(
                    .lengthRequired,
                    "The request has no body. Send JSON with Content-Length or chunked."
                )
            }
        case .length(let length):
            exchange.bodyLength = length
            guard length <= limit else { throw Self.tooLarge(limit) }
        case .chunked:
            break
        }
        if exchange.endpoint.isGeneration, !Self.isJSON(exchange.head, ifMissing: true) {
            throw GatewayError(
                .unsupportedMediaType,
                "This endpoint takes JSON. Send the header 'Content-Type: application/json'."
            )
        }
        if let coding = exchange.head.value(.contentEncoding), exchange.endpoint.isGeneration,
            !coding.elementsEqual("identity".utf8)
        {
            throw GatewayError(
                .unsupportedMediaType,
                "Compressed request bodies are not taken. Send the body without Content-Encoding."
            )
        }
    }

    static func tooLarge(_ limit: Int) -> GatewayError {
        GatewayError(
            .requestTooLarge,
            "The request body is larger than the \(limit) bytes allowed here (server.limits.body). Send less."
        )
    }

    private func bodyPlan(_ exchange: Exchange) -> BodyPlan {
        guard exchange.endpoint == .passthrough, !Self.isJSON(exchange.head, ifMissing: false) else { return .collect }
        return .stream(after: Self.collectedFormBytes)
    }

    private static func isJSON(_ head: RequestHead, ifMissing: Bool) -> Bool {
        guard let value = head.value(.contentType) else { return ifMissing }
        return value.withUnsafeBytes { $0.beginsWithToken("application/json") }
    }

    /// The body, or as much of it as is collected, is there: reads it and starts the pipeline.
    func bodyReceived(_ exchange: Exchange) {
        exchange.receivedAt = self.loop.now
        do throws(GatewayError) {
            switch exchange.endpoint {
            case .health:
                HealthEndpoint.answer(exchange)
            case .models:
                ModelsEndpoint.list(exchange)
            case .model:
                try ModelsEndpoint.retrieve(exchange)
            case .feedback:
                try FeedbackEndpoint.take(exchange)
            case .chatCompletions, .completions, .embeddings:
                try self.scan(exchange)
                Pipeline.start(exchange)
            case .passthrough:
                try self.findModel(exchange)
                Pipeline.start(exchange)
            case .admin:
                self.answerAdmin(exchange)
            case .unknown:
                return
            }
        } catch {
            Pipeline.fail(exchange, with: error)
            exchange.settle()
        }
    }

    private func answerAdmin(_ exchange: Exchange) {
        guard let admin = self.admin else { return }
        let head = exchange.head
        let request = AdminRequest(
            method: head.parsed.method,
            path: head.bytes.text(head.parsed.path),
            query: Self.query(of: head),
            accept: head.value(.accept).map { String(decoding: $0, as: UTF8.self) } ?? "",
            credential: Credential.find(in: head).map { String(decoding: $0, as: UTF8.self) },
            body: Array(exchange.body.readableBytesView)
        )
        Task.immediate(executorPreference: self.loop.executor) {
            let response = await admin.answer(request)
            var lines = ByteBuffer(string: "content-type: \(response.contentType)\r\n")
            if let allow = response.allow {
                lines.writeString("allow: \(allow)\r\n")
            }
            LocalReply.send(exchange, status: response.status, lines: lines, body: ByteBuffer(bytes: response.body))
        }
    }

    /// What follows the `?` that ends the path; empty where the path ends the target.
    private static func query(of head: RequestHead) -> String {
        let (start, end) = (head.parsed.path.upperBound, head.parsed.target.upperBound)
        let rest = head.bytes.text(start..<max(start, end))
        return rest.first == "?" ? String(rest.dropFirst()) : ""
    }

    /// Bytes of a request body at most.
    var maxBodyBytes: Int {
        self.admin == nil ? self.loop.bounds.maxBodyBytes : Self.maxAdminBodyBytes
    }

    private func scan(_ exchange: Exchange) throws(GatewayError) {
        guard let known = self.loop.cache?.recognise(exchange) else {
            try self.read(exchange, as: exchange.endpoint.requestEndpoint)
            return
        }
        exchange.take(known)
    }

    private func read(_ exchange: Exchange, as endpoint: RequestEndpoint) throws(GatewayError) {
        let body = exchange.body
        let scan: RequestScan
        do throws(RequestScanError) {
            scan = try RequestScan.scan(
                body.readableBytesSpan,
                for: endpoint,
                maxDepth: self.loop.bounds.maxJSONDepth
            )
        } catch {
            throw GatewayError(
                error.json == nil ? .invalidRequest : .invalidJSON,
                error.message,
                param: error.param
            )
        }
        exchange.take(scan, model: scan.modelName(in: body.readableBytesSpan))
    }

    /// Finds the model of a request that is relayed as it is: in JSON, in a form, or nowhere.
    private func findModel(_ exchange: Exchange) throws(GatewayError) {
        guard exchange.body.readableBytes > 0 else { return }
        if Self.isJSON(exchange.head, ifMissing: false) {
            try self.read(exchange, as: .other)
            return
        }
        guard let type = exchange.head.value(.contentType),
            let boundary = MultipartScan.boundary(ofContentType: String(decoding: type, as: UTF8.self))
        else { return }
        var scan = MultipartScan(boundary: boundary)
        let body = exchange.body
        if case .found(let range) = scan.scan(body.readableBytesSpan, isWhole: exchange.isBodyComplete) {
            exchange.formModel = range
            exchange.model = body.text(range)
        }
    }
}
