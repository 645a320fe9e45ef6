import NIOCore

/// One round of asking the nodes what the cluster looks like.
final class ClusterRefresh {
    var vote: ClusterVote

    init(asked: Int) {
        self.vote = ClusterVote(asked: asked)
    }
}

extension RedisCluster {
    private static let questions = [RESPCommand("CLUSTER", "SHARDS"), RESPCommand("CLUSTER", "INFO")]

    /// Sets the timer to when the next refresh is due.
    func arm() {
        guard !self.isClosed, let due = self.watch.due else { return }
        guard self.timer == nil || self.timerAt != due else { return }
        self.timer?.cancel()
        self.timerAt = due
        let loop = self.eventLoop.assumeIsolated()
        self.timer = loop.scheduleTask(deadline: .uptimeNanoseconds(due)) { [weak self] in
            guard let self else { return }
            self.timer = nil
            self.askNodes()
        }
    }

    private func askNodes() {
        guard !self.isClosed, self.refresh == nil else { return }
        self.watch.refreshBegan(now: self.now)
        let voters = self.chooseVoters()
        guard !voters.isEmpty else { return self.refreshEnded(nil) }
        let refresh = ClusterRefresh(asked: voters.count)
        self.refresh = refresh
        for member in voters {
            member.node.sendPipeline(Self.questions, within: self.configuration.refreshTimeout) { [weak self] replies in
                self?.heard(replies, from: member, in: refresh)
            }
        }
    }

    /// Nodes that can be asked, in random order; the seeds too where fewer than two (or the only primary) can.
    private func chooseVoters() -> [ClusterMember] {
        let limit = max(self.configuration.voters, 1)
        var voters = self.members.values
            .filter { $0.node.isAvailable }
            .sorted { ($0.address.host, $0.address.port) < ($1.address.host, $1.address.port) }
            .shuffled(using: &self.jitter)
        if voters.count < min(2, max(self.topology.primaries.count, 1)) {
            for seed in self.configuration.seeds.shuffled(using: &self.jitter) {
                guard let member = self.member(at: seed), !voters.contains(where: { $0 === member }) else { continue }
                voters.append(member)
            }
        }
        return Array(voters.prefix(limit))
    }

    private func heard(_ replies: [RedisReply], from member: ClusterMember, in refresh: ClusterRefresh) {
        guard self.refresh === refresh, replies.count == Self.questions.count else { return }
        if case .failure(let error) = replies[0] { self.refreshError = error }
        let answer = (try? replies[0].get()).flatMap { shards in
            ClusterVote.Answer(
                shards: shards,
                info: try? replies[1].get(),
                host: member.address.host,
                usesTLS: self.configuration.node.tls != nil,
                limit: self.configuration.maxNodes
            )
        }
        let decided = refresh.vote.count(answer)
        if decided != nil || refresh.vote.isComplete {
            self.refreshEnded(decided)
        } else if let answer, self.topology.shards.isEmpty {
            // Any picture is better than none, until the others have spoken.
            self.take(answer.topology)
        }
    }

    private func refreshEnded(_ decided: ClusterTopology?) {
        self.refresh = nil
        if let decided {
            self.refreshes += 1
            self.refreshError = nil
            self.take(decided)
            self.dropStrangers()
            let isWhole =
                decided.coveredSlots == HashSlot.count
                && self.shards.allSatisfy { $0.primary?.node.isAvailable ?? false }
            self.watch.refreshSucceeded(isWhole: isWhole, now: self.now)
        } else {
            // Nodes that answer commands but not these questions keep the client alive.
            if self.members.values.contains(where: { $0.node.isAvailable }) { self.watch.answered(now: self.now) }
            self.watch.refreshFailed(now: self.now)
        }
        self.arm()
    }

    private func take(_ topology: ClusterTopology) {
        self.topology = topology
        self.bindShards()
        self.eventLoop.assumeIsolated().execute { self.dispatcher.wake() }
    }
}
