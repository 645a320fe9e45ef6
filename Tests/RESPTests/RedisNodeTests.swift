import NIOCore
import NIOEmbedded
import RESP
import Testing

struct RedisNodeTests {
    let server = MemoryServer()
    let heard = Heard()

    func configuration() -> RedisNodeConfiguration {
        var configuration = RedisNodeConfiguration(host: "memory", port: 1)
        configuration.breakerThreshold = 3
        configuration.seed = 42
        return configuration
    }

    func node(_ change: (inout RedisNodeConfiguration) -> Void = { _ in }) -> RedisNode {
        var configuration = self.configuration()
        change(&configuration)
        return RedisNode(configuration, eventLoop: self.server.loop, connector: self.server)
    }

    private func isUnavailable(_ reply: RedisReply?) -> Bool {
        guard case .failure(.unavailable) = reply else { return false }
        return true
    }

    @Test func `everything sent in one turn of the loop is one write, and answered in order`() {
        let node = self.node()
        defer { node.close() }
        self.server.settle()
        #expect(node.isAvailable)
        let before = self.server.writes[0]
        for index in 0..<100 {
            node.send(RESPCommand("ECHO", .integer(index)), within: .seconds(1), self.heard.by("\(index)"))
        }
        #expect(self.heard.replies.isEmpty)
        self.server.settle()
        #expect(self.server.writes[0] - before == 1)
        #expect(self.heard.texts == (0..<100).map { "\($0)=\($0)" })
    }

    @Test func `commands sent from callbacks leave together when the read is over`() {
        let node = self.node()
        defer { node.close() }
        self.server.settle()
        for index in 0..<10 {
            node.send(RESPCommand("ECHO", "a"), within: .seconds(1)) { _ in
                node.send(RESPCommand("ECHO", .integer(index)), within: .seconds(1), self.heard.by("\(index)"))
            }
        }
        let before = self.server.writes[0]
        self.server.settle()
        #expect(self.server.writes[0] - before == 2)
        #expect(self.heard.names == (0..<10).map(String.init))
    }

    @Test func `commands wait for the first connection, and hooks go before them`() {
        let node = self.node()
        defer { node.close() }
        node.onConnected = { connection in
            connection.send(RESPCommand("ECHO", "hook"), within: .seconds(1), self.heard.by("hook"))
        }
        for name in ["a", "b"] {
            node.send(RESPCommand("ECHO", .string(name)), within: .seconds(1), self.heard.by(name))
        }
        #expect(node.statistics.waiting == 2)
        self.server.settle()
        #expect(self.heard.texts == ["hook=hook", "a=a", "b=b"])
        #expect(node.statistics.waiting == 0)
    }

    @Test func `who waits for a connection does not wait beyond his time`() {
        self.server.isDown = true
        let node = self.node { $0.breakerThreshold = 1_000 }
        defer { node.close() }
        node.send(.ping, within: .milliseconds(20), self.heard.by("short"))
        node.send(.ping, within: .milliseconds(60), self.heard.by("long"))
        self.server.advance(by: .milliseconds(19))
        #expect(self.heard.replies.isEmpty)
        self.server.advance(by: .milliseconds(1))
        #expect(self.heard.names == ["short"])
        #expect(self.isUnavailable(self.heard.replies.first?.reply))
        self.server.isDown = false
        self.server.advance(by: .milliseconds(39))
        self.server.advance(by: .milliseconds(100))
        #expect(self.heard.names == ["short", "long"])
    }

    @Test func `a command without time is refused, and never from within send`() {
        let node = self.node()
        defer { node.close() }
        self.server.settle()
        node.send(.ping, within: .zero, self.heard.by("a"))
        #expect(self.heard.replies.isEmpty)
        self.server.settle()
        #expect(self.heard.texts == ["a!unavailable"])
        #expect(self.server.received.isEmpty)
    }

    @Test func `a late reply is skipped and the connection lives on`() {
        let node = self.node()
        defer { node.close() }
        self.server.answer = { $0[0] == "SLOW" ? nil : MemoryServer.standard($0) }
        self.server.settle()
        node.send(RESPCommand("SLOW"), within: .milliseconds(20), self.heard.by("slow"))
        self.server.settle()
        self.server.advance(by: .milliseconds(20))
        #expect(self.heard.texts == ["slow!timedOut"])
        self.server.send(bulk("late"))
        node.send(RESPCommand("ECHO", "next"), within: .milliseconds(20), self.heard.by("next"))
        self.server.settle()
        #expect(self.heard.texts == ["slow!timedOut", "next=next"])
        #expect(self.server.channels.count == 1)
        #expect(node.statistics.skippedReplies == 1 && node.statistics.timeouts == 1)
    }

    @Test func `who gives up hears it at once, in the queue and on the wire`() {
        let node = self.node()
        defer { node.close() }
        let waiting = node.send(.ping, within: .seconds(1), self.heard.by("waiting"))
        node.cancel(waiting)
        #expect(self.heard.texts == ["waiting!cancelled"])
        self.server.settle()
        let sent = node.send(RESPCommand("ECHO", "a"), within: .seconds(1), self.heard.by("sent"))
        node.send(RESPCommand("ECHO", "b"), within: .seconds(1), self.heard.by("other"))
        node.cancel(sent)
        node.cancel(sent)
        #expect(self.heard.texts.last == "sent!cancelled")
        self.server.settle()
        node.cancel(sent)
        #expect(self.heard.texts == ["waiting!cancelled", "sent!cancelled", "other=b"])
        #expect(node.statistics.cancelled == 2)
    }

    @Test func `a pipeline is answered once, in order, with its errors`() {
        let node = self.node()
        defer { node.close() }
        self.server.answer = { $0[0] == "BAD" ? .error(RESPError("ERR bad")) : MemoryServer.standard($0) }
        self.server.settle()
        var replies: [[RedisReply]] = []
        node.sendPipeline(
            [RESPCommand("ECHO", "a"), RESPCommand("BAD"), RESPCommand("ECHO", "b")],
            within: .seconds(1)
        ) {
            replies.append($0)
        }
        node.sendPipeline([], within: .seconds(1)) { replies.append($0) }
        self.server.settle()
        #expect(replies == [[], [.success(bulk("a")), .failure(.server(RESPError("ERR bad"))), .success(bulk("b"))]])
        let ticket = node.sendPipeline([.ping, .ping], within: .seconds(1)) { replies.append($0) }
        node.cancel(ticket)
        #expect(replies.last == [.failure(.cancelled), .failure(.cancelled)])
        self.server.settle()
        #expect(replies.count == 3)
    }

    @Test func `a full queue refuses`() {
        let node = self.node {
            $0.maxPendingCommands = 2
            $0.maxPendingBytes = 100_000
        }
        defer { node.close() }
        self.server.answer = { $0[0] == "GET" ? nil : MemoryServer.standard($0) }
        self.server.settle()
        for name in ["a", "b", "c"] { node.send(.get("k"), within: .seconds(1), self.heard.by(name)) }
        self.server.settle()
        #expect(self.heard.texts == ["c!unavailable"])
        node.send(.set("k", .bytes(Array(repeating: 0, count: 100_001))), within: .seconds(1), self.heard.by("big"))
        self.server.settle()
        #expect(self.heard.texts == ["c!unavailable", "big!unavailable"])
    }

    @Test func `a lost connection fails what is under way and comes back`() {
        let node = self.node()
        defer { node.close() }
        var lost: [Int] = []
        node.onDisconnected = { lost.append($0) }
        self.server.answer = { $0[0] == "GET" ? nil : MemoryServer.standard($0) }
        self.server.settle()
        node.send(.get("k"), within: .seconds(1), self.heard.by("a"))
        self.server.settle()
        self.server.cut(0)
        #expect(self.heard.texts == ["a!disconnected"])
        #expect(lost == [0])
        #expect(!node.isAvailable)
        node.send(RESPCommand("ECHO", "b"), within: .seconds(1), self.heard.by("b"))
        self.server.advance(by: .milliseconds(60))
        #expect(self.heard.texts == ["a!disconnected", "b=b"])
        #expect(node.statistics.reconnects == 1 && node.statistics.connects == 2)
    }

    @Test func `the least busy connection is taken`() {
        let node = self.node { $0.connections = 3 }
        defer { node.close() }
        self.server.answer = { $0[0] == "GET" ? nil : MemoryServer.standard($0) }
        self.server.settle()
        #expect(node.statistics.connected == 3)
        for index in 0..<6 { node.send(.get(.integer(index)), within: .seconds(1), self.heard.by("")) }
        #expect(node.readyConnections.map(\.index) == [0, 1, 2])
        self.server.settle()
        #expect(self.server.writes == [2, 2, 2])
        self.server.cut(1)
        #expect(self.heard.texts == ["!disconnected", "!disconnected"])
        #expect(node.isAvailable)
    }

    @Test func `closing tells everybody, at once and afterwards`() {
        let node = self.node()
        self.server.answer = { $0[0] == "GET" ? nil : MemoryServer.standard($0) }
        self.server.settle()
        node.send(.get("k"), within: .seconds(1), self.heard.by("a"))
        self.server.settle()
        node.close()
        node.close()
        #expect(self.heard.texts == ["a!disconnected"])
        node.send(.get("k"), within: .seconds(1), self.heard.by("b"))
        self.server.advance(by: .seconds(10))
        #expect(self.heard.texts == ["a!disconnected", "b!disconnected"])
        #expect(self.server.attempts == 1)
    }

    @Test func `a callback may close the client amid replies`() {
        let node = self.node()
        self.server.settle()
        for index in 0..<5 {
            node.send(RESPCommand("ECHO", .integer(index)), within: .seconds(1)) {
                self.heard.by("\(index)")($0)
                if index == 1 { node.close() }
            }
        }
        self.server.settle()
        #expect(self.heard.texts == ["0=0", "1=1", "2!disconnected", "3!disconnected", "4!disconnected"])
    }
}
