import NIOCore
import NIOEmbedded
import RESP
import Testing

/// A server in memory, on an embedded loop whose time the test moves.
final class MemoryServer: RedisConnector {
    let loop = EmbeddedEventLoop()
    /// The channels that were opened, in order.
    private(set) var channels: [EmbeddedChannel] = []
    /// How often somebody tried to connect.
    private(set) var attempts = 0
    /// Whether connections are refused.
    var isDown = false
    /// Answers a command, given as its words; nil leaves it unanswered for good.
    var answer: ([String]) -> RESPValue? = MemoryServer.standard
    /// All commands in the order of their arrival, without the handshakes.
    private(set) var received: [[String]] = []
    /// How many buffers were written, per channel.
    private(set) var writes: [Int] = []
    private var parsers: [RESPParser] = []

    /// Handshakes succeed; `ECHO` and `GET` give back their word.
    static func standard(_ words: [String]) -> RESPValue? {
        switch words[0] {
        case "HELLO": .map([])
        case "PING": simple("PONG")
        case "ECHO", "GET": bulk(words[1])
        default: simple("OK")
        }
    }

    func connect(
        _ configuration: RedisNodeConfiguration,
        on eventLoop: any EventLoop
    ) -> EventLoopFuture<any Channel> {
        self.attempts += 1
        if self.isDown { return eventLoop.makeFailedFuture(ChannelError.connectTimeout(.seconds(1))) }
        let channel = EmbeddedChannel(loop: self.loop)
        do {
            try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 6379)).wait()
        } catch {
            return eventLoop.makeFailedFuture(error)
        }
        self.channels.append(channel)
        self.parsers.append(RESPParser())
        self.writes.append(0)
        return eventLoop.makeSucceededFuture(channel)
    }

    /// Lets the loop and the server run until neither has anything to do.
    func settle() {
        for _ in 0..<20 {
            self.loop.run()
            if !self.serve() { return }
        }
    }

    /// Lets time pass, by a millisecond at a time, so that the server answers in between.
    func advance(by time: TimeAmount) {
        for _ in 0..<time.nanoseconds / 1_000_000 {
            self.loop.advanceTime(by: .milliseconds(1))
            self.settle()
        }
    }

    /// Sends something that nobody asked for.
    func send(_ value: RESPValue, on index: Int = 0) { self.send(value.encoded, on: index) }

    /// Sends raw bytes.
    func send(_ bytes: ByteBuffer, on index: Int = 0) {
        do {
            try self.channels[index].writeInbound(bytes)
        } catch {
            Issue.record(error)
        }
    }

    /// Ends a connection from the server's side.
    func cut(_ index: Int) {
        self.channels[index].close(promise: nil)
        self.loop.run()
    }

    private func serve() -> Bool {
        var isBusy = false
        for index in self.channels.indices {
            while let bytes = try? self.channels[index].readOutbound(as: ByteBuffer.self) {
                isBusy = true
                self.writes[index] += 1
                self.parsers[index].feed(bytes)
            }
            var replies = ByteBuffer()
            while let command = try? self.parsers[index].next() {
                let words = command.elements?.compactMap(\.text) ?? []
                if words != ["PING"], words.first != "HELLO" { self.received.append(words) }
                if let reply = self.answer(words) { replies.writeImmutableBuffer(reply.encoded) }
            }
            if replies.readableBytes > 0, self.channels[index].isActive { self.send(replies, on: index) }
        }
        return isBusy
    }
}

/// What callers of a node have heard.
final class Heard {
    var replies: [(name: String, reply: RedisReply)] = []

    /// The callback of a caller by this name.
    func by(_ name: String) -> (RedisReply) -> Void {
        { self.replies.append((name, $0)) }
    }

    /// The replies as short texts, in the order in which they were heard.
    var texts: [String] {
        self.replies.map { name, reply in
            switch reply {
            case .success(let value): "\(name)=\(value.text ?? "\(value)")"
            case .failure(.unavailable): "\(name)!unavailable"
            case .failure(.server(let error)): "\(name)!\(error.code)"
            case .failure(let error): "\(name)!\(error)"
            }
        }
    }

    var names: [String] { self.replies.map(\.name) }
}
