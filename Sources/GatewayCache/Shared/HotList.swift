import GatewayCore
import NIOCore

/// The keys that were asked for most, as they are kept in Redis for a node that starts with an empty memory.
///
/// One line per key: count, key, scope. Sealed like an answer where encryption is on, since scopes name tenants.
struct HotList: Equatable {
    /// A key, and whose key opens its entry.
    struct Item: Equatable {
        var key: CacheKey
        var scope: String
        var count: UInt32
    }

    /// Hottest first.
    private(set) var items: [Item] = []

    /// What a key counts for in a label of the sketch: its group and the scope of its entry.
    static func label(group: String, scope: String) -> String {
        scope.isEmpty ? group : "\(group)\n\(scope)"
    }

    /// The parts of a label.
    static func parts(of label: String) -> (group: String, scope: String) {
        guard let end = label.firstIndex(of: "\n") else { return (label, "") }
        return (String(label[..<end]), String(label[label.index(after: end)...]))
    }

    /// The list of what a sketch has found.
    init(_ hitters: [HeavyHitter]) {
        self.items = hitters.map { Item(key: $0.key, scope: Self.parts(of: $0.label).scope, count: $0.count) }
    }

    /// Reads a list; lines that are none are left out.
    init(text: String, limit: Int) {
        for line in text.split(separator: "\n").prefix(limit) {
            let parts = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3, let count = UInt32(parts[0]), let key = CacheKey(hex: parts[1]) else { continue }
            self.items.append(Item(key: key, scope: String(parts[2]), count: count))
        }
    }

    /// The list as text.
    var text: String {
        self.items.map { "\($0.count) \($0.key.hex) \($0.scope)\n" }.joined()
    }

    /// Adds what another node had, at half its weight: it is older.
    mutating func merge(_ older: HotList, limit: Int) {
        let known = Set(self.items.map(\.key))
        self.items += older.items.filter { !known.contains($0.key) }.map { item in
            Item(key: item.key, scope: item.scope, count: item.count / 2)
        }
        self.items.sort { $0.count > $1.count }
        self.items.removeLast(max(0, self.items.count - limit))
    }

    /// Stands for the list where a key is asked for.
    static let key = CacheKey(a: 0, b: 0, c: 0, d: 0)
}

/// Reads the hottest entries from Redis into memory, so many per second. Confined to its loop.
final class Preheater: WheelTimer {
    private let state: SharedState
    private let tier: SharedTier
    private let loop: LoopState
    private var items: ArraySlice<HotList.Item>
    private let interval: UInt64

    init(_ list: HotList, state: SharedState, tier: SharedTier, loop: LoopState) {
        self.state = state
        self.tier = tier
        self.loop = loop
        self.items = list.items[...]
        self.interval = 1_000_000_000 / UInt64(max(state.settings.preheatRate, 1))
    }

    /// Begins.
    func start() {
        self.loop.timers.set(self, to: self.loop.now)
    }

    /// Stops.
    func stop() {
        self.items = []
        self.loop.timers.cancel(self)
    }

    override func fired(at now: UInt64) {
        guard let item = self.items.popFirst() else { return }
        self.tier.read(item.key, scope: item.scope) { record in
            guard let record else { return }
            let grace = record.lifetime.keptMilliseconds - record.lifetime.freshMilliseconds
            self.state.remember(
                self.state.answer(record, key: item.key),
                item.key,
                grace: grace,
                now: self.loop.recent
            )
        }
        if !self.items.isEmpty {
            self.loop.timers.set(self, to: now &+ self.interval)
        }
    }
}
