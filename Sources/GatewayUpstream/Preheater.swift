import GatewayCore
import GatewayWire
import NIOCore

/// Has connections ready for deployments before they get traffic, where `preheat.connections` says so.
///
/// The pools open them at the start and after a reload, as they do for `pool.preheat` of a provider; here it is seen that
/// one is ready again when none is left, for as long as a group gives the deployment a share of its traffic. A look per
/// second bounds the rate, and each look that brought no connection doubles the pause up to a minute. Confined to its loop.
final class Preheater: WheelTimer {
    /// Nanoseconds between two looks.
    static let pace: UInt64 = 1_000_000_000
    /// Longest pause after looks in vain.
    static let longestPause: UInt64 = 60_000_000_000

    private struct Watched {
        let provider: ProviderTarget
        var next: UInt64
        var pause = Preheater.pace
        /// Connections that the pool had opened when it was last asked for some; nil where it was not.
        var openedBefore: Int?
    }

    private let loop: LoopState
    private unowned let client: UpstreamClient
    private var watched: [Watched] = []
    private let warmUp: WarmUp

    init(loop: LoopState, client: UpstreamClient) {
        self.loop = loop
        self.client = client
        self.warmUp = WarmUp(loop: loop)
        super.init()
    }

    /// Takes a snapshot's wishes over.
    func apply(_ snapshot: Snapshot) {
        let wishes = Self.wishes(of: snapshot)
        let now = self.loop.now
        self.watched = []
        var seen: Set<Int> = []
        for provider in snapshot.providers where seen.insert(provider.poolID).inserted {
            let wanted = wishes[provider.poolID] ?? 0
            self.client.pool(for: provider).wanted = wanted
            if wanted > 0 {
                self.watched.append(Watched(provider: provider, next: now &+ Self.pace))
            }
        }
        if self.watched.isEmpty {
            self.loop.timers.cancel(self)
        } else {
            self.loop.timers.set(self, to: now &+ Self.pace)
        }
        // One loop asks for all of them.
        guard self.loop.index == 0 else { return }
        self.warmUp.apply(snapshot)
    }

    /// Connections that are wanted, by pool: a pool serves all deployments at its address, so the largest wish counts.
    static func wishes(of snapshot: Snapshot) -> [Int: Int] {
        var wishes: [Int: Int] = [:]
        for group in snapshot.groups {
            for (member, weight) in zip(group.members, group.weights) where weight > 0 {
                let target = snapshot.targets[member]
                let wanted = target.deployment.preheat?.connections ?? 0
                guard wanted > 0 else { continue }
                wishes[target.provider.poolID] = max(wishes[target.provider.poolID] ?? 0, wanted)
            }
        }
        return wishes
    }

    /// Ends looking.
    func stop() {
        self.watched = []
        self.loop.timers.cancel(self)
    }

    override func fired(at now: UInt64) {
        for index in self.watched.indices where self.watched[index].next <= now {
            self.look(&self.watched[index], at: now)
        }
        if !self.watched.isEmpty {
            self.loop.timers.set(self, to: now &+ Self.pace)
        }
    }

    private func look(_ watched: inout Watched, at now: UInt64) {
        let pool = self.client.pool(for: watched.provider)
        watched.next = now &+ Self.pace
        guard pool.isCold else {
            watched.pause = Self.pace
            watched.openedBefore = nil
            return
        }
        let opened = pool.warm()
        watched.pause = watched.openedBefore == opened ? min(2 &* watched.pause, Self.longestPause) : Self.pace
        watched.openedBefore = opened
        watched.next = now &+ watched.pause
    }
}
