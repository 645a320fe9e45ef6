import NIOCore
import NIOEmbedded
import RESP
import Testing

/// What is built upon a node's hooks and commands: tracking, scripts, subscriptions.
struct RedisHookTests {
    let server = MemoryServer()
    let heard = Heard()

    func node() -> RedisNode {
        RedisNode(RedisNodeConfiguration(host: "memory", port: 1), eventLoop: self.server.loop, connector: self.server)
    }

    @Test func `tracking is switched on for each connection, and tells of changes and losses`() {
        let node = self.node()
        defer { node.close() }
        var events: [RedisTracking.Event] = []
        var others: [RESPValue] = []
        node.onPush = { others.append($0) }
        let tracking = RedisTracking(node, prefixes: ["p:"]) { events.append($0) }
        self.server.settle()
        #expect(events == [.active] && tracking.isActive)
        #expect(self.server.received == [["CLIENT", "TRACKING", "ON", "BCAST", "PREFIX", "p:"]])
        self.server.send(.push([bulk("invalidate"), .array([bulk("p:1"), bulk("p:2")])]))
        self.server.send(.push([bulk("invalidate"), .null]))
        self.server.send(.push([bulk("message"), bulk("c"), bulk("m")]))
        #expect(events.suffix(2) == [.invalidated([ByteBuffer(string: "p:1"), ByteBuffer(string: "p:2")]), .flushed])
        #expect(others.count == 1)
        self.server.cut(0)
        #expect(events.last == .lost && !tracking.isActive)
        self.server.advance(by: .milliseconds(60))
        #expect(events.last == .active && self.server.received.count == 2)
    }

    @Test func `tracking that is refused is tried again`() {
        let node = self.node()
        defer { node.close() }
        var events: [RedisTracking.Event] = []
        self.server.answer = { $0[0] == "CLIENT" ? .error(RESPError("NOPERM no")) : MemoryServer.standard($0) }
        let tracking = RedisTracking(node, prefixes: ["p:"]) { events.append($0) }
        self.server.settle()
        #expect(events.isEmpty && tracking.lastError != nil)
        self.server.answer = MemoryServer.standard
        self.server.advance(by: .seconds(1))
        #expect(events == [.active] && tracking.lastError == nil)
    }

    @Test func `a script is sent by name, and by text to a server that does not know it`() {
        let node = self.node()
        defer { node.close() }
        let script = RedisScript("return 1")
        self.server.answer = {
            $0[0] == "EVALSHA" ? .error(RESPError("NOSCRIPT No matching script")) : MemoryServer.standard($0)
        }
        self.server.settle()
        node.send(script: script, keys: ["k"], arguments: ["a"], within: .seconds(1), self.heard.by("s"))
        self.server.settle()
        #expect(self.heard.texts == ["s=OK"])
        #expect(
            self.server.received == [
                ["EVALSHA", script.identifier, "1", "k", "a"], ["EVAL", "return 1", "1", "k", "a"],
            ]
        )
    }

    @Test func `a script can be given up in both of its halves`() {
        let node = self.node()
        defer { node.close() }
        self.server.settle()
        let first = node.send(script: RedisScript("1"), keys: [], within: .seconds(1), self.heard.by("first"))
        first.cancel()
        #expect(self.heard.texts == ["first!cancelled"])
        self.server.answer = {
            switch $0[0] {
            case "EVALSHA": .error(RESPError("NOSCRIPT"))
            case "EVAL": nil
            default: MemoryServer.standard($0)
            }
        }
        let second = node.send(script: RedisScript("2"), keys: [], within: .seconds(1), self.heard.by("second"))
        self.server.settle()
        second.cancel()
        #expect(self.heard.texts.last == "second!cancelled")
    }

    @Test func `a subscription is confirmed, then delivers`() {
        let node = self.node()
        defer { node.close() }
        var messages: [RESPValue] = []
        node.onPush = { messages.append($0) }
        self.server.answer = {
            $0[0] == "SUBSCRIBE" ? .push([bulk("subscribe"), bulk($0[1]), .integer(1)]) : MemoryServer.standard($0)
        }
        node.onConnected = { $0.send(.subscribe(["c"]), within: .seconds(1), self.heard.by("subscribed")) }
        self.server.settle()
        #expect(self.heard.names == ["subscribed"])
        node.send(RESPCommand("ECHO", "a"), within: .seconds(1), self.heard.by("a"))
        self.server.send(.push([bulk("message"), bulk("c"), bulk("m")]))
        self.server.settle()
        #expect(messages == [.push([bulk("message"), bulk("c"), bulk("m")])])
        #expect(self.heard.texts.last == "a=a")
    }
}
