package import GatewayCore
package import GatewayWire

/// Where an answer came from and what it cost: all that is told of it besides its bytes.
package struct RecordOrigin: Sendable, Hashable {
    /// What was asked.
    package var endpoint: Endpoint
    /// Model group that was asked for.
    package var group = ""
    /// Deployment that answered.
    package var deployment = ""
    /// Its provider.
    package var provider = ""
    /// The model's name at the provider.
    package var model = ""
    /// Tenant that asked first and paid; not the scope of the entry, which others may share.
    package var tenant = ""
    /// Tags by which the entry can be purged.
    package var tags: [String] = []
    /// Tokens used, if they were reported.
    package var usage: TokenUsage?
    /// What they cost, exactly; nil where no price is known.
    package var cost: Cost?
    /// From the request to the last byte of the answer.
    package var latencyNanoseconds: UInt64 = 0
    /// From the request to the first content; 0 if unknown.
    package var firstTokenNanoseconds: UInt64 = 0
    /// Digest of the request body, for an `Idempotency-Key` that is used again.
    package var bodyFingerprint: CacheKey?

    /// Creates an origin of which only the endpoint is known.
    package init(endpoint: Endpoint) {
        self.endpoint = endpoint
    }
}

/// How long an answer may be given, in milliseconds of Unix time, so that ages agree between nodes.
package struct RecordLifetime: Sendable, Hashable {
    /// When the answer was complete.
    package var storedAt: Int64
    /// How long it is fresh.
    package var freshMilliseconds: Int64
    /// How long after that it is given while a new one is fetched.
    package var staleRevalidateMilliseconds: Int64
    /// How long after that it is given if a new one cannot be had.
    package var staleErrorMilliseconds: Int64

    /// Creates a lifetime; negative spans become 0.
    package init(
        storedAt: Int64,
        freshMilliseconds: Int64,
        staleRevalidateMilliseconds: Int64 = 0,
        staleErrorMilliseconds: Int64 = 0
    ) {
        self.storedAt = storedAt
        self.freshMilliseconds = max(0, freshMilliseconds)
        self.staleRevalidateMilliseconds = max(0, staleRevalidateMilliseconds)
        self.staleErrorMilliseconds = max(0, staleErrorMilliseconds)
    }

    /// How long any use can be made of it, from `storedAt` on.
    package var keptMilliseconds: Int64 {
        let (sum, overflow) = self.freshMilliseconds.addingReportingOverflow(
            max(self.staleRevalidateMilliseconds, self.staleErrorMilliseconds)
        )
        return overflow ? .max : sum
    }
}

/// A place in a recorded stream: so much of it was there by then.
package struct RecordMark: Sendable, Hashable {
    /// Bytes of the body up to here.
    package let offset: UInt32
    /// Milliseconds since the request began.
    package let milliseconds: UInt32

    /// Creates a mark.
    package init(offset: UInt32, milliseconds: UInt32) {
        self.offset = offset
        self.milliseconds = milliseconds
    }
}

/// What an answer looks like as it is kept.
package enum RecordForm: UInt8, Sendable {
    /// One JSON text.
    case json
    /// Events of a stream.
    case events
}
