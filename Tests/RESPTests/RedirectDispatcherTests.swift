import NIOCore
import NIOEmbedded
import Testing

@testable import RESP

@Suite struct RedirectDispatcherTests {
    /// Has no nodes.
    private final class NoNodes: RedirectRouting {
        var answer = RedirectRoute.wait(.unowned)
        var causes: [RedirectCause] = []
        var routed = 0

        func route(_ call: RedirectCall) -> RedirectRoute {
            self.routed += 1
            return self.answer
        }

        func node(at address: RedisAddress) -> RedisNode? { nil }

        func tryEnded(_ cause: RedirectCause) { self.causes.append(cause) }
    }

    private let loop = EmbeddedEventLoop()
    private let routing = NoNodes()
    private let dispatcher: RedirectDispatcher

    init() {
        let limits = RedirectLimits(redirects: 3, firstWait: 1_000_000, longestWait: 8_000_000)
        self.dispatcher = RedirectDispatcher(eventLoop: self.loop, limits: limits, mostWaiting: 3, seed: 1)
        self.dispatcher.routing = self.routing
    }

    private let get = RedirectDispatcher.Piece(command: .get("a"), slot: HashSlot(key: "a"))

    @Test func `a command without a node waits and fails before its deadline`() {
        var replies: [RedisReply] = []
        _ = self.dispatcher.send(self.get, within: .milliseconds(30)) { replies.append($0) }
        #expect(replies.isEmpty)
        #expect(self.dispatcher.waiting == 1)
        self.loop.advanceTime(by: .milliseconds(10))
        #expect(replies.isEmpty)
        self.loop.advanceTime(by: .milliseconds(19))
        #expect(replies == [.failure(.noNode)])
        #expect(self.dispatcher.underWay == 0)
        #expect(self.dispatcher.waiting == 0)
        #expect(self.routing.causes.allSatisfy { $0 == .unowned })
    }

    @Test func `what fails at once is told on a later tick`() {
        self.routing.answer = .fail(.unavailable(retryAfter: .seconds(1)))
        var replies: [RedisReply] = []
        _ = self.dispatcher.send(self.get, within: .seconds(1)) { replies.append($0) }
        _ = self.dispatcher.send(self.get, within: .zero) { replies.append($0) }
        #expect(replies.isEmpty)
        self.loop.run()
        #expect(replies == Array(repeating: .failure(.unavailable(retryAfter: .seconds(1))), count: 2))
        #expect(self.dispatcher.counters.refused == 2)
    }

    @Test func `a command that was decided can still be given up, and is told once`() {
        self.routing.answer = .fail(.noNode)
        var replies: [RedisReply] = []
        let ticket = self.dispatcher.send(self.get, within: .seconds(1)) { replies.append($0) }
        self.dispatcher.cancel(ticket)
        #expect(replies == [.failure(.cancelled)])
        self.loop.run()
        self.dispatcher.cancel(ticket)
        #expect(replies.count == 1)
    }

    @Test func `only so many commands wait`() {
        var replies: [RedisReply] = []
        for _ in 0..<5 { _ = self.dispatcher.send(self.get, within: .seconds(1)) { replies.append($0) } }
        #expect(self.dispatcher.waiting == 3)
        self.loop.run()
        #expect(replies.count == 2)
        for reply in replies {
            guard case .failure(.unavailable) = reply else { return #expect(Bool(false), "\(reply)") }
        }
    }

    @Test func `a change for the better ends the waits`() {
        _ = self.dispatcher.send(self.get, within: .seconds(1)) { _ in }
        #expect(self.routing.routed == 1)
        self.dispatcher.wake()
        #expect(self.routing.routed == 2)
        #expect(self.dispatcher.waiting == 1)
    }

    @Test func `giving up a pipeline ends all of it at once`() {
        var ended: [[RedisReply]] = []
        let ticket = self.dispatcher.send([self.get, self.get], within: .seconds(1)) { ended.append($0) }
        #expect(ticket.count == 2)
        self.dispatcher.cancel(ticket)
        #expect(ended == [[.failure(.cancelled), .failure(.cancelled)]])
        #expect(self.dispatcher.underWay == 0)
        self.loop.advanceTime(by: .seconds(2))
        #expect(ended.count == 1)
    }

    @Test func `closing ends everything, also what comes later`() {
        var replies: [RedisReply] = []
        _ = self.dispatcher.send(self.get, within: .seconds(1)) { replies.append($0) }
        _ = self.dispatcher.send(transaction: [.ping, .ping], slot: nil, within: .seconds(1)) { replies += $0 }
        self.dispatcher.close()
        #expect(replies == Array(repeating: .failure(.disconnected), count: 3))
        _ = self.dispatcher.send(self.get, within: .seconds(1)) { replies.append($0) }
        #expect(replies.count == 3)
        self.loop.run()
        #expect(replies.count == 4)
        #expect(replies.last == .failure(.disconnected))
    }

    @Test func `a callback may send and cancel`() {
        self.routing.answer = .fail(.noNode)
        var order: [Int] = []
        _ = self.dispatcher.send(self.get, within: .seconds(1)) { _ in
            order.append(1)
            let ticket = self.dispatcher.send(self.get, within: .seconds(1)) { _ in order.append(2) }
            _ = self.dispatcher.send(self.get, within: .seconds(1)) { _ in order.append(3) }
            self.dispatcher.cancel(ticket)
        }
        self.loop.run()
        self.loop.run()
        #expect(order == [1, 2, 3])
    }

    @Test func `random commands, cancels and wakes end every caller exactly once`() {
        let seed: UInt64 = 0xD15
        var random = ClusterRandom(seed: seed)
        var told: [Int: Int] = [:]
        var tickets: [RedisTicket] = []
        for index in 0..<2_000 {
            self.routing.answer = random.next() % 3 == 0 ? .fail(.noNode) : .wait(.unreachable)
            let timeout = TimeAmount.milliseconds(Int64(random.next() % 40))
            switch random.next() % 3 {
            case 0:
                tickets.append(self.dispatcher.send(self.get, within: timeout) { _ in told[index, default: 0] += 1 })
            case 1:
                let pieces = Array(repeating: self.get, count: Int(random.next() % 4) + 1)
                tickets.append(
                    self.dispatcher.send(pieces, within: timeout) { _ in told[index, default: 0] += 1 }
                )
            default:
                let commands = [RESPCommand.ping]
                tickets.append(
                    self.dispatcher.send(transaction: commands, slot: nil, within: timeout) { _ in
                        told[index, default: 0] += 1
                    }
                )
            }
            if random.next() % 4 == 0 { self.dispatcher.cancel(tickets[Int(random.next() % UInt64(tickets.count))]) }
            if random.next() % 8 == 0 { self.dispatcher.wake() }
            if random.next() % 2 == 0 { self.loop.advanceTime(by: .milliseconds(Int64(random.next() % 5))) }
        }
        self.loop.advanceTime(by: .seconds(1))
        #expect(told.count == 2_000 && told.values.allSatisfy { $0 == 1 }, "seed \(seed)")
        #expect(self.dispatcher.underWay == 0 && self.dispatcher.waiting == 0, "seed \(seed)")
    }
}
