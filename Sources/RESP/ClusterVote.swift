/// What several nodes say about the cluster, and what is to be believed.
///
/// A node that was cut off goes on describing a cluster that is no more. So some are asked, and what most of those asked
/// agree on is taken at once. Where no majority comes together, nodes that find the cluster healthy go first, then the
/// highest epoch (it rises with every failover), then the most votes, then the earliest answer.
package struct ClusterVote: Sendable {
    /// What one node says.
    package struct Answer: Sendable {
        /// Who owns what.
        package var topology: ClusterTopology
        /// The cluster's epoch as the node knows it.
        package var epoch: UInt64
        /// Whether the node finds the cluster able to serve.
        package var isServing: Bool

        /// An answer.
        package init(topology: ClusterTopology, epoch: UInt64 = 0, isServing: Bool = true) {
            self.topology = topology
            self.epoch = epoch
            self.isServing = isServing
        }
    }

    /// One distinct answer with those who gave it.
    private struct Ballot {
        var best: Answer
        var votes: Int
    }

    /// How many nodes were asked.
    package let asked: Int
    /// How many answered or failed.
    package private(set) var heard = 0
    private var ballots: [Ballot] = []

    /// A vote among this many nodes.
    package init(asked: Int) {
        self.asked = asked
    }

    /// Whether nobody is left to be heard.
    package var isComplete: Bool { self.heard >= self.asked }

    /// Counts an answer; nil is a node that did not give one. Returns the cluster once it is decided.
    package mutating func count(_ answer: Answer?) -> ClusterTopology? {
        self.heard += 1
        guard let answer else { return self.isComplete ? self.close() : nil }
        let known = self.ballots.firstIndex { $0.best.topology.agrees(with: answer.topology) }
        let index = known ?? self.ballots.count
        if known == nil {
            self.ballots.append(Ballot(best: answer, votes: 1))
        } else {
            self.ballots[index].votes += 1
            if Self.rank(answer) > Self.rank(self.ballots[index].best) { self.ballots[index].best = answer }
        }
        if self.ballots[index].votes > self.asked / 2 { return self.ballots[index].best.topology }
        return self.isComplete ? self.close() : nil
    }

    /// The best of what was said so far, where no majority came together; nil where nobody answered.
    package func close() -> ClusterTopology? {
        var winner: Ballot?
        for ballot in self.ballots {
            guard let leader = winner else {
                winner = ballot
                continue
            }
            let challenge = (Self.rank(ballot.best), ballot.votes)
            if challenge > (Self.rank(leader.best), leader.votes) { winner = ballot }
        }
        return winner?.best.topology
    }

    /// The epoch, above all of those that find the cluster unable to serve.
    private static func rank(_ answer: Answer) -> UInt64 {
        answer.isServing ? min(answer.epoch, UInt64.max - 1) + 1 : 0
    }
}
