import GatewayCore
import NIOCore
import RESP
import Synchronization

/// What a look-up in the shared cache brought.
enum SharedFinding {
    /// The answer.
    case answer(CacheRecord)
    /// Nothing. The caller is to fetch the answer; nobody else does, as far as Redis knows.
    case nothing(holdsLock: Bool)
    /// Somebody on another node fetches it.
    case isFetched
    /// Redis did not answer in time, or is known to be down.
    case unreachable
}

/// The shared cache as one loop sees it.
///
/// Confined to its loop. Nothing here makes a request fail or wait for longer than the configured time: what Redis does
/// not say in time counts as not there.
final class SharedTier {
    /// What is counted, over all loops.
    struct Counts: Sendable {
        var failures: UInt64 = 0
        var hits: UInt64 = 0
        var misses: UInt64 = 0
        var writes: UInt64 = 0
        var drops: UInt64 = 0
        var unreadable: UInt64 = 0
    }

    let client: any RedisClient
    let names: SharedNames
    let loop: LoopState
    let codec: RecordCodec
    let lookupTimeout: TimeAmount
    let lockMilliseconds: Int64
    private let queue: WriteQueue
    private let find = RedisScript(SharedScripts.find)
    private let store = RedisScript(SharedScripts.store)
    private let release = RedisScript(SharedScripts.release)
    private let renew = RedisScript(SharedScripts.renew)
    let watch = RedisScript(SharedScripts.watch)
    var counts = Counts()

    /// Writes and releases may take this long; nobody waits for them.
    static let writeTimeout = TimeAmount.seconds(2)

    init(
        client: any RedisClient,
        names: SharedNames,
        loop: LoopState,
        codec: RecordCodec,
        settings: CacheSettings,
        queue: WriteQueue
    ) {
        self.client = client
        self.names = names
        self.loop = loop
        self.codec = codec
        self.queue = queue
        self.lookupTimeout = .nanoseconds(Int64(clamping: settings.lookupTimeout.wholeNanoseconds))
        self.lockMilliseconds = Int64(clamping: settings.coalesce.lockTTL.wholeNanoseconds / 1_000_000)
    }

    /// Goes on with other keys.
    func use(_ ring: KeyRing) {
        self.codec.seal?.use(ring)
    }

    // MARK: Answers

    /// Looks for an answer, and takes the lock of fetching it where that is wanted.
    func find(_ key: CacheKey, scope: String, token: LockToken?, within limit: TimeAmount? = nil) async -> SharedFinding
    {
        guard self.client.isAvailable else {
            self.counts.failures += 1
            return .unreachable
        }
        let timeout = min(self.lookupTimeout, limit ?? self.lookupTimeout)
        let reply = await withUnsafeContinuation { continuation in
            _ = self.client.send(
                script: self.find,
                keys: [.string(self.names.entry(key)), .string(self.names.lock(key))],
                arguments: [.string(token?.text ?? ""), .integer(token == nil ? 0 : self.lockMilliseconds)],
                within: timeout
            ) { continuation.resume(returning: LoopLocal($0)) }
        }.value
        switch reply {
        case .failure:
            self.counts.failures += 1
            return .unreachable
        case .success(.integer(let number)):
            self.counts.misses += 1
            return number == 0 ? .isFetched : .nothing(holdsLock: token != nil)
        case .success(let value):
            guard let bytes = value.bytes else {
                self.counts.failures += 1
                return .unreachable
            }
            guard let record = self.read(bytes, key: key, scope: scope) else { return .nothing(holdsLock: false) }
            self.counts.hits += 1
            return .answer(record)
        }
    }

    /// Looks for several answers at once; nil for each that is not there.
    func find(_ keys: [CacheKey], scope: String) async -> [CacheRecord?] {
        let nothing = [CacheRecord?](repeating: nil, count: keys.count)
        guard !keys.isEmpty, self.client.isAvailable else {
            self.counts.failures += keys.isEmpty ? 0 : 1
            return nothing
        }
        let command = RESPCommand(
            "MGET",
            arguments: keys.map { .string(self.names.entry($0)) },
            keys: RESPCommand.Keys(first: 0, count: keys.count),
            split: .gather,
            isReadOnly: true
        )
        let reply = await withUnsafeContinuation { continuation in
            _ = self.client.send(command, within: self.lookupTimeout) {
                continuation.resume(returning: LoopLocal($0))
            }
        }.value
        guard case .success(let value) = reply, let elements = value.elements, elements.count == keys.count else {
            self.counts.failures += 1
            return nothing
        }
        return zip(keys, elements).map { key, element in
            guard let bytes = element.bytes else {
                self.counts.misses += 1
                return nil
            }
            self.counts.hits += 1
            return self.read(bytes, key: key, scope: scope)
        }
    }

    /// Reads an entry without a request that waits for it.
    func read(_ key: CacheKey, scope: String, _ done: @escaping (CacheRecord?) -> Void) {
        self.client.send(.get(.string(self.names.entry(key))), within: Self.writeTimeout) { reply in
            guard case .success(let value) = reply, let bytes = value.bytes else { return done(nil) }
            done(self.read(bytes, key: key, scope: scope))
        }
    }

    /// What is written for a text that all nodes share; nil where it cannot be sealed.
    func seal(_ text: String) -> ByteBuffer? {
        self.codec.sealPiece(ByteBuffer(string: text), for: HotList.key, scope: "")
    }

    /// The text that was written.
    func open(_ bytes: ByteBuffer) -> String? {
        self.codec.openPiece(bytes, for: HotList.key, scope: "").map { String(buffer: $0) }
    }

    /// Opens an entry; nil, and counted, where it is torn or nobody here can read it.
    func read(_ bytes: ByteBuffer, key: CacheKey, scope: String) -> CacheRecord? {
        if let record = try? self.codec.decode(bytes, for: key, scope: scope) {
            return record
        }
        self.counts.unreadable += 1
        return nil
    }

    /// Writes an answer, some time soon; drops it where too much waits already.
    func write(
        _ answer: StoredAnswer,
        _ key: CacheKey,
        scope: String,
        token: LockToken?,
        milliseconds: Int64,
        now: Int64
    ) {
        guard self.client.isAvailable else {
            self.counts.drops += 1
            return
        }
        let estimate = answer.record.body.readableBytes + 512
        guard self.queue.enter(estimate) else {
            self.counts.drops += 1
            if let token {
                self.giveBack(key, token)
            }
            return
        }
        guard let sealed = try? self.codec.encode(answer.record, for: key, scope: scope) else {
            self.queue.leave(estimate)
            self.counts.drops += 1
            if let token {
                self.giveBack(key, token)
            }
            return
        }
        let queue = self.queue
        self.client.send(
            script: self.store,
            keys: [.string(self.names.entry(key)), .string(self.names.lock(key))],
            arguments: [.string(token?.text ?? "-"), .buffer(sealed), .integer(milliseconds)],
            within: Self.writeTimeout
        ) { reply in
            queue.leave(estimate)
            switch reply {
            case .success(.integer(1)): self.counts.writes += 1
            case .success: self.counts.drops += 1
            case .failure: self.counts.failures += 1
            }
        }
        self.index(answer, key, milliseconds: milliseconds, now: now)
    }

    /// Enters an answer in the lists by which it can be purged and counted.
    private func index(_ answer: StoredAnswer, _ key: CacheKey, milliseconds: Int64, now: Int64) {
        let end = now + milliseconds
        let name = self.names.entry(key)
        for scope in answer.scopes.indexed {
            let index = RESPArgument.string(self.names.index(scope))
            var commands = [
                Self.keyed("ZADD", [index, .integer(end), .string(name)]),
                Self.keyed("PEXPIRE", [index, .integer(milliseconds), "GT"]),
                // `GT` takes a list without an end for one that never ends.
                Self.keyed("PEXPIRE", [index, .integer(milliseconds), "NX"]),
            ]
            if self.loop.chance.below(Self.cleaningInterval) == 0 {
                commands.append(Self.keyed("ZREMRANGEBYSCORE", [index, "-inf", .integer(now)]))
            }
            self.client.sendPipeline(commands, within: Self.writeTimeout) { _ in }
        }
    }

    /// Writes per list between two that also take out what has gone.
    private static let cleaningInterval = 16

    static func keyed(_ name: StaticString, _ arguments: [RESPArgument]) -> RESPCommand {
        RESPCommand(name, arguments: arguments, keys: RESPCommand.Keys(first: 0, count: 1))
    }

    // MARK: Locks

    /// Gives a lock back: the answer did not come, or is not stored.
    func giveBack(_ key: CacheKey, _ token: LockToken) {
        guard self.client.isAvailable else { return }
        self.client.send(
            script: self.release,
            keys: [.string(self.names.lock(key))],
            arguments: [.string(token.text)],
            within: Self.writeTimeout
        ) { _ in }
    }

    /// Holds a lock for longer.
    func renew(_ key: CacheKey, _ token: LockToken) {
        self.client.send(
            script: self.renew,
            keys: [.string(self.names.lock(key))],
            arguments: [.string(token.text), .integer(self.lockMilliseconds)],
            within: Self.writeTimeout
        ) { _ in }
    }

    /// Nanoseconds after which a lock that is still needed is renewed.
    var renewalInterval: UInt64 { UInt64(max(self.lockMilliseconds, 30)) * 1_000_000 / 3 }
}

/// Proof of holding a lock: 128 bits that nobody else has.
struct LockToken: Sendable {
    let text: String

    init(_ chance: inout Chance) {
        let key = CacheKey(a: chance.next(), b: chance.next(), c: 0, d: 0)
        self.text = String(unsafeUninitializedCapacity: CacheKey.hexCount) { buffer in
            key.writeHex(into: UnsafeMutableRawBufferPointer(buffer))
            return CacheKey.hexCount / 2
        }
    }
}

/// Bytes that wait to be written, over all loops.
package final class WriteQueue: Sendable {
    private let waiting = Atomic<Int>(0)
    private let limit: Atomic<Int>

    /// Creates an empty queue.
    package init(limit: Int) {
        self.limit = Atomic(limit)
    }

    /// Bytes that wait.
    package var bytes: Int { self.waiting.load(ordering: .relaxed) }

    /// Takes bytes in; false where there is no room.
    func enter(_ bytes: Int) -> Bool {
        guard self.waiting.add(bytes, ordering: .relaxed).newValue <= self.limit.load(ordering: .relaxed) else {
            self.waiting.subtract(bytes, ordering: .relaxed)
            return false
        }
        return true
    }

    /// Lets bytes go.
    func leave(_ bytes: Int) {
        self.waiting.subtract(bytes, ordering: .relaxed)
    }
}

/// Carries a value that never leaves its loop through a continuation.
///
/// `@unchecked Sendable`: made and read on the same event loop, by a callback and the task that waits for it there.
struct LoopLocal<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) {
        self.value = value
    }
}
