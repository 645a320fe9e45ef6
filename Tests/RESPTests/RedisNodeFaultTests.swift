import NIOCore
import NIOEmbedded
import RESP
import Testing

struct RedisNodeFaultTests {
    let server = MemoryServer()
    let heard = Heard()

    func node(_ change: (inout RedisNodeConfiguration) -> Void = { _ in }) -> RedisNode {
        var configuration = RedisNodeConfiguration(host: "memory", port: 1)
        configuration.breakerThreshold = 3
        configuration.breakerCooldown = .milliseconds(200)
        configuration.seed = 7
        change(&configuration)
        return RedisNode(configuration, eventLoop: self.server.loop, connector: self.server)
    }

    @Test func `timeouts open the breaker, late replies do not close it, a quick probe does`() {
        let node = self.node()
        defer { node.close() }
        self.server.settle()
        self.server.answer = { _ in nil }
        for name in ["a", "b", "c"] { node.send(.get("k"), within: .milliseconds(20), self.heard.by(name)) }
        self.server.settle()
        self.server.advance(by: .milliseconds(20))
        #expect(self.heard.texts == ["a!timedOut", "b!timedOut", "c!timedOut"])
        #expect(!node.isAvailable && node.statistics.breaker == .open && node.statistics.breakerOpened == 1)
        for _ in 0..<3 { self.server.send(bulk("late")) }
        #expect(node.statistics.breaker == .open && node.statistics.skippedReplies == 3)
        node.send(.get("k"), within: .milliseconds(20), self.heard.by("d"))
        self.server.settle()
        #expect(self.heard.texts.last == "d!unavailable")
        // The first probe is not answered; the second one is.
        self.server.advance(by: .milliseconds(200))
        #expect(node.statistics.breaker == .halfOpen)
        self.server.advance(by: .milliseconds(100))
        #expect(node.statistics.breaker == .open)
        self.server.answer = MemoryServer.standard
        self.server.send(simple("PONG"))
        #expect(node.statistics.breaker == .open)
        self.server.advance(by: .milliseconds(400))
        #expect(node.statistics.breaker == .closed)
        node.send(.get("k"), within: .milliseconds(20), self.heard.by("e"))
        self.server.settle()
        #expect(self.heard.texts.last == "e=k")
        #expect(self.server.channels.count == 1)
    }

    @Test func `a probe that is lost with its connection is followed by one on another`() {
        let node = self.node { $0.connections = 2 }
        defer { node.close() }
        self.server.settle()
        self.server.answer = { _ in nil }
        for name in ["a", "b", "c"] { node.send(.get("k"), within: .milliseconds(20), self.heard.by(name)) }
        self.server.settle()
        for _ in 0..<300 where node.statistics.breaker != .halfOpen { self.server.advance(by: .milliseconds(1)) }
        #expect(node.statistics.breaker == .halfOpen)
        self.server.isDown = true
        self.server.cut(0)
        #expect(node.statistics.breaker == .open)
        // The other connection answers its probe, behind the commands that it still owes.
        self.server.send(bulk("late"), on: 1)
        self.server.answer = MemoryServer.standard
        self.server.advance(by: .milliseconds(450))
        #expect(node.statistics.breaker == .closed && node.statistics.connected == 1)
    }

    @Test func `a server that is down is tried again with growing waits, and callers are refused at once`() {
        self.server.isDown = true
        let node = self.node {
            $0.backoffBase = .milliseconds(100)
            $0.backoffMaximum = .milliseconds(800)
        }
        defer { node.close() }
        node.send(.ping, within: .seconds(60), self.heard.by("patient"))
        for _ in 0..<1_000 { self.server.advance(by: .milliseconds(1)) }
        #expect(node.statistics.breaker == .open)
        #expect(self.heard.texts == ["patient!unavailable"])
        let attempts = self.server.attempts
        #expect((3...40).contains(attempts))
        for _ in 0..<8_000 { self.server.advance(by: .milliseconds(1)) }
        // 400 ms on average between attempts.
        #expect((12...35).contains(self.server.attempts - attempts))
        #expect(node.statistics.connectFailures == UInt64(self.server.attempts))
        #expect(node.statistics.lastFailure != nil)
        self.server.isDown = false
        self.server.advance(by: .milliseconds(801))
        #expect(node.isAvailable)
    }

    @Test func `a server that hangs is left after a bound, and counted`() {
        let node = self.node {
            $0.hangTimeout = .seconds(2)
            $0.breakerThreshold = 1_000
        }
        defer { node.close() }
        self.server.settle()
        self.server.answer = { _ in nil }
        for _ in 0..<10 {
            node.send(.get("k"), within: .milliseconds(50), self.heard.by(""))
            self.server.advance(by: .milliseconds(190))
        }
        #expect(node.statistics.hungConnections == 0 && self.server.channels[0].isActive)
        self.server.answer = MemoryServer.standard
        self.server.advance(by: .milliseconds(110))
        #expect(node.statistics.hungConnections == 1 && !self.server.channels[0].isActive)
        self.server.advance(by: .milliseconds(100))
        #expect(node.isAvailable)
    }

    @Test func `silence is answered by a ping`() {
        let node = self.node { $0.keepalive = .seconds(3) }
        defer { node.close() }
        self.server.settle()
        let before = self.server.writes[0]
        self.server.advance(by: .seconds(2))
        #expect(self.server.writes[0] == before)
        self.server.advance(by: .seconds(1))
        #expect(self.server.writes[0] == before + 1)
        self.server.answer = { _ in nil }
        self.server.advance(by: .seconds(3))
        self.server.advance(by: .seconds(5))
        #expect(node.statistics.hungConnections == 1)
    }

    @Test func `a handshake without an answer is given up`() {
        self.server.answer = { _ in nil }
        let node = self.node { $0.connectTimeout = .milliseconds(300) }
        defer { node.close() }
        self.server.settle()
        self.server.advance(by: .milliseconds(299))
        #expect(node.statistics.connectFailures == 0)
        self.server.advance(by: .milliseconds(1))
        #expect(node.statistics.connectFailures == 1 && !self.server.channels[0].isActive)
    }

    @Test func `a refused login is told to those who wait`() {
        self.server.answer = { $0[0] == "HELLO" ? .error(RESPError("WRONGPASS no")) : MemoryServer.standard($0) }
        let node = self.node { $0.breakerThreshold = 1 }
        defer { node.close() }
        node.send(.get("k"), within: .seconds(1), self.heard.by("a"))
        self.server.settle()
        #expect(self.heard.texts.count == 1)
        #expect(node.statistics.lastError == .server(RESPError("WRONGPASS no")))
        node.send(.get("k"), within: .seconds(1), self.heard.by("b"))
        self.server.settle()
        #expect(self.heard.texts.last == "b!unavailable")
    }

    @Test func `a server that loads its data is waited for`() {
        var isLoading = true
        self.server.answer = { words in
            words == ["PING"] && isLoading ? .error(RESPError("LOADING")) : MemoryServer.standard(words)
        }
        let node = self.node()
        defer { node.close() }
        node.send(RESPCommand("ECHO", "a"), within: .seconds(5), self.heard.by("a"))
        for _ in 0..<10 { self.server.advance(by: .milliseconds(100)) }
        #expect(self.heard.replies.isEmpty && self.server.channels.count == 1)
        isLoading = false
        self.server.advance(by: .milliseconds(100))
        #expect(self.heard.texts == ["a=a"])
        #expect(node.statistics.connectFailures == 0)
    }

    @Test(arguments: ["?what\r\n", "*1\r\n$99999999999\r\n"])
    func `bytes that make no sense end the connection`(_ text: String) {
        let node = self.node()
        defer { node.close() }
        self.server.settle()
        self.server.answer = { _ in nil }
        node.send(.get("k"), within: .seconds(1), self.heard.by("a"))
        self.server.settle()
        self.server.send(ByteBuffer(string: text))
        guard case .failure(.protocol)? = self.heard.replies.first?.reply else {
            Issue.record("\(self.heard.texts)")
            return
        }
        #expect(node.statistics.protocolErrors == 1)
    }

    @Test func `a reply that nobody asked for ends the connection`() {
        let node = self.node()
        defer { node.close() }
        self.server.settle()
        self.server.send(bulk("surprise"))
        #expect(node.statistics.lastError == .protocol(.unexpectedReply))
        #expect(!self.server.channels[0].isActive)
    }
}
