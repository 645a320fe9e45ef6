import GatewayCore
import GatewayWire
import NIOCore

/// Brings the pieces of an answer that another node fetches into this process's log of it.
///
/// Looks when Redis says that something has changed, and every now and then in case that word was lost. Confined to the
/// loop of the request that began it, and outlives that request as long as somebody follows the log.
final class PeerTail: WheelTimer {
    private let log: FlightLog
    private let loop: LoopState
    private let tier: SharedTier
    private let scope: String
    private let isStreamed: Bool
    private let maker: (CacheRecord) -> StoredAnswer
    private let ended: (FlightEnd) -> Void
    private var lastID = "0"
    private var isLooking = false
    private var looksAgain = false
    private var isOver = false
    private var hasBegun = false
    /// The call that is followed, by the token of its lock.
    private var call: String?
    /// Bytes of events so far.
    private var length = 0
    /// Whether the stream has come to its end.
    private var isWhole = false
    private var lateLooks = 0
    private var silence = 0
    private var interval = PeerTail.shortest

    private static let shortest: UInt64 = 25_000_000
    private static let longest: UInt64 = 250_000_000
    /// Looks at what should be complete by now.
    private static let maxLateLooks = 4
    /// Looks in a row that Redis may leave unanswered.
    private static let maxSilence = 4

    init(
        _ log: FlightLog,
        loop: LoopState,
        tier: SharedTier,
        scope: String,
        isStreamed: Bool,
        maker: @escaping (CacheRecord) -> StoredAnswer,
        ended: @escaping (FlightEnd) -> Void
    ) {
        self.log = log
        self.loop = loop
        self.tier = tier
        self.scope = scope
        self.isStreamed = isStreamed
        self.maker = maker
        self.ended = ended
    }

    /// Begins to look.
    func start() {
        if self.isStreamed {
            self.tier.want(self.log.key)
        }
        self.look()
    }

    /// Something has changed.
    func wake() {
        guard !self.isOver else { return }
        self.interval = Self.shortest
        self.look()
    }

    override func fired(at now: UInt64) {
        self.look()
    }

    private func look() {
        guard !self.isOver else { return }
        guard !self.isLooking else {
            self.looksAgain = true
            return
        }
        self.isLooking = true
        self.tier.watch(self.log.key, scope: self.scope, after: self.lastID) { view in
            self.isLooking = false
            self.take(view)
        }
    }

    private func take(_ view: LiveView?) {
        guard !self.isOver else { return }
        guard let view else {
            self.silence += 1
            guard self.silence < Self.maxSilence else {
                self.giveUp()
                return
            }
            self.rest()
            return
        }
        self.silence = 0
        if let id = view.lastID {
            self.lastID = id
            self.interval = Self.shortest
        }
        if !self.hasBegun {
            // Pieces of an earlier call may still be there: only those of the present one are taken.
            self.call = view.holder ?? self.call
        }
        var isNew = false
        for (call, piece) in view.pieces where self.isStreamed && call == self.call && !self.isOver {
            isNew = true
            self.take(piece)
        }
        guard !self.isOver else { return }
        let record = view.record.map { self.maker($0) }
        if let record, !self.hasBegun || self.isWhole {
            self.end(.answer(record))
        } else if !self.hasBegun {
            view.holder == nil ? self.giveUp() : self.rest()
        } else if isNew || view.holder == self.call && !self.isWhole {
            self.lateLooks = 0
            self.rest()
        } else {
            // The lock may be given back before the last piece arrives, and the last piece come before the entry.
            self.lateLooks += 1
            self.lateLooks < Self.maxLateLooks ? self.rest() : self.giveUp()
        }
    }

    private func take(_ piece: LivePiece) {
        switch piece {
        case .head(let deployment, let provider):
            self.hasBegun = true
            self.log.begin(isStream: true, deployment: deployment, provider: provider, on: self.loop)
        case .events(let bytes, let place):
            guard self.hasBegun, place == self.length else {
                self.end(.failed(Self.lost, isFinal: false))
                return
            }
            self.length += bytes.readableBytes
            self.log.append(bytes, on: self.loop)
        case .usage(let data):
            data.withUnsafeReadableBytes { self.log.noteUsage($0) }
        case .end(let isWhole, let length):
            guard isWhole, length == self.length else {
                self.end(.failed(Self.lost, isFinal: false))
                return
            }
            // The entry follows, if there is one: those who want one text are waiting for it.
            self.isWhole = true
        }
    }

    /// Whoever fetched it is gone, or has nothing more to say.
    private func giveUp() {
        self.end(self.hasBegun && self.isWhole ? .done : .failed(Self.lost, isFinal: false))
    }

    private func rest() {
        if self.looksAgain {
            self.looksAgain = false
            self.look()
            return
        }
        if self.isStreamed, !self.hasBegun {
            // The word may have come before the call was known there.
            self.tier.want(self.log.key)
        }
        self.loop.timers.set(self, to: self.loop.now &+ self.interval)
        self.interval = min(self.interval * 2, Self.longest)
    }

    /// Nobody here waits any more.
    func stop() {
        self.end(.failed(Self.lost, isFinal: false))
    }

    private func end(_ end: FlightEnd) {
        guard !self.isOver else { return }
        self.isOver = true
        self.loop.timers.cancel(self)
        self.ended(end)
    }

    private static let lost = GatewayError(
        .providerStreamIncomplete,
        "The gateway that fetched the answer did not finish it."
    )
}
