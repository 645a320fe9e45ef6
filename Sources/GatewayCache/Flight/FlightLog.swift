package import GatewayCore
package import NIOCore
import Synchronization

/// How an upstream call ended, for those who followed it.
package enum FlightEnd: Sendable {
    /// The answer is whole, and can be given in either form.
    case answer(StoredAnswer)
    /// The stream is whole, but was too large to be kept: who has all of it so far has all of it.
    case done
    /// No call was needed: there is a stored answer. Whether it will do is for each who waits to decide.
    case stored(StoredAnswer, CacheNote.Tier)
    /// There is no answer. Who got nothing of it yet may make the call itself, unless that would fail in the same way.
    case failed(GatewayError, isFinal: Bool)
}

/// What one upstream call has brought so far, for everybody who waits for it.
///
/// Shared by loops: the call's loop writes, followers of any loop read what they do not have yet. Bytes are whole events
/// of a stream, without its usage report and its end mark, which each follower gets as it asked for.
package final class FlightLog: Sendable {
    /// What followers read under the lock.
    struct State {
        /// Whether the reply is an event stream; nil while there is no head.
        var isStream: Bool?
        /// Who answers, once that is known.
        var deployment = ""
        /// The provider of that deployment.
        var provider = ""
        /// Events since the beginning, less those that everybody has.
        var bytes = ByteBuffer()
        /// Offset in the stream of the first byte that is kept.
        var base = 0
        /// The data of the usage report.
        var usage: ByteBuffer?
        /// How it ended; nil while it runs.
        var end: FlightEnd?
        /// Whether nobody may join any more, because the beginning is gone.
        var isClosed = false
        /// Followers by loop.
        var gangs: [FlightGang] = []
        /// Followers of all loops.
        var followers = 0
        /// Called, on any loop, when the last follower has left.
        var abandoned: (@Sendable () -> Void)?
        /// Called, on any loop, when somebody joins who waits until a time.
        var joined: (@Sendable (UInt64) -> Void)?
        /// The latest of the times until which those who joined wait.
        var patience: UInt64 = 0
    }

    /// What this is the answer to.
    package let key: CacheKey
    /// Calls that were made for the key before this one, since the first of those who wait came.
    package let generation: Int
    /// Bytes that are kept for those who join late.
    let maxBytes: Int
    private let state: Mutex<State>

    /// Which body the answer is for, where others may follow only with the same one; nil where the key says it.
    let fingerprint: CacheKey?

    /// Creates an empty log.
    package init(key: CacheKey, generation: Int, maxBytes: Int, fingerprint: CacheKey? = nil) {
        self.key = key
        self.generation = generation
        self.maxBytes = maxBytes
        self.fingerprint = fingerprint
        self.state = Mutex(State())
    }

    // MARK: For the call

    /// Whether anybody follows.
    package var isFollowed: Bool { self.state.withLock { $0.followers > 0 } }

    /// Says who is told when the last follower leaves, and when one joins; of those who have joined by now, at once.
    func watch(abandoned: @escaping @Sendable () -> Void, joined: @escaping @Sendable (UInt64) -> Void) {
        let patience = self.state.withLock { state -> UInt64? in
            state.abandoned = abandoned
            state.joined = joined
            return state.followers > 0 ? state.patience : nil
        }
        if let patience {
            joined(patience)
        }
    }

    /// The head came.
    package func begin(isStream: Bool, deployment: String, provider: String, on loop: LoopState) {
        let gangs = self.state.withLock { state in
            state.isStream = isStream
            state.deployment = deployment
            state.provider = provider
            return Self.toWake(&state, from: loop)
        }
        self.wake(gangs, on: loop)
    }

    /// Further events of the stream.
    package func append(_ bytes: ByteBuffer, on loop: LoopState) {
        let gangs = self.state.withLock { state in
            guard state.end == nil else { return [FlightGang]() }
            state.bytes.writeImmutableBuffer(bytes)
            if state.bytes.readableBytes > self.maxBytes {
                self.release(&state)
            }
            return Self.toWake(&state, from: loop)
        }
        self.wake(gangs, on: loop)
    }

    /// The usage report, as the data of its event.
    package func noteUsage(_ data: UnsafeRawBufferPointer) {
        self.state.withLock { $0.usage = ByteBuffer(bytes: data) }
    }

    /// All events since the beginning, and the usage report; nil where the beginning was too much to keep.
    package func recorded() -> (events: ByteBuffer, usage: ByteBuffer?)? {
        self.state.withLock { state in
            state.isClosed ? nil : (state.bytes, state.usage)
        }
    }

    /// The call is over; what comes after the first end is ignored.
    package func finish(_ end: FlightEnd, on loop: LoopState) {
        let gangs = self.state.withLock { state in
            guard state.end == nil else { return [FlightGang]() }
            state.end = end
            state.abandoned = nil
            state.joined = nil
            return Self.toWake(&state, from: loop)
        }
        self.wake(gangs, on: loop)
    }

    /// Too much to keep: nobody may join, and what all followers have goes.
    private func release(_ state: inout State) {
        state.isClosed = true
        guard state.followers > 0 else {
            state.base += state.bytes.readableBytes
            state.bytes.clear()
            return
        }
        // A follower that is this far behind is cut off when it reads next (`read`).
        let surplus = state.bytes.readableBytes - self.maxBytes
        guard surplus >= self.maxBytes else { return }
        state.base += surplus
        state.bytes.moveReaderIndex(forwardBy: surplus)
        state.bytes.discardReadBytes()
    }

    private static func toWake(_ state: inout State, from loop: LoopState) -> [FlightGang] {
        guard state.followers > 0 else { return [] }
        return state.gangs.filter { gang in
            if gang.loop === loop {
                return true
            }
            guard !gang.isWoken else { return false }
            gang.isWoken = true
            return true
        }
    }

    private func wake(_ gangs: [FlightGang], on loop: LoopState) {
        for gang in gangs {
            if gang.loop === loop {
                gang.pump()
            } else {
                gang.loop.eventLoop.execute {
                    self.state.withLock { _ in gang.isWoken = false }
                    gang.pump()
                }
            }
        }
    }

    // MARK: For followers

    /// Lets a follower in; called on its loop.
    ///
    /// - Returns: false where the beginning is gone, or there are too many already.
    func join(_ follower: any FlightReader, atMost limit: Int) -> Bool {
        let loop = follower.loop
        let joined: (gang: FlightGang, told: (@Sendable (UInt64) -> Void)?)? = self.state.withLock { state in
            guard !state.isClosed, state.followers < limit else { return nil }
            state.followers += 1
            state.patience = max(state.patience, follower.patience)
            if let gang = state.gangs.first(where: { $0.loop === loop }) {
                return (gang, state.joined)
            }
            let gang = FlightGang(loop)
            state.gangs.append(gang)
            return (gang, state.joined)
        }
        guard let joined else { return false }
        joined.gang.followers.append(follower)
        follower.gang = joined.gang
        joined.told?(follower.patience)
        return true
    }

    /// Lets a follower go; called on its loop.
    func leave(_ follower: any FlightReader) {
        guard let gang = follower.gang else { return }
        follower.gang = nil
        gang.remove(follower)
        let abandoned = self.state.withLock { state in
            state.followers -= 1
            return state.followers == 0 ? state.abandoned : nil
        }
        abandoned?()
    }

    /// What a follower that has `offset` bytes does not have yet; nil where a part of that is gone.
    func read(from offset: Int) -> FlightReading? {
        self.state.withLock { state in
            guard offset >= state.base else { return nil }
            let skipped = offset - state.base
            var bytes = ByteBuffer()
            if skipped < state.bytes.readableBytes, state.isStream == true {
                // A copy: a slice would make the next append copy everything.
                bytes.writeBytes(of: state.bytes, skipped..<state.bytes.readableBytes)
            }
            return FlightReading(
                isStream: state.isStream,
                deployment: state.deployment,
                provider: state.provider,
                bytes: bytes,
                usage: state.end == nil ? nil : state.usage,
                end: state.end
            )
        }
    }
}

/// Somebody who reads a log to its end: a request, or what tells other nodes. Confined to its loop.
protocol FlightReader: AnyObject {
    /// Its loop.
    var loop: LoopState { get }
    /// Those with whom it is woken; kept by the log.
    var gang: FlightGang? { get set }
    /// Until when it waits.
    var patience: UInt64 { get }
    /// Reads what is new.
    func pump()
}

/// What a follower finds in the log.
struct FlightReading {
    /// Whether the reply is an event stream; nil while there is no head.
    var isStream: Bool?
    /// Who answers.
    var deployment: String
    /// Its provider.
    var provider: String
    /// Events that the follower does not have.
    var bytes: ByteBuffer
    /// The data of the usage report, once all is there.
    var usage: ByteBuffer?
    /// How it ended.
    var end: FlightEnd?
}

/// The followers of one log on one loop, woken together.
///
/// `@unchecked Sendable`: `followers` is touched on `loop` only, `isWoken` under the log's lock only.
final class FlightGang: @unchecked Sendable {
    let loop: LoopState
    var followers: [any FlightReader] = []
    var isWoken = false

    init(_ loop: LoopState) {
        self.loop = loop
    }

    func pump() {
        // A follower that is done takes itself out.
        for follower in self.followers {
            follower.pump()
        }
    }

    func remove(_ follower: any FlightReader) {
        guard let index = self.followers.firstIndex(where: { $0 === follower }) else { return }
        self.followers.swapAt(index, self.followers.count - 1)
        self.followers.removeLast()
    }
}
