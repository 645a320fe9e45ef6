import GatewayCore
import GatewayWire
import NIOCore

extension Relay {
    /// Tells the deployment's live state what a reply says of the provider's limits.
    func noteLimits(_ head: ProviderHead, at now: UInt64) {
        if head.parsed.contains(.rateLimit) {
            self.target.live.note(head.rateLimits, at: now)
        }
        if head.parsed.status == 429, let wait = ProviderFault.retryAfter(head), wait > 0 {
            self.target.live.noteRetryAfter(wait, at: now)
        }
    }
}

extension ProviderHead {
    /// What the head says of the provider's limits.
    var rateLimits: RateLimitReading {
        let date = self.value(.date).flatMap { HTTPDate.seconds($0) }
        return self.bytes.withUnsafeReadableBytes { bytes in
            var reading = RateLimitReading()
            for field in self.parsed.fields where field.name == .rateLimit {
                reading.take(
                    name: UnsafeRawBufferPointer(rebasing: bytes[field.nameRange]),
                    value: UnsafeRawBufferPointer(rebasing: bytes[field.valueRange]),
                    date: date
                )
            }
            return reading
        }
    }
}
