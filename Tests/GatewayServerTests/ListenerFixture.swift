import GatewayCore
import GatewayTesting
import NIOCore
import NIOPosix
import Synchronization

@testable import GatewayServer

/// A listener of one real loop, with a script in place of the upstream client.
final class ServerFixture: Sendable {
    /// What the loop owns.
    private struct Parts {
        var loop: LoopState
        var upstream: ScriptedUpstream
        var observer: RecordingObserver
    }

    let listener: Listener
    private let parts: NIOLoopBound<Parts>
    private let group: MultiThreadedEventLoopGroup
    private let eventLoop: any EventLoop

    private init(_ server: ServerSettings, _ script: [ScriptedAttempt], group: MultiThreadedEventLoopGroup) async throws
    {
        let eventLoop = group.next()
        // No test here is about time, and a busy machine must not bring time in.
        var server = server
        (server.headTimeout, server.bodyTimeout) = (.seconds(600), .seconds(600))
        (server.idleTimeout, server.writeTimeout) = (.seconds(600), .seconds(600))
        let settings = Fixture.settings(server: server)
        let parts = try await eventLoop.submit {
            let loop = try Fixture.loop(eventLoop, settings)
            let parts = Parts(loop: loop, upstream: ScriptedUpstream(script), observer: RecordingObserver())
            loop.upstream = parts.upstream
            loop.observer = parts.observer
            return (NIOLoopBound(parts, eventLoop: eventLoop), loop)
        }.get()
        self.parts = parts.0
        self.group = group
        self.eventLoop = eventLoop
        self.listener = try await Listener.start(
            on: ListenAddress(host: "127.0.0.1", port: 0),
            loops: [parts.1],
            tls: nil
        )
    }

    /// Listens, runs a test, and puts everything away.
    static func with(
        _ server: ServerSettings = ServerSettings(),
        script: [ScriptedAttempt] = [],
        _ body: (ServerFixture) async throws -> Void
    ) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let fixture = try await ServerFixture(server, script, group: group)
        do {
            try await body(fixture)
        } catch {
            try await group.shutdownGracefully()
            throw error
        }
        await fixture.listener.stopAccepting()
        _ = await fixture.listener.drain(within: .zero, clock: ContinuousClock())
        try await group.shutdownGracefully()
    }

    /// A client's connection.
    func connect() async throws -> RawClient {
        let inbox = RawClient.Inbox()
        let channel = try await ClientBootstrap(group: self.group)
            .channelOption(.allowRemoteHalfClosure, value: false)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(RawClient.Handler(inbox))
                }
            }
            .connect(host: "127.0.0.1", port: self.listener.port).get()
        return RawClient(channel, inbox)
    }

    /// Waits until that many attempts are held.
    func awaitHeld(_ count: Int) async throws {
        try await self.await { $0.upstream.held.count == count }
    }

    /// Waits until that many connections are open.
    func awaitConnections(_ count: Int) async throws {
        try await self.await { $0.loop.connections == count }
    }

    /// Answers all held attempts.
    func finishHeld() async throws {
        try await self.eventLoop.submit {
            for held in self.parts.value.upstream.held {
                held.answer("{}")
            }
        }.get()
    }

    /// Exchanges that have settled.
    func settled() async throws -> Int {
        try await self.eventLoop.submit { self.parts.value.observer.settled.count }.get()
    }

    private func await(_ isTrue: @Sendable @escaping (Parts) -> Bool) async throws {
        let found = self.eventLoop.makePromise(of: Void.self)
        let deadline = self.eventLoop.scheduleTask(in: .seconds(120)) { found.fail(FixtureError.missing) }
        self.eventLoop.execute {
            _ = self.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(2)) { task in
                if isTrue(self.parts.value) {
                    task.cancel()
                    found.succeed()
                }
            }
        }
        defer { deadline.cancel() }
        try await found.futureResult.get()
    }
}

/// A client that sends and keeps plain bytes.
final class RawClient: Sendable {
    private let channel: any Channel
    private let inbox: Inbox

    fileprivate init(_ channel: any Channel, _ inbox: Inbox) {
        self.channel = channel
        self.inbox = inbox
    }

    /// What came, and who waits for it.
    fileprivate final class Inbox: Sendable {
        struct State {
            var text = ByteBuffer()
            var isClosed = false
            var waiter: (isEnough: @Sendable (String, Bool) -> Bool, promise: EventLoopPromise<String>)?
        }

        let state = Mutex(State())

        func change(_ change: (inout State) -> Void) {
            let done = self.state.withLock { state -> (EventLoopPromise<String>, String)? in
                change(&state)
                let text = String(buffer: state.text)
                guard let waiter = state.waiter, waiter.isEnough(text, state.isClosed) || state.isClosed else {
                    return nil
                }
                state.waiter = nil
                return (waiter.promise, text)
            }
            done?.0.succeed(done?.1 ?? "")
        }
    }

    fileprivate final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let inbox: Inbox

        init(_ inbox: Inbox) {
            self.inbox = inbox
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = self.unwrapInboundIn(data)
            self.inbox.change { $0.text.writeImmutableBuffer(bytes) }
        }

        func channelInactive(context: ChannelHandlerContext) {
            self.inbox.change { $0.isClosed = true }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }

    /// Sends bytes.
    func send(_ text: String) {
        self.channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
    }

    /// Closes the connection.
    func close() {
        self.channel.close(promise: nil)
    }

    /// All that came, once it is enough or the connection has ended.
    func text(until isEnough: @Sendable @escaping (String) -> Bool) async throws -> String {
        try await self.wait { text, _ in isEnough(text) }
    }

    /// All that came until the connection ended.
    func textToEnd() async throws -> String {
        try await self.wait { _, isClosed in isClosed }
    }

    private func wait(_ isEnough: @Sendable @escaping (String, Bool) -> Bool) async throws -> String {
        let promise = self.channel.eventLoop.makePromise(of: String.self)
        self.inbox.change { $0.waiter = (isEnough, promise) }
        let deadline = self.channel.eventLoop.scheduleTask(in: .seconds(120)) { promise.fail(FixtureError.missing) }
        defer { deadline.cancel() }
        return try await promise.futureResult.get()
    }
}
