import GatewayCore
import GatewayTesting
import NIOCore
import NIOEmbedded

@testable import GatewayServer

/// A client's HTTP/1.1 connection in memory, on a loop whose clock stands still; a script answers the requests.
final class HTTP1Fixture {
    let eventLoop = EmbeddedEventLoop()
    let loop: LoopState
    let upstream = ScriptedUpstream()
    let observer = RecordingObserver()
    let registry = ConnectionRegistry()
    let channel: EmbeddedChannel
    let connection: HTTP1Connection

    init(
        _ server: ServerSettings = ServerSettings(),
        keys: [String: VirtualKey] = [:],
        admin: (any AdminService)? = nil
    ) throws {
        let settings = Fixture.settings(server: server, models: ["m", "n"])
        self.loop = try Fixture.loop(self.eventLoop, settings, authenticator: KeyTable(keys))
        self.loop.upstream = self.upstream
        self.loop.observer = self.observer
        self.eventLoop.advanceTime(by: .seconds(1))
        self.channel = EmbeddedChannel(loop: self.eventLoop)
        let intake = RequestIntake(loop: self.loop, admin: admin)
        self.connection = HTTP1Connection(intake: intake, registry: self.registry)
        try self.channel.pipeline.syncOperations.addHandler(self.connection)
        self.channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
        self.eventLoop.run()
    }

    /// Bytes from the client, in one read.
    func send(_ text: String) throws {
        try self.send(Array(text.utf8)[...])
    }

    /// Bytes from the client, in one read.
    func send(_ bytes: ArraySlice<UInt8>) throws {
        if self.channel.isActive, !bytes.isEmpty {
            try self.channel.writeInbound(ByteBuffer(bytes: bytes))
        }
        self.eventLoop.run()
    }

    /// What the client received since the last call.
    func received() throws -> String {
        self.eventLoop.run()
        var all = ByteBuffer()
        while var bytes = try self.channel.readOutbound(as: ByteBuffer.self) {
            all.writeBuffer(&bytes)
        }
        return String(buffer: all)
    }

    /// The replies that the client received since the last call.
    func replies(toHEAD: Bool = false) throws -> [HTTP1Reply] {
        try HTTP1Reply.parse(try self.received(), toHEAD: toHEAD)
    }

    /// Sends a request and takes its one reply.
    func reply(to text: String, toHEAD: Bool = false) throws -> HTTP1Reply {
        try self.send(text)
        let replies = try self.replies(toHEAD: toHEAD)
        guard let first = replies.first, replies.count == 1 else { throw FixtureError.missing }
        return first
    }

    func advance(_ amount: TimeAmount) {
        self.eventLoop.advanceTime(by: amount)
        self.eventLoop.run()
    }

    /// The client goes away.
    func leave() {
        if self.channel.isActive {
            self.channel.close(promise: nil)
        }
        self.eventLoop.run()
    }

    /// The socket takes no more bytes, or takes them again.
    func setWritable(_ isWritable: Bool) {
        self.channel.isWritable = isWritable
        self.channel.pipeline.fireChannelWritabilityChanged()
        self.eventLoop.run()
    }

    /// A request with a body of a known length.
    static func post(
        _ body: String = Fixture.chat,
        path: String = "/v1/chat/completions",
        headers: String = "content-type: application/json\r\n",
        version: String = "1.1"
    ) -> String {
        "POST \(path) HTTP/\(version)\r\nhost: a\r\n\(headers)content-length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    /// A request without a body.
    static func get(_ path: String, method: String = "GET", headers: String = "") -> String {
        "\(method) \(path) HTTP/1.1\r\nhost: a\r\n\(headers)\r\n"
    }
}

/// A reply as a client reads it.
struct HTTP1Reply {
    var status = 0
    var headers: [(name: String, value: String)] = []
    var body = ""
    var isChunked = false

    func header(_ name: String) -> String? { self.headers.first { $0.name == name }?.value }

    /// `code` of the error object.
    var errorCode: String? {
        guard let start = self.body.firstRange(of: "\"code\":\"")?.upperBound else { return nil }
        return String(self.body[start...].prefix { $0 != "\"" })
    }

    var closes: Bool { self.header("connection") == "close" }

    /// Reads all replies of a text; throws where it is not made of whole ones.
    static func parse(_ text: String, toHEAD: Bool = false) throws -> [HTTP1Reply] {
        var rest = Array(text.utf8)[...]
        var replies: [HTTP1Reply] = []
        while !rest.isEmpty {
            replies.append(try self.one(&rest, toHEAD: toHEAD))
        }
        return replies
    }

    private static func one(_ rest: inout ArraySlice<UInt8>, toHEAD: Bool) throws -> HTTP1Reply {
        var reply = HTTP1Reply()
        let statusLine = try self.line(&rest)
        let parts = statusLine.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "HTTP/1.1", let status = Int(parts[1]) else { throw FixtureError.missing }
        reply.status = status
        while true {
            let line = try self.line(&rest)
            guard !line.isEmpty else { break }
            guard let colon = line.firstRange(of: ": ") else { throw FixtureError.missing }
            reply.headers.append((line[..<colon.lowerBound].lowercased(), String(line[colon.upperBound...])))
        }
        if toHEAD || status == 204 || status == 304 || status == 100 {
            return reply
        }
        if let length = reply.header("content-length").flatMap(Int.init) {
            guard rest.count >= length else { throw FixtureError.missing }
            reply.body = String(decoding: rest.prefix(length), as: UTF8.self)
            rest = rest.dropFirst(length)
        } else if reply.header("transfer-encoding") == "chunked" {
            reply.isChunked = true
            while true {
                guard let size = Int(try self.line(&rest), radix: 16) else { throw FixtureError.missing }
                reply.body += String(decoding: rest.prefix(size), as: UTF8.self)
                rest = rest.dropFirst(size)
                guard try self.line(&rest).isEmpty else { throw FixtureError.missing }
                if size == 0 {
                    break
                }
            }
        } else {
            reply.body = String(decoding: rest, as: UTF8.self)
            rest = []
        }
        return reply
    }

    private static func line(_ rest: inout ArraySlice<UInt8>) throws -> String {
        guard let end = rest.firstIndex(of: 0x0A), end > rest.startIndex, rest[end - 1] == 0x0D else {
            throw FixtureError.missing
        }
        let line = String(decoding: rest[..<(end - 1)], as: UTF8.self)
        rest = rest[(end + 1)...]
        return line
    }
}

extension EmbeddedChannel {
    /// Whether the channel reads by itself.
    var isReading: Bool {
        self.options.last { $0.option is ChannelOptions.Types.AutoReadOption }?.value as? Bool ?? true
    }
}
