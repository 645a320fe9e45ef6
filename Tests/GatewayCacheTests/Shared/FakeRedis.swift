import GatewayCore
import NIOCore
import NIOEmbedded
import RESP

@testable import GatewayCache

/// As much of a Redis server as the cache asks for, in memory: values with their time, streams, sorted sets, the
/// cache's scripts by their text, and word of changes to names with certain beginnings.
///
/// Confined to the loop of the test, whose clock is its clock.
final class FakeRedis {
    /// What the server does with commands.
    enum Mood {
        /// Answers after some time.
        case answers(TimeAmount)
        /// Carries commands out, and says nothing.
        case mute
        /// Does nothing at all.
        case dead
    }

    var mood = Mood.answers(.milliseconds(1))
    /// Entries of live streams to swallow: their number, from the first on.
    var swallowed: Set<Int> = []
    private(set) var liveWrites = 0
    private let eventLoop: EmbeddedEventLoop
    private let clock: ManualClock
    private(set) var values: [String: (bytes: ByteBuffer, end: Int64?)] = [:]
    private(set) var streams: [String: (entries: [(id: Int, fields: [RESPArgument])], end: Int64?)] = [:]
    private(set) var sets: [String: [String: Int64]] = [:]
    private var scripts: Set<String> = []
    private var nextID = 1
    private var listeners: [(prefixes: [String], tell: (String) -> Void)] = []
    /// Names of commands, in order.
    private(set) var log: [String] = []

    init(_ eventLoop: EmbeddedEventLoop, clock: ManualClock) {
        self.eventLoop = eventLoop
        self.clock = clock
    }

    private var now: Int64 { self.clock.now }

    /// Tells of changes to names with these beginnings.
    func listen(_ prefixes: [String], _ tell: @escaping (String) -> Void) {
        self.listeners.append((prefixes, tell))
    }

    func value(_ name: String) -> ByteBuffer? {
        guard let value = self.values[name], value.end.map({ $0 > self.now }) ?? true else { return nil }
        return value.bytes
    }

    func setValue(_ name: String, _ bytes: ByteBuffer, life: Int64?) {
        self.values[name] = (bytes, life.map { self.now + $0 })
        self.changed(name)
    }

    func remove(_ name: String) -> Bool {
        let was = self.value(name) != nil || self.streams[name] != nil
        self.values[name] = nil
        self.streams[name] = nil
        if was {
            self.changed(name)
        }
        return was
    }

    private func changed(_ name: String) {
        for (prefixes, tell) in self.listeners where prefixes.contains(where: { name.hasPrefix($0) }) {
            self.eventLoop.scheduleTask(in: .milliseconds(1)) { [name] in tell(name) }
        }
    }

    // MARK: Commands

    func run(_ command: RESPCommand) -> RedisReply {
        let name = command.name.description
        self.log.append(name)
        let words = command.arguments
        switch name {
        case "GET": return .success(self.bulk(self.value(words[0].text)))
        case "SET":
            let life = words.firstIndex { $0.text == "PX" }.flatMap { Int64(words[$0 + 1].text) }
            self.setValue(words[0].text, words[1].bytes, life: life)
            return .success(.simple(ByteBuffer(string: "OK")))
        case "MGET": return .success(.array(words.map { self.bulk(self.value($0.text)) }))
        case "EXISTS": return .success(.integer(Int64(words.count { self.value($0.text) != nil })))
        case "UNLINK": return .success(.integer(Int64(words.count { self.remove($0.text) })))
        case "PEXPIRE": return .success(.integer(self.expire(words[0].text, Int64(words[1].text) ?? 0) ? 1 : 0))
        case "TIME":
            let parts = [self.now / 1_000, self.now % 1_000 * 1_000]
            return .success(.array(parts.map { .bulk(ByteBuffer(string: String($0))) }))
        case "XADD": return self.append(words)
        case "XRANGE": return .success(self.entries(words[0].text, after: words[1].text))
        case "ZADD":
            self.sets[words[0].text, default: [:]][words[2].text] = Int64(words[1].text) ?? 0
            return .success(.integer(1))
        case "ZCOUNT":
            let least = Int64(words[1].text) ?? .min
            return .success(.integer(Int64(self.sets[words[0].text]?.values.count { $0 >= least } ?? 0)))
        case "ZREMRANGEBYSCORE": return .success(.integer(0))
        case "ZPOPMIN":
            let all = (self.sets[words[0].text] ?? [:]).sorted { $0.value < $1.value }.prefix(Int(words[1].text) ?? 1)
            all.forEach { self.sets[words[0].text]?[$0.key] = nil }
            return .success(
                .array(all.map { .array([.bulk(ByteBuffer(string: $0.key)), .double(Double($0.value))]) })
            )
        case "EVALSHA", "EVAL": return self.script(name, words)
        default: return .failure(.server(RESPError("ERR unknown command '\(name)'")))
        }
    }

    private func bulk(_ bytes: ByteBuffer?) -> RESPValue {
        bytes.map { .bulk($0) } ?? .null
    }

    private func expire(_ name: String, _ life: Int64) -> Bool {
        if let value = self.value(name) {
            self.values[name] = (value, self.now + life)
            return true
        }
        guard self.streams[name] != nil else { return false }
        self.streams[name]?.end = self.now + life
        return true
    }

    private func append(_ words: [RESPArgument]) -> RedisReply {
        guard let star = words.firstIndex(where: { $0.text == "*" }) else {
            return .failure(.server(RESPError("ERR syntax")))
        }
        let name = words[0].text
        let id = self.nextID
        self.nextID += 1
        if name.contains(":s:") {
            self.liveWrites += 1
            guard !self.swallowed.contains(self.liveWrites) else { return .failure(.timedOut) }
        }
        self.dropOld(name)
        self.streams[name, default: ([], nil)].entries.append((id, Array(words[(star + 1)...])))
        self.changed(name)
        return .success(.bulk(ByteBuffer(string: "\(id)-0")))
    }

    private func dropOld(_ name: String) {
        if let end = self.streams[name]?.end, end <= self.now {
            self.streams[name] = nil
        }
    }

    private func entries(_ name: String, after start: String) -> RESPValue {
        self.dropOld(name)
        let first = Int(start.drop { $0 == "(" }.prefix { $0.isNumber }) ?? 0
        let isAll = start == "-"
        let entries = (self.streams[name]?.entries ?? []).filter { isAll || $0.id > first }
        return .array(
            entries.map { entry in
                .array([
                    .bulk(ByteBuffer(string: "\(entry.id)-0")), .array(entry.fields.map { .bulk($0.bytes) }),
                ])
            }
        )
    }

    // MARK: Scripts

    private func script(_ command: String, _ words: [RESPArgument]) -> RedisReply {
        let text: String
        if command == "EVAL" {
            text = words[0].text
            self.scripts.insert(text)
        } else if let known = self.scripts.first(where: { RedisScript($0).identifier == words[0].text }) {
            text = known
        } else {
            return .failure(.server(RESPError("NOSCRIPT No matching script.")))
        }
        let count = Int(words[1].text) ?? 0
        let keys = words[2..<(2 + count)].map(\.text)
        let arguments = Array(words[(2 + count)...])
        return .success(self.carryOut(text, keys, arguments))
    }

    private func carryOut(_ text: String, _ keys: [String], _ arguments: [RESPArgument]) -> RESPValue {
        switch text {
        case SharedScripts.find:
            if let found = self.value(keys[0]) {
                return .bulk(found)
            }
            if arguments[1].text == "0" {
                return .integer(1)
            }
            guard self.value(keys[1]) == nil else { return .integer(0) }
            self.setValue(keys[1], arguments[0].bytes, life: Int64(arguments[1].text))
            return .integer(1)
        case SharedScripts.store:
            let holder = self.value(keys[1])
            guard holder == nil || holder == arguments[0].bytes else { return .integer(0) }
            self.setValue(keys[0], arguments[1].bytes, life: Int64(arguments[2].text))
            if holder != nil {
                _ = self.remove(keys[1])
            }
            return .integer(1)
        case SharedScripts.release:
            guard self.value(keys[0]) == arguments[0].bytes else { return .integer(0) }
            return .integer(self.remove(keys[0]) ? 1 : 0)
        case SharedScripts.renew:
            guard self.value(keys[0]) == arguments[0].bytes else { return .integer(0) }
            return .integer(self.expire(keys[0], Int64(arguments[1].text) ?? 0) ? 1 : 0)
        case SharedScripts.watch:
            let pieces = self.entries(keys[2], after: arguments[0].text)
            return .array([self.bulk(self.value(keys[0])), self.bulk(self.value(keys[1])), pieces])
        default:
            return .error(RESPError("ERR unknown script"))
        }
    }
}

extension RESPArgument {
    /// The bytes as they go over the wire.
    var bytes: ByteBuffer { self.withBytes { ByteBuffer(bytes: $0) } }

    /// The same as text.
    var text: String { String(buffer: self.bytes) }
}

/// One process's client of the server.
final class FakeRedisClient: RedisClient {
    let server: FakeRedis
    private let loop: EmbeddedEventLoop
    /// What `isAvailable` answers.
    var isAvailable = true
    var statistics = RedisStatistics()
    var onPush: ((RESPValue) -> Void)?
    private var nextTicket: UInt64 = 1
    private(set) var isClosed = false

    init(_ server: FakeRedis, loop: EmbeddedEventLoop) {
        self.server = server
        self.loop = loop
    }

    var eventLoop: any EventLoop { self.loop }

    func send(
        _ command: RESPCommand,
        within timeout: TimeAmount,
        _ done: @escaping (RedisReply) -> Void
    ) -> RedisTicket {
        self.sendPipeline([command], within: timeout) { done($0[0]) }
    }

    func sendPipeline(
        _ commands: [RESPCommand],
        within timeout: TimeAmount,
        _ done: @escaping ([RedisReply]) -> Void
    ) -> RedisTicket {
        self.statistics.commands += UInt64(commands.count)
        let ticket = RedisTicket(number: self.nextTicket, count: commands.count)
        self.nextTicket += UInt64(commands.count)
        switch self.server.mood {
        case .answers(let delay) where delay < timeout:
            // Carried out on arrival: half way.
            self.loop.scheduleTask(in: .nanoseconds(delay.nanoseconds / 2)) {
                let replies = commands.map { self.server.run($0) }
                self.loop.scheduleTask(in: .nanoseconds(delay.nanoseconds / 2)) { done(replies) }
            }
        case .answers(let delay):
            self.loop.scheduleTask(in: .nanoseconds(delay.nanoseconds / 2)) {
                commands.forEach { _ = self.server.run($0) }
            }
            self.fail(commands, within: timeout, done)
        case .mute:
            self.loop.execute { commands.forEach { _ = self.server.run($0) } }
            self.fail(commands, within: timeout, done)
        case .dead:
            self.fail(commands, within: timeout, done)
        }
        return ticket
    }

    private func fail(
        _ commands: [RESPCommand],
        within timeout: TimeAmount,
        _ done: @escaping ([RedisReply]) -> Void
    ) {
        self.loop.scheduleTask(in: timeout) { done(commands.map { _ in .failure(.timedOut) }) }
    }

    func cancel(_ ticket: RedisTicket) {}

    func close() {
        self.isClosed = true
    }
}
