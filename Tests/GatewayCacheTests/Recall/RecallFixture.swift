import GatewayCore
import GatewayTesting
import GatewayWire
import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import GatewayCache

/// Milliseconds since 1970, as the test says.
final class ManualClock: Sendable {
    private let time = Atomic<Int64>(1_700_000_000_000)

    var now: Int64 { self.time.load(ordering: .relaxed) }

    /// Moves the clock, forwards or backwards.
    func move(by milliseconds: Int64) {
        self.time.add(milliseconds, ordering: .relaxed)
    }
}

/// One request with its client.
struct Asked {
    let exchange: Exchange
    let client: RecordingClient

    /// The line of the reply's head that tells what the cache did.
    var status: String? { self.client.header("cache-status") }
    var outcome: CacheNote.Outcome { self.exchange.cache.outcome }
}

/// A loop with its cache, one model group `m` over the members `d0`, `d1` ..., and a script in place of the provider.
final class RecallFixture {
    let eventLoop: EmbeddedEventLoop
    let clock: ManualClock
    let loop: LoopState
    let upstream = ScriptedUpstream()
    let observer = RecordingObserver()
    let state: SharedState
    let cache: LoopCache
    private let builder: SnapshotBuilder

    static func settings(
        group: (inout GroupCacheSettings) -> Void = { _ in },
        process: (inout CacheSettings) -> Void = { _ in },
        model: (inout ModelGroup) -> Void = { _ in },
        members: Int = 1,
        fallbacks: Int = 0
    ) -> Settings {
        let names = (0..<(members + fallbacks)).map { "d\($0)" }
        var cached = GroupCacheSettings()
        cached.jitterPercent = 0
        cached.earlyRefresh = nil
        group(&cached)
        var plan = ModelGroup(
            name: "m",
            aliases: ["other-name"],
            members: names.prefix(members).map { GroupMember(deployment: $0) },
            strategy: "in-order",
            fallbacks: names.dropFirst(members).enumerated().map {
                FallbackEntry(.deployment($0.element), rank: $0.offset)
            },
            retry: RetrySettings(attempts: fallbacks)
        )
        plan.cache = cached
        model(&plan)
        var settings = Settings(
            providers: [Fixture.provider()],
            deployments: names.map { Deployment(id: $0, provider: "p", model: "their-" + $0) },
            models: [plan]
        )
        process(&settings.cache)
        return settings
    }

    init(
        group: (inout GroupCacheSettings) -> Void = { _ in },
        process: (inout CacheSettings) -> Void = { _ in },
        model: (inout ModelGroup) -> Void = { _ in },
        members: Int = 1,
        fallbacks: Int = 0,
        eventLoop: EmbeddedEventLoop = EmbeddedEventLoop(),
        clock: ManualClock = ManualClock()
    ) throws {
        let settings = Self.settings(
            group: group,
            process: process,
            model: model,
            members: members,
            fallbacks: fallbacks
        )
        self.eventLoop = eventLoop
        self.clock = clock
        self.loop = try Fixture.loop(eventLoop, settings)
        self.builder = Fixture.builder()
        _ = try self.builder.build(settings)
        self.state = SharedState(settings.cache, secret: [1, 2, 3], wallClock: { clock.now })
        self.cache = LoopCache(loop: self.loop, state: self.state)
        self.loop.cache = self.cache
        self.loop.upstream = self.upstream
        self.loop.observer = self.observer
        self.eventLoop.advanceTime(by: .seconds(1))
    }

    /// Lets time pass, by both clocks.
    func pass(milliseconds: Int64) {
        self.clock.move(by: milliseconds)
        self.eventLoop.advanceTime(by: .milliseconds(milliseconds))
        _ = self.loop.now
    }

    /// Takes another configuration to use.
    func reconfigure(_ change: (inout Settings) -> Void) throws {
        var settings = self.loop.snapshot.settings
        change(&settings)
        self.loop.apply(try self.builder.build(settings), authenticator: KeyTable([:]))
    }

    /// Runs what waits on the loop.
    func run() {
        self.eventLoop.run()
    }

    /// Sends a request, and runs it as far as it gets.
    func ask(
        _ body: String = Ask.chat(),
        headers: String = "",
        caller: VirtualKey? = nil,
        endpoint: Endpoint = .chatCompletions,
        client: RecordingClient = RecordingClient()
    ) throws -> Asked {
        let exchange = try Fixture.exchange(
            on: self.loop,
            client,
            body: body,
            path: endpoint == .embeddings ? "/v1/embeddings" : "/v1/chat/completions",
            headers: headers,
            endpoint: endpoint
        )
        exchange.caller = caller
        Pipeline.start(exchange)
        self.eventLoop.run()
        return Asked(exchange: exchange, client: client)
    }

    /// Sends a request that one answer of the provider is ready for.
    func ask(
        _ body: String = Ask.chat(),
        headers: String = "",
        caller: VirtualKey? = nil,
        endpoint: Endpoint = .chatCompletions,
        answering step: ScriptedAttempt
    ) throws -> Asked {
        self.upstream.script = [step]
        return try self.ask(body, headers: headers, caller: caller, endpoint: endpoint)
    }

    /// Calls of the provider.
    var calls: Int { self.upstream.tried.count }

    /// Nothing is left of any request.
    func expectQuiet(sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(self.state.flights.count == 0, sourceLocation: sourceLocation)
        #expect(self.loop.activeExchanges == 0, sourceLocation: sourceLocation)
        let isQuiet = self.loop.inFlight.allSatisfy { $0 == 0 }
        #expect(isQuiet, sourceLocation: sourceLocation)
    }
}

/// Requests.
enum Ask {
    static func chat(
        _ text: String = "hi",
        stream: Bool = false,
        usage: Bool? = nil,
        model: String = "m",
        more: String = #","temperature":0"#
    ) -> String {
        let options = usage.map { #","stream_options":{"include_usage":\#($0)}"# } ?? ""
        let form = stream ? #","stream":true"# + options : ""
        return #"{"model":"\#(model)","messages":[{"role":"user","content":"\#(text)"}]\#(more)\#(form)}"#
    }

    static func embeddings(_ inputs: [String], more: String = "") -> String {
        let list = inputs.map { #""\#($0)""# }.joined(separator: ",")
        return #"{"model":"m","input":[\#(list)]\#(more)}"#
    }
}

/// Answers of a provider.
enum Reply {
    static func json(_ text: String = "Hello there", finish: String = "stop") -> String {
        #"{"id":"c1","object":"chat.completion","created":1,"model":"their-d0","choices":[{"index":0,"message":"#
            + #"{"role":"assistant","content":"\#(text)"},"finish_reason":"\#(finish)"}],"#
            + #""usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}"#
    }

    static func chunk(_ delta: String, finish: String = "null") -> String {
        #"data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"their-d0","choices":[{"index":0,"#
            + #""delta":{\#(delta)},"finish_reason":\#(finish)}]}"# + "\n\n"
    }

    static let usageData =
        #"{"id":"c1","object":"chat.completion.chunk","created":1,"model":"their-d0","choices":[],"#
        + #""usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}"#
    static let usage = "data: " + usageData + "\n\n"
    static let done = "data: [DONE]\n\n"

    /// Events of a stream that says some words.
    static func events(_ words: [String] = ["Hello", " there"], finish: String = "stop") -> [String] {
        [Self.chunk(#""role":"assistant","content":"""#)] + words.map { Self.chunk(#""content":"\#($0)""#) }
            + [Self.chunk("", finish: #""\#(finish)""#)]
    }

    /// The step of a script that gives such a stream.
    static func stream(_ words: [String] = ["Hello", " there"], finish: String = "stop") -> ScriptedAttempt {
        .stream(Self.events(words, finish: finish) + [Self.done], end: nil)
    }
}

extension HeldReply {
    /// Tells of the usage report as a relay does: in band where the client wants it, else aside.
    func report(_ data: String = Reply.usageData) {
        if self.exchange.clientWantsUsage {
            self.sendBody("data: " + data + "\n\n")
            return
        }
        Array(data.utf8).withUnsafeBytes { self.exchange.client.noteHidden($0) }
    }
}

extension GatewayError {
    /// A refusal by the provider that the same request would meet again.
    static func refusal(_ status: Int = 400, _ text: String = "No such thing.") -> GatewayError {
        var error = GatewayError(.requestRejected, text)
        error.status = status
        return error
    }
}
