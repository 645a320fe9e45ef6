import GatewayCache
import GatewayCore
import Testing

/// Random operations on the store and on a dictionary that does the same without a bound.
@Suite struct MemoryStoreModelTests {
    struct Setup: CustomTestStringConvertible {
        let policy: EvictionPolicy
        let shards: Int
        let colliding: Bool
        let seed: UInt64

        var testDescription: String { "\(self.policy) \(self.shards) \(self.colliding) seed \(self.seed)" }
    }

    private static let setups: [Setup] = {
        var setups: [Setup] = []
        for policy in EvictionPolicy.allCases {
            for seed in 1...6 {
                let shards = seed % 2 == 0 ? 4 : 1
                setups.append(Setup(policy: policy, shards: shards, colliding: seed % 3 == 0, seed: UInt64(seed)))
            }
        }
        return setups
    }()

    @Test(arguments: Self.setups)
    func `the store agrees with a dictionary in all but what it evicts`(setup: Setup) {
        var run = ModelRun(setup)
        for step in 0..<2_500 {
            let operation = run.step()
            let fault = run.fault()
            #expect(fault == nil, "seed \(setup.seed), step \(step), \(operation): \(fault ?? "")")
            guard fault == nil else { return }
        }
        let statistics = run.store.statistics
        #expect(statistics.evictions > 20 && statistics.expirations > 20 && statistics.hits > 20)
        #expect(statistics.staleHits > 5 && statistics.removals > 20 && statistics.refusals > 20)
    }
}

/// One run: the store, the model and the clock.
private struct ModelRun {
    struct Entry: Equatable {
        var value: Int
        var size: Int
        var freshUntil: UInt64
        var dropAt: UInt64
        var tags: Set<Int>
    }

    private static let second: UInt64 = 1 << 30

    let store: MemoryStore<Int>
    private let setup: MemoryStoreModelTests.Setup
    private let keys: [CacheKey]
    private var model: [Int: Entry] = [:]
    private var random: CacheRandom
    private var now: UInt64 = 5_000_000_000_000
    private var values = 0
    private var maxBytes: Int
    private var mayEvict = false
    private var complaint: String?

    init(_ setup: MemoryStoreModelTests.Setup) {
        self.setup = setup
        self.keys = (0..<200).map { setup.colliding ? .colliding($0) : .number($0) }
        self.random = CacheRandom(seed: setup.seed)
        self.maxBytes = (60 + 40 * setup.shards) << 10
        self.store = MemoryStore(maxBytes: self.maxBytes, policy: setup.policy, shards: setup.shards)
    }

    private func key(_ number: Int) -> CacheKey { self.keys[number] }

    private func tag(_ number: Int) -> CacheTag {
        // Tags 0 and 1 have one fingerprint, so that only the comparison of whole hashes tells them apart.
        CacheTag(hash: number < 2 ? UInt64(number) << 40 : UInt64(number))
    }

    mutating func step() -> String {
        self.mayEvict = false
        switch self.random.draw(0..<1000) {
        case ..<400: return self.insert()
        case ..<650: return self.look(self.random.draw(0..<200))
        case ..<880: return self.find(self.random.draw(0..<200))
        case ..<940: return self.remove(self.random.draw(0..<200))
        case ..<944: return self.purge(self.random.draw(0..<8))
        case ..<947: return self.removeSome()
        case ..<990: return self.wait()
        case ..<997: return self.resize()
        case ..<998: return self.flush()
        default:
            self.store.collect(now: self.now)
            return "collect"
        }
    }

    /// What does not agree after a step.
    mutating func fault() -> String? {
        if let complaint = self.complaint { return complaint }
        self.model = self.model.filter { $0.value.dropAt > self.now }
        for number in 0..<200 {
            let found = self.store.peek(self.key(number), now: self.now)
            guard let found else {
                if self.model[number] != nil, !self.mayEvict { return "\(number) is lost" }
                self.model[number] = nil
                continue
            }
            guard let entry = self.model[number] else { return "\(number) is there, but was removed or has expired" }
            guard found.value == entry.value, found.freshUntil == entry.freshUntil, found.dropAt == entry.dropAt else {
                return "\(number) is \(found), not \(entry)"
            }
        }
        let statistics = self.store.statistics
        let left = statistics.evictions + statistics.expirations + statistics.removals
        guard statistics.insertions - left == statistics.entries else { return "entries do not add up: \(statistics)" }
        guard statistics.bytes <= self.maxBytes else { return "\(statistics.bytes) bytes of \(self.maxBytes)" }
        let sizes = self.model.values.reduce(0) { $0 + $1.size }
        guard statistics.valueBytes >= sizes, statistics.entries >= self.model.count else {
            return "too little counted"
        }
        guard statistics.entries > self.model.count || statistics.valueBytes == sizes else {
            return "\(statistics.valueBytes) bytes of values, not \(sizes)"
        }
        return self.store.audit().faults.first
    }

    private mutating func insert() -> String {
        let number = self.random.draw(0..<200)
        let size = self.random.draw(0..<100) == 0 ? 64 << 10 : self.random.draw(0..<3000)
        let life = UInt64(self.random.draw(0..<(self.random.draw(0..<3) == 0 ? 100_000 : 40))) * Self.second / 4
        let fresh = self.now + (self.random.draw(0..<2) == 0 ? life : life / 4)
        let dropAt = self.random.draw(0..<20) == 0 ? UInt64.max : self.now + life
        let count = self.random.draw(0..<50) == 0 ? 33 : self.random.draw(0..<6)
        let tags = (0..<count).map { _ in self.random.draw(0..<8) }
        self.values += 1
        let result = self.store.insert(
            self.key(number),
            self.values,
            size: size,
            freshUntil: fresh,
            dropAt: dropAt,
            tags: tags.map { self.tag($0) },
            now: self.now
        )
        self.mayEvict = true
        let entry = Entry(value: self.values, size: size, freshUntil: fresh, dropAt: dropAt, tags: Set(tags))
        let old = self.model.updateValue(entry, forKey: number)
        let isThere = self.store.peek(self.key(number), now: self.now) != nil
        switch result {
        case .stored where old != nil, .replaced where !isThere: self.complaint = "\(result), but was \(old as Any)"
        case .stored, .replaced: break
        case .tooLarge where size < 10_000, .tooManyTags where count < 33, .expired where dropAt > self.now:
            self.complaint = "refused as \(result)"
        default:
            if isThere { self.complaint = "\(result), but it is there" }
        }
        return "insert \(number): \(result)"
    }

    private mutating func look(_ number: Int) -> String {
        let found = self.store.get(self.key(number), now: self.now)
        let entry = self.model[number].flatMap { $0.freshUntil > self.now ? $0 : nil }
        if found != entry?.value { self.complaint = "got \(found as Any), not \(entry as Any)" }
        return "get \(number)"
    }

    private mutating func find(_ number: Int) -> String {
        let found = self.store.find(self.key(number), now: self.now)
        if found?.value != self.model[number]?.value { self.complaint = "found \(found as Any)" }
        return "find \(number)"
    }

    private mutating func remove(_ number: Int) -> String {
        let isThere = self.model.removeValue(forKey: number) != nil
        let removed = self.store.remove(self.key(number))
        // What has expired may be there or not.
        if isThere, !removed { self.complaint = "not removed" }
        return "remove \(number)"
    }

    private mutating func purge(_ tag: Int) -> String {
        let expected = self.model.filter { $0.value.tags.contains(tag) }.count
        let counted = self.store.countTagged(self.tag(tag))
        let removed = self.store.removeTagged(self.tag(tag))
        if counted != removed || removed < expected { self.complaint = "\(counted), \(removed) for \(expected)" }
        self.model = self.model.filter { !$0.value.tags.contains(tag) }
        return "purge \(tag)"
    }

    private mutating func removeSome() -> String {
        let divisor = self.random.draw(2..<6)
        let expected = self.model.values.count { $0.value % divisor == 0 }
        let counted = self.store.count { $0.value % divisor == 0 }
        let removed = self.store.removeAll { $0.value % divisor == 0 }
        if counted != removed || removed < expected { self.complaint = "\(counted), \(removed) for \(expected)" }
        self.model = self.model.filter { $0.value.value % divisor != 0 }
        return "removeAll"
    }

    private mutating func wait() -> String {
        let long = self.random.draw(0..<60) == 0
        self.now += UInt64(self.random.draw(0..<(long ? 20_000 : 2))) * Self.second + UInt64(self.random.draw(0..<1000))
        return "wait until \(self.now)"
    }

    private mutating func resize() -> String {
        self.maxBytes = (self.random.draw(60..<200) << 10) * (self.setup.shards > 1 ? 2 : 1)
        self.store.resize(to: self.maxBytes)
        self.mayEvict = true
        return "resize to \(self.maxBytes)"
    }

    private mutating func flush() -> String {
        let count = self.store.statistics.entries
        if self.store.flush() != count { self.complaint = "flushed other than \(count)" }
        self.model = [:]
        return "flush"
    }
}
