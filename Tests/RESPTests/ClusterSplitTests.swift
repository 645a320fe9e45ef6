import NIOCore
import Testing

@testable import RESP

@Suite struct ClusterSplitTests {
    private func bulk(_ text: String) -> RESPValue { .bulk(ByteBuffer(string: text)) }

    private func words(_ command: RESPCommand) -> [String] {
        command.arguments.map { $0.withBytes { String(decoding: $0, as: UTF8.self) } }
    }

    @Test func `a command without keys goes anywhere`() {
        guard case .anywhere = ClusterPlan(.ping) else { return #expect(Bool(false)) }
        guard case .anywhere = ClusterPlan(.eval("return 1", keys: [], arguments: [])) else {
            return #expect(Bool(false))
        }
    }

    @Test func `keys of one slot stay together`() {
        guard case .whole(let slot) = ClusterPlan(.mget(["{t}a", "{t}b"])) else { return #expect(Bool(false)) }
        #expect(slot == HashSlot(key: "t"))
        guard case .whole(let own) = ClusterPlan(.evalsha("abc", keys: ["{t}a", "{t}b"], arguments: ["foo"])) else {
            return #expect(Bool(false))
        }
        #expect(own == slot)
    }

    @Test func `a script needs one slot`() {
        guard case .crossSlot = ClusterPlan(.eval("return 1", keys: ["a", "b"], arguments: [])) else {
            return #expect(Bool(false))
        }
    }

    @Test func `a numeric key hashes as its digits`() {
        guard case .whole(let slot) = ClusterPlan(.get(.integer(-42))) else { return #expect(Bool(false)) }
        #expect(slot == HashSlot(key: "-42"))
    }

    @Test func `parts keep the order of their keys`() throws {
        let split = try #require(ClusterSplit(.mget(["{a}1", "{b}1", "{a}2", "{c}1", "{b}2"])))
        #expect(split.parts.map { self.words($0.command) } == [["{a}1", "{a}2"], ["{b}1", "{b}2"], ["{c}1"]])
        #expect(split.parts.map(\.places) == [[0, 2], [1, 4], [3]])
        #expect(split.parts.allSatisfy { $0.command.isReadOnly })
    }

    @Test func `counts are added`() throws {
        let split = try #require(ClusterSplit(.del(["a", "b", "c"])))
        let replies = [1, 0, 1].map { RedisReply.success(.integer($0)) }
        #expect(split.joined(replies) == .success(.integer(2)))
    }

    @Test func `the first error is the whole's and a strange reply is none`() throws {
        let split = try #require(ClusterSplit(.mget(["a", "b"])))
        let good = RedisReply.success(.array([.null]))
        #expect(split.joined([good, .failure(.timedOut)]) == .failure(.timedOut))
        for odd in [RESPValue.null, .array([]), .array([.null, .null]), .integer(1)] {
            #expect(split.joined([good, .success(odd)]) == .failure(.protocol(.unexpectedReply)))
        }
        let sum = try #require(ClusterSplit(.exists(["a", "b"])))
        #expect(sum.joined([good, good]) == .failure(.protocol(.unexpectedReply)))
    }

    @Test func `any keys come back in the order they were asked for`() throws {
        let seed: UInt64 = 0x5B11
        var random = ClusterRandom(seed: seed)
        for round in 0..<300 {
            let keys = (0..<Int(random.next() % 30) + 2).map { _ in "k\(random.next() % 50)" }
            guard let split = ClusterSplit(.mget(keys.map { .string($0) })) else { return #expect(Bool(false)) }
            #expect(Set(split.parts.map(\.slot)).count == split.parts.count, "seed \(seed), round \(round)")
            let replies = split.parts.map { part -> RedisReply in
                let own = self.words(part.command)
                #expect(own.allSatisfy { HashSlot(key: $0) == part.slot }, "seed \(seed), round \(round)")
                return .success(.array(own.map { self.bulk("of " + $0) }))
            }
            #expect(
                split.joined(replies) == .success(.array(keys.map { self.bulk("of " + $0) })),
                "seed \(seed), round \(round)"
            )
        }
    }
}
