import Testing

@testable import RESP

@Suite struct ClusterTopologyTests {
    private let a = RedisAddress(host: "h", port: 1)
    private let b = RedisAddress(host: "h", port: 2)
    private let c = RedisAddress(host: "h", port: 3)
    private let d = RedisAddress(host: "h", port: 4)

    private var pair: ClusterTopology {
        ClusterTopology(shards: [
            .init(primary: self.a, replicas: [self.c], slots: [0...8_191]),
            .init(primary: self.b, replicas: [self.d], slots: [8_192...16_383]),
        ])
    }

    private func slot(_ number: Int) throws -> HashSlot { try #require(HashSlot(number)) }

    @Test func `slots belong to the shard whose range holds them`() throws {
        let topology = self.pair
        #expect(try topology.primary(of: self.slot(0)) == self.a)
        #expect(try topology.primary(of: self.slot(8_191)) == self.a)
        #expect(try topology.primary(of: self.slot(8_192)) == self.b)
        #expect(try topology.shard(of: self.slot(16_383))?.replicas == [self.d])
        #expect(topology.coveredSlots == HashSlot.count)
        #expect(topology.primaries == [self.a, self.b])
        #expect(topology.addresses == [self.a, self.b, self.c, self.d])
    }

    @Test func `nothing is owned where nothing is known`() throws {
        #expect(try ClusterTopology.unknown.primary(of: self.slot(5)) == nil)
        #expect(ClusterTopology.unknown.coveredSlots == 0)
    }

    @Test func `a shard without slots is left out and the first of two claims holds`() throws {
        let topology = ClusterTopology(shards: [
            .init(primary: self.c, slots: []), .init(primary: self.a, slots: [0...10]),
            .init(primary: self.b, slots: [10...20, 16_380...16_500]),
        ])
        #expect(topology.primaries == [self.a, self.b])
        #expect(try topology.primary(of: self.slot(10)) == self.a)
        #expect(topology.coveredSlots == 25)
    }

    @Test func `slots without a primary are not covered`() {
        let topology = ClusterTopology(shards: [.init(primary: nil, replicas: [self.c], slots: [0...16_383])])
        #expect(topology.coveredSlots == 0)
    }

    @Test func `one slot goes to the other primary`() throws {
        var topology = self.pair
        try topology.moved(self.slot(7), to: self.b)
        #expect(try topology.primary(of: self.slot(7)) == self.b)
        #expect(try topology.primary(of: self.slot(8)) == self.a)
        #expect(topology.shards.count == 2)
    }

    @Test func `a replica that is named takes its whole shard`() throws {
        var topology = self.pair
        try topology.moved(self.slot(7), to: self.c)
        #expect(try topology.primary(of: self.slot(8_191)) == self.c)
        #expect(try topology.shard(of: self.slot(0))?.replicas == [])
        #expect(try topology.primary(of: self.slot(8_192)) == self.b)
    }

    @Test func `an unknown node gets the one slot`() throws {
        var topology = self.pair
        let new = RedisAddress(host: "new", port: 9)
        try topology.moved(self.slot(7), to: new)
        try topology.moved(self.slot(7), to: new)
        #expect(try topology.primary(of: self.slot(7)) == new)
        #expect(topology.shards.count == 3)
        try topology.moved(self.slot(9), to: new)
        #expect(topology.shards.count == 3)
    }

    @Test func `agreement is about primaries and nothing else`() throws {
        var other = ClusterTopology(shards: [
            .init(primary: self.b, slots: [8_192...16_383]), .init(primary: self.a, slots: [0...8_191]),
        ])
        #expect(self.pair.agrees(with: other))
        try other.moved(self.slot(3), to: self.b)
        #expect(!self.pair.agrees(with: other))
        #expect(!self.pair.agrees(with: .unknown))
    }

    @Test(arguments: [
        ("10.0.0.1:6379", RedisAddress(host: "10.0.0.1", port: 6379)),
        (":6379", RedisAddress(host: "seed", port: 6379)), ("?:6379", RedisAddress(host: "seed", port: 6379)),
        ("::1:6379", RedisAddress(host: "::1", port: 6379)),
        ("redis.example:1", RedisAddress(host: "redis.example", port: 1)),
    ])
    func `an announced address may lack its host`(text: String, address: RedisAddress) {
        #expect(RedisAddress(announced: text, fallback: "seed") == address)
    }

    @Test(arguments: ["", ":", "host", "host:", "host:x", "host:0", "host:65536", "host:-1"])
    func `an address without a port is none`(text: String) {
        #expect(RedisAddress(announced: text, fallback: "seed") == nil)
    }

    @Test func `random moves agree with a table`() throws {
        let seed: UInt64 = 0x70_70
        var random = ClusterRandom(seed: seed)
        let nodes = (1...5).map { RedisAddress(host: "h", port: $0) }
        var topology = ClusterTopology(shards: [
            .init(primary: nodes[0], slots: [0...5_000]), .init(primary: nodes[1], slots: [5_001...16_383]),
        ])
        var table = (0..<HashSlot.count).map { $0 <= 5_000 ? nodes[0] : nodes[1] }
        for _ in 0..<3_000 {
            let number = Int(random.next() % 16_384)
            let node = nodes[Int(random.next() % 5)]
            try topology.moved(self.slot(number), to: node)
            table[number] = node
        }
        let own = try (0..<HashSlot.count).map { try topology.primary(of: self.slot($0)) }
        #expect(own == table.map(Optional.some), "seed \(seed)")
    }
}
