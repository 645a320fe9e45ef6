import Crypto
import GatewayCore
import NIOCore
import NIOPosix
import RESP
import Synchronization

@testable import GatewayCache

/// One process of the gateway as far as shared questions are concerned: a loop, clients of a real server, its part of
/// the sharing, and what it has heard of others.
final class QuestionNode: Sendable {
    /// What is confined to the loop.
    final class Parts {
        let client: any RedisClient
        let listener: (any RedisClient)?
        let port: QuestionPort
        let questions: any SharedQuestions
        /// What waits to be taken, where the test takes by itself.
        var pending: [() -> Void] = []

        init(
            _ client: any RedisClient,
            _ listener: (any RedisClient)?,
            _ port: QuestionPort,
            _ questions: any SharedQuestions
        ) {
            self.client = client
            self.listener = listener
            self.port = port
            self.questions = questions
        }
    }

    /// What a test sets.
    struct Settings: Sendable {
        var name = "node"
        var ring: KeyRing?
        var maxEntries = 1_000
        var queueBytes = 1 << 20
        var takesByHand = false
        /// What the operator asks for; nil takes the kind as it is.
        var wish: QuestionSharing?
        var batch = 32
        /// Milliseconds by which the node's clock is ahead.
        var ahead: Int64 = 0
        /// The seeds of a cluster; empty for a single server.
        var cluster: [RedisAddress] = []
    }

    static let prefix = "t"
    /// The time on the nodes' clock when tests begin.
    static let start: Int64 = 1_800_000_000_000

    let kind: SharedIndexKind
    let clock = Atomic<Int64>(QuestionNode.start)
    let queue: WriteQueue
    /// What was heard, in order, with the number of each batch.
    let heard = Mutex<[[QuestionNotice]]>([])
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let loop: any EventLoop
    private let parts: NIOLoopBoundBox<Parts?>

    init(_ server: QuestionServer, _ kind: SharedIndexKind, _ change: (inout Settings) -> Void = { _ in }) async throws
    {
        var settings = Settings()
        change(&settings)
        self.kind = kind
        self.queue = WriteQueue(limit: settings.queueBytes)
        self.clock.add(settings.ahead, ordering: .relaxed)
        self.loop = self.group.next()
        self.parts = .makeEmptyBox(valueType: Parts.self, eventLoop: self.loop)
        let address = RedisAddress(host: "127.0.0.1", port: server.port)
        try await self.loop.submit { [settings] in self.parts.value = self.makeParts(address, settings) }.get()
        try await self.wait("the server answers") { $0.client.isAvailable }
        try await self.run { $0.questions.start() }
    }

    private func makeParts(_ address: RedisAddress, _ settings: Settings) -> Parts {
        var node = RedisNodeConfiguration(address: address)
        node.backoffMaximum = .milliseconds(100)
        let makeClient = { [loop] () -> any RedisClient in
            guard !settings.cluster.isEmpty else { return RedisNode(node, eventLoop: loop) }
            return RedisCluster(RedisClusterConfiguration(seeds: settings.cluster, node: node), eventLoop: loop)
        }
        let client = makeClient()
        let port = QuestionPort(
            client: client,
            names: QuestionNames(prefix: Self.prefix),
            codec: QuestionCodec(seal: settings.ring.map { RecordSeal($0) }),
            queue: self.queue,
            now: { self.clock.load(ordering: .relaxed) }
        )
        var feed = QuestionFeedSettings()
        feed.batch = settings.batch
        feed.patience = .milliseconds(500)
        let arrived = { (notices: [QuestionNotice], taken: @escaping () -> Void) in
            self.heard.withLock { $0.append(notices) }
            if settings.takesByHand { self.parts.value?.pending.append(taken) } else { taken() }
        }
        if let wish = settings.wish {
            var chosen = ChosenQuestions.Settings(
                wish: wish,
                isCluster: !settings.cluster.isEmpty,
                node: settings.name,
                maxEntries: settings.maxEntries
            )
            chosen.feed = feed
            let questions = ChosenQuestions(port, chosen, makeListener: makeClient, arrived: arrived)
            return Parts(client, nil, port, questions)
        }
        switch self.kind {
        case .replicate, .off:
            let listener = makeClient()
            let questions = ReplicatedQuestions(
                port,
                node: settings.name,
                maxEntries: settings.maxEntries,
                listener: listener,
                settings: feed,
                arrived: arrived
            )
            return Parts(client, listener, port, questions)
        case .vectorSets:
            return Parts(client, nil, port, VectorSetQuestions(port, maxPerNamespace: settings.maxEntries))
        case .search:
            return Parts(client, nil, port, SearchQuestions(port))
        }
    }

    /// Does something on the loop.
    func run<Answer: Sendable>(_ body: @escaping @Sendable (Parts) -> Answer) async throws -> Answer {
        try await self.loop.submit {
            guard let parts = self.parts.value else { throw QuestionServer.Failure.inVain("the node has ended") }
            return body(parts)
        }.get()
    }

    /// Does something; on the loop.
    func withParts(_ body: (Parts) -> Void) {
        if let parts = self.parts.value { body(parts) }
    }

    var counts: QuestionCounts {
        get async throws { try await self.run { $0.questions.counts } }
    }

    /// Publishes questions, and waits until the server has them.
    func publish(_ questions: SharedQuestion...) async throws {
        let before = try await self.counts.published
        try await self.run { parts in questions.forEach { parts.questions.publish($0) } }
        try await self.wait("questions are published") {
            $0.questions.counts.published >= before + UInt64(questions.count)
        }
    }

    /// Takes a question out, and waits until the server knows.
    func remove(_ question: SharedQuestion) async throws {
        let before = try await self.counts.published
        let name = WithdrawnQuestion(namespace: question.namespace, key: question.key, space: question.space)
        try await self.run { $0.questions.remove(name) }
        try await self.wait("a question is removed") { $0.questions.counts.published > before }
    }

    /// Removes the questions of answers; how many there were.
    func purge(_ answers: Set<CacheKey>, space: String = QuestionSample.space) async throws -> Int? {
        try await self.loop.flatSubmit {
            let promise = self.loop.makePromise(of: Int?.self)
            if let parts = self.parts.value {
                parts.questions.purge(answers, space: space) { promise.succeed($0) }
            } else {
                promise.succeed(nil)
            }
            return promise.futureResult
        }.get()
    }

    /// Looks for questions; with the time that it took on the loop.
    func find(_ query: QuestionQuery, within timeout: TimeAmount = .seconds(5)) async throws -> [SharedQuestion] {
        try await self.loop.flatSubmit {
            let promise = self.loop.makePromise(of: [SharedQuestion].self)
            if let parts = self.parts.value {
                parts.questions.find(query, within: timeout) { promise.succeed($0) }
            } else {
                promise.succeed([])
            }
            return promise.futureResult
        }.get()
    }

    /// Sends a command to the server.
    func send(_ command: RESPCommand) async throws -> RESPValue {
        let reply = try await self.loop.flatSubmit {
            let promise = self.loop.makePromise(of: RedisReply.self)
            if let parts = self.parts.value {
                parts.client.send(command, within: .seconds(5)) { promise.succeed($0) }
            } else {
                promise.succeed(.failure(.disconnected))
            }
            return promise.futureResult
        }.get()
        return try reply.get()
    }

    /// All bytes that the server has: the names of keys and what they hold.
    func dump() async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for name in try await self.send(RESPCommand("KEYS", "*")).elements ?? [] {
            guard let text = name.text else { continue }
            bytes += Array(text.utf8)
            switch try await self.send(RESPCommand("TYPE", .string(text))).text {
            case "stream": bytes += Self.bytes(of: try await self.send(.xrange(.string(text))))
            case "hash": bytes += Self.bytes(of: try await self.send(.hgetall(.string(text))))
            case "string": bytes += Self.bytes(of: try await self.send(.get(.string(text))))
            default: bytes += Self.bytes(of: try await self.send(RESPCommand("DUMP", .string(text))))
            }
        }
        return bytes
    }

    private static func bytes(of value: RESPValue) -> [UInt8] {
        if let bytes = value.bytes { return Array(bytes.readableBytesView) }
        if case .map(let entries) = value {
            return entries.flatMap { Self.bytes(of: $0.key) + Self.bytes(of: $0.value) }
        }
        return (value.elements ?? []).flatMap { Self.bytes(of: $0) }
    }

    /// The questions and withdrawals that were heard, in order.
    var notices: [QuestionNotice] { self.heard.withLock { $0.flatMap(\.self) } }

    /// The texts of the questions that were heard, in order; a withdrawal is a dash.
    var texts: [String] {
        self.notices.map { notice in
            if case .stored(let question) = notice { question.text } else { "-" }
        }
    }

    /// Asks again and again whether something is so, for twenty seconds at most.
    func wait(_ what: String, until isSo: @escaping @Sendable (Parts) -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(20)
        while try await !self.run(isSo) {
            guard ContinuousClock.now < end else { throw QuestionServer.Failure.inVain(what) }
            try await self.loop.scheduleTask(in: .milliseconds(1)) {}.futureResult.get()
        }
    }

    /// Waits until so many notices were heard.
    func hear(_ count: Int) async throws {
        try await self.wait("\(count) notices are heard") { _ in self.notices.count >= count }
    }

    func end() async throws {
        try await self.loop.submit {
            self.parts.value?.questions.stop()
            self.parts.value?.listener?.close()
            self.parts.value?.client.close()
            self.parts.value = nil
        }.get()
        try await self.group.shutdownGracefully()
    }
}

/// Questions that tests ask.
enum QuestionSample {
    static let space = "static-256@0123456789ab"

    /// A vector of length 1 that a number decides on.
    static func vector(_ seed: Int, dimensions: Int = 256) -> [Float] {
        var random = CacheRandom(seed: UInt64(truncatingIfNeeded: seed))
        return Self.unit((0..<dimensions).map { _ in Float.random(in: -1...1, using: &random) })
    }

    /// A vector near another one.
    static func vector(near other: [Float], by distance: Float, seed: Int = 1) -> [Float] {
        let noise = Self.vector(seed, dimensions: other.count)
        return Self.unit(zip(other, noise).map { $0 + $1 * distance })
    }

    private static func unit(_ numbers: [Float]) -> [Float] {
        let length = numbers.reduce(into: Float(0)) { $0 += $1 * $1 }.squareRoot()
        return numbers.map { $0 / length }
    }

    /// A question that a number decides on.
    static func question(
        _ number: Int = 1,
        namespace: Int = 0,
        scope: String = "acme",
        space: String = QuestionSample.space,
        vector: [Float]? = nil,
        life: Int64 = 60_000
    ) -> SharedQuestion {
        SharedQuestion(
            namespace: .number(1_000_000 + namespace),
            key: .number(number),
            scope: scope,
            group: "fast",
            text: "What is question \(number) about?",
            language: "en",
            space: space,
            vector: vector ?? Self.vector(number),
            expiry: QuestionNode.start + life
        )
    }

    static func query(for question: SharedQuestion, count: Int = 5) -> QuestionQuery {
        QuestionQuery(
            namespace: question.namespace,
            scope: question.scope,
            space: question.space,
            vector: question.vector,
            count: count
        )
    }

    /// Keys for encryption.
    static func ring(revoked: Set<String> = []) throws -> KeyRing {
        let key = try RootKey(bytes: (0..<32).map { UInt8($0) &+ 7 })
        return try KeyRing([KeyRing.Named(id: "k1", key: key)], active: "k1", revokedTenants: revoked)
    }
}
