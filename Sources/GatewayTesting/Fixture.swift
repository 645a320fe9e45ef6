package import GatewayCore
import GatewayWire
package import NIOCore

/// Ready-made settings, snapshots, loops and exchanges: what a test of the data plane begins with.
package enum Fixture {
    /// A provider of the kind `plain` at an address that nobody listens on.
    package static func provider(
        _ id: String = "p",
        kind: String = "plain",
        host: String = "127.0.0.1",
        port: Int = 1,
        basePath: String = "/v1",
        apiKey: String? = nil,
        headers: [HeaderLine] = [],
        pool: PoolSettings = PoolSettings(preheat: 0)
    ) -> Provider {
        Provider(
            id: id,
            kind: kind,
            origin: Origin(isTLS: false, host: host, port: port),
            basePath: basePath,
            apiKey: apiKey.map { Secret($0) },
            headers: headers,
            http: .http1,
            pool: pool
        )
    }

    /// Settings with one provider `p`, and one deployment and one group of the same name for each model.
    package static func settings(
        server: ServerSettings = ServerSettings(),
        provider: Provider = Fixture.provider(),
        models: [String] = ["m"],
        timeouts: AttemptTimeouts = AttemptTimeouts(),
        price: Price? = nil
    ) -> Settings {
        Settings(
            server: server,
            providers: [provider],
            deployments: models.map {
                Deployment(id: $0, provider: provider.id, model: "their-" + $0, price: price)
            },
            models: models.map {
                var group = ModelGroup(
                    name: $0,
                    members: [GroupMember(deployment: $0)],
                    strategy: "in-order",
                    timeouts: timeouts
                )
                group.maxHeldReplyBytes = 256 << 10
                return group
            }
        )
    }

    /// A builder that knows the kinds `plain` (OpenAI's paths) and `quiet` (the same, but usage is not asked for), the
    /// strategies `in-order` and `drawn`, which is the same of members that are alike, and no prices.
    package static func builder(
        prices: @escaping @Sendable (_ kind: String, _ model: String) -> Price? = { _, _ in nil }
    ) -> SnapshotBuilder {
        SnapshotBuilder(
            adapters: { kind in
                switch kind {
                case "plain": PlainAdapter(asksForStreamUsage: true)
                case "quiet": PlainAdapter(asksForStreamUsage: false)
                default: nil
                }
            },
            strategies: { $0 == "in-order" ? InOrder() : $0 == "drawn" ? InOrder(isDrawn: true) : nil },
            prices: prices
        )
    }

    /// What a loop owns, with the loop's own executor; call it on that loop.
    package static func loop(
        _ eventLoop: any EventLoop,
        _ settings: Settings = Fixture.settings(),
        authenticator: any Authenticator = KeyTable([:])
    ) throws -> LoopState {
        LoopState(
            index: 0,
            eventLoop: eventLoop,
            executor: EventLoopExecutor(eventLoop),
            snapshot: try Self.builder().build(settings),
            authenticator: authenticator,
            seed: 1
        )
    }

    /// The head of a request, from its text.
    package static func head(_ text: String) throws -> RequestHead {
        let bytes = ByteBuffer(string: text)
        var parsed = HTTPRequestHead()
        guard try parsed.parse(bytes.readableBytesSpan, limits: HTTPLimits()) else { throw FixtureError.incompleteHead }
        return RequestHead(bytes: bytes, parsed: parsed)
    }

    /// An exchange whose request has arrived whole.
    ///
    /// - Parameters:
    ///   - headers: further header lines, each ended by CRLF.
    ///   - restPath: where the path goes on after the prefix; nil for all of it.
    package static func exchange(
        on loop: LoopState,
        _ client: ClientStream,
        body: String = Fixture.chat,
        method: String = "POST",
        path: String = "/v1/chat/completions",
        headers: String = "",
        endpoint: Endpoint = .chatCompletions
    ) throws -> Exchange {
        let head = try self.head("\(method) \(path) HTTP/1.1\r\nhost: gateway\r\n\(headers)\r\n")
        let exchange = Exchange(loop: loop, client: client, endpoint: endpoint, head: head, startedAt: loop.now)
        let prefix = head.bytes.text(head.parsed.path).hasPrefix("/v1/") ? 3 : 0
        exchange.restPath = (head.parsed.path.lowerBound + prefix)..<head.parsed.path.upperBound
        exchange.body = ByteBuffer(string: body)
        exchange.receivedAt = loop.now
        if endpoint.isGeneration {
            let bytes = exchange.body
            let kind: RequestEndpoint =
                switch endpoint {
                case .completions: .completions
                case .embeddings: .embeddings
                default: .chatCompletions
                }
            let scan = try RequestScan.scan(bytes.readableBytesSpan, for: kind)
            exchange.model = scan.modelName(in: bytes.readableBytesSpan)
            exchange.isStream = scan.stream
            exchange.clientWantsUsage = scan.includeUsage ?? false
            exchange.scan = scan
        }
        return exchange
    }

    /// A chat request for the model `m`.
    package static let chat = #"{"model":"m","messages":[{"role":"user","content":"hi"}]}"#
    /// The same as a stream.
    package static let chatStream = #"{"model":"m","stream":true,"messages":[{"role":"user","content":"hi"}]}"#
}

/// What a fixture cannot be made of.
package enum FixtureError: Error {
    /// The text of a head has no empty line.
    case incompleteHead
    /// Something that the test awaited did not come about.
    case missing
}

/// OpenAI's paths and a `Bearer` credential.
package struct PlainAdapter: ProviderAdapter {
    package let asksForStreamUsage: Bool

    /// Creates the dialect.
    package init(asksForStreamUsage: Bool) {
        self.asksForStreamUsage = asksForStreamUsage
    }

    package func path(for endpoint: Endpoint, model: String, at provider: Provider) -> [UInt8] {
        let name =
            switch endpoint {
            case .chatCompletions: "/chat/completions"
            case .completions: "/completions"
            case .embeddings: "/embeddings"
            default: ""
            }
        return Array((provider.basePath + name).utf8)
    }

    package func passthroughPath(_ path: String, query: String, model: String?, at provider: Provider) -> [UInt8] {
        Array((provider.basePath + path + (query.isEmpty ? "" : "?" + query)).utf8)
    }

    package func credential(_ apiKey: Secret) -> (name: String, value: Secret) {
        ("authorization", Secret("Bearer " + apiKey.reveal()))
    }
}

/// Members of positive weight in the order of the configuration.
package struct InOrder: RoutingStrategy {
    package let isDrawn: Bool

    /// Creates the strategy.
    ///
    /// - Parameter isDrawn: whether its members are alike to it.
    package init(isDrawn: Bool = false) {
        self.isDrawn = isDrawn
    }

    package func rank(_ view: RoutingView, given chance: inout Chance, into order: inout [Int]) {
        for candidate in view.candidates where candidate.weight > 0 {
            order.append(candidate.target)
        }
    }
}

/// Keys in clear text; open where there are none.
package struct KeyTable: Authenticator {
    private let keys: [String: VirtualKey]

    /// Creates the table.
    package init(_ keys: [String: VirtualKey]) {
        self.keys = keys
    }

    package var isOpen: Bool { self.keys.isEmpty }

    package func key(for credential: ByteBufferView) -> VirtualKey? {
        self.keys[String(decoding: credential, as: UTF8.self)]
    }
}

/// Runs Swift tasks on an event loop.
package final class EventLoopExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    /// Creates the executor of a loop.
    package init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = self.asUnownedTaskExecutor()
        self.eventLoop.execute { job.runSynchronously(on: executor) }
    }
}
