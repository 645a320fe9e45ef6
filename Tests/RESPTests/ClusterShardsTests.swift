import NIOCore
import Testing

@testable import RESP

@Suite struct ClusterShardsTests {
    private typealias Fields = [(String, RESPValue)]

    private func text(_ text: String) -> RESPValue { .bulk(ByteBuffer(string: text)) }

    private func record(_ fields: Fields, flat: Bool) -> RESPValue {
        flat
            ? .array(fields.flatMap { [self.text($0.0), $0.1] })
            : .map(fields.map { RESPMapEntry(key: self.text($0.0), value: $0.1) })
    }

    private func node(_ port: Int64, _ role: String, health: String = "online", offset: Int64 = 0) -> Fields {
        [
            ("id", self.text("\(port)")), ("port", .integer(port)), ("ip", self.text("10.0.0.1")),
            ("endpoint", self.text("10.0.0.1")), ("role", self.text(role)), ("replication-offset", .integer(offset)),
            ("health", self.text(health)), ("availability-zone", self.text("")),
        ]
    }

    private func shard(_ slots: [Int64], _ nodes: [Fields], flat: Bool = false) -> RESPValue {
        self.record(
            [
                ("slots", .array(slots.map { .integer($0) })),
                ("nodes", .array(nodes.map { self.record($0, flat: flat) })), ("id", self.text("x")),
            ],
            flat: flat
        )
    }

    private func read(_ shards: [RESPValue], tls: Bool = false, limit: Int = 100) -> ClusterTopology? {
        ClusterTopology(shards: .array(shards), host: "seed", usesTLS: tls, limit: limit)
    }

    private func address(_ port: Int, _ host: String = "10.0.0.1") -> RedisAddress {
        RedisAddress(host: host, port: port)
    }

    @Test(arguments: [false, true])
    func `maps and flat lists say the same`(flat: Bool) throws {
        let topology = try #require(
            self.read([
                self.shard([0, 99, 200, 300], [self.node(1, "master"), self.node(2, "replica")], flat: flat),
                self.shard([], [self.node(9, "master")], flat: flat),
                self.shard([100, 199], [self.node(3, "slave"), self.node(4, "master")], flat: flat),
            ])
        )
        #expect(topology.primaries == [self.address(1), self.address(4)])
        #expect(topology.shards.map(\.replicas) == [[self.address(2)], [self.address(3)]])
        #expect(topology.shards.map(\.slots) == [[0...99, 200...300], [100...199]])
    }

    @Test func `nodes that are not online are not used`() throws {
        let shard = self.shard(
            [0, 16_383],
            [
                self.node(1, "master", health: "fail"), self.node(2, "replica"),
                self.node(3, "replica", health: "loading"),
            ]
        )
        let topology = try #require(self.read([shard]))
        #expect(topology.primaries.isEmpty)
        #expect(topology.shards.map(\.replicas) == [[self.address(2)]])
    }

    @Test func `of two primaries the one with more data counts`() throws {
        let nodes = [self.node(1, "master", offset: 5), self.node(2, "master", offset: 9)]
        #expect(self.read([self.shard([0, 5], nodes)])?.primaries == [self.address(2)])
    }

    @Test(arguments: [nil, "", "?"])
    func `a host that is not announced is the one that was asked`(host: String?) {
        var node = self.node(1, "master")
        node[3].1 = host.map { self.text($0) } ?? .null
        #expect(self.read([self.shard([0, 5], [node])])?.primaries == [self.address(1, "seed")])
    }

    @Test func `a host name is taken as it is and the IP only where there is no endpoint`() {
        var node = self.node(1, "master")
        node[3].1 = self.text("a.example")
        #expect(self.read([self.shard([0, 5], [node])])?.primaries == [self.address(1, "a.example")])
        node.remove(at: 3)
        #expect(self.read([self.shard([0, 5], [node])])?.primaries == [self.address(1)])
    }

    @Test func `TLS has its own port`() {
        let node = self.node(1, "master") + [("tls-port", .integer(77))]
        #expect(self.read([self.shard([0, 5], [node])], tls: true)?.primaries == [self.address(77)])
        #expect(self.read([self.shard([0, 5], [node])])?.primaries == [self.address(1)])
    }

    @Test(arguments: [[1], [5, 4], [0, 16_384], [-1, 5]] as [[Int64]])
    func `strange slots make the whole answer useless`(slots: [Int64]) {
        let good = self.shard([7, 8], [self.node(2, "master")])
        #expect(self.read([good]) != nil)
        #expect(self.read([good, self.shard(slots, [self.node(1, "master")])]) == nil)
    }

    @Test func `an answer without slots or with too many nodes is none`() {
        #expect(self.read([]) == nil)
        #expect(self.read([self.shard([], [self.node(1, "master")])]) == nil)
        #expect(self.read([.integer(1)]) == nil)
        #expect(ClusterTopology(shards: .null, host: "seed", usesTLS: false, limit: 10) == nil)
        let three = [self.node(1, "master"), self.node(2, "replica"), self.node(3, "replica")]
        #expect(self.read([self.shard([0, 5], three)], limit: 2) == nil)
        #expect(self.read([self.shard([0, 5], three)], limit: 3) != nil)
    }

    @Test(arguments: [
        ("cluster_state:ok\r\ncluster_slots_assigned:16384\r\ncluster_current_epoch:12\r\n", true, UInt64(12)),
        ("cluster_state:fail\ncluster_current_epoch:3", false, 3), ("", true, 0),
        ("cluster_current_epoch:many\r\n", true, 0),
    ])
    func `epoch and state come from CLUSTER INFO`(info: String, isServing: Bool, epoch: UInt64) throws {
        let answer = try #require(
            ClusterVote.Answer(
                shards: .array([self.shard([0, 5], [self.node(1, "master")])]),
                info: .verbatim(ByteBuffer(string: "txt:" + info)),
                host: "seed",
                usesTLS: false,
                limit: 10
            )
        )
        #expect(answer.isServing == isServing)
        #expect(answer.epoch == epoch)
    }

    @Test func `random answers never crash`() {
        let seed: UInt64 = 0x5A4D
        var random = ClusterRandom(seed: seed)
        func value(_ depth: Int) -> RESPValue {
            switch random.next() % (depth > 4 ? 4 : 7) {
            case 0: return .integer(Int64(truncatingIfNeeded: random.next()) >> Int64(random.next() % 64))
            case 1: return .null
            case 2: return self.text(["master", "online", "port", "slots", "nodes", "?", ""][Int(random.next() % 7)])
            case 3: return .boolean(true)
            case 4: return .array((0..<Int(random.next() % 5)).map { _ in value(depth + 1) })
            case 5: return self.shard([0, 5], [[("port", value(9)), ("role", value(9)), ("endpoint", value(9))]])
            default:
                return .map(
                    ["slots", "nodes", "port", "role"].map { RESPMapEntry(key: self.text($0), value: value(depth + 1)) }
                )
            }
        }
        var read = 0
        for _ in 0..<5_000 {
            let topology = ClusterTopology(shards: value(0), host: "seed", usesTLS: false, limit: 10)
            guard let topology else { continue }
            read += 1
            #expect(topology.coveredSlots <= HashSlot.count, "seed \(seed)")
        }
        #expect(read > 0, "seed \(seed)")
    }
}
