import GatewayCore

/// Holds a lock for as long as the call takes for which it was taken. Confined to its loop.
final class LockRenewal: WheelTimer {
    private let key: CacheKey
    private let token: LockToken
    private let tier: SharedTier
    private let loop: LoopState

    init(_ key: CacheKey, _ token: LockToken, tier: SharedTier, loop: LoopState) {
        self.key = key
        self.token = token
        self.tier = tier
        self.loop = loop
    }

    /// Begins.
    func start() {
        self.loop.timers.set(self, to: self.loop.recent &+ self.tier.renewalInterval)
    }

    /// Ends; the lock is given back by others.
    func stop() {
        self.loop.timers.cancel(self)
    }

    override func fired(at now: UInt64) {
        self.tier.renew(self.key, self.token)
        self.loop.timers.set(self, to: now &+ self.tier.renewalInterval)
    }
}
