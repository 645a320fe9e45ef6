import Testing

@testable import RESP

@Suite struct ClusterVoteTests {
    private func answer(_ port: Int, epoch: UInt64 = 0, serving: Bool = true) -> ClusterVote.Answer {
        let shard = ClusterTopology.Shard(primary: RedisAddress(host: "h", port: port), slots: [0...16_383])
        return ClusterVote.Answer(topology: ClusterTopology(shards: [shard]), epoch: epoch, isServing: serving)
    }

    private func port(_ topology: ClusterTopology?) -> Int? { topology?.primaries.first?.port }

    @Test func `a majority of those asked decides at once`() {
        var vote = ClusterVote(asked: 5)
        let results = [1, 2, 1, 1].map { self.port(vote.count(self.answer($0, epoch: $0 == 2 ? 9 : 1))) }
        #expect(results == [nil, nil, nil, 1])
    }

    @Test func `half is no majority`() {
        var vote = ClusterVote(asked: 4)
        let results = [1, 1, 2].map { self.port(vote.count(self.answer($0))) }
        #expect(results == [nil, nil, nil])
        #expect(!vote.isComplete)
    }

    @Test func `without a majority the higher epoch wins over more votes`() {
        var vote = ClusterVote(asked: 4)
        #expect(vote.count(self.answer(1, epoch: 3)) == nil)
        #expect(vote.count(self.answer(1, epoch: 3)) == nil)
        #expect(vote.count(self.answer(2, epoch: 4)) == nil)
        #expect(self.port(vote.count(nil)) == 2)
    }

    @Test func `with equal epochs most votes win and then the earliest`() {
        var vote = ClusterVote(asked: 5)
        for port in [1, 2, 2] { #expect(vote.count(self.answer(port, epoch: 3)) == nil) }
        #expect(self.port(vote.close()) == 2)
        var tie = ClusterVote(asked: 2)
        #expect(tie.count(self.answer(8)) == nil)
        #expect(self.port(tie.count(self.answer(7))) == 8)
    }

    @Test func `a node that finds the cluster down counts less than any that does not`() {
        var vote = ClusterVote(asked: 2)
        #expect(vote.count(self.answer(1, epoch: .max, serving: false)) == nil)
        #expect(self.port(vote.count(self.answer(2, epoch: 0))) == 2)
    }

    @Test func `nobody's answer is none`() {
        var vote = ClusterVote(asked: 2)
        #expect(vote.count(nil) == nil)
        #expect(vote.count(nil) == nil)
        #expect(vote.isComplete)
        #expect(vote.close() == nil)
    }

    @Test func `the order of answers matters only among equals`() {
        let seed: UInt64 = 0x707E
        var random = ClusterRandom(seed: seed)
        let known = (1...3).map { self.answer($0, epoch: UInt64($0)) }
        for round in 0..<40 {
            let asked = Int(random.next() % 7) + 1
            let ports = (0..<asked).map { _ in Int(random.next() % 3) + 1 }
            let answers = ports.map { known[$0 - 1] }
            var winners: Set<Int?> = []
            for order in [answers, answers.reversed(), answers.shuffled(using: &random)] {
                var vote = ClusterVote(asked: asked)
                var decided: ClusterTopology?
                for answer in order where decided == nil { decided = vote.count(answer) }
                winners.insert(self.port(decided))
            }
            let majority = (1...3).first { port in ports.filter { $0 == port }.count > asked / 2 }
            #expect(winners == [majority ?? ports.max()], "seed \(seed), round \(round), ports \(ports)")
        }
    }
}
