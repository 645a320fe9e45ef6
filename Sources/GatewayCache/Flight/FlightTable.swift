import Synchronization

/// The upstream calls that are under way, by what they answer. Shared by all loops.
package final class FlightTable: Sendable {
    /// A part of the table with a lock of its own, so that loops seldom meet.
    private final class Shard: Sendable {
        let logs = Mutex<[CacheKey: FlightLog]>([:])
    }

    /// What becomes of a request.
    package enum Place {
        /// It makes the call, and writes the log.
        case leads(FlightLog)
        /// Somebody makes the call already.
        case follows(FlightLog)
    }

    private static let shardBits: UInt64 = 5
    private let shards: [Shard]

    /// Creates an empty table.
    package init() {
        self.shards = (0..<(1 << Self.shardBits)).map { _ in Shard() }
    }

    /// Calls under way.
    package var count: Int {
        self.shards.reduce(0) { sum, shard in sum + shard.logs.withLock { $0.count } }
    }

    /// Finds the call for a key, or enters a new one.
    ///
    /// - Parameters:
    ///   - generation: calls that the request has seen fail.
    ///   - fingerprint: the body, where the key does not say it.
    package func place(
        _ key: CacheKey,
        generation: Int,
        maxBytes: Int,
        fingerprint: CacheKey? = nil
    ) -> Place {
        self.shard(key).logs.withLock { logs in
            if let log = logs[key] {
                return .follows(log)
            }
            let log = FlightLog(key: key, generation: generation, maxBytes: maxBytes, fingerprint: fingerprint)
            logs[key] = log
            return .leads(log)
        }
    }

    /// The call for a key, if one is under way.
    package func log(_ key: CacheKey) -> FlightLog? {
        self.shard(key).logs.withLock { $0[key] }
    }

    /// Takes a call out; does nothing where another one has its place.
    package func remove(_ log: FlightLog) {
        self.shard(log.key).logs.withLock { logs in
            if logs[log.key] === log {
                logs[log.key] = nil
            }
        }
    }

    private func shard(_ key: CacheKey) -> Shard {
        self.shards[Int(key.d & (1 << Self.shardBits - 1))]
    }
}
