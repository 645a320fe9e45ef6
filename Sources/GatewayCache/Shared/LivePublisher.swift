import GatewayCore
import GatewayWire
import NIOCore

/// Shows an answer on its way to other nodes, because one of them asked for it.
///
/// A reader of the log like any follower, so that the call goes on for the others when its own client has left.
final class LivePublisher: FlightReader {
    let loop: LoopState
    var gang: FlightGang?
    private let log: FlightLog
    private let tier: SharedTier
    private let scope: String
    /// The lock under which the call is made: tells its pieces from those of another call for the same key.
    private let token: LockToken
    private var offset = 0
    private var isOver = false

    init(_ log: FlightLog, loop: LoopState, tier: SharedTier, scope: String, token: LockToken) {
        self.log = log
        self.loop = loop
        self.tier = tier
        self.scope = scope
        self.token = token
    }

    /// Others have deadlines of their own; the call's own one stays.
    var patience: UInt64 { 0 }

    /// Begins; nothing happens where the beginning is gone.
    func start() {
        guard self.log.join(self, atMost: .max) else { return }
        self.pump()
    }

    func pump() {
        guard !self.isOver else { return }
        guard let reading = self.log.read(from: self.offset) else {
            self.end()
            return
        }
        var pieces: [LivePiece] = []
        if reading.bytes.readableBytes > 0 {
            if self.offset == 0 {
                pieces.append(.head(deployment: reading.deployment, provider: reading.provider))
            }
            pieces.append(.events(reading.bytes, at: self.offset))
            self.offset += reading.bytes.readableBytes
        }
        if let end = reading.end {
            if let usage = reading.usage {
                pieces.append(.usage(usage))
            }
            let isWhole = if case .failed = end { false } else { true }
            pieces.append(.end(isWhole: isWhole, length: self.offset))
        }
        self.tier.publish(pieces, self.log.key, scope: self.scope, token: self.token)
        if reading.end != nil {
            self.end()
        }
    }

    private func end() {
        self.isOver = true
        self.log.leave(self)
    }
}
