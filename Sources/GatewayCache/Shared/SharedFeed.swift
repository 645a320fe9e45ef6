import GatewayCore
import NIOCore
import RESP
import Synchronization

/// Keeps this process in step with the other nodes: purges, answers on their way, the common clock.
///
/// Redis tells of changes to a few names as they happen (`CLIENT TRACKING` in broadcast mode). What was missed while the
/// connection was down is read from the log of purges afterwards. Confined to the loop of its client.
final class SharedFeed: WheelTimer {
    private let state: SharedState
    private let tier: SharedTier
    private let loop: LoopState
    /// How a live call of this process is shown to others: on its own loop, by that loop's tier.
    private let publish: (CacheKey) -> Void
    /// Collects the hot keys of all loops, and has them written.
    private let persist: () -> Void
    private var preheater: Preheater?
    private var wasHeated = false
    private var tracking: AnyObject?
    private var lastPurge = "0"
    private var isReading = false
    private var readsAgain = false

    /// Purges that Redis remembers, about.
    private static let purgeLogLength = 10_000
    /// How often the log and the clock are looked at without a reason.
    private static let interval: UInt64 = 30_000_000_000
    private static let timeout = TimeAmount.seconds(2)

    init(
        _ state: SharedState,
        tier: SharedTier,
        loop: LoopState,
        publish: @escaping (CacheKey) -> Void,
        persist: @escaping () -> Void = {}
    ) {
        self.state = state
        self.tier = tier
        self.loop = loop
        self.publish = publish
        self.persist = persist
    }

    /// Begins to listen.
    func start() {
        let names = self.tier.names
        self.tracking = self.tier.client.track(
            prefixes: [.string(names.controlPrefix), .string(names.livePrefix), .string(names.wantedPrefix)]
        ) { [weak self] event in
            self?.take(event)
        }
        self.loop.timers.set(self, to: self.loop.now &+ Self.interval)
    }

    /// Stops listening.
    func stop() {
        self.loop.timers.cancel(self)
        self.preheater?.stop()
        self.tracking = nil
    }

    override func fired(at now: UInt64) {
        self.catchUp()
        self.persist()
        self.loop.timers.set(self, to: now &+ Self.interval)
    }

    /// Something was told.
    func take(_ event: RedisTracking.Event) {
        switch event {
        case .active:
            self.catchUp()
            self.preheat()
        case .lost:
            // What is in memory stays, unlike other copies that tracking guards: it is as old as it says, and purges
            // that happen meanwhile are read when Redis is back.
            break
        case .flushed:
            self.state.purge(.everything, at: self.state.now)
        case .invalidated(let names):
            for name in names {
                self.changed(String(buffer: name))
            }
        }
    }

    private func changed(_ name: String) {
        let names = self.tier.names
        if name == names.purges {
            self.readPurges()
        } else if name.hasPrefix(names.livePrefix), let key = names.key(in: name) {
            if case .peer(let tail, let loop)? = self.state.lives.withLock({ $0[key] }) {
                loop.eventLoop.execute { tail.value.wake() }
            }
        } else if name.hasPrefix(names.wantedPrefix), let key = names.key(in: name) {
            self.publish(key)
        }
    }

    private func catchUp() {
        self.readClock()
        self.readPurges()
    }

    /// Learns how far the common clock, that of Redis, is ahead of this machine's.
    private func readClock() {
        let before = self.state.wallClock()
        self.tier.client.send(RESPCommand("TIME"), within: Self.timeout) { reply in
            guard case .success(let value) = reply, let parts = value.elements, parts.count == 2,
                let seconds = parts[0].number ?? parts[0].text.flatMap({ Int64($0) }),
                let micros = parts[1].number ?? parts[1].text.flatMap({ Int64($0) })
            else { return }
            let after = self.state.wallClock()
            let here = before + (after - before) / 2
            self.state.clockOffset.store(seconds * 1_000 + micros / 1_000 - here, ordering: .relaxed)
        }
    }

    private func readPurges() {
        guard !self.isReading else {
            self.readsAgain = true
            return
        }
        self.isReading = true
        let command = RESPCommand.xrange(
            .string(self.tier.names.purges),
            from: .string("(" + self.lastPurge),
            count: 1_000
        )
        self.tier.client.send(command, within: Self.timeout) { reply in
            self.isReading = false
            guard case .success(let value) = reply, let entries = value.elements else { return }
            for entry in entries {
                self.apply(entry)
            }
            if self.readsAgain || entries.count >= 1_000 {
                self.readsAgain = false
                self.readPurges()
            }
        }
    }

    private func apply(_ entry: RESPValue) {
        guard let parts = entry.elements, parts.count == 2, let id = parts[0].text else { return }
        self.lastPurge = id
        guard let fields = parts[1].elements, fields.count >= 4,
            let scope = fields[1].text.flatMap({ PurgeScope(text: $0) }),
            let time = fields[3].text.flatMap({ Int64($0) })
        else { return }
        self.state.purge(scope, at: time)
    }

    // MARK: Hot keys

    /// Fills an empty memory with what was asked for most before; once.
    private func preheat() {
        let settings = self.state.settings
        guard !self.wasHeated, settings.preheatRate > 0, settings.hotKeys > 0, self.state.memory != nil else { return }
        self.wasHeated = true
        self.readHot { [weak self] list in
            guard let self else { return }
            let preheater = Preheater(list, state: self.state, tier: self.tier, loop: self.loop)
            self.preheater = preheater
            preheater.start()
        }
    }

    private func readHot(_ done: @escaping (HotList) -> Void) {
        self.tier.client.send(.get(.string(self.tier.names.hot)), within: Self.timeout) { reply in
            guard case .success(let value) = reply, let bytes = value.bytes, let text = self.tier.open(bytes) else {
                return done(HotList([]))
            }
            done(HotList(text: text, limit: self.state.settings.hotKeys))
        }
    }

    /// Keeps the hottest keys of this node and of the others.
    func write(_ list: HotList) {
        guard !list.items.isEmpty else { return }
        self.readHot { older in
            var list = list
            list.merge(older, limit: self.state.settings.hotKeys)
            guard let sealed = self.tier.seal(list.text) else { return }
            let command = RESPCommand(
                "SET",
                arguments: [.string(self.tier.names.hot), .buffer(sealed), "PX", .integer(Self.hotListLife)],
                keys: RESPCommand.Keys(first: 0, count: 1)
            )
            self.tier.client.send(command, within: Self.timeout) { _ in }
        }
    }

    /// Milliseconds for which the list of hot keys is kept after the last node has written it: a week.
    private static let hotListLife: Int64 = 7 * 86_400_000

    // MARK: Purging

    /// Tells all nodes of a purge; false where Redis could not be told.
    func announce(_ scope: PurgeScope, at time: Int64) async -> Bool {
        let command = RESPCommand(
            "XADD",
            arguments: [
                .string(self.tier.names.purges), "MAXLEN", "~", .integer(Self.purgeLogLength), "*",
                "s", .string(scope.text), "t", .string(String(time)),
            ],
            keys: RESPCommand.Keys(first: 0, count: 1)
        )
        if case .success = await self.reply(to: command) {
            return true
        }
        return false
    }

    /// Entries of a scope in Redis; nil where it cannot say.
    func count(_ scopes: [PurgeScope], now: Int64) async -> Int? {
        var sum = 0
        for scope in scopes {
            let command: RESPCommand
            if scope.kind == .key {
                return nil
            }
            command = RESPCommand(
                "ZCOUNT",
                arguments: [.string(self.tier.names.index(scope)), .integer(now), "+inf"],
                keys: RESPCommand.Keys(first: 0, count: 1)
            )
            guard case .success(let value) = await self.reply(to: command), let number = value.number else {
                return nil
            }
            sum += Int(number)
        }
        return sum
    }

    /// Whether an entry is in Redis; nil where it cannot say.
    func exists(_ key: CacheKey) async -> Int? {
        guard case .success(let value) = await self.reply(to: .exists([.string(self.tier.names.entry(key))])) else {
            return nil
        }
        return value.number.map { Int($0) }
    }

    /// Deletes the entries of a scope in Redis, a few hundred at a time; nil where it cannot be reached.
    ///
    /// - Parameter keys: takes the keys of these entries, and of those that had gone before.
    func delete(_ scope: PurgeScope, noting keys: inout Set<CacheKey>) async -> Int? {
        let index = RESPArgument.string(self.tier.names.index(scope))
        var deleted = 0
        while true {
            let command = RESPCommand(
                "ZPOPMIN",
                arguments: [index, .integer(Self.batch)],
                keys: RESPCommand.Keys(first: 0, count: 1)
            )
            guard case .success(let value) = await self.reply(to: command), let elements = value.elements else {
                return nil
            }
            // Pairs in RESP3, a flat list before.
            let names = elements.enumerated().compactMap { index, element -> ByteBuffer? in
                if let pair = element.elements {
                    return pair.first?.bytes
                }
                return index % 2 == 0 ? element.bytes : nil
            }
            guard !names.isEmpty else { return deleted }
            keys.formUnion(names.compactMap { self.tier.names.key(in: String(buffer: $0)) })
            let removal = RESPCommand.unlink(names.map { .buffer($0) })
            guard case .success(let count) = await self.reply(to: removal) else { return nil }
            deleted += Int(count.number ?? 0)
        }
    }

    /// Deletes one entry; nil where Redis cannot be reached.
    func delete(_ key: CacheKey) async -> Int? {
        guard case .success(let value) = await self.reply(to: .unlink([.string(self.tier.names.entry(key))])) else {
            return nil
        }
        return value.number.map { Int($0) }
    }

    private static let batch = 256

    private func reply(to command: RESPCommand) async -> Result<RESPValue, RedisError> {
        await withUnsafeContinuation { continuation in
            _ = self.tier.client.send(command, within: Self.timeout) {
                continuation.resume(returning: LoopLocal($0))
            }
        }.value
    }
}
