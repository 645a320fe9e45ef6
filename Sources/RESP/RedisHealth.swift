/// What a node's connections share: figures and the breaker.
final class RedisHealth {
    var statistics = RedisStatistics()
    var breaker: RedisBreaker
    var jitter: RedisJitter

    /// Everything is well.
    init(_ configuration: RedisNodeConfiguration) {
        self.jitter = RedisJitter(seed: configuration.seed)
        self.breaker = RedisBreaker(
            threshold: configuration.breakerThreshold,
            cooldown: configuration.breakerCooldown,
            maximum: configuration.backoffMaximum
        )
    }

    /// A command was answered in time.
    func answered() {
        self.statistics.replies += 1
        self.breaker.succeeded()
    }
}

/// What a connection tells its node; called on the loop.
protocol RedisConnectionOwner: AnyObject {
    /// The handshake is over.
    func connectionReady(_ connection: RedisConnection)
    /// The connection is gone, before or after it was ready.
    func connectionEnded(_ connection: RedisConnection, wasReady: Bool, _ error: RedisError, _ text: String)
    /// An out-of-band message came.
    func pushed(_ value: RESPValue, by connection: RedisConnection)
    /// Commands were not answered in time.
    func commandsTimedOut(_ count: Int)
    /// A probe was answered in time, or was not.
    func probeEnded(_ isAnswered: Bool)
    /// Calls back with an error when the loop turns again.
    func refuse(_ error: RedisError, _ done: @escaping (RedisReply) -> Void)
}
