import GatewayCore
import GatewayTesting
import GatewayWire
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import GatewayCache

/// Calls that are shared by event loops on threads of their own; the thread sanitizer looks at these.
@Suite struct FlightLoopsTests {
    /// A provider whose first calls fail, and whose later ones stream events with a turn of the loop between them.
    private final class SteadyUpstream: Upstream {
        private let calls: Tally
        private let failures: Int
        private let words: [String]
        /// Whether the words begin again at their end, slowly, until the client has gone.
        private let isEndless: Bool

        init(_ calls: Tally, failures: Int, words: [String], isEndless: Bool = false) {
            self.calls = calls
            self.failures = failures
            self.words = words
            self.isEndless = isEndless
        }

        func attempt(_ exchange: Exchange, on target: Target) async throws(GatewayError) {
            let number = self.calls.add()
            await self.turn(exchange)
            guard number > self.failures else { throw GatewayError(.providerReset, "Cut.") }
            exchange.headSent = true
            exchange.status = 200
            guard exchange.isStream else {
                let body = ByteBuffer(string: Reply.json(self.words.joined()))
                exchange.client.sendWhole(
                    ReplyHead(status: 200, lines: ByteBuffer(), contentLength: body.readableBytes),
                    body: body
                )
                return
            }
            exchange.client.sendHead(ReplyHead(status: 200, lines: ByteBuffer(), contentLength: nil))
            repeat {
                for event in Reply.events(self.words) {
                    try await self.send(event, exchange)
                }
            } while self.isEndless
            try await self.send(Reply.done, exchange)
            exchange.client.sendEnd()
        }

        private func send(_ event: String, _ exchange: Exchange) async throws(GatewayError) {
            guard !exchange.client.isGone else {
                throw GatewayError(.clientClosedRequest, "The client closed the connection.")
            }
            exchange.contentSent = true
            exchange.client.sendBody(ByteBuffer(string: event))
            exchange.client.flush()
            await self.turn(exchange)
        }

        private func turn(_ exchange: Exchange) async {
            let eventLoop = exchange.loop.eventLoop
            await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
                let pause = TimeAmount.microseconds(self.isEndless ? 1_000 : 50)
                eventLoop.scheduleTask(in: pause) { continuation.resume() }
            }
        }

        func apply(_ snapshot: Snapshot) {}
    }

    /// Counts over all loops, and says when a number is reached.
    private final class Tally: Sendable {
        private let count = Atomic<Int>(0)
        private let target: Int
        private let reached: EventLoopPromise<Void>?

        init(until target: Int = .max, _ reached: EventLoopPromise<Void>? = nil) {
            self.target = target
            self.reached = reached
        }

        var value: Int { self.count.load(ordering: .relaxed) }

        @discardableResult
        func add() -> Int {
            let count = self.count.add(1, ordering: .relaxed).newValue
            if count == self.target {
                self.reached?.succeed()
            }
            return count
        }
    }

    private final class TallyObserver: ExchangeObserver {
        private let tally: Tally

        init(_ tally: Tally) {
            self.tally = tally
        }

        func exchangeSettled(_ exchange: Exchange) {
            self.tally.add()
        }

        func requestRefused(_ error: GatewayError) {}
    }

    /// What one loop has. `@unchecked Sendable`: touched on that loop only.
    private final class Node: @unchecked Sendable {
        let loop: LoopState
        var asked: [Asked] = []

        init(_ eventLoop: any EventLoop, _ settings: Settings, _ state: SharedState) throws {
            self.loop = try Fixture.loop(eventLoop, settings)
            self.loop.cache = LoopCache(loop: self.loop, state: state)
        }

        func ask(isStream: Bool) throws {
            let client = RecordingClient()
            let exchange = try Fixture.exchange(on: self.loop, client, body: Ask.chat(stream: isStream))
            Pipeline.start(exchange)
            self.asked.append(Asked(exchange: exchange, client: client))
        }

        func leave(_ number: Int) {
            guard number < self.asked.count, !self.asked[number].client.isOver else { return }
            let client = self.asked[number].client
            client.hasLeft = true
            client.listener?.clientWentAway()
        }
    }

    /// The words of an answer in either form.
    private static func said(_ asked: Asked) -> String {
        asked.client.text.matches(of: /"content":"([^"]*)"/).map { String($0.1) }.joined()
    }

    @Test(arguments: [0, 1, 2], [false, true])
    func `requests on two loops share a call, whoever makes it`(failures: Int, someLeave: Bool) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let requests = 300
        let words = (0..<60).map { "word \($0) " }
        let settings = RecallFixture.settings(process: { $0.coalesce.maxLeaders = 4 })
        let state = SharedState(settings.cache, secret: [1], wallClock: { 1_700_000_000_000 })
        let loops = [group.next(), group.next()]
        let settled = loops[0].makePromise(of: Void.self)
        let done = Tally(until: requests, settled)
        let calls = Tally()
        var nodes: [Node] = []
        for loop in loops {
            let node = try await loop.submit {
                let node = try Node(loop, settings, state)
                node.loop.upstream = SteadyUpstream(calls, failures: failures, words: words)
                node.loop.observer = TallyObserver(done)
                return node
            }.get()
            nodes.append(node)
        }
        for number in 0..<requests {
            let node = nodes[number % 2]
            let delay = TimeAmount.microseconds(Int64(number * 20))
            node.loop.eventLoop.scheduleTask(in: delay) { try node.ask(isStream: number % 5 != 4) }
            if someLeave, number % 7 < 3 {
                node.loop.eventLoop.scheduleTask(in: delay + .microseconds(Int64(number % 11) * 300)) {
                    node.leave(number / 2)
                }
            }
        }
        try await settled.futureResult.get()
        let whole = Reply.events(words).joined() + Reply.done
        let failed = Atomic<Int>(0)
        for node in nodes {
            try await node.loop.eventLoop.submit {
                for asked in node.asked where !asked.client.hasLeft {
                    #expect(asked.client.isWellFormed)
                    if asked.exchange.error != nil {
                        _ = failed.add(1, ordering: .relaxed)
                        #expect(asked.client.text.contains("provider_reset") && !asked.client.text.contains("[DONE]"))
                    } else if asked.exchange.isStream, !someLeave, failures == 0 {
                        let isWhole = asked.client.text == whole
                        #expect(isWhole)
                    } else {
                        // After a failure the call may be one for the other form.
                        #expect(Self.said(asked) == words.joined())
                        #expect(asked.client.text.hasSuffix(asked.exchange.isStream ? Reply.done : "}"))
                    }
                }
                #expect(node.loop.activeExchanges == 0)
            }.get()
        }
        #expect(state.flights.count == 0)
        if !someLeave {
            // One request is told of each failure; everybody else shares the one call that succeeds.
            #expect(calls.value == failures + 1)
            #expect(failed.load(ordering: .relaxed) == failures)
        }
        try await group.shutdownGracefully()
    }

    @Test func `a follower on another loop that leaves last ends the call`() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let settings = RecallFixture.settings()
        let state = SharedState(settings.cache, secret: [1], wallClock: { 1_700_000_000_000 })
        let loops = [group.next(), group.next()]
        let settled = loops[0].makePromise(of: Void.self)
        let done = Tally(until: 2, settled)
        let calls = Tally()
        var nodes: [Node] = []
        for loop in loops {
            let node = try await loop.submit {
                let node = try Node(loop, settings, state)
                node.loop.upstream = SteadyUpstream(calls, failures: 0, words: ["word"], isEndless: true)
                node.loop.observer = TallyObserver(done)
                return node
            }.get()
            nodes.append(node)
        }
        let (first, second) = (nodes[0], nodes[1])
        try await first.loop.eventLoop.submit { try first.ask(isStream: true) }.get()
        try await second.loop.eventLoop.submit { try second.ask(isStream: true) }.get()
        try await first.loop.eventLoop.submit { first.leave(0) }.get()
        try await second.loop.eventLoop.submit { second.leave(0) }.get()
        try await settled.futureResult.get()
        #expect(calls.value == 1 && state.flights.count == 0)
        try await group.shutdownGracefully()
    }
}
